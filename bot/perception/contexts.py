"""
What the model reads of all that a customer has said: as much as it was taught with, however long the talk has been.

Its lines stand beside three sayings at most. Dev lines put into talks of four to seven (2026-11-23): question type,
macro-F1, .87 beside what they were written for, .70 with the whole talk, .81 to .85 with the one saying that comes
nearest, or the last where none is near; statement kinds, mean F1, .45 to .58 with the whole talk and .80 so. What a
line refers to is still looked for in the whole talk (dialogs/judging). tests/perception/test_contexts.py measures the
first again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

# No line that teaches has more beside it: sayings, and words in all.
MOST_SAYINGS, MOST_WORDS = 3, 34
LEAST_NEARNESS = 0.3  # between .2 and .4 the dev lines tell no difference


def context_for(
    told: tuple[str, ...], worry: str | None, nearness: Callable[[Sequence[str]], Sequence[float]]
) -> tuple[str, ...]:
    """
    Return what is read beside a line, of *told*, oldest first.

    Args:
        worry: what a reply answers; it is read by itself, and says more than what came before it.
        nearness: how near the line comes to each of some sayings, as a cosine.
    """
    before = tuple(said for said in told if said != worry)
    if len(before) <= MOST_SAYINGS and sum(len(said.split()) for said in before) <= MOST_WORDS:
        return before
    if worry is not None:
        return ()
    near = nearness(before)
    best = max(range(len(before)), key=near.__getitem__)
    return (before[best],) if near[best] >= LEAST_NEARNESS else before[-1:]
