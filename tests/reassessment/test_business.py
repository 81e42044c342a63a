"""When an account is called a bad piece of business, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from content.library import Library
from dialogs.reassessment import business
from dialogs.reassessment.case import Case
from dialogs.reassessment.model import Answer
from tests.reassessment.flag_cases import but, contact, rows, without
from tests.reassessment.making import TODAY, answers, assumed, case, did, iso, told, unknown

WIRE = {"sign": "no date from the CFO", "day": iso(1), "action": "pause", "seen": "yes"}
LOST = assumed("a5", text="nobody there has the time")


def three_signs() -> Case:
    """Return a case with RF1, RF4 and RF7."""
    contacts = rows("b5", *(contact(days, "unhappy") for days in (1, 5, 9)))
    return case(did("a1", "comparing"), assumed("b3", "none"), assumed("b4", "none"), contacts)


def test_three_signs_together_are_enough_and_two_are_not() -> None:
    made = three_signs()

    doubt = business.verdict(made)

    assert doubt is not None and doubt.signs == ("rf1", "rf4", "rf7")
    assert business.verdict(but(made, did("b4", "met"))) is None


def test_an_item_that_was_never_asked_does_not_count() -> None:
    assert business.verdict(without(three_signs(), "b4")) is None


@pytest.mark.parametrize("choice", ["not_certain", "cannot_compete"])
def test_a_purchase_that_is_not_certain_is_a_sign(choice: str) -> None:
    two = but(three_signs(), did("b4", "met"))

    doubt = business.verdict(but(two, assumed("v9", choice)))

    assert doubt is not None and doubt.signs == ("rf1", "rf7", "v9")
    assert business.verdict(but(two, assumed("v9", "certain"))) is None
    assert business.verdict(but(two, unknown("v9"))) is None


def test_the_same_reason_to_lose_three_times_over_is_a_sign() -> None:
    two = but(three_signs(), did("b4", "met"), LOST)
    history = case(history=[answers(LOST)] * 3).history

    doubt = business.verdict(replace(two, history=history))

    assert doubt is not None and doubt.signs == ("rf1", "rf7", "a5")
    assert business.verdict(replace(two, history=history[1:])) is None
    assert business.verdict(replace(but(two, assumed("a5", text="price")), history=history)) is None


@pytest.mark.parametrize(("choice", "there"), [("no", True), ("yes", False), ("unsure", False)])
def test_not_starting_it_today_is_enough(choice: str, there: bool) -> None:
    assert (business.verdict(case(assumed("a4", choice))) is not None) is there


@pytest.mark.parametrize(
    ("wire", "there"),
    [(WIRE, True), ({**WIRE, "day": iso(0)}, False), ({**WIRE, "seen": "no"}, False), ({**WIRE, "seen": ""}, False)],
)
def test_a_tripwire_that_has_gone_off_is_enough(wire: dict[str, str], there: bool) -> None:
    assert (business.verdict(case(rows("a9", wire))) is not None) is there


def text_of(made: Case, library: Library) -> str:
    doubt = business.verdict(made)
    assert doubt is not None
    return business.told(doubt, library, by=TODAY + timedelta(days=7))


def test_the_wording_is_that_of_the_design(library: Library) -> None:
    assert text_of(three_signs(), library).split("\n") == [
        "This may be a bad piece of business.",
        "Three signs together say this may not be worth chasing: nobody owns the problem; power is out of reach; "
        "three contacts brought no action.",
        "What would prove that wrong: somebody there names the problem and its cost; a meeting with whoever says yes.",
        "Cheapest test: “Who has the most trouble with this today?” by 27 Nov.",
    ]


def test_each_reason_is_told_in_the_reps_own_words(library: Library) -> None:
    made = case(assumed("a4", "no", text="they only want a second price"), rows("a9", WIRE))

    text = text_of(made, library)

    assert "You would not start this account today: “they only want a second price”." in text
    assert "Your own tripwire has gone off: “no date from the CFO”, by 19 Nov." in text


def test_all_that_can_come_together_fits_one_message(library: Library) -> None:
    every = business.Doubt(True, business.SIGNS, rows("a9", {**WIRE, "sign": "word " * 90}).entries[0], "because " * 90)

    text = business.told(every, library, by=TODAY)

    assert len(text) <= 700 and text.startswith("This may be") and text.endswith("by 20 Nov.")
    assert "tripwire has gone off" in text and "You would not start" in text and "Eight signs together" in text


def test_the_test_is_due_in_a_week_or_at_an_earlier_review() -> None:
    assert business.test_day(TODAY, None) == TODAY + timedelta(days=7)
    assert business.test_day(TODAY, TODAY + timedelta(days=3)) == TODAY + timedelta(days=3)
    assert business.test_day(TODAY, TODAY + timedelta(days=30)) == TODAY + timedelta(days=7)
    assert business.test_day(TODAY, TODAY - timedelta(days=3)) == TODAY + timedelta(days=7)


def test_a_want_that_was_stated_is_no_sign() -> None:
    contacts = rows("b5", *(contact(days, "unhappy", "sends the log") for days in (1, 5, 9)))
    made: tuple[Answer, ...] = (contacts, told("n4", text="we want it gone"), assumed("b4", "none"), assumed("v9", "not_certain"))

    assert business.verdict(case(*made)) is None
