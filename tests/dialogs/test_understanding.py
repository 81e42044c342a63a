"""From a scripted percept to an act: general questions, lines of several sentences, and what is too vague."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from content.library import Library
from content.schema import Customer
from dialogs.customer import POINTED, Act, Mood, opening_mood
from dialogs.model import Heard, Percept
from dialogs.understanding import MOST_POINTED, POINTED_AT, Understood, understand
from dialogs.wording import signs
from tests.dialogs.coaching import Coach, perceived

LATE, WARM, DRIVERS = "problem.late_departures", "problem.warm_loads", "problem.driver_turnover"
SLOTS, MILES = "implication.late_departures.missed_slots", "implication.late_departures.wasted_miles"
OVERTIME = "implication.late_departures.planner_overtime"
STOCK = "implication.warm_loads.binned_stock"
REPLAN, ALARM = "payoff.late_departures.fast_replan", "payoff.warm_loads.early_alarm"
PLAN = "situation.plan_method"

TROUBLES = "What are your biggest challenges at the moment?"
FOLLOWS = "And the knock-on effects?"
WORTH = "What would it be worth to you if that were fixed?"
OFFER = "Our planner redoes every route in minutes."
STEP, DATELESS = "Shall we try it on Tuesday at Daventry?", "Shall we try it at Daventry some time?"


@pytest.fixture
def dana(library: Library) -> Customer:
    return library.customers["cold_chain_ops"]


def mood_of(customer: Customer, *told: str, focus: str = "", **known: Any) -> Mood:
    return replace(opening_mood(customer), told=told, focus=focus, **known)


def taken(customer: Customer, mood: Mood, text: str, percept: Percept) -> Understood:
    read = replace(percept, signs=signs(text, told=(), customer=customer))
    return understand(read, customer=customer, mood=mood)


def asking(label: str, *, sure: float = 0.9, heard: str = PLAN, near: float = 0.1) -> Percept:
    """A question that the judge reads as *label*, and that is near to nothing this customer knows."""
    probabilities = {label: sure, "none": 1 - sure}
    return perceived(heard, label=label, near=near, probabilities=probabilities)


def pitching(heard: str = "", *, none: float = 0.96, form: str = "statement", near: float = 0.6) -> Percept:
    return perceived(heard, label="none", kind="pitch", near=near, form=form, probabilities={"none": none})


def closing(*, none: float = 0.96) -> Percept:
    return perceived("", label="none", kind="close", probabilities={"none": none})


def whole(*parts: Percept) -> Percept:
    """A line of these sentences; as a whole it reads as a problem question, so that only its parts say otherwise."""
    return replace(perceived(LATE), parts=parts)


def test_a_general_problem_question_points_at_the_easiest_problem_that_is_untold(dana: Customer) -> None:
    easiest_first = sorted(dana.problems, key=lambda name: dana.problems[name].openness)
    for count, name in enumerate(easiest_first):
        mood = mood_of(dana, *(f"problem.{told}" for told in easiest_first[:count]))

        understood = taken(dana, mood, TROUBLES, asking("problem"))

        assert understood == Understood(Act("problem", f"problem.{name}", POINTED), "problem")


def test_openness_and_not_the_order_in_the_file_says_which_problem_is_easiest(dana: Customer) -> None:
    problems = dict(reversed(dana.problems.items()))
    turned = dana.model_copy(update={"problems": problems})

    assert taken(turned, mood_of(dana), TROUBLES, asking("problem")).act.node == LATE


def test_a_general_implication_points_at_what_is_untold_of_the_problem_in_focus(dana: Customer) -> None:
    for told, node in (
        ((LATE, WARM), SLOTS),
        ((LATE, WARM, SLOTS), MILES),
        ((LATE, WARM, SLOTS, MILES), OVERTIME),
        ((LATE, WARM, MILES), SLOTS),
        ((LATE, WARM, SLOTS, MILES, OVERTIME), SLOTS),  # all told: the customer repeats one
    ):
        mood = mood_of(dana, *told, focus="late_departures")

        understood = taken(dana, mood, FOLLOWS, asking("implication"))

        assert understood == Understood(Act("implication", node, POINTED), "implication")
    moved = mood_of(dana, LATE, WARM, SLOTS, focus="warm_loads")
    assert taken(dana, moved, FOLLOWS, asking("implication")).act.node == STOCK


def test_a_general_question_of_worth_points_at_the_fix_of_the_problem_in_focus(dana: Customer) -> None:
    for focus, node in (("late_departures", REPLAN), ("warm_loads", ALARM)):
        mood = mood_of(dana, LATE, WARM, SLOTS, STOCK, focus=focus)

        understood = taken(dana, mood, WORTH, asking("need_payoff"))

        assert understood == Understood(Act("payoff", node, POINTED), "need_payoff")


@pytest.mark.parametrize(("label", "text"), [("implication", FOLLOWS), ("need_payoff", WORTH)])
def test_a_general_follow_up_points_at_nothing_before_anything_was_told(dana: Customer, label: str, text: str) -> None:
    guarded = mood_of(dana, focus="late_departures")  # asked about, and not told
    for mood in (mood_of(dana), guarded):
        understood = taken(dana, mood, text, asking(label))

        assert understood == Understood(Act("lost"), label)


def test_a_general_problem_question_points_at_nothing_where_all_was_told(dana: Customer) -> None:
    mood = mood_of(dana, LATE, WARM, DRIVERS, focus="late_departures")

    assert taken(dana, mood, TROUBLES, asking("problem")).act == Act("vague")


def test_a_general_question_about_the_situation_points_at_nothing(dana: Customer) -> None:
    mood = mood_of(dana, LATE, focus="late_departures")

    assert taken(dana, mood, "How do you work at the moment?", asking("situation")).act == Act("vague")


def test_a_line_points_only_where_its_type_is_sure_enough(dana: Customer) -> None:
    for sure, pointed in ((POINTED_AT, True), (POINTED_AT - 0.01, False)):
        understood = taken(dana, mood_of(dana), TROUBLES, asking("problem", sure=sure))

        assert (understood.act.other == POINTED) is pointed, sure


def test_a_line_with_a_subject_points_at_nothing(dana: Customer) -> None:
    mood = mood_of(dana, LATE, focus="late_departures")
    text = "What becomes of the yoghurt?"

    assert taken(dana, mood, text, perceived(STOCK)).act == Act("implication", STOCK)
    assert taken(dana, mood, text, asking("implication")).act == Act("lost")


def test_a_rep_who_never_names_a_subject_is_vague_from_the_fourth_time_on(dana: Customer) -> None:
    for count in range(MOST_POINTED + 2):
        mood = mood_of(dana, LATE, focus="late_departures", pointed=count)

        understood = taken(dana, mood, FOLLOWS, asking("implication"))

        assert understood.act == (Act("implication", SLOTS, POINTED) if count < MOST_POINTED else Act("vague"))


def test_what_names_no_subject_is_counted_in_the_stored_conversation(coach: Coach) -> None:
    coach.plays()
    for text, label in ((TROUBLES, "problem"), (FOLLOWS, "implication"), (FOLLOWS, "implication")):
        coach.says(text, label=label)
    assert [a.detail["node"] for a in coach.attempts] == [LATE, SLOTS, MILES]

    coach.says(FOLLOWS, label="implication")

    vague = coach.library.customers["cold_chain_ops"].reactions.vague
    assert any(coach.reads(line) for line in vague)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_presenting_before_the_need_is_a_pitch_whatever_stands_around_it(dana: Customer, place: int) -> None:
    parts = [perceived(WARM), closing()]
    parts.insert(place, pitching(REPLAN))

    understood = taken(dana, mood_of(dana), f"{OFFER} And where do loads go warm? {STEP}", whole(*parts))

    assert understood == Understood(Act("pitch", REPLAN), "none")


def test_sentences_that_neither_present_nor_close_are_taken_as_a_whole(dana: Customer) -> None:
    for need in ("", REPLAN):
        parts = (perceived("", label="none", kind="statement"), perceived(LATE))

        understood = taken(dana, mood_of(dana, need=need), "I read about you. What makes trucks late?", whole(*parts))

        assert understood == Understood(Act("problem", LATE), "problem")


@pytest.mark.parametrize(
    ("form", "none", "pitch"),
    [("statement", 0.51, True), ("statement", 0.49, False), ("open", 0.81, True), ("open", 0.79, False)],
)
def test_a_question_must_be_surer_to_be_a_pitch_than_a_statement(
    dana: Customer, form: str, none: float, pitch: bool
) -> None:
    parts = (pitching(REPLAN, none=none, form=form), perceived(LATE))

    understood = taken(dana, mood_of(dana), f"{OFFER} What makes trucks late?", whole(*parts))

    assert (understood.act.kind == "pitch") is pitch


def test_an_offer_and_a_dated_step_after_the_need_are_an_advance_about_what_was_offered(dana: Customer) -> None:
    for offer in (REPLAN, ALARM):
        mood = mood_of(dana, LATE, SLOTS, REPLAN, focus="late_departures", need=REPLAN)

        understood = taken(dana, mood, f"{OFFER} {STEP}", whole(pitching(offer), closing()))

        assert understood == Understood(Act("advance", offer), "none")


def test_an_offer_about_as_near_to_the_need_is_taken_for_it(dana: Customer) -> None:
    mood = mood_of(dana, need=REPLAN)
    for near, node in ((0.55, REPLAN), (0.45, ALARM)):
        offer = replace(pitching(), heard=(Heard(PLAN, 0.9), Heard(ALARM, 0.6), Heard(REPLAN, near)))

        understood = taken(dana, mood, f"{OFFER} {STEP}", whole(offer, closing()))

        assert understood.act == Act("advance", node)


def test_a_step_without_a_day_is_a_close_also_beside_an_offer(dana: Customer) -> None:
    mood = mood_of(dana, LATE, SLOTS, REPLAN, focus="late_departures", need=REPLAN)

    understood = taken(dana, mood, f"{OFFER} {DATELESS}", whole(pitching(REPLAN), closing()))

    assert understood == Understood(Act("close"), "none")


def test_a_dated_step_beside_a_mere_statement_offers_nothing(dana: Customer) -> None:
    thanks = perceived("", label="none", kind="statement")

    understood = taken(dana, mood_of(dana, need=REPLAN), f"Thank you. {STEP}", whole(thanks, closing()))

    assert understood == Understood(Act("advance"), "none")


def test_a_step_is_heard_in_a_sentence_that_is_near_to_one_or_that_the_judge_reads_so(dana: Customer) -> None:
    mood = mood_of(dana, need=REPLAN)
    near = replace(perceived(LATE, near=0.4), heard=(Heard("advance", 0.5), Heard(LATE, 0.4)))
    far = replace(perceived(LATE, near=0.4), heard=(Heard(LATE, 0.4), Heard("advance", 0.3)))
    for part, kind in ((near, "advance"), (closing(none=0.6), "advance"), (far, "problem")):
        assert taken(dana, mood, f"I see. {STEP}", whole(perceived(kind="statement"), part)).act.kind == kind


def test_before_the_need_a_step_among_sentences_is_taken_as_a_whole(dana: Customer) -> None:
    line = whole(perceived("", label="none", kind="statement"), closing())

    assert taken(dana, mood_of(dana, LATE), f"I see. {STEP}", line).act == Act("problem", LATE)


def test_a_question_half_understood_is_answered_vaguely_until_two_problems_were_told(coach: Coach) -> None:
    """Asking back by name would give away what the rep has not found."""
    dana = coach.library.customers["cold_chain_ops"]
    names = [problem.name for problem in dana.problems.values()]
    coach.plays()
    for text, heard in (("", ""), ("What gets in the way of leaving on time?", LATE)):
        if text:
            coach.says(text, heard)
        coach.says("What of the agency at the yard?", DRIVERS, near=0.23)

        assert any(coach.reads(line) for line in dana.reactions.vague)
        assert not any(coach.reads(name) for name in names)

    coach.says("Where do loads go warm?", WARM)
    coach.says("What of the agency at the yard?", DRIVERS, near=0.23)

    assert [coach.reads(name) for name in names] == [True, True, False]
    assert [a.detail["act"] for a in coach.attempts].count("unclear") == 3


def test_a_question_that_names_a_time_and_a_place_asks_for_no_step(dana: Customer) -> None:
    near = (Heard("advance", 0.58), Heard(LATE, 0.56))
    where = replace(perceived(LATE, probabilities={"problem": 0.99, "none": 0.01}), heard=near)
    when = replace(closing(), heard=near)

    assert taken(dana, mood_of(dana), "Where do mornings get hard at the depots?", where).act == Act("problem", LATE)
    assert taken(dana, mood_of(dana), "Tuesday morning at the depot?", when).act.kind == "advance"


def test_whoever_asks_for_another_difficulty_is_not_told_that_it_was_told(dana: Customer) -> None:
    both = (Heard(LATE, 0.61), Heard(WARM, 0.57))
    asked = replace(asking("problem", heard=LATE, near=0.61), heard=both)
    mood = mood_of(dana, LATE, focus="late_departures")

    assert taken(dana, mood, "Is there trouble besides the late trucks, with the cold?", asked).act.node == WARM
    assert taken(dana, mood, "Is there trouble with the late trucks in the cold?", asked).act.node == LATE


def test_another_difficulty_without_a_name_is_one_that_is_untold(dana: Customer) -> None:
    asked = replace(asking("problem", heard=LATE, near=0.61), parts=(perceived(""), asking("problem", heard=LATE)))
    statement = replace(asked.parts[0].judgement, questions=0)
    asked = replace(asked, parts=(Percept(statement), asked.parts[1]))

    understood = taken(dana, mood_of(dana, LATE), "That is a lot. Any trouble besides the late trucks?", asked)

    assert understood.act.other == POINTED
    assert understood.act.node not in ("", LATE)


def test_a_general_question_that_nothing_answers_is_too_vague_and_not_outside_their_work(dana: Customer) -> None:
    near = (Heard("out_of_scope", 0.74), Heard(WARM, 0.45))
    asked = replace(asking("situation"), heard=near)

    assert taken(dana, mood_of(dana, LATE), "How long has it been so?", asked).act.kind == "vague"
    assert taken(dana, mood_of(dana, LATE), "How long have you had this pension?", asked).act.kind == "lost"
