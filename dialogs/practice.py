"""
What a member has practised: how each skill stands and when it is due again. Arithmetic on days; nothing reads a clock.

A skill is mastered after two passes of three tries on different customers; then it comes again after 7, 14 and 21 days
(journeys.md 2). It is theirs alone: no manager sees it. Kept as JSON with the member; replaced whole, never edited.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dialogs.model import Json

GAPS_DAYS = (7, 14, 21)  # journeys.md 2
TRIES, PASSES = 3, 2  # the rule of three
STAGES = len(GAPS_DAYS) + 1  # 0 being learnt; 1 to 3 mastered and due again; 4 done with


@dataclass(frozen=True, slots=True)
class Tried:
    """One try at a skill: on what (a mark), whether it passed, and on which day (`date.toordinal`)."""

    mark: str
    passed: bool
    day: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a skill stands: the last three tries, oldest first; `due`: the day on which it comes again."""

    tries: tuple[Tried, ...] = ()
    stage: int = 0
    due: int = 0

    @property
    def last_day(self) -> int:
        return self.tries[-1].day if self.tries else 0

    @property
    def passes(self) -> int:
        return sum(tried.passed for tried in self.tries)

    @property
    def is_mastered(self) -> bool:
        return self.stage > 0


def mark_of(content_id: str) -> str:
    """Return five characters that stand for an id: what is kept grows with the content, and stays small."""
    return f"{zlib.crc32(content_id.encode()) & 0xFFFFF:05x}"


def standings(practice: Json) -> dict[str, Standing]:
    """Return how each skill stands that was ever tried, by its id."""
    return {skill: _standing(row) for skill, row in practice.get("skills", {}).items()}


def standing(practice: Json, skill: str) -> Standing:
    """Return how one skill stands; a fresh one where it was never tried."""
    row = practice.get("skills", {}).get(skill)
    return _standing(row) if row else Standing()


def _standing(row: Mapping[str, Any]) -> Standing:
    tries = tuple(Tried(mark, bool(passed), day) for mark, passed, day in row["tries"])
    return Standing(tries, row["stage"], row["due"])


def seen_at(practice: Json, content_id: str) -> int:
    """Return when an item last came, as a count of items; 0: never."""
    return int(practice.get("seen", {}).get(mark_of(content_id), 0))


def seen(practice: Json, content_id: str) -> Json:
    """Return the practice after an item came."""
    before = practice.get("seen", {})
    return {**practice, "seen": {**before, mark_of(content_id): max(before.values(), default=0) + 1}}


def tried(practice: Json, skill: str, content_id: str, *, passed: bool, day: int) -> Json:
    """Return the practice after one try at a skill."""
    after = _after(standing(practice, skill), Tried(mark_of(content_id), passed, day))
    row = {
        "tries": [[one.mark, int(one.passed), one.day] for one in after.tries],
        "stage": after.stage,
        "due": after.due,
    }
    return {**practice, "skills": {**practice.get("skills", {}), skill: row}}


def _after(before: Standing, now: Tried) -> Standing:
    tries = (*before.tries, now)[-TRIES:]
    if before.is_mastered:
        return _again(replace(before, tries=tries), now)
    passed_on = {one.mark for one in tries if one.passed}  # the same item twice is one customer
    if len(passed_on) >= PASSES:
        return Standing(tries, 1, now.day + GAPS_DAYS[0])
    return Standing(tries)


def _again(before: Standing, now: Tried) -> Standing:
    """Move a mastered skill on when it was due and passed; a miss takes it back to learning, with that miss."""
    if not now.passed:
        return Standing((now,))
    if before.stage == STAGES or now.day < before.due:
        return before
    stage = before.stage + 1
    return replace(before, stage=stage, due=now.day + GAPS_DAYS[stage - 1] if stage < STAGES else 0)


def due(practice: Json, *, day: int) -> list[str]:
    """Return the skills that are due, longest overdue first; one that was tried today waits for tomorrow."""
    found = [
        (one.due, skill)
        for skill, one in standings(practice).items()
        if 0 < one.stage < STAGES and one.due <= day and one.last_day < day
    ]
    return [skill for _, skill in sorted(found)]


def weakest(practice: Json) -> str:
    """Return the skill being learnt that stands worst, the latest of equals; empty where none is being learnt."""
    learning = [(one.passes, -one.last_day, skill) for skill, one in standings(practice).items() if not one.is_mastered]
    return min(learning)[2] if learning else ""


def longest_ago(ids: Iterable[str], practice: Json, *, seed: int) -> list[str]:
    """Return ids, the one that came longest ago first; those that never came in an order of the member's own."""
    return sorted(ids, key=lambda i: (seen_at(practice, i), zlib.crc32(f"{seed}:{i}".encode())))


def focused(practice: Json, group: str, *, until: int) -> Json:
    """Return the practice with a group of skills that comes first, up to a day (`date.toordinal`) and not on it."""
    return {**practice, "focus": {"group": group, "until": until}}


def focus(practice: Json, *, day: int) -> str:
    """Return the group of skills that comes first on a day; empty where none does."""
    kept = practice.get("focus")
    return str(kept["group"]) if kept and day < kept["until"] else ""
