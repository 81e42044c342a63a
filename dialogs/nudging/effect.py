"""What nudges do: user-weeks with one against user-weeks held out, with an interval. Nothing is claimed too early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from dialogs.nudging.measures import Measure, Minutes, Secondary, median
from dialogs.nudging.model import Counts

LEAST_WEEKS: Final = 200  # nudges.md: "too early to tell" below
STOP_AFTER_WEEKS: Final = 8  # nudges.md, stop rule: if the interval lies under +2 points after 8 weeks
LEAST_POINTS: Final = 2.0
LEAST_PEOPLE: Final = 4  # as in content/privacy.yaml: of fewer nothing is told that one of them said
_Z: Final = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Effect:
    """How many percentage points more it was with a nudge than held out: of weeks with a reassessment, or of others."""

    points: float
    low: float
    high: float


def effect_of(counts: Counts) -> Effect | None:
    """Return the difference with its 95 % interval; None where it is too early to tell."""
    if counts.nudged + counts.held_out < LEAST_WEEKS or not (counts.nudged and counts.held_out):
        return None
    return difference(counts)


def is_too_small(counts: Counts) -> bool:
    """Whether nudges were measured for long enough to say that they do too little to come so often."""
    found = effect_of(counts)
    return found is not None and counts.weeks >= STOP_AFTER_WEEKS and found.high < LEAST_POINTS


def put_off_and_ended(counts: Counts) -> tuple[int, int] | None:
    """Return in what percent of the weeks with a nudge it was put off, and ended them; None of too few people."""
    if counts.people < LEAST_PEOPLE or not counts.nudged:
        return None
    return round(100 * counts.snoozed / counts.nudged), round(100 * counts.stopped / counts.nudged)


def no_help(counts: Counts) -> int | None:
    """Return in what percent of these weeks it was said to be no help; None where too few people said so."""
    return None if counts.helpless < LEAST_PEOPLE else round(100 * counts.unhelpful / counts.nudged)


def difference(counts: Counts) -> Effect:
    """Return the difference of the two shares with its 95 % interval (Newcombe 1998, method 10)."""
    return _compared(counts.nudged_done, counts.nudged, counts.held_out_done, counts.held_out)


def measured(measure: Measure) -> Effect | None:
    """Return the difference of a secondary measure; None where its weeks are too few, or the people of either side."""
    one, two = measure.nudged, measure.held_out
    if one.weeks + two.weeks < LEAST_WEEKS or min(one.people, two.people) < LEAST_PEOPLE:
        return None
    return _compared(
        one.came / one.cases * one.independent,
        one.independent,
        two.came / two.cases * two.independent,
        two.independent,
    )


def minutes_spent(secondary: Secondary) -> tuple[int, int] | None:
    """
    Return the median minutes with a nudge and held out; None where the weeks are too few, or the people of either side.

    The median: a few who come back to a sitting again and again over three days would move a mean.
    """
    sides = secondary.minutes_nudged, secondary.minutes_held_out
    if sum(_weeks(one) for one in sides) < LEAST_WEEKS or min(one.people for one in sides) < LEAST_PEOPLE:
        return None
    nudged, held_out = (median(one) for one in sides)
    return None if nudged is None or held_out is None else (nudged, held_out)


def _weeks(minutes: Minutes) -> int:
    return sum(minutes.weeks.values())


def _compared(one_came: float, one_of: float, two_came: float, two_of: float) -> Effect:
    one, one_low, one_high = _wilson(one_came, one_of)
    two, two_low, two_high = _wilson(two_came, two_of)
    low = one - two - sqrt((one - one_low) ** 2 + (two_high - two) ** 2)
    high = one - two + sqrt((one_high - one) ** 2 + (two - two_low) ** 2)
    return Effect(100 * (one - two), 100 * low, 100 * high)


def _wilson(done: float, of: float) -> tuple[float, float, float]:
    """Return a share with its 95 % score interval (Wilson 1927)."""
    share, square = done / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return share, middle - half, middle + half


def by_angle(counts: Counts) -> Mapping[str, float]:
    """
    Return the difference of each angle in percentage points, partially pooled; the largest first.

    An angle with few weeks is pulled towards the mean of all, by as much as chance alone would move it (random effects
    with the between-angle variance of DerSimonian and Laird, 1986). Angles without weeks on both sides are left out.
    """
    found = {name: _adjusted(one) for name, one in counts.angles.items() if one.nudged and one.held_out}
    if not found:
        return {}
    weights = {name: 1 / variance for name, (_, variance) in found.items()}
    total = sum(weights.values())
    mean = sum(weights[name] * points for name, (points, _) in found.items()) / total
    spread = sum(weights[name] * (points - mean) ** 2 for name, (points, _) in found.items())
    scale = total - sum(weight**2 for weight in weights.values()) / total
    between = max(0.0, (spread - (len(found) - 1)) / scale) if scale > 0 else 0.0
    pooled = {
        name: mean + between / (between + variance) * (points - mean) for name, (points, variance) in found.items()
    }
    return {name: 100 * pooled[name] for name in sorted(pooled, key=lambda one: (-pooled[one], one))}


def _adjusted(counts: Counts) -> tuple[float, float]:
    """Return a difference of shares and its variance, with one week more of each outcome (Agresti and Caffo 2000)."""
    one = (counts.nudged_done + 1) / (counts.nudged + 2)
    two = (counts.held_out_done + 1) / (counts.held_out + 2)
    variance = one * (1 - one) / (counts.nudged + 2) + two * (1 - two) / (counts.held_out + 2)
    return one - two, variance
