"""
How a customer with topics answers: what is told once it is brought up, what is not told yet, what closes them.

As in dialogs/customer.py it is given acts, never words, and the whole of it can be searched exhaustively.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from content.topics import TopicCustomer
from dialogs.judging.segment import sentences
from dialogs.play import HALF, IN_DOUBT, Act, CommonMood, Reaction, stored_mood
from dialogs.plays.topics.rules import Rules, kind_of
from dialogs.speaking import Outcome, bait_line, draw, due_bait, leave_at_limit, said_so, strain

HEARD = "heard"  # an act's `other`: the line also showed that the customer was heard
MOST_HEARD = 2  # acknowledging for the third time opens nothing; our guess
MOST_POINTED = 1  # topics told to questions that named no subject; our guess
POLITE = "polite"  # an act's `other`: an apology
POINTED = "pointed"  # an act's `other`: the line named no subject of its own
# Of what was said last, before a line is judged beside it: of the replies that the judge learnt from half stand beside
# 12 words or fewer, nine in ten beside 19. Beside a long opening it takes questions and sins for acknowledging
LAST_WORDS = 20
AGAIN_FROM = 1.0  # steps of patience; our guess. Without it 1 of 40 reps who presented three times still won
BARE = "bare"  # an act's `other`: the line has not the sign that its kind of topic asks for


@dataclass(frozen=True, slots=True)
class Mood(CommonMood):
    """Where a customer with topics stands."""

    heard: int = 0  # acknowledgements that were not empty
    pointed: int = 0


def opening_mood(customer: TopicCustomer) -> Mood:
    return Mood(customer.start["trust"], customer.start["openness"], customer.start["impatience"])


def mood_from_json(stored: Mapping[str, Any], *, rules: Rules) -> Mood:
    """Read what `Mood.to_json` wrote, after it has been through JSON."""
    return Mood(**stored_mood(stored, tells=rules.tells))


def lines_of(customer: TopicCustomer, place: str) -> tuple[str, ...]:
    """Return the wordings of a place: a node ("kind.id"), "guarded.id", or a reaction's name. Raises KeyError."""
    kind, _, name = place.partition(".")
    if kind == "guarded":
        return customer.topics[name].guarded
    if name:
        return customer.topics[name].say
    reaction: tuple[str, ...] = getattr(customer.reactions, kind)
    return reaction


def line(customer: TopicCustomer, key: str) -> str:
    """Return the words of a line said, by its key "place#wording" or "bait.ID"."""
    if key.startswith("bait."):
        return bait_line(customer, key)
    place, _, number = key.partition("#")
    return lines_of(customer, place)[int(number)]


def told_lines(customer: TopicCustomer, mood: Mood) -> tuple[str, ...]:
    """Return all that the customer has said so far, oldest first, each bait with the line that it came with."""
    told = [customer.opening]
    for key in mood.said:
        words = line(customer, key)
        told = [*told[:-1], f"{told[-1]} {words}"] if key.startswith("bait.") else [*told, words]
    return tuple(told)


def last_of(said: str) -> str:
    """Return the last sentences of what was said, up to LAST_WORDS words; the last one whole, however long it is."""
    found: list[str] = []
    for start, end in reversed(sentences(said)):
        if found and len(" ".join([said[start:end], *found]).split()) > LAST_WORDS:
            break
        found.insert(0, said[start:end])
    return " ".join(found)


def voiced_line(customer: TopicCustomer, mood: Mood, *, rules: Rules) -> str:
    """Return what was said last of the kinds that voice a doubt, without a bait; before any, the opening."""
    voiced = [key for key in mood.said if kind_of(key) in rules.voices]
    return line(customer, voiced[-1]) if voiced else customer.opening


def is_ready(customer: TopicCustomer, mood: Mood, node: str, *, rules: Rules) -> bool:
    """Whether all was told that must be told before this topic."""
    topic, kind = customer.topic(node), rules.kinds[kind_of(node)]
    told = {kind_of(place) for place in mood.told}
    ids = {place.partition(".")[2] for place in mood.told}
    had = {other.kind for other in customer.topics.values()}
    return set(topic.needs) <= ids and set(kind.needs) & had <= told


