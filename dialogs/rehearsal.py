"""
One exchange with the simulated customer, and what may be said of it: shared by the flows that play one.

The wording of better lines comes from what was authored for this very customer.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from content.library import Library
from content.schema import Customer
from dialogs.customer import POINTED, Act, Mood, Reaction, line, lines_of, problem_of, respond, told_lines
from dialogs.model import Listening, Percept
from dialogs.scene import Scene, clip
from dialogs.scoring import LEAST_IMPLICATIONS, LEAST_PROBLEMS, Played
from dialogs.understanding import understand

QUOTE = 110  # a whole conversation's quotes fit a session row of 4 KB (customer.md)


def seed_of(scene: Scene, run: str) -> int:
    """Return the seed of one run: the session's, told apart by the run."""
    return zlib.crc32(f"{scene.session.seed}:{run}".encode())


def first_name(customer: Customer) -> str:
    return customer.persona.name.split()[0]


def listen(customer: Customer, mood: Mood) -> Listening:
    """Ask for the line to be perceived with what this customer has told."""
    return Listening(told=told_lines(customer, mood), customer_id=customer.id)


def answer(percept: Percept, *, text: str, customer: Customer, mood: Mood, seed: int) -> tuple[Played, Reaction]:
    """Let the customer answer one line, perceived as `listen` asked."""
    understood = understand(percept, customer=customer, mood=mood)
    reaction = respond(customer, mood, understood.act, seed=seed)
    played = Played(
        text=clip(text, QUOTE),
        label=understood.label,
        act=understood.act.kind,
        node=understood.act.node,
        event=reaction.event,
        credit=reaction.credit,
        verdict=percept.judgement.verdict,
        other=understood.act.other,
        bait=reaction.bait,
    )
    return played, reaction


def exchange(scene: Scene, customer: Customer, mood: Mood, *, seed: int) -> tuple[Played, Reaction]:
    """Let the customer answer the line of this turn; a guard and an effect both ask for it, and it is done once."""
    if scene.percept is None:
        raise ValueError("a line without a percept")
    key = ("exchange", customer.id, mood.turns)
    if key not in scene.memo:
        scene.memo[key] = answer(scene.percept, text=scene.text, customer=customer, mood=mood, seed=seed)
    done: tuple[Played, Reaction] = scene.memo[key]
    return done


def spoken(customer: Customer, keys: Sequence[str]) -> str:
    """Return the customer's lines of one answer, as one text."""
    return " ".join(line(customer, key) for key in keys)


def last_answer(customer: Customer, mood: Mood) -> str:
    """Return what the customer said last, the bait that came with it included; the opening, before any turn."""
    if not mood.said:
        return customer.opening
    if mood.said[-1].startswith("bait."):
        return spoken(customer, mood.said[-2:])
    return line(customer, mood.said[-1])


def act_of(played: Played) -> Act:
    return Act(played.act, played.node, played.other)


def effect(library: Library, customer: Customer, played: Played) -> str:
    """Return one sentence: what this line did, with the framework id."""
    event = f"told_{played.act}" if played.event == "told" else played.event
    problem = problem_of(played.node)
    topic = customer.problems[problem].name if problem else ""
    return library.text(f"effect.{event}", name=first_name(customer), problem=topic or "that")


def next_step(customer: Customer, mood: Mood) -> tuple[str, str]:
    """
    Return the kind of line that would help most now, and the node it would open.

    kind is one of problem, implication, payoff, advance; the node is that of one authored exemplar.
    """
    told = set(mood.told)
    if mood.need:
        return "advance", "advance"
    untold = [name for name in customer.problems if f"problem.{name}" not in told]
    stated = [name for name in customer.problems if name not in untold]
    name = mood.focus if mood.focus in stated else stated[-1] if stated else ""
    followed = any(node.startswith(f"implication.{name}.") for node in told)
    if untold and (not stated or (followed and len(stated) < LEAST_PROBLEMS)):
        return "problem", f"problem.{min(untold, key=lambda name: customer.problems[name].openness)}"
    asked = sum(node.startswith("implication.") for node in told)
    open_ = [i for i in customer.problems[name].implications if f"implication.{name}.{i}" not in told]
    payoff_id, payoff = next(iter(customer.problems[name].payoffs.items()))
    built = any(f"implication.{name}.{i}" in told for i in payoff.after)
    if open_ and not (built and asked >= LEAST_IMPLICATIONS):
        wanted = [i for i in payoff.after if i in open_] or open_
        return "implication", f"implication.{name}.{wanted[0]}"
    return "payoff", f"payoff.{name}.{payoff_id}"


def hint_for(customer: Customer, mood: Mood) -> str:
    """Return what kind of line would help now, as `next_step`; "second" where one problem is told, another wanted."""
    kind, _ = next_step(customer, mood)
    return "second" if kind == "problem" and any(node.startswith("problem.") for node in mood.told) else kind


def model_line(customer: Customer, node: str, *, avoid: str = "") -> str:
    """Return the first authored line that asks for *node*, tidied; another one where the rep wrote just that."""
    asks = dict(customer.nodes())[node]
    line = next((ask for ask in asks if ask.strip().lower() != avoid.strip().lower()), asks[0])
    return line[0].upper() + line[1:] + ("" if line[-1] in ".?!" else "?")


def knows(customer: Customer, turns: Sequence[Sequence[Any]], said: Sequence[str]) -> bool:
    """True where every node and wording that a stored conversation refers to still exists."""
    nodes = {name for name, _ in customer.nodes()} | {"", POINTED}
    try:
        for key in said:
            line(customer, key)
            lines_of(customer, key.partition("#")[0]) if not key.startswith("bait.") else None
        return all(turn[3] in nodes and turn[7] in nodes for turn in turns)
    except (KeyError, IndexError, AttributeError, StopIteration, ValueError):
        return False
