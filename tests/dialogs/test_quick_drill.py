"""A quick drill: a tap or a typed line, a verdict with its reason, three tries, and a way to object."""

from __future__ import annotations

import pytest

from content.practice import FixItem, LineItem, PickItem
from dialogs.replies import LIMITS
from tests.dialogs.coaching import Coach, faults_of

ITEM = "line_implication_two_lists"  # wants an implication question, with something told
ASKED = "What does keeping two lists lead to?"


def test_an_option_that_is_right_says_what_gave_it_away(coach: Coach) -> None:
    coach.drills("pick_first_minute")

    coach.says("Looking for a fix")

    assert coach.reads("“Looking for a fix” is right", "“leave late” … “had enough”")
    assert coach.state == "menu.choosing"
    assert [(a.kind, a.text, a.verdict) for a in coach.attempts] == [("PICK", "fix", "passed")]


def test_every_option_of_every_item_is_explained_within_the_limits(coach: Coach) -> None:
    for item in coach.library.drills.values():
        for option in item.options if isinstance(item, PickItem) else ():
            coach.session = None
            coach.drills(item.id)
            asked = coach.replies[-1].plain_text().partition("\n  1. ")[0]
            assert len(asked) <= LIMITS["prompt"], item.id

            step = coach.picks(option.id)

            assert faults_of(step) == [], (item.id, option.id)
            assert coach.reads("is right" if option.correct else "is not it", option.why)


def test_every_line_item_asks_within_a_prompt_and_gives_feedback_within_its_limit(coach: Coach) -> None:
    for item in coach.library.drills.values():
        if not (isinstance(item, LineItem | FixItem) and item.wants):
            continue
        coach.session = None
        coach.drills(item.id)
        assert len(coach.replies[-1].plain_text()) <= LIMITS["prompt"], item.id

        for label in ("implication", "problem", "none"):
            step = coach.says("word " * 200, label=label)

            assert faults_of(step) == [], item.id
            assert coach.reads("You wrote: “word word")


@pytest.mark.parametrize(
    ("label", "linked", "said", "verdict"),
    [
        ("implication", 0, "That is what was asked for", "passed"),
        ("problem", 0, "That is a problem question; an implication question was asked for", "missed"),
        ("none", None, "That is none of the four questions; an implication question was asked for", "missed"),
        ("implication", None, "about something this customer has not said", "missed"),
    ],
)
def test_a_line_is_compared_with_what_the_drill_wants(
    coach: Coach, label: str, linked: int | None, said: str, verdict: str
) -> None:
    coach.drills(ITEM)

    coach.says(ASKED, label=label, linked=linked)

    assert coach.reads(f"You wrote: “{ASKED}”", said)
    assert [(a.text, a.label, a.verdict) for a in coach.attempts] == [(ASKED, label, verdict)]
    coach.says("why")
    assert coach.reads("It asks just that.")


@pytest.mark.parametrize(("meant", "verdict"), [("implication", "passed"), ("problem", "missed")])
def test_a_doubtful_line_is_what_the_rep_says_it_is(coach: Coach, meant: str, verdict: str) -> None:
    coach.drills(ITEM)
    coach.says(ASKED, label="problem", verdict="ask", candidates=("problem", "implication"), linked=0)
    assert coach.reads("I read this as a problem question; it could be an implication question. Which did you mean?")
    assert coach.attempts == []

    coach.picks(meant)

    assert coach.reads(f"You wrote: “{ASKED}”", "You meant an" if meant == "implication" else "You meant a problem")
    assert [(a.text, a.label, a.verdict) for a in coach.attempts] == [(ASKED, meant, verdict)]


def test_a_line_that_the_judge_cannot_read_counts_for_nothing(coach: Coach) -> None:
    coach.drills(ITEM)

    coach.says("And then?", label="none", verdict="abstain")

    assert coach.reads("it counts for nothing")
    assert coach.state == "quick_drill.writing"
    assert [a.verdict for a in coach.attempts] == ["abstain"]
    assert "tries" not in (coach.session.frames[-1].data if coach.session else {})


def test_three_tries_are_enough(coach: Coach) -> None:
    coach.drills(ITEM)
    for place in range(3):
        coach.says(f"How many lists, number {place}?", label="situation")
    assert "again" not in coach.ids

    coach.says("What does that lead to?", label="implication", linked=0)

    assert coach.reads("Three tries are enough")
    assert len(coach.attempts) == 3


def test_another_model_line_is_shown_at_each_try(coach: Coach) -> None:
    item = coach.library.drills[ITEM]
    assert isinstance(item, LineItem)
    coach.drills(ITEM)
    for better in (item.better[0], item.better[1]):
        coach.says("How many lists are there?", label="situation")

        assert coach.reads(better)


def test_an_objection_is_kept_and_changes_no_verdict(coach: Coach) -> None:
    coach.drills(ITEM)
    coach.says(ASKED, label="problem")

    coach.says("I disagree")

    assert coach.reads(
        "Noted for review; it changes nothing by itself.", f"“{ASKED}”", "a problem question. What was it?"
    )
    assert [(a.text, a.verdict) for a in coach.attempts] == [(ASKED, "missed"), (ASKED, "disagreed")]


def test_the_next_verdict_can_be_objected_to_as_well(coach: Coach) -> None:
    coach.drills(ITEM)
    coach.says(ASKED, label="problem")
    coach.picks("disagree")
    coach.says("back")
    coach.says("What else follows?", label="problem")

    coach.picks("disagree")

    assert coach.reads("“What else follows?”")
    assert [a.text for a in coach.attempts if a.verdict == "disagreed"] == [ASKED, "What else follows?"]


@pytest.mark.parametrize("typed", ["again", "Again.", "Try again", "1"])
def test_again_shows_the_task_once_more(coach: Coach, typed: str) -> None:
    coach.drills(ITEM)
    task = coach.text
    coach.says(ASKED, label="problem")

    coach.says(typed)

    assert coach.state == "quick_drill.writing"
    assert coach.text == task


def test_a_better_line_can_be_typed_at_once_under_the_verdict(coach: Coach) -> None:
    coach.drills(ITEM)
    coach.says(ASKED, label="problem")

    coach.says("And what does that cost you by the end of the month?", label="implication", linked=0)

    assert coach.reads("as asked")


def test_a_restart_counts_its_tries_and_its_run_afresh(coach: Coach) -> None:
    coach.drills(ITEM)
    coach.says(ASKED, label="problem")
    coach.says("restart")
    assert coach.state == "quick_drill.writing"

    coach.says(ASKED, label="problem")

    assert [(a.run, a.detail["tries"]) for a in coach.attempts] == [("d1", 1), ("d1.1", 1)]
