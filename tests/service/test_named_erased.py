"""A name that others typed or were shown goes with whoever it names, also where nothing was assigned or reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.service.retention import Retention
from dialogs.privacy.model import UNDO_DAYS
from storage.unit_of_work import Store, open_store
from tests.service.assigning_there import HERE, Assigning
from tests.service.test_assigning_erased import rows_with
from tests.storage.accounts import an_account, kept, made, opened


@pytest.fixture
def store(upgraded_url: str) -> Iterator[Store]:
    there = open_store(upgraded_url)
    yield there
    there.close()


@pytest.fixture
def firm(store: Store) -> Assigning:
    firm = Assigning(store).filled(("annika", "bo"))
    firm.days = 2  # after their first 24 hours, on a Wednesday morning
    return firm


def goes(firm: Assigning, who: str) -> None:
    """Have somebody type "erase" and confirm, and let the week go by and the daily job run."""
    firm.types(who, "erase", "erase all")
    Retention(firm.store.unit_of_work, firm.turns._library).run(firm.now + timedelta(days=UNDO_DAYS))


@pytest.mark.parametrize(
    "lines",
    [
        ("team",),
        ("team remove Annika",),
        ("team remove Annika", "team add Annika"),
        ("team add Annika",),  # who is in it already
        ("team remove Annika from South",),  # refused: not hers, and the name stands in the line
        ("team add Annika and somebody else",),  # nobody is called so, or begins so
        ("team remove annika", "team remove ANNIKA"),  # the second: not in the team any more
    ],
)
def test_a_name_in_a_line_about_the_team_goes_with_the_rep(firm: Assigning, lines: tuple[str, ...]) -> None:
    firm.types("lena", *lines)
    assert rows_with(firm, "annika").keys() >= {"outbox"}

    goes(firm, "annika")

    assert rows_with(firm, "annika") == {}


def test_a_name_typed_by_one_who_may_not_add_goes_with_the_rep(firm: Assigning) -> None:
    firm.types("bo", "team add Annika")
    assert rows_with(firm, "annika")["turn"]

    goes(firm, "annika")

    assert rows_with(firm, "annika") == {}


def test_a_managers_name_in_a_reps_rows_goes_with_the_manager(firm: Assigning) -> None:
    firm.gives_row("Annika")
    firm.types("annika", "assignments", "1", "back", "menu", "quick drill", "menu", "team")
    for _ in range(3):
        firm.types("annika", "menu", "assignments", "1", "begin", "What goes wrong there most often, and why?")
    assert rows_with(firm, "lena")["outbox"] > 4

    goes(firm, "lena")

    assert rows_with(firm, "lena") == {}


def test_a_managers_name_in_what_a_rep_is_told_of_a_team_goes_with_the_manager(firm: Assigning) -> None:
    firm.types("lena", "team remove Annika", "team add Annika")
    firm.types("lena", "team invite")
    assert any("Lena" in told for told in firm.reads("annika"))

    goes(firm, "lena")

    assert rows_with(firm, "lena") == {}
    assert firm.types("annika", "team")


def test_an_export_in_chat_goes_with_those_whom_it_names(firm: Assigning) -> None:
    firm.gives_row("Annika")
    firm.types("annika", "export")
    member = firm.member("lena").casefold()

    goes(firm, "lena")

    assert rows_with(firm, "lena", member) == {}


def test_a_new_managers_invitation_names_nobody_who_is_gone(firm: Assigning) -> None:
    code = next(word for word in firm.types("lena", "team invite").split() if "-" in word and word.isupper())
    firm.types("max", f"join {code.rstrip('.')}")
    assert rows_with(firm, "lena")

    goes(firm, "lena")

    assert rows_with(firm, "lena") == {}
    with firm.store.unit_of_work() as work:
        assert work.member(HERE, "slack", "lena") is None


@pytest.fixture
def reviewed(firm: Assigning) -> Assigning:
    """Annika sent a brief of Zinnia; Lena asked back, and held the review; Annika answered."""
    with firm.store.unit_of_work() as work:
        annika = work.member(HERE, "slack", "annika")
    assert annika is not None
    account = an_account(annika, "zin", "Zinnia")
    opened(firm.store, annika, account)
    kept(firm.store, annika, made(account, 1, phase="recognition", sent=True))
    firm.types("lena", "review", "zinnia", "ask back", "Who signs for them?")
    firm.types("annika", "menu", "accounts", "zinnia", "answer the question", "The board does")
    firm.types("lena", "menu", "review", "zin", "hold the review", "on to three questions", "pause it")
    firm.types("lena", "they wait for zinnia's board", "skip")
    return firm


def test_an_accounts_name_goes_with_its_rep_from_what_the_manager_typed(reviewed: Assigning) -> None:
    before = rows_with(reviewed, "zinnia", "annika", "the board does")
    assert before["turn"] > 4
    assert before["outbox"] > 6

    goes(reviewed, "annika")

    assert rows_with(reviewed, "zinnia", "annika", "the board does") == {}


def test_what_a_rep_read_of_a_managers_question_goes_with_the_manager(reviewed: Assigning) -> None:
    assert rows_with(reviewed, "lena", "who signs")["outbox"] > 3

    goes(reviewed, "lena")

    assert rows_with(reviewed, "lena", "who signs") == {}
    assert rows_with(reviewed, "zinnia")["account"] == 1
