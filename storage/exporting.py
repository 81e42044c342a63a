"""Everything that is kept of a person, row by row: whatever `storage.owned` says is theirs, every column of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, func, select

from dialogs.model import Json, MemberId, WorkspaceId
from dialogs.privacy.model import Export
from storage.assignment_tables import assignment
from storage.mapping import Values
from storage.nudge_tables import contact
from storage.owned import ORDER, SHOWN, conditions, deleted
from storage.people_tables import team
from storage.privacy_tables import erasure
from storage.review_tables import told_about
from storage.statements import where
from storage.tables import Row, table
from storage.transaction import Transaction

# Columns that hold a member's id, and not always that of whose row it is.
_PEOPLE = ("actor", "subject", "asked_by", "held_by", "by_member", "resolved_by", "granted_by", "created_by", "used_by")
_member = table("member")
_OTHER = _member.c.id.not_in(bindparam("ids", expanding=True))
_NAMED: BindParameter[str] = bindparam("named", expanding=True)
_THERE = select(_member.c.id).where(*where(_member, "workspace_id"), _member.c.id.in_(_NAMED), _OTHER)
_LEAVING = exists().where(erasure.c.workspace_id == _member.c.workspace_id, erasure.c.member_id == _member.c.id)
_CALLED = (
    select(_member.c.id, _member.c.name.label("name")).where(
        *where(_member, "workspace_id"), _member.c.id.in_(_NAMED), ~_LEAVING
    ),
    select(team.c.id, team.c.name.label("name")).where(*where(team, "workspace_id"), team.c.id.in_(_NAMED)),
    select(assignment.c.id, assignment.c.title.label("name")).where(
        *where(assignment, "workspace_id"), assignment.c.id.in_(_NAMED)
    ),
)
_WAITING = select(contact.c.key + "/0").where(
    *where(contact, "workspace_id"), contact.c.member_id.in_(bindparam("ids", expanding=True))
)
_TOLD_OF = (
    select(told_about.c.member_id.label("id"))
    .where(*where(told_about, "workspace_id"), told_about.c.key.in_(_WAITING))
    .where(told_about.c.member_id.not_in(bindparam("ids", expanding=True)))
    .distinct()
)


def export(run: Transaction, workspace_id: WorkspaceId, *, ids: Sequence[MemberId], now: datetime) -> Export:
    """Return every row, in a stable order: by table, then by the table's key."""
    values = owner(workspace_id, ids)
    tables: dict[str, tuple[Json, ...]] = {}
    for name in SHOWN:
        rows = Row.metadata.tables[name]
        found = run.rows(select(rows).where(conditions()[name]).order_by(*rows.primary_key.columns), values)
        tables[name] = tuple({key: _plain(value) for key, value in row._mapping.items()} for row in found)
    return Export(now.astimezone(UTC), tables, _names(run, values, tables), _called(run, values, tables))


def _names(run: Transaction, values: Values, tables: Mapping[str, Sequence[Json]]) -> tuple[MemberId, ...]:
    """Return the other members whom these rows name: in a column of theirs, or in what waits to be told."""
    found = {row[column] for rows in tables.values() for row in rows for column in _PEOPLE if row.get(column)}
    others = run.rows(_THERE, {**values, "named": sorted(found)}) if found else ()
    told = run.rows(_TOLD_OF, values)
    return tuple(dict.fromkeys(MemberId(row.id) for row in (*others, *told)))


def _called(run: Transaction, values: Values, tables: Mapping[str, Sequence[Json]]) -> dict[str, str]:
    """Return what people, teams and assignments are called whose ids stand in these rows."""
    columns = (*_PEOPLE, "team_id", "assignment_id")
    found = {row[column] for rows in tables.values() for row in rows for column in columns if row.get(column)}
    values = {**values, "named": sorted(found)}
    return {row.id: row.name for statement in _CALLED for row in run.rows(statement, values)} if found else {}


def counts(run: Transaction, workspace_id: WorkspaceId, *, ids: Sequence[MemberId]) -> dict[str, int]:
    """Return how many rows an erasing would delete, by table; tables without any are left out."""
    values = owner(workspace_id, ids)
    found = {}
    for name in ORDER:
        rows = Row.metadata.tables[name]
        row = run.row(select(func.count().label("rows")).select_from(rows).where(deleted()[name]), values)
        found[name] = int(row.rows) if row is not None else 0
    return {name: count for name, count in found.items() if count}


def owner(workspace_id: WorkspaceId, ids: Sequence[MemberId]) -> Values:
    """Return what `conditions` is bound with."""
    return {"the_workspace_id": workspace_id, "ids": list(ids)}


def _plain(value: Any) -> Any:
    """Return a column's value as JSON has it."""
    return value.isoformat() if isinstance(value, datetime | date) else value
