"""Every command's word, from help to erase, in every state that waits."""

from __future__ import annotations

import pytest

from content.library import Library
from dialogs.machine import COMMANDS
from dialogs.replies import LIMITS, Ask, Card, Say
from tests.dialogs.coaching import Coach, faults_of
from tests.dialogs.ways import WAITING, WAYS, led_to

STAYING = (
    *("help", "hint", "why", "repeat", "privacy", "accuracy", "export"),
    *("stop nudges", "resume nudges", "effect"),
)
# Where skip and back lead: the flow lays it down, and this is what a rep may rely on.
SKIPS = {
    "nudges.settings": "menu.choosing",
    "nudges.day": "nudges.settings",
    "nudges.hour": "nudges.settings",
    "nudges.quiet": "nudges.settings",
    "nudges.days_off": "nudges.settings",
    "nudges.often": "nudges.settings",
    "nudges.zone": "nudges.settings",
    "nudges.snoozing": "menu.choosing",
    "nudges.until": "nudges.snoozing",
    "erasing.asking": "menu.choosing",
    "erasing.pending": "menu.choosing",
    "menu.more": "menu.choosing",
    "accounts.listing": "menu.choosing",
    "accounts.naming": "accounts.listing",
    "accounts.phasing": "accounts.reviewing",
    "accounts.reviewing": "accounts.account",
    "accounts.account": "accounts.listing",
    "accounts.changing": "accounts.account",
    "accounts.renaming": "accounts.account",
    "accounts.merging": "accounts.account",
    "accounts.trail": "accounts.account",
    "accounts.answering": "accounts.account",
    "review.agenda": "menu.choosing",
    "review.account": "review.agenda",
    "review.asking": "review.account",
    "review.dating": "review.account",
    "review.reading": "review.deciding",
    "review.deciding": "review.account",
    "review.lining": "review.next",
    "review.next": "review.agenda",
    "reassessment.asking": "reassessment.asking",
    "reassessment.resuming": "reassessment.asking",
    "reassessment.closing": "reassessment.result",
    "reassessment.result": "reassessment.deciding",
    "reassessment.doubting": "reassessment.deciding",
    "reassessment.dating": "reassessment.briefing",
    "reassessment.freeing": "reassessment.briefing",
    "reassessment.deciding": "reassessment.briefing",
    "reassessment.briefing": "accounts.account",
    "reassessment.editing": "reassessment.briefing",
    "menu.choosing": "quick_drill.",  # whichever kind comes next
    "menu.grouping": "menu.choosing",
    "menu.topics": "menu.choosing",
    "menu.kinds": "role_play.briefing",
    "menu.whom": "role_play.briefing",
    "onboarding.welcome": "menu.choosing",
    "onboarding.how": "quick_drill.picking",
    "onboarding.meeting": "onboarding.day",
    "onboarding.met": "onboarding.day",
    "onboarding.zone": "onboarding.day",
    "onboarding.day": "onboarding.focus",
    "onboarding.hour": "onboarding.focus",
    "onboarding.focus": "onboarding.finish",
    "onboarding.finish": "menu.choosing",
    "quick_drill.picking": "menu.choosing",
    "quick_drill.spotting": "menu.choosing",
    "quick_drill.sorting": "menu.choosing",
    "quick_drill.reasoning": "menu.choosing",
    "quick_drill.comparing": "menu.choosing",
    "quick_drill.planning": "quick_drill.planning",
    "quick_drill.writing": "menu.choosing",
    "quick_drill.which": "menu.choosing",
    "quick_drill.judged": "menu.choosing",
    "quick_drill.labelling": "quick_drill.sharing",
    "quick_drill.sharing": "quick_drill.judged",
    "role_play.briefing": "role_play.talking",
    "role_play.checks": "role_play.talking",
    "role_play.talking": "role_play.debrief",
    "role_play.debrief": "menu.choosing",
    "role_play.redoing": "role_play.debrief",
    "role_play.redone": "menu.choosing",
    "role_play.labelling": "role_play.sharing",
    "role_play.sharing": "role_play.redone",
}
SKIPS |= {
    **dict.fromkeys(("assign.who", "assign.group", "assign.preview"), "menu.choosing"),
    "assign.skill": "assign.group",
    "assign.what": "assign.bar",
    "assign.bar": "assign.due",
    "assign.due": "assign.note",
    "assign.note": "assign.preview",
    "results.showing": "menu.choosing",
    **dict.fromkeys(("results.listing", "results.extending", "results.withdrawing"), "results.showing"),
    **dict.fromkeys(("disputes.asking", "disputes.reasoning"), "disputes.asking"),
    "assignments.listing": "menu.choosing",
    "assignments.one": "assignments.listing",
    "assignments.lines": "assignments.one",
}
BACKS = {
    "nudges.settings": "menu.choosing",
    "nudges.day": "nudges.settings",
    "nudges.hour": "nudges.day",
    "nudges.quiet": "nudges.settings",
    "nudges.days_off": "nudges.settings",
    "nudges.often": "nudges.settings",
    "nudges.zone": "nudges.settings",
    "nudges.snoozing": "menu.choosing",
    "nudges.until": "nudges.snoozing",
    "erasing.asking": "menu.choosing",
    "erasing.pending": "menu.choosing",
    "menu.more": "menu.choosing",
    "accounts.listing": "menu.choosing",
    "accounts.naming": "accounts.listing",
    "accounts.phasing": "accounts.account",
    "accounts.reviewing": "accounts.account",
    "accounts.account": "accounts.listing",
    "accounts.changing": "accounts.account",
    "accounts.renaming": "accounts.changing",
    "accounts.merging": "accounts.changing",
    "accounts.trail": "accounts.account",
    "accounts.answering": "accounts.account",
    "review.agenda": "menu.choosing",
    "review.account": "review.agenda",
    "review.asking": "review.account",
    "review.dating": "review.account",
    "review.reading": "review.account",
    "review.deciding": "review.account",
    "review.lining": "review.deciding",
    "review.next": "review.lining",
    "reassessment.asking": "accounts.account",
    "reassessment.resuming": "accounts.account",
    "reassessment.closing": "reassessment.asking",
    "reassessment.result": "reassessment.closing",
    "reassessment.doubting": "reassessment.result",
    "reassessment.dating": "reassessment.deciding",
    "reassessment.freeing": "reassessment.deciding",
    "reassessment.deciding": "reassessment.result",
    "reassessment.briefing": "reassessment.deciding",
    "reassessment.editing": "reassessment.briefing",
    "menu.choosing": "menu.choosing",
    "menu.grouping": "menu.choosing",
    "menu.topics": "menu.grouping",
    "menu.kinds": "menu.choosing",
    "menu.whom": "menu.kinds",
    "onboarding.welcome": "onboarding.welcome",
    "onboarding.how": "onboarding.welcome",
    "onboarding.meeting": "quick_drill.writing",
    "onboarding.met": "onboarding.meeting",
    "onboarding.zone": "onboarding.meeting",
    "onboarding.day": "onboarding.meeting",
    "onboarding.hour": "onboarding.day",
    "onboarding.focus": "onboarding.day",
    "onboarding.finish": "onboarding.focus",
    "quick_drill.picking": "menu.choosing",
    "quick_drill.spotting": "menu.choosing",
    "quick_drill.sorting": "menu.choosing",
    "quick_drill.reasoning": "quick_drill.picking",
    "quick_drill.comparing": "quick_drill.writing",
    "quick_drill.planning": "menu.choosing",
    "quick_drill.writing": "menu.choosing",
    "quick_drill.which": "quick_drill.writing",
    "quick_drill.judged": "quick_drill.writing",
    "quick_drill.labelling": "quick_drill.judged",
    "quick_drill.sharing": "quick_drill.labelling",
    "role_play.briefing": "menu.choosing",
    "role_play.checks": "role_play.briefing",
    "role_play.talking": "role_play.talking",
    "role_play.debrief": "role_play.debrief",
    "role_play.redoing": "role_play.debrief",
    "role_play.redone": "role_play.debrief",
    "role_play.labelling": "role_play.redone",
    "role_play.sharing": "role_play.labelling",
}
BACKS |= {
    "assign.who": "menu.choosing",
    "assign.group": "assign.who",
    **dict.fromkeys(("assign.skill", "assign.what"), "assign.group"),
    "assign.bar": "assign.what",
    "assign.due": "assign.bar",
    "assign.note": "assign.due",
    "assign.preview": "assign.note",
    "results.showing": "menu.choosing",
    **dict.fromkeys(("results.listing", "results.extending", "results.withdrawing"), "results.showing"),
    "disputes.asking": "menu.choosing",
    "disputes.reasoning": "disputes.asking",
    "assignments.listing": "menu.choosing",
    "assignments.one": "assignments.listing",
    "assignments.lines": "assignments.one",
}
RESTARTS = {
    "menu": "menu.choosing",
    "onboarding": "onboarding.welcome",
    "role_play": "role_play.briefing",
    "accounts": "accounts.listing",
    "erasing": "erasing.",
    "assign": "assign.who",
    "assignments": "assignments.listing",
    "results": "results.showing",
    "disputes": "disputes.asking",
    "review": "review.agenda",
    "nudges": "nudges.",  # the settings, or when a nudge shall come again
    "reassessment": "reassessment.",  # where its sitting stands
}
BEGINS = {"quick_drill.reasoning": "quick_drill.picking"}  # where an item begins anew; else in its own state
OF_THEIR_OWN = ("picking", "spotting", "sorting", "planning")


