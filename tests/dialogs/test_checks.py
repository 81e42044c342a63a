"""Each check of a typed line, by lines that have and lack what it asks for; one that cannot tell costs nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter

from content.line_checks import AnyCheck
from dialogs.checks import decide, verdict
from dialogs.model import MOVES, STATEMENT_KINDS, Judgement
from tests.dialogs.coaching import perceived

ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyCheck)


def check(kind: str, **fields: Any) -> Any:
    return ADAPTER.validate_python({"check": kind, "miss": "Say more.", **fields})


def judged(label: str = "none", **known: Any) -> Judgement:
    return perceived(label=label, **known).judgement


def passes(one: Any, text: str, judgement: Judgement | None = None) -> bool | None:
    (found,) = decide((one,), text, judgement or judged())
    return found.passed


def reply(**moves: float) -> Judgement:
    return replace(
        judged(), task="reply", label=None, probabilities=None, moves={**dict.fromkeys(MOVES, 0.02), **moves}
    )


@pytest.mark.parametrize(
    ("known", "linked", "passed"),
    [
        ({"label": "implication", "linked": 0}, True, True),
        ({"label": "implication"}, True, False),
        ({"label": "implication"}, False, True),
        ({"label": "problem", "linked": 0}, True, False),
        ({"label": "implication", "verdict": "abstain"}, False, None),
        ({"label": "problem", "verdict": "ask", "candidates": ("problem", "implication")}, False, None),
        ({"label": "problem", "verdict": "ask", "candidates": ("problem", "situation")}, False, False),
    ],
)
def test_a_type_is_the_judge_s_word_for_it(known: dict[str, Any], linked: bool, passed: bool | None) -> None:
    assert passes(check("type", type="implication", linked=linked), "And then?", judged(**known)) is passed


@pytest.mark.parametrize(
    ("moves", "passed"),
    [
        ({"explore": 0.9}, True),
        ({"explore": 0.9, "minimise": 0.85}, False),
        ({"explore": 0.9, "minimise": 0.6}, None),
        ({"explore": 0.5}, None),
        ({"proof": 0.9}, False),
    ],
)
def test_a_reply_needs_one_move_and_none_of_the_others(moves: dict[str, float], passed: bool | None) -> None:
    wanted = check("moves", one_of=["acknowledge", "explore"], none_of=["minimise", "pressure"])

    assert passes(wanted, "Tell me more.", reply(**moves)) is passed


@pytest.mark.parametrize(
    ("kinds", "passed"),
    [
        ({"benefit": 0.9}, True),
        ({"benefit": 0.9, "feature": 0.8}, False),
        ({"benefit": 0.9, "feature": 0.5}, None),
        ({}, False),
    ],
)
def test_a_statement_kind_is_needed_and_another_forbidden(kinds: dict[str, float], passed: bool | None) -> None:
    wanted = check("says", one_of=["benefit"], none_of=["feature"])
    judgement = replace(judged(), statement_kinds={**dict.fromkeys(STATEMENT_KINDS, 0.02), **kinds})

    assert passes(wanted, "You want it by noon: it is there.", judgement) is passed


BY_WORDS = [
    (check("names", terms=["deliver", "lead time"]), "They were delivered on Monday", True),
    (check("names", terms=["deliver", "lead time"]), "The LEAD TIMES hurt", True),
    (check("names", terms=["deliver", "lead time"]), "The lead is good and time is short", False),
    (check("names", terms=["cost", "hour"], at_least=2), "It costs an hour", True),
    (check("names", terms=["cost", "hour"], at_least=2), "It costs and costs", False),
    (check("avoids", terms=["Brandt Pumps", "agree"]), "We agreed on that", False),
    (check("avoids", terms=["Brandt Pumps"]), "Pumps of that kind wear", True),
    (check("length", most_words=5), "One two three four five", True),
    (check("length", most_words=5), "One two three four five six", False),
    (check("length", most_words=9, most_sentences=1), "One two. Three four.", False),
    (check("customer_first", terms=["the depot"]), "Help the depot load so your drivers leave, by our plan", True),
    (check("customer_first", terms=["the depot"]), "We help the depot", False),
    (check("customer_first", terms=["the depot"]), "Become the biggest supplier", False),
    (check("figure"), "Answer within 2 hours", True),
    (check("figure"), "Answer in twenty minutes", True),
    (check("figure"), "Cut costs by 12 %", True),
    (check("figure"), "Answer very fast", False),
    (check("figure", period=True), "Nine of ten calls answered within 2 hours, each month", True),
    (check("figure", period=True), "92 calls", False),
    (check("steps", at_least=3), "From the first call we check the need, then show it on site, until they sign", True),
    (check("steps", at_least=3), "We use a good method", False),
    (check("evidence"), "Anna Weber told us on 3 March that the audit moved", True),
    (check("evidence"), "The plant manager rang last Tuesday", True),
    (check("evidence"), "They seem to like us", False),
    (check("evidence", parts=["who"]), "Rosa, she asks to write the plan", True),
    (check("asks"), "So what would you need to see?", True),
    (check("asks"), "You mentioned wrenches. Could you tell me which", True),
    (check("asks"), "That is too much", False),
    (check("asks", no_denial=True), "No, we can't do that, can we?", False),
    (check("asks", no_denial=True), "What makes the earlier date matter?", True),
    (check("compares"), "What hurts more, the price or a stopped line?", True),
    (check("compares"), "What is the price?", False),
]


@pytest.mark.parametrize(("one", "text", "passed"), BY_WORDS, ids=[f"{c.check}: {t[:40]}" for c, t, _ in BY_WORDS])
def test_a_check_by_words_sees_what_is_there(one: Any, text: str, passed: bool) -> None:
    assert passes(one, text) is passed


@pytest.mark.parametrize("text", ["", " ", "?" * 5000, "word " * 3000, "🚚" * 400, "a\u0000b", "'" * 200, "€" * 300])
def test_no_line_breaks_a_check(text: str) -> None:
    for one, _, _ in BY_WORDS:
        assert passes(one, text) in (True, False, None)


def test_one_miss_decides_and_a_heart_that_cannot_tell_leaves_it_open() -> None:
    unsure, met = check("type", type="problem"), check("asks")
    cannot_tell = judged("problem", verdict="abstain")

    assert verdict(decide((unsure, met), "What breaks?", cannot_tell)) is None
    assert verdict(decide((met, unsure), "What breaks?", cannot_tell)) is True
    assert verdict(decide((unsure, met), "It breaks.", cannot_tell)) is False
    assert verdict(()) is None


def test_a_word_in_which_several_terms_are_found_is_quoted_once() -> None:
    terms = ["stop", "stopped", "stops", "July"]

    (found,) = decide((check("names", terms=terms),), "They stopped in July.", judged())

    assert found.words == "stopped, July"


def test_what_somebody_got_for_us_is_a_deed() -> None:
    assert passes(check("evidence", parts=["who", "when", "deed"]), "Maria, last Tuesday, got me the figures")
