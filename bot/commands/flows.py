"""`coach flows`: the graphs as diagrams, and what was proved of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

import click

from bot.commands.errors import DONE, FINDINGS, MISUSE
from content.library import Library
from content.practice import PickItem, SortItem, SpotItem
from dialogs.errors import FlowError
from dialogs.machine import COMMANDS, Flow
from dialogs.reassessment.model import PHASES
from dialogs.replies import MOST_CHOICES
from dialogs.routing import LED_TO

# commands that the engine answers with a message of the same name; the others move, or say what dialogs.privacy finds
_MOVES = ("help", "repeat", "skip", "back", "restart", "menu", "accounts", "review", "stop")
_OF_PRIVACY = ("privacy", "export", "erase", "erase undo")
_OF_NUDGES = ("nudges", "stop nudges", "resume nudges", "effect")  # by what is stored of them
_ANSWERED_BY_MESSAGE = tuple(c for c in COMMANDS if c not in (*_MOVES, *_OF_PRIVACY, *_OF_NUDGES, *LED_TO))


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at in one flow, and every fault found."""

    flow: str
    states: int
    transitions: int
    pairs: int  # (state, choice): each button that a state can show, those made by content included
    faults: tuple[str, ...]


def diagram(name: str | None) -> int:
    from dialogs.flows import FLOWS
    from dialogs.machine import to_mermaid

    if name is not None and name not in FLOWS:
        click.echo(f"There is no flow {name!r}; there are {', '.join(FLOWS)}.", err=True)
        return MISUSE
    for flow in [FLOWS[name]] if name else FLOWS.values():
        click.echo(to_mermaid(flow))
    return DONE


def check(*, as_json: bool) -> int:
    from bot import wiring

    try:
        from dialogs.flows import FLOWS
    except FlowError as error:
        if as_json:
            broken = {"flow": error.flow, "states": 0, "transitions": 0, "pairs": 0, "faults": error.faults}
            click.echo(json.dumps({"flows": [broken]}))
        click.echo(str(error), err=True)
        return FINDINGS
    proofs = [prove(flow, wiring.library()) for flow in FLOWS.values()]
    if as_json:
        fields = ("flow", "states", "transitions", "pairs", "faults")
        click.echo(json.dumps({"flows": [{f: getattr(p, f) for f in fields} for p in proofs]}))
    else:
        for proof in proofs:
            verdict = "sound" if not proof.faults else "; ".join(proof.faults)
            counted = f"{proof.states} states, {proof.transitions} transitions, {proof.pairs} (state, choice) pairs"
            click.echo(f"{proof.flow}: {counted}: {verdict}")
        click.echo(
            "Looked for: unreachable states, dead ends, states with no way to an end, missing words and buttons."
        )
    return FINDINGS if any(proof.faults for proof in proofs) else DONE


def prove(flow: Flow, library: Library) -> Proof:
    """Check the graph anew, and that every text and button that it names exists."""
    from dialogs.machine import check as graph_faults

    faults = graph_faults(tuple(flow.states.values()), flow.transitions, flow.entries)
    pairs = 0
    for state in flow.states.values():
        faults += (
            [f"{state.name}: no message {state.help}"] if state.help and state.help not in library.messages else []
        )
        faults += [f"{state.name}: no label for {c}" for c in state.choices if f"choice.{c}" not in library.messages]
        pairs += len(state.choices) + (_made_by_content(flow, state.name, library) if state.picks else 0)
    faults += [f"no message engine.{c}" for c in _ANSWERED_BY_MESSAGE if f"engine.{c}" not in library.messages]
    return Proof(flow.name, len(flow.states), len(flow.transitions), pairs, tuple(faults))


def _made_by_content(flow: Flow, state: str, library: Library) -> int:
    """Count the choices that content makes in a state: answers of each item, scenarios, readings of a line."""
    items = library.drills.values()
    match (flow.name, state):
        case ("quick_drill", "picking"):
            return sum(len(item.options) for item in items if isinstance(item, PickItem))
        case ("quick_drill", "reasoning"):
            return sum(len(item.reason.options) for item in items if isinstance(item, PickItem) and item.reason)
        case ("quick_drill", "spotting"):
            return sum(len(item.moments) for item in items if isinstance(item, SpotItem))
        case ("quick_drill", "sorting"):
            return sum(_sorted_into(item) for item in items if isinstance(item, SortItem))
        case ("menu", "choosing"):
            return 1  # the debrief of what was left last
        case ("menu", "grouping"):
            return len({skill.group for skill in library.skills.values()})
        case ("menu", "topics"):
            return len(library.skills)
        case ("menu", "kinds"):
            return len({library.scenarios[key].rubric for key in library.offered()})
        case ("menu", "whom"):
            return len(library.offered())
        case ("onboarding", _) | ("disputes", "asking"):
            return MOST_CHOICES - 1  # days, hours, focuses, decisions with their reasons: the last button skips
        case (_, "labelling"):
            return MOST_CHOICES
        case _:
            return _of_accounts(state, library)


def _of_accounts(state: str, library: Library) -> int:
    match state:
        case "asking":
            return sum(len(item.options) for item in library.checklist.items.values())
        case "result":
            return len(library.skills)
        case "doubting" | "deciding":
            return MOST_CHOICES
        case "phasing":
            return len(PHASES)
        case "account":
            return 1  # the answer to a question back
        case _:
            return 2


def _sorted_into(item: SortItem) -> int:
    """Count the buttons of a whole item: each bucket for each card, or each stage that is left."""
    if item.cards:
        return len(item.cards) * len(item.buckets)
    return sum(range(2, len(item.stages) + 1))
