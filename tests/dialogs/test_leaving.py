"""Menu, stop and restart: what is left can be continued, also in a session of another day."""

from __future__ import annotations

from tests.dialogs.coaching import Coach, row
from tests.dialogs.test_role_play import METHOD, says_all
from tests.dialogs.ways import SCENARIO


def parked(coach: Coach) -> list[str]:
    return [f"{f.flow}.{f.state}" for f in coach.session.parked] if coach.session else []


def test_a_conversation_left_for_the_menu_goes_on_where_it_was(coach: Coach) -> None:
    coach.plays()
    says_all(coach, METHOD[:2])
    said = coach.text
    coach.says("menu")
    assert coach.ids[0] == "continue"

    coach.says("1")

    assert coach.text == said
    assert parked(coach) == []


def test_a_conversation_stopped_goes_on_in_a_new_session(coach: Coach) -> None:
    coach.plays()
    says_all(coach, METHOD[:2])
    said = coach.text
    coach.says("stop")
    coach.returns()
    assert coach.session is not None
    assert (coach.session.ordinal, coach.ids[0]) == (2, "continue")

    coach.says("Continue where I left")
    assert coach.text == said

    coach.says("Where do loads go warm?", "problem.warm_loads")
    coach.picks("wrap_up")
    assert coach.reads("S1 P2 I0 N0")


def test_a_conversation_that_was_not_left_goes_on_without_a_word(coach: Coach) -> None:
    coach.plays()
    says_all(coach, METHOD[:2])
    said = coach.replies[-1]

    coach.returns()

    assert coach.replies == (said,)


def test_what_was_left_last_is_continued_first(coach: Coach) -> None:
    coach.starts()
    coach.says("menu")
    coach.picks("play")
    coach.picks("discovery")
    coach.picks(SCENARIO)
    coach.picks("start")
    coach.says("menu")
    assert parked(coach) == ["onboarding.welcome", "role_play.talking"]

    coach.picks("continue")
    assert coach.state == "role_play.talking"
    coach.says("menu")
    coach.picks("continue")
    coach.picks("wrap_up")

    coach.picks("continue")
    assert coach.state == "onboarding.welcome"


def test_looking_at_another_customer_gives_nothing_up_but_starting_does(coach: Coach) -> None:
    coach.plays()
    says_all(coach, METHOD[:2])
    coach.says("menu")
    coach.picks("play")
    coach.picks("discovery")
    coach.picks("clinic_lab_head_discovery")
    coach.says("menu")
    assert parked(coach) == ["role_play.talking"]

    coach.picks("play")
    coach.picks("discovery")
    coach.picks("clinic_lab_head_discovery")
    coach.picks("start")

    assert parked(coach) == []


def test_a_drill_is_too_short_to_be_continued(coach: Coach) -> None:
    coach.drills("line_first_minute")

    coach.says("menu")

    assert parked(coach) == []
    assert "continue" not in coach.ids


def test_a_debrief_can_be_come_back_to_and_scores_once(coach: Coach) -> None:
    coach.plays()
    coach.says("Our software plans in minutes.", kind="pitch")
    coach.picks("wrap_up")
    read = coach.text
    coach.says("stop")
    coach.returns()

    coach.picks("debrief")

    assert coach.text == read
    assert len(coach.scores) == 10
    coach.picks("other")
    assert coach.state == "role_play.briefing"


def test_a_restart_begins_the_conversation_anew_as_a_run_of_its_own(coach: Coach) -> None:
    coach.plays()
    says_all(coach, METHOD[:2])
    coach.picks("wrap_up")
    coach.says("restart")
    assert coach.state == "role_play.briefing"
    coach.picks("start")
    assert coach.reads("(turn 1 of 10)")

    coach.says(*METHOD[1])
    coach.picks("wrap_up")

    assert coach.reads("Debrief: Dana Whitlock (your turns: 1)")
    assert [s.run for s in coach.scores] == ["p1"] * 10 + ["p1.1"] * 10


def test_every_run_of_a_person_has_a_name_of_its_own(coach: Coach) -> None:
    coach.starts("menu")
    for _ in range(3):
        coach.picks("play")
        coach.picks("discovery")
        coach.picks(SCENARIO)
        coach.picks("start")
        coach.says(*METHOD[1])
        coach.picks("wrap_up")
        coach.picks("same")
        coach.picks("start")
        coach.says(*METHOD[1])
        coach.says("stop")
        coach.returns()

    runs = [attempt.run for attempt in coach.attempts]
    assert len(set(runs)) == len(runs) == 6


def test_the_menu_keeps_nothing_of_itself(coach: Coach) -> None:
    coach.starts("menu")
    before = coach.session
    assert before is not None

    coach.says("menu")
    coach.says("restart")

    assert coach.session is not None
    assert row(coach.session) == row(before)


def test_the_same_turns_lead_to_the_same_words_with_the_same_seed(coach: Coach) -> None:
    texts = []
    for seed in (3, 3, 4):
        fresh = Coach(coach.library, seed=seed)
        fresh.plays()
        says_all(fresh, METHOD)
        texts.append(fresh.text)

    assert texts[0] == texts[1]


def test_a_finished_conversation_is_offered_to_be_read_again_and_not_as_one_to_go_on_with(coach: Coach) -> None:
    coach.plays()
    says_all(coach, METHOD[:2])
    coach.picks("wrap_up")
    debrief = coach.text
    coach.says("menu")
    assert coach.ids[0] == "debrief"
    assert coach.choices[0].label == "Back to the debrief"
    assert "continue" not in coach.ids

    coach.says("back to the debrief")

    assert coach.text == debrief
