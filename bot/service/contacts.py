"""
Everything that the coach starts by itself goes through here: never at night, two messages a day and four a week.

What may not go now waits in a table of its own, not in the outbox, where it would hold up the person's own answers. The
answer to what somebody did is no such message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.service.each import for_each
from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.caps import LONGEST, next_allowed
from dialogs.nudging.model import Quiet
from dialogs.nudging.ports import Contact
from dialogs.nudging.timing import zone_of
from dialogs.ports import UnitOfWork
from dialogs.replies import Reply

AGREED = "agreed"  # the person picked the hour themselves
TEAM = "team"  # who joins, leaves or manages what one is in: it says who sees what
NOTICE = "notice"  # a change of who sees what: it goes before all that waits, since it counts from a day on
_A_DAY: Final = timedelta(days=1)
FROM_THE_FIRST: Final = (AGREED, TEAM)  # these may come in the first 24 hours
# Of a review or an assignment that is near: true at this moment only, so that it never waits; its job tells it later.
APPROACHING, DUE = "approaching", "due"
OF_THE_MOMENT: Final = (APPROACHING, DUE)


def tell(  # noqa: PLR0917 - the arguments of `UnitOfWork.put_message`, and where
    work: UnitOfWork,
    workspace_id: WorkspaceId,
    member_id: MemberId,
    key: str,
    replies: Sequence[Reply],
    at: datetime,
    *,
    kind: str,
    stamp: str = "",
) -> datetime | None:
    """
    Put a message on its way at the first moment that the person's quiet hours and the caps allow, once for each key.

    Args:
        kind: what it is about, such as "assignment"; FROM_THE_FIRST may come in the first 24 hours.
        stamp: what the buttons of an Ask carry.
    Returns:
        That moment, *at* itself where it goes now; None where the key was used before or nobody can be reached.
    """
    due_at = allowed_at(work, workspace_id, member_id, at, kind=kind)
    if due_at is None or not work.nudging().reachable(workspace_id, member_id):
        return None
    contact = Contact(workspace_id, key, member_id, kind, tuple(replies), at, due_at, stamp)
    goes = due_at <= at
    if not work.nudging().add_contact(contact, at if goes else None):
        return None
    if goes and not work.put_message(workspace_id, member_id, key, replies, at, stamp=stamp):
        return None
    return due_at


def allowed_at(
    work: UnitOfWork, workspace_id: WorkspaceId, member_id: MemberId, at: datetime, *, kind: str, besides: str = ""
) -> datetime | None:
    """Return the first moment from *at* on at which a message may go; None where somebody's whole year is quiet."""
    book = work.nudging()
    settings = book.settings(workspace_id, member_id)
    zone = zone_of(book.zone(workspace_id, member_id))
    first = kind if kind == NOTICE else ""
    told = book.told(workspace_id, member_id, at - LONGEST, besides=besides, before=first)
    joined_at = None if kind in FROM_THE_FIRST else book.joined_at(workspace_id, member_id)
    return next_allowed(at, told, settings.quiet if settings else Quiet(), zone, joined_at=joined_at)


class Contacts:
    """Lets go what waited, as a job: an idempotent function of the instant, in any number of processes."""

    def __init__(self, unit_of_work: Callable[[], UnitOfWork]) -> None:
        self._unit_of_work = unit_of_work

    def release(self, now: datetime, limit: int) -> int:
        """Put on its way what may go by now, each in a transaction of its own; return how many were looked at."""
        with self._unit_of_work() as reading:
            waiting = reading.nudging().waiting(now, limit=min(limit, reading.outbox_room()))
        return self._let_go(waiting, now)

    def release_to(self, workspace_id: WorkspaceId, member_id: MemberId, now: datetime) -> None:
        """Put on its way what may go to one person by now: they are here, and no job may be running anywhere."""
        with self._unit_of_work() as reading:
            waiting = reading.nudging().waiting_for(workspace_id, member_id, now)
        self._let_go(waiting, now)

    def _let_go(self, waiting: Sequence[Contact], now: datetime) -> int:
        def let_go(contact: Contact) -> None:
            with self._unit_of_work() as work:
                _let_go(work, contact, now)
                work.commit()

        return for_each(waiting, let_go)


def _let_go(work: UnitOfWork, contact: Contact, now: datetime) -> None:
    """Send what waited, or let it wait on: quiet hours, other messages or an erasing may have come in between."""
    where, member = contact.workspace_id, contact.member_id
    if _is_held(work, contact):
        work.nudging().delay(contact, now + _A_DAY)
        return
    due_at = allowed_at(work, where, member, now, kind=contact.kind, besides=contact.key)
    if due_at is None or due_at > now:
        work.nudging().delay(contact, due_at or now + _A_DAY)
    elif work.nudging().released(contact, now) and not work.resume_messages(where, [f"{contact.key}/0"]):
        work.put_message(where, member, contact.key, contact.replies, now, stamp=contact.stamp)


def _is_held(work: UnitOfWork, contact: Contact) -> bool:
    """Whether it goes to, or tells of, somebody who is to be erased: it waits for their undo, or goes with them."""
    people, where = work.people(contact.workspace_id), contact.workspace_id
    told_of = work.reviews(where).told_about(f"{contact.key}/0")
    ids = [id for one in (contact.member_id, *told_of) for id in people.whole(one)]
    return bool(work.privacy(where).erasures(ids))
