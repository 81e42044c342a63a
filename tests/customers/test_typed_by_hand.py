"""Lines that a rep of ours improvised in whole calls, and what they are taken for where the call stood."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from content.library import Library
from dialogs.play import Course, Played
from dialogs.plays import play_of
from dialogs.ports import Perception
from dialogs.rehearsal import answer, listen

SEED = 3
GENERIC = (  # what fits every customer; a rep may paste it without having listened
    "What are your biggest challenges at the moment?",
    "What problems are you facing right now?",
    "How does that affect your business?",
    "What impact does that have on your team?",
    "How long has this been a problem?",
    "If you could solve that, how would it help you?",
    "What would it be worth to you to fix this?",
    "Can you walk me through your current process?",
    "What are your goals for this year?",
    "Tell me more about that.",
)
NOT_DISCOVERY = ("concern", "entry", "evaluation", "negotiation", "objection")


def called(perception: Perception, shipped: Library, scenario_id: str, lines: Sequence[str]) -> Course:
    """Return the call in which these lines are said, one after the other."""
    customer = shipped.customers[shipped.scenarios[scenario_id].customer]
    mood = play_of(customer).opening_mood(customer)
    turns: list[Played] = []
    for text in lines:
        percept = perception.perceive(text, listen(customer, mood))
        played, reaction = answer(percept, text=text, customer=customer, mood=mood, seed=SEED)
        turns.append(played)
        mood = reaction.mood
        if mood.ended:
            break
    return Course(customer, tuple(turns), mood)


def test_an_objection_is_asked_for_what_else_is_behind_it(perception: Perception, shipped: Library) -> None:
    for second in ("Is there something besides the seating that makes it an upheaval?", "What else is on your mind?"):
        lines = ("What is it in the proposal that makes you doubt it?", second)
        course = called(perception, shipped, "university_registrar_objection", lines)

        assert [turn.node for turn in course.turns] == ["reason.not_in_there", "reason.that_morning"]


def test_a_price_named_in_the_customers_words_is_an_offer(perception: Perception, shipped: Library) -> None:
    lines = (
        "Signe, before we talk numbers: what happens in the site before the inspection, why is the date a problem?",
        "And the price, would it stop you if the rest were right?",
        "People from outside watching your rooms: what's the worry there?",
        "Of the three, which one would you not sign without?",
        "The price is 310,000 a year.",
        "If you commit to four years we can start in July, after the inspection.",
        "302, if you also let us do the packing hall.",
        "Let me sum up: start in July, four years, packing hall, 302 thousand. Have I got everything?",
    )
    course = called(perception, shipped, "pharma_site_lead_negotiation", lines)

    assert course.turns[4].act == "offer"
    assert play_of(course.customer).won(course)


def test_a_term_given_too_early_is_told_so_though_something_is_asked_for_it(
    perception: Perception, shipped: Library
) -> None:
    lines = (
        "Ademar, three fingers. The payment in spring, what's behind that one?",
        "And the price itself, if everything else were right, would you walk away over it?",
        "Our price is 480,000.",
        "We could wait for the money until May, if you take the service for three years.",
    )
    course = called(perception, shipped, "coop_purchasing_negotiation", lines)

    assert course.turns[-1].event == "early_give"
    assert play_of(course.customer).decide(course)["neg_late"] is False


def test_asking_what_somebody_does_gives_no_man_away(perception: Perception, shipped: Library) -> None:
    line = "Who do you ring in the night when the thing stops in the middle of the harvest?"

    [turn] = called(perception, shipped, "coop_purchasing_negotiation", [line]).turns

    assert turn.credit


@pytest.mark.parametrize("first", range(3))
def test_questions_that_fit_every_customer_pass_nothing_that_must_be_asked_for(
    perception: Perception, shipped: Library, first: int
) -> None:
    """A check of two or three points about what was found out passes for no line that names nothing."""
    found = {"obj_kind", "obj_need", "noticed", "fear_named", "ent_facts", "ent_intro", "ev_weight", "ev_obvious"}
    found |= {"ev_raised", "ev_way", "ev_measure", "neg_apart", "neg_choice"}
    lines = (*GENERIC[first * 3 :], *GENERIC[: first * 3])
    for scenario_id, scenario in shipped.scenarios.items():
        if scenario.rubric in NOT_DISCOVERY:
            course = called(perception, shipped, scenario_id, lines)
            passed = {name for name, good in play_of(course.customer).decide(course).items() if good}
            assert not passed & found, (scenario_id, passed & found)


def test_a_benefit_that_takes_up_the_need_asks_for_no_step(perception: Perception, shipped: Library) -> None:
    lines = (
        "What is it that fails most?",
        "What does a failure on the road cost you, with the tow and the penalty?",
        "If you had three days' warning that a gearbox was going, what would you do differently?",
        "You'd plan it for the night then. Our sensors follow the oil heat and flag the box days before.",
    )
    course = called(perception, shipped, "bus_fleet_engineer_discovery", lines)

    assert course.turns[-1].event == "pitch_ok"
    assert play_of(course.customer).decide(course)["benefit"] is True


def test_what_does_not_fit_said_back_with_a_question_presses_nobody(perception: Perception, shipped: Library) -> None:
    line = (
        "Morning Ilse. You had 26,000 left under your budget when you chose us, so I wonder what the price is standing "
        "for today."
    )

    [turn] = called(perception, shipped, "heat_billing_head_concern", [line]).turns

    assert turn.node == "signal.price_gap"


def test_an_admission_with_a_way_on_is_that_way(perception: Perception, shipped: Library) -> None:
    lines = (
        "By what do you tell three handsome offers apart?",
        "Which bead is heaviest?",
        "The crew that lives in the yard, what do you need it for in that hour?",
        "We have no crew that lives here, and I won't promise one. Suppose your own electricians could lower a hanging "
        "load inside a quarter of an hour, which would you trust more?",
    )
    course = called(perception, shipped, "yard_buyer_evaluation", lines)

    assert course.turns[-1].node == "way.another_way"


def test_who_asks_on_from_what_was_told_is_not_told_that_it_was(perception: Perception, shipped: Library) -> None:
    lines = (
        "How many of those paper labels change in a week?",
        "Who has had enough of those nights?",
        "What does she say about it?",
    )
    course = called(perception, shipped, "store_ops_analyst_entry", lines)

    assert [turn.event for turn in course.turns[1:]] == ["told", "vague"]


@pytest.mark.parametrize("scenario_id", ["heat_billing_head_concern", "claims_head_concern"])
def test_kind_words_that_fit_anybody_notice_nothing_and_reach_no_fear(
    perception: Perception, shipped: Library, scenario_id: str
) -> None:
    lines = (
        "That must be terrible for you and your people. What else is behind it?",
        "It sounds exhausting, honestly. What happened before?",
        "You carry a lot on your shoulders. And what would happen to you if it went wrong?",
        "That would frighten me too. What are you afraid of?",
        "I'd be scared as well. What would you need to feel safe?",
    )
    course = called(perception, shipped, scenario_id, lines)
    decided = play_of(course.customer).decide(course)

    assert decided["noticed"] is False
    assert decided["fear_named"] is False


@pytest.mark.parametrize(
    ("line", "act"),
    [
        ("You won't have problems with the audit, the supervisor tested our service and gave its seal.", "untrue"),
        ("We can't install it in your building.", "admit"),
    ],
)
def test_a_claim_is_known_by_what_it_says_of_us(perception: Perception, shipped: Library, line: str, act: str) -> None:
    lines = ("What do you go by when you compare the three offers?", line)

    assert called(perception, shipped, "payments_chief_evaluation", lines).turns[-1].act == act
