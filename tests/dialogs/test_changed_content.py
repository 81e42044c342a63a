"""A session stored by content, or by a program, that has changed since: one sentence, no loss of facts, and on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from content.library import Library
from content.schema import Customer
from dialogs import engine
from dialogs.model import EventId, Frame, Session, Turn
from tests.dialogs.coaching import NOW, Coach, faults_of
from tests.dialogs.ways import WAITING, led_to

DANA = "cold_chain_ops"


def changed(library: Library, **kinds: Any) -> Library:
    return replace(library, hash="another", **kinds)


def without(library: Library, kind: str, *gone: str) -> Library:
    left = {name: item for name, item in getattr(library, kind).items() if name not in gone}
    return changed(library, **{kind: left})


def with_dana(library: Library, dana: Customer) -> Library:
    return changed(library, customers={**library.customers, DANA: dana})


def without_node(library: Library) -> Library:
    """Take away an implication that was asked about."""
    problem = library.customers[DANA].problems["late_departures"]
    kept = {name: i for name, i in problem.implications.items() if name != "missed_slots"}
    less = problem.model_copy(update={"implications": kept})
    problems = {**library.customers[DANA].problems, "late_departures": less}
    return with_dana(library, library.customers[DANA].model_copy(update={"problems": problems}))


def without_wordings(library: Library) -> Library:
    """Leave each problem one wording."""
    dana = library.customers[DANA]
    problems = {name: p.model_copy(update={"say": p.say[:1]}) for name, p in dana.problems.items()}
    return with_dana(library, dana.model_copy(update={"problems": problems}))


def without_bait(library: Library) -> Library:
    return with_dana(library, library.customers[DANA].model_copy(update={"baits": ()}))


def talked(coach: Coach) -> None:
    """Have every problem told, one consequence, and a bait."""
    coach.plays()
    for name in coach.library.customers[DANA].problems:
        coach.says("What gets in the way there?", f"problem.{name}")
    coach.says("What does a late truck cost?", "implication.late_departures.missed_slots")


def warned(coach: Coach) -> int:
    return sum(reply.plain_text() == coach.message("engine.changed") for reply in coach.replies)


@pytest.mark.parametrize("state", WAITING)
def test_content_that_still_fits_goes_on_without_a_word(coach: Coach, state: str) -> None:
    asked = led_to(coach, state).replies[-1]
    coach.library = changed(coach.library)

    step = coach.returns()

    assert (step.state, step.replies[-1], warned(coach)) == (state, asked, 0)
    assert step.session.content_hash == "another"


def test_a_question_that_named_no_subject_fits_as_well(coach: Coach) -> None:
    coach.plays()
    coach.says("What are your biggest challenges?", label="problem")
    coach.says("And what follows from that?", label="implication")
    coach.library = changed(coach.library)

    coach.returns()

    assert (warned(coach), coach.state) == (0, "role_play.talking")
    assert coach.reads("(turn 3 of 10)")


@pytest.mark.parametrize("gone", [without_node, without_wordings, without_bait])
def test_a_conversation_that_no_longer_fits_starts_again_with_one_sentence(coach: Coach, gone: Any) -> None:
    talked(coach)
    coach.library = gone(coach.library)

    step = coach.says("What would that be worth?", "payoff.late_departures.fast_replan")

    assert warned(coach) == 1
    assert step.state == "role_play.briefing"
    assert (step.attempts, step.scores, faults_of(step)) == ((), (), [])
    coach.picks("start")
    assert coach.reads("(turn 1 of 10)")
    coach.says("What gets in the way?", "problem.late_departures")
    assert coach.attempts[-1].run == "p1.1"


@pytest.mark.parametrize("gone", [without_node, without_wordings, without_bait])
@pytest.mark.parametrize("state", ["debrief", "redoing", "redone"])
def test_a_debrief_that_no_longer_fits_starts_again_with_one_sentence(coach: Coach, gone: Any, state: str) -> None:
    talked(coach)
    coach.says("We plan routes.", kind="pitch")
    coach.picks("wrap_up")
    if state != "debrief":
        coach.picks("redo")
    if state == "redone":
        coach.says("What does a late truck cost?", "implication.late_departures.missed_slots")
    coach.library = gone(coach.library)

    step = coach.returns()

    assert (warned(coach), step.state, faults_of(step)) == (1, "role_play.briefing", [])


def test_a_redo_is_checked_like_the_conversation(coach: Coach) -> None:
    coach.plays()
    coach.says("We plan routes.", kind="pitch")
    coach.picks("wrap_up")
    coach.picks("redo")
    coach.says("What does a late truck cost?", "implication.late_departures.missed_slots")
    assert coach.reads("nothing to build on yet")  # only the redone turn names the node
    coach.library = without_node(coach.library)

    step = coach.returns()

    assert (warned(coach), step.state, faults_of(step)) == (1, "role_play.briefing", [])


def test_a_meeting_whose_answer_is_gone_starts_the_introduction_again(coach: Coach) -> None:
    led_to(coach, "onboarding.met")
    problems = dict(coach.library.customers[DANA].problems)
    problems["renamed"] = problems.pop("late_departures")
    coach.library = with_dana(coach.library, coach.library.customers[DANA].model_copy(update={"problems": problems}))

    step = coach.returns()

    assert (warned(coach), step.state, faults_of(step)) == (1, "onboarding.welcome", [])


@pytest.mark.parametrize(
    ("state", "kind", "gone"),
    [
        ("quick_drill.picking", "drills", "pick_first_minute"),
        ("quick_drill.judged", "drills", "line_first_minute"),
        ("role_play.talking", "scenarios", "cold_chain_ops_discovery"),
        ("onboarding.met", "drills", "pick_first_minute"),
    ],
)
def test_an_item_that_is_gone_leads_to_the_menu_with_one_sentence(
    coach: Coach, state: str, kind: str, gone: str
) -> None:
    led_to(coach, state)
    facts = dict(coach.facts)
    coach.library = without(coach.library, kind, gone)

    step = coach.says("What does that cost you?", label="implication")

    assert (warned(coach), step.state, faults_of(step)) == (1, "menu.choosing", [])
    assert facts.items() <= step.session.facts.items()
    coach.picks("drill")
    assert coach.state.startswith("quick_drill.")


def _stack(coach: Coach, *frames: Frame) -> Session:
    coach.starts("menu")
    session = coach.session
    assert session is not None
    return replace(session, frames=frames, facts={**session.facts, "drills": 4})


MENU = Frame("menu", "choosing")
ITEM = {"args": {"item": "line_first_minute", "entry": "writing", "run": "d1"}}
UNKNOWN = {
    "an unknown flow": ((Frame("menu", "playing"), Frame("negotiation", "asking", {"x": 1})), "menu.choosing"),
    "an unknown flow deep down": (
        (Frame("menu", "welcoming"), Frame("onboarding", "asking", {}), Frame("negotiation", "asking", {})),
        "menu.choosing",
    ),
    "an unknown state": ((Frame("menu", "drilling"), Frame("quick_drill", "pondering", ITEM)), "quick_drill.writing"),
    "an unknown state, no arguments": ((Frame("menu", "drilling"), Frame("quick_drill", "pondering")), "menu.choosing"),
    "an unknown state of the menu": ((Frame("menu", "browsing"),), "menu.choosing"),
    "an unknown state below": ((Frame("menu", "browsing"), Frame("quick_drill", "writing", ITEM)), "menu.choosing"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_the_program_no_longer_knows_starts_again_with_one_sentence(coach: Coach, name: str) -> None:
    frames, state = UNKNOWN[name]
    coach.session = _stack(coach, *frames)

    step = coach.says("What does that cost you?", label="implication")

    assert (warned(coach), step.state, faults_of(step)) == (1, state, [])
    assert step.session.facts["drills"] == 4
    assert [frame.flow for frame in step.session.frames].count("menu") == 1
    coach.says("menu")
    assert coach.state == "menu.choosing"
    coach.says("stop")
    assert coach.closed


@pytest.mark.parametrize("word", ["stop", "Stop.", "/quit"])
@pytest.mark.parametrize("name", UNKNOWN)
def test_stop_leaves_even_what_is_no_longer_known(coach: Coach, name: str, word: str) -> None:
    coach.session = _stack(coach, *UNKNOWN[name][0])

    step = coach.says(word)

    assert coach.closed
    assert (warned(coach), faults_of(step)) == (1, [])


def test_help_is_answered_after_a_change(coach: Coach) -> None:
    coach.session = _stack(coach, *UNKNOWN["an unknown state"][0])

    coach.says("help")

    assert coach.reads(coach.message("engine.changed"), coach.message("drill.line_help"))


@pytest.mark.parametrize("gone", [without_node, without_wordings, without_bait])
def test_a_conversation_left_before_the_change_is_not_offered_any_more(coach: Coach, gone: Any) -> None:
    talked(coach)
    coach.says("stop")
    facts = dict(coach.facts)
    coach.library = gone(coach.library)

    step = coach.returns()

    assert coach.reads(coach.message("engine.parked_gone"))
    assert "continue" not in coach.ids
    assert (step.session.parked, faults_of(step)) == ((), [])
    assert facts.items() <= step.session.facts.items()
    coach.returns()
    assert not coach.reads(coach.message("engine.parked_gone"))


def test_a_conversation_left_within_the_session_is_checked_as_well(coach: Coach) -> None:
    talked(coach)
    coach.says("menu")
    coach.library = without_node(coach.library)

    coach.says("continue")

    assert coach.reads(coach.message("engine.parked_gone"))
    assert coach.state == "menu.choosing"


def test_what_was_left_in_a_state_that_is_gone_is_not_offered(coach: Coach) -> None:
    coach.session = replace(_stack(coach, MENU), parked=(Frame("role_play", "musing", {}), Frame("gone", "x", {})))

    step = coach.returns()

    assert coach.reads(coach.message("engine.parked_gone"))
    assert (step.session.parked, faults_of(step)) == ((), [])


def test_both_what_goes_on_and_what_was_left_are_checked_in_one_turn(coach: Coach) -> None:
    talked(coach)
    coach.says("menu")
    coach.picks("drill")
    coach.library = replace(without_node(coach.library), drills={})

    step = coach.returns()

    assert step.session.parked == ()
    assert step.state == "menu.choosing"
    assert warned(coach) == 1


def test_nothing_is_asked_of_perception_for_a_session_that_must_be_mended(coach: Coach) -> None:
    talked(coach)
    session = coach.session
    assert session is not None
    turn = Turn(EventId("e"), "terminal", "ann", NOW, text="What goes wrong?")
    assert engine.listening(session, turn, coach.library) is not None

    assert engine.listening(session, turn, without_node(coach.library)) is None
