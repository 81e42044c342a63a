"""
The simulated customer: what is disclosed to which act, and how the mood moves.

It never reads the rep's words. It is given an act that was understood from them (understanding.py),
so nobody wins by guessing words, and the whole of it can be searched exhaustively.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from content.schema import Customer, Fact, Problem

QUESTION_ACTS = ("situation", "problem", "implication", "payoff")
POINTED = "pointed"
HALF = 0.5  # mood moves in half steps (customer.md 5)


@dataclass(frozen=True, slots=True)
class Act:
    """
    What the rep did, as understood.

    kind: one of QUESTION_ACTS, advance (with a date), close (without), pitch, statement, small_talk,
    echo, scatter, unclear (something this customer knows, but which), lost (nothing this customer knows).
    `node` is the thing that was asked about; `other` the second candidate of an unclear line, or POINTED
    for a question that named no subject and was taken for that one.
    """

    kind: str
    node: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Mood:
    """Where the customer stands. `told` are the nodes told, oldest first; `said` the lines, as "place#wording"."""

    trust: float
    openness: float
    impatience: float
    told: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    facts_asked: int = 0
    turns: int = 0
    need: str = ""  # the payoff node whose want was voiced
    focus: str = ""  # the problem being talked about
    baited: tuple[str, ...] = ()
    ended: str = ""  # "advance" or "left"
    pointed: int = 0  # questions that named no subject of their own

    def to_json(self) -> dict[str, Any]:
        """Return what `mood_from_json` reads; what was told and the baits are in `said` already, and a row is 4 KB."""
        kept = {name: getattr(self, name) for name in self.__slots__ if name not in ("told", "baited")}
        return kept | {"said": list(self.said)}


@dataclass(frozen=True, slots=True)
class Reaction:
    """The customer's answer: the new mood, the lines said, what happened, and whether it counts (credit)."""

    mood: Mood
    said: tuple[str, ...]  # keys of the lines, see `line`
    event: str  # "told", "guarded", or the name of the reaction
    credit: bool
    bait: str = ""


def opening_mood(customer: Customer) -> Mood:
    return Mood(customer.start["trust"], customer.start["openness"], customer.start["impatience"])


def mood_from_json(stored: Mapping[str, Any]) -> Mood:
    """Read what `Mood.to_json` wrote, after it has been through JSON."""
    said = tuple(stored["said"])
    told = [place for key in said if kind_of(place := key.partition("#")[0]) in QUESTION_ACTS]
    baited = [key[5:] for key in said if key.startswith("bait.")]
    return Mood(**{**stored, "said": said, "told": tuple(told), "baited": tuple(baited)})


@functools.cache  # the same few dozen names, several times for each line
def kind_of(node: str) -> str:
    """Return "situation", "problem", "implication" or "payoff"; else the whole name, such as "advance"."""
    return node.partition(".")[0]


@functools.cache
def problem_of(node: str) -> str:
    """Return the problem that a node belongs to; empty for a fact or the advance."""
    kind, _, rest = node.partition(".")
    return rest.partition(".")[0] if kind in ("problem", "implication", "payoff") else ""


def lines_of(customer: Customer, place: str) -> tuple[str, ...]:
    """Return the wordings of a place: a node, "guarded.PROBLEM", "agree", "no_date", or a reaction's name."""
    kind, _, rest = place.partition(".")
    name, _, leaf = rest.partition(".")
    match kind:
        case "situation":
            return customer.situation[name].say
        case "problem":
            return customer.problems[name].say
        case "guarded":
            return customer.problems[name].guarded
        case "implication":
            return customer.problems[name].implications[leaf].say
        case "payoff":
            return customer.problems[name].payoffs[leaf].say
        case "agree" | "no_date":
            lines: tuple[str, ...] = getattr(customer.advance, kind)
            return lines
        case _:
            reaction: tuple[str, ...] = getattr(customer.reactions, kind)
            return reaction


def line(customer: Customer, key: str) -> str:
    """Return the words of a line said, by its key "place#wording" or "bait.ID"."""
    place, _, rest = key.partition("#")
    if place.startswith("bait."):
        return next(b.say for b in customer.baits if b.id == place[5:])
    number, *names = rest.split("|")
    text = lines_of(customer, place)[int(number)]
    if not names:
        return text
    return text.format(one=customer.problems[names[0]].name, other=customer.problems[names[1]].name)


