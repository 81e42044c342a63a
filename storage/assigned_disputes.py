"""Objections on assigned runs. Their words are those of `disagreement`, and gone where the rep took them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select, update

from dialogs.assigning.model import AssignmentId, Dispute, DisputeId, Outcome
from dialogs.model import MemberId, WorkspaceId
from storage.assignment_tables import dispute as _dispute
from storage.mapping import Values, storable
from storage.privacy_tables import erasure
from storage.statements import insert_if_new, where
from storage.tables import table
from storage.transaction import Transaction

_said = table("disagreement")
_NEW = insert_if_new("dispute", returning="id")
_HERE = where(_dispute, "workspace_id")
_AGAIN = (
    update(_dispute)
    .where(*_HERE, *where(_dispute, "member_id", "run", "place"), _dispute.c.outcome.is_(None))
    .returning(_dispute.c.id)
)
_SHARED = (
    select(_dispute, _said.c.text.label("line"))
    .join(
        _said,
        (_said.c.workspace_id == _dispute.c.workspace_id)
        & (_said.c.member_id == _dispute.c.member_id)
        & (_said.c.run == _dispute.c.run)
        & (_said.c.place == _dispute.c.place),
    )
    .where(
        *_HERE,
        _dispute.c.shared.is_(True),
        _said.c.text.is_not(None),
        ~exists().where(erasure.c.workspace_id == _dispute.c.workspace_id, erasure.c.member_id == _dispute.c.member_id),
    )
    .order_by(_dispute.c.at, _dispute.c.id)
)
_OPEN = _SHARED.where(_dispute.c.outcome.is_(None))
_ONE = _SHARED.where(*where(_dispute, "id"))
_RESOLVE = update(_dispute).where(*_HERE, *where(_dispute, "id"), _dispute.c.outcome.is_(None)).returning(_dispute.c.id)


class Disputes:
    """A part of `storage.assignments.SqlAssignments`, which says what there is to begin with."""

    _run: Transaction
    _workspace_id: WorkspaceId

    @property
    def _here(self) -> Values:
        raise NotImplementedError

    def put_dispute(self, dispute: Dispute, *, shared: bool) -> bool:
        row = {name: getattr(dispute, name) for name in ("id", "assignment_id", "member_id", "run", "place", "at")}
        said = {"content_id": dispute.content_id, "told": dispute.told, "own": dispute.own, "shared": shared}
        undecided = dict.fromkeys(("resolved_by", "resolved_at", "outcome", "reason"))
        if self._run.written(_NEW, row | said | undecided | {"workspace_id": self._workspace_id}):
            return True
        key = {"the_member_id": dispute.member_id, "the_run": dispute.run, "the_place": dispute.place}
        return self._run.written(_AGAIN, self._here | key | {"own": dispute.own, "shared": shared})

    def disputes(self) -> Sequence[Dispute]:
        return [_read(row) for row in self._run.rows(_OPEN, self._here)]

    def dispute(self, id: DisputeId) -> Dispute | None:
        row = self._run.row(_ONE, self._here | {"the_id": storable(id)})
        return None if row is None else _read(row)

    def resolve(self, id: DisputeId, outcome: Outcome, reason: str, *, by: MemberId, at: datetime) -> bool:
        done = {"outcome": outcome, "reason": storable(reason), "resolved_by": by, "resolved_at": at}
        return self._run.written(_RESOLVE, self._here | {"the_id": storable(id)} | done)


def _read(row: Row[Any]) -> Dispute:
    return Dispute(
        id=DisputeId(row.id),
        assignment_id=AssignmentId(row.assignment_id),
        member_id=MemberId(row.member_id),
        run=row.run,
        place=row.place,
        content_id=row.content_id,
        told=row.told,
        own=row.own,
        text=row.line,
        at=row.at,
        outcome=row.outcome,
        reason=row.reason or "",
    )
