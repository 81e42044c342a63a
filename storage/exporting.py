"""Everything that is kept of a person, row by row: whatever `storage.owned` says is theirs, every column of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from dialogs.model import Json, MemberId, WorkspaceId
from dialogs.privacy.model import Export
from storage.mapping import Values
from storage.owned import ORDER, SHOWN, conditions, deleted
from storage.tables import Row
from storage.transaction import Transaction


def export(run: Transaction, workspace_id: WorkspaceId, *, ids: Sequence[MemberId], now: datetime) -> Export:
    """Return every row, in a stable order: by table, then by the table's key."""
    values = owner(workspace_id, ids)
    tables: dict[str, tuple[Json, ...]] = {}
    for name in SHOWN:
        rows = Row.metadata.tables[name]
        found = run.rows(select(rows).where(conditions()[name]).order_by(*rows.primary_key.columns), values)
        tables[name] = tuple({key: _plain(value) for key, value in row._mapping.items()} for row in found)
    return Export(now.astimezone(UTC), tables)


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
