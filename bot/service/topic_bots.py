"""
Bots that talk to a customer with topics: who brings them up in the order that helps must win, shortcuts must not.

As in simulation.py they speak held-out lines only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.service.calling import Bot, Call, at_random, echoing, formulas, repeating
from content.topics import TopicCustomer
from dialogs.plays import play_of
from dialogs.plays.all_of_them import TOPIC_RULES
from dialogs.plays.topics.answering import Mood
from dialogs.plays.topics.rules import Rules, kind_of
from dialogs.rehearsal import next_step

_MOVES = {
    "makes it small": "minimise",
    "says what to do": "prescribe",
    "pushes": "pressure",
    "gives a discount": "concede",
    "attacks a rival": "attack",
    "presents": "pitch",
}


def method(call: Call) -> Iterator[str]:
    """A rep who brings up what helps most at each turn."""
    while call.left:
        kind, node = next_step(call.customer, call.mood)
        yield call.one_of(call.held.replies["acknowledge"]) if kind == "acknowledge" else call.line(node)


def rules_of(call: Call) -> Rules:
    return TOPIC_RULES[call.customer.play]


def _last(call: Call) -> str:
    """Return a node that ends a call."""
    kinds, nodes = rules_of(call).kinds, sorted(str(node) for node in call.held.nodes)
    return next(node for node in nodes if kinds[kind_of(node)].ends)


def _mixed(move: str) -> Bot:
    """The method, but every third line is *move*."""

    def bot(call: Call) -> Iterator[str]:
        for place, text in enumerate(method(call)):
            yield call.one_of(call.held.replies[move]) if place % 3 == 1 else text

    return bot


def faulty(call: Call) -> Iterator[str]:
    """The method, but every third line is one that this role-play counts as a fault."""
    kinds = rules_of(call).kinds
    faults = [node for node in sorted(call.held.nodes) if kinds[kind_of(node)].fault]
    for place, text in enumerate(method(call)):
        yield call.line(call.rng.choice(faults)) if place % 3 == 1 and faults else text


def ends_at_once(call: Call) -> Iterator[str]:
    while True:
        yield call.line(_last(call))


def says_only(call: Call) -> Iterator[str]:
    """Tells and tells, and asks nothing but the last thing."""
    kinds = rules_of(call).kinds
    said = [
        node for node in sorted(call.held.nodes) if not kinds[kind_of(node)].asks and not kinds[kind_of(node)].fault
    ]
    while call.left > 1:
        yield call.line(call.rng.choice(said)) if said else call.one_of(call.held.replies["pitch"])
    yield call.line(_last(call))


def by_rote(call: Call) -> Iterator[str]:
    """The same questions whoever the customer is: they name nothing that this one has said."""
    yield from (
        "What are your biggest challenges?",
        "What makes you say that?",
        "What does that lead to?",
        "What matters most to you?",
        "Who else is involved?",
        "What would it be worth if that was solved?",
        "What would it take?",
    )
    while True:
        yield call.line(_last(call))


def stuffing(call: Call) -> Iterator[str]:
    """Key words of everything this customer might care about."""
    lines = [line for lines in call.held.nodes.values() for line in lines]
    words = sorted({word.lower() for line in lines for word in re.findall(r"[a-z]{6,}", line)})
    while call.left > 1:
        heap = " ".join(call.rng.sample(words, 9))
        yield call.rng.choice(["{} ?", "I hear you: {}", "{}", "what about {} ?"]).format(heap)
    yield call.line(_last(call))


def same_question(call: Call) -> Iterator[str]:
    yield from repeating(lambda node: node != _last(call), step=_last(call))(call)


def echo(call: Call) -> Iterator[str]:
    yield from echoing(_last(call))(call)


def average(call: Call) -> Iterator[str]:
    """A middling rep: every other line is what helps, between them filling and talking."""
    filling = ("empty_acknowledge", "proof", "pitch")
    for place, text in enumerate(method(call)):
        yield call.one_of(call.held.replies[filling[place // 2 % 3]]) if place % 2 else text


def hostile(call: Call) -> Iterator[str]:
    """Makes it small, says what to do, pushes, and speaks badly of others."""
    while True:
        yield call.one_of(call.held.replies[call.rng.choice(("pressure", "prescribe", "minimise", "attack"))])


# customer.md, "What must hold": the method at least this share, each shortcut below it
BOTS: Mapping[str, tuple[Bot, float]] = {
    "method": (method, 0.95),
    "random lines": (at_random, 0.10),
    "keyword stuffing": (stuffing, 0.02),
    "same question": (same_question, 0.02),
    "echo": (echo, 0.02),
    "by rote": (by_rote, 0.02),
    "formulas": (formulas(_last), 0.02),
    "ends at once": (ends_at_once, 0.02),
    "tells only": (says_only, 0.02),
    "own fault": (faulty, 0.02),
    **{name: (_mixed(move), 0.02) for name, move in _MOVES.items()},
}
REPS: Mapping[str, Bot] = {"strong": method, "average": average, "hostile": hostile}


def ideal_mood(customer: TopicCustomer, node: str) -> Mood:
    """Return a mood in which *node* can sensibly be brought up: all that it needs told."""
    rules = TOPIC_RULES[customer.play]
    told: list[str] = []
    _add_needed(customer, node, told, rules)
    said = tuple(f"{place}#0" for place in told)
    opened: Mood = play_of(customer).opening_mood(customer)
    return replace(opened, told=tuple(told), said=said, openness=5.0)


def _add_needed(customer: TopicCustomer, node: str, told: list[str], rules: Rules) -> None:
    """Add to *told* what must be told before *node*, what comes first first."""
    nodes = {name: f"{topic.kind}.{name}" for name, topic in customer.topics.items()}
    had = {kind_of(node) for node in nodes.values()}
    needed = [nodes[name] for name in customer.topic(node).needs]
    for kind in rules.kinds[kind_of(node)].needs:
        if kind in had and not any(kind_of(one) == kind for one in (*told, *needed)):
            needed.append(next(one for one in nodes.values() if kind_of(one) == kind))
    for one in needed:
        if one not in told:
            _add_needed(customer, one, told, rules)
            told.append(one)
