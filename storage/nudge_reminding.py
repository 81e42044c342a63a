"""
What a reminder is looked for by: nudges that went out, reviews that come near, and who can be reached at all.

A part of `storage.nudges.SqlNudges`; what each method promises is said in `dialogs.nudging.ports.Nudgebook`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import String, bindparam, cast, exists, literal, select, text

from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.model import Nudge
from dialogs.nudging.ports import Approaching, Unstarted
from dialogs.reassessment.model import AccountId
from storage import nudge_mapping as mapping
from storage.account_tables import account, snapshot
from storage.nudge_tables import contact as _contact
from storage.nudge_tables import nudge as _nudge
from storage.nudge_tables import nudge_setting as _setting
from storage.statements import where
from storage.tables import UtcInstant, table
from storage.transaction import Transaction

_member, _identity, _outbox = table("member"), table("identity"), table("outbox")
_SOON = bindparam("until", type_=UtcInstant())
_SINCE = bindparam("since", type_=UtcInstant())
_reminder = _nudge.alias("reminder")
_UNREMINDED = (
    select(_nudge)
    .where(
        text("nudge.state = 'sent'"),
        _nudge.c.sent_at >= _SINCE,
        _nudge.c.sent_at <= _SOON,
        _nudge.c.kind == "weekly",
        _nudge.c.account_id.is_not(None),
        _nudge.c.outcome.in_(("", "answered", "reassess")),
        ~exists().where(
            *(_reminder.c[name] == _nudge.c[name] for name in ("workspace_id", "member_id", "week")),
            _reminder.c.kind == "reminder",
        ),
    )
    .order_by(_nudge.c.sent_at, _nudge.c.id)
    .limit(bindparam("most"))
)
# of one review as it stands: with another day, or once something was finished, it is another message
_KEY_OF_REVIEW = (
    literal("approach/")
    + account.c.id
    + literal("/")
    + cast(account.c.snapshots, String)
    + literal("/")
    + cast(account.c.review, String)
)
_APPROACHING = (
    select(account.c.workspace_id, account.c.member_id, account.c.id, _KEY_OF_REVIEW.label("key"))
    .join(_setting, (_setting.c.workspace_id == account.c.workspace_id) & (_setting.c.member_id == account.c.member_id))
    .where(
        account.c.status == "open",
        account.c.review >= bindparam("first_day"),
        account.c.review <= bindparam("last_day"),
        account.c.drafted.is_(False),
        _setting.c.active,
        ~exists().where(
            snapshot.c.workspace_id == account.c.workspace_id,
            snapshot.c.account_id == account.c.id,
            snapshot.c.at >= _SINCE,
        ),
        ~exists().where(_contact.c.workspace_id == account.c.workspace_id, _contact.c.key == _KEY_OF_REVIEW),
    )
    .order_by(account.c.review, account.c.workspace_id, account.c.id)
    .limit(bindparam("most"))
)
_UNSTARTED = (
    select(account.c.id, account.c.review, _outbox.c.sent_at)
    .join(_contact, (_contact.c.workspace_id == account.c.workspace_id) & (_contact.c.key == _KEY_OF_REVIEW))
    .join(
        _outbox, (_outbox.c.workspace_id == account.c.workspace_id) & (_outbox.c.key == _contact.c.key + literal("/0"))
    )
    .where(
        *where(account, "workspace_id", "member_id"),
        account.c.status == "open",
        account.c.drafted.is_(False),
        _contact.c.stamp != "",  # the message spoke of the manager
        _contact.c.refused_at.is_(None),
        _outbox.c.state == "sent",
        _outbox.c.sent_at.is_not(None),
    )
)
_REACHED = (
    select(_identity.c.member_id)
    .join(_member, (_member.c.workspace_id == _identity.c.workspace_id) & (_member.c.id == _identity.c.member_id))
    .where(*where(_identity, "workspace_id", "member_id"), _identity.c.unreachable_at.is_(None))
    .where(_member.c.deactivated_at.is_(None))
    .limit(1)
)


class Reminding:
    """On one transaction."""

    def __init__(self, run: Transaction) -> None:
        self._run = run

    def unreminded(self, since: datetime, until: datetime, *, limit: int) -> Sequence[Nudge]:
        rows = self._run.rows(_UNREMINDED, {"since": since, "until": until, "most": limit})
        return [mapping.nudge_read(row) for row in rows]

    def approaching(self, since: date, until: date, looked: datetime, *, limit: int) -> Sequence[Approaching]:
        near = {"first_day": since, "last_day": until, "since": looked, "most": limit}
        return [
            Approaching(WorkspaceId(row.workspace_id), MemberId(row.member_id), AccountId(row.id), row.key)
            for row in self._run.rows(_APPROACHING, near)
        ]

    def unstarted(self, workspace_id: WorkspaceId, member_id: MemberId) -> Sequence[Unstarted]:
        rows = self._run.rows(_UNSTARTED, {"the_workspace_id": workspace_id, "the_member_id": member_id})
        return [Unstarted(AccountId(row.id), row.review, row.sent_at) for row in rows]

    def reachable(self, workspace_id: WorkspaceId, member_id: MemberId) -> bool:
        return self._run.row(_REACHED, {"the_workspace_id": workspace_id, "the_member_id": member_id}) is not None
