"""
Erasing a person: asked for, undone, done. What is done deletes every row that `storage.owned` calls theirs; in what
stays (RETAINED) a pseudonym takes the place of their id, made up at random and told to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Row as SqlRow
from sqlalchemy import Table, Update, bindparam, delete, func, insert, or_, select, update

from dialogs.model import MemberId, WorkspaceId
from dialogs.privacy.model import Erasure
from dialogs.privacy.retained import RETAINED
from storage.account_tables import account
from storage.assignment_tables import assignment, dispute
from storage.exporting import owner
from storage.nudge_tables import contact
from storage.owned import ORDER, conditions, deleted, others_replies, others_turns, others_waiting
from storage.people_tables import invite, role_grant
from storage.privacy_tables import erasure as _erasure
from storage.privacy_tables import erasure_receipt as _receipt
from storage.purging import permitted
from storage.review_tables import question_back, review_session
from storage.statements import insert_if_new, where
from storage.tables import Row, table
from storage.transaction import Transaction

_outbox = table("outbox")

_ASK = insert_if_new("erasure", returning="member_id")
_OF = (*where(_erasure, "workspace_id"), _erasure.c.member_id.in_(bindparam("ids", expanding=True)))
_ASKED = select(_erasure).where(*_OF).order_by(_erasure.c.asked_at)
_DUE = (
    select(_erasure)
    .where(*where(_erasure, "workspace_id"), _erasure.c.due_at <= bindparam("now", type_=_erasure.c.due_at.type))
    .order_by(_erasure.c.due_at, _erasure.c.member_id)
)
_FORGET = delete(_erasure).where(*_OF)
_THESE = (*where(_outbox, "workspace_id"), _outbox.c.id.in_(bindparam("numbers", expanding=True)))
_HOLD = update(_outbox).where(*_THESE).values(state="failed", waiting=False, lease_until=None)
_LET_GO = update(_outbox).where(*_THESE, _outbox.c.sent_at.is_(None)).values(state="pending", waiting=True)


def _without(rows: Table, owner: str, column: str, **emptied: str) -> Update:
    """Return what empties a column, and others of these, in the rows whose *owner* is the person."""
    whose = rows.c[owner].in_(bindparam("ids", expanding=True))
    return update(rows).where(*where(rows, "workspace_id"), whose).values({column: None, **emptied})


_APART = (  # what refers to a row that goes: accounts to one another, others' roles and invitations to who gave them
    _without(account, "member_id", "merged_into"),
    _without(role_grant, "granted_by", "granted_by"),
    _without(invite, "created_by", "created_by"),
    _without(invite, "used_by", "used_by"),
    _without(assignment, "by_member", "note"),  # their words go with them, before what says whose they are
    _without(assignment, "by_member", "by_member"),
    _without(dispute, "resolved_by", "reason"),
    _without(dispute, "resolved_by", "resolved_by"),
    _without(review_session, "held_by", "held_by", line=""),
    _without(question_back, "asked_by", "asked_by", text=""),
)
_OF_OTHERS = (delete(_outbox).where(others_replies()), delete(contact).where(others_waiting()))
_OF_OTHERS_TYPED = delete(table("turn")).where(others_turns())
_RECEIVE = insert(_receipt).inline()


def ask(
    run: Transaction, workspace_id: WorkspaceId, *, ids: Sequence[MemberId], at: datetime, due_at: datetime
) -> Erasure:
    """Note the wish once, under the first id, and hold back what waits; the one that stands already is returned."""
    standing = asked(run, workspace_id, ids=ids)
    if standing:
        return standing[0]
    held = select(_outbox.c.id).where(or_(conditions()["outbox"], others_replies()), _outbox.c.waiting.is_(True))
    numbers = [row.id for row in run.rows(held, owner(workspace_id, ids))]
    if numbers:
        run.write(_HOLD, {"the_workspace_id": workspace_id, "numbers": numbers})
    row = {"workspace_id": workspace_id, "member_id": ids[0], "asked_at": at, "due_at": due_at}
    run.written(_ASK, row | {"withdrawn": numbers})
    return Erasure(ids[0], workspace_id, at, due_at)


def undo(run: Transaction, workspace_id: WorkspaceId, *, ids: Sequence[MemberId]) -> bool:
    """Forget the wish; what was held back waits again, in its old order."""
    rows = run.rows(_ASKED, owner(workspace_id, ids))
    numbers = [number for row in rows for number in row.withdrawn]
    if numbers:
        run.write(_LET_GO, {"the_workspace_id": workspace_id, "numbers": numbers})
    if rows:
        run.write(_FORGET, owner(workspace_id, ids))
    return bool(rows)


def asked(run: Transaction, workspace_id: WorkspaceId, *, ids: Sequence[MemberId]) -> Sequence[Erasure]:
    """Return what these members asked for, the earliest first."""
    return [_read(row) for row in run.rows(_ASKED, owner(workspace_id, ids))]


def due(run: Transaction, workspace_id: WorkspaceId, *, now: datetime) -> Sequence[Erasure]:
    """Return those that can be undone no more."""
    return [_read(row) for row in run.rows(_DUE, {"the_workspace_id": workspace_id, "now": now})]


def erase(run: Transaction, workspace_id: WorkspaceId, *, ids: Sequence[MemberId], at: datetime) -> int:
    """Delete a person for good and leave a receipt; return how many rows went."""
    values = owner(workspace_id, ids)
    wishes = asked(run, workspace_id, ids=ids)
    pseudonym = f"erased-{uuid4().hex}"
    for apart in (*_OF_OTHERS, *_APART):
        run.write(apart, values)
    with permitted(run, workspace_id):
        run.write(_OF_OTHERS_TYPED, values)
        deleted = sum(_delete(run, Row.metadata.tables[name], values) for name in ORDER)
        for kept in RETAINED:
            if kept.table != _receipt.name:
                _rename(run, Row.metadata.tables[kept.table], kept.column, values | {"pseudonym": pseudonym})
    asked_at = wishes[0].asked_at if wishes else at
    receipt = {"workspace_id": workspace_id, "pseudonym": pseudonym, "asked_at": asked_at, "done_at": at}
    run.write(_RECEIVE, receipt | {"deleted": deleted})
    return deleted


def _delete(run: Transaction, rows: Table, values: dict[str, object]) -> int:
    its = deleted()[rows.name]
    found = run.row(select(func.count().label("rows")).select_from(rows).where(its), values)
    count = int(found.rows) if found is not None else 0
    if count:
        run.write(delete(rows).where(its), values)
    return count


def _rename(run: Transaction, rows: Table, column: str, values: dict[str, object]) -> None:
    the_person = (*where(rows, "workspace_id"), rows.c[column].in_(bindparam("ids", expanding=True)))
    run.write(update(rows).where(*the_person).values({column: bindparam("pseudonym")}), values)


def _read(row: SqlRow[tuple[object, ...]]) -> Erasure:
    return Erasure(MemberId(row.member_id), WorkspaceId(row.workspace_id), row.asked_at, row.due_at)