OF_ASSIGNING = ("assign", "assignments", "results", "disputes")


def _asked_by(flow: str) -> dict[str, str]:
    """Return where the words of assignments lead those whose store has some (tests/dialogs/assigning_ways.py)."""
    if flow == "assignments":
        return {"assignments": "assignments.listing"}
    managers = {"assign": "assign.who", "results": "results.showing", "disputes": "disputes.asking"}
    return managers if flow in managers else {}


def expected(state: str, word: str) -> str:
    flow = state.partition(".")[0]
    own = state if state.rpartition(".")[2] in OF_THEIR_OWN else "quick_drill.writing"
    drill = BEGINS.get(state, own)
    led = {"skip": SKIPS[state], "back": BACKS[state], "stop": "menu.resting", "menu": "menu.choosing"}
    led["accounts"] = "accounts.listing"
    led |= dict.fromkeys(OF_ASSIGNING, "menu.choosing") | _asked_by(flow)
    led["review"] = "review.agenda" if flow == "review" else "menu.choosing"  # to a manager, who alone gets there
    led["nudges"] = "nudges.settings"
    led["erase"] = state if flow == "erasing" else "erasing.asking"
    led["erase undo"] = "menu.choosing" if state == "erasing.pending" else state
    return {**dict.fromkeys(STAYING, state), **led, "restart": RESTARTS.get(flow, drill)}[word]


