"""Whatever is typed or pressed where it does not belong gets a clear sentence, and nothing is lost."""

from __future__ import annotations

import pytest

from content.library import Library
from dialogs import engine, loosely
from dialogs.flows import FLOWS
from dialogs.judging.explain import why_gated
from dialogs.model import EventId, Turn
from dialogs.replies import Card
from tests.dialogs.coaching import NOW, Coach, faults_of, row
from tests.dialogs.ways import WAITING, led_to

STATES = {f"{flow.name}.{state.name}": state for flow in FLOWS.values() for state in flow.states.values()}
# Flows in which nothing typed is judged.
OWN = ("accounts.", "reassessment.", "review.", "assign.", "results.", "disputes.", "nudges.")
ANSWERED = [name for name in WAITING if name.startswith(OWN) and STATES[name].takes_text]
LISTENING = [name for name in WAITING if STATES[name].listens and name not in ANSWERED]  # what is typed there is judged
CHOOSING = [name for name in WAITING if not STATES[name].takes_text]
GATES = ("empty", "too_short", "too_long", "no_letters", "not_english", "command", "instruction", "gibberish")
STRANGE = {
    "four thousand characters": "so " * 1333 + "x",
    "emoji": "🚚🚚🚚❄️",
    "markup": "<b>{name}</b> &amp; **bold** {0} %s {",
    "a number out of range": "17",
    "nought": "0",
    "a minus": "-1",
    "a huge number": "9" * 4000,
    "padded to look like one": "0010",
    "digits of another script": "٣",
    "a stop alone": ".",
    "a slash alone": "/",
}


@pytest.mark.parametrize("state", WAITING)
def test_an_empty_line_is_named_and_the_prompt_comes_again(library: Library, state: str) -> None:
    for blank in ("", "   ", "\t\n \u00a0"):
        changes_nothing(led_to(Coach(library), state), blank, says="engine.empty")


@pytest.mark.parametrize("state", CHOOSING)
def test_what_is_no_choice_is_named_and_changes_nothing(library: Library, state: str) -> None:
    for text in STRANGE.values():
        changes_nothing(led_to(Coach(library), state), text, says="engine.unoffered")


def changes_nothing(coach: Coach, text: str, *, says: str) -> None:
    state, before = coach.state, coach.session

    step = coach.says(text)

    assert (text, coach.replies[0].plain_text()) == (text, coach.message(says))
    assert (text, step.state, faults_of(step)) == (text, state, [])
    assert row(step.session) == row(before)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", LISTENING)
def test_where_a_line_is_awaited_anything_typed_is_a_line(library: Library, state: str) -> None:
    for name, text in STRANGE.items():
        coach = led_to(Coach(library), state)

        step = coach.says(text, gate="no_letters", verdict="abstain")

        assert coach.reads(coach.message("gate.no_letters")), name
        assert (name, faults_of(step), step.attempts, step.scores) == (name, [], (), ())


@pytest.mark.parametrize("state", ANSWERED)
def test_where_an_answer_is_awaited_anything_typed_is_answered_in_order(library: Library, state: str) -> None:
    for name, text in STRANGE.items():
        coach = led_to(Coach(library), state)

        step = coach.says(text, gate="no_letters", verdict="abstain")

        told = " ".join(text.split())
        faults = [fault for fault in faults_of(step) if not ("braces left" in fault and told in fault)]  # their own
        assert (name, faults, step.attempts) == (name, [], ())
        assert step.state.startswith(OWN), name


SHORT_WILL_DO = ("quick_drill.planning", "too_short")  # a name or a day alone is a line of a plan


@pytest.mark.parametrize("state", LISTENING)
def test_a_line_that_cannot_be_judged_is_no_try_and_no_turn(library: Library, state: str) -> None:
    for gate in GATES:
        if (state, gate) != SHORT_WILL_DO:
            is_no_try(led_to(Coach(library), state), gate)


def is_no_try(coach: Coach, gate: str) -> None:
    state, before = coach.state, coach.last

    step = coach.says("well", gate=gate, verdict="abstain")

    assert coach.reads(coach.message(f"gate.{gate}")), gate
    assert why_gated(gate)
    assert step.attempts == ()
    coach.says("repeat")
    listening = "quick_drill.writing" if state == "quick_drill.judged" else state
    assert coach.state == listening
    assert before is not None
    assert coach.replies == before.replies or listening != state


@pytest.mark.parametrize("state", WAITING)
def test_a_button_of_an_earlier_step_does_nothing(library: Library, state: str) -> None:
    for choice in ("no_such_choice", "drill", "wrap_up", "fix", "problem", "1", "", "stop", "menu "):
        coach = led_to(Coach(library), state)
        if choice in coach.ids or choice in STATES[state].typed or (choice.isdigit() and coach.ids):
            continue
        before = coach.session

        step = coach.picks(choice)

        assert (choice, coach.replies[0].plain_text()) == (choice, coach.message("engine.stale"))
        assert (choice, step.state, faults_of(step)) == (choice, state, [])
        assert row(step.session) == row(before)  # type: ignore[arg-type]


