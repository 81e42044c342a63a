"""The judge reads the words that were meant; what it marks and quotes is what was typed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dialogs.judging.line import mended, read_line
from dialogs.judging.pipeline import judge
from dialogs.model import Span
from tests.judging.fakes import WordModel

SLIPS = {"howmany": "how many", "trukcs": "trucks", "cots": "costs", "i": "I"}


class SlipModel(WordModel):
    """Mends SLIPS."""

    def slips(self, text: str) -> Sequence[tuple[int, int, str]]:
        return sorted(
            (text.index(typed), text.index(typed) + len(typed), meant)
            for typed, meant in SLIPS.items()
            if typed in text
        )


@pytest.mark.parametrize(
    ("typed", "slips", "text"),
    [
        ("howmany trukcs", [(0, 7, "how many"), (8, 14, "trucks")], "how many trucks"),
        ("a cots b", [(2, 6, "costs")], "a costs b"),
        ("sooo late", [(0, 4, "so")], "so late"),
        ("late", [(0, 4, "a")], "a"),
        ("late", [], "late"),
    ],
)
def test_a_mended_line_knows_where_each_letter_was_typed(
    typed: str, slips: list[tuple[int, int, str]], text: str
) -> None:
    line = mended(read_line(typed), slips)

    assert line.text == line.lower == text
    assert line.typed(0, len(text)) == typed
    assert line.span(0, len(text), label="x") == Span(0, len(typed), "x")
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            span = line.span(start, end, label="x")
            assert 0 <= span.start < span.end <= len(typed)


def test_each_mended_word_is_the_whole_typed_word() -> None:
    line = mended(read_line("oh howmany trukcs!"), [(3, 10, "how many"), (11, 17, "trucks")])

    start = line.text.index("trucks")
    assert line.typed(start, start + 6) == "trukcs"
    assert line.typed(3, 11) == "howmany"
    assert line.typed(5, 5) == ""


def test_what_the_eye_does_not_see_moves_no_letter_of_a_mended_line() -> None:
    typed = "\x1b[31mhow\u200bmany\x1b[0m trukcs"
    seen = read_line(typed)
    line = mended(seen, [(0, 7, "how many"), (8, 14, "trucks")])
    span = line.span(9, 15, label="x")

    assert seen.text == "howmany trukcs"
    assert typed[span.start : span.end] == "trukcs"
    assert line.typed(0, 8) == "howmany"


def test_the_judge_reads_what_was_meant_and_marks_what_was_typed() -> None:
    typed = "our scanner, right, and howmany trukcs do you run?"
    found = judge(typed, task="question", told=(), model=SlipModel())

    assert found.label == "situation"
    assert judge(typed, task="question", told=(), model=WordModel()).label != "situation"
    assert all(typed[span.start : span.end] for span in found.spans)
    assert "howmany" in "".join(typed[span.start : span.end] for span in found.spans) + found.why
    assert "how many" not in found.why


def test_the_gate_stops_what_was_typed() -> None:
    class Eager(WordModel):
        def slips(self, text: str) -> Sequence[tuple[int, int, str]]:
            return [(0, len(text), "how many trucks do you run?")]

    assert judge("xkcd qwrt zzgh", task="question", told=(), model=Eager()).gate
