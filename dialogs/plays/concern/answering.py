"""
How a customer with a worry answers: what closes them, what opens them, and in which order they tell it.

As in dialogs/customer.py it is given acts, never words, and the whole of it can be searched exhaustively.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from content.concern import ConcernCustomer, Layer
from dialogs.model import SINS
from dialogs.play import HALF, IN_DOUBT, Act, CommonMood, Reaction, stored_mood
from dialogs.speaking import Outcome, bait_line, draw, due_bait, leave_at_limit, said_so, strain

# The kinds of act: SINS, concede, attack, pitch, proof, acknowledge, empty_acknowledge, apologise; asking: signal,
# layer and fear (a node of this customer), explore (no subject of its own), mask (takes what is said at its word);
# own_step (hands the decision back); statement, small_talk, echo, scatter, vague, lost. A second sin in the line stands
# in the act's `other`.
TELLS = ("signal", "layer", "fear", "own_step")
ASKS = ("signal", "layer", "fear", "explore")
UNDER = ("layer", "fear", "explore")  # what asks for what lies under the mask
REPAIRS = (*ASKS, "acknowledge", "apologise")  # evidence.md 5: an apology, or a return to asking
HEARD = "heard"  # an act's `other`: the line also showed that the worry was heard

# Our guesses; README "Why"
SIN_CLOSES = 1.5  # steps of openness
ACKNOWLEDGING_OPENS = 1.0
MOST_HEARD = 2  # acknowledging for the third time opens nothing
MOST_POINTED = 2  # layers told to questions that named no subject
CONCESSION_HIDES = 1.0  # steps of openness that the customer asks for in addition afterwards
STEP = "step"  # how a call ends well: the customer says what they will do next


@dataclass(frozen=True, slots=True)
class Mood(CommonMood):
    """Where a customer with a worry stands."""

    heard: int = 0  # acknowledgements that were not empty
    pointed: int = 0
    lost: float = 0.0  # openness that the sin of the turn before cost; 0 where there was none
    hurt: bool = False  # by a sin that was not made good
    repaired: bool = False  # one sin was made good; a second is not forgiven
    hidden: float = 0.0  # openness asked for in addition, since concessions


def opening_mood(customer: ConcernCustomer) -> Mood:
    return Mood(customer.start["trust"], customer.start["openness"], customer.start["impatience"])


def mood_from_json(stored: Mapping[str, Any]) -> Mood:
    """Read what `Mood.to_json` wrote, after it has been through JSON."""
    return Mood(**stored_mood(stored, tells=TELLS))


def lines_of(customer: ConcernCustomer, place: str) -> tuple[str, ...]:
    """Return the wordings of a place: a node, "guarded.LAYER", "guarded.fear", "mask", or a reaction's name."""
    kind, _, name = place.partition(".")
    match kind:
        case "signal":
            return customer.signals[name].say
        case "layer":
            return customer.layers[name].say
        case "fear":
            return customer.fear.say
        case "own_step":
            return customer.own_step.say
        case "guarded":
            return customer.fear.guarded if name == "fear" else customer.layers[name].guarded
        case "mask":
            return customer.mask.say
        case _:
            reaction: tuple[str, ...] = getattr(customer.reactions, kind)
            return reaction


def line(customer: ConcernCustomer, key: str) -> str:
    """Return the words of a line said, by its key "place#wording" or "bait.ID"."""
    if key.startswith("bait."):
        return bait_line(customer, key)
    place, _, number = key.partition("#")
    return lines_of(customer, place)[int(number)]


def told_lines(customer: ConcernCustomer, mood: Mood) -> tuple[str, ...]:
    """Return all that the customer has said so far, oldest first, each bait with the line that it came with."""
    told = [customer.opening]
    for key in mood.said:
        words = line(customer, key)
        told = [*told[:-1], f"{told[-1]} {words}"] if key.startswith("bait.") else [*told, words]
    return tuple(told)


def worry_of(customer: ConcernCustomer, mood: Mood) -> str:
    """Return the worry that was voiced last: the innermost that was told, or what was said instead of it."""
    voiced = [key for key in mood.said if key.startswith(("layer.", "fear", "mask", "guarded."))]
    return line(customer, voiced[-1]) if voiced else customer.opening


def next_layer(customer: ConcernCustomer, mood: Mood) -> str:
    """Return the place of what comes next under the mask; empty where the fear was told."""
    name = next((name for name in customer.layers if f"layer.{name}" not in mood.told), "")
    if name:
        return f"layer.{name}"
    return "" if "fear" in mood.told else "fear"


def layer_at(customer: ConcernCustomer, place: str) -> Layer:
    return customer.fear if place == "fear" else customer.layers[place.partition(".")[2]]


def is_open(customer: ConcernCustomer, mood: Mood, place: str) -> bool:
    """Whether the customer would tell this now: open enough, and heard once for each layer above it, twice at most."""
    above = [f"layer.{name}" for name in customer.layers]
    depth = above.index(place) if place in above else len(above)
    return mood.heard >= min(depth, MOST_HEARD) and mood.openness >= layer_at(customer, place).openness + mood.hidden


