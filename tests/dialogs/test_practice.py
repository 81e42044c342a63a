"""Mastery by the rule of three, what is due when, and why something comes next."""

from __future__ import annotations

import pytest

from content.library import Library
from dialogs.practice import due, seen, seen_at, standing, tried, weakest
from dialogs.selection import Choosing, item_of, next_item

DAY = 739_000  # `date.toordinal`


def practised(*tries: tuple[str, bool, int], skill: str = "implication_questions") -> dict[str, object]:
    practice: dict[str, object] = {}
    for item, passed, day in tries:
        practice = dict(tried(practice, skill, item, passed=passed, day=day))
    return practice


@pytest.mark.parametrize(
    ("tries", "mastered"),
    [
        ([("a", True), ("b", True)], True),
        ([("a", True), ("b", False), ("c", True)], True),
        ([("a", True), ("a", True)], False),  # the same customer twice
        ([("a", True), ("b", False), ("c", False), ("d", True)], False),  # of the last three, one
        ([("a", True)], False),
    ],
)
def test_two_passes_of_three_on_different_customers_master_a_skill(
    tries: list[tuple[str, bool]], mastered: bool
) -> None:
    practice = practised(*((item, passed, DAY) for item, passed in tries))

    assert standing(practice, "implication_questions").is_mastered == mastered


def test_a_mastered_skill_comes_again_after_7_14_and_21_days_and_then_rests() -> None:
    practice = practised(("a", True, DAY), ("b", True, DAY))
    days = []
    for number in range(60):
        if due(practice, day=DAY + number):
            days.append(number)
            practice = dict(tried(practice, "implication_questions", f"c{number}", passed=True, day=DAY + number))

    assert days == [7, 7 + 14, 7 + 14 + 21]


def test_a_pass_before_it_is_due_changes_no_date() -> None:
    practice = practised(("a", True, DAY), ("b", True, DAY), ("c", True, DAY + 3))

    assert due(practice, day=DAY + 6) == []
    assert due(practice, day=DAY + 7) == ["implication_questions"]


def test_a_miss_when_it_is_due_takes_a_skill_back_to_learning() -> None:
    practice = practised(("a", True, DAY), ("b", True, DAY), ("c", False, DAY + 7))

    assert weakest(practice) == "implication_questions"
    assert standing(practice, "implication_questions").passes == 0


def test_one_scheduled_item_a_skill_a_day() -> None:
    practice = practised(("a", True, DAY), ("b", True, DAY), ("c", True, DAY + 7))

    assert due(practice, day=DAY + 7) == []


def test_what_is_due_comes_before_the_weakest_and_both_before_what_is_new(library: Library) -> None:
    practice = practised(("a", True, DAY), ("b", True, DAY))
    assert next_item(Choosing(library, practice, DAY + 7, 1)).why == "due"

    practice = dict(tried(practice, "problem_questions", "d", passed=False, day=DAY))
    assert next_item(Choosing(library, practice, DAY + 7, 1)).why == "due"
    coming = next_item(Choosing(library, practice, DAY + 6, 1))
    assert (coming.why, coming.skill, coming.passed, coming.tries) == ("again", "Problem questions", 0, 1)

    assert next_item(Choosing(library, {}, DAY, 1)).why == "new"


def test_nothing_new_is_begun_while_one_skill_is_being_learnt(library: Library) -> None:
    practice = practised(("d", False, DAY), skill="problem_questions")
    for number in range(3):
        coming = next_item(Choosing(library, practice, DAY + number, 1))
        assert library.drills[coming.item].skill == "problem_questions"
        practice = dict(seen(practice, coming.item))


def test_no_item_of_a_skill_comes_twice_before_all_have_come(library: Library) -> None:
    practice: dict[str, object] = {}
    choosing = Choosing(library, practice, DAY, 1)
    own = sorted(item.id for item in choosing.items("objections"))
    found = []
    for _ in own:
        item = item_of(Choosing(library, practice, DAY, 1), "objections")
        found.append(item)
        practice = dict(seen(practice, item))

    assert sorted(found) == own
    assert [seen_at(practice, item) for item in found] == list(range(1, len(own) + 1))


def test_a_manager_s_item_is_never_given_to_a_rep(library: Library) -> None:
    managers = {item.id for item in library.drills.values() if item.audience == "manager"}

    assert managers
    assert managers.isdisjoint(item.id for item in Choosing(library, {}, DAY, 1).items())


def test_when_all_skills_rest_the_item_of_longest_ago_comes(library: Library) -> None:
    practice: dict[str, object] = {}
    for skill in library.skills:
        for item in ("a", "b"):
            practice = dict(tried(practice, skill, item, passed=True, day=DAY))

    assert next_item(Choosing(library, practice, DAY + 1, 1)).why == "rest"
