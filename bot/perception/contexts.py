"""
What the model reads of all that a customer has said: as much as it was taught with, however long the talk has been.

Its lines stand beside three sentences at most. Dev lines put into talks of four to seven sayings (`python -m
bot.perception.contexts`): question type, macro-F1, .86 beside what they were written for, .68 with the whole talk, .83 to
.84 with the one saying that comes nearest, if it comes near at all. What a line refers to is looked for in the whole talk
by others (dialogs/judging).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

# The context of 99 in 100 lines that teach holds at most so many sayings, and words in all.
MOST_SAYINGS, MOST_WORDS = 3, 25
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
    return (before[best],) if near[best] >= LEAST_NEARNESS else ()
