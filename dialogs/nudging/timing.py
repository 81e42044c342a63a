"""
When a nudge comes, in the person's own wall time; and when nothing may. Arithmetic on instants: no clock is read.

A wall time that a clock change skips is taken as the hour that the clocks show instead; one that comes twice is the
first of the two. So slots of a week may lie 167 or 169 hours apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialogs.nudging.model import NudgeSettings, Quiet

JITTER_MINUTES = 10  # nudges.md: ± 10 minutes, so that a firm's chats do not all ring at once
BEFORE_REVIEW = 2  # working days; nudges.md
MOST_WEEKS = 60  # that are looked through for a slot that is not quiet; a year of days off has none
WEEKEND = 5  # Saturday and what follows


@cache
def zone_of(name: str | None) -> ZoneInfo:
    """Return a zone by its IANA name; UTC where it is not known, here or to this machine."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def week_of(day: date) -> str:
    """Return the ISO week of a day: "2026-W10"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def weeks_until(week: str, count: int) -> tuple[str, ...]:
    """Return so many ISO weeks up to one, that one last: "2026-W52", "2026-W53", "2027-W01"."""
    monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    return tuple(week_of(monday - timedelta(weeks=ago)) for ago in reversed(range(count)))


def instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the instant of a minute of a local day, in UTC."""
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone).astimezone(UTC)


def is_quiet(at: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    """Whether nothing may arrive at an instant. Raises ValueError: it is naive."""
    if at.tzinfo is None:
        raise ValueError(f"the instant {at.isoformat()} is naive")
    local = at.astimezone(zone)
    if local.date() in quiet.days_off or (quiet.weekends and local.weekday() >= WEEKEND):
        return True
    minute = local.hour * 60 + local.minute
    if quiet.begins <= quiet.ends:
        return quiet.begins <= minute < quiet.ends
    return minute >= quiet.begins or minute < quiet.ends


def next_open(at: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime | None:
    """Return *at*, or the first instant after it that is not quiet; None where all of a year is."""
    if not is_quiet(at, quiet, zone):
        return at
    first = at.astimezone(zone).date()
    for days in range(MOST_WEEKS * 7):
        day = first + timedelta(days=days)
        opens = sorted(instant(day, minute, zone) for minute in {0, quiet.ends})
        for one in opens:
            if one >= at and not is_quiet(one, quiet, zone):
                return one
    return None


def next_slot(
    after: datetime,
    settings: NudgeSettings,
    *,
    zone: ZoneInfo,
    salt: str,
    review: date | None = None,
    since: date | None = None,
) -> datetime | None:
    """
    Return the first weekly slot strictly later than *after*, with its jitter; None where none is ever open.

    A slot that falls into quiet hours or on a day off is left out, not moved: the next week's is taken.

    Args:
        salt: whose slot it is; two people of one hour get two minutes.
        review: of the next scheduled review. Where the person did not pick a day, the slot of its week, or of the week
            before it, lies two working days before.
        since: the first local day whose week may have a slot, where one was used in this week already.
    """
    monday = after.astimezone(zone).date()
    monday -= timedelta(days=monday.weekday())
    if since is not None:
        monday = max(monday, since - timedelta(days=since.weekday()))
    for weeks in range(MOST_WEEKS):
        week = monday + timedelta(weeks=weeks)
        slot = _slot(week, settings, zone, salt, review)
        if slot is not None and slot > after:
            return slot
    return None


def _slot(week: date, settings: NudgeSettings, zone: ZoneInfo, salt: str, review: date | None) -> datetime | None:
    """Return the slot of the week that begins on a Monday; None where it is quiet."""
    day = week + timedelta(days=settings.weekday)
    if not settings.chosen and review is not None:
        before = working_days_before(review, BEFORE_REVIEW, settings.quiet)
        if week <= before < week + timedelta(days=7):
            day = before
    plain = instant(day, settings.minute, zone)
    if is_quiet(plain, settings.quiet, zone):
        return None
    off = timedelta(minutes=jitter(f"{salt}:{week_of(day)}"))
    for moved in (plain + off, plain - off, plain):  # a slot at the edge of quiet hours moves the other way
        if not is_quiet(moved, settings.quiet, zone) and moved.astimezone(zone).date() == day:
            return moved
    return plain


def jitter(salt: str) -> int:
    """Return minutes from -10 to 10 that depend on *salt* alone: planned twice, a slot is the same."""
    drawn = int.from_bytes(hashlib.blake2s(salt.encode(), digest_size=4).digest())
    return drawn % (2 * JITTER_MINUTES + 1) - JITTER_MINUTES


def working_days_before(day: date, count: int, quiet: Quiet) -> date:
    """Return the day so many working days before another; a day off is none."""
    while count:
        day -= timedelta(days=1)
        if day.weekday() < WEEKEND and day not in quiet.days_off:
            count -= 1
    return day


def working_days_until(today: date, day: date, days_off: Collection[date] = ()) -> int:
    """Return how many working days lie between today and a day to come, that day included; negative for one past."""
    if day < today:
        return -1
    between = (today + timedelta(days=n) for n in range(1, (day - today).days + 1))
    return sum(one.weekday() < WEEKEND and one not in days_off for one in between)
