"""`coach content simulate`: what the bots and the scripted reps reach, and how well held-out lines are understood."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import click

from bot import wiring
from bot.commands.content_trying import show_spent
from bot.commands.errors import DONE, FINDINGS, MISUSE
from bot.service.simulation import BotResult, Understanding, bots_of, play, points, reps_of, run_bot, understanding
from content.buyers import AnyHeldOut
from content.lint.wording import TO_WRITE
from content.schema import Scenario

# Points, of 12 to 21: more than one check of two that only the better rep passes; our guess. Measured: 13.2, 7.3, 0.0;
# 12.0, 9.0, 2.6
LEAST_APART = 2.5


def simulate(*, customer: str | None, sessions: int, as_json: bool, lines: bool = False) -> int:
    library = wiring.library()
    scenarios = {s.customer: s for s in library.scenarios.values()}
    if customer is not None and customer not in scenarios:
        click.echo(
            f"There is no customer {customer!r} with a scenario; there are {', '.join(sorted(scenarios))}.", err=True
        )
        return MISUSE
    held = wiring.held_out()
    chosen = _with_lines([customer] if customer else sorted(scenarios), held)
    if not chosen:
        return FINDINGS
    perception = wiring.load_perception()
    if perception.notice:
        click.echo(perception.notice, err=True)
    if any(scenarios[name].id in library.sold for name in chosen):
        click.echo(f"The bots sell what the scenarios sell by themselves; leave out the pack {library.pack}.", err=True)
    report: list[dict[str, Any]] = []
    for name in chosen:
        results, reps = _play_all(name, scenarios[name], sessions, held, perception)
        report.append({"customer": name, "bots": results, "reps": reps})
    understood = understanding({n: (library.customers[n], held[n]) for n in chosen}, perception)
    _show(report, understood, as_json=as_json)
    if lines and not as_json:
        played = {name: (scenarios[name], held[name]) for name in chosen}
        failed = {e["customer"]: [row["bot"] for row in e["bots"] if not row["holds"]] for e in report}
        show_spent(understood, played, perception, failed=failed, sessions=sessions)
    holds = understood.holds and all(row["holds"] for entry in report for row in entry["bots"])
    holds = holds and all(tells_apart(entry["reps"]) for entry in report)
    return DONE if holds else FINDINGS


def _with_lines(customers: list[str], held: Mapping[str, AnyHeldOut]) -> list[str]:
    """Return those customers that another author has written lines for, and say of the others what is to do."""
    ready = []
    for name in customers:
        file = f"customers/held_out/{name}.yaml"
        if name not in held:
            click.echo(f"{name} is not simulated: there is no {file}, the lines by another author.", err=True)
        elif any(line.startswith(TO_WRITE) for lines in held[name].nodes.values() for line in lines):
            click.echo(f"{name} is not simulated: {file} is still to be written; lint names each place.", err=True)
        else:
            ready.append(name)
    return ready


def _play_all(name: str, scenario: Scenario, sessions: int, held: Any, perception: Any) -> tuple[list[Any], list[Any]]:
    customer = wiring.library().customers[name]
    results = []
    for bot in bots_of(customer):
        _progress(f"{name}: {bot}, {sessions} sessions ...")
        results.append(_row(run_bot(bot, scenario, customer, held[name], perception, sessions=sessions)))
    reps = []
    for rep, bot_function in reps_of(customer).items():
        scores = [
            points(play(bot_function, scenario, customer, held[name], perception, seed=seed))
            for seed in range(min(sessions, 10))
        ]
        reps.append({"rep": rep, "points": sum(scores) / len(scores)})
    _progress("")
    return results, reps


def tells_apart(reps: list[dict[str, Any]]) -> bool:
    """Return whether the strong rep, the average and the hostile one get points that are far enough apart."""
    ordered = [rep["points"] for rep in reps]
    return all(better - worse >= LEAST_APART for better, worse in pairwise(ordered))


def _row(result: BotResult) -> dict[str, Any]:
    row = {name: getattr(result, name) for name in ("bot", "sessions", "won", "limit", "holds")}
    return row | {"share": round(result.share, 4)}


def _progress(text: str) -> None:
    """Show what is going on, to a person who watches."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text}", err=True, nl=False)


def _show(report: list[dict[str, Any]], understood: Understanding, *, as_json: bool) -> None:
    figures = {name: round(getattr(understood, name), 4) for name in ("problem", "node", "refused")}
    figures |= {"n": understood.n, "outside": understood.outside, "holds": understood.holds}
    if as_json:
        click.echo(json.dumps({"customers": report, "understanding": figures}))
        return
    for entry in report:
        click.echo(entry["customer"])
        for row in entry["bots"]:
            sign = "at least" if row["bot"] == "method" else "under"
            verdict = "holds" if row["holds"] else "DOES NOT HOLD"
            click.echo(
                f"  {row['bot']:<18} won {row['won']:>3} of {row['sessions']}   {sign} {row['limit']:.0%}: {verdict}"
            )
        told = ", ".join(f"{r['rep']} {r['points']:.1f}" for r in entry["reps"])
        apart = "" if tells_apart(entry["reps"]) else f"   [20] less than {LEAST_APART} apart"
        click.echo(f"  points of the scripted reps: {told}{apart}")
    click.echo(
        f"Held-out lines: right problem {understood.problem:.1%} (at least 88 %), right node {understood.node:.1%} "
        f"(at least 80 %), of {understood.n}; out of scope refused {understood.refused:.1%} (at least 85 %) of "
        f"{understood.outside}: {'holds' if understood.holds else 'DOES NOT HOLD'}"
    )
