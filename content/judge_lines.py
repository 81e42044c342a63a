"""
The lines that teach the judge, and the figures that the coach can say of it. As content/schema.py: frozen, and no code.

A conversation needs the figures alone; nobody but training and the report reads the lines.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from content.schema import Content, ContentId, Move, StatementKind


class QuestionLine(Content):
    """One line of training data for the question task."""

    id: str
    industry: ContentId
    told: tuple[str, ...] = Field(max_length=3)
    text: str = Field(min_length=1)
    label: Literal["situation", "problem", "implication", "need_payoff", "none"]
    kind: Literal["statement", "pitch", "close", "small_talk", "other_question"] | None = None
    hard: bool


class ReplyLine(Content):
    """One line of training data for the reply task."""

    id: str
    industry: ContentId
    told: tuple[str, ...] = Field(max_length=3)
    worry: str
    text: str = Field(min_length=1)
    moves: tuple[Move, ...]
    hard: bool


class StatementLine(Content):
    """One line of training data for statement kinds (rubrics.md, end); several may hold, or none."""

    id: str
    industry: ContentId
    told: tuple[str, ...] = Field(max_length=3)
    text: str = Field(min_length=1)
    kinds: tuple[StatementKind, ...]
    hard: bool


Share = Annotated[float, Field(ge=0, le=1)]


class QuestionAccuracy(Content):
    """How the judge did on questions of authors that it had not seen; `low` and `high` bound 95 % for the macro-F1."""

    n: int = Field(gt=0)
    macro_f1: Share
    low: Share
    high: Share
    given_right: Share  # of the verdicts given
    coverage: Share  # of the lines that got a verdict

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.macro_f1 <= self.high:
            raise ValueError("macro_f1 must lie between low and high")
        return self


class PrecisionRecall(Content):
    precision: Share
    recall: Share


class SinsAccuracy(Content):
    """Of each sin, at the probability at which it is named."""

    minimise: PrecisionRecall
    prescribe: PrecisionRecall
    pressure: PrecisionRecall


class Accuracy(Content):
    """The figures of content/accuracy.md that the coach can say, as training writes them."""

    question: QuestionAccuracy
    sins: SinsAccuracy
    authors: int = Field(gt=0)
    lines: int = Field(gt=0)


class JudgeLines(Content):
    """
    The lines of one author. Splits are by author, and each author has industries of their own.

    `second_reader` says who labelled the lines once more without seeing the labels; lines on which the two did not
    agree were left out. `english` says whose English the voice is: of people who grew up with it, of people who learnt
    it second, or of both; the report compares them.
    """

    author: ContentId
    split: Literal["train", "dev", "waiting"]  # waiting: not taught yet, for the next training
    voice: str
    english: Literal["native", "second", "mixed"]
    second_reader: str | None = None
    questions: tuple[QuestionLine, ...] = ()
    replies: tuple[ReplyLine, ...] = ()
    statements: tuple[StatementLine, ...] = ()
