"""The rep's accounts in a dialog: the list, one account, its name, questions back, and merging."""
