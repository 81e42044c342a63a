"""
What the coach starts by itself: the ledger of these messages, for the caps, with what waits for its moment.

A part of `storage.nudges.SqlNudges`; what each method promises is said in `dialogs.nudging.ports.Nudgebook`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, func, literal, select, text, update

from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.ports import Contact
from dialogs.replies import from_json, to_json
from storage.mapping import Values, storable
from storage.nudge_tables import contact as _contact
from storage.statements import insert_if_new, where
from storage.tables import UtcInstant, table
from storage.transaction import Transaction

_outbox = table("outbox")

_SOON = bindparam("until", type_=UtcInstant())
_SINCE = bindparam("since", type_=UtcInstant())
_LATER = bindparam("later", type_=UtcInstant())
_THIS = (*where(_contact, "workspace_id", "key"),)
_ONE = select(_contact).where(*_THIS)
_WAITING = (
    select(_contact)
    .where(text("contact.waiting"), _contact.c.due_at <= _SOON)
    .order_by(_contact.c.due_at, _contact.c.key)
    .limit(bindparam("most"))
)
_WAITING_FOR = (
    select(_contact)
    .where(*where(_contact, "workspace_id", "member_id"), _contact.c.waiting.is_(True), _contact.c.due_at <= _SOON)
    .order_by(_contact.c.due_at, _contact.c.key)
)
_NEW = insert_if_new("contact", returning="key")
_RELEASE = (
    update(_contact)
    .where(*_THIS, _contact.c.waiting.is_(True))
    .values(
        waiting=False,
        told_at=func.coalesce(_contact.c.told_at, bindparam("at", type_=UtcInstant())),
        due_at=bindparam("at", type_=UtcInstant()),
        replies=bindparam("nothing", type_=_contact.c.replies.type),
    )
    .returning(_contact.c.key)
)
_DELAY = update(_contact).where(*_THIS, _contact.c.waiting.is_(True)).values(due_at=_LATER)
_TOLD_AT = bindparam("first_at", type_=UtcInstant())
_WAIT_AGAIN = update(_contact).where(*_THIS).values(waiting=True, told_at=_TOLD_AT, due_at=_LATER)
_RETELL = update(_contact).where(*_THIS).values(told_at=_TOLD_AT, due_at=bindparam("at", type_=UtcInstant()))
_FORGET = delete(_contact).where(*_THIS)
_OF_KIND = (*where(_contact, "workspace_id", "member_id", "kind"),)
_TAKE_BACK = delete(_contact).where(*_OF_KIND, _contact.c.waiting.is_(True))
_TAKE_ONE_BACK = delete(_contact).where(*_THIS, _contact.c.waiting.is_(True)).returning(_contact.c.key)
_ON_THE_WAY = select(_outbox.c.key).where(
    *where(_outbox, "workspace_id"),
    _outbox.c.waiting.is_(True),
    _outbox.c.state != "sending",
    exists().where(*_OF_KIND, _contact.c.told_at.is_not(None), _outbox.c.key == _contact.c.key + literal("/0")),
)
_ANNOUNCED = (
    select(_contact)
    .where(*_OF_KIND, _contact.c.told_at >= _SINCE)
    .order_by(_contact.c.told_at.desc(), _contact.c.key)
    .limit(1)
)
_LATEST = _ANNOUNCED.where(_contact.c.refused_at.is_(None), _contact.c.stamp != "")
_STAMPED = _ANNOUNCED.where(*where(_contact, "stamp"))
_REFUSE = (
    update(_contact)
    .where(*where(_contact, "workspace_id", "member_id", "key"), _contact.c.refused_at.is_(None))
    .values(refused_at=bindparam("at", type_=UtcInstant()))
    .returning(_contact.c.key)
)
_TOLD = select(_contact.c.told_at, _contact.c.due_at, _contact.c.waiting, _contact.c.kind).where(
    *where(_contact, "workspace_id", "member_id"),
    (_contact.c.due_at >= _SINCE) | (_contact.c.told_at >= _SINCE),
    _contact.c.key != bindparam("besides"),
)


class Contacting:
    """On one transaction."""

    def __init__(self, run: Transaction) -> None:
        self._run = run

    def contact(self, workspace_id: WorkspaceId, key: str) -> Contact | None:
        row = self._run.row(_ONE, {"the_workspace_id": workspace_id, "the_key": storable(key)})
        return None if row is None else _read(row)

    def waiting(self, until: datetime, *, limit: int) -> Sequence[Contact]:
        return [_read(row) for row in self._run.rows(_WAITING, {"until": until, "most": limit})]

    def waiting_for(self, workspace_id: WorkspaceId, member_id: MemberId, until: datetime) -> Sequence[Contact]:
        these = {"the_workspace_id": workspace_id, "the_member_id": member_id, "until": until}
        return [_read(row) for row in self._run.rows(_WAITING_FOR, these)]

    def add_contact(self, contact: Contact, told_at: datetime | None) -> bool:
        waits = told_at is None
        return self._run.written(
            _NEW,
            {
                "workspace_id": contact.workspace_id,
                "key": contact.key,
                "member_id": contact.member_id,
                "kind": contact.kind,
                "replies": [to_json(reply) for reply in contact.replies] if waits else [],
                "stamp": contact.stamp,
                "asked_at": contact.asked_at,
                "due_at": contact.due_at,
                "told_at": told_at,
                "waiting": waits,
                "refused_at": None,
            },
        )

    def released(self, contact: Contact, at: datetime) -> bool:
        return self._run.written(_RELEASE, _this(contact) | {"at": at, "nothing": []})

    def delay(self, contact: Contact, until: datetime) -> None:
        self._run.write(_DELAY, _this(contact) | {"later": until})

    def wait_again(self, contact: Contact, until: datetime, *, in_doubt: bool) -> None:
        first_at = contact.told_at if in_doubt else None
        self._run.write(_WAIT_AGAIN, _this(contact) | {"later": until, "first_at": first_at})

    def retell(self, contact: Contact, at: datetime, *, in_doubt: bool) -> None:
        first_at = contact.told_at if in_doubt else at
        self._run.write(_RETELL, _this(contact) | {"at": at, "first_at": first_at})

    def forget_contact(self, contact: Contact) -> None:
        self._run.write(_FORGET, _this(contact))

    def take_back(self, workspace_id: WorkspaceId, key: str) -> bool:
        return self._run.written(_TAKE_ONE_BACK, {"the_workspace_id": workspace_id, "the_key": key})

    def drop_contacts(self, workspace_id: WorkspaceId, member_id: MemberId, *, kind: str) -> Sequence[str]:
        these = {"the_workspace_id": workspace_id, "the_member_id": member_id, "the_kind": kind}
        self._run.write(_TAKE_BACK, these)
        return [row.key for row in self._run.rows(_ON_THE_WAY, these)]

    def announced(
        self, workspace_id: WorkspaceId, member_id: MemberId, kind: str, since: datetime, *, stamp: str = ""
    ) -> Contact | None:
        these = {"the_workspace_id": workspace_id, "the_member_id": member_id, "the_kind": kind, "since": since}
        row = self._run.row(*((_STAMPED, these | {"the_stamp": storable(stamp)}) if stamp else (_LATEST, these)))
        return None if row is None else _read(row)

    def refuse(self, workspace_id: WorkspaceId, member_id: MemberId, key: str, at: datetime) -> bool:
        these = {"the_workspace_id": workspace_id, "the_member_id": member_id, "the_key": storable(key), "at": at}
        return self._run.written(_REFUSE, these)

    def told(
        self, workspace_id: WorkspaceId, member_id: MemberId, since: datetime, *, besides: str = "", before: str = ""
    ) -> Sequence[datetime]:
        here = {"the_workspace_id": workspace_id, "the_member_id": member_id}
        found = self._run.rows(_TOLD, here | {"since": since, "besides": besides})
        rows = [row for row in found if not (before and row.waiting and row.kind != before)]
        told = [row.told_at for row in rows if row.told_at]
        # what waits; and what may have arrived at the first try, and if not came at the last
        again = [row.due_at for row in rows if row.waiting or (row.told_at and row.due_at > row.told_at)]
        return told + again


def _this(contact: Contact) -> Values:
    return {"the_workspace_id": contact.workspace_id, "the_key": contact.key}


def _read(row: Row[Any]) -> Contact:
    return Contact(
        WorkspaceId(row.workspace_id),
        row.key,
        MemberId(row.member_id),
        row.kind,
        tuple(from_json(reply) for reply in row.replies),
        row.asked_at,
        row.due_at,
        row.stamp,
        row.told_at,
        row.waiting,
    )
