"""A manager asks, reps practise, results come back: by typing, with a store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import wiring
from bot.service.people import People
from content.library import Library
from dialogs.assigning import offers
from dialogs.people import Standing
from tests.service.assigning_there import HERE, OPEN, Assigning, does_run, in_days, text

# --- giving


def test_a_whole_team_is_asked_with_seven_taps_and_one_word(firm: Assigning) -> None:
    firm.types("lena", "assign")
    taps = ("team-" + _team(firm), "questions", "problem_questions", "row-problem_questions", "right_3_of_3", "week")
    firm.taps("lena", *taps, "no_note", "give")

    assert len(taps) + 2 == 8  # journeys.md 4: six to eight
    assert firm.assignment().due_on == in_days(7)
    assert [firm.assignee(who).status for who in ("ann", "bo", "cy", "di", "ed")] == ["open"] * 5


def _team(firm: Assigning) -> str:
    with firm.store.unit_of_work() as work:
        team = work.people(HERE).team_named("North")
    assert team is not None
    return team.id


def test_each_is_told_once_what_when_and_what_the_manager_sees(firm: Assigning) -> None:
    given = firm.gives_row("Ann", "Bo")
    names = {"by": "Lena", "title": given.title, "bar": given.bar.words, "day": "Mon 9 Mar"}

    assert firm.reads("ann") == [text("assign.you_given", **names)]
    assert firm.reads("ann") == []
    assert firm.reads("cy") == firm.reads("sue") == []
    assert firm.assignee("ann").told_at == firm.now


def test_the_preview_shows_what_the_rep_will_see_and_nothing_is_sent_before(firm: Assigning) -> None:
    firm.types("lena", "assign", "Ann", "hearing worries")
    offered = offers.offers(wiring.library(), "hearing_worries")[0]
    shown = firm.taps("lena", offered.key)
    assert wiring.library().scenarios[offered.content_id].briefing in shown

    shown = firm.taps("lena", "clean_2_of_3", "soon")
    shown = firm.types("lena", "Before the fair.")
    assert all(words in shown for words in ("Ann", text("assign.bar_clean_2_of_3"), "Thu 5 Mar", "Before the fair."))
    assert firm.reads("ann") == []
    firm.types("lena", "back", "skip", "give it")
    assert "fair" not in "".join(firm.reads("ann"))  # skip left the note out


def test_what_waits_is_there_again_after_other_things_and_in_another_process(firm: Assigning) -> None:
    firm.types("lena", "assign", "Ann, Bo", "problem questions")
    firm.taps("lena", "row-problem_questions", "right_3_of_3")
    firm.types("lena", "privacy", "menu", "progress", "stop")

    again = Assigning(firm.store)
    again.types("lena", "menu", "continue")
    assert again.state == "assign.due"
    again.types("lena", "next friday", "skip", "give")

    assert again.assignment().due_on == in_days(11)
    assert again.assignee("bo").status == "open"


def test_whoever_has_it_open_already_is_named_and_not_asked_twice(firm: Assigning) -> None:
    first = firm.gives_row("Ann")
    firm.types("lena", "assign", "Ann and Bo", "problem questions")
    firm.taps("lena", "row-problem_questions", "right_3_of_3", "week")
    assert text("assign.have_it", names="Ann") in firm.taps("lena", "no_note")
    firm.taps("lena", "give")

    second = firm.assignment() if firm.assignment().id != first.id else firm.assignment(1)
    with firm.store.unit_of_work() as work:
        asked = work.assignments(HERE).assignees(second.id)
    assert [one.member_id for one in asked] == [firm.member("bo")]

    firm.types("lena", "assign", "Ann", "problem questions")
    firm.taps("lena", "row-problem_questions", "right_3_of_3", "week", "no_note")
    assert text("assign.all_have_it") in firm.text
    assert "Give it" not in firm.text


@pytest.mark.parametrize("line", ["nobody such", "Ann, nobody such", "Sue", "South", ","])
def test_who_is_not_in_the_team_is_not_asked(firm: Assigning, line: str) -> None:
    firm.types("lena", "assign", line)

    assert firm.state == "assign.who"


def test_a_note_that_reads_like_a_word_to_the_coach_is_a_note(firm: Assigning) -> None:
    firm.types("lena", "assign", "Ann", "problem questions")
    firm.taps("lena", "row-problem_questions", "right_3_of_3", "week")
    firm.types("lena", "Can you help me with this one?", "give it")

    assert firm.assignment().note == "Can you help me with this one?"


@pytest.mark.parametrize("line", ["yesterday", "in three years", "whenever", "6 March 2020"])
def test_a_day_that_cannot_be_is_asked_for_again(firm: Assigning, line: str) -> None:
    firm.types("lena", "assign", "Ann", "problem questions")
    firm.taps("lena", "row-problem_questions", "right_3_of_3")

    assert text("assign.no_day") in firm.types("lena", line)
    assert firm.state == "assign.due"


def test_a_preview_that_waited_past_its_day_sends_nothing(firm: Assigning) -> None:
    firm.types("lena", "assign", "Ann", "problem questions")
    firm.taps("lena", "row-problem_questions", "right_3_of_3", "soon", "no_note")
    firm.days = 10

    assert text("assign.day_past") in firm.types("lena", "give it")
    assert firm.reads("ann") == []


@pytest.mark.parametrize("who", ["ann", "ada", "stranger"])
@pytest.mark.parametrize("word", ["assign", "results"])
def test_others_get_one_clear_sentence(firm: Assigning, who: str, word: str) -> None:
    firm.types(who, "menu")

    assert text("assign.only_managers") in firm.types(who, word)


def test_a_manager_who_is_one_no_more_gives_nothing(firm: Assigning) -> None:
    firm.types("lena", "assign", "Ann", "problem questions")
    firm.taps("lena", "row-problem_questions", "right_3_of_3", "week", "no_note")
    with firm.store.unit_of_work() as work:
        people = People(work, Standing(HERE, operator=True), firm.now, wiring.library().text)
        people.add("North", firm.member("lena"), "rep")
        work.commit()

    firm.types("lena", "give it")

    assert firm.reads("ann") == []
    with firm.store.unit_of_work() as work:
        team = work.people(HERE).team_named("North")
        assert team is not None
        assert work.assignments(HERE).of_teams([team.id], limit=9) == []


# --- practising


def test_runs_begun_from_the_assignment_count_and_free_practice_does_not(firm: Assigning) -> None:
    firm.gives_row("Ann")
    with firm.store.unit_of_work() as work:
        work.keep_practice(HERE, firm.member("ann"), {})
        work.commit()
    firm.types("ann", "menu", "topics")
    firm.taps("ann", "questions", "problem_questions")
    firm.types("ann", OPEN, "next", "menu")
    assert firm.assignee("ann").runs == ()

    said = does_run(firm, "ann")

    assert "This run passes: 1 of the last 1; needed: " in said
    assert (firm.assignee("ann").status, len(firm.assignee("ann").runs)) == ("trying", 1)


def test_the_bar_is_met_and_the_rep_alone_is_told(firm: Assigning) -> None:
    firm.gives_row("Ann")
    for _ in range(2):
        does_run(firm, "ann")
    said = does_run(firm, "ann")

    assert text("assign.run_met", title=firm.assignment().title, by="Lena") in said
    assert firm.assignee("ann").status == "met"
    assert firm.assignee("ann").met_at == firm.now
    assert firm.reads("lena") == []
    assert "The bar is met." in firm.types("ann", "assignments")


def test_a_run_that_is_taken_twice_counts_once(firm: Assigning) -> None:
    firm.gives_row("Ann")
    does_run(firm, "ann")
    once = firm.assignee("ann")
    with firm.store.unit_of_work() as work:
        again = work.assignments(HERE).add_run(firm.assignment().id, firm.member("ann"), once.runs[0], passed=True)
        work.commit()

    assert not again
    assert firm.assignee("ann") == once


def test_the_next_drill_is_the_one_that_was_asked_for_with_its_reason(firm: Assigning) -> None:
    given = firm.gives_row("Ann")

    said = firm.types("ann", "menu", "quick drill")

    assert text("assign.why_first", by="Lena", title=given.title, day="Mon 9 Mar") in said
    firm.types("bo", "menu", "quick drill")
    assert "asked for" not in firm.text


def test_a_conversation_that_was_asked_for_is_named_before_others(firm: Assigning) -> None:
    firm.types("lena", "assign", "Ann", "discovery")
    offered = next(one for one in offers.offers(wiring.library(), "discovery_chain") if one.what == "scenario")
    firm.types("lena", "menu", "assign", "Ann")
    firm.taps("lena", "questions", "more", "discovery_chain", offered.key, "won_once", "week", "no_note", "give")

    assert text("assign.play_first", title=offered.title) in firm.types("ann", "menu", "talk to a customer")
    firm.types("ann", "assignments")
    firm.taps("ann", firm.assignment().id)
    firm.types("ann", "begin", "start", OPEN, "end the call")
    assert "This run does not pass yet: 0 of the last 1; needed: " in firm.text
    (run,) = firm.assignee("ann").runs
    assert (run.good, run.checks["advance"]) == (False, False)


def reads(firm: Assigning, library: Library) -> None:
    """Have the turns from now on read other content."""
    firm.turns._library = firm.turns._stepping._library = library


def test_the_bar_stays_as_it_was_when_the_content_changes_and_the_rep_reads_that_it_did(firm: Assigning) -> None:
    given = firm.gives_row("Ann")
    library: Library = wiring.library()
    drills = {
        key: item.model_copy(update={"prompt": item.prompt + " Please."}) if item.skill == given.skill else item
        for key, item in library.drills.items()
    }
    messages = dict(library.messages)
    messages["assign.bar_right_3_of_3"] = messages["assign.bar_right_4_of_5"]
    reads(firm, replace(library, drills=drills, messages=messages, hash="another"))

    firm.types("ann", "assignments")
    shown = firm.taps("ann", given.id)

    assert text("assign.content_changed") in shown
    assert text("assign.bar_right_3_of_3") in shown
    assert firm.assignment().bar == given.bar


def test_what_is_gone_from_the_content_is_said_and_cannot_be_begun(firm: Assigning) -> None:
    given = firm.gives_row("Ann")
    library: Library = wiring.library()
    drills = {key: item for key, item in library.drills.items() if item.skill != given.skill}
    reads(firm, replace(library, drills=drills, hash="another"))

    firm.types("ann", "menu", "assignments")
    shown = firm.taps("ann", given.id)

    assert text("assign.content_gone") in shown
    assert "Begin" not in shown
    assert "asked for" not in firm.types("ann", "menu", "quick drill")
