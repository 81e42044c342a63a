"""
The simulated customer: what is disclosed to which act, and how the mood moves.

It never reads the rep's words. It is given an act that was understood from them (understanding.py),
so nobody wins by guessing words, and the whole of it can be searched exhaustively.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from content.schema import Customer, Fact, Problem
from dialogs.play import HALF, Act, CommonMood, Reaction, stored_mood
from dialogs.speaking import Outcome, bait_line, draw, due_bait, leave_at_limit, said_so, strain

__all__ = ["POINTED", "QUESTION_ACTS", "Act", "Mood", "Reaction"]  # and the functions below

QUESTION_ACTS = ("situation", "problem", "implication", "payoff")
# The kinds of act: QUESTION_ACTS, advance (with a date), close (without), pitch, statement, small_talk, echo, scatter,
# unclear (something this customer knows, but which; `other` is the second candidate), lost (nothing they know).
POINTED = "pointed"  # an act's `other`, for a question that named no subject and was taken for that one


@dataclass(frozen=True, slots=True)
class Mood(CommonMood):
    """Where a customer of a discovery call stands."""

    facts_asked: int = 0
    need: str = ""  # the payoff node whose want was voiced
    focus: str = ""  # the problem being talked about
    pointed: int = 0  # questions that named no subject of their own


def opening_mood(customer: Customer) -> Mood:
    return Mood(customer.start["trust"], customer.start["openness"], customer.start["impatience"])


def mood_from_json(stored: Mapping[str, Any]) -> Mood:
    """Read what `Mood.to_json` wrote, after it has been through JSON."""
    return Mood(**stored_mood(stored, tells=QUESTION_ACTS))


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
    if key.startswith("bait."):
        return bait_line(customer, key)
    place, _, rest = key.partition("#")
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
    outcome = leave_at_limit(customer, mood, _GATES.get(act.kind, _other)(customer, mood, act))
    place, moves, credit = outcome
    key = _word(customer, mood, place, act, seed)
    moves["pointed"] = mood.pointed + (act.other == POINTED)
    # a bait is added to an answer, not to a question of the customer's own; and to none from the need on
    baits = (credit or place.startswith("guarded")) and not (moves.get("ended") or moves.get("need", mood.need))
    return said_so(mood, outcome, key=key, bait=due_bait(customer, mood, line(customer, key)) if baits else "")


def replay(customer: Customer, acts: Iterable[Act], *, seed: int) -> Mood:
    """Return the mood after *acts*, from the opening."""
    mood = opening_mood(customer)
    for act in acts:
        mood = respond(customer, mood, act, seed=seed).mood
    return mood


def _tell(mood: Mood, node: str, **moves: Any) -> Outcome:
    return node, {"told": (*mood.told, node), **moves}, True


def _situation(customer: Customer, mood: Mood, act: Act) -> Outcome:
    fact: Fact = customer.situation[act.node.partition(".")[2]]
    asked = mood.facts_asked + 1
    if act.node in mood.told:
        return strain(mood, "repeat", HALF, facts_asked=asked)
    if fact.in_briefing:
        return strain(mood, "in_briefing", 2 * HALF, facts_asked=asked)
    if asked > customer.limits["situation_budget"]:
        return strain(mood, "impatient", 2 * HALF, facts_asked=asked)
    return _tell(mood, act.node, facts_asked=asked, focus=fact.surfaces or mood.focus)


def _problem(customer: Customer, mood: Mood, act: Act) -> Outcome:
    name = problem_of(act.node)
    if act.node in mood.told:
        return strain(mood, "repeat", HALF, focus=name)
    problem: Problem = customer.problems[name]
    openness = mood.openness + HALF
    closed = mood.openness < problem.openness  # but less openness will do once a fact surfaced it
    if closed and (mood.openness + 2 * HALF < problem.openness or not _surfaced(customer, mood, name)):
        return f"guarded.{name}", {"openness": openness, "focus": name}, False
    return _tell(mood, act.node, trust=mood.trust + HALF, openness=openness, focus=name)


def _surfaced(customer: Customer, mood: Mood, problem: str) -> bool:
    """Whether a fact was told that makes the problem easier to tell."""
    return any(fact.surfaces == problem and f"situation.{id}" in mood.told for id, fact in customer.situation.items())


def _implication(customer: Customer, mood: Mood, act: Act) -> Outcome:
    name = problem_of(act.node)
    if f"problem.{name}" not in mood.told:
        return strain(mood, "puzzled", HALF)
    if act.node in mood.told:
        return strain(mood, "repeat", HALF, focus=name)
    return _tell(mood, act.node, trust=mood.trust + HALF, openness=mood.openness + HALF, focus=name)


def _payoff(customer: Customer, mood: Mood, act: Act) -> Outcome:
    name, _, leaf = act.node.partition(".")[2].partition(".")
    after = customer.problems[name].payoffs[leaf].after
    built = f"problem.{name}" in mood.told and any(f"implication.{name}.{i}" in mood.told for i in after)
    if not built:
        return strain(mood, "no_need", HALF)
    if act.node in mood.told:
        return strain(mood, "repeat", HALF, focus=name)
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


def _other(customer: Customer, mood: Mood, act: Act) -> Outcome:
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
    return strain(mood, place, impatience, trust=mood.trust + trust, openness=mood.openness + openness)


def _word(customer: Customer, mood: Mood, place: str, act: Act, seed: int) -> str:
    """Draw the next wording of a place; one that asks back names what it asks about."""
    key = draw(mood.said, place, size=len(lines_of(customer, place)), seed=seed)
    return key if place != "unclear" else f"{key}|{_pair(customer, mood, act)}"


def _stated(customer: Customer, mood: Mood) -> list[str]:
    return [name for name in customer.problems if f"problem.{name}" in mood.told]


def _pair(customer: Customer, mood: Mood, act: Act) -> str:
    """Return two different problems that were told, as "one|other", to ask back about; those meant come first."""
    stated = _stated(customer, mood)
    named = [p for p in dict.fromkeys((problem_of(act.node), problem_of(act.other))) if p in stated]
    named += [p for p in stated if p not in named]
    return "|".join(named[:2])
