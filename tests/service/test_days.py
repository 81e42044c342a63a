"""The day is that of the person's zone, and 5/6 is read as people there write it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import available_timezones

import pytest

from bot.service import days
from bot.service.days import day_in, writes_month_first

LATE = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", date(2026, 11, 23)),
        ("America/New_York", date(2026, 11, 22)),
        ("Pacific/Kiritimati", date(2026, 11, 23)),
        (None, date(2026, 11, 22)),
        ("Nowhere/Land", date(2026, 11, 22)),
    ],
)
def test_the_day_is_that_of_the_zone(zone: str | None, day: date) -> None:
    assert day_in(zone, LATE) == day


@pytest.mark.parametrize("zone", ["America/New_York", "US/Pacific", "America/Indiana/Knox", "Asia/Manila"])
def test_the_month_comes_first_there(zone: str) -> None:
    assert writes_month_first(zone)


@pytest.mark.parametrize(
    "zone", [None, "Europe/London", "America/Sao_Paulo", "America/Mexico_City", "Asia/Tokyo", "UTC"]
)
def test_the_day_comes_first_elsewhere(zone: str | None) -> None:
    assert not writes_month_first(zone)


def test_every_zone_that_is_named_exists() -> None:
    zones = available_timezones()

    assert set(days._MONTH_FIRST) <= zones
    assert all(any(zone.startswith(area) for zone in zones) for area in days._MONTH_FIRST_AREAS)
