"""The first five minutes (journeys.md 1): a tap, a line of one's own, a customer who reacts."""

from __future__ import annotations

import pytest

from dialogs.flows import FLOWS
from dialogs.nudging.model import Known, NudgeQuestion, NudgeSettings, SettingsKept
from dialogs.practice import tried
from dialogs.selection import Choosing, next_item
from tests.dialogs.coaching import NOW, Coach

OWN_LINE = "When the bread is late, what does that cost you with the cafés?"


def test_a_newcomer_reaches_the_end_card_in_seven_taps_and_two_lines(coach: Coach) -> None:
    coach.starts()
    assert coach.reads("a bot, not a person", "Only you see what you write")
    coach.picks("try_one")
    assert coach.reads("Is this buyer looking for a fix, comparing options, or worried about going ahead?")
    coach.picks("fix")
    assert coach.reads("is right", "“leave late” … “had enough”", "Now you: ask one question")
    coach.says(OWN_LINE, label="implication", linked=0)
    assert coach.reads(f"You wrote: “{OWN_LINE}”", "as asked", "Another way to put it")
    coach.picks("next")
    assert coach.reads("Now a customer who answers", "Dana Whitlock")
    coach.says("What gets in the way of trucks leaving on time?", "problem.late_departures")
    assert coach.reads("That was a problem question: it got Dana to tell you of a difficulty: the late departures.")
    coach.picks("next")
    assert coach.reads("Wed 12:15 is usual")
    coach.picks("slot_3_900")
    assert coach.reads("One focus for this month?")
    coach.picks("focus_worries")

    assert coach.state == "onboarding.finish"
    assert coach.reads("Nobody else saw it", "My first weekly question comes Thu 5 Mar, about 15:00 (Europe/Berlin)")
    assert coach.taps == 6  # with the time zone, which Telegram does not tell, the seven of journeys.md
    assert coach.lines == 2
    assert coach.facts["onboarded"] is True
    assert [(a.run, a.kind, a.verdict) for a in coach.attempts] == [("o1", "PICK", "passed"), ("o2", "LINE", "passed")]


def test_a_wrong_tap_says_why_it_is_wrong_and_which_words_give_it_away(coach: Coach) -> None:
    coach.starts()
    coach.picks("try_one")

    coach.picks("comparing")

    assert coach.reads("“Comparing options” is not it", "“Looking for a fix”", "“leave late”")
    assert coach.state == "quick_drill.writing"
    assert coach.attempts[-1].verdict == "missed"


def test_a_second_try_counts_its_own_line(coach: Coach) -> None:
    coach.starts()
    coach.picks("try_one")
    coach.picks("fix")
    coach.says("How many vans do you run?", label="situation")
    assert coach.reads("an implication question was asked for")
    coach.picks("again")
    assert coach.state == "quick_drill.writing"

    coach.says(OWN_LINE, label="implication", linked=0)

    assert coach.reads("as asked")
    assert [(a.verdict, a.detail.get("tries")) for a in coach.attempts[1:]] == [("missed", 1), ("passed", 2)]


def test_a_question_that_leads_nowhere_gets_one_other_way(coach: Coach) -> None:
    coach.starts()
    coach.picks("try_one")
    coach.says("skip")
    coach.says("skip")

    coach.says("Who looks after your IT?", "out_of_scope", label="situation")

    assert coach.state == "onboarding.met"
    assert coach.reads("One other way: “")
    assert coach.facts["why"]


def test_a_fact_that_no_briefing_gave_the_newcomer_is_told(coach: Coach) -> None:
    coach.starts()
    for word in ("try one", "skip", "skip"):
        coach.says(word)

    coach.says("How many trucks do you run?", "situation.fleet_size")

    assert coach.reads("140 trucks") or coach.reads("Three depots.")
    assert not coach.reads("briefing")


def test_a_fact_gets_the_difficulty_shown_that_was_asked_for(coach: Coach) -> None:
    coach.starts()
    coach.picks("try_one")
    coach.says("skip")
    coach.says("skip")

    coach.says("How many trucks do you have?", "situation.fleet_size")

    assert coach.reads("One other way: “What gets in the way")


def test_another_question_meets_the_customer_afresh(coach: Coach) -> None:
    coach.starts()
    coach.picks("try_one")
    coach.says("skip")
    coach.says("skip")
    coach.says("What does a late start cost?", "implication.late_departures.missed_slots")
    assert coach.reads("nothing to build on yet")

    coach.picks("again")
    coach.says("What gets in the way of an early start?", "problem.late_departures")

    assert coach.reads("it got Dana to tell you of a difficulty: the late departures.")


