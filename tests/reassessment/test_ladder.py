"""What an answer is worth, and how it ages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reassessment.ladder import age, base_level, is_stale, lacks, level
from dialogs.reassessment.model import BASES, Answer
from tests.reassessment.making import TODAY, ago, assumed, did, told, unknown


def test_each_basis_is_a_rung_of_the_ladder() -> None:
    given = [unknown("a1"), assumed("a1", "worried"), told("a1", "worried"), did("a1", "worried")]

    assert [level(one, TODAY) for one in given] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("days", "of_said", "of_done"), [(0, 2, 3), (30, 2, 3), (31, 1, 2), (60, 1, 2), (61, 1, 1), (900, 1, 1)]
)
def test_evidence_loses_a_level_after_30_days_and_is_an_assumption_after_60(
    days: int, of_said: int, of_done: int
) -> None:
    assert level(told("a1", "worried", days=days), TODAY) == of_said
    assert level(did("a1", "worried", days=days), TODAY) == of_done


def test_an_assumption_does_not_age() -> None:
    given = assumed("a1", "worried", given=ago(400), kept=ago(400))

    assert level(given, TODAY) == 1
    assert age(given, TODAY) is None
    assert not is_stale(given, TODAY)


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        (told("a1", "worried", who=" "), "who"),
        (replace(told("a1", "worried"), day=None), "day"),
        (did("a1", "worried", act=""), "act"),
        (replace(did("a1", "worried"), day=None), "day"),
        (did("a2", act="", text="Jo moved the meeting"), ""),
        (assumed("a1", "worried"), ""),
        (unknown("a1"), ""),
    ],
)
def test_what_evidence_lacks_is_named_and_makes_it_an_assumption(answer: Answer, missing: str) -> None:
    assert lacks(answer) == missing
    if missing:
        assert level(answer, TODAY) == 1


def test_an_answer_without_words_is_not_known_whatever_its_basis_says() -> None:
    assert level(Answer("a2", basis="did", act="x", day=TODAY), TODAY) == 0


def test_a_day_to_come_is_as_fresh_as_today() -> None:
    assert level(did("a1", "worried", days=-5), TODAY) == 3


a_day = st.dates(date(2024, 1, 1), date(2028, 1, 1))
an_answer = st.builds(
    Answer,
    item=st.just("a1"),
    choice=st.sampled_from(["", "worried"]),
    text=st.sampled_from(["", "words"]),
    basis=st.sampled_from(BASES),
    who=st.sampled_from(["", "Jo"]),
    act=st.sampled_from(["", "moved it"]),
    day=st.none() | a_day,
)


@given(an_answer, a_day, st.integers(0, 500))
def test_ageing_never_raises_a_level(answer: Answer, day: date, days: int) -> None:
    later = level(answer, day + timedelta(days=days))

    assert later <= level(answer, day) <= base_level(answer)
    assert (later == 0) == (base_level(answer) == 0)


@given(an_answer, a_day, st.integers(0, 500))
def test_still_true_without_new_evidence_never_stops_the_ageing(answer: Answer, day: date, days: int) -> None:
    later = day + timedelta(days=days)
    kept = replace(answer, kept=later)

    assert level(kept, later) == level(answer, later)
    assert is_stale(kept, later) == is_stale(answer, later)