def respond(customer: ConcernCustomer, mood: Mood, act: Act, *, seed: int) -> Reaction:
    """
    Answer one act.

    Credit is given for what is told, and for an acknowledgement that opens.
    """
    before = _listened(_mended(mood, act), act)
    outcome = leave_at_limit(customer, before, _answer(customer, mood, before, act))
    place, moves, credit = outcome
    key = draw(mood.said, place, size=len(lines_of(customer, place)), seed=seed)
    open_ = credit or place.startswith(("guarded", "mask"))
    baits = open_ and not moves.get("ended") and "fear" not in moves.get("told", before.told)
    return said_so(before, outcome, key=key, bait=due_bait(customer, mood, line(customer, key)) if baits else "")


def mends(mood: Mood, act: Act) -> bool:
    """Whether this act makes good the sin of the turn before."""
    return mood.lost > 0 and act.kind in REPAIRS and not mood.repaired


def _mended(mood: Mood, act: Act) -> Mood:
    """Give back half of what the sin of the turn before cost, where this turn makes it good; later it is too late."""
    if not mends(mood, act):
        return replace(mood, lost=0.0)
    return replace(mood, openness=mood.openness + mood.lost / 2, lost=0.0, hurt=False, repaired=True)


def _listened(mood: Mood, act: Act) -> Mood:
    if act.kind != "acknowledge" and act.other != HEARD:
        return mood
    opens = ACKNOWLEDGING_OPENS if mood.heard < MOST_HEARD else 0.0
    return replace(mood, heard=mood.heard + 1, openness=mood.openness + opens)


def _answer(customer: ConcernCustomer, earlier: Mood, mood: Mood, act: Act) -> Outcome:
    """Say what is answered. *earlier* is the mood before this act did anything."""
    named = "fear" in mood.told
    match act.kind:
        case "minimise" | "prescribe" | "pressure":
            return _closed(mood, act.kind)
        case "concede" if not named:
            return "concede", {"hidden": mood.hidden + CONCESSION_HIDES}, False
        case "acknowledge" if mood.heard <= MOST_HEARD:
            return "acknowledge", {"trust": mood.trust + HALF}, True
        case "acknowledge":
            return strain(mood, "empty_acknowledge", HALF)
        case "apologise" if mends(earlier, act):
            return "repaired", {}, False
        case "proof":
            return ("proof_late", {"trust": mood.trust + HALF}, False) if named else _reassured(mood)
        case "own_step":
            return _tell(mood, "own_step", ended=STEP) if named else strain(mood, "hand_back_early", HALF)
        case "signal":
            return strain(mood, "repeat", HALF) if act.node in mood.told else _tell(mood, act.node)
        case "mask":
            return strain(mood, "mask", HALF)
        case "layer" | "fear" | "explore":
            return _deeper(customer, mood, act)
        case _:
            return _other(mood, act)


def _reassured(mood: Mood) -> Outcome:
    """Evidence before the fear was named answers for the customer, who alone can resolve it (F70)."""
    return strain(mood, "proof_early", HALF, openness=max(0.0, mood.openness - HALF))


def _closed(mood: Mood, sin: str) -> Outcome:
    openness = max(0.0, mood.openness - SIN_CLOSES)
    moves = {"openness": openness, "trust": mood.trust - 1, "lost": mood.openness - openness, "hurt": True}
    return strain(mood, sin, 1.0, **moves)


def _tell(mood: Mood, node: str, **moves: Any) -> Outcome:
    kept = {"told": (*mood.told, node), "openness": mood.openness + HALF, "trust": mood.trust + HALF}
    return node, kept | moves, True


def _deeper(customer: ConcernCustomer, mood: Mood, act: Act) -> Outcome:
    """Tell the next layer, and the fear after the last; a question about a later layer gets the next one as well."""
    place = next_layer(customer, mood)
    if not place or act.node in mood.told:
        return strain(mood, "repeat", HALF)
    if act.kind == "explore" and mood.pointed >= MOST_POINTED:
        return "vague", {}, False
    early = act.kind == "fear" and place != "fear"
    if early or not is_open(customer, mood, place):
        where = "mask" if mood.hurt else f"guarded.{place.removeprefix('layer.')}"
        return where, {"openness": mood.openness + HALF}, False
    return _tell(mood, place, pointed=mood.pointed + (act.kind == "explore"))


# What the other acts do: (impatience, openness), in steps. Our guess; README "Why".
_STRAIN = {
    "attack": (1.0, -HALF),
    "pitch": (1.0, -HALF),
    "empty_acknowledge": (HALF, 0.0),
    "scatter": (1.0, 0.0),
    "echo": (HALF, 0.0),
    "vague": (HALF, 0.0),
    "lost": (HALF, 0.0),
    "statement": (HALF, -HALF),
    "small_talk": (HALF, 0.0),
}


def _other(mood: Mood, act: Act) -> Outcome:
    """Answer what tells nothing. A concession after the fear was named, or an apology for nothing, is just talk."""
    place = act.kind if act.kind in _STRAIN else "statement"
    impatience, openness = _STRAIN[place]
    if act.kind == "apologise" or act.other == IN_DOUBT:
        openness = 0.0
    return strain(mood, place, impatience, openness=max(0.0, mood.openness + openness))


def sins_of(act: str, other: str) -> tuple[str, ...]:
    """Return the sins of a turn, by its act and what else there was to say of it."""
    return tuple(sin for sin in SINS if sin in (act, other))
