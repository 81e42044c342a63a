"""A manager's reviews, typed and tapped: agenda, brief, question back, decision; and what the rep answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.reviewing.asking import Agenda, AskedOfMe, OneReview
from dialogs.reviewing.model import AnsweredBack, AskedBack, ReviewDated, ReviewHeld, ToldAbout, cadence, quarter_of
from tests.dialogs.account_ways import begun
from tests.dialogs.coaching import Coach, faults_of
from tests.dialogs.review_ways import ACME, BOREAL, HELD, REP, TODAY, account, agenda, asked_back, leads
from tests.dialogs.ways import led_to


def done(coach: Coach) -> list[object]:
    return [deed for deed in coach.deeds if not isinstance(deed, ToldAbout)]


def test_the_agenda_is_in_the_order_of_the_review_days_with_what_is_past_first(coach: Coach) -> None:
    agenda(coach)

    lines = coach.text.splitlines()
    assert lines[1:4] == [
        "Boreal (Ria): Sat 28 Feb, past, no brief yet",
        "Acme (Ria): Thu 5 Mar, brief of 2 Mar",
        "Later 0 (Ria): no day set, no brief yet",
    ]
    assert coach.ids == ["boreal", "acme", "later0", "more", "cadence"]


def test_somebody_who_manages_nobody_is_told_so_and_nothing_else(coach: Coach) -> None:
    coach.starts("menu")

    coach.says("review")

    assert coach.state == "menu.choosing"
    assert coach.reads(coach.message("review.for_managers"))
    assert coach.deeds == []


def test_a_review_takes_six_taps_from_the_word_to_the_next_day(coach: Coach) -> None:
    agenda(coach)
    taps = coach.taps

    for choice in ("acme", "hold", "to_questions", "review_go_on"):
        coach.picks(choice)
    coach.says("The trial is booked")
    coach.picks("weeks_2")

    (held,) = done(coach)
    assert isinstance(held, ReviewHeld)
    assert (held.owner, held.account, held.decision, held.line) == (REP, ACME.id, "go_on", "The trial is booked")
    assert held.next == TODAY + timedelta(weeks=2)
    assert coach.taps - taps <= 6
    assert coach.state == "review.agenda"
    assert coach.reads(
        "The review of Acme is held; the next is on Mon 16 Mar. Ria is told the decision.", "Acme (Ria): Mon 16 Mar"
    )


def test_what_is_let_go_has_no_next_day(coach: Coach) -> None:
    led_to(coach, "review.deciding")

    coach.says("Let it go")
    coach.says("skip")

    (held,) = done(coach)
    assert isinstance(held, ReviewHeld)
    assert (held.decision, held.line, held.next) == ("stop", "", None)


def test_stop_means_the_coach_and_not_the_account(coach: Coach) -> None:
    led_to(coach, "review.deciding")

    coach.says("stop")

    assert coach.closed
    assert done(coach) == []


def test_the_brief_comes_first_then_its_three_questions(coach: Coach) -> None:
    led_to(coach, "review.reading")
    brief = coach.text
    coach.picks("to_questions")

    assert "RF4 power unreached" in brief
    question = coach.message("flag.rf4.coach")
    assert question not in brief
    assert coach.reads("Three questions for this review", question)


def test_an_account_without_a_brief_is_reviewed_with_general_questions(coach: Coach) -> None:
    agenda(coach)
    coach.picks("boreal")
    assert coach.ids == ["hold", "set_day"]

    coach.picks("hold")

    assert coach.state == "review.deciding"
    assert coach.reads(coach.message("coach.general_1"))


def test_a_question_back_is_one_line_and_shown_as_asked(coach: Coach) -> None:
    led_to(coach, "review.asking")

    coach.says("x" * 201)
    assert coach.state == "review.asking"
    coach.says("Who signs,  and when?")

    (asked,) = done(coach)
    assert isinstance(asked, AskedBack)
    assert (asked.owner, asked.account, asked.text) == (REP, ACME.id, "Who signs, and when?")
    assert coach.reads("Ria is told once", "You asked: “Who signs, and when?” No answer yet.")


@pytest.mark.parametrize("typed", ["in three weeks", "Mon 23 Mar"])
def test_a_day_is_typed_or_taken(coach: Coach, typed: str) -> None:
    led_to(coach, "review.dating")

    coach.says("yesterday")
    assert (coach.state, done(coach)) == ("review.dating", [])
    coach.says(typed)

    assert done(coach) == [ReviewDated(REP, ACME.id, TODAY + timedelta(weeks=3))]
    assert coach.reads("Review: Mon 23 Mar")


def test_an_account_that_is_not_the_managers_any_more_says_so(coach: Coach) -> None:
    led_to(coach, "review.lining")
    coach.knows[OneReview(REP, ACME.id)] = None

    coach.says("as we said")
    coach.picks("weeks_2")

    assert done(coach) == []
    assert coach.reads(coach.message("review.gone_note"))


def test_each_turn_that_shows_something_says_whom_it_tells_of(coach: Coach) -> None:
    for state in ("review.agenda", "review.account", "review.reading", "review.deciding"):
        coach.deeds = []
        led_to(coach, state)
        assert coach.deeds[-1] == ToldAbout((REP,)), state


def test_the_cadence_counts_by_account_and_quarter(coach: Coach) -> None:
    agenda(coach)

    coach.picks("cadence")

    assert coach.reads("Acme (Ria): 2026 Q1: 1", "Boreal (Ria): none yet")
    assert quarter_of(HELD.day) == "2026 Q1"
    assert cadence((HELD, HELD)) == {"2026 Q1": 2}


def test_a_name_that_two_accounts_begin_with_is_asked_for_again(coach: Coach) -> None:
    agenda(coach)

    coach.says("later")
    assert (coach.state, coach.reads("No account here is called “later”")) == ("review.agenda", True)
    coach.says("later 1")
    assert coach.state == "review.account"


def test_a_manager_reads_of_it_in_the_help_and_a_rep_does_not(coach: Coach) -> None:
    coach.starts("menu")
    coach.says("help")
    assert not coach.reads("For your team")

    leads(coach)
    coach.says("help")

    assert coach.reads("Team: assign, results, disputes, review")
    assert coach.last is not None and faults_of(coach.last) == []


def test_a_rep_answers_a_question_in_one_line(coach: Coach) -> None:
    asked_back(coach)
    assert coach.reads("Mo asks about this account: “Who signs?”")

    coach.says("The CFO, in April")

    assert done(coach) == [AnsweredBack("q", "The CFO, in April")]
    assert coach.state == "accounts.account"
    assert "answer_back" not in coach.ids


def test_the_next_sitting_asks_it_first_and_skipping_leaves_it_open(coach: Coach) -> None:
    asked_back(coach)
    coach.says("back")

    coach.picks("reassess")
    assert coach.state == "accounts.answering"
    coach.says("skip")

    assert coach.state == "reassessment.asking"
    assert done(coach) == []
    assert len(coach.knows[AskedOfMe()]) == 1


def test_a_sitting_begins_at_once_where_nothing_is_asked(coach: Coach) -> None:
    begun(coach)

    assert coach.state == "reassessment.asking"


def test_nothing_to_review_leads_back(coach: Coach) -> None:
    leads(coach)
    coach.knows[Agenda()] = ()
    coach.starts("menu")

    coach.says("review")
    assert coach.reads(coach.message("review.nothing")) and coach.ids == []
    coach.says("back")

    assert coach.state == "menu.choosing"


def test_an_account_can_be_left_and_gone_on_with(coach: Coach) -> None:
    account(coach)
    coach.says("menu")
    coach.says("continue")

    assert coach.state == "review.account"
    assert BOREAL.name not in coach.text


def test_a_manager_finds_the_reviews_under_more_and_a_rep_does_not(coach: Coach) -> None:
    coach.starts("menu")
    coach.picks("more")
    assert coach.ids == ["topics", "progress"]
    coach.says("review")
    assert (coach.state, coach.reads(coach.message("review.for_managers"))) == ("menu.choosing", True)

    leads(coach)
    coach.picks("more")
    coach.picks("review")

    assert coach.state == "review.agenda"
