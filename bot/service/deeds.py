"""Carries out what a turn does in the store beside its own data, in the turn's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.service.people_names import PeopleRefused
from dialogs.asking_store import Deed
from dialogs.assigning import asking
from dialogs.errors import StaleSession
from dialogs.model import Member
from dialogs.ports import UnitOfWork

if TYPE_CHECKING:
    from content.library import Library


def carry_out(work: UnitOfWork, library: Library, member: Member, deed: Deed, at: datetime) -> None:
    """
    Do what a turn of *member* has done.

    Raises:
        StaleSession: it is not theirs to do any more: take the turn again, on what is stored by now.
        TypeError: nobody carries out such a deed.
    """
    try:
        _do(work, library, member, deed, at=at)
    except PeopleRefused as refused:
        raise StaleSession(f"refused in between: {refused}") from refused


def _do(work: UnitOfWork, library: Library, member: Member, deed: Deed, *, at: datetime) -> None:
    from bot.service.assigned_disputes import AssignedDisputes
    from bot.service.assignments import of_member

    doing = of_member(work, member, at, library)
    match deed:
        case asking.Issue():
            doing.issue(deed)
        case asking.Extend(id, due_on):
            doing.extend(id, due_on)
        case asking.Withdraw(id):
            doing.withdraw(id)
        case asking.Remind(id):
            doing.remind(id)
        case asking.FinishRun(id, run):
            doing.finish(id, run)
        case asking.RaiseDispute():
            AssignedDisputes(doing).raise_(deed)
        case asking.Resolve(dispute_id, outcome, reason):
            AssignedDisputes(doing).resolve(dispute_id, outcome, reason)
        case asking.ShareLine():
            AssignedDisputes(doing).share(deed)
        case asking.Unshare():
            AssignedDisputes(doing).unshare(deed)
        case _:
            raise TypeError(f"nobody carries out {type(deed).__name__}")
