"""Which drill or scenario next: what this member has not had for the longest time, in an order of their own."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from content.library import Library

KEPT = 24  # how many past ids a session remembers; a row stays under 4 KB (customer.md)


def remember(facts: Mapping[str, Any], content_id: str) -> list[str]:
    """Return the list of past ids, oldest first, with *content_id* as the newest."""
    past: list[str] = list(facts.get("recent", ()))
    return [*(p for p in past if p != content_id), content_id][-KEPT:]


def _longest_ago(ids: Iterable[str], facts: Mapping[str, Any], seed: int) -> list[str]:
    past: list[str] = list(facts.get("recent", ()))
    rank = {content_id: place for place, content_id in enumerate(past)}
    return sorted(ids, key=lambda i: (rank.get(i, -1), zlib.crc32(f"{seed}:{i}".encode())))


def next_drill(library: Library, facts: Mapping[str, Any], *, seed: int) -> str:
    """
    Return the id of the next drill item: the lowest level that still has unseen items, then the longest ago.

    A tap and a typed line take turns, so that two drills in a row differ.
    """
    past = list(facts.get("recent", ()))
    last = next((library.drills[i].kind for i in reversed(past) if i in library.drills), "LINE")
    other = [i for i, item in library.drills.items() if item.kind != last] or list(library.drills)
    unseen = [i for i in other if i not in past]
    if unseen:
        lowest = min(library.drills[i].level for i in unseen)
        other = [i for i in unseen if library.drills[i].level == lowest]
    return _longest_ago(other, facts, seed)[0]


def next_scenarios(library: Library, facts: Mapping[str, Any], *, seed: int) -> list[str]:
    """Return the scenario ids, the one not played for the longest time first."""
    return _longest_ago(library.scenarios, facts, seed)
