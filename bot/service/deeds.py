"""
What a step does in the store beside what is the member's own: in the turn's own transaction, by whoever may do it.

A refusal means that what the step saw is not so any more: the turn is taken again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.answers import reviews_of
from bot.service.people_names import PeopleRefused
from dialogs.asking_store import Deed
from dialogs.errors import StaleSession
from dialogs.model import Member, Step, Turn
from dialogs.nudging.model import NudgeTaken, SettingsKept, ShowingRefused
from dialogs.ports import UnitOfWork
from dialogs.reassessment.model import SnapshotMade
from dialogs.reviewing.model import AnsweredBack, AskedBack, ReviewDated, ReviewHeld, ToldAbout

if TYPE_CHECKING:
    from bot.service.reviews import Reviews
    from content.library import Library


def carry_out(work: UnitOfWork, member: Member, step: Step, turn: Turn, library: Library) -> None:
    """
    Do what a step does. Call it once the accounts' changes are written.

    Raises:
        StaleSession: something is refused now; nothing of the turn may be kept.
        LookupError: nobody does such a deed.
    """
    if not step.deeds and not any(isinstance(change, SnapshotMade) for change in step.account_changes):
        return
    from bot.service.reviews import ReviewRefused

    reviews = reviews_of(work, member, turn.at, library)
    try:
        for change in step.account_changes:
            if isinstance(change, SnapshotMade):
                _finished(work, member, change, turn)
                if change.snapshot.sent:
                    reviews.tell_sent(change.snapshot)
        for deed in step.deeds:
            _do(reviews, member, deed, step, turn, library=library)
    except (ReviewRefused, PeopleRefused) as refused:
        raise StaleSession(f"refused in between: {refused}") from refused


def _finished(work: UnitOfWork, member: Member, change: SnapshotMade, turn: Turn) -> None:
    from bot.service import own_nudges

    own_nudges.note_finished(work, member, change.snapshot.account_id, turn.at)


def _do(reviews: Reviews, member: Member, deed: Deed, step: Step, turn: Turn, *, library: Library) -> None:
    work = reviews.work
    if isinstance(deed, SettingsKept | NudgeTaken | ShowingRefused):
        from bot.service import own_nudges

        own_nudges.carry_out(work, member, deed, turn.at)
    elif not (_do_review(reviews, deed, step, turn) or _do_assignment(work, member, deed, turn, library)):
        raise LookupError(f"nobody does a {type(deed).__name__}")


def _do_review(reviews: Reviews, deed: Deed, step: Step, turn: Turn) -> bool:
    match deed:
        case ReviewDated():
            reviews.set_day(deed)
        case AskedBack():
            reviews.ask_back(deed)
        case ReviewHeld():
            reviews.hold(deed)
        case AnsweredBack():
            reviews.answer(deed)
        case ToldAbout(members, typed):
            keys = [f"{turn.channel}/{turn.event_id}/{place}" for place in range(len(step.replies))]
            keys += [f"{turn.channel}/{turn.event_id}"] if typed else []  # as storage/owned.py finds the turn
            reviews.work.reviews(reviews.by.workspace_id).note_about(keys, members, turn.at)
        case _:
            return False
    return True


def _do_assignment(work: UnitOfWork, member: Member, deed: Deed, turn: Turn, library: Library) -> bool:
    from bot.service.assigned_disputes import AssignedDisputes
    from bot.service.assignments import of_member
    from dialogs.assigning import asking

    doing = of_member(work, member, turn.at, library)
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
            return False
    return True
