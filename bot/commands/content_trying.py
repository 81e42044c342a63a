"""A scenario's two conversations and its customer's lines, as `coach content preview` shows how they are taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from content.library import Library
from content.schema import Scenario
from dialogs.ports import Perception

if TYPE_CHECKING:
    from bot.service.simulation import Understanding
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
    _show_missed(library, one.missed)
    if one.fault:
        what = (
            "the model conversation does not win" if one.block == "exemplar" else "a conversation that must fail wins"
        )
        click.echo(f"  [{one.fault}] {what}")
    return int(one.fault is not None)


def _show_missed(library: Library, checks: Iterable[str]) -> None:
    if missed := "; ".join(library.text(f"check.{check}") for check in checks):
        click.echo(f"  not passed: {missed}")


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


def show_spent(
    understood: Understanding,
    played: Mapping[str, tuple[Scenario, Any]],
    perception: Perception,
    *,
    failed: Mapping[str, Collection[str]],
    sessions: int,
) -> None:
    """
    Show what held-out lines show an author, who spends them by looking.

    That is each line that was misunderstood, and of each of a customer's bots that *failed* its first call that came
    out as it must not: lost by the method, won by a shortcut.
    """
    from bot import wiring

    click.echo(f"{_RULE}\nMisunderstood (once you mend by these lines the set is spent: somebody writes another):")
    for text, meant, heard in understood.misses:
        click.echo(f"  ({meant}) {text}\n        taken for: {heard or 'nothing'}")
    for name, (scenario, held) in played.items():
        customer = wiring.library().customers[name]
        for bot in failed[name]:
            _show_wrong(bot, scenario, customer, held, perception, sessions=sessions)


def _show_wrong(
    bot: str, scenario: Scenario, customer: Any, held: Any, perception: Perception, *, sessions: int
) -> None:
    """Show the first call of a bot that came out as it must not, and what stood in the way of winning it."""
    from bot import wiring
    from bot.service.simulation import LEAST_METHOD, bots_of, play
    from dialogs.plays import play_of

    speak, limit = bots_of(customer)[bot]
    must_win, rules = bot == "method", play_of(customer)
    calls = (play(speak, scenario, customer, held, perception, seed=seed) for seed in range(sessions))
    call = next((call for call in calls if rules.won(call) is not must_win), None)
    if call is None:
        return
    title = f"A call that the method lost with {customer.id} (it must win {LEAST_METHOD:.0%}):"
    if not must_win:
        title = f"A call that “{bot}” won with {customer.id} (it must win under {limit:.0%}):"
    click.echo(f"{_RULE}\n{title}")
    for turn in call.turns:
        click.echo(f"> {turn.text}\n  [{turn.event}: {turn.node or turn.act}]")
    decided = rules.decide(call)
    missed = (check.id for check in rules.checks if check.applies(customer) and not decided[check.id])
    _show_missed(wiring.library(), missed)
