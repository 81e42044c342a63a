"""
Which framework has how much practice. An item counts for its first id only; customers and scenarios for each of theirs.

The rule is of issue 5: at least four items, of at least two kinds and two levels; a manager's item where one is due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from content.library import Library
from content.practice import QuickItem

LEAST_ITEMS, LEAST_KINDS, LEAST_LEVELS = 4, 2, 2
FRAMEWORKS = tuple(f"F{number:02}" for number in range(1, 90))  # frameworks.md
EXEMPT = ("F08", "F30", "F34")  # what frameworks.md asks for there is a check of a plan or a pulse of a team, no drill
FOR_MANAGERS = ("F09", "F13", "F15")  # each has an item for the rep's manager besides


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one framework has. `lacks` says in words what falls short; empty where the rule holds."""

    framework: str
    items: int
    kinds: Mapping[str, int]
    levels: Mapping[int, int]
    manager: int
    customers: tuple[str, ...]
    scenarios: tuple[str, ...]
    exempt: bool
    lacks: tuple[str, ...]


def coverage(library: Library) -> tuple[Coverage, ...]:
    """Return what each framework has, from F01 to F89."""
    counted: dict[str, list[QuickItem]] = {framework: [] for framework in FRAMEWORKS}
    for item in library.drills.values():
        counted[item.frameworks[0]].append(item)
    return tuple(_covered(framework, counted[framework], library) for framework in FRAMEWORKS)


def _covered(framework: str, items: list[QuickItem], library: Library) -> Coverage:
    exempt = framework in EXEMPT
    return Coverage(
        framework=framework,
        items=len(items),
        kinds=dict(sorted(Counter(item.kind for item in items).items())),
        levels=dict(sorted(Counter(item.level for item in items).items())),
        manager=sum(item.audience == "manager" for item in items),
        customers=tuple(sorted(c.id for c in library.customers.values() if framework in c.frameworks)),
        scenarios=tuple(sorted(s.id for s in library.scenarios.values() if framework in s.frameworks)),
        exempt=exempt,
        lacks=() if exempt else _lacking(framework, items),
    )


def _lacking(framework: str, items: list[QuickItem]) -> tuple[str, ...]:
    counts = (
        ("items", len(items), LEAST_ITEMS),
        ("kinds", len({item.kind for item in items}), LEAST_KINDS),
        ("levels", len({item.level for item in items}), LEAST_LEVELS),
    )
    lacks = [f"{count} of {least} {what}" for what, count, least in counts if count < least]
    managers = any(item.audience == "manager" for item in items)
    return (*lacks, *(["no manager item"] if framework in FOR_MANAGERS and not managers else []))
