"""What a manager was told of a rep, and typed of them, goes with the rep; what a manager gave goes with the manager."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from storage.tables import Row
from storage.unit_of_work import Store, open_store
from tests.service.assigning_there import HERE, Assigning


@pytest.fixture
def store(upgraded_url: str) -> Iterator[Store]:
    opened = open_store(upgraded_url)
    yield opened
    opened.close()


@pytest.fixture
def firm(store: Store) -> Assigning:
    """Lena has asked Annika, read what came of it, her line and her objection, and decided; Bo was asked too."""
    firm = Assigning(store).filled(("annika", "bo"))
    firm.days = 2  # nothing is said to anybody in their first 24 hours
    firm.types("lena", "assign", "Annika", "implication questions")
    firm.taps("lena", "line_first_minute", "right_2_of_3", "week", "no_note", "give")
    firm.types("annika", "menu", "assignments", "1", "begin", "What goes wrong with marker1 there?", "share")
    firm.types("annika", "I disagree", "skip", "share it")
    firm.types("lena", "results", "names", "lines", "remind", "disputes")
    firm.types("lena", "later", "menu", "assign", "Bo", "problem questions")
    firm.taps("lena", "row-problem_questions", "right_3_of_3", "week", "no_note", "give")
    return firm


def erased(firm: Assigning, who: str) -> None:
    with firm.store.unit_of_work() as work:
        ids = work.people(HERE).whole(firm.member(who))
        work.privacy(HERE).ask_erasure(ids, firm.now, due_at=firm.now)
        work.privacy(HERE).erase(ids, firm.now)
        work.commit()


def rows_with(firm: Assigning, *words: str) -> dict[str, int]:
    """Return how many rows of each table hold one of these words."""
    found = {}
    with firm.store.unit_of_work() as work:
        for rows in Row.metadata.sorted_tables:
            told = [json.dumps(list(row), default=str).casefold() for row in work._run.rows(rows.select(), {})]
            count = sum(any(word in row for word in words) for row in told)
            if count:
                found[rows.name] = count
    return found


def test_no_name_and_no_line_of_an_erased_rep_is_left_with_the_manager(firm: Assigning) -> None:
    before = rows_with(firm, "annika", "marker1")
    assert before["turn"] > 2
    assert before["outbox"] > 8

    erased(firm, "annika")

    assert rows_with(firm, "annika", "marker1") == {}
    assert "Bo" in firm.types("lena", "menu", "assign")


def test_no_key_of_what_was_told_to_an_erased_rep_holds_their_id(firm: Assigning) -> None:
    firm.types("lena", "results", "Other assignments", "2", "extend", "in 3 weeks")
    ids = [str(firm.member("annika"))]
    assert rows_with(firm, *ids)["told_about"] > 2

    erased(firm, "annika")

    assert rows_with(firm, *ids) == {}


def test_what_the_manager_typed_of_others_stays(firm: Assigning) -> None:
    with firm.store.unit_of_work() as work:
        turn = Row.metadata.tables["turn"]
        typed = {row.text for row in work._run.rows(turn.select(), {})}
    erased(firm, "annika")
    with firm.store.unit_of_work() as work:
        left = {row.text for row in work._run.rows(turn.select(), {})}

    assert {"Annika", "Bo", "problem questions"} <= typed
    assert {"Bo", "problem questions"} <= left
    assert "Annika" not in left


def test_what_reps_were_told_in_an_erased_managers_name_goes(firm: Assigning) -> None:
    assert rows_with(firm, "lena asks you")

    erased(firm, "lena")

    assert rows_with(firm, "lena asks you", "lena reminds") == {}
