"""
Which lines are left out together: by author, so that no voice is known, or by industry, so that no trade is.

Deterministic: a new author joins a fold without moving the others far.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.perception.corpus import Example

# Groups of authors, not one at a time: a run of the tuned encoder takes ten minutes. Harder than leave-one-author-out.
AUTHOR_FOLDS, INDUSTRY_FOLDS = 3, 4


@dataclass(frozen=True, slots=True)
class Fold:
    """What is left out together. `scheme`: "author" or "industry"; `names`: the authors or industries."""

    scheme: str
    name: str
    names: frozenset[str]

    def holds(self, line: Example) -> bool:
        """Return True if the line is left out."""
        return (line.author if self.scheme == "author" else line.industry) in self.names


def folds_of(lines: Sequence[Example], scheme: str) -> list[Fold]:
    """
    Return the folds; each holds about as many lines of every task.

    Authors and industries are dealt out in turn, those of one task after those of another.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        task = "moves" if line.moves else "statement" if line.statements else "question"
        counts[line.author if scheme == "author" else line.industry][task] += 1
    order = sorted(counts, key=lambda name: (max(counts[name], key=counts[name].__getitem__), name))
    parts = AUTHOR_FOLDS if scheme == "author" else INDUSTRY_FOLDS
    dealt = [order[place::parts] for place in range(parts)]
    return [Fold(scheme, f"{place} of {parts}", frozenset(names)) for place, names in enumerate(dealt, start=1)]