def shouted(text: str) -> list[str]:
    return [line for line in text.splitlines() if "!" in line]


def test_there_is_a_way_into_every_state_that_waits() -> None:
    assert sorted(WAYS) == WAITING == sorted(SKIPS) == sorted(BACKS)


@pytest.mark.parametrize("state", WAITING)
def test_a_word_is_answered_and_leads_where_it_should(library: Library, state: str) -> None:
    for word in COMMANDS:
        coach = led_to(Coach(library), state)

        step = coach.says(word)

        assert step.state.startswith(expected(state, word)), word
        assert faults_of(step) == [], word
        assert coach.closed == (word == "stop"), word
        assert shouted(coach.text) == [], word


@pytest.mark.parametrize("state", WAITING)
def test_a_word_counts_with_slash_capitals_and_full_stop(library: Library, state: str) -> None:
    for word in COMMANDS:
        plain = led_to(Coach(library), state)
        plain.says(word)
        for written in ("/{}", "{}.", " {} ", "/{}."):
            dressed = led_to(Coach(library), state)
            dressed.says(written.format(word.upper()))

            assert (written, word, dressed.state, dressed.text) == (written, word, plain.state, plain.text)


@pytest.mark.parametrize("state", WAITING)
def test_what_is_asked_of_the_rep_fits_a_prompt(coach: Coach, state: str) -> None:
    feedback = {"quick_drill.judged", "role_play.redone", "role_play.debrief", "onboarding.met"}  # a verdict
    for step in (led_to(coach, state).last, coach.says("help"), coach.says("hint"), coach.says("why"), coach.says("?")):
        assert step is not None
        asked = [reply for reply in step.replies if isinstance(reply, Ask)]
        limit = LIMITS["feedback" if state in feedback else "prompt"]

        assert [ask.text for ask in asked if len(ask.text) > limit] == []


@pytest.mark.parametrize("state", WAITING)
def test_stop_closes_and_the_next_word_finds_the_menu(coach: Coach, state: str) -> None:
    led_to(coach, state).says("stop")

    coach.returns()

    assert coach.state == "menu.choosing"
    assert not coach.closed


@pytest.mark.parametrize("word", ["stop", "quit", "EXIT", "/stop", "Stop."])
def test_stop_said_twice_stays_stopped(coach: Coach, word: str) -> None:
    coach.starts("menu")
    coach.says("stop")

    coach.says(word)

    assert coach.closed
    assert coach.reads(coach.message("menu.resting"))


@pytest.mark.parametrize("word", ["help", "privacy", "export", "Help.", "/privacy", "?"])
def test_a_question_about_the_coach_is_answered_by_a_session_that_was_stopped(coach: Coach, word: str) -> None:
    coach.starts("menu")
    coach.says("stop")

    coach.says(word)

    assert coach.state == "menu.choosing"
    assert not coach.reads(coach.message("menu.choose"))
    assert faults_of(coach.last) == []  # type: ignore[arg-type]


def test_help_names_the_words_that_work_everywhere(coach: Coach) -> None:
    for state in WAITING:
        coach = Coach(coach.library)
        led_to(coach, state).says("help")

        assert coach.reads("hint", "why", "repeat", "skip", "back", "restart", "menu", "stop", "privacy", "accuracy")


def test_every_text_of_the_coach_is_calm(coach: Coach) -> None:
    spoken = coach.library.messages

    assert {name: text for name, text in spoken.items() if "!" in text} == {}


@pytest.mark.parametrize("state", WAITING)
def test_no_more_than_three_messages_come_in_a_row(coach: Coach, state: str) -> None:
    step = led_to(coach, state).last

    assert step is not None
    assert len([reply for reply in step.replies if isinstance(reply, Say | Ask | Card)]) <= 3
