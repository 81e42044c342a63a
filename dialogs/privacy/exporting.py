"""
An export as JSON and as text. Its shape is stable: a change of it raises VERSION.

{"format": "sales-coach-export", "version": 1, "made_at": instant, "tables": {table: [{column: value}]}}
Every table is there, also an empty one, and every column of a row; instants are ISO 8601 in UTC, days ISO dates.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from content.library import Library
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


def readable(library: Library, export: Export) -> str:
    """Return the same to be read: by kind of data, what it is for, then a line a row."""
    return "\n".join(_lines(library, export)) + "\n"


def _lines(library: Library, export: Export) -> Iterator[str]:
    told = set()
    for kind in library.privacy.rows:
        named = [name for name in kind.tables if export.tables.get(name)]
        if named:
            yield f"{kind.label.capitalize()}: {kind.holds} {kind.purpose}"
        for name in named:
            told.add(name)
            yield from _table(name, export.tables[name])
    for name, rows in export.tables.items():
        if rows and name not in told:
            yield from _table(name, rows)


def _table(name: str, rows: tuple[Json, ...]) -> Iterator[str]:
    yield f"{name.replace('_', ' ')} ({len(rows)})"
    said = _SAID.get(name, _all_of)
    for row in rows:
        yield f"- {' '.join(said(row).split())}"
    yield ""


def _all_of(row: Json) -> str:
    return "; ".join(f"{name} {_value(value)}" for name, value in row.items() if _tells(name, value))


def _tells(name: str, value: object) -> bool:
    return name != "workspace_id" and value not in (None, "", [], {})


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _turn(row: Json) -> str:
    said = row["text"] if row["text"] is not None else row["choice"]
    return f"{_minute(row['at'])} {row['channel']}, {row['state']}: {said if said is not None else 'arrived'}"


def _attempt(row: Json) -> str:
    label = f", {row['label']}" if row["label"] else ""
    return f"{_minute(row['at'])} {row['content_id']} ({row['kind']}{label}, {row['verdict']}): {row['text']}"


def _score(row: Json) -> str:
    passed = {True: "passed", False: "missed"}.get(row["passed"], "not judged")
    return f"{_minute(row['at'])} {row['content_id']}, {row['check']}: {passed}"


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


_SAID: Mapping[str, Callable[[Json], str]] = {"turn": _turn, "attempt": _attempt, "score": _score}


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
