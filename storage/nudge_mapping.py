"""Rows of nudges to values and back."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import Row

from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.model import Nudge, NudgeSettings, Quiet
from dialogs.nudging.ports import Due
from dialogs.reassessment.model import AccountId
from storage.mapping import Values, storable

# What may change of a row of the ledger once it is planned.
MOVES: Final = (
    *("state", "reason", "due_at", "account_id", "item", "angle", "wording", "stated", "round", "sent_at"),
    *("outcome", "answered_at"),
)


def settings_read(row: Row[Any]) -> NudgeSettings:
    """Read settings from a row of `nudge_setting`."""
    days_off = frozenset(date.fromisoformat(day) for day in row.days_off)
    return NudgeSettings(
        agreed_at=row.agreed_at,
        weekday=row.weekday,
        minute=row.minute,
        chosen=row.chosen,
        quiet=Quiet(row.quiet_from, row.quiet_to, row.weekends, days_off),
        every_weeks=row.every_weeks,
        silent_since=row.silent_since,
        last_sent_at=row.last_sent_at,
        snoozes=row.snoozes,
        set_aside={AccountId(id): date.fromisoformat(day) for id, day in row.set_aside.items()},
        stopped_at=row.stopped_at,
        paused_at=row.paused_at,
    )


def settings_row(settings: NudgeSettings) -> Values:
    """Return the columns of settings; the caller names the person and the next slot."""
    quiet = settings.quiet
    return {
        "agreed_at": settings.agreed_at,
        "weekday": settings.weekday,
        "minute": settings.minute,
        "chosen": settings.chosen,
        "quiet_from": quiet.begins,
        "quiet_to": quiet.ends,
        "weekends": quiet.weekends,
        "days_off": sorted(day.isoformat() for day in quiet.days_off),
        "every_weeks": settings.every_weeks,
        "silent_since": settings.silent_since,
        "last_sent_at": settings.last_sent_at,
        "snoozes": settings.snoozes,
        "set_aside": {id: day.isoformat() for id, day in settings.set_aside.items()},
        "stopped_at": settings.stopped_at,
        "paused_at": settings.paused_at,
        "active": settings.active,
    }


def due_read(row: Row[Any]) -> Due:
    """Read what planning needs of one person."""
    review = date.fromisoformat(row.review) if isinstance(row.review, str) else row.review
    return Due(
        WorkspaceId(row.workspace_id),
        MemberId(row.member_id),
        settings_read(row),
        row.next_due_at,
        row.zone,
        review,
    )


def nudge_read(row: Row[Any]) -> Nudge:
    """Read a row of the ledger."""
    return Nudge(
        id=row.id,
        workspace_id=WorkspaceId(row.workspace_id),
        member_id=MemberId(row.member_id),
        week=row.week,
        kind=row.kind,
        due_at=row.due_at,
        state=row.state,
        reason=row.reason,
        account=None if row.account_id is None else AccountId(row.account_id),
        item=row.item,
        angle=row.angle,
        wording=row.wording,
        values=row.stated,
        round=row.round,
        sent_at=row.sent_at,
        outcome=row.outcome,
        answered_at=row.answered_at,
        unhelpful_at=row.unhelpful_at,
    )


def nudge_row(nudge: Nudge) -> Values:
    """Return the columns of a row of the ledger that is planned."""
    return {
        "workspace_id": nudge.workspace_id,
        "id": nudge.id,
        "member_id": nudge.member_id,
        "week": nudge.week,
        "kind": nudge.kind,
        "state": nudge.state,
        "reason": nudge.reason,
        "due_at": nudge.due_at,
        "account_id": nudge.account,
        "item": nudge.item,
        "angle": nudge.angle,
        "wording": nudge.wording,
        "stated": {name: storable(value) for name, value in nudge.values.items()},
        "round": nudge.round,
        "sent_at": nudge.sent_at,
        "outcome": nudge.outcome,
        "answered_at": nudge.answered_at,
    }