def test_going_back_leads_through_every_step_to_the_welcome(coach: Coach) -> None:
    coach.starts()
    coach.picks("try_one")
    coach.says("skip")
    coach.says("skip")
    states = []
    for _ in range(4):
        coach.says("back")
        states.append(coach.state)

    assert states == ["quick_drill.writing", "quick_drill.picking", "onboarding.welcome", "onboarding.welcome"]


@pytest.mark.parametrize(
    ("choice", "state"),
    [("play", "role_play.briefing"), ("drill", "quick_drill."), ("menu", "menu.choosing")],
)
def test_the_end_card_leads_on(coach: Coach, choice: str, state: str) -> None:
    coach.starts()
    for word in ("try one", *["skip"] * 5):
        coach.says(word)

    coach.picks(choice)

    assert coach.state.startswith(state)
    assert coach.session is not None
    assert coach.session.parked == ()  # it is over: there is nothing to continue


def test_skipping_the_welcome_leads_to_the_menu_and_never_comes_back(coach: Coach) -> None:
    coach.starts()
    coach.says("skip")
    assert coach.state == "menu.choosing"
    coach.says("stop")

    coach.returns()

    assert coach.state == "menu.choosing"
    assert "continue" not in coach.ids


def test_an_introduction_left_half_way_can_be_continued(coach: Coach) -> None:
    coach.starts()
    coach.picks("try_one")
    coach.picks("fix")
    coach.says("stop")
    coach.returns()

    coach.picks("continue")

    assert coach.state == "quick_drill.writing"
    coach.says("skip")
    assert coach.state == "onboarding.meeting"


def test_privacy_is_told_before_anything_is_asked(coach: Coach) -> None:
    coach.turn(text="privacy")

    assert coach.reads("Only you see: free practice", "Not for performance decisions")
    assert coach.state == "onboarding.welcome"


def test_the_introduction_asks_for_practice_and_three_settings() -> None:
    practice = ("welcome", "how", "spotting", "asking", "meeting", "met")

    assert tuple(FLOWS["onboarding"].states) == (*practice, "zone", "day", "hour", "focus", "finish", "done")


def met(coach: Coach, zone_guess: str | None = "Europe/Berlin") -> Coach:
    coach.zone_guess = zone_guess
    coach.starts()
    coach.picks("try_one")
    coach.says("skip")
    coach.says("skip")
    coach.says("What gets in the way of an early start?", "problem.late_departures")
    return coach


def test_a_channel_that_knows_the_time_zone_has_nobody_asked(coach: Coach) -> None:
    met(coach, zone_guess=None).picks("next")

    assert coach.state == "onboarding.day"


@pytest.mark.parametrize(
    ("answer", "zone"),
    [
        ("That is right", "Europe/Berlin"),
        ("lisbon", "Europe/Lisbon"),
        ("New York.", "America/New_York"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC+2", "Etc/GMT-2"),
        ("gmt -05:00", "Etc/GMT+5"),
        ("utc", "Etc/UTC"),
    ],
)
def test_a_time_zone_is_taken_as_typed_or_as_guessed(coach: Coach, answer: str, zone: str) -> None:
    met(coach).picks("next")
    assert coach.state == "onboarding.zone"

    step = coach.says(answer)

    assert (step.zone, step.state) == (zone, "onboarding.day")
    assert coach.reads(zone)


@pytest.mark.parametrize("answer", ["Atlantis", "UTC+99", "what does that cost you?", "🌍", "x" * 4000])
def test_a_place_that_nobody_knows_is_asked_for_again(coach: Coach, answer: str) -> None:
    met(coach).picks("next")

    step = coach.says(answer)

    assert (step.zone, step.state) == (None, "onboarding.zone")
    assert coach.reads("I do not know that place")


@pytest.mark.parametrize("answer", ["skip", "Lisbon"])
def test_the_time_zone_is_asked_for_once(coach: Coach, answer: str) -> None:
    met(coach).picks("next")
    coach.says(answer)
    coach.says("back")

    coach.says("skip")

    assert coach.state == "onboarding.day"


def test_the_guess_stays_the_one_that_was_shown(coach: Coach) -> None:
    met(coach).picks("next")
    coach.zone_guess = "Asia/Tokyo"

    assert coach.picks("zone_right").zone == "Europe/Berlin"


# --- the weekly question's day and hour, and a focus


def kept(coach: Coach) -> NudgeSettings | None:
    """Return the settings of the weekly question as the last of the turns kept them."""
    found = [deed.settings for deed in coach.deeds if isinstance(deed, SettingsKept)]
    return found[-1] if found else None


def slot(coach: Coach) -> tuple[int, int, bool] | None:
    settings = kept(coach)
    return (settings.weekday, settings.minute, settings.active) if settings else None


def at_the_day(coach: Coach) -> Coach:
    coach.starts()
    for word in ("try one", "skip", "skip", "skip"):
        coach.says(word)
    assert coach.state == "onboarding.day"
    return coach


def test_the_usual_hour_is_one_tap(coach: Coach) -> None:
    at_the_day(coach).picks("usual")

    assert (coach.state, slot(coach)) == ("onboarding.focus", (2, 12 * 60 + 15, True))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("Fri 9:40", (4, 9 * 60 + 40)), ("monday, 2 pm", (0, 14 * 60)), ("on Thursday at noon", (3, 12 * 60))],
)
def test_day_and_hour_are_read_from_one_line(coach: Coach, typed: str, expected: tuple[int, int]) -> None:
    at_the_day(coach).says(typed)

    assert (coach.state, slot(coach)) == ("onboarding.focus", (*expected, True))


