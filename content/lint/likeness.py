"""
Which texts say nearly the same thing, by the share of letter groups that they have in common.

Only texts that could be alike are compared: thousands of lines take a second, not minutes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

GROUP = 4  # letters in a row; long enough to tell words apart, short enough to survive a typo
ALIKE = 0.6  # our guess: above it two lines differ by a word or by their order
_NOT_A_LETTER = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return *text* in lower case without punctuation: what two lines are compared by."""
    return _NOT_A_LETTER.sub(" ", text.lower()).strip()


def groups(text: str) -> frozenset[str]:
    """Return the groups of GROUP letters in *text*; a shorter text is one group."""
    line = plain(text)
    return frozenset(line[i : i + GROUP] for i in range(max(1, len(line) - GROUP + 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard index: groups in both, as a share of the groups in either."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def alike(texts: Sequence[str], *, above: float = ALIKE) -> Iterator[tuple[int, int, float]]:
    """
    Yield (earlier place, later place, likeness) of every pair of *texts* that is more alike than *above*.

    Exact, though few pairs are compared: of two sets that share so much, each holds one of the other's
    rarest groups (prefix filtering, Bayardo and others 2007).
    """
    sets = [groups(text) for text in texts]
    known = Counter(group for found in sets for group in found)
    index: dict[str, list[int]] = {}
    for place, found in enumerate(sets):
        rare = sorted(found, key=lambda group: (known[group], group))
        prefix = rare[: len(rare) - math.ceil(above * len(rare)) + 1]
        candidates = {other for group in prefix for other in index.get(group, ())}
        for other in sorted(candidates):
            score = likeness(found, sets[other])
            if score > above:
                yield other, place, score
        for group in prefix:
            index.setdefault(group, []).append(place)


def nearest(text: str, others: Iterable[str]) -> tuple[float, str]:
    """Return the likeness of the most alike of *others*, and that text; (0, "") where there is none."""
    found = groups(text)
    return max(((likeness(found, groups(other)), other) for other in others), default=(0.0, ""))
