"""A model that knows a handful of words: enough to drive the pipeline, never a measure of the judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dialogs.judging.gate import gate
from dialogs.judging.line import read_line
from dialogs.model import MOVES, NONE_KINDS, QUESTION_LABELS, STATEMENT_KINDS

CUES = {
    "situation": "how many",
    "problem": "wrong",
    "implication": "cost",
    "need_payoff": "help",
    "none": "our scanner",
}


class WordModel:
    """Gives *sure* to the label whose cue comes last; moves and statement kinds come from a table by word."""

    def __init__(self, sure: float = 0.9, moves: Mapping[str, tuple[str, float]] | None = None) -> None:
        self.sure, self.table = sure, moves or {}

    def slips(self, text: str) -> Sequence[tuple[int, int, str]]:
        return ()

    def question(self, text: str, told: Sequence[str]) -> Mapping[str, float]:
        top = max(QUESTION_LABELS, key=lambda label: text.lower().rfind(CUES[label]))
        return {label: self.sure if label == top else (1 - self.sure) / 4 for label in QUESTION_LABELS}

    def kind(self, text: str, told: Sequence[str]) -> Mapping[str, float]:
        return {kind: 0.6 if kind == "pitch" else 0.1 for kind in NONE_KINDS}

    def moves(self, text: str, told: Sequence[str], worry: str | None) -> Mapping[str, float]:
        return self._by_word(text, MOVES)

    def statement(self, text: str, told: Sequence[str], worry: str | None = None) -> Mapping[str, float]:
        return self._by_word(text, STATEMENT_KINDS)

    def _by_word(self, text: str, names: Sequence[str]) -> Mapping[str, float]:
        found = [(name, p) for word, (name, p) in self.table.items() if word in text]
        return {name: max([p for own, p in found if own == name], default=0.01) for name in names}

    def similarity(self, text: str, told: Sequence[str], worry: str | None = None) -> Sequence[float]:
        own = set(text.lower().split())
        return [len(own & set(other.lower().split())) / 10 for other in told]


@cache
def reason_for(text: str) -> str | None:
    """Return why the gate stops a line; several tests ask it of every line that was written."""
    return gate(read_line(text))
