"""
The probabilities of one line from its scores: what `heads.softmax`, `sigmoid` and `set_right` say of whole matrices.

Plain floats: for ten numbers NumPy takes five times as long. A change here is a change there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

LEAST = 1e-9
MOST_LOG_ODDS = 40.0


@dataclass(frozen=True, slots=True)
class Setting:
    """How the raw probabilities of a task are set right: a slope and an offset for each class."""

    slope: Sequence[float]
    offset: Sequence[float]


def squashed(scores: Sequence[float], *, exclusive: bool) -> list[float]:
    """Return raw probabilities; *exclusive* ones sum to 1."""
    if exclusive:
        most = max(scores)
        raised = [exp(score - most) for score in scores]
        total = sum(raised)
        return [value / total for value in raised]
    return [1.0 / (1.0 + exp(-score)) for score in _held(scores, -MOST_LOG_ODDS, MOST_LOG_ODDS)]


def calibrated(raw: Sequence[float], setting: Setting, *, exclusive: bool) -> list[float]:
    """Return calibrated probabilities from raw ones; *exclusive* ones sum to 1 again."""
    held = _held(raw, LEAST, 1 - LEAST)
    if exclusive:
        scores = [log(value) * slope for value, slope in zip(held, setting.slope, strict=True)]
    else:
        scores = [
            log(value / (1 - value)) * slope + offset
            for value, slope, offset in zip(held, setting.slope, setting.offset, strict=True)
        ]
    return squashed(scores, exclusive=exclusive)


def _held(values: Sequence[float], least: float, most: float) -> list[float]:
    return [value if least <= value <= most else least if value < least else most for value in values]
