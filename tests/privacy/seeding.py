"""
A person with a marker in every text column of every table that is theirs; two of them are neighbours.

Each was linked once: a second member, the shell, is part of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Float, Integer, Table, insert, select

from dialogs.model import MemberId, WorkspaceId
from storage.owned import SHOWN
from storage.tables import Row, UtcInstant
from storage.unit_of_work import Store

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HERE = WorkspaceId("here")
_FIXED = {  # columns that must hold something else than a marker
    "workspace_id": HERE,
    "state": "pending",
    "status": "open",
    "phase": "evaluation",
    "channel": "terminal",
    "zone": "Europe/Berlin",
    "team_id": "team",
    "role": "manager",
    "what": "row",
    "outcome": "changed",
}
ASSIGNED = ("assignment", "assignee", "assigned_run", "dispute", "shared_line")  # as they refer to one another
# Columns of a manager's that hold nothing of theirs: what was asked stays, without them and their note.
NOT_THEIRS = {
    "assignment": ("id", "content_hash", "what", "content_id", "skill", "title", "mark", "bar", "extended"),
    "nudge_setting": ("days_off", "set_aside"),  # days and ids, which are read when somebody is told something
}


IN_ORDER = sorted(SHOWN, key=lambda name: (name in ASSIGNED, ASSIGNED.index(name) if name in ASSIGNED else 0))


def marker(who: str, table: str, column: str) -> str:
    return f"{who}~{table}~{column}"


_STATES = {("turn", "state"): "menu.choosing", ("nudge", "state"): "planned"}


def _value(who: str, rows: Table, column: Column[Any]) -> Any:
    mark = marker(who, rows.name, column.name)
    if column.name in ("replies", "set_aside"):
        return [{"type": "say", "text": mark}] if column.name == "replies" else {}
    if column.name in NOT_THEIRS.get(rows.name, ()):
        return [] if isinstance(column.type, JSON) else _FIXED.get(column.name, f"{who} {column.name}")
    if rows.name == "audit":
        return {"actor_role": "rep", "act": "read", "kind": "practice", "form": "whole"}.get(column.name, AT)
    if (rows.name, column.name) in _STATES:
        return _STATES[rows.name, column.name]
    if column.name == "code_hash":
        return sha256(mark.encode()).hexdigest()
    if column.name == "moved":
        return {"accounts": [], "renamed": [[mark, mark, mark]], "teams": [], "grants": []}
    if isinstance(column.type, JSON):
        return [] if column.name == "withdrawn" else {"said": mark}
    if isinstance(column.type, UtcInstant):
        return AT
    if isinstance(column.type, Date):
        return date(2026, 3, 2)
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Integer | Float) or "INT" in str(column.type).upper():
        return 1
    return _FIXED.get(column.name, mark)


_REFERS = {  # column: whose key it is
    "member_id": ("member", "id"),
    "author": ("member", "id"),
    "actor": ("member", "id"),
    "subject": ("member", "id"),
    "session_id": ("session", "id"),
    "account_id": ("account", "id"),
    "snapshot_id": ("snapshot", "id"),
    "granted_by": ("member", "id"),
    "created_by": ("member", "id"),
    "used_by": ("member", "id"),
    "into_id": ("member", "id"),
    "by_member": ("member", "id"),
    "resolved_by": ("member", "id"),
    "home": ("shell", "id"),
    "held_by": ("member", "id"),
    "asked_by": ("member", "id"),
}


def row_of(who: str, name: str) -> dict[str, Any]:
    """Return a row of a table that is *who*'s."""
    rows = Row.metadata.tables[name]
    row = {}
    for column in rows.c:
        if column.name in _REFERS:
            row[column.name] = marker(who, *_REFERS[column.name])
        elif column.name == "assignment_id":
            row[column.name] = f"{who} id"
        elif column.name in ("merged_into", "unreachable_at", "lease_until", "sent_at", "deactivated_at"):
            continue
        elif column.name == "workspace_id":
            row[column.name] = HERE
        elif rows.primary_key.columns.keys() == ["id"] and column.name == "id":
            continue  # numbered by the database
        else:
            row[column.name] = _value(who, rows, column)
    if name == "event_claim":
        row["event_id"] = marker(who, "turn", "event_id")
    if name in ("outbox", "code_try", "linked_identity"):
        row["address"] = marker(who, "identity", "address")
    if name == "member_link":
        row["member_id"] = marker(who, "shell", "id")
    if name == "role_grant":
        row["role"] = "admin"
    return row


def seed(store: Store, who: str) -> MemberId:
    """Write one row of *who*'s into every table that holds what is a person's, but no wish to be erased."""
    engine = store._engine
    with engine.begin() as db:
        workspace = Row.metadata.tables["workspace"]
        if db.execute(select(workspace).where(workspace.c.id == HERE)).first() is None:
            db.execute(insert(workspace), {"id": HERE, "created_at": AT})
            team = {"workspace_id": HERE, "id": "team", "name": "Team", "name_key": "team", "created_at": AT}
            db.execute(insert(Row.metadata.tables["team"]), team | {"is_open": True})
        shell = {"id": marker(who, "shell", "id"), "name": marker(who, "shell", "name")}
        db.execute(insert(Row.metadata.tables["member"]), row_of(who, "member") | shell)
        for name in IN_ORDER:
            if name != "erasure":
                db.execute(insert(Row.metadata.tables[name]), row_of(who, name))
    return MemberId(marker(who, "member", "id"))


def ids_of(store: Store, member: str) -> Sequence[MemberId]:
    """Return every member that a person is."""
    with store.unit_of_work() as work:
        return work.people(HERE).whole(MemberId(member))


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of the database."""
    with store._engine.connect() as db:
        return {name: _rows(db, rows) for name, rows in Row.metadata.tables.items()}


def _rows(db: Connection, rows: Table) -> list[dict[str, Any]]:
    return sorted((dict(row) for row in db.execute(select(rows)).mappings()), key=repr)


def mentions(store: Store, who: str) -> list[str]:
    """Return each "table.column" in which a marker of *who*'s stands, in whatever row."""
    return [
        f"{name}.{column}"
        for name, rows in everything(store).items()
        for row in rows
        for column, value in row.items()
        if f"{who}~" in repr(value)
    ]
