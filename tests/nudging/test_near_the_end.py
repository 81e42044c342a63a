"""An assignment that ends soon: whoever has not met its bar is told once, inside quiet hours and caps."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import wiring
from bot.service.nudge_reminders import DUE_WITHIN, Reminders
from storage.unit_of_work import open_store
from tests.service.assigning_there import Assigning, does_run

REPS = ("ann", "bo")


@pytest.fixture
def firm(upgraded_file: Path, tmp_path: Path) -> Iterator[Assigning]:
    """A team whose reps have weekly questions and were asked for practice on a Monday, until the next."""
    opened = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    firm = Assigning(opened).filled(REPS)
    for who in REPS:
        firm.types(who, "resume nudges")
    firm.gives_row()
    for who in REPS:
        firm.reads(who)
    yield firm
    opened.close()


def near(firm: Assigning, at: datetime) -> int:
    return Reminders(firm.store.unit_of_work, wiring.library()).assignment_due(at, 9)


def before(firm: Assigning, **hours: float) -> datetime:
    return firm.assignment().due_at - timedelta(**hours)


def working(firm: Assigning) -> datetime:
    """Return a moment within the last two days at which nothing is quiet."""
    at = before(firm, hours=1)
    while at.weekday() >= 5 or not 9 <= at.hour < 17:
        at -= timedelta(hours=1)
    assert at > before(firm, hours=48)
    return at


def test_who_has_not_met_the_bar_is_told_once(firm: Assigning) -> None:
    at = working(firm)

    assert near(firm, at) == 2
    assert near(firm, at + timedelta(hours=1)) == 0
    (told,) = firm.reads("ann")
    assert told.startswith(f"“{firm.assignment().title}” runs until")
    assert firm.assignment().bar.words in told


def test_who_met_it_is_left_alone(firm: Assigning) -> None:
    for _ in range(3):
        does_run(firm, "ann")
    assert firm.assignee("ann").status == "met"

    assert near(firm, working(firm)) == 1
    assert firm.reads("ann") == []


def test_not_two_days_before_and_not_after_the_end(firm: Assigning) -> None:
    assert near(firm, before(firm, hours=DUE_WITHIN / timedelta(hours=1) + 1)) == 0
    assert near(firm, before(firm, hours=-1)) == 0


def test_at_night_nobody_is_told_and_nothing_waits(firm: Assigning) -> None:
    night = working(firm).replace(hour=3)

    assert near(firm, night) == 0
    assert near(firm, night.replace(hour=9)) == 2


def test_who_ended_nudges_is_told_nothing(firm: Assigning) -> None:
    firm.types("bo", "stop nudges")

    assert near(firm, working(firm)) == 1
    assert firm.reads("bo") == []


def test_what_is_withdrawn_has_no_end(firm: Assigning) -> None:
    firm.types("lena", "assignments", "results")
    with firm.store.unit_of_work() as work:
        from bot.service.assignments import Assignments

        standing = work.people(firm.assignment().workspace_id).standing(firm.member("lena"))
        Assignments(work, standing, firm.now, wiring.library(), "Lena").withdraw(firm.assignment().id)
        work.commit()

    assert near(firm, working(firm)) == 0
