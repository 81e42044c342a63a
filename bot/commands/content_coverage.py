"""`coach content coverage`: how much practice each framework has, and which fall short of the rule."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from bot.commands.errors import DONE, FINDINGS
from content.coverage import EXEMPT, FOR_MANAGERS, LEAST_ITEMS, LEAST_KINDS, LEAST_LEVELS, Coverage

_RULE = f"at least {LEAST_ITEMS} items of at least {LEAST_KINDS} kinds and {LEAST_LEVELS} levels"


def show_coverage(*, as_json: bool) -> int:
    """
    Print the table by framework id; exit 1 where one falls short.

    Raises:
        ContentError: the content cannot be used.
    """
    from bot import wiring
    from content.coverage import coverage

    rows = coverage(wiring.library())
    short = [row for row in rows if row.lacks]
    if as_json:
        click.echo(json.dumps({"frameworks": [_row(row) for row in rows], "sums": _sums(rows)}))
    else:
        _print(rows)
    return FINDINGS if short else DONE


def _row(row: Coverage) -> dict[str, Any]:
    return {
        "framework": row.framework,
        "items": row.items,
        "kinds": dict(row.kinds),
        "levels": {str(level): count for level, count in row.levels.items()},
        "manager": row.manager,
        "customers": list(row.customers),
        "scenarios": list(row.scenarios),
        "exempt": row.exempt,
        "holds": not row.lacks,
        "lacks": list(row.lacks),
    }


def _sums(rows: Sequence[Coverage]) -> dict[str, Any]:
    kinds: dict[str, int] = {}
    for row in rows:
        for kind, count in row.kinds.items():
            kinds[kind] = kinds.get(kind, 0) + count
    return {
        "frameworks": len(rows),
        "exempt": sum(row.exempt for row in rows),
        "short": sum(bool(row.lacks) for row in rows),
        "items": sum(row.items for row in rows),
        "manager": sum(row.manager for row in rows),
        "kinds": dict(sorted(kinds.items())),
        "customers": len({customer for row in rows for customer in row.customers}),
        "scenarios": len({scenario for row in rows for scenario in row.scenarios}),
    }


def _print(rows: Sequence[Coverage]) -> None:
    click.echo("id   items  kinds                               levels        manager  customers  scenarios  rule")
    for row in rows:
        verdict = "exempt" if row.exempt else "falls short: " + ", ".join(row.lacks) if row.lacks else "holds"
        click.echo(
            f"{row.framework}  {row.items:>5}  {_counts(row.kinds):<34}  {_counts(row.levels):<12}  {row.manager:>7}  "
            f"{len(row.customers):>9}  {len(row.scenarios):>9}  {verdict}"
        )
    sums = _sums(rows)
    click.echo(
        f"{sums['items']} items ({_counts(sums['kinds'])}), {sums['manager']} of them for managers; "
        f"{sums['customers']} customers, {sums['scenarios']} scenarios."
    )
    click.echo(f"The rule: {_RULE}; {', '.join(FOR_MANAGERS)} also have one for managers. Exempt: {', '.join(EXEMPT)}.")
    held = sums["frameworks"] - sums["exempt"] - sums["short"]
    click.echo(f"It holds for {held} of {sums['frameworks'] - sums['exempt']} frameworks.")


def _counts(counts: Mapping[Any, int]) -> str:
    return " ".join(f"{name}:{count}" for name, count in counts.items())
