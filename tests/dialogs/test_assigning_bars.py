"""Bars: which runs pass, when a bar is met, what a dispute changes; and counts that reveal nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import Library
from content.privacy import LEAST_COUNTED
from dialogs.assigning import bars, offers
from dialogs.assigning.model import Bar, Measure, Run
from dialogs.assigning.seen import hardest
from dialogs.model import MemberId
from dialogs.plays.all_of_them import PLAYS

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def run(number: int = 0, *, good: bool = True, **checks: bool | None) -> Run:
    return Run("s", f"a{number}", "c", AT + timedelta(minutes=number), good, checks)


def bar(passes: int, runs: int, measure: Measure = "right", *checks: str) -> Bar:
    return Bar(runs, passes, measure, "the bar", checks)


def runs_of(outcomes: str) -> list[Run]:
    """Return runs from "+" (right) and "-" (not)."""
    return [run(n, good=sign == "+") for n, sign in enumerate(outcomes)]


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ("", "open"),
        ("-", "trying"),
        ("+", "trying"),
        ("+-+", "met"),
        ("++", "met"),
        ("+--+", "trying"),
        ("+-+--", "met"),
    ],
)
def test_two_of_the_last_three_and_once_met_it_stays_met(outcomes: str, status: str) -> None:
    assert bars.status(bar(2, 3), runs_of(outcomes)) == status


@given(st.text("+-", max_size=12), st.text("+-", max_size=5))
def test_more_runs_never_take_a_bar_away(before: str, after: str) -> None:
    if bars.status(bar(2, 3), runs_of(before)) == "met":
        assert bars.status(bar(2, 3), runs_of(before + after)) == "met"


def test_of_named_checks_none_may_be_missed_and_one_at_least_was_seen() -> None:
    clean = bar(1, 1, "checks", "no_pressure", "no_prescribing")

    assert bars.passes(clean, run(no_pressure=True, no_prescribing=True))
    assert bars.passes(clean, run(no_pressure=True, no_prescribing=None))  # could not be told: it leaves the total
    assert not bars.passes(clean, run(no_pressure=True, no_prescribing=False))
    assert not bars.passes(clean, run(no_pressure=None, no_prescribing=None))  # a greeting earns nothing


def test_a_call_is_won_when_it_ends_well_and_each_check_that_decides_was_seen() -> None:
    won = bar(1, 1, "won", "need", "advance")

    assert bars.passes(won, run(need=True, advance=True, questions=False))
    assert not bars.passes(won, run(need=True, advance=None))
    assert not bars.passes(won, run(good=False, need=True, advance=True))


def test_a_changed_verdict_takes_out_what_rests_on_that_reading_and_nothing_else() -> None:
    frameworks = {"implications": ("F44",), "no_pitch": ("F47",), "problems": ("F43",)}
    missed = run(implications=False, no_pitch=False, problems=True)

    assert bars.without(missed, ["implication"], frameworks).left_out == ("implications",)
    assert bars.without(missed, ["problem"], frameworks).left_out == ()  # that one passed anyway
    assert bars.without(missed, ["acknowledge"], frameworks).left_out == ()
    assert bars.without(run(good=False), ["problem"], {}).good  # an exercise turns out right


def test_a_check_that_was_taken_out_no_longer_stands_in_the_way() -> None:
    won, lost = bar(1, 1, "won", "implications", "need"), run(implications=False, need=True)

    assert not bars.passes(won, lost)
    assert bars.passes(won, bars.without(lost, ["implication"], {"implications": ("F44",), "need": ("F45",)}))


def test_a_bar_comes_back_from_the_store_as_it_was() -> None:
    asked = bar(2, 3, "won", "need")

    assert Bar.from_json(asked.to_json()) == asked


# --- what there is to choose


def test_each_skill_has_one_to_three_things_and_each_a_bar(library: Library) -> None:
    for skill in offers.skills(library):
        there = offers.offers(library, skill.id)
        assert 1 <= len(there) <= offers.RECOMMENDED
        assert len({one.key for one in there}) == len(there)
        for one in there:
            assert len(one.title) <= 60
            assert offers.skill_of(library, one.what, one.content_id) == skill.id
            assert offers.mark_of(library, one.what, one.content_id)
            title, rows = offers.preview(library, one)
            assert title
            assert all(text for _, text in rows)
            for name in offers.BARS[one.what]:
                made = offers.bar(library, one.what, one.content_id, name)
                assert 1 <= made.passes <= made.runs <= 10
                assert made.measure in ("right", "done") or made.checks


def test_the_exemplar_bars_name_checks_that_the_rubric_has(library: Library) -> None:
    assert set(offers.CLEAN) == set(PLAYS)
    for rubric, checks in offers.CLEAN.items():
        assert set(checks) <= {check.id for check in PLAYS[rubric].checks}


def test_what_a_rep_marks_alone_is_never_asked_for(library: Library) -> None:
    own = {item.id for item in library.drills.values() if getattr(item, "self_check", ()) or item.kind == "PLAN"}

    assert own
    for skill in library.skills:
        assert not own & {item.id for item in offers.countable(library, skill)}


def test_every_skill_has_a_guide_and_a_question_for_one(library: Library) -> None:
    for skill in library.skills:
        assert 120 <= len(library.text(f"huddle.{skill}")) <= 400
        assert library.text(f"coaching.{skill}").endswith("?")


# --- counts


def firsts(*missed: bool) -> dict[MemberId, list[Run]]:
    return {MemberId(str(n)): [run(n, tidy=not miss)] for n, miss in enumerate(missed)}


def test_nothing_is_counted_until_four_have_finished() -> None:
    assert hardest(firsts(True, True, True), least=LEAST_COUNTED) == (None, 0)

    found, counted = hardest(firsts(True, True, True, False), least=LEAST_COUNTED)
    assert counted == 4
    assert found is not None
    assert (found.check, found.missed, found.of) == ("tidy", 3, 4)


def test_whoever_has_not_begun_counts_for_nothing() -> None:
    runs = firsts(True, True, True) | {MemberId("idle"): []}

    assert hardest(runs, least=LEAST_COUNTED) == (None, 0)


@given(st.lists(st.booleans(), max_size=17))
def test_two_results_in_a_row_never_differ_by_one_person(missed: list[bool]) -> None:
    """What one more person's run changes is nothing, or four people's at once."""
    before, counted_before = hardest(firsts(*missed[:-1]), least=LEAST_COUNTED)
    after, counted = hardest(firsts(*missed), least=LEAST_COUNTED)

    assert counted % LEAST_COUNTED == 0
    assert counted == counted_before or counted - counted_before == LEAST_COUNTED
    if counted == counted_before:
        assert before == after


def test_later_runs_of_those_who_are_counted_change_no_count() -> None:
    runs = firsts(True, True, False, True)
    before = hardest(runs, least=LEAST_COUNTED)
    runs[MemberId("0")].append(run(99, tidy=True))

    assert hardest(runs, least=LEAST_COUNTED) == before
