"""Answers what a step asks of the store beside the accounts; whoever calls it commits, since a look is in the log."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.service.people_names import PeopleRefused
from dialogs.asking_store import Question
from dialogs.assigning import asking
from dialogs.model import Member
from dialogs.ports import UnitOfWork

if TYPE_CHECKING:
    from content.library import Library


def answer(work: UnitOfWork, library: Library, question: Question[Any], member: Member, at: datetime) -> Any:
    """
    Return what *member* may know of it: what is refused is as if there were nothing.

    Raises:
        TypeError: nobody answers such a question.
    """
    from bot.service.assigned_reading import AssignedReading
    from bot.service.assignments import of_member
    from bot.service.reading import NotAllowed
    from bot.service.retention import tables_in_effect

    if isinstance(question, asking.Own) and not _is_asked(work, member):
        return ()  # most people, at each drill that they begin: who they are need not be read
    doing = of_member(work, member, at, library)
    if isinstance(question, asking.Own):
        return tuple(doing.given())
    reading = AssignedReading(doing, tables_in_effect(library)(work, member.workspace_id, at))
    try:
        return _looked(reading, question)
    except (NotAllowed, PeopleRefused):
        return ()


def _is_asked(work: UnitOfWork, member: Member) -> bool:
    ids = work.people(member.workspace_id).whole(member.id)
    return bool(work.assignments(member.workspace_id).given_to(ids))


def _looked(reading: Any, question: Question[Any]) -> Any:
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
            raise TypeError(f"nobody answers {type(question).__name__}")
