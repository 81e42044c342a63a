"""Slots, quiet hours and caps: arithmetic on instants, through both clock changes."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogs.nudging.caps import every_weeks, fits, next_allowed
from dialogs.nudging.effect import by_angle, difference, effect_of, is_too_small, no_help, put_off_and_ended
from dialogs.nudging.model import Counts, NudgeSettings, Quiet
from dialogs.nudging.timing import JITTER_MINUTES, is_quiet, next_open, next_slot, working_days_before

BERLIN = ZoneInfo("Europe/Berlin")
AGREED = datetime(2026, 1, 5, tzinfo=UTC)
NO_QUIET = Quiet(0, 0, weekends=False)


def test_a_slot_stays_at_its_wall_time_through_both_clock_changes() -> None:
    settings = NudgeSettings(AGREED, weekday=0, minute=9 * 60, chosen=True)
    at, gaps = AGREED, set()
    before = None
    for _ in range(52):
        found = next_slot(at, settings, zone=BERLIN, salt="ann")
        assert found is not None
        local = found.astimezone(BERLIN)
        nine = local.replace(hour=9, minute=0)
        assert abs(local - nine) <= timedelta(minutes=JITTER_MINUTES)
        gaps.add(round((found - before).total_seconds() / 3600) if before else 168)
        before, at = found, found + timedelta(minutes=30)

    assert gaps == {167, 168, 169}


def test_an_hour_that_a_clock_change_skips_comes_as_the_clocks_show_it() -> None:
    settings = NudgeSettings(AGREED, weekday=6, minute=150, chosen=True, quiet=NO_QUIET)

    found = next_slot(datetime(2026, 3, 28, 12, tzinfo=UTC), settings, zone=BERLIN, salt="ann")

    assert found is not None
    assert found.astimezone(BERLIN).hour in (3, 1)  # 02:30 is no time of that night


def test_without_a_day_of_ones_own_it_comes_two_working_days_before_the_review() -> None:
    monday = date(2026, 3, 9)

    assert working_days_before(monday, 2, Quiet()) == date(2026, 3, 5)
    found = next_slot(datetime(2026, 3, 2, tzinfo=UTC), NudgeSettings(AGREED), zone=BERLIN, salt="ann", review=monday)
    assert found is not None and found.astimezone(BERLIN).date() == date(2026, 3, 5)


def test_a_slot_on_a_day_off_is_left_out_and_not_moved() -> None:
    quiet = Quiet(days_off=frozenset([date(2026, 3, 4)]))

    found = next_slot(datetime(2026, 3, 2, tzinfo=UTC), NudgeSettings(AGREED, quiet=quiet), zone=BERLIN, salt="ann")

    assert found is not None and found.astimezone(BERLIN).date() == date(2026, 3, 11)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_the_first_open_moment_is_the_first_by_going_minute_by_minute(zone: str) -> None:
    drawn, where, quiet = random.Random(zone), ZoneInfo(zone), Quiet(18 * 60, 8 * 60)
    for _ in range(20):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=drawn.randrange(365 * 24 * 60))
        found, walked = next_open(at, quiet, where), at
        while is_quiet(walked, quiet, where):
            walked += timedelta(minutes=1)

        assert found == walked


def test_messages_told_one_after_another_keep_both_caps() -> None:
    drawn, told = random.Random(3), list[datetime]()
    at = AGREED
    for _ in range(60):
        at += timedelta(minutes=drawn.randrange(900))
        goes = next_allowed(at, told, Quiet(), BERLIN)
        assert goes is not None and goes >= at and fits(goes, told)
        told.append(goes)
    told.sort()

    assert all(last - first >= timedelta(days=1) for first, last in zip(told, told[2:], strict=False))
    assert all(last - first >= timedelta(days=7) for first, last in zip(told, told[4:], strict=False))


def test_nothing_but_what_was_agreed_comes_in_the_first_24_hours() -> None:
    noon = datetime(2026, 1, 6, 11, tzinfo=UTC)

    assert next_allowed(noon, (), Quiet(), BERLIN, joined_at=noon) == noon + timedelta(days=1)
    assert next_allowed(noon, (), Quiet(), BERLIN) == noon


@pytest.mark.parametrize(("weeks", "every"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 4), (5, 4), (6, 0), (9, 0)])
def test_without_an_answer_it_comes_less_often_and_then_rests(weeks: int, every: int) -> None:
    settings = NudgeSettings(AGREED, silent_since=AGREED)

    assert every_weeks(settings, AGREED + timedelta(weeks=weeks)) == every


def test_an_effect_is_told_with_its_interval_from_two_hundred_weeks_on() -> None:
    assert effect_of(Counts(150, 100, 49, 10)) is None
    assert effect_of(Counts(151, 100, 49, 10)) is not None


def test_the_interval_is_that_of_newcombes_own_example() -> None:
    found = difference(Counts(70, 56, 80, 48))  # Newcombe 1998, table II, (a), method 10: 0.0524 to 0.3339

    assert (round(found.points, 2), round(found.low, 2), round(found.high, 2)) == (20.0, 5.24, 33.39)


def test_an_angle_with_few_weeks_is_drawn_to_the_mean_of_all() -> None:
    many, few = Counts(400, 200, 400, 120), Counts(4, 4, 4, 0)
    other = Counts(400, 130, 400, 120)

    found = by_angle(Counts(angles={"stale": many, "success": few, "unheard": other, "tripwire": Counts(9, 9, 0, 0)}))

    assert list(found) == ["success", "stale", "unheard"]
    assert found["stale"] == pytest.approx(20, abs=2) and found["unheard"] == pytest.approx(2.5, abs=2)
    assert found["success"] == pytest.approx(28, abs=5)  # alone it would be 67


def test_angles_that_differ_by_chance_alone_are_all_the_mean() -> None:
    found = by_angle(Counts(angles={"stale": Counts(40, 20, 40, 12), "unheard": Counts(40, 21, 40, 12)}))

    assert found["stale"] == pytest.approx(found["unheard"])


@pytest.mark.parametrize(("weeks", "nudged_done", "small"), [(8, 300, True), (7, 300, False), (8, 420, False)])
def test_fewer_questions_are_proposed_where_the_interval_lies_under_two_points(
    weeks: int, nudged_done: int, *, small: bool
) -> None:
    assert is_too_small(Counts(1000, nudged_done, 1000, 400, weeks=weeks)) is small


@pytest.mark.parametrize(("people", "told"), [(3, None), (4, (12, 2))])
def test_how_many_were_put_off_and_ended_is_told_of_four_people_on(people: int, told: tuple[int, int] | None) -> None:
    assert put_off_and_ended(Counts(200, 100, 200, 80, snoozed=24, stopped=3, people=people)) == told


@pytest.mark.parametrize(("helpless", "told"), [(3, None), (4, 5)])
def test_how_many_were_no_help_is_told_once_four_people_said_so(helpless: int, told: int | None) -> None:
    assert no_help(Counts(200, 100, 200, 80, unhelpful=10, people=40, helpless=helpless)) == told
