"""
A last look at what the coach started by itself, as it is about to be sent: a platform that was away, or a process that
was gone, may have held it up into the night, over a cap, or past the day that it speaks of.

What may not go now waits in its own table again, so that no answer waits behind it; a nudge whose hour is over is
dropped, and what depends on the day is told anew by its job, if it is still so. Answers always go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.service.contacts import OF_THE_MOMENT, allowed_at
from bot.service.nudges import MISSED_AFTER
from dialogs.model import Outgoing
from dialogs.nudge_words import NUDGE_STAMP
from dialogs.nudging.model import Nudge, Quiet
from dialogs.nudging.ports import Contact
from dialogs.nudging.timing import is_quiet, zone_of
from dialogs.ports import UnitOfWork

HELD_UP: Final = timedelta(minutes=10)  # after that other messages may have come in between; our guess


def may_go(work: UnitOfWork, leased: Sequence[Outgoing], now: datetime, *, until: datetime) -> list[Outgoing]:
    """
    Return those of the leased messages that may be sent between two instants; the others are taken back.

    Raises:
        StoreUnavailable: nothing was taken back.
    """
    return [one for one in leased if not one.unasked or _may_go(work, one, now, until)]


def _may_go(work: UnitOfWork, one: Outgoing, now: datetime, until: datetime) -> bool:
    contact = work.nudging().contact(one.workspace_id, one.key.rpartition("/")[0])
    if contact is None:
        return True  # the answer to somebody's act elsewhere
    nudge = _nudge_of(work, contact)
    if nudge is not None and nudge.kind != "paused":
        return _look_at_nudge(work, one, contact, nudge, now, until=until)
    if nudge is not None and not _rests(work, nudge):
        work.nudging().forget_contact(contact)
        work.drop_messages(one.workspace_id, [one.key])
        return False
    at = _goes_at(work, contact, now, until)
    passes = contact.kind in OF_THE_MOMENT
    if at == now and not contact.waiting and not (passes and _is_late(contact, now)):
        _retell(work, contact, one, now)
        return True
    if passes:
        work.drop_messages(one.workspace_id, [one.key])
        if not one.in_doubt:  # what may have arrived is not told anew
            work.nudging().forget_contact(contact)
    else:
        work.nudging().wait_again(contact, at or now + timedelta(days=1), in_doubt=one.in_doubt)
        work.hold_back(one.workspace_id, [one.key])
    return False


def _nudge_of(work: UnitOfWork, contact: Contact) -> Nudge | None:
    if not contact.stamp.startswith(NUDGE_STAMP):
        return None
    return work.nudging().nudge(contact.workspace_id, contact.member_id, contact.stamp.removeprefix(NUDGE_STAMP))


def _rests(work: UnitOfWork, nudge: Nudge) -> bool:
    """Whether nudges still rest, as the one line of that says."""
    settings = work.nudging().settings(nudge.workspace_id, nudge.member_id)
    return settings is not None and settings.paused_at is not None and settings.stopped_at is None


def _goes_at(work: UnitOfWork, contact: Contact, now: datetime, until: datetime) -> datetime | None:
    """Return *now* where it may go until then, otherwise when it may; None: not within a year."""
    book, where, member = work.nudging(), contact.workspace_id, contact.member_id
    settings, zone = book.settings(where, member), zone_of(book.zone(where, member))
    quiet = settings.quiet if settings else Quiet()
    begins = next((at for at in (now, until) if is_quiet(at, quiet, zone)), None)
    if begins is None and not _is_late(contact, now):
        return now
    return allowed_at(work, where, member, begins or now, kind=contact.kind, besides=contact.key)


def _look_at_nudge(
    work: UnitOfWork, one: Outgoing, contact: Contact, nudge: Nudge, now: datetime, *, until: datetime
) -> bool:
    """Let a nudge go, or drop it: its window is missed, and windows are not made up for (nudges.md)."""
    book, where, member = work.nudging(), nudge.workspace_id, nudge.member_id
    settings = book.settings(where, member)
    wanted = settings is not None and settings.active and nudge.state == "sending"
    if wanted and now <= nudge.due_at + MISSED_AFTER and _goes_at(work, contact, now, until) == now:
        _retell(work, contact, one, now)
        return True
    work.drop_messages(where, [one.key])
    if not one.in_doubt:
        book.forget_contact(contact)
    came = replace(nudge, state="in_doubt") if one.in_doubt else replace(nudge, state="dropped", reason="held_up")
    book.move(came, was="sending")
    if settings is not None and settings.silent_since == nudge.sent_at and not one.in_doubt:
        next_at = book.next_at(where, member)
        book.keep_settings(where, member, replace(settings, silent_since=None), next_at)
    return False


def _is_late(contact: Contact, now: datetime) -> bool:
    return contact.told_at is None or now - contact.told_at > HELD_UP


def _retell(work: UnitOfWork, contact: Contact, one: Outgoing, now: datetime) -> None:
    """Let the caps count it from when it really goes."""
    if _is_late(contact, now):
        work.nudging().retell(contact, now, in_doubt=one.in_doubt)