def told_lines(customer: Customer, mood: Mood) -> tuple[str, ...]:
    """Return what the customer has disclosed so far, oldest first, in the words used."""
    return tuple([line(customer, key) for key in mood.said if key.partition("#")[0] in mood.told])


def respond(customer: Customer, mood: Mood, act: Act, *, seed: int) -> Reaction:
    """
    Answer one act.

    Credit is given for a node told through its gate, for the agreed advance, and for nothing else.
    """
    place, moves, credit = _GATES.get(act.kind, _other)(customer, mood, act)
    ended = moves.get("ended", mood.ended)
    if not ended and moves.get("impatience", mood.impatience) >= customer.limits["impatience_end"]:
        place, credit, ended = "leave", False, "left"
        moves["ended"] = ended
    key = _word(customer, mood, place, act, seed)
    # a bait is added to an answer, not to a question of the customer's own; and to none from the need on
    baits = (credit or place.startswith("guarded")) and not (ended or moves.get("need", mood.need))
    bait = _bait(customer, mood, key) if baits else ""
    said = (key, f"bait.{bait}") if bait else (key,)
    moves |= {"turns": mood.turns + 1, "said": (*mood.said, *said), "pointed": mood.pointed + (act.other == POINTED)}
    if bait:
        moves["baited"] = (*mood.baited, bait)
    event = "told" if credit and "told" in moves else place.partition(".")[0]
    return Reaction(replace(mood, **moves), said, event, credit, bait)


def replay(customer: Customer, acts: Iterable[Act], *, seed: int) -> Mood:
    """Return the mood after *acts*, from the opening."""
    mood = opening_mood(customer)
    for act in acts:
        mood = respond(customer, mood, act, seed=seed).mood
    return mood


_Outcome = tuple[str, dict[str, Any], bool]  # the place whose wording is said, what moves in the mood, credit


def _tell(mood: Mood, node: str, **moves: Any) -> _Outcome:
    return node, {"told": (*mood.told, node), **moves}, True


def _strain(mood: Mood, place: str, steps: float, **moves: Any) -> _Outcome:
    """Answer with what costs patience."""
    return place, {"impatience": mood.impatience + steps, **moves}, False


def _situation(customer: Customer, mood: Mood, act: Act) -> _Outcome:
    fact: Fact = customer.situation[act.node.partition(".")[2]]
    asked = mood.facts_asked + 1
    if act.node in mood.told:
        return _strain(mood, "repeat", HALF, facts_asked=asked)
    if fact.in_briefing:
        return _strain(mood, "in_briefing", 2 * HALF, facts_asked=asked)
    if asked > customer.limits["situation_budget"]:
        return _strain(mood, "impatient", 2 * HALF, facts_asked=asked)
    return _tell(mood, act.node, facts_asked=asked, focus=fact.surfaces or mood.focus)


def _problem(customer: Customer, mood: Mood, act: Act) -> _Outcome:
    name = problem_of(act.node)
    if act.node in mood.told:
        return _strain(mood, "repeat", HALF, focus=name)
    problem: Problem = customer.problems[name]
    openness = mood.openness + HALF
    closed = mood.openness < problem.openness  # but less openness will do once a fact surfaced it
    if closed and (mood.openness + 2 * HALF < problem.openness or not _surfaced(customer, mood, name)):
        return f"guarded.{name}", {"openness": openness, "focus": name}, False
    return _tell(mood, act.node, trust=mood.trust + HALF, openness=openness, focus=name)


def _surfaced(customer: Customer, mood: Mood, problem: str) -> bool:
    """Whether a fact was told that makes the problem easier to tell."""
    return any(fact.surfaces == problem and f"situation.{id}" in mood.told for id, fact in customer.situation.items())


def _implication(customer: Customer, mood: Mood, act: Act) -> _Outcome:
    name = problem_of(act.node)
    if f"problem.{name}" not in mood.told:
        return _strain(mood, "puzzled", HALF)
    if act.node in mood.told:
        return _strain(mood, "repeat", HALF, focus=name)
    return _tell(mood, act.node, trust=mood.trust + HALF, openness=mood.openness + HALF, focus=name)


