"""Answers what a step asks of the store beside the accounts; whoever calls it commits, since a look is in the log."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from dialogs.asking_store import Question
from dialogs.model import Member
from dialogs.ports import UnitOfWork

if TYPE_CHECKING:
    from content.library import Library


def answer(work: UnitOfWork, library: Library, question: Question[Any], member: Member, at: datetime) -> Any:
    """
    Return what *member* may know of it.

    Raises:
        TypeError: nobody answers such a question.
    """
    from bot.service import own_nudges

    return own_nudges.answer(work, member, question, at)
