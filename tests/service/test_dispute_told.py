"""A manager is told once of an objection that a rep shares; nobody else is, and of nothing that was kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service.people import People
from dialogs.people import Standing
from storage.tables import Row
from storage.unit_of_work import Store, open_store
from tests.service.assigning_there import HERE, Assigning, text

OTHERS = ("max", "sue", "ada", "bo")


@pytest.fixture
def store(upgraded_file: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    yield opened
    opened.close()


@pytest.fixture
def firm(store: Store) -> Assigning:
    """Ann has written a line of an assigned run and objects to its verdict."""
    firm = Assigning(store).filled(("ann", "bo"))
    firm.days = 2  # nothing is said to anybody in their first 24 hours
    firm.types("lena", "assign", "Ann", "implication questions")
    firm.taps("lena", "line_first_minute", "right_2_of_3", "week", "no_note", "give")
    firm.types("ann", "menu", "assignments", "1", "begin", "What goes wrong there?", "I disagree", "skip")
    return firm


def told(firm: Assigning) -> str:
    return text("assign.manager_disputed", rep="Ann", title=firm.assignment().title)


def test_the_manager_is_told_once_and_nobody_else(firm: Assigning) -> None:
    firm.types("ann", "share it")

    assert firm.reads("lena") == [told(firm)]
    assert [firm.reads(who) for who in OTHERS] == [[]] * len(OTHERS)
    assert "What goes wrong there?" in firm.types("lena", "menu", "disputes")
    firm.days = 3
    firm.types("ann", "I disagree", "skip", "share it")
    assert firm.reads("lena") == []


def test_what_the_rep_keeps_is_told_to_nobody(firm: Assigning) -> None:
    firm.types("ann", "keep it to myself")

    assert firm.reads("lena") == []


@pytest.mark.parametrize("gone", ["left", "erasing", "deactivated", "rep left"])
def test_a_manager_who_is_gone_or_has_the_rep_no_more_is_not_told(firm: Assigning, gone: str) -> None:
    lena, ann = firm.member("lena"), firm.member("ann")
    with firm.store.unit_of_work() as work:
        people = People(work, Standing(HERE, operator=True), firm.now, text)
        match gone:
            case "left":
                people.remove("North", lena)
            case "rep left":
                people.remove("North", ann)
            case "erasing":
                work.privacy(HERE).ask_erasure([lena], firm.now, due_at=firm.now + timedelta(days=7))
            case _:
                people.deactivate(lena)
        work.commit()

    firm.types("ann", "share it")

    with firm.store.unit_of_work() as work:
        keys = [key for key, _, _ in work.pending_replies(HERE, "slack", "lena") if "/disputed/" in key]
    assert keys == []


def decided(firm: Assigning) -> list[tuple[str | None, str]]:
    with firm.store.unit_of_work() as work:
        rows = work._run.rows(Row.metadata.tables["dispute"].select(), {})
    return [(row.outcome, row.reason or "") for row in rows]


def test_it_is_decided_in_one_tap_that_names_its_reason(firm: Assigning) -> None:
    firm.types("ann", "share it")
    firm.types("lena", "menu")
    asked = firm.types("lena", "disputes")

    firm.taps("lena", "changed_close")

    assert "What the line answers: “" in asked
    assert asked.index("What the line answers") < asked.index("Who is right?")
    assert decided(firm) == [("changed", "A close call, so it goes to the rep")]
    assert any("you are right (A close call, so it goes to the rep)" in one for one in firm.reads("ann"))


def test_a_tap_decides_what_was_shown_and_nothing_that_came_up_since(firm: Assigning) -> None:
    firm.types("ann", "share it")
    firm.days = 3
    firm.types("ann", "next", "begin", "And what goes wrong then?", "I disagree", "skip", "share it")
    firm.types("lena", "menu", "disputes")
    firm.types("ada", "menu", "disputes")
    firm.taps("ada", "upheld_words")

    said = firm.types("lena", "3")  # "The rep is right"

    assert "settled" in said
    assert "And what goes wrong then?" in said
    assert decided(firm) == [("upheld", "The words say what the coach read"), (None, "")]
    firm.types("lena", "1")
    assert [outcome for outcome, _ in decided(firm)] == ["upheld", "upheld"]
