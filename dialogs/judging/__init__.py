"""The judge: what a typed line does, from its words and their context. Pure: the statistical model is passed in."""

from __future__ import annotations

from dialogs.judging.gate import REASONS
from dialogs.judging.pipeline import judge
from dialogs.judging.segment import question_clauses

__all__ = ["REASONS", "judge", "question_clauses"]
