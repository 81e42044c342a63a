"""
Which tables of who sees what count. A new one (a new release of content/privacy.yaml) counts beside the old one until
the day that was announced: what is seen by then is what both allow, and nothing is deleted sooner than before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from content.privacy import PrivacyTable, Row
from dialogs.model import Json

Version = tuple[str, Json, datetime]  # digest, content, effective_at


def digest_of(table: PrivacyTable) -> str:
    """Return what changes with who sees what, and with how long it is kept; not with the words."""
    told = [
        (row.kind, sorted((reader, cell.form, cell.least) for reader, cell in row.readers.items()), row.keep.days)
        for row in sorted(table.rows, key=lambda row: row.kind)
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def changed(before: PrivacyTable, after: PrivacyTable) -> list[str]:
    """Return the kinds of which somebody sees something else, or that are kept for another time."""
    kinds: list[str] = []
    for row in after.rows:
        old = before.row(row.kind)
        seen = {reader: (cell.form, cell.least) for reader, cell in row.readers.items()}
        was = {reader: (cell.form, cell.least) for reader, cell in old.readers.items()}
        kinds += [row.kind] if (seen, row.keep.days) != (was, old.keep.days) else []
    return kinds


def as_read(content: Json, table: PrivacyTable) -> PrivacyTable:
    """
    Return a table as it was kept, with the kinds of *table*.

    Of a kind that it has not, or has in a shape that is no longer one, nobody but the rep sees anything there.
    """
    kept = {row["kind"]: row for row in content["rows"]}
    return PrivacyTable(rows=tuple(_row_as_read(kept.get(row.kind), row) for row in table.rows))


def _row_as_read(kept: Json | None, now: Row) -> Row:
    try:
        return Row.model_validate({**(kept or {}), "tables": ()})
    except ValueError:  # pydantic's error is one
        return now.model_copy(update={"tables": (), "readers": {"rep": now.cell("rep")}})


def in_effect(table: PrivacyTable, versions: Sequence[Version], now: datetime) -> tuple[PrivacyTable, ...]:
    """Return the program's table, and the one that it takes the place of where its day has not come."""
    digest = digest_of(table)
    begun = [version for version in versions if version[2] <= now]
    if not begun or begun[-1][0] == digest:
        return (table,)
    return (table, as_read(begun[-1][1], table))
