"""
What a step does in the store beside what is the member's own: in the turn's own transaction, by whoever may do it.

A refusal means that what the step saw is not so any more: the turn is taken again.
"""

from __future__ import annotations

from bot.service.answers import reviews_of
from bot.service.reviews import ReviewRefused, Reviews
from content.library import Library
from dialogs.asking_store import Deed
from dialogs.errors import StaleSession
from dialogs.model import Member, Step, Turn
from dialogs.ports import UnitOfWork
from dialogs.reassessment.model import SnapshotMade
from dialogs.reviewing.model import AnsweredBack, AskedBack, ReviewDated, ReviewHeld, ToldAbout


def carry_out(work: UnitOfWork, member: Member, step: Step, turn: Turn, library: Library) -> None:
    """
    Do what a step does. Call it once the accounts' changes are written.

    Raises:
        StaleSession: something is refused now; nothing of the turn may be kept.
        LookupError: nobody does such a deed.
    """
    reviews = reviews_of(work, member, turn.at, library)
    try:
        for change in step.account_changes:
            if isinstance(change, SnapshotMade) and change.snapshot.sent:
                reviews.tell_sent(change.snapshot)
        for deed in step.deeds:
            _do(reviews, deed, step, turn)
    except ReviewRefused as refused:
        raise StaleSession(str(refused)) from refused


def _do(reviews: Reviews, deed: Deed, step: Step, turn: Turn) -> None:
    match deed:
        case ReviewDated():
            reviews.set_day(deed)
        case AskedBack():
            reviews.ask_back(deed)
        case ReviewHeld():
            reviews.hold(deed)
        case AnsweredBack():
            reviews.answer(deed)
        case ToldAbout(members):
            keys = [f"{turn.channel}/{turn.event_id}/{place}" for place in range(len(step.replies))]
            reviews.work.reviews(reviews.by.workspace_id).note_about(keys, members, turn.at)
        case _:
            raise LookupError(f"nobody does a {type(deed).__name__}")
