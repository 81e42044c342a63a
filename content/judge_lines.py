"""
The lines that teach the judge. As content/schema.py: frozen, and no code.

Nobody but training and the report reads them; the figures that came of them are in content/accuracy.py.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

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
