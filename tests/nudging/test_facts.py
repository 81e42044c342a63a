"""What is worth a nudge about an account, a day before and a day after its bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.library import Library
from dialogs.nudging.facts import Seen, facts
from dialogs.reassessment.model import AccountFile
from tests.reassessment.making import TODAY, account, answers, assumed, did, entries, iso, snapshot


def angles(library: Library, *given: object, status: str = "open") -> set[str]:
    file = AccountFile(account(status=status), (snapshot(answers(*given), days=1),))  # type: ignore[arg-type]
    return {one.angle for one in facts(Seen(file, TODAY, library))}


def wire(days_ago: int, **more: str) -> object:
    row = {"sign": "no date from the CFO", "day": iso(days_ago), "action": "pause", **more}
    return assumed("a9", text="x", entries=entries(row))


@pytest.mark.parametrize(("days_ago", "worth"), [(-3, False), (-2, True), (0, True), (14, True), (15, False)])
def test_a_tripwire_is_asked_about_from_two_days_before_to_two_weeks_after(
    library: Library, days_ago: int, worth: bool
) -> None:
    assert ("tripwire" in angles(library, wire(days_ago))) == worth


def test_a_tripwire_that_was_seen_is_settled(library: Library) -> None:
    assert "tripwire" not in angles(library, wire(0, seen="no"))


@pytest.mark.parametrize(("days", "worth"), [(30, False), (31, True)])
def test_what_a_customer_did_is_stale_after_thirty_days(library: Library, days: int, worth: bool) -> None:
    assert ("stale" in angles(library, did("a6", days=days, text="fewer stops"))) == worth


@pytest.mark.parametrize(
    ("flag", "moved", "item"),
    [
        ("rf4", ("b4",), "b4"),
        ("rf3", ("b2",), "b2"),  # its first item, b5, stands as it stood
        ("rf3", (), "b5"),  # it went with something else, such as the phase
        ("rf16", ("a6",), "a6"),  # has no items of its own: all that rests on old news
        ("rf16", (), ""),
    ],
)
def test_an_answer_to_a_success_goes_to_what_made_the_difference(
    library: Library, flag: str, moved: tuple[str, ...], item: str
) -> None:
    items = ("a1", "a6", "b2", "b4", "b5")
    old = answers(*(did(one, days=50, text="as it was") for one in items))
    new = old | answers(*(did(one, days=2, text="they said so") for one in moved))
    seen_again = {one: replace(answer, kept=TODAY) for one, answer in new.items()}
    shots = (replace(snapshot(old, days=40), flags=(flag,)), snapshot(seen_again, days=1))

    found = [one for one in facts(Seen(AccountFile(account(), shots), TODAY, library)) if one.angle == "success"]

    assert [one.item for one in found] == [item] * bool(item)


def test_a_closed_account_is_left_alone(library: Library) -> None:
    assert angles(library, wire(0), status="closed") == set()
