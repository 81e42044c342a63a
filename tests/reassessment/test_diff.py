"""What changed between two snapshots, as values and as the rep reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import Library
from dialogs.reassessment.diff import Kind, applied, diff
from dialogs.reassessment.diff_text import rendered
from dialogs.reassessment.ladder import level
from dialogs.reassessment.model import Answer, Snapshot
from tests.reassessment.drawn import a_history
from tests.reassessment.making import TODAY, ago, answers, assumed, did, entries, iso, snapshot, told, unknown

WORRIED = told("a1", "worried", days=10)


def kind(before: Answer | None, after: Answer | None, *, days: int = 7) -> Kind:
    old = snapshot(answers(before) if before else {}, days=days)
    new = snapshot(answers(after) if after else {}, number=2)
    return diff(old, new).items[0].kind


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, WORRIED, "new"),
        (None, unknown("a1"), "new"),
        (WORRIED, told("a1", "comparing"), "changed"),
        (unknown("a1"), WORRIED, "changed"),
        (WORRIED, told("a1", "worried", days=1), "confirmed"),
        (WORRIED, replace(WORRIED, who="Lee Novak"), "confirmed"),
        (WORRIED, did("a1", "worried", days=10), "confirmed"),
        (WORRIED, assumed("a1", "worried"), "weakened"),
        (did("a1", "worried", days=10), WORRIED, "weakened"),
        (WORRIED, replace(WORRIED, who=""), "weakened"),
        (WORRIED, unknown("a1"), "dropped"),
        (WORRIED, None, "dropped"),
        (told("a1", "worried", days=31), told("a1", "worried", days=31), "aged"),
        (WORRIED, WORRIED, "same"),
        (WORRIED, replace(WORRIED, kept=TODAY), "same"),
        (unknown("a1"), unknown("a1"), "same"),
    ],
)
def test_each_item_differs_in_one_way(before: Answer | None, after: Answer | None, expected: Kind) -> None:
    assert kind(before, after) == expected


def test_still_true_without_a_new_date_or_source_goes_on_ageing() -> None:
    old = told("a1", "worried", days=31)

    assert kind(old, replace(old, kept=TODAY)) == "aged"
    assert kind(old, replace(old, kept=TODAY, day=ago(1))) == "confirmed"


def test_the_newer_said_is_no_weaker_than_an_aged_deed() -> None:
    assert kind(did("a1", "worried", days=90), told("a1", "worried", days=0)) == "confirmed"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("The CFO moved the meeting", "CFO moved the meeting.", "same"),
        ("CFO moved the meeting", "CFO cancelled the meeting", "changed"),
    ],
)
def test_texts_compare_by_words_without_marks_and_articles(before: str, after: str, expected: Kind) -> None:
    assert kind(assumed("a2", text=before), assumed("a2", text=after)) == expected


def test_lines_compare_by_who_what_and_date_before_their_words() -> None:
    row = {"who": "Jo", "action": "sends the log", "day": iso(-3)}
    one = assumed("a8", entries=entries(row))
    said_otherwise = replace(one, entries=(replace(one.entries[0], text="Jo will send us the log by Monday"),))
    later = assumed("a8", entries=entries({**row, "day": iso(-9)}))

    assert kind(one, said_otherwise) == "same"
    assert kind(one, later) == "changed"
    assert kind(assumed("a8", entries=entries("Jo sends the log")), one) == "changed"


def test_a_plan_step_that_a_new_state_speaks_against_is_contradicted_once() -> None:
    plan = assumed("p1", entries=entries({"step": "send proposal v3", "day": iso(-3)}))
    before = snapshot(answers(plan, told("a1", "comparing")), days=7)
    after = snapshot(answers(plan, told("a1", "worried", days=1)), number=2)
    later = replace(after, number=3)

    found = diff(before, after)

    assert [one.item for one in found.of("contradicted")] == ["p1"]
    assert [one.quote for one in found.contradictions] == ["send proposal v3"]
    assert diff(after, later).is_empty


@pytest.mark.parametrize("step", ["ask what the offer leaves open", "visit the night shift", "hear the CFO out"])
def test_asking_and_listening_contradict_no_worry(step: str) -> None:
    plan = assumed("p1", entries=entries({"step": step, "day": iso(-3)}))

    assert not diff(None, snapshot(answers(plan, WORRIED))).contradictions


def test_a_step_that_is_behind_us_contradicts_nothing() -> None:
    plan = assumed("p1", entries=entries({"step": "send proposal v3", "day": iso(3)}))

    assert not diff(None, snapshot(answers(plan, WORRIED))).contradictions


def test_flags_are_raised_and_cleared_by_what_the_snapshots_hold() -> None:
    found = diff(snapshot({}, days=7, flags=("rf3", "rf7")), snapshot({}, flags=("rf7", "rf10"), number=2))

    assert (found.raised, found.cleared) == (("rf10",), ("rf3",))
    assert not found.is_empty


# --- what holds of every account


@settings(max_examples=60, deadline=None)
@given(a_history(most=1))
def test_a_snapshot_does_not_differ_from_itself(history: list[Snapshot]) -> None:
    found = diff(history[0], history[0])

    assert found.is_empty
    assert {one.kind for one in found.items} <= {"same"}


@settings(max_examples=60, deadline=None)
@given(a_history())
def test_the_differences_applied_in_order_rebuild_the_last_snapshot(history: list[Snapshot]) -> None:
    built: dict[str, Answer] = {}
    flags: list[str] = []
    before = None
    for after in history:
        found = diff(before, after)
        built = applied(built, found)
        flags = [flag for flag in flags if flag not in found.cleared] + [*found.raised]
        before = after

    assert built == history[-1].answers
    assert set(flags) == set(history[-1].flags)


@settings(max_examples=60, deadline=None)
@given(a_history(), st.integers(0, 200))
def test_still_true_without_new_evidence_confirms_nothing(history: list[Snapshot], days: int) -> None:
    last = history[-1]
    kept = {item: replace(answer, kept=ago(-days)) for item, answer in last.answers.items()}
    later = replace(last, answers=kept, day=ago(-days), number=last.number + 1)

    found = diff(last, later)

    assert {one.kind for one in found.items} <= {"same", "aged"}
    for one in found.items:
        assert one.before is not None and one.after is not None
        assert level(one.after, later.day) == level(one.before, later.day)


@settings(max_examples=60, deadline=None)
@given(history=a_history(), name=st.text(min_size=1, max_size=200))
def test_a_difference_is_told_in_at_most_900_characters(library: Library, history: list[Snapshot], name: str) -> None:
    before = history[-2] if len(history) > 1 else None

    assert 0 < len(rendered(name, diff(before, history[-1]), library)) <= 900


# --- as the rep reads it


def test_it_reads_as_the_design_shows(library: Library) -> None:
    plan = assumed("p1", entries=entries({"step": "send proposal v3", "day": iso(-3)}))
    old_power = did("b4", "met", days=41)
    same = [assumed(item, text="as before") for item in ("a2", "a3", "a5", "n3")]
    before = answers(
        did("a1", "comparing", days=20),
        assumed("r2", "no"),
        assumed("a6", text="show our uptime"),
        plan,
        old_power,
        told("n2", days=41, entries=entries("stops cost 2k a night")),
        *same,
    )
    after = {
        **before,
        **answers(
            did("a1", "worried", days=1, act="CFO moved the meeting twice"),
            told("r2", "price_near", who="J. Ruiz", days=2, entries=entries({"gap": "4"})),
            assumed("a6", text="help plant heads see what a stop costs"),
        ),
    }

    text = rendered(
        "Acme",
        diff(snapshot(before, days=14, flags=("rf3",)), snapshot(after, number=2, flags=("rf10",))),
        library,
    )

    assert text.split("\n") == [
        "Acme: since 6 Nov",
        "Changed 3",
        " A1 comparing -> worried (CFO moved the meeting twice, 19 Nov)",
        " R2 price: no -> price near, our gap 4 % [told us, J. Ruiz, 18 Nov]",
        " A6 strategy: “help plant heads see what a stop costs” (was “show our uptime”)",
        "Aged 2   B4 power (41 days), N2 consequences (41 days)",
        "Contradiction 1  plan step “send proposal v3” but A1 = worried",
        "Same 4. Flags: RF10 hidden fear (new), RF3 stuck with listeners cleared.",
    ]


def test_what_was_none_before_shows_what_the_new_answer_rests_on(library: Library) -> None:
    before = snapshot(answers(assumed("a2", "none")), days=7)
    event = did("a2", text="The CFO moved the review twice", act="moved the review " * 9, days=1)

    text = rendered("Acme", diff(before, snapshot(answers(event), number=2)), library)

    assert " A2 what we did not expect: “The CFO moved the review twice” (moved the review" in text
    assert "…, 19 Nov)" in text and "(was" not in text


def test_of_a_list_just_the_lines_that_came_or_went_are_told(library: Library) -> None:
    old = assumed("b5", entries=entries("Jo, 8 Oct, listener", "Peter, 20 Oct, listener"))
    more = replace(old, entries=(*old.entries[1:], *entries("Peter, 28 Oct, power")))
    less = replace(old, entries=old.entries[1:])

    def told_of(now: Answer) -> str:
        return rendered("Acme", diff(snapshot(answers(old), days=7), snapshot(answers(now), number=2)), library)

    assert " B5 last contacts: Peter, 28 Oct, power (new)\n" in told_of(more)
    assert " B5 last contacts: Jo, 8 Oct, listener (gone)\n" in told_of(less)


def test_a_tripwire_whose_sign_has_shown_says_so(library: Library) -> None:
    wire = assumed("a9", text="if they go quiet", entries=entries({"sign": "quiet", "day": iso(1), "action": "pause"}))
    seen = replace(wire, entries=entries({"sign": "quiet", "day": iso(1), "action": "pause", "seen": "yes"}))

    text = rendered("Acme", diff(snapshot(answers(wire), days=7), snapshot(answers(seen), number=2)), library)

    assert " A9 tripwire: “if they go quiet”, and the sign has shown [we assume]\n" in text


def test_a_first_look_and_an_unchanged_one_are_told(library: Library) -> None:
    first = snapshot(answers(WORRIED, unknown("b4")))

    assert rendered("Acme", diff(None, first), library).split("\n")[:3] == [
        "Acme: first look, 20 Nov",
        "New 2",
        " A1 where the customer is: worried [told us, Jo Ruiz, 10 Nov]",
    ]
    assert rendered("Acme", diff(first, first), library) == "Acme: since 20 Nov\nSame 2."


def test_a_day_of_another_year_is_told_with_its_year(library: Library) -> None:
    old = snapshot(answers(WORRIED), days=400)

    assert "Acme: since 16 Oct 2025" in rendered("Acme", diff(old, snapshot(answers(WORRIED), number=2)), library)
