"""The ten checks of a discovery call: each passed, failed and left out, by the shortest calls that show it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.library import Library
from dialogs.customer import Mood, opening_mood
from dialogs.debrief import best_moment, checks_card, lesson, moment_to_redo, quotable
from dialogs.replies import LIMITS
from dialogs.scoring import DISCOVERY, Course, Played, counts, decide, focus, hidden, won

DANA = "cold_chain_ops"
LABELS = {"situation": "situation", "problem": "problem", "implication": "implication", "payoff": "need_payoff"}
LATE, WARM, DRIVERS = "problem.late_departures", "problem.warm_loads", "problem.driver_turnover"
SLOTS, MILES = "implication.late_departures.missed_slots", "implication.late_departures.wasted_miles"
OVERTIME = "implication.late_departures.planner_overtime"
STOCK = "implication.warm_loads.binned_stock"
REPLAN, ALARM = "payoff.late_departures.fast_replan", "payoff.warm_loads.early_alarm"
FACT = "situation.plan_method"


def asked(node: str, *, event: str = "told", verdict: str = "given", bait: str = "") -> Played:
    kind = node.partition(".")[0]
    return Played(f"about {node}", LABELS[kind], kind, node, event, event == "told", verdict, bait=bait)


def did(act: str, event: str = "", *, verdict: str = "given", bait: str = "") -> Played:
    return Played(f"a {act}", "none", act, "", event or act, event == "agree", verdict, bait=bait)


def offered(node: str) -> Played:
    """An offer about *node* and the step with a day, in one line."""
    return replace(did("advance", "agree"), node=node)


def vague() -> Played:
    return Played("hm?", "problem", "lost", "", "lost", False, "abstain")


def call(library: Library, *turns: Played, ended: str = "") -> Course:
    """Return the course with the mood that these turns leave behind."""
    customer = library.customers[DANA]
    told = tuple(turn.node for turn in turns if turn.event == "told")
    need = next((node for node in told if node.startswith("payoff")), "")
    mood: Mood = replace(opening_mood(customer), told=told, need=need, ended=ended)
    return Course(customer, turns, mood)


HELLO = did("small_talk")
CHAIN = (asked(LATE), asked(SLOTS), asked(MILES), asked(OVERTIME), asked(REPLAN))
COURSES: list[tuple[str, bool | None, tuple[Played, ...]]] = [
    ("questions", True, (asked(FACT), asked(LATE), asked(WARM), HELLO)),
    ("questions", True, (asked(FACT), asked(LATE), asked(WARM), HELLO, did("statement"))),  # 60 % is enough
    ("questions", False, (asked(FACT), asked(LATE), HELLO, did("statement"))),
    ("questions", None, (asked(FACT), asked(LATE), asked(WARM))),
    ("situation", True, (asked(FACT), asked(FACT), asked(FACT), asked(LATE))),
    ("situation", False, (asked(FACT), asked(FACT), asked(FACT), asked(FACT))),
    ("situation", False, (asked("situation.fleet_size", event="in_briefing"), asked(LATE), asked(WARM), asked(SLOTS))),
    ("situation", None, (asked(FACT),)),
    ("situation", None, (HELLO, HELLO, HELLO, HELLO)),
    ("problems", True, (asked(LATE), asked(WARM, event="guarded"))),
    ("problems", False, (asked(LATE), asked(LATE, event="repeat"))),
    ("problems", None, (asked(LATE), vague())),
    ("implications", True, (asked(LATE), asked(SLOTS), asked(MILES), asked(STOCK, event="puzzled"))),
    ("implications", False, (asked(LATE), asked(SLOTS), asked(MILES))),
    ("implications", False, (asked(SLOTS, event="puzzled"),) * 3),
    ("implications", False, (asked(LATE), asked(SLOTS), *(asked(SLOTS, event="repeat"),) * 3)),
    ("implications", True, (asked(LATE), asked(SLOTS), asked(MILES), asked(SLOTS, event="repeat"))),
    ("implications", None, (asked(LATE), asked(SLOTS), vague())),
    ("payoff", True, (asked(LATE), asked(SLOTS), asked(REPLAN))),
    ("payoff", False, (asked(LATE), asked(REPLAN, event="no_need"))),
    ("payoff", False, (asked(LATE), asked(REPLAN, event="no_need"), asked(SLOTS))),
    ("payoff", False, (asked(LATE), asked(SLOTS), asked(ALARM, event="no_need"))),
    ("payoff", None, (asked(LATE), vague())),
    ("need", True, CHAIN),
    ("need", False, CHAIN[:-1]),
    ("no_pitch", True, CHAIN),
    ("no_pitch", True, (asked(LATE, bait="b"), asked(WARM))),
    ("no_pitch", True, (*CHAIN, did("pitch", "pitch_ok"))),
    ("no_pitch", False, (asked(LATE), did("pitch"), asked(WARM))),
    ("no_pitch", False, (did("pitch"), *CHAIN)),
    ("no_pitch", None, (asked(LATE), asked(WARM))),
    ("no_pitch", None, (asked(LATE), asked(WARM, bait="b"))),  # the call ended on the bait
    ("no_pitch", None, (HELLO, did("small_talk", bait="b"), HELLO)),
    ("benefit", True, (*CHAIN, did("pitch", "pitch_ok"))),
    ("benefit", False, (*CHAIN, did("pitch", "pitch_off"))),
    ("benefit", False, (did("pitch"), *CHAIN)),
    ("benefit", None, CHAIN),
    ("benefit", True, (*CHAIN, offered(REPLAN))),  # the offer came along with asking for the step
    ("benefit", True, (*CHAIN, offered(SLOTS))),  # another node of the problem whose need it is
    ("benefit", False, (*CHAIN, offered(ALARM))),
    ("benefit", False, (*CHAIN, did("pitch", "pitch_off"), offered(REPLAN))),
    ("benefit", False, (*CHAIN, did("pitch", "pitch_ok"), offered(ALARM))),
    ("benefit", None, (*CHAIN, did("advance", "agree"))),  # a step alone offers nothing
    ("advance", False, CHAIN),
    ("hidden", True, (asked(LATE), asked(WARM), asked(DRIVERS), asked(SLOTS), asked(STOCK))),
    ("hidden", False, (asked(LATE), asked(WARM), asked(DRIVERS), asked(SLOTS))),
]


@pytest.mark.parametrize(("check", "passed", "turns"), COURSES)
def test_a_check_is_decided_by_what_happened(
    library: Library, check: str, passed: bool | None, turns: tuple[Played, ...]
) -> None:
    assert decide(call(library, *turns))[check] is passed


def test_every_check_is_shown_in_every_way_that_it_can_end(library: Library) -> None:
    shown = {(check, passed) for check, passed, _ in COURSES} | {("advance", True)}
    never_left_out = {"need", "advance", "hidden"}  # what the customer said and agreed to is known for sure

    assert shown == {
        (check.id, passed)
        for check in DISCOVERY
        for passed in (True, False, None)
        if passed is not None or check.id not in never_left_out
    }


def test_an_agreed_step_with_a_date_is_an_advance(library: Library) -> None:
    assert decide(call(library, *CHAIN, did("advance", "agree"), ended="advance"))["advance"] is True
    assert decide(call(library, *CHAIN, did("advance", "leave"), ended="left"))["advance"] is False


@pytest.mark.parametrize("length", range(1, 11))
def test_a_call_of_greetings_passes_nothing(library: Library, length: int) -> None:
    hellos = [did("small_talk", verdict="abstain", bait="b" if place in (1, 3) else "") for place in range(length)]

    decided = decide(call(library, *hellos))

    assert True not in decided.values()


def test_a_call_in_which_hardly_a_line_could_be_read_fails_no_sequence(library: Library) -> None:
    decided = decide(call(library, vague(), vague(), vague(), vague()))

    assert [decided[check] for check in ("problems", "implications", "payoff")] == [None, None, None]


def test_the_thresholds_stand_as_the_rubric_says(library: Library) -> None:
    assert [(check.id, check.points) for check in DISCOVERY] == [
        ("questions", 1),
        ("situation", 1),
        ("problems", 1),
        ("implications", 2),
        ("payoff", 2),
        ("need", 2),
        ("no_pitch", 2),
        ("benefit", 1),
        ("advance", 2),
        ("hidden", 1),
    ]
    for customer in (c for c in library.customers.values() if c.play == "discovery"):
        assert len(hidden(customer)) >= 5


def test_a_call_is_won_by_every_check_of_two_points_and_the_agreed_step(library: Library) -> None:
    whole = (*CHAIN, did("pitch", "pitch_ok"), did("advance", "agree"))

    assert won(call(library, *whole, ended="advance"))
    assert not won(call(library, *whole, ended="left"))
    assert not won(call(library, did("pitch"), *whole, ended="advance"))
    assert not won(call(library, *whole[:2], *whole[4:], ended="advance"))


def test_one_check_is_named_to_work_on_and_none_where_none_failed(library: Library) -> None:
    assert focus(decide(call(library, did("pitch"), asked(LATE)))) == "no_pitch"
    assert focus(decide(call(library, asked(LATE), asked(WARM)))) == "implications"
    assert focus(dict.fromkeys((check.id for check in DISCOVERY), None)) == ""
    assert focus(dict.fromkeys((check.id for check in DISCOVERY), True)) == ""


def test_every_check_has_its_words(library: Library) -> None:
    for check in DISCOVERY:
        assert library.text(f"check.{check.id}")
        assert library.text(f"focus.{check.id}")


def test_the_counts_name_the_four_types(library: Library) -> None:
    assert counts((asked(FACT), asked(FACT), asked(LATE), asked(SLOTS), HELLO, asked(REPLAN))) == "S2 P1 I1 N1"
    assert counts(()) == "S0 P0 I0 N0"


def test_the_card_lists_what_passed_and_sets_apart_what_was_left_out(library: Library) -> None:
    course = call(library, *CHAIN)

    text = checks_card(library, course, decide(course), title="Debrief").plain_text()

    assert "Passed, 6 of 9" in text
    assert text.index("Passed") < text.index("Not yet") < text.index("Left out")


@pytest.mark.parametrize("text", ["why?", "w" * 4000, "ü" * 4000, "🚚 " * 4000], ids=["short", "long", "ü", "emoji"])
def test_a_turn_survives_its_row(text: str) -> None:
    for turn in (
        asked(LATE),
        did("pitch"),
        did("advance", "agree"),
        offered(REPLAN),
        vague(),
        asked(SLOTS, bait="b", verdict="ask"),
    ):
        turn = replace(turn, text=text, other=WARM)  # noqa: PLW2901 - the same turn with other words

        assert Played.from_json(turn.to_json()) == turn


def test_what_may_be_quoted_is_kept_whichever_turn_comes_next(library: Library) -> None:
    """Words are kept for few turns; no later turn may make the debrief quote one whose words are gone."""
    pool = [asked(FACT), asked(LATE), asked(SLOTS), asked(SLOTS, event="repeat"), did("pitch"), did("scatter"), HELLO]
    turns: list[Played] = []
    for place in range(30):
        turn = pool[(place * 5 + place // 7) % len(pool)]
        kept = quotable([*turns, turn])
        turns = [t if i in kept else replace(t, text="") for i, t in enumerate([*turns, turn])]

        assert sum(bool(t.text) for t in turns) <= 5
        for course in (turns, turns[:-1]):  # also after the last line was taken back
            best, redo = best_moment(course), moment_to_redo(call(library, *course), seed=1)
            assert best is None or course[best].text
            assert redo is None or course[redo.place].text


def test_the_two_moments_and_the_focus_fit_a_message_and_the_focus_comes_last(library: Library) -> None:
    long = replace(did("pitch"), text="w" * 110)
    course = call(library, replace(asked(LATE), text="v" * 110), long)
    moment = moment_to_redo(course, seed=1)
    decided = decide(course)
    text = lesson(library, course, moment, decided)

    assert moment is not None
    assert (moment.place, moment.kind) == (1, "implication")
    assert len(text) <= LIMITS["feedback"]
    assert "vvv" in text
    assert "www" in text
    assert text.endswith(library.text(f"focus.{focus(decided)}"))


def test_nothing_is_quoted_of_a_call_without_a_moment(library: Library) -> None:
    course = call(library)

    assert "“" not in lesson(library, course, None, decide(course))
