"""A conversation with a customer: briefing, turns without scoring, debrief, redo of one turn."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dialogs.replies import Ask, Card
from dialogs.scoring import DISCOVERY
from tests.dialogs.coaching import Coach, faults_of

LATE, WARM = "problem.late_departures", "problem.warm_loads"
SLOTS = "implication.late_departures.missed_slots"
STOCK, ACCOUNT = "implication.warm_loads.binned_stock", "implication.warm_loads.lost_account"
ALARM = "payoff.warm_loads.early_alarm"
METHOD = (
    ("How are tomorrow's routes planned?", "situation.plan_method"),
    ("What gets in the way of leaving on time?", LATE),
    ("Where do loads go warm?", WARM),
    ("What does a late truck cost at the store?", SLOTS),
    ("What becomes of the food in a warm load?", STOCK),
    ("And the customer who receives it, do they stay?", ACCOUNT),
    ("If you heard about it on the road, what would that be worth?", ALARM),
)


def says_all(coach: Coach, lines: tuple[tuple[str, str], ...]) -> None:
    for text, heard in lines:
        coach.says(text, heard)


def wins(coach: Coach) -> None:
    says_all(coach, METHOD)
    coach.says("That is what our tracker does: it texts the depot at once.", ALARM, label="none", kind="pitch")
    coach.says("Shall we meet at Daventry on Tuesday with a planner?", "advance", kind="close")


def test_the_briefing_says_who_what_and_for_how_long(coach: Coach) -> None:
    coach.starts("menu")
    coach.says("talk to a customer")
    assert coach.reads("Which conversation would you like to practise?")
    coach.says("building a need")
    assert coach.reads("Whom would you like to talk to?")

    coach.says("Chilled haulage: twenty minutes with Dana Whitlock")

    assert coach.state == "role_play.briefing"
    assert coach.reads("Thornfell Chilled", "You sell route-planning", "up to 10 turns")


def test_start_begins_the_conversation(coach: Coach) -> None:
    """Start is also a word for the menu: the choice that is shown comes first."""
    coach.starts("role_play", scenario="cold_chain_ops_discovery", run="p1")

    coach.says("start")

    assert coach.state == "role_play.talking"
    assert coach.reads("Dana: “", "(turn 1 of 10)")


def test_the_checks_can_be_read_before_the_call(coach: Coach) -> None:
    coach.starts("role_play", scenario="cold_chain_ops_discovery", run="p1")

    coach.picks("checks")

    assert coach.reads(*(coach.message(f"check.{check.id}") for check in DISCOVERY))
    card, ask = coach.replies
    assert isinstance(card, Card)
    assert [number for number, _ in card.fields] == [str(number) for number in range(1, 11)]
    assert isinstance(ask, Ask)
    assert ask.text == "Ready to talk to Dana?"
    assert "start" in coach.ids


def test_a_call_by_the_method_is_won(coach: Coach) -> None:
    coach.plays()

    wins(coach)

    assert coach.state == "role_play.debrief"
    assert coach.reads("S1 P2 I3 N1", "Passed, 10 of 10", "Every check that could be seen has passed")
    assert {s.check: s.passed for s in coach.scores} == dict.fromkeys((c.id for c in DISCOVERY), True)
    assert {s.run for s in coach.scores} == {"p1"}
    assert len(coach.attempts) == 9
    assert coach.last is not None
    assert faults_of(coach.last) == []


def test_nothing_is_scored_on_the_way(coach: Coach) -> None:
    coach.plays()
    for text, heard in METHOD:
        step = coach.says(text, heard)

        assert step.scores == ()
        assert not coach.reads("(F")
    coach.says("why")
    assert coach.reads("I judge nothing during the conversation")


def test_the_customer_answers_what_was_really_asked(coach: Coach) -> None:
    coach.plays()

    coach.says("What does a late truck cost at the store?", SLOTS)

    puzzled = coach.library.customers["cold_chain_ops"].reactions.puzzled
    assert any(coach.reads(line) for line in puzzled)


def test_a_customer_whose_patience_is_used_up_leaves(coach: Coach) -> None:
    coach.plays()
    for _ in range(6):
        coach.says("Sign with us this month.", kind="close")

    assert coach.state == "role_play.debrief"
    assert any(coach.reads(line) for line in coach.library.customers["cold_chain_ops"].reactions.leave)
    assert coach.reads("S0 P0 I0 N0")


@pytest.mark.parametrize(
    "scenario",
    [
        *("heat_billing_head_concern", "packaging_plant_manager_objection", "payments_chief_evaluation"),
        *("coop_purchasing_negotiation", "store_ops_analyst_entry"),
    ],
)
def test_in_every_role_play_a_customer_who_is_pushed_long_enough_leaves_and_the_call_is_lost(
    coach: Coach, scenario: str
) -> None:
    coach.starts("role_play", scenario=scenario, run="p1")
    coach.picks("start")
    for _ in range(9):
        if coach.state != "role_play.talking":
            break
        if scenario.endswith("entry"):
            coach.says("Our labels change every price in seconds.", kind="pitch", questions=0)
        else:
            coach.answers("Sign today, or somebody else gets your place.", "pressure")

    customer = coach.library.customers[coach.library.scenarios[scenario].customer]
    assert coach.state == "role_play.debrief"
    assert any(coach.reads(line) for line in customer.reactions.leave)
    assert False in {score.passed for score in coach.scores if score.points >= 2}


def test_the_call_ends_with_the_last_turn(coach: Coach) -> None:
    coach.plays()
    says_all(coach, (*METHOD[:6], *METHOD[1:4]))
    assert coach.reads("(turn 10 of 10)")

    coach.says("And what would an early word be worth?", ALARM)

    assert coach.state == "role_play.debrief"
    assert len({s.check for s in coach.scores}) == len(coach.scores) == 10


@pytest.mark.parametrize("word", ["wrap_up", "End the call", "skip", "2"])
def test_a_call_can_be_ended_early(coach: Coach, word: str) -> None:
    coach.plays()
    says_all(coach, METHOD[:2])

    coach.says(word)

    assert coach.state == "role_play.debrief"
    assert len(coach.scores) == 10


def test_a_call_ended_before_a_word_was_said_is_no_call(coach: Coach) -> None:
    coach.plays()

    coach.picks("wrap_up")

    assert coach.state == "menu.choosing"
    assert coach.scores == []


def baited(coach: Coach) -> None:
    coach.plays()
    says_all(coach, METHOD[:2])
    assert coach.reads("So what does your product actually do?")


def test_a_bait_refused_by_a_question_passes_its_check(coach: Coach) -> None:
    baited(coach)
    coach.says("Where do loads go warm?", WARM)
    coach.picks("wrap_up")

    assert {s.check: s.passed for s in coach.scores}["no_pitch"] is True


def test_a_bait_taken_fails_its_check_and_is_the_one_thing_to_work_on(coach: Coach) -> None:
    baited(coach)
    coach.says("It plans routes and tracks temperatures.", kind="pitch")
    coach.picks("wrap_up")

    assert {s.check: s.passed for s in coach.scores}["no_pitch"] is False
    assert coach.reads(coach.message("focus.no_pitch"), "the jump into presenting")


def test_a_bait_met_with_small_talk_is_not_refused(coach: Coach) -> None:
    baited(coach)
    coach.says("Nice weather up there?", gate="small_talk", verdict="abstain")
    coach.picks("wrap_up")

    assert {s.check: s.passed for s in coach.scores}["no_pitch"] is None


def test_one_line_can_be_taken_back_and_one_only(coach: Coach) -> None:
    coach.plays()
    coach.says(*METHOD[1])
    before = coach.text
    coach.says("Our software plans in minutes.", kind="pitch")

    coach.says("back")
    assert coach.text == before
    coach.says("back")
    assert coach.reads("You have taken back one line")
    coach.picks("wrap_up")

    assert coach.reads("S0 P1 I0 N0")
    assert coach.reads(f"This worked: “{METHOD[1][0]}”")


def test_back_before_the_first_line_leads_to_the_briefing(coach: Coach) -> None:
    coach.plays()

    coach.says("back")

    assert coach.state == "role_play.briefing"


def test_a_hint_says_what_kind_of_line_helps_and_never_its_words(coach: Coach) -> None:
    coach.plays()
    hints = []
    asks = [ask for _, lines in coach.library.customers["cold_chain_ops"].nodes() for ask in lines]
    for text, heard in METHOD:
        coach.picks("hint")
        hints.append(coach.text.partition("\n")[0])
        assert not any(coach.reads(ask) for ask in asks)
        coach.says(text, heard)
    coach.picks("hint")
    hints.append(coach.text.partition("\n")[0])

    kinds = ("problem", "problem", *("implication",) * 4, "payoff", "advance")
    assert hints == [coach.message(f"play.hint_{kind}", name="Dana") for kind in kinds]


def test_a_hint_asks_for_a_second_difficulty_once_the_first_was_followed_up(coach: Coach) -> None:
    coach.plays()
    hints = []
    for text, heard in (METHOD[1], METHOD[3], METHOD[2]):
        coach.says(text, heard)
        coach.picks("hint")
        hints.append(coach.text.partition("\n")[0])

    kinds = ("implication", "second", "implication")
    assert hints == [coach.message(f"play.hint_{kind}", name="Dana") for kind in kinds]


@pytest.mark.parametrize(("choice", "customer"), [("same", "cold_chain_ops"), ("other", "clinic_lab_head")])
def test_another_call_begins_with_the_same_customer_or_another(coach: Coach, choice: str, customer: str) -> None:
    coach.plays()
    says_all(coach, METHOD[:2])
    coach.picks("wrap_up")

    coach.picks(choice)

    assert coach.state == "role_play.briefing"
    assert coach.reads(coach.library.scenarios[f"{customer}_discovery"].title)


def test_the_same_words_are_never_answered_with_the_same_words_twice_in_a_row(coach: Coach) -> None:
    coach.plays()
    coach.says(*METHOD[1])
    answers = []
    for _ in range(9):
        coach.says(*METHOD[1])
        answers.append(coach.replies[0].plain_text().partition("\n")[0])
        if coach.state != "role_play.talking":
            break

    assert all(first != second for first, second in pairwise(answers))


def test_why_after_the_debrief_explains_the_call_and_no_older_verdict(coach: Coach) -> None:
    coach.plays()
    coach.facts["why"] = "An older verdict."
    says_all(coach, (("What does a late truck cost at the store?", SLOTS), METHOD[0]))
    coach.picks("wrap_up")
    coach.says("why")
    explained = coach.text.partition("\n")[0]

    coach.says("menu")
    coach.says("why")

    assert coach.reads(explained)
