"""Which drill or scenario next: what this member has not had for the longest time, in an order of their own."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from content.library import Library

KEPT = 64  # how many past ids a session remembers: more than there are, or what is forgotten comes before what is new


def remember(facts: Mapping[str, Any], content_id: str) -> str:
    """Return the past ids' marks, oldest first, with that of *content_id* as the newest."""
    new = _mark(content_id)
    return " ".join([*(mark for mark in _past(facts) if mark != new), new][-KEPT:])


def _past(facts: Mapping[str, Any]) -> list[str]:
    return str(facts.get("recent", "")).split()


def _mark(content_id: str) -> str:
    """Return five characters that stand for an id: a session's row stays under 4 KB (customer.md)."""
    return f"{zlib.crc32(content_id.encode()) & 0xFFFFF:05x}"


def _longest_ago(ids: Iterable[str], facts: Mapping[str, Any], seed: int) -> list[str]:
    rank = {mark: place for place, mark in enumerate(_past(facts))}
    return sorted(ids, key=lambda i: (rank.get(_mark(i), -1), zlib.crc32(f"{seed}:{i}".encode())))


def next_drill(library: Library, facts: Mapping[str, Any], *, seed: int) -> str:
    """
    Return the id of the next drill item: the lowest level that still has unseen items, then the longest ago.

    A tap and a typed line take turns, so that two drills in a row differ.
    """
    past = _past(facts)
    kinds = {_mark(i): item.kind for i, item in library.drills.items()}
    last = next((kinds[mark] for mark in reversed(past) if mark in kinds), "LINE")
    other = [i for i, item in library.drills.items() if item.kind != last] or list(library.drills)
    unseen = [i for i in other if _mark(i) not in past]
    if unseen:
        lowest = min(library.drills[i].level for i in unseen)
        other = [i for i in unseen if library.drills[i].level == lowest]
    return _longest_ago(other, facts, seed)[0]


def next_scenarios(library: Library, facts: Mapping[str, Any], *, seed: int) -> list[str]:
    """Return the scenario ids, the one not played for the longest time first."""
    return _longest_ago(library.scenarios, facts, seed)