def test_a_button_pressed_after_stop_is_of_an_earlier_step(coach: Coach) -> None:
    coach.starts("menu")
    coach.says("stop")

    coach.picks("drill")

    assert coach.reads(coach.message("engine.stale"))
    assert coach.state == "menu.choosing"


@pytest.mark.parametrize("typed", ["A rival’s rep: we are hiring two more people here", "４"], ids=["curly", "wide"])
def test_a_choice_can_be_typed_with_the_signs_that_a_phone_sets(coach: Coach, typed: str) -> None:
    coach.drills("f03_pick_lens_orders")
    assert "rival" in coach.ids

    coach.says(typed if typed != "４" else chr(ord("１") + coach.ids.index("rival")))

    assert coach.reads("“A rival's rep: we are hiring two more people here”")


@pytest.mark.parametrize("state", WAITING)
def test_every_choice_can_be_typed_by_number_id_and_label_in_any_case(library: Library, state: str) -> None:
    for place, choice in enumerate(led_to(Coach(library), state).choices):
        pressing = led_to(Coach(library), state)
        pressing.picks(choice.id)
        names = (str(place + 1), f"{place + 1}.", choice.id, choice.label)
        for typed in (*names, f"{place + 1})", choice.id.upper(), choice.label.upper()):
            coach = led_to(Coach(library), state)
            coach.says(f" {typed} ")

            assert (typed, coach.state, coach.text) == (typed, pressing.state, pressing.text)


@pytest.mark.parametrize("state", WAITING)
def test_coming_back_shows_the_same_prompt_and_changes_nothing(coach: Coach, state: str) -> None:
    led_to(coach, state)
    before, asked = coach.session, coach.replies[-1]

    step = coach.returns()

    assert step.state == state
    assert step.replies[-1] == asked
    assert row(step.session) == row(before)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", LISTENING)
def test_a_line_without_a_percept_is_an_error_and_changes_nothing(coach: Coach, state: str) -> None:
    session = led_to(coach, state).session
    assert session is not None
    before = row(session)

    with pytest.raises(ValueError, match="percept"):
        engine.step(session, Turn(EventId("e"), "terminal", "ann", NOW, "What goes wrong?"), coach.library)

    assert row(session) == before


def test_markup_in_a_line_is_quoted_as_it_was_typed(coach: Coach) -> None:
    coach.drills("line_first_minute")

    coach.says("What does {name} <b>cost</b> you?", label="implication", linked=0)

    assert coach.reads("“What does {name} <b>cost</b> you?”")


@pytest.mark.parametrize("text", ["yes", "ok let's go", "start", "ready", "ok, try one please"])
def test_a_yes_to_an_offer_takes_it(coach: Coach, text: str) -> None:
    led_to(coach, "onboarding.welcome")

    assert coach.says(text).state == "quick_drill.picking"


def test_a_choice_is_known_by_some_of_its_words_where_no_other_has_them(coach: Coach) -> None:
    led_to(coach, "onboarding.welcome")

    assert coach.says("how does this work?").state == "onboarding.how"
    assert coach.says("no").state == "onboarding.welcome"


@pytest.mark.parametrize(
    ("text", "command"),
    [("what?", "help"), ("what do I type here?", "help"), ("I don't understand", "help"), ("no idea", "hint")],
)
def test_whoever_is_lost_is_helped_and_not_judged(coach: Coach, text: str, command: str) -> None:
    state = "quick_drill.writing"
    led_to(coach, state)

    helped = coach.says(text)

    assert (helped.state, helped.attempts) == (state, ())
    said = coach.replies[-1].plain_text()
    coach.says(command)
    assert coach.replies[-1].plain_text() == said


def test_what_may_be_meant_for_the_customer_stays_a_line(coach: Coach) -> None:
    led_to(coach, "role_play.talking")

    coach.says("what?")

    said = coach.replies[-1].plain_text()
    coach.says("help")
    assert coach.replies[-1].plain_text() != said


def test_a_word_of_courtesy_around_a_choice_is_no_second_try(coach: Coach) -> None:
    led_to(coach, "quick_drill.judged")

    assert coach.says("ok next").state != "quick_drill.judged"


@pytest.mark.parametrize("text", ["ok", "okay, thanks", "next week then", "please stop the belt"])
def test_a_line_around_a_word_of_the_coachs_stays_a_line(text: str) -> None:
    assert not loosely.said_to_the_coach(text)
    assert loosely.politely(text) not in ("next", "stop")


@pytest.mark.parametrize("state", ["menu.grouping", "menu.topics", "menu.kinds", "menu.whom"])
def test_what_the_menu_offers_can_be_typed_further_down_in_it(coach: Coach, state: str) -> None:
    led_to(coach, state)

    assert coach.says("my progress").state == "menu.choosing"
    assert any(isinstance(reply, Card) for reply in coach.replies)
    assert coach.says("choose a skill").state == "menu.grouping"
    assert coach.says("talk to a customer").state == "menu.kinds"
