"""A conversation about a comparison of offers: won, lost, shaped too early, a false claim, baited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.topics import TopicCustomer
from dialogs.model import MOVES, SINS, Heard, Judgement, Percept, VerdictKind
from dialogs.plays.evaluation import EVALUATION, FOCUS_ORDER, RULES
from tests.dialogs.coaching import WEIGHTS, Coach, faults_of, replied

ID = "payments_chief"
CRITERIA, WEIGHT, OBVIOUS, EFFECT = "criteria.list", "weight.order", "obvious.price", "effect.stopped"
MEASURE, WAY, SUMMARY = "measure.telephone", "way.overtaking", "summary.sheet"
ASKED = {
    CRITERIA: "By what will you compare us?",
    WEIGHT: "Which of them counts most?",
    OBVIOUS: "Does the price per payment still count?",
    EFFECT: "What follows when a good payment is stopped?",
    MEASURE: "Shall we write: answered within 60 seconds?",
    WAY: "Salaries on time or the building: which is heavier?",
    SUMMARY: "So it is this, this and that. Have I got it right?",
}
SINS_SAID = {
    "minimise": "The building hardly matters.",
    "prescribe": "You should drop that line.",
    "pressure": "On Friday the offer ends.",
}


def begins(coach: Coach) -> None:
    coach.starts("role_play", scenario=f"{ID}_evaluation", run="p1")
    coach.picks("start")


def asks(coach: Coach, *nodes: str) -> None:
    for node in nodes:
        if coach.state == "role_play.talking":
            coach.answers(ASKED[node], "explore", heard=node)


def says(coach: Coach, text: str, node: str = "", *named: str, doubted: float = 0.01) -> None:
    """Say something that asks nothing; *doubted* is how likely the judge thinks the moves that it does not name."""
    sure = {move: 0.95 if move in named else doubted for move in MOVES}
    verdict: VerdictKind = "given" if named else "abstain"
    judged = Judgement("reply", None, "statement", None, None, sure, named, verdict, (), "It says just that.")
    coach.turn(text=text, percept=Percept(judged, (Heard(node, 0.9),) if node else (), weights=WEIGHTS))


def ends(coach: Coach) -> None:
    if coach.state == "role_play.talking":
        coach.picks("wrap_up")


def customer_of(coach: Coach) -> TopicCustomer:
    customer = coach.library.customers[ID]
    assert isinstance(customer, TopicCustomer)
    return customer


def checks(coach: Coach) -> dict[str, bool | None]:
    return {score.check: score.passed for score in coach.scores}


def test_the_rubric_has_its_points_and_every_check_is_to_be_worked_on_some_day() -> None:
    assert [(check.id, check.points) for check in EVALUATION] == [
        *(("ev_asked_first", 2), ("ev_weight", 2), ("ev_obvious", 2), ("ev_measure", 2), ("ev_raised", 2)),
        *(("ev_way", 2), ("ev_true", 2), ("ev_sold_little", 2), ("ev_no_attack", 2), ("ev_no_sins", 2)),
        ("ev_checked", 1),
    ]
    assert sorted(FOCUS_ORDER) == sorted(check.id for check in EVALUATION)


def test_a_call_that_asks_shapes_and_sums_up_is_won(coach: Coach) -> None:
    begins(coach)
    asks(coach, *ASKED)

    assert coach.state == "role_play.debrief"
    assert coach.reads("Every check that could be seen has passed")
    assert set(checks(coach).values()) == {True}
    assert coach.last is not None
    assert faults_of(coach.last) == []


@pytest.mark.parametrize(
    ("left_out", "check"),
    [(OBVIOUS, "ev_obvious"), (EFFECT, "ev_raised"), (MEASURE, "ev_measure")],
)
def test_what_was_left_out_fails_and_is_what_to_work_on(coach: Coach, left_out: str, check: str) -> None:
    begins(coach)
    way = ("way.trading_off",) if left_out == EFFECT else (WAY,)
    asks(coach, *(node for node in ASKED if node not in (left_out, WAY, SUMMARY)))
    coach.answers("What would the upkeep take from you?", "explore", heard=way[0])
    asks(coach, SUMMARY)

    assert coach.state == "role_play.debrief"
    assert [name for name, passed in checks(coach).items() if not passed] == [check]
    assert coach.reads(coach.message(f"focus.{check}"))


def test_a_list_without_its_order_or_a_way_cannot_be_summed_up(coach: Coach) -> None:
    begins(coach)
    asks(coach, CRITERIA, SUMMARY, WAY)
    customer = customer_of(coach)
    assert any(coach.reads(line) for line in customer.topics["overtaking"].guarded)

    ends(coach)

    assert checks(coach)["ev_weight"] is False
    assert checks(coach)["ev_way"] is False
    assert checks(coach)["ev_checked"] is False


def test_shaping_before_the_criteria_puts_her_off(coach: Coach) -> None:
    begins(coach)
    asks(coach, EFFECT)
    asks(coach, *ASKED)
    ends(coach)

    assert checks(coach)["ev_asked_first"] is False
    assert coach.reads(coach.message("focus.ev_asked_first"))


def test_selling_before_the_order_is_known_fails_and_after_it_once_does_not(coach: Coach) -> None:
    begins(coach)
    asks(coach, CRITERIA, WEIGHT)
    says(coach, "Our dashboard is new.", "", "pitch")
    asks(coach, *list(ASKED)[2:])
    assert set(checks(coach).values()) == {True}


def test_a_second_presentation_is_one_too_many(coach: Coach) -> None:
    begins(coach)
    asks(coach, CRITERIA, WEIGHT)
    says(coach, "Our dashboard is new.", "", "pitch")
    says(coach, "The app is new, too.", "pitch.show")
    asks(coach, *list(ASKED)[2:])

    assert checks(coach)["ev_asked_first"] is True
    assert checks(coach)["ev_sold_little"] is False


def test_a_need_without_a_figure_is_asked_back_for_one(coach: Coach) -> None:
    begins(coach)
    asks(coach, CRITERIA)
    coach.answers("Shall we write that you reach somebody quickly?", "explore", heard=MEASURE)
    customer = customer_of(coach)
    assert any(coach.reads(line) for line in customer.reactions.vague)
    ends(coach)

    assert checks(coach)["ev_measure"] is False
    assert coach.reads(coach.message("focus.ev_weight"))


@pytest.mark.parametrize("sin", SINS)
def test_a_sin_fails_its_check(coach: Coach, sin: str) -> None:
    begins(coach)
    asks(coach, CRITERIA, WEIGHT)
    says(coach, SINS_SAID[sin], "", sin)
    asks(coach, *list(ASKED)[2:])

    assert [name for name, passed in checks(coach).items() if not passed] == ["ev_no_sins"]
    assert coach.reads("faults 1", coach.message("focus.ev_no_sins"), f"“{SINS_SAID[sin]}”")


@pytest.mark.parametrize(
    ("node", "check"),
    [
        *(("untrue.will_install", "ev_true"), ("untrue.certified", "ev_true"), ("attack.rivals", "ev_no_attack")),
        *(("minimise.small", "ev_no_sins"), ("pressure.hurry", "ev_no_sins")),
    ],
)
def test_a_fault_in_her_own_matters_is_answered_dryly_and_fails(coach: Coach, node: str, check: str) -> None:
    begins(coach)
    asks(coach, CRITERIA, WEIGHT)
    says(coach, "It goes into your cellar.", node, doubted=0.3)
    customer = customer_of(coach)
    assert any(coach.reads(line) for line in customer.topic(node).say)
    asks(coach, *list(ASKED)[2:])

    assert [name for name, passed in checks(coach).items() if not passed] == [check]
    assert coach.reads(coach.message(f"focus.{check}"))


@pytest.mark.parametrize("text", ["We do not put it into your cellar.", "That isn't in our offer."])
def test_a_claim_that_is_denied_is_none(coach: Coach, text: str) -> None:
    begins(coach)
    asks(coach, CRITERIA, WEIGHT)
    says(coach, text, "untrue.will_install")
    ends(coach)

    assert checks(coach)["ev_true"] is not False


def test_what_comes_near_a_sin_and_is_none_to_the_judge_is_none(coach: Coach) -> None:
    begins(coach)
    says(coach, "I see why the auditors want it.", "minimise.small")
    ends(coach)

    assert checks(coach)["ev_no_sins"] is not False


def test_a_question_is_no_claim_and_presses_nobody(coach: Coach) -> None:
    begins(coach)
    coach.answers("Must it stand in your cellar?", "explore", heard="untrue.will_install")
    asks(coach, CRITERIA)
    asked = replied("explore", "pressure", heard=WEIGHT)
    coach.turn(text="Which counts most?", percept=replace(asked, parts=()))  # one sentence has no parts
    ends(coach)

    assert checks(coach)["ev_true"] is not False
    assert checks(coach)["ev_weight"] is True


def baited(coach: Coach) -> None:
    begins(coach)
    asks(coach, CRITERIA, WEIGHT)
    assert coach.reads("Your price per payment could be lower, by the way.")


def test_the_bait_refused_by_testing_what_seemed_obvious_wins(coach: Coach) -> None:
    baited(coach)
    asks(coach, *list(ASKED)[2:])

    assert set(checks(coach).values()) == {True}


def test_the_bait_taken_twice_is_giving_way(coach: Coach) -> None:
    baited(coach)
    says(coach, "I can take a cent off.", "", "concede")
    says(coach, "Two cents, then.", "", "concede")
    asks(coach, *list(ASKED)[2:])

    assert checks(coach)["ev_sold_little"] is False


def test_the_second_bait_is_answered_plainly_or_by_a_false_claim(coach: Coach) -> None:
    baited(coach)
    asks(coach, OBVIOUS, EFFECT)
    assert coach.reads("It would stand in our own house, would it not?")
    says(coach, "No, it never stands at the customer's.", "admit.plain_no")
    assert any(coach.reads(line) for line in customer_of(coach).topics["plain_no"].say)
    asks(coach, MEASURE, WAY, SUMMARY)

    assert set(checks(coach).values()) == {True}


def test_a_hint_follows_the_conversation(coach: Coach) -> None:
    begins(coach)
    hints = []
    for node in ASKED:
        coach.picks("hint")
        hints.append(coach.text.partition("\n")[0])
        asks(coach, node)

    kinds = [kind for kind, _ in RULES.plan]
    assert hints == [coach.message(f"play.hint_evaluation_{kind}", name="Judita") for kind in kinds]
