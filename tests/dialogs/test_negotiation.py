"""A negotiation: won, lost by each fault, baited, debriefed; and what no order of acts can reach."""

from __future__ import annotations

import pytest

from content.negotiation import NegotiationCustomer
from dialogs.model import SINS
from dialogs.plays.negotiation import PLAY
from dialogs.plays.negotiation.checks import NEGOTIATION
from tests.dialogs.coaching import Coach, faults_of

SCENARIO = "coop_purchasing_negotiation"
ASKED = {
    "barrier.harvest": "What happens in your till between two harvests?",
    "objection.price": "Would the price alone keep you from signing?",
    "fear.alone": "Who came when the old control broke?",
    "weight.most": "Which of the three weighs most?",
}
LEVER = "We can wait for the money until May, if you take three years of service."
STEP = "If you host a field day, the price is 472."
SUMMARY = "Then 472, in May, against service and a field day. Have I got that right?"


def begins(coach: Coach) -> None:
    coach.starts("role_play", scenario=SCENARIO, run="p1")
    coach.picks("start")


def asks(coach: Coach, *but: str) -> None:
    for node, text in ASKED.items():
        if node not in but:
            coach.answers(text, "explore", heard=node)


def offers(coach: Coach, text: str = "Our price is 480 thousand.") -> None:
    coach.answers(text, heard="offer.first_price")


def gives(coach: Coach, text: str = LEVER) -> None:
    coach.answers(text, heard="lever.after_harvest")


def steps(coach: Coach, text: str = STEP) -> None:
    coach.answers(text, heard="step.down")


def sums_up(coach: Coach) -> None:
    coach.answers(SUMMARY, heard="summary.terms")


def wraps_up(coach: Coach) -> None:
    if coach.state == "role_play.talking":
        coach.picks("wrap_up")


def checks(coach: Coach) -> dict[str, bool | None]:
    return {score.check: score.passed for score in coach.scores}


def hears(coach: Coach, reaction: str) -> bool:
    """Whether the customer said one of a reaction's lines last."""
    customer = coach.library.customers["coop_purchasing"]
    return any(coach.reads(line) for line in getattr(customer.reactions, reaction))


def test_the_rubric_is_that_of_the_product() -> None:
    assert [(check.id, check.points) for check in NEGOTIATION] == [
        ("neg_apart", 2),
        ("neg_late", 3),
        ("neg_numbers", 3),
        ("neg_back", 2),
        ("neg_choice", 2),
        ("neg_planned", 1),
        ("neg_summary", 2),
        ("neg_no_pressure", 2),
    ]
    assert sorted(PLAY.focus_order) == sorted(check.id for check in NEGOTIATION)


def test_a_call_that_asks_first_and_gives_for_something_is_won(coach: Coach) -> None:
    begins(coach)
    assert coach.reads("three things on my fingers", "(turn 1 of 10)")
    asks(coach)
    coach.answers("Is anything else in the way?", "explore", heard="planned.rest")
    offers(coach)
    gives(coach)
    steps(coach)
    sums_up(coach)

    assert coach.state == "role_play.debrief"
    assert set(checks(coach).values()) == {True}
    assert coach.reads("offers 480, 472", "0 faults", "Every check that could be seen has passed")
    assert coach.last is not None
    assert faults_of(coach.last) == []


