"""
An export as JSON, and cut into messages. Its shape is stable: a change of it raises VERSION. As text: `readable`.

{"format": "sales-coach-export", "version": 1, "made_at": instant, "tables": {table: [{column: value}]}}
Every table is there, also an empty one, and every column of a row; instants are ISO 8601 in UTC, days ISO dates.
"""

from __future__ import annotations

import json

from dialogs.model import Json
from dialogs.privacy.model import Export
from dialogs.replies import LIMITS

FORMAT, VERSION = "sales-coach-export", 1
MOST_PARTS = 12  # our guess: messages in a row that a person who asked for all of it still wants
_PART = LIMITS["brief"] - 60  # journeys.md: the longest message, less its title


def json_text(export: Export) -> str:
    """Return the JSON, on one line a row so that a person can find something in it."""
    head = {"format": FORMAT, "version": VERSION, "made_at": export.made_at.isoformat()}
    tables = ",\n".join(f"{json.dumps(name)}: {_rows(rows)}" for name, rows in export.tables.items())
    return json.dumps(head)[:-1] + f', "tables": {{\n{tables}\n}}}}\n'


def _rows(rows: tuple[Json, ...]) -> str:
    if not rows:
        return "[]"
    return "[\n" + ",\n".join(json.dumps(dict(row), ensure_ascii=False) for row in rows) + "\n]"


def parts_of(text: str) -> list[str]:
    """Cut a text into parts that fit into a message each, at lines where it can be; nothing of it is lost."""
    parts, part = [], ""
    for line in text.strip().splitlines(keepends=True):
        for piece in (line[at : at + _PART] for at in range(0, len(line), _PART)):
            if len(part) + len(piece) > _PART:
                parts.append(part)
                part = ""
            part += piece
    return [*parts, part] if part else parts
