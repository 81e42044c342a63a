"""The checklist that ships, and each rule of its lint by a fault put into a copy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from content.library import Library
from tests.content.conftest import Copy

Finds = Callable[[str, int, str], None]
STOP, PLAN = "checklists/stop.yaml", "checklists/plan.yaml"
# reassessment.md 2-4
ITEMS = (
    *(f"a{n}" for n in range(1, 10)),
    *("p1", "c1"),
    *(f"b{n}" for n in range(1, 7)),
    *(f"n{n}" for n in range(1, 8)),
    *(f"v{n}" for n in range(1, 10)),
    *("r1", "r2", "r3", "r4", "r5", "r6", "r8", "r9"),
    *(f"i{n}" for n in range(1, 10)),
    *(f"t{n}" for n in range(1, 6)),
)


@pytest.fixture(scope="module")
def library(shipped: Library) -> Library:
    return shipped


def test_every_item_of_the_checklist_is_there(library: Library) -> None:
    assert set(library.checklist.items) == set(ITEMS)
    assert library.checklist.first() == (*(f"a{n}" for n in range(1, 10)), "c1", "b4")


def test_every_phase_has_its_own_section(library: Library) -> None:
    phases = [section.phase for section in library.checklist.sections if section.phase]

    assert phases == ["recognition", "evaluation", "concerns", "implementation"]


def test_a_question_with_how_to_answer_it_fits_a_prompt(library: Library) -> None:
    long = [item.id for item in library.checklist.items.values() if len(f"10 of 11. {item.ask}\n{item.how}") > 350]

    assert long == []


def edit(copy: Copy, file: str, old: str, new: str) -> int:
    """Write other words in a file, once; return the line."""
    text = (copy.folder / file).read_text("utf-8")
    before, found, after = text.partition(old)
    assert found
    (copy.folder / file).write_text(before + new + after, "utf-8")
    return before.count("\n") + 1


def test_an_item_that_stands_twice_is_found(copy: Copy, finds: Finds) -> None:
    line = edit(copy, PLAN, 'id: "p1"', 'id: "t1"')

    finds(PLAN, line, "checklists/alignment.yaml as well")


def test_the_coach_does_not_exclaim_in_a_question(copy: Copy, finds: Finds) -> None:
    line = copy.change(STOP, "items", 0, "ask", to="Where are they now!")

    finds(STOP, line, "no exclamation marks")


def test_an_option_called_like_a_command_is_found(copy: Copy, finds: Finds) -> None:
    line = edit(copy, STOP, '"Feeling a problem"', '"Back"')

    finds(STOP, line, "'back' is a command")


def test_a_word_that_takes_two_options_is_found(copy: Copy, finds: Finds) -> None:
    line = edit(copy, STOP, '"Comparing options"', '"Feeling a problem"')

    finds(STOP, line, "takes both 'problem' and 'comparing'")