def test_without_a_word_on_the_terms_the_call_is_lost(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    wraps_up(coach)

    assert checks(coach)["neg_apart"] is True
    assert checks(coach)["neg_numbers"] is False
    assert checks(coach)["neg_back"] is None
    assert checks(coach)["neg_summary"] is False


@pytest.mark.parametrize("text", [LEVER, STEP, "I'll knock something off the price.", "You get a discount."])
def test_what_is_given_before_the_barrier_is_known_is_pocketed(coach: Coach, text: str) -> None:
    begins(coach)
    offers(coach)
    coach.answers(text, heard="lever.after_harvest" if text == LEVER else "step.down")
    assert hears(coach, "early_give")
    asks(coach)
    wraps_up(coach)

    assert checks(coach)["neg_late"] is False
    assert coach.reads(coach.message("focus.neg_late"))


@pytest.mark.parametrize("unasked", ["barrier.harvest", "objection.price", "fear.alone"])
def test_the_trigger_needs_all_three_points_told_apart(coach: Coach, unasked: str) -> None:
    begins(coach)
    asks(coach, unasked)
    gives(coach)
    assert hears(coach, "early_give")
    wraps_up(coach)

    assert checks(coach)["neg_apart"] is False
    assert checks(coach)["neg_late"] is False


def test_a_term_given_before_its_weight_was_asked_is_not_lost_and_not_taken(coach: Coach) -> None:
    begins(coach)
    asks(coach, "weight.most")
    gives(coach)
    customer = coach.library.customers["coop_purchasing"]
    assert isinstance(customer, NegotiationCustomer)
    assert any(coach.reads(line) for line in customer.topics["after_harvest"].guarded)
    coach.answers(ASKED["weight.most"], "explore", heard="weight.most")
    gives(coach)
    wraps_up(coach)

    assert checks(coach)["neg_choice"] is True
    assert checks(coach)["neg_back"] is True


FIGURES = {
    "opens low": (("Our price is 470.",), "low_open"),
    "a first step above half of the range": (("It is 480.", "If you sign for three years, 460."), "big_step"),
    "equal steps": (("It is 480.", "If you sign, 470.", "If you host a field day, 460."), "big_step"),
    "a growing step": (("It is 480.", "If you sign, 475.", "If you host a field day, 465."), "big_step"),
    "back up": (("It is 480.", "If you sign, 470.", "It is 475 after all."), "raised"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_figures_that_move_badly_fail_their_check(coach: Coach, name: str) -> None:
    lines, reaction = FIGURES[name]
    begins(coach)
    asks(coach)
    for text in lines:
        steps(coach, text)
    assert hears(coach, reaction)
    wraps_up(coach)

    assert checks(coach)["neg_numbers"] is False
    assert coach.reads(coach.message("focus.neg_numbers"))


def test_smaller_steps_pass(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    for text in (
        "It is 480.",
        "If you sign, 470.",
        "If you host a field day, another 6k off.",
        "You let us build: 463.",
    ):
        steps(coach, text)
    wraps_up(coach)

    assert checks(coach)["neg_numbers"] is True


def test_past_the_limit_there_is_no_deal(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    offers(coach)
    steps(coach, "If you sign for three years, 445.")

    assert coach.state == "role_play.debrief"
    assert hears(coach, "past")
    assert checks(coach)["neg_numbers"] is False


@pytest.mark.parametrize("text", ["I can make it 472.", "We can wait for the money until May, no problem."])
def test_what_is_given_for_nothing_breeds_a_demand(coach: Coach, text: str) -> None:
    begins(coach)
    asks(coach)
    offers(coach)
    coach.answers(text, heard="lever.after_harvest" if "May" in text else "step.down")
    assert hears(coach, "no_return")
    wraps_up(coach)

    assert checks(coach)["neg_back"] is False
    assert coach.reads(coach.message("focus.neg_back"))


def test_what_counts_nothing_is_taken_and_the_choice_has_failed(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    coach.answers("We'd train your operators for free.", heard="extra.training")
    gives(coach)
    wraps_up(coach)

    assert checks(coach)["neg_choice"] is False


@pytest.mark.parametrize("sin", SINS)
def test_a_sin_strains(coach: Coach, sin: str) -> None:
    begins(coach)
    asks(coach)
    coach.answers("Everybody does it like that.", sin)
    assert hears(coach, sin)
    wraps_up(coach)

    assert checks(coach)["neg_no_pressure"] is (sin != "pressure")


def baited(coach: Coach) -> None:
    begins(coach)
    coach.answers("Good morning.", "explore", heard="planned.board")
    coach.answers(ASKED["barrier.harvest"], "explore", heard="barrier.harvest")
    assert coach.reads("how far down could you go?")


def test_a_bait_refused_by_a_question_costs_nothing(coach: Coach) -> None:
    baited(coach)
    coach.answers(ASKED["objection.price"], "explore", heard="objection.price")
    coach.answers(ASKED["fear.alone"], "explore", heard="fear.alone")
    wraps_up(coach)

    assert checks(coach)["neg_late"] is True


@pytest.mark.parametrize("text", ["Okay, we can do that.", "There's a discount in it for you.", "Down to 465."])
def test_a_bait_taken_is_a_concession(coach: Coach, text: str) -> None:
    baited(coach)
    coach.answers(text)
    wraps_up(coach)

    if text != "Down to 465.":
        assert checks(coach)["neg_late"] is False
    else:
        assert checks(coach)["neg_numbers"] is False


def test_a_summary_before_the_terms_is_no_fault_and_no_agreement(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    coach.answers("So you pay in May and the price worries you less. Is that right?", heard="summary.terms")
    assert coach.state == "role_play.talking"
    assert coach.reads("agreed is nothing yet") or coach.reads("There are still fingers up")


def test_a_handshake_asked_for_before_the_summary_is_not_given(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    offers(coach)
    gives(coach)
    steps(coach)
    coach.answers("So do we have a deal?", heard="summary.terms")
    assert hears(coach, "rushed")
    wraps_up(coach)

    assert checks(coach)["neg_summary"] is False


def test_a_question_that_names_the_top_is_answered_and_the_price_stands(coach: Coach) -> None:
    begins(coach)
    coach.answers("It's 480. What about it, would that sum stop you?", "explore", heard="objection.price")
    assert coach.reads("price") or coach.reads("budget")
    asks(coach)
    steps(coach)
    wraps_up(coach)

    assert checks(coach)["neg_numbers"] is True


def test_a_condition_is_no_push(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    coach.answers("If you sign for three years, we wait for the money.", "pressure", heard="lever.after_harvest")
    wraps_up(coach)

    assert checks(coach)["neg_no_pressure"] is True
    assert checks(coach)["neg_choice"] is True


def test_a_date_that_hurries_is_one(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    coach.answers("If you sign by Friday, we wait for the money.", "pressure", heard="lever.after_harvest")
    wraps_up(coach)

    assert checks(coach)["neg_no_pressure"] is False


def test_what_a_term_would_do_may_be_asked(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    coach.answers(
        "Suppose you paid after the harvest, what else is in the way?", "explore", heard="lever.after_harvest"
    )
    wraps_up(coach)

    assert checks(coach)["neg_back"] is None
    assert checks(coach)["neg_planned"] is True


def test_a_hint_follows_the_conversation(coach: Coach) -> None:
    begins(coach)
    hints = []
    for say in (asks, offers, gives, steps):
        coach.picks("hint")
        hints.append(coach.text.partition("\n")[0])
        say(coach)
    coach.picks("hint")
    hints.append(coach.text.partition("\n")[0])

    kinds = ("barrier", "offer", "lever", "step", "summary")
    assert hints == [coach.message(f"play.hint_negotiation_{kind}", name="Ademar") for kind in kinds]


def test_the_costliest_turn_can_be_redone(coach: Coach) -> None:
    begins(coach)
    asks(coach)
    offers(coach)
    steps(coach, "I can make it 472.")
    coach.picks("wrap_up")
    coach.picks("redo")
    assert coach.reads("Back to turn 6.")

    steps(coach)

    assert coach.reads(coach.message("topic.negotiation_step", name="Ademar"))
