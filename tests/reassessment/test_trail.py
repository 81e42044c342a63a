"""How an item stood over time, in one line."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from content.library import Library
from dialogs.reassessment.model import Answer, Point, Snapshot
from dialogs.reassessment.trail import points, strategies, told
from tests.reassessment.drawn import a_history
from tests.reassessment.making import TODAY, ago, answers, assumed, did, snapshot, unknown


def history(*given: Answer) -> list[Snapshot]:
    count = len(given)
    return [snapshot(answers(one), days=14 * (count - at), number=at + 1) for at, one in enumerate(given)]


def test_a_trail_reads_as_the_design_shows(library: Library) -> None:
    given = history(assumed("a1", "problem"), did("a1", "comparing", days=49), did("a1", "worried", days=1))

    line = told(points(given, "a1"), library, today=TODAY)

    assert line == "A1: problem → comparing (2 Oct) → worried (19 Nov)"


def test_just_the_snapshots_in_which_it_changed_are_steps() -> None:
    comparing = did("a1", "comparing", days=49)
    given = history(comparing, replace(comparing, kept=TODAY), replace(comparing, day=ago(3)), did("a1", "worried"))

    assert [one.day for one in points(given, "a1")] == [ago(56), ago(14)]
    assert points(given, "b4") == ()


def test_an_answer_that_was_taken_back_is_a_step(library: Library) -> None:
    given = history(did("a1", "comparing", days=49), unknown("a1"), did("a1", "comparing", days=1))

    assert told(points(given, "a1"), library, today=TODAY) == "A1: comparing → not known (23 Oct) → comparing (19 Nov)"


def test_points_that_were_just_dated_anew_are_told_once(library: Library) -> None:
    given = [Point("a1", ago(9), did("a1", "worried")), Point("a1", ago(2), did("a1", "worried", days=0))]

    assert told(given, library, today=TODAY) == "A1: worried"


def test_a_long_trail_keeps_its_latest_steps(library: Library) -> None:
    given = [
        Point("a2", ago(300 - n), assumed("a2", text=f"the {n}th thing they did that we did not plan for"))
        for n in range(90)
    ]

    line = told(given, library, today=TODAY)

    assert line.startswith("A2: … → ") and line.endswith("(23 Apr)") and len(line) <= 700


def test_the_strategy_sentences_are_listed_latest_first(library: Library) -> None:
    given = history(assumed("a6", text="show our uptime"), assumed("a6", text="help plant heads see what a stop costs"))

    listed = strategies(points(given, "a6"), library, today=TODAY)

    assert listed.split("\n") == ["6 Nov  “help plant heads see what a stop costs”", "23 Oct  “show our uptime”"]


def test_nothing_answered_is_said_so(library: Library) -> None:
    assert told((), library, today=TODAY) == strategies((), library, today=TODAY) != ""


@settings(max_examples=60, deadline=None)
@given(a_history())
def test_a_trail_fits_and_ends_where_the_item_stands(library: Library, given: list[Snapshot]) -> None:
    for item in {item for one in given for item in one.answers}:
        found = points(given, item)
        assert len(told(found, library, today=TODAY)) <= 700
        assert len(strategies(found, library, today=TODAY)) <= 700
