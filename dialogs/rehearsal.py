"""
One exchange with the simulated customer, and what may be said of it: shared by the flows that play one.

The wording of better lines comes from what was authored for this very customer; the play says how (dialogs/plays).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from content.library import Library
from content.schema import Buyer
from dialogs.model import Listening, Percept
from dialogs.play import Act, CommonMood, Played, Reaction
from dialogs.plays import play_of
from dialogs.scene import Scene, clip

QUOTE = 110  # a whole conversation's quotes fit a session row of 4 KB (customer.md)


def seed_of(scene: Scene, run: str) -> int:
    """Return the seed of one run: the session's, told apart by the run."""
    return zlib.crc32(f"{scene.session.seed}:{run}".encode())


def first_name(customer: Buyer) -> str:
    return customer.first_name


def listen(customer: Buyer, mood: CommonMood) -> Listening:
    """Ask for the line to be perceived with what this customer has told."""
    return play_of(customer).listen(customer, mood)


def answer(percept: Percept, *, text: str, customer: Buyer, mood: CommonMood, seed: int) -> tuple[Played, Reaction]:
    """Let the customer answer one line, perceived as `listen` asked."""
    play = play_of(customer)
    understood = play.understand(percept, customer=customer, mood=mood)
    reaction = play.respond(customer, mood, understood.act, seed=seed)
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


def exchange(scene: Scene, customer: Buyer, mood: CommonMood, *, seed: int) -> tuple[Played, Reaction]:
    """Let the customer answer the line of this turn; a guard and an effect both ask for it, and it is done once."""
    if scene.percept is None:
        raise ValueError("a line without a percept")
    key = ("exchange", customer.id, mood.turns)
    if key not in scene.memo:
        scene.memo[key] = answer(scene.percept, text=scene.text, customer=customer, mood=mood, seed=seed)
    done: tuple[Played, Reaction] = scene.memo[key]
    return done


def spoken(customer: Buyer, keys: Sequence[str]) -> str:
    """Return the customer's lines of one answer, as one text."""
    play = play_of(customer)
    return " ".join(play.line(customer, key) for key in keys)


def last_answer(customer: Buyer, mood: CommonMood) -> str:
    """Return what the customer said last, the bait that came with it included; the opening, before any turn."""
    if not mood.said:
        return customer.opening
    return spoken(customer, mood.said[-2:] if mood.said[-1].startswith("bait.") else mood.said[-1:])


def act_of(played: Played) -> Act:
    return Act(played.act, played.node, played.other)


def effect(library: Library, customer: Buyer, played: Played) -> str:
    """Return one sentence: what this line did, with the framework id."""
    return play_of(customer).effect(library, customer, played)


def next_step(customer: Buyer, mood: CommonMood) -> tuple[str, str]:
    """Return the kind of line that would help most now, and what it would open, for `model_line`."""
    return play_of(customer).next_step(customer, mood)


def hint_for(customer: Buyer, mood: CommonMood) -> str:
    """Return what kind of line would help now, for a hint."""
    return play_of(customer).hint(customer, mood)


def model_line(customer: Buyer, node: str, *, avoid: str = "") -> str:
    """Return one authored line for *node*, tidied; another one where the rep wrote just that."""
    return play_of(customer).model_line(customer, node, avoid=avoid)


def knows(customer: Buyer, turns: Sequence[Sequence[Any]], said: Sequence[str]) -> bool:
    """True where every node and wording that a stored conversation refers to still exists."""
    play = play_of(customer)
    nodes = {name for name, _ in customer.nodes()} | {""}
    try:
        for key in said:
            play.line(customer, key)
            play.lines_of(customer, key.partition("#")[0]) if not key.startswith("bait.") else None
        return all(turn[3] in nodes and (turn[7] in nodes or turn[7] in play.others) for turn in turns)
    except (KeyError, IndexError, AttributeError, StopIteration, ValueError):
        return False
