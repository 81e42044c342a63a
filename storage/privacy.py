"""Implements `dialogs.privacy.ports.PrivacyStore`; every statement names the workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import bindparam, exists, insert, or_, select, update

from dialogs.model import Json, MemberId, WorkspaceId
from dialogs.privacy.model import Erasure, Export, Logged, Looked, Notice, Rights
from storage import erasing, exporting, pruning
from storage.mapping import Values
from storage.privacy_tables import audit, erasure, notice, privacy_version, retention_rule
from storage.statements import insert_if_new, where
from storage.tables import UtcInstant, table
from storage.transaction import Transaction

_identity = table("identity")


def _now() -> Any:
    return bindparam("now", type_=UtcInstant())


_LOG = insert(audit).inline()
_LOGGED = select(audit).where(*where(audit, "workspace_id")).order_by(audit.c.id.desc()).limit(bindparam("most"))
_ABOUT = _LOGGED.where(or_(*(audit.c[name].in_(bindparam("ids", expanding=True)) for name in ("actor", "subject"))))
_ADD_RULE = insert(retention_rule).inline()
_KEEPS = (
    select(retention_rule.c.kind, retention_rule.c.days)
    .where(*where(retention_rule, "workspace_id"), retention_rule.c.effective_at <= _now())
    .order_by(retention_rule.c.effective_at)
)
_ADD_NOTICE = insert(notice).inline()
_NOTICES = (
    select(notice)
    .where(*where(notice, "workspace_id"), notice.c.effective_at > _now())
    .order_by(notice.c.effective_at, notice.c.id)
)
_TOLD = update(notice).where(*where(notice, "workspace_id", "id")).values(told_at=bindparam("at"))
_ERASING = exists().where(
    erasure.c.workspace_id == _identity.c.workspace_id, erasure.c.member_id == _identity.c.member_id
)
_REACHED = (
    select(_identity.c.member_id)
    .where(*where(_identity, "workspace_id"), _identity.c.unreachable_at.is_(None), ~_ERASING)
    .distinct()
    .order_by(_identity.c.member_id)
)
_VERSIONS = (
    select(privacy_version).where(*where(privacy_version, "workspace_id")).order_by(privacy_version.c.effective_at)
)
_ADD_VERSION = insert_if_new("privacy_version", returning="digest")


class PrivacyRows:
    """People's rights in one workspace, within a transaction."""

    def __init__(self, run: Transaction, workspace_id: WorkspaceId) -> None:
        self._run = run
        self._where = workspace_id
        self._here: Values = {"the_workspace_id": workspace_id}

    def rights(self, ids: Sequence[MemberId], now: datetime) -> Rights:
        wishes = self.erasures(ids)
        counts = exporting.counts(self._run, self._where, ids=ids)
        return Rights(self.keeps(now), tuple(self.notices(now)), wishes[0] if wishes else None, counts)

    def export(self, ids: Sequence[MemberId], now: datetime) -> Export:
        return exporting.export(self._run, self._where, ids=ids, now=now)

    def log(self, looked: Looked, at: datetime) -> None:
        row = {"workspace_id": self._where, "at": at, "actor": looked.actor, "actor_role": looked.role}
        about = {"act": looked.act, "kind": looked.kind, "form": looked.form, "subject": looked.subject}
        self._run.write(_LOG, row | about)

    def logged(self, ids: Sequence[MemberId] | None, *, limit: int) -> Sequence[Logged]:
        values = self._here | {"most": limit}
        rows = self._run.rows(_LOGGED, values) if ids is None else self._run.rows(_ABOUT, values | {"ids": list(ids)})
        return [_logged(row) for row in rows]

    def ask_erasure(self, ids: Sequence[MemberId], at: datetime, *, due_at: datetime) -> Erasure:
        return erasing.ask(self._run, self._where, ids=ids, at=at, due_at=due_at)

    def undo_erasure(self, ids: Sequence[MemberId]) -> bool:
        return erasing.undo(self._run, self._where, ids=ids)

    def erasures_due(self, now: datetime) -> Sequence[Erasure]:
        return erasing.due(self._run, self._where, now=now)

    def erasures(self, ids: Sequence[MemberId]) -> Sequence[Erasure]:
        return erasing.asked(self._run, self._where, ids=ids)

    def erase(self, ids: Sequence[MemberId], at: datetime) -> int:
        return erasing.erase(self._run, self._where, ids=ids, at=at)

    def prune(self, keeps: Mapping[str, int], now: datetime, *, dry_run: bool) -> Mapping[str, int]:
        return pruning.prune(self._run, self._where, keeps=keeps, now=now, dry_run=dry_run)

    def add_rule(self, kind: str, days: int, at: datetime, *, effective_at: datetime) -> None:
        row = {"workspace_id": self._where, "kind": kind, "days": days, "made_at": at, "effective_at": effective_at}
        self._run.write(_ADD_RULE, row)

    def keeps(self, now: datetime) -> Mapping[str, int]:
        return {row.kind: row.days for row in self._run.rows(_KEEPS, self._here | {"now": now})}  # the latest stays

    def add_notice(self, given: Notice) -> None:
        row = {"workspace_id": self._where, "id": given.id, "about": given.about, "change": dict(given.change)}
        times = {"made_at": given.made_at, "effective_at": given.effective_at, "told_at": given.told_at}
        self._run.write(_ADD_NOTICE, row | times)

    def notices(self, after: datetime) -> Sequence[Notice]:
        return [_notice(row) for row in self._run.rows(_NOTICES, self._here | {"now": after})]

    def reached(self) -> Sequence[MemberId]:
        return [MemberId(row.member_id) for row in self._run.rows(_REACHED, self._here)]

    def told(self, given: Notice, at: datetime) -> None:
        self._run.write(_TOLD, self._here | {"the_id": given.id, "at": at})

    def versions(self) -> Sequence[tuple[str, Json, datetime]]:
        return [(row.digest, row.content, row.effective_at) for row in self._run.rows(_VERSIONS, self._here)]

    def add_version(self, digest: str, content: Json, *, effective_at: datetime) -> None:
        row = {"workspace_id": self._where, "digest": digest, "content": dict(content), "effective_at": effective_at}
        self._run.written(_ADD_VERSION, row)


def _logged(row: SqlRow[Any]) -> Logged:
    return Logged(row.at, Looked(row.actor, row.actor_role, row.act, row.kind, row.form, row.subject))


def _notice(row: SqlRow[Any]) -> Notice:
    where_, times = WorkspaceId(row.workspace_id), (row.made_at, row.effective_at, row.told_at)
    return Notice(row.id, where_, row.about, row.change, *times)
