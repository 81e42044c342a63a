"""
How often the coach may speak up by itself: two messages a day and four a week of all kinds, and none at night.

Days and weeks are counted back from the moment itself (24 hours, seven days): that is stricter than by the calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.nudging.model import NudgeSettings, Quiet
from dialogs.nudging.timing import next_open

# nudges.md, frequency caps: (in how long, how many)
CAPS: Final = ((timedelta(days=1), 2), (timedelta(days=7), 4))
LONGEST: Final = timedelta(days=7)
FIRST_DAY: Final = timedelta(hours=24)  # none after joining but the agreed one
BACK_OFF: Final = ((6, 0), (4, 4), (2, 2))  # weeks without an answer: every so many weeks; 0: rest


def fits(at: datetime, told: Sequence[datetime]) -> bool:
    """
    Whether one more message at an instant keeps the caps among those told, before it and after it.

    No span of 24 hours holds more than two, wherever it begins, and none of seven days more than four.
    """
    for span, most in CAPS:
        near = sorted([at, *(one for one in told if at - span < one < at + span)])
        if any(last - first < span for first, last in zip(near, near[most:], strict=False)):
            return False
    return True


def next_allowed(
    at: datetime, told: Sequence[datetime], quiet: Quiet, zone: ZoneInfo, *, joined_at: datetime | None = None
) -> datetime | None:
    """
    Return *at*, or the first instant after it that is neither quiet nor over a cap; None where all of a year is quiet.

    Args:
        told: when messages went out, or will; in any order.
        joined_at: nothing goes in the first 24 hours from then; None: this message was agreed on.
    """
    if joined_at is not None:
        at = max(at, joined_at + FIRST_DAY)
    # a cap lets go exactly a span after one of those told; no other instant can be the first
    moments = {at, *(one + span for one in told for span, _ in CAPS if one + span > at)}
    for moment in sorted(moments):
        opens = next_open(moment, quiet, zone)
        if opens is not None and fits(opens, told):
            return opens
    return None


def weeks_silent(settings: NudgeSettings, at: datetime) -> int:
    """Return for how many whole weeks nothing was answered."""
    if settings.silent_since is None:
        return 0
    # a slot's jitter may make a week twenty minutes short
    return int((at - settings.silent_since + timedelta(hours=2)) / timedelta(weeks=1))


def every_weeks(settings: NudgeSettings, at: datetime) -> int:
    """Return in how many weeks a nudge comes once by now; 0: they rest, since six weeks nothing was answered."""
    silent = weeks_silent(settings, at)
    backed_off = next((every for weeks, every in BACK_OFF if silent >= weeks), 1)
    return 0 if backed_off == 0 else max(settings.every_weeks, backed_off)


def is_time(settings: NudgeSettings, slot: datetime) -> bool:
    """Whether enough weeks went by since the last nudge, for one in this slot."""
    every = every_weeks(settings, slot)
    if not every or settings.last_sent_at is None:
        return bool(every)
    return slot - settings.last_sent_at > timedelta(weeks=every) - timedelta(days=4)
