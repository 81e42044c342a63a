"""
A person's nudges by their settings: the next slot, what is planned already, what is taken back when they end them.

Called within a turn or a job, on its transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.service.contacts import AGREED, OF_THE_MOMENT
from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.model import Nudge, NudgeSettings, Outcome
from dialogs.nudging.timing import next_open, next_slot, week_of, zone_of
from dialogs.ports import UnitOfWork


def keep_settings(
    work: UnitOfWork,
    workspace_id: WorkspaceId,
    member_id: MemberId,
    settings: NudgeSettings,
    now: datetime,
    *,
    zone_name: str | None = None,
    after: datetime | None = None,
) -> datetime | None:
    """
    Keep settings and plan anew what was planned by the old ones; return the next slot that is not planned.

    A week in which there was a nudge has none more; one that was planned and not sent moves within its week.

    Args:
        zone_name: the person's zone, where it is not stored yet.
        after: no slot before then.
    """
    book = work.nudging()
    recent = book.nudges(workspace_id, member_id, now - timedelta(days=8))
    if not settings.active:
        book.keep_settings(workspace_id, member_id, settings, None)
        _take_back(work, workspace_id, member_id, recent)
        return None
    zone = zone_of(zone_name or book.zone(workspace_id, member_id))
    review, from_at = _next_review(work, workspace_id, member_id, now), max(now, after or now)

    def slot(later_than: datetime, since: date | None = None) -> datetime | None:
        return next_slot(later_than, settings, zone=zone, salt=member_id, review=review, since=since)

    today = now.astimezone(zone).date()
    waits = [one for one in recent if one.kind == "weekly" and one.state == "planned" and not one.round]
    used = any(one.kind == "weekly" and one.week == week_of(today) and one not in waits for one in recent)
    next_at = slot(from_at, _next_monday(today) if used else None)
    for nudge in recent:
        if nudge in waits:
            if next_at is not None and nudge.week == week_of(next_at.astimezone(zone).date()):
                book.move(replace(nudge, due_at=next_at), was="planned")
                next_at = slot(next_at, _next_monday(next_at.astimezone(zone).date()))
            else:
                book.move(replace(nudge, state="dropped", reason="replanned"), was="planned")
        elif nudge.state == "planned":
            book.move(replace(nudge, due_at=next_open(nudge.due_at, settings.quiet, zone) or now), was="planned")
    book.keep_settings(workspace_id, member_id, settings, next_at)
    return next_at


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _take_back(work: UnitOfWork, workspace_id: WorkspaceId, member_id: MemberId, recent: Sequence[Nudge]) -> None:
    """Send nothing more of what is planned or on its way: whoever stops is not reached by the last one either."""
    book = work.nudging()
    for nudge in recent:
        if nudge.state == "planned":
            book.move(replace(nudge, state="dropped", reason="stopped"), was="planned")
    for kind in (AGREED, *OF_THE_MOMENT):
        keys = book.drop_contacts(workspace_id, member_id, kind=kind)
        work.drop_messages(workspace_id, keys)
        for key in keys:
            sending = book.nudge(workspace_id, member_id, key.split("/")[1]) if kind == AGREED else None
            if sending is not None:
                book.move(replace(sending, state="dropped", reason="stopped"), was="sending")


def _next_review(work: UnitOfWork, workspace_id: WorkspaceId, member_id: MemberId, now: datetime) -> date | None:
    reviews = [
        one.review
        for one in work.accounts(workspace_id, member_id)
        if one.status == "open" and one.review and one.review >= now.date()
    ]
    return min(reviews, default=None)


def note_outcome(
    work: UnitOfWork, workspace_id: WorkspaceId, member_id: MemberId, id: str, *, outcome: Outcome, at: datetime
) -> bool:
    """Write what somebody did with a nudge, once; any answer ends the backing off."""
    book = work.nudging()
    if not book.answered(workspace_id, member_id, id, outcome, at):
        return False
    settings = book.settings(workspace_id, member_id)
    if settings is not None:
        snoozes = settings.snoozes + 1 if outcome == "snoozed" else 0
        next_at = book.next_at(workspace_id, member_id)
        book.keep_settings(workspace_id, member_id, replace(settings, silent_since=None, snoozes=snoozes), next_at)
    return True