def untold(customer: TopicCustomer, mood: Mood, kind: str) -> Iterator[str]:
    """Yield the nodes of one kind that were not told yet, in the customer's order."""
    for name, topic in customer.topics.items():
        node = f"{topic.kind}.{name}"
        if topic.kind == kind and node not in mood.told:
            yield node


def respond(customer: TopicCustomer, mood: Mood, act: Act, *, seed: int, rules: Rules) -> Reaction:
    """Return the reaction to one act; *seed* picks among wordings only."""
    before, mood = mood, _listened(mood, act, rules)
    place, moves, credit = leave_at_limit(customer, mood, _answer(customer, mood, act, rules))
    key = draw(before.said, place, size=len(lines_of(customer, place)), seed=seed)
    baits = not moves.get("ended") and (credit or place.startswith(("guarded", "acknowledge")))
    return said_so(mood, (place, moves, credit), key=key, bait=_bait(customer, mood, key) if baits else "")


def _bait(customer: TopicCustomer, mood: Mood, key: str) -> str:
    return due_bait(customer, mood, line(customer, key))


def _listened(mood: Mood, act: Act, rules: Rules) -> Mood:
    if act.kind != "acknowledge" and act.other != HEARD:
        return mood
    opens = HALF if mood.heard < MOST_HEARD else 0.0
    return replace(mood, heard=mood.heard + 1, openness=mood.openness + opens)


def _answer(customer: TopicCustomer, mood: Mood, act: Act, rules: Rules) -> Outcome:
    own = rules.answers(customer, mood, act, rules) if rules.answers else None
    if own is not None:
        return own
    if act.node:
        return brought_up(customer, mood, act, rules)
    if act.kind == "acknowledge" and mood.heard <= MOST_HEARD:
        return "acknowledge", {"trust": mood.trust + HALF}, True
    kind = "empty_acknowledge" if act.kind == "acknowledge" else act.kind
    place = kind if kind in rules.strain else "statement"
    # an apology closes nobody, nor does what may be a sin, for all that the judge can tell (judge.md 6)
    return _strained(mood, place, "vague" if act.other in (IN_DOUBT, POLITE) else place, rules)


def brought_up(customer: TopicCustomer, mood: Mood, act: Act, rules: Rules) -> Outcome:
    """Answer what was brought up: told, guarded, or early."""
    kind, topic = rules.kinds[act.kind], customer.topic(act.node)
    if kind.fault:
        return _costing(mood, act.node, kind.costs)
    if act.node in mood.told:
        return _strained(mood, "repeat", "repeat", rules)
    if not is_ready(customer, mood, act.node, rules=rules):
        return _strained(mood, f"guarded.{act.node.partition('.')[2]}" if topic.guarded else "early", kind.early, rules)
    if act.other == BARE:
        put_off = f"guarded.{act.node.partition('.')[2]}" if kind.puts_off and topic.guarded else "vague"
        return _strained(mood, put_off, "vague", rules)
    if mood.openness < topic.openness:
        return f"guarded.{act.node.partition('.')[2]}", {"openness": mood.openness + HALF}, False
    moves: dict[str, Any] = {"told": (*mood.told, act.node), "openness": mood.openness + HALF}
    if act.other == POINTED:
        moves["pointed"] = mood.pointed + 1
    if kind.ends:
        moves["ended"] = kind.ends
    return act.node, moves | {"trust": mood.trust + HALF}, True


def _strained(mood: Mood, place: str, what: str, rules: Rules) -> Outcome:
    return _costing(mood, place, rules.strain[what])


def _costing(mood: Mood, place: str, costs: tuple[float, float]) -> Outcome:
    """Answer what closes a customer. What costs a whole step of patience costs one more each time it is done again."""
    impatience, openness = costs
    again = sum(key.startswith(f"{place}#") for key in mood.said) if impatience >= AGAIN_FROM else 0
    return strain(mood, place, impatience + again, openness=max(0.0, mood.openness + openness))
