"""
What is measured of nudges beside the primary: user-weeks with one against user-weeks held out (nudges.md).

Values and arithmetic. A side is told of only where enough people and weeks are behind it; see `dialogs.nudging.effect`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

WITHIN: Final = timedelta(hours=72)  # nudges.md: a reassessment finished within 72 hours
FLAGS_WITHIN: Final = timedelta(days=14)  # nudges.md: flags resolved in 14 days
REVIEW_WITHIN: Final = timedelta(days=7)  # our choice: until the next week's question, so that a review counts once
LONGEST_PAUSE: Final = timedelta(minutes=5)  # our guess: who answers later than that was busy with something else


@dataclass(frozen=True, slots=True)
class Side:
    """
    One measure on one side, with a nudge or held out.

    weeks: user-weeks in which there was something to count. people: whose they are. cases: how many there were to come
    about; came: how many did. independent: as how many independent cases these count for an interval.
    """

    weeks: int = 0
    people: int = 0
    cases: int = 0
    came: int = 0
    independent: float = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """Both sides of one measure."""

    nudged: Side = field(default_factory=Side)
    held_out: Side = field(default_factory=Side)


@dataclass(frozen=True, slots=True)
class Minutes:
    """Whole minutes in the chat after a nudge, or after a slot that was held out: how many user-weeks took how many."""

    weeks: Mapping[int, int] = field(default_factory=dict)
    people: int = 0


@dataclass(frozen=True, slots=True)
class Secondary:
    """
    The secondary measures and the minutes of nudges.md, from the slot of the nudge that came or was held out.

    redated: user-weeks; it came about where, within 72 hours as of the primary, the person finished a reassessment with
    at least one item that had been answered before in that account, that now rests on what the customer said or did,
    and that is dated later than any such evidence before. "Still true" on the same evidence is none, nor is an
    assumption, evidence without a day, an item's first answer, or a day within the lines of a list.

    flags: those of the latest snapshot of the account asked about before the slot; resolved are those that the latest
    one within 14 days does not have. Without one all of them stand.

    briefs: user-weeks in which the account asked about had a review within 7 days, so that none counts for two weeks;
    it came about where a reassessment was sent after the slot and before that. A review counts when it was held; else
    by its day once that is past (UTC), as it stands now, since of one that was moved the old day is not stored.

    minutes_nudged, minutes_held_out: of user-weeks with a reassessment finished within 72 hours, in all that the person
    did in reassessments until then.
    """

    redated: Measure = field(default_factory=Measure)
    flags: Measure = field(default_factory=Measure)
    briefs: Measure = field(default_factory=Measure)
    minutes_nudged: Minutes = field(default_factory=Minutes)
    minutes_held_out: Minutes = field(default_factory=Minutes)


def side_of(groups: Iterable[tuple[int, int, int]], people: int) -> Side:
    """
    Return a side from user-weeks that are alike: (cases in each, how many came about in each, how many such weeks).

    What came about in one week hangs together (a reassessment clears several flags at once), so such cases count for
    fewer than they are: as many as would make the variance of the ratio between weeks (Korn and Graubard 1998).
    """
    found = [one for one in groups if one[0] > 0]
    weeks = sum(count for _, _, count in found)
    cases = sum(each * count for each, _, count in found)
    came = sum(done * count for _, done, count in found)
    if not cases:
        return Side()
    share = came / cases
    square = sum(count * (done - share * each) ** 2 for each, done, count in found)
    independent = share * (1 - share) * cases * cases / square if square > 0 else weeks
    return Side(weeks, people, cases, came, min(float(cases), independent))


def median(minutes: Minutes) -> int | None:
    """Return the minutes that half of the user-weeks stay at or under; None where there are none."""
    left = (sum(minutes.weeks.values()) + 1) // 2
    for value in sorted(minutes.weeks):
        left -= minutes.weeks[value]
        if left <= 0:
            return value
    return None


def minutes_in(turns: Sequence[tuple[datetime, bool]], until: datetime) -> int:
    """
    Return the whole minutes, rounded, that somebody spent in reassessments.

    Args:
        turns: when each turn was taken, in order, and whether it led to a state of a reassessment.
        until: the end of the last one. A pause counts for at most five minutes.
    """
    times = [*turns, (until, False)]
    spent = sum(
        (min(max(then - at, timedelta()), LONGEST_PAUSE) for (at, inside), (then, _) in pairwise(times) if inside),
        timedelta(),
    )
    return round(spent / timedelta(minutes=1))
