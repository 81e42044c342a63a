"""Three coaching questions for the manager: about what worries us first, then about what nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from content.library import Library
from dialogs.reassessment import flags
from dialogs.reassessment.facts import is_nothing
from dialogs.reassessment.ladder import is_stale, level
from dialogs.reassessment.model import Answers
from dialogs.reassessment.telling import name_of

COUNT = 3  # reassessment.md 8
# What we did, think or plan: it rests on us, whoever asks.
_ON_US = frozenset("a2 a3 a4 a5 a6 a7 a8 a9 c1 p1 r6 v3 v8 i3 t1 t2 t3 t4 t5".split())  # noqa: SIM905
GENERAL = 3  # questions that fit every account


def coaching(raised: Sequence[flags.Flag], answers: Answers, today: date, library: Library) -> tuple[str, ...]:
    """Return exactly three questions, no two alike: of red flags, of amber ones, of what is unknown or assumed."""
    found: dict[str, None] = {}
    for question in _questions(raised, answers, today, library):
        found[question] = None
        if len(found) == COUNT:
            break
    return tuple(found)


def _questions(raised: Sequence[flags.Flag], answers: Answers, today: date, library: Library) -> Iterator[str]:
    for flag in flags.by_weight(raised):
        yield flags.coach(flag.id, library)
    asked = {item for flag in raised for item in flag.items}  # a flag asks about them already
    items = [item for item in in_checklist_order(answers, library) if item not in asked]
    for item in items:
        if not answers[item].is_known:
            yield library.text("coach.unknown", item=name_of(item, library))
    for item in items:
        if item not in _ON_US and level(answers[item], today) == 1 and not is_nothing(answers[item]):
            old = is_stale(answers[item], today)
            yield library.text("coach.aged" if old else "coach.assumed", item=name_of(item, library))
    for number in range(1, GENERAL + 1):
        yield library.text(f"coach.general_{number}")


def in_checklist_order(answers: Answers, library: Library) -> list[str]:
    """Return the items that were asked in the order of the checklist; those on ourselves, and those it lacks, last."""
    order = {item: at for at, item in enumerate(library.checklist.items)}
    return sorted(answers, key=lambda item: (item in _ON_US, order.get(item, len(order)), item))


def said() -> dict[str, frozenset[str]]:
    """Return every message id that is put together here, with the names that are filled in."""
    return {f"coach.general_{number}": frozenset() for number in range(1, GENERAL + 1)}
