"""The settings of the weekly question by typing: what is kept, and what cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.nudging.model import NudgeSettings, SettingsKept
from tests.dialogs.coaching import Coach
from tests.dialogs.ways import led_to


def kept(coach: Coach) -> NudgeSettings:
    assert coach.last is not None
    (deed,) = coach.last.deeds
    assert isinstance(deed, SettingsKept)
    return deed.settings


@pytest.mark.parametrize(("typed", "minute"), [("9:40", 580), ("2 pm", 840), ("at noon", 720), ("1015", 615)])
def test_an_hour_is_read_as_people_write_it(coach: Coach, typed: str, minute: int) -> None:
    led_to(coach, "nudges.hour")

    coach.says(typed)

    assert (kept(coach).weekday, kept(coach).minute, kept(coach).chosen) == (3, minute, True)
    assert coach.state == "nudges.settings"


@pytest.mark.parametrize("typed", ["19:30", "7 am"])
def test_an_hour_of_the_night_is_not_kept(coach: Coach, typed: str) -> None:
    led_to(coach, "nudges.hour")

    coach.says(typed)

    assert coach.last is not None and not coach.last.deeds
    assert coach.state == "nudges.day"


def test_a_saturday_can_be_typed_and_lies_in_the_quiet_weekend(coach: Coach) -> None:
    led_to(coach, "nudges.day")

    coach.says("Saturday")
    coach.says("10:00")

    assert coach.state == "nudges.day"
    assert coach.reads("quiet hours")


def test_quiet_hours_are_kept_as_typed(coach: Coach) -> None:
    led_to(coach, "nudges.quiet")

    coach.says("19:00-07:30")

    assert (kept(coach).quiet.begins, kept(coach).quiet.ends) == (19 * 60, 7 * 60 + 30)


def test_quiet_hours_that_would_hide_the_question_are_not_kept(coach: Coach) -> None:
    led_to(coach, "nudges.quiet")

    coach.says("11:00 to 14:00")

    assert coach.last is not None and not coach.last.deeds
    assert coach.state == "nudges.quiet"


def test_a_stretch_of_days_off_is_each_of_its_days(coach: Coach) -> None:
    led_to(coach, "nudges.days_off")

    coach.says("24 Dec to 2 Jan")

    days = kept(coach).quiet.days_off
    assert len(days) == 10
    assert min(days) == date(coach.today.year, 12, 24)


def test_the_zone_goes_with_the_settings(coach: Coach) -> None:
    led_to(coach, "nudges.zone")

    coach.says("Auckland")

    assert coach.last is not None
    assert coach.last.zone == "Pacific/Auckland"
    (deed,) = coach.last.deeds
    assert isinstance(deed, SettingsKept) and deed.zone == "Pacific/Auckland"


def test_less_often_is_kept(coach: Coach) -> None:
    led_to(coach, "nudges.often")

    coach.picks("every_4")

    assert kept(coach).every_weeks == 4