def _payoff(customer: Customer, mood: Mood, act: Act) -> _Outcome:
    name, _, leaf = act.node.partition(".")[2].partition(".")
    after = customer.problems[name].payoffs[leaf].after
    built = f"problem.{name}" in mood.told and any(f"implication.{name}.{i}" in mood.told for i in after)
    if not built:
        return _strain(mood, "no_need", HALF)
    if act.node in mood.told:
        return _strain(mood, "repeat", HALF, focus=name)
    return _tell(mood, act.node, trust=mood.trust + HALF, need=mood.need or act.node, focus=name)


_GATES = {"situation": _situation, "problem": _problem, "implication": _implication, "payoff": _payoff}

# What the other acts do to patience: (impatience, trust, openness), in steps. Our guess; README "Why".
_STRAIN = {
    "scatter": (1.0, 0.0, 0.0),
    "echo": (0.5, 0.0, 0.0),
    "unclear": (0.0, 0.0, 0.0),
    "vague": (0.0, 0.0, 0.0),
    "lost": (0.5, 0.0, 0.0),
    "statement": (0.5, 0.0, 0.0),
    "small_talk": (0.5, 0.0, 0.0),
    "pitch": (1.0, -0.5, -0.5),
    "pitch_ok": (0.0, 0.5, 0.0),
    "pitch_off": (0.5, -0.5, 0.0),
    "close_early": (1.0, -0.5, 0.0),
    "no_date": (0.0, 0.0, 0.0),
}


def _other(customer: Customer, mood: Mood, act: Act) -> _Outcome:
    """Answer what asks for no node: statements, pitches, closes, and what was not understood."""
    place = act.kind
    if place == "unclear" and len(_stated(customer, mood)) < 2:
        place = "vague"  # asking back by name would tell problems that nobody has asked for
    if place == "advance" and mood.need:
        return "agree", {"ended": "advance"}, True
    if place in ("advance", "close"):
        place = "no_date" if mood.need else "close_early"
    if place == "pitch" and mood.need:
        place = "pitch_ok" if problem_of(act.node) == problem_of(mood.need) else "pitch_off"
    impatience, trust, openness = _STRAIN[place]
    return _strain(mood, place, impatience, trust=mood.trust + trust, openness=mood.openness + openness)


def _word(customer: Customer, mood: Mood, place: str, act: Act, seed: int) -> str:
    """Draw the next wording of a place from its shuffle bag: all before any again, never the same twice in a row."""
    size = len(lines_of(customer, place))
    here = f"{place}#"
    used = [int(key.removeprefix(here).partition("|")[0]) for key in mood.said if key.startswith(here)]
    round_, spent = divmod(len(used), size)
    salt = f"{seed}:{place}:{round_}:"
    # in the order of a checksum: seeding a generator for each line took a fifth of the whole step
    bag = sorted(range(size), key=lambda wording: zlib.crc32(f"{salt}{wording}".encode()))
    if size > 1 and round_ and bag[0] == used[round_ * size - 1]:  # the whole round is turned, not just its first draw
        bag = bag[1:] + bag[:1]
    key = f"{place}#{bag[spent]}"
    return key if place != "unclear" else f"{key}|{_pair(customer, mood, act)}"


def _stated(customer: Customer, mood: Mood) -> list[str]:
    return [name for name in customer.problems if f"problem.{name}" in mood.told]


def _pair(customer: Customer, mood: Mood, act: Act) -> str:
    """Return two different problems that were told, as "one|other", to ask back about; those meant come first."""
    stated = _stated(customer, mood)
    named = [p for p in dict.fromkeys((problem_of(act.node), problem_of(act.other))) if p in stated]
    named += [p for p in stated if p not in named]
    return "|".join(named[:2])


def _bait(customer: Customer, mood: Mood, key: str) -> str:
    """Return the id of the bait to add to the line of *key*, if any: once each, and where the line has room."""
    turn = mood.turns + 1  # the one that is being answered
    for bait in customer.baits:
        due = turn >= bait.after_turn and bait.id not in mood.baited
        if due and len(line(customer, key)) + len(bait.say) < 220:
            return bait.id
    return ""
