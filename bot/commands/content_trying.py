"""A scenario's two conversations and its customer's lines, as `coach content preview` shows how they are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from content.library import Library

if TYPE_CHECKING:
    from bot.service.trying import Conversed, Taken

_RULE = "-" * 60
_MEANT = {"exemplar": "must win", "counter_exemplar": "must not win"}


def tried(library: Library, name: str) -> int:
    """Show how the author's lines are taken; return how many faults there are."""
    from bot import wiring
    from bot.service.trying import conversed, taken

    perception = wiring.load_perception()
    if perception.notice:
        click.echo(perception.notice, err=True)
    scenario = library.scenarios[name]
    faults = 0
    if name in library.sold:
        click.echo(f"{_RULE}\nThe two conversations speak for the scenario's own offer: preview it without the pack.")
    else:
        faults = sum(_show(library, one) for one in conversed(library, scenario, perception))
    nodes = list(taken(library.customers[scenario.customer], perception))
    click.echo(f"{_RULE}\n{sum(node.lines for node in nodes)} lines of {scenario.customer}, each said when it fits:")
    faults += sum(_show_node(node) for node in nodes)
    click.echo(f"{faults} faults.", err=True)
    return faults


def _show(library: Library, one: Conversed) -> int:
    """Show one conversation, turn by turn; return 1 where it did not come out as meant."""
    ended = f", ended: {one.ended}" if one.ended else ", did not come to an end"
    click.echo(f"{_RULE}\n{one.block} ({_MEANT[one.block]}): {'won' if one.won else 'not won'}{ended}")
    for turn in one.turns:
        of = turn.played.node or turn.played.act
        click.echo(f"> {turn.played.text}\n  [{turn.played.event}: {of}] {turn.said}")
    missed = "; ".join(library.text(f"check.{check}") for check in one.missed)
    if missed:
        click.echo(f"  not passed: {missed}")
    if one.fault:
        what = (
            "the model conversation does not win" if one.block == "exemplar" else "a conversation that must fail wins"
        )
        click.echo(f"  [{one.fault}] {what}")
    return int(one.fault is not None)


def _show_node(node: Taken) -> int:
    """Show the lines of one thing that are taken for something else; return 1 where that is a fault."""
    for text, instead in node.mistaken:
        click.echo(f"misses  ({node.node}) {text}\n        taken for: {instead}")
    if node.fault == 9:
        click.echo(
            f"        [9] the first line of {node.node} is what the coach shows as a better one: put another first"
        )
    if node.fault == 10:
        click.echo(f"        [10] {len(node.mistaken)} of {node.lines} lines of {node.node} are not detected as that")
    return int(node.fault is not None)