def test_a_day_and_an_hour_can_be_typed_one_after_the_other(coach: Coach) -> None:
    at_the_day(coach).says("friday")
    assert coach.reads("Fri, at what time?")
    coach.says("half past something")
    assert coach.reads("I read no time of day there")

    coach.says("9:40")

    assert (coach.state, slot(coach)) == ("onboarding.focus", (4, 9 * 60 + 40, True))


@pytest.mark.parametrize("typed", ["Saturday 10:00", "Tue 23:00"])
def test_no_question_is_set_into_the_quiet_hours(coach: Coach, typed: str) -> None:
    at_the_day(coach).says(typed)

    assert coach.reads("At that time I keep quiet (18:00-08:00 and weekends)")
    assert (coach.state, slot(coach)) == ("onboarding.day", None)


def test_what_is_no_day_is_asked_again(coach: Coach) -> None:
    at_the_day(coach).says("whenever you like")

    assert coach.reads("I read no day of the week there", "Once a week I can ask you one question")


@pytest.mark.parametrize("first", ["", "Tuesday"])
def test_who_skips_gets_no_question_before_they_choose(coach: Coach, first: str) -> None:
    at_the_day(coach)
    if first:
        coach.says(first)
    coach.says("skip")
    assert coach.state == "onboarding.focus"
    settings = kept(coach)
    assert settings is not None
    assert not settings.active

    coach.says("skip")

    assert coach.reads("No weekly question comes before you choose one: type nudges.")


def test_who_skips_the_whole_introduction_is_told_that_no_question_comes(coach: Coach) -> None:
    coach.starts()

    coach.says("skip")

    assert coach.reads("No weekly question comes before you choose one")
    settings = kept(coach)
    assert settings is not None
    assert not settings.active


def test_going_back_and_skipping_takes_the_hour_back(coach: Coach) -> None:
    at_the_day(coach).picks("usual")
    coach.says("back")

    coach.says("skip")

    assert slot(coach) == (2, 12 * 60 + 15, False)


def test_skipping_leaves_alone_what_was_set_in_nudges_meanwhile(coach: Coach) -> None:
    own = NudgeSettings(NOW, weekday=1, chosen=True)
    coach.knows = {NudgeQuestion(): Known(own, "Europe/Berlin", NOW)}

    at_the_day(coach).says("skip")

    assert kept(coach) is None


@pytest.mark.parametrize(
    ("focus", "group"),
    [("questions", "questions"), ("worries", "worries"), ("criteria", "criteria"), ("strategy", "strategy")],
)
def test_what_comes_next_is_of_the_focus_for_a_month(coach: Coach, focus: str, group: str) -> None:
    at_the_day(coach).picks("usual")
    coach.picks(f"focus_{focus}")
    day = NOW.toordinal()

    coming = [next_item(Choosing(coach.library, coach.practice, day + later, 7)) for later in (0, 29, 30)]

    groups = [coach.library.skills[coach.library.drills[one.item].skill].group for one in coming]
    assert groups[:2] == [group, group]
    assert groups[2] == "questions"  # the usual order again


def test_within_the_focus_one_behaviour_at_a_time(coach: Coach) -> None:
    at_the_day(coach).picks("usual")
    coach.picks("focus_criteria")
    day = NOW.toordinal()
    missed = tried(coach.practice, "shaping_criteria", "x", passed=False, day=day)
    missed = tried(missed, "problem_questions", "y", passed=False, day=day)

    assert next_item(Choosing(coach.library, missed, day + 1, 7)).skill == coach.library.skills["shaping_criteria"].name


def test_the_settings_are_still_asked_after_a_restart(coach: Coach) -> None:
    at_the_day(coach).says("Tue")
    coach.returns()
    assert coach.state == "onboarding.hour"

    coach.picks("at_600")

    assert slot(coach) == (1, 600, True)
