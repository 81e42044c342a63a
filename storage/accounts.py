"""
A member's accounts, drafts and snapshots. Every statement names the workspace and the member, or an account that a
statement of the same transaction found to be theirs.

Accounts merged into another stay where they are, with their snapshots: the other one's file shows both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from dialogs.errors import StoreMisuse
from dialogs.model import MemberId, WorkspaceId
from dialogs.reassessment.model import (
    WINDOW,
    Account,
    AccountChange,
    AccountFile,
    AccountId,
    AccountSaved,
    Draft,
    DraftSaved,
    Point,
    Snapshot,
    SnapshotMade,
)
from storage import account_mapping as mapping
from storage.account_tables import account as _account
from storage.account_tables import account_draft as _draft
from storage.account_tables import snapshot as _snapshot
from storage.account_tables import snapshot_answer as _answer
from storage.mapping import Values, storable
from storage.purging import permitted
from storage.review_tables import question_back as _question
from storage.review_tables import review_session as _held
from storage.statements import insert_or_change, where
from storage.transaction import Transaction

_READ = [column for column in _account.c if column.name not in {"name_key", "created_at", "changed_at"}]
_ALL = select(*_READ).where(*where(_account, "workspace_id", "member_id"))
_ONE = select(*_READ).where(*where(_account, "workspace_id", "member_id", "id"))
_NAMED = select(*_READ).where(*where(_account, "workspace_id", "member_id", "name_key"))
_MERGED_INTO = select(*_READ).where(*where(_account, "workspace_id", "member_id", "merged_into"))
_NEW = insert(_account).inline()
_CHANGE = update(_account).where(*where(_account, "workspace_id", "member_id", "id"))
_DRAFT = select(_draft).where(*where(_draft, "workspace_id", "account_id"))
_KEEP_DRAFT = insert_or_change(
    "account_draft",
    key=("workspace_id", "account_id"),
    changes=("started", "answers", "checked", "data", "saved_at"),
)
_DROP_DRAFT = delete(_draft).where(*where(_draft, "workspace_id", "account_id"))
_LATEST = (
    select(_snapshot)
    .where(*where(_snapshot, "workspace_id", "account_id"))
    .order_by(_snapshot.c.day.desc(), _snapshot.c.at.desc())
    .limit(bindparam("most"))
)
_TRAIL = (
    select(_answer).where(*where(_answer, "workspace_id", "account_id", "item")).order_by(_answer.c.day, _answer.c.at)
)
_NEW_SNAPSHOT, _NEW_ANSWER = insert(_snapshot).inline(), insert(_answer).inline()
_FORGET = tuple(
    delete(rows).where(*where(rows, "workspace_id", column))
    for rows, column in (
        *((rows, "account_id") for rows in (_held, _question, _answer, _snapshot, _draft)),
        (_account, "id"),
    )
)


def accounts(run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId) -> Sequence[Account]:
    """Return a member's accounts by name, without those merged into another."""
    rows = run.rows(_ALL, _of(workspace_id, member_id))
    merged: dict[str | None, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        merged[row.merged_into].append(row)

    def inside(id: str) -> Iterator[Row[Any]]:
        for row in merged.get(id, ()):
            yield row
            yield from inside(row.id)

    shown = [mapping.with_merged(row, list(inside(row.id))) for row in rows if row.status != "merged"]
    return sorted(shown, key=lambda one: (mapping.name_key(one.name), one.id))  # databases differ in order of letters


def named(run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId, text: str) -> Sequence[Account]:
    """Return the member's accounts of this id or name, the open one first; merged ones too, by their own name."""
    values = _of(workspace_id, member_id)
    rows = [
        *run.rows(_ONE, values | {"the_id": storable(text)}),
        *run.rows(_NAMED, values | {"the_name_key": mapping.name_key(text)}),
    ]
    found = {row.id: row for row in sorted(rows, key=lambda row: row.is_open is None)}
    return [mapping.with_merged(row, _merged_into(run, values, row.id)) for row in found.values()]


def account_file(
    run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId, account_id: AccountId
) -> AccountFile | None:
    """Return an account with its draft and its latest snapshots, also of those merged into it; None: not theirs."""
    values = _of(workspace_id, member_id)
    own = run.row(_ONE, values | {"the_id": account_id})
    if own is None:
        return None
    merged = _merged_into(run, values, own.id)
    here = {"the_workspace_id": workspace_id}
    draft = run.row(_DRAFT, here | {"the_account_id": own.id})
    rows = [
        row for one in (own, *merged) for row in run.rows(_LATEST, here | {"the_account_id": one.id, "most": WINDOW})
    ]
    latest = sorted(rows, key=lambda row: (row.day, row.at))[-WINDOW:]
    return AccountFile(
        mapping.with_merged(own, merged),
        tuple(map(mapping.snapshot_read, latest)),
        None if draft is None else mapping.draft_read(draft),
    )


def trail(
    run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId, account_id: AccountId, item: str
) -> Sequence[Point]:
    """Return how an item stood in each snapshot in which it was not as in the one before, oldest first."""
    values = _of(workspace_id, member_id)
    own = run.row(_ONE, values | {"the_id": account_id})
    if own is None:
        return []
    ids = [own.id, *(row.id for row in _merged_into(run, values, own.id))]
    asked = {"the_workspace_id": workspace_id, "the_item": item}
    rows = [row for id in ids for row in run.rows(_TRAIL, asked | {"the_account_id": id})]
    points = [mapping.point_read(row) for row in sorted(rows, key=lambda row: (row.day, row.at))]
    before = [None, *(replace(point.answer, kept=date.min) for point in points)]  # looked at again is not changed
    return [point for point, last in zip(points, before, strict=False) if replace(point.answer, kept=date.min) != last]


def keep(
    run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId, change: AccountChange, at: datetime
) -> None:
    """
    Write one change of the member's own accounts.

    Raises:
        StoreMisuse: not the member's account, a name that another of their open accounts has, or an account that
            cannot be merged into the one that is named.
    """
    values = _of(workspace_id, member_id)
    if isinstance(change, AccountSaved):
        _save(run, values, change.account, at)
    elif isinstance(change, DraftSaved):
        _require(run, values, change.account_id)
        _keep_draft(run, values, change.account_id, change.draft, at)
    else:
        _require(run, values, change.snapshot.account_id)
        _add_snapshot(run, values, change, at)


def forget(run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId) -> None:
    """Delete all accounts of a member, with drafts and snapshots."""
    values = _of(workspace_id, member_id)
    rows = run.rows(_ALL, values)
    if not rows:
        return
    run.write(_CHANGE, [values | {"the_id": row.id, "merged_into": None} for row in rows])  # referred to: goes last
    with permitted(run, workspace_id):
        for statement in _FORGET:
            column = "the_id" if statement is _FORGET[-1] else "the_account_id"
            run.write(statement, [{"the_workspace_id": workspace_id, column: row.id} for row in rows])


def _of(workspace_id: WorkspaceId, member_id: MemberId) -> Values:
    return {"the_workspace_id": workspace_id, "the_member_id": member_id}


def _merged_into(run: Transaction, values: Values, id: str) -> list[Row[Any]]:
    """Return the accounts merged into one, and those merged into them before."""
    found = list(run.rows(_MERGED_INTO, values | {"the_merged_into": id}))
    return [*found, *(row for one in found for row in _merged_into(run, values, one.id))]


def _require(run: Transaction, values: Values, id: str) -> Row[Any]:
    row = run.row(_ONE, values | {"the_id": id})
    if row is None:
        raise StoreMisuse(f"the member has no account {id}")
    return row


def _save(run: Transaction, values: Values, account: Account, at: datetime) -> None:
    if (account.workspace_id, account.owner) != (values["the_workspace_id"], values["the_member_id"]):
        raise StoreMisuse(f"account {account.id} is somebody else's")
    if account.status == "open":
        _require_free_name(run, values, account)
    if account.merged_into is not None:
        _require_merging(run, values, account)
    changes = mapping.account_values(account) | {"changed_at": at}
    if run.row(_ONE, values | {"the_id": account.id}) is None:
        run.write(_NEW, mapping.account_identity(account) | changes | {"created_at": at})
    else:
        run.write(_CHANGE, values | {"the_id": account.id} | changes)


def _require_free_name(run: Transaction, values: Values, account: Account) -> None:
    for row in run.rows(_NAMED, values | {"the_name_key": mapping.name_key(account.name)}):
        if row.is_open and row.id != account.id:
            raise StoreMisuse(f"another open account is named {row.name!r}")


def _require_merging(run: Transaction, values: Values, account: Account) -> None:
    """Refuse to merge an account into itself, directly or through others: both would be out of every list."""
    into = _require(run, values, str(account.merged_into))
    inside = {account.id, *(row.id for row in _merged_into(run, values, account.id))}
    if into.id in inside:
        raise StoreMisuse(f"account {account.id} cannot be merged into itself or one that was merged into it")


def _keep_draft(run: Transaction, values: Values, id: AccountId, draft: Draft | None, at: datetime) -> None:
    here = {"workspace_id": values["the_workspace_id"], "account_id": id}
    if draft is None:
        run.write(_DROP_DRAFT, {f"the_{column}": value for column, value in here.items()})
    else:
        run.write(_KEEP_DRAFT, here | mapping.draft_values(draft, at))
    run.write(_CHANGE, values | {"the_id": id, "drafted": draft is not None, "changed_at": at})


def _add_snapshot(run: Transaction, values: Values, made: SnapshotMade, at: datetime) -> None:
    snapshot: Snapshot = made.snapshot
    workspace_id = values["the_workspace_id"]
    if snapshot.author != values["the_member_id"]:
        raise StoreMisuse(f"snapshot {snapshot.id} is by somebody else")
    run.write(_NEW_SNAPSHOT, mapping.snapshot_values(workspace_id, snapshot))
    rows = mapping.answer_rows(workspace_id, snapshot)
    if rows:
        run.write(_NEW_ANSWER, rows)
    _keep_draft(run, values, snapshot.account_id, None, at)
    standing = {
        "snapshots": _account.c.snapshots + 1,
        "last": snapshot.day,
        "last_at": snapshot.at,
        "strategy": storable(made.strategy),
        "coverage": made.coverage,
        "flags": list(snapshot.flags),
    }
    run.write(_CHANGE.values(standing), values | {"the_id": snapshot.account_id})
