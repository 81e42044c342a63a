"""
What a step asks of the store beside the accounts: each question by whoever answers it, in the transaction given.

Whoever calls commits: a look at another's data stands in the log. What is refused is as if there were nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from dialogs.asking_store import Question
from dialogs.model import Member
from dialogs.ports import UnitOfWork

if TYPE_CHECKING:
    from bot.service.reviews import Reviews
    from content.library import Library

_NOT_HERE = object()


def answer(work: UnitOfWork, member: Member, question: Question[Any], at: datetime, library: Library) -> Any:
    """
    Return what *member* may know of it.

    Raises:
        LookupError: nobody answers such a question.
    """
    for answers in (_of_nudges, _of_reviews, _of_assignments):
        found = answers(work, member, question, at, library)
        if found is not _NOT_HERE:
            return found
    raise LookupError(f"nobody answers a {type(question).__name__}")


def reviews_of(work: UnitOfWork, member: Member, at: datetime, library: Library) -> Reviews:
    """Return what a member may do about reviews, as they stand in this transaction."""
    from bot.service.retention import tables_in_effect
    from bot.service.reviews import Reviews

    standing = work.people(member.workspace_id).standing(member.id)
    return Reviews(work, standing, at, library.text, tables_in_effect(library))


def _of_nudges(work: UnitOfWork, member: Member, question: Question[Any], at: datetime, library: Library) -> Any:
    from dialogs.nudging.model import AnnouncedQuestion, EffectQuestion, NudgeQuestion, UnhelpfulQuestion

    if isinstance(question, UnhelpfulQuestion):
        return _unhelpful(work, member, at, library)
    if not isinstance(question, EffectQuestion | NudgeQuestion | AnnouncedQuestion):
        return _NOT_HERE
    from bot.service import own_nudges

    return own_nudges.answer(work, member, question, at)


def _unhelpful(work: UnitOfWork, member: Member, at: datetime, library: Library) -> Any:
    from bot.service.nudge_unhelpful import unhelpful_by_team
    from bot.service.retention import tables_in_effect

    standing = work.people(member.workspace_id).standing(member.id)
    # asked of everybody who types "effect"; just an admin's look is one that is worth a line in the log
    return unhelpful_by_team(work, standing, tables_in_effect(library), at) if "admin" in standing.grants else ()


def _of_reviews(work: UnitOfWork, member: Member, question: Question[Any], at: datetime, library: Library) -> Any:
    from dialogs.reviewing.asking import Agenda, AskedOfMe, HeldOfAll, OneReview, Receivers, WhoAmI
    from dialogs.reviewing.model import Receiver

    reviews = reviews_of(work, member, at, library)
    match question:
        case WhoAmI():
            return reviews.by
        case Receivers():
            return tuple(Receiver(person.id, person.name) for person in reviews.receivers())
        case AskedOfMe():
            return tuple(reviews.asked_of_me())
        case Agenda():
            return tuple(reviews.agenda())
        case OneReview(owner, account):
            return reviews.file(owner, account)
        case HeldOfAll():
            return tuple(reviews.held())
        case _:
            return _NOT_HERE


def _of_assignments(work: UnitOfWork, member: Member, question: Question[Any], at: datetime, library: Library) -> Any:
    from bot.service.assigned_reading import AssignedReading
    from bot.service.assignments import of_member
    from bot.service.people_names import PeopleRefused
    from bot.service.reading import NotAllowed
    from bot.service.retention import tables_in_effect
    from dialogs.assigning import asking

    if isinstance(question, asking.Own) and not _is_asked(work, member):
        return ()  # most people, at each drill that they begin: who they are need not be read
    doing = of_member(work, member, at, library)
    if isinstance(question, asking.Own):
        return tuple(doing.given())
    try:
        return _looked(AssignedReading(doing, tables_in_effect(library)), question)
    except (NotAllowed, PeopleRefused):
        return ()


def _is_asked(work: UnitOfWork, member: Member) -> bool:
    ids = work.people(member.workspace_id).whole(member.id)
    return bool(work.assignments(member.workspace_id).given_to(ids))


def _looked(reading: Any, question: Question[Any]) -> Any:
    from dialogs.assigning import asking

    match question:
        case asking.Led():
            return reading.led()
        case asking.Having():
            return reading.having(question)
        case asking.Results():
            return reading.results()
        case asking.Disputes():
            return reading.disputes()
        case asking.Lines(id):
            return reading.lines(id)
        case asking.OwnLines():
            return reading.own_lines()
        case _:
            return _NOT_HERE
