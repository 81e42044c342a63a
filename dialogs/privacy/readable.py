"""
An export to be read by the person whom it is about: by kind of data, what it is for, then a line a row.

What only a machine reads (keys, versions, event numbers) is left out here; the JSON beside it has every column.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from content.library import Library
from dialogs.model import Json
from dialogs.privacy.log_words import looked_words
from dialogs.privacy.model import Export, Looked

# Rows that hold nothing to read: which events came, which message names whom, how many codes were tried.
_COUNTED: Final = ("event_claim", "told_about", "code_try")
_MACHINE: Final = frozenset(
    {
        *("id", "workspace_id", "member_id", "session_id", "author", "home", "key", "name_key", "code_hash", "mark"),
        *("version", "seed", "ordinal", "position", "content_hash", "stamp", "lease_until", "attempts", "doubts"),
        *("withdrawn", "weights", "active", "in_doubt", "waiting", "is_open", "moved"),
        "unhelpful_in",
    }
)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*")


def readable(library: Library, export: Export) -> str:
    """Return the text of an export."""
    return "\n".join(_Reading(library, export).lines()) + "\n"


class _Reading:
    """One export, with what its rows call one another by."""

    def __init__(self, library: Library, export: Export) -> None:
        self._library = library
        self._tables = export.tables
        mine = {row["id"]: row["name"] for row in export.tables.get("member", ())}
        accounts = {row["id"]: row["name"] for row in export.tables.get("account", ())}
        snapshots = {
            row["id"]: f"of {accounts.get(row['account_id'], 'an account')}, {_minute(row['at'])}"
            for row in export.tables.get("snapshot", ())
        }
        self._called: Mapping[str, str] = {**export.called, **accounts, **snapshots, **mine}

    def lines(self) -> Iterator[str]:
        told = set()
        for kind in self._library.privacy.rows:
            named = [name for name in kind.tables if self._tables.get(name)]
            if named:
                yield f"{kind.label.capitalize()}: {kind.holds} {kind.purpose}"
            for name in named:
                told.add(name)
                yield from self._table(name)
        for name, rows in self._tables.items():
            if rows and name not in told:
                yield from self._table(name)

    def _table(self, name: str) -> Iterator[str]:
        rows = self._tables[name]
        yield f"{name.replace('_', ' ')} ({len(rows)})"
        if name == "audit":
            yield from self._log(rows)
        elif name in _COUNTED:
            yield "- nothing to read: marks of a machine's, in the JSON"
        else:
            said: Callable[[Json], str] = _SAID.get(name, self._all_of)
            yield from (f"- {' '.join(said(row).split())}" for row in rows)
        yield ""

    def _log(self, rows: Sequence[Json]) -> Iterator[str]:
        """Yield the log day by day: the same act of the same person once, with how often."""
        days = Counter((row["at"][:10], looked_words(self._library, _looked(row), self._called)) for row in rows)
        for (day, words), count in days.items():
            yield f"- {day} {words}" + (f" ({count} times)" if count > 1 else "")

    def _all_of(self, row: Json) -> str:
        told = ((name, self._value(name, value)) for name, value in row.items() if name not in _MACHINE)
        return "; ".join(f"{_column(name)} {value}" for name, value in told if value)

    def _value(self, name: str, value: object) -> str:
        """Return a column in words; nothing for what is empty, and for a number that only a machine has a use for."""
        if isinstance(value, str):
            found = self._called.get(value)
            if found is None and name.endswith("_id") and name != "content_id":
                return ""
            return found or (_minute(value) if _INSTANT.fullmatch(value) else value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return json.dumps(value, ensure_ascii=False) if value not in (None, [], {}) else ""


def _column(name: str) -> str:
    return name.removesuffix("_id").removesuffix("_at").replace("_", " ")


def _looked(row: Json) -> Looked:
    return Looked(row["actor"], row["actor_role"], row["act"], row["kind"], row["form"], row["subject"])


def _session(row: Json) -> str:
    return f"begun {_minute(row['created_at'])}, last used {_minute(row['saved_at'])}"


def _turn(row: Json) -> str:
    said = row["text"] if row["text"] is not None else row["choice"]
    return f"{_minute(row['at'])} {row['channel']}, {row['state']}: {said if said is not None else 'arrived'}"


def _sent(row: Json) -> str:
    at, unsent = row["sent_at"] or row["created_at"], "" if row["sent_at"] else ", not sent"
    return f"{_minute(at)} {row['channel']}{unsent}: {_said(row['reply'])}"


def _waits(row: Json) -> str:
    told = f"told {_minute(row['told_at'])}" if row["told_at"] else f"waits until {_minute(row['due_at'])}"
    refused = ", not to be shown" if row["refused_at"] else ""
    return ": ".join([f"{row['kind']}, {told}{refused}", *map(_said, row["replies"])])


def _said(reply: Json) -> str:
    return str(reply.get("text", ""))


def _attempt(row: Json) -> str:
    label = f", {row['label']}" if row["label"] else ""
    return f"{_minute(row['at'])} {row['content_id']} ({row['kind']}{label}, {row['verdict']}): {row['text']}"


def _score(row: Json) -> str:
    passed = {True: "passed", False: "missed"}.get(row["passed"], "not judged")
    return f"{_minute(row['at'])} {row['content_id']}, {row['check']}: {passed}"


def _member(row: Json) -> str:
    zone = f", time zone {row['zone']}" if row["zone"] else ""
    off = f", switched off {_minute(row['deactivated_at'])}" if row["deactivated_at"] else ""
    skills = len(row["practice"].get("skills", ())) if isinstance(row["practice"], dict) else 0
    return f"{row['name']}, here since {_minute(row['created_at'])}{zone}{off}; skills practised: {skills}"


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


_SAID: Final[Mapping[str, Callable[[Json], str]]] = {
    "session": _session,
    "turn": _turn,
    "outbox": _sent,
    "contact": _waits,
    "attempt": _attempt,
    "score": _score,
    "member": _member,
}
