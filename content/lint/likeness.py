"""
Which texts say nearly the same thing, by the share of letter groups that they have in common.

Only texts that could be alike are compared: thousands of lines take a second, not minutes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

GROUP = 4  # letters in a row; long enough to tell words apart, short enough to survive a typo
ALIKE = 0.6  # our guess: above it two lines differ by a word or by their order
_IN_COMMON = 5  # rare groups that two texts must share to be compared at all; measured: 1 takes three times as long
_NOT_A_LETTER = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)  # a line is asked for by several rules
def plain(text: str) -> str:
    """Return *text* in lower case without punctuation: what two lines are compared by."""
    return _NOT_A_LETTER.sub(" ", text.lower()).strip()


@lru_cache(maxsize=8192)  # a customer's lines are compared with three sets of others
def groups(text: str) -> frozenset[str]:
    """Return the groups of GROUP letters in *text*; a shorter text is one group."""
    line = plain(text)
    return frozenset(line[i : i + GROUP] for i in range(max(1, len(line) - GROUP + 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard index: groups in both, as a share of the groups in either."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def alike(texts: Sequence[str], *, above: float = ALIKE, start: int = 0) -> Iterator[tuple[int, int, float]]:
    """
    Yield (earlier place, later place, likeness) of every pair of *texts* that is more alike than *above*.

    Those before *start* are not compared with one another.

    Exact, though few pairs are compared: of two texts that are so much alike, the rarest groups of each
    hold some of the other's (prefix filtering, Bayardo and others 2007).
    """
    sets = [groups(text) for text in texts]
    known = Counter(group for found in sets for group in found)
    rank = {group: place for place, group in enumerate(sorted(known, key=lambda group: (known[group], group)))}
    index: dict[int, list[int]] = {}
    for place, found in enumerate(sets):
        least = math.ceil(above * len(found))  # what a text as alike as that has in common with this one
        rarest = sorted(rank[group] for group in found)[: len(found) - least + _IN_COMMON]
        shared: Counter[int] = Counter()
        for group in rarest if place >= start else ():
            shared.update(index.get(group, ()))
        for other in sorted(o for o, count in shared.items() if count >= min(_IN_COMMON, least)):
            score = likeness(found, sets[other])
            if score > above:
                yield other, place, score
        for group in rarest:
            index.setdefault(group, []).append(place)
