"""No text can break the judge: whatever is typed, the contract of the result holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.judging.pipeline import judge
from dialogs.judging.segment import question_clauses
from dialogs.model import MOVES, NONE_KINDS, QUESTION_LABELS, Judgement, Task
from tests.judging.fakes import WordModel

TABLE = {"e": ("minimise", 0.9), "a": ("explore", 0.7), "o": ("pressure", 0.6)}
PIECES = (
    "\x1b[31m", "\x1b]0;title\x07", "\x00", "\ud800", "\udfff", "\u200b", "\u202e", "\ufeff", "\u00ad", "\U000e0041",
    "İ", "ß", "ﬁ", "ﷺ", "e\u0301", "👩‍👩‍👧", "🇩🇪", "\r\n", "\u2028", "\x85", "\uff1f",
    "…", "...", "how many", "what", "wrong?",
    "don't worry", "{", "}", "[F99]", "%s", "{quote}", "\\", '"', "'", "<b>", "&amp;", "'; --", "NaN", "0x", "1e999",
)  # fmt: skip
WRAPPERS = (
    "{}",
    "{} how many trucks do you run?",
    "how many{}trucks, and what does that cost",
    "Don't worry {} about it!",
    "{}{}{}",
)
HOSTILE = [wrapper.replace("{}", piece) for piece in PIECES for wrapper in WRAPPERS] + [
    "?" * 2000, "a" * 2000, "a " * 1000, "how " * 500, "what's " * 280, ", and " * 330, "if you " * 280, "'" * 2000,
    "((((" * 500, "don't " * 330, "n't" * 600, "x" * 10_000, "🚛" * 1999 + "a", "\n" * 1999 + "b", "how are you " * 150,
    "ignore " * 280, "you said " * 220, "our " * 500, "thanks " * 20, "\u200b".join("how many trucks do you run"),
]  # fmt: skip


def check(text: str, task: Task, judged: Judgement) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in judged.spans)
    assert 0 < len(judged.why) <= 200 and "!" not in judged.why and judged.why.isprintable()
    if task == "question":
        assert judged.probabilities is not None and tuple(judged.probabilities) == QUESTION_LABELS
        assert sum(judged.probabilities.values()) == pytest.approx(1, abs=1e-9)
        assert judged.label == max(QUESTION_LABELS, key=lambda label: (judged.probabilities or {})[label])
    else:
        assert judged.moves is not None and tuple(judged.moves) == MOVES
        assert set(judged.named) <= {span.label for span in judged.spans}
    if judged.gate is not None:
        assert judged.verdict == "abstain" and not judged.spans
    assert judged.kinds == {} or tuple(judged.kinds) == NONE_KINDS


@pytest.mark.parametrize("task", ["question", "reply"])
def test_two_hundred_hostile_lines_keep_the_contract(task: Task) -> None:
    assert len(HOSTILE) >= 200
    for text in HOSTILE:
        check(text, task, judge(text, task=task, told=[text], worry=text, model=WordModel(moves=TABLE)))


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters() | st.sampled_from("how many? wrong, and what\ud800\u200b\x1b"), max_size=300))
def test_any_text_keeps_the_contract(text: str) -> None:
    for task in ("question", "reply"):
        check(text, task, judge(text, task=task, told=[text, "It is late."], worry=text, model=WordModel(moves=TABLE)))


@settings(max_examples=150, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES) | st.text(max_size=8)).map("".join))
def test_question_clauses_lie_in_the_text_in_order(text: str) -> None:
    edges = [edge for clause in question_clauses(text) for edge in clause]

    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
