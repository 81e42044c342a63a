"""`coach content walk`: every way through a flow, an item or a role-play, and what is wrong on it."""

from __future__ import annotations

import json

import click

from bot.commands.errors import DONE, FINDINGS, MISUSE
from bot.service.walking import WALKED, Fault, Walked, walk_flow, walk_item, walk_scenario


def walk(name: str | None, *, as_json: bool) -> int:
    """
    Walk one thing by its name, or every flow.

    Raises:
        ContentError: the content cannot be used.
    """
    from bot import wiring

    library = wiring.library()
    if name is None or name in WALKED:
        walks = [walk_flow(library, flow) for flow in ([name] if name else WALKED)]
    elif name in library.drills:
        walks = [walk_item(library, name)]
    elif name in library.scenarios:
        walks = [walk_scenario(library, name)]
    else:
        click.echo(f"There is no flow, item or scenario {name!r}; the flows are {', '.join(WALKED)}.", err=True)
        return MISUSE
    if as_json:
        click.echo(json.dumps({"walks": [_row(walked) for walked in walks]}))
    else:
        for walked in walks:
            _print(walked)
    return FINDINGS if any(walked.faults for walked in walks) else DONE


def _row(walked: Walked) -> dict[str, object]:
    faults = [{"fault": fault.number or None, "where": fault.where, "what": fault.what} for fault in walked.faults]
    states = sorted(walked.states)
    return {"name": walked.name, "places": walked.places, "moves": walked.moves, "states": states, "faults": faults}


def _print(walked: Walked) -> None:
    count = len(walked.faults)
    verdict = "no fault" if not count else f"{count} fault" if count == 1 else f"{count} faults"
    click.echo(f"{walked.name}: {walked.moves} moves from {walked.places} places, {verdict}")
    click.echo(f"  states: {', '.join(sorted(walked.states))}")
    for fault in walked.faults:
        click.echo(f"  {_numbered(fault)}{fault.where}: {fault.what}")


def _numbered(fault: Fault) -> str:
    return f"[{fault.number}] " if fault.number else ""
