"""What waits for the morning: it is not said of what was taken back by then, nor to or of somebody who is leaving."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.service.contacts import Contacts
from storage.unit_of_work import Store, open_store
from tests.service.assigning_there import HERE, NOW, Assigning, text

EVENING = timedelta(hours=11)  # after 9:00 UTC on Monday: quiet for everybody
MORNING = timedelta(hours=23, minutes=30)


class AtHours(Assigning):
    after = timedelta()

    @property
    def now(self) -> datetime:
        return NOW + timedelta(days=self.days) + self.after


@pytest.fixture
def store(upgraded_url: str) -> Iterator[Store]:
    there = open_store(upgraded_url)
    yield there
    there.close()


@pytest.fixture
def firm(store: Store) -> AtHours:
    firm = AtHours(store)
    firm.filled(("annika", "bo"))
    firm.after = EVENING
    return firm


def told(firm: AtHours, who: str, after: timedelta = MORNING) -> list[str]:
    """Return what comes by the next morning; it must be nothing before."""
    assert firm.reads(who) == []
    firm.after = after
    Contacts(firm.store.unit_of_work).release(firm.now, 50)
    return firm.reads(who)


def erases(firm: AtHours, who: str) -> None:
    firm.types(who, "erase", "erase all")


def undoes(firm: AtHours, who: str) -> None:
    firm.types(who, "erase undo")


def test_what_is_given_at_night_is_told_in_the_morning_and_the_manager_reads_so(firm: AtHours) -> None:
    firm.gives_row("Annika")
    assert "own quiet hours" in firm.text

    (given,) = told(firm, "annika")

    assert given.startswith("Lena asks you to practise")
    assert firm.assignee("annika").told_at is not None


def test_what_is_taken_back_before_anybody_was_told_is_told_to_nobody(firm: AtHours) -> None:
    firm.gives_row("Annika")
    firm.types("lena", "results", "withdraw", "yes, withdraw it")

    assert told(firm, "annika") == []


def test_what_was_told_and_is_taken_back_at_night_is_told_once(firm: AtHours) -> None:
    firm.after = timedelta()
    firm.gives_row("Annika", "Bo")
    assert len(firm.reads("annika")) == 1
    firm.after = EVENING
    firm.types("lena", "menu", "results", "remind them", "withdraw", "yes, withdraw it")

    assert told(firm, "annika") == [text("assign.you_withdrawn", title=firm.assignment().title)]


def test_more_time_before_anybody_was_told_is_told_with_what_is_asked(firm: AtHours) -> None:
    firm.gives_row("Annika")
    firm.types("lena", "results", "extend")
    firm.taps("lena", "fortnight")

    assert len(told(firm, "annika")) == 2


def test_who_waits_to_be_erased_is_told_nothing_until_they_undo_it(firm: AtHours) -> None:
    firm.gives_row("Annika")
    erases(firm, "annika")

    assert told(firm, "annika") == []
    undoes(firm, "annika")
    assert len(told(firm, "annika", after=MORNING + timedelta(days=1))) == 1


def test_nothing_is_told_of_who_waits_to_be_erased_until_they_undo_it(firm: AtHours) -> None:
    firm.gives_row("Annika")
    erases(firm, "lena")

    assert told(firm, "annika") == []
    undoes(firm, "lena")
    assert len(told(firm, "annika", after=MORNING + timedelta(days=1))) == 1


def test_of_others_it_is_told_all_the_same(firm: AtHours) -> None:
    firm.gives_row("Annika", "Bo")
    erases(firm, "bo")

    assert len(told(firm, "annika")) == 1
    with firm.store.unit_of_work() as work:
        assert work.member(HERE, "slack", "bo") is not None
