"""Which day it is for a person: a calendar day in their own zone, and how they write one."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def day_in(zone: str | None, at: datetime) -> date:
    """Return the day at an aware instant in a zone (IANA name); that in UTC where the zone is not known."""
    return at.astimezone(zone_of(zone)).date()


# Where 5/6 is the sixth of May: the zones of the United States and its islands, and of the Philippines.
_MONTH_FIRST = (
    *("America/New_York", "America/Detroit", "America/Chicago", "America/Menominee", "America/Denver", "America/Boise"),
    *("America/Phoenix", "America/Los_Angeles", "America/Anchorage", "America/Juneau", "America/Sitka", "America/Adak"),
    *("America/Metlakatla", "America/Yakutat", "America/Nome", "America/Puerto_Rico", "America/St_Thomas"),
    *("America/Fort_Wayne", "America/Indianapolis", "America/Louisville", "America/Shiprock", "America/Atka"),
    *("Pacific/Honolulu", "Pacific/Guam", "Pacific/Saipan", "Asia/Manila"),
    *("EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"),
)
_MONTH_FIRST_AREAS = ("US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/")


def writes_month_first(zone: str | None) -> bool:
    """Say whether people of a zone (IANA name) write 5/6 for the sixth of May; no where the zone is not known."""
    return zone is not None and (zone in _MONTH_FIRST or zone.startswith(_MONTH_FIRST_AREAS))


def zone_of(name: str | None) -> ZoneInfo:
    """Return a zone by its IANA name; UTC where it is not known."""
    return _found(name or "UTC")


@cache
def _found(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")  # stored by an older tzdata: a day off by hours is better than no answer
