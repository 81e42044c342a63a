"""What a step asks of the store beside the accounts: each question by whoever answers it, in the transaction given."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.service.retention import tables_in_effect
from bot.service.reviews import Reviews
from content.library import Library
from dialogs.asking_store import Question
from dialogs.model import Member
from dialogs.ports import UnitOfWork
from dialogs.reviewing.asking import Agenda, AskedOfMe, HeldOfAll, OneReview, Receivers, WhoAmI


def answer(work: UnitOfWork, member: Member, question: Question[Any], at: datetime, library: Library) -> Any:
    """
    Return the answer to a member's question. Whoever calls commits: a look at another's data stands in the log.

    Raises:
        LookupError: nobody answers such a question.
    """
    reviews = reviews_of(work, member, at, library)
    match question:
        case WhoAmI():
            return reviews.by
        case Receivers():
            return tuple(person.name for person in reviews.receivers())
        case AskedOfMe():
            return tuple(reviews.asked_of_me())
        case Agenda():
            return tuple(reviews.agenda())
        case OneReview(owner, account):
            return reviews.file(owner, account)
        case HeldOfAll():
            return tuple(reviews.held())
        case _:
            raise LookupError(f"nobody answers a {type(question).__name__}")


def reviews_of(work: UnitOfWork, member: Member, at: datetime, library: Library) -> Reviews:
    """Return what a member may do about reviews, as they stand in this transaction."""
    standing = work.people(member.workspace_id).standing(member.id)
    return Reviews(work, standing, at, library.text, tables_in_effect(library))
