"""What nudges do: user-weeks with one against user-weeks held out, with an interval. Nothing is claimed too early."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from dialogs.nudging.model import Counts

LEAST_WEEKS: Final = 200  # nudges.md: "too early to tell" below
_Z: Final = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Effect:
    """How many percentage points more of the weeks with a nudge had a reassessment finished within 72 hours."""

    points: float
    low: float
    high: float


def effect_of(counts: Counts) -> Effect | None:
    """Return the difference with its 95 % interval; None where it is too early to tell."""
    if counts.nudged + counts.held_out < LEAST_WEEKS or not (counts.nudged and counts.held_out):
        return None
    return difference(counts)


def difference(counts: Counts) -> Effect:
    """Return the difference of the two shares with its 95 % interval (Newcombe 1998, method 10)."""
    one, one_low, one_high = _wilson(counts.nudged_done, counts.nudged)
    two, two_low, two_high = _wilson(counts.held_out_done, counts.held_out)
    low = one - two - sqrt((one - one_low) ** 2 + (two_high - two) ** 2)
    high = one - two + sqrt((one_high - one) ** 2 + (two - two_low) ** 2)
    return Effect(100 * (one - two), 100 * low, 100 * high)


def _wilson(done: int, of: int) -> tuple[float, float, float]:
    """Return a share with its 95 % score interval (Wilson 1927)."""
    share, square = done / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return share, middle - half, middle + half
