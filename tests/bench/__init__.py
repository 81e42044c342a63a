"""`make bench`: ratios against a baseline in the same run. Figures, not tests; the README keeps them."""
