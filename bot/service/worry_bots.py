"""
Bots that talk to a customer with a worry: who hears it and asks on must win, each formula and each sin must not.

As in simulation.py they speak held-out lines only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.service.calling import Bot, Call, at_random, echoing, formulas, repeating
from content.concern import ConcernCustomer
from dialogs.judging.segment import sentences
from dialogs.plays.concern.answering import MOST_HEARD, Mood, is_open, next_layer, opening_mood


def method(call: Call) -> Iterator[str]:
    """A rep who asks about what does not fit, shows that they heard it, asks on, and hands the decision back."""
    yield from _asking(call, sorted(f"signal.{name}" for name in call.customer.signals))
    while call.left:
        place = next_layer(call.customer, call.mood)
        if not place:
            yield call.line("own_step")
        elif call.mood.heard < MOST_HEARD and not is_open(call.customer, call.mood, place):
            yield call.one_of(call.held.replies["acknowledge"])
        else:
            yield call.line(place)


def _asking(call: Call, nodes: list[str]) -> Iterator[str]:
    """Ask about these until one of them was told."""
    call.rng.shuffle(nodes)
    turn = 0
    while not any(call.told(node) for node in nodes) and call.left > 1:
        yield call.line(nodes[turn % len(nodes)])
        turn += 1


def never_heard(call: Call) -> Iterator[str]:
    """The method's questions, and not a word that any answer was heard: of each line only what asks."""
    for text in _asking(call, sorted(f"signal.{name}" for name in call.customer.signals)):
        yield _asked_part(text)
    while True:
        yield _asked_part(call.line(next_layer(call.customer, call.mood) or "own_step"))


def _asked_part(text: str) -> str:
    said = [text[begin:end] for begin, end in sentences(text)]
    return next((part for part in reversed(said) if "?" in part), said[-1])


def _mixed(move: str) -> Bot:
    """The method, but every third line is *move*."""

    def bot(call: Call) -> Iterator[str]:
        for place, text in enumerate(method(call)):
            yield call.one_of(call.held.replies[move]) if place % 3 == 1 else text

    return bot


def _instead(move: str) -> Bot:
    """The method's questions, with *move* wherever the method would show that it heard."""

    def bot(call: Call) -> Iterator[str]:
        yield from _asking(call, sorted(f"signal.{name}" for name in call.customer.signals))
        while True:
            yield call.one_of(call.held.replies[move])
            yield call.line(next_layer(call.customer, call.mood) or "own_step")

    return bot


def _only(node: str) -> Bot:
    def bot(call: Call) -> Iterator[str]:
        while True:
            yield call.line(node)

    return bot


def listening_only(call: Call) -> Iterator[str]:
    """Acknowledges and acknowledges, and asks nothing."""
    while call.left > 1:
        yield call.one_of(call.held.replies["acknowledge"])
    yield call.line("own_step")


def stuffing(call: Call) -> Iterator[str]:
    """Key words of everything this customer might fear."""
    lines = [line for lines in call.held.nodes.values() for line in lines]
    words = sorted({word.lower() for line in lines for word in re.findall(r"[a-z]{6,}", line)})
    while call.left > 1:
        yield call.rng.choice(["{} ?", "I hear you: {}", "{}", "what about {} ?"]).format(
            " ".join(call.rng.sample(words, 9))
        )
    yield call.line("own_step")


def average(call: Call) -> Iterator[str]:
    """A middling rep: asks well, gives away a little, is not heard to listen."""
    yield call.line(sorted(f"signal.{name}" for name in call.customer.signals)[0])
    yield call.one_of(call.held.replies["empty_acknowledge"])
    yield call.line(next_layer(call.customer, call.mood))
    yield call.one_of(call.held.replies["proof"])
    yield call.one_of(call.held.replies["acknowledge"])
    yield call.one_of(call.held.replies["prescribe"])
    while True:
        yield call.one_of(call.held.replies["pitch"])


def hostile(call: Call) -> Iterator[str]:
    """Makes it small, says what to do, and pushes."""
    while True:
        yield call.one_of(call.held.replies[call.rng.choice(("pressure", "prescribe", "minimise", "concede"))])


# customer.md, "What must hold": the method at least this share, each shortcut below it
BOTS: Mapping[str, tuple[Bot, float]] = {
    "method": (method, 0.95),
    "random questions": (at_random, 0.10),
    "keyword stuffing": (stuffing, 0.02),
    "same question": (repeating(lambda node: node != "own_step", step="own_step"), 0.02),
    "echo": (echoing("own_step"), 0.02),
    "formulas": (formulas(lambda call: "own_step"), 0.02),
    "what worries you": (_only("fear"), 0.02),
    "hands back at once": (_only("own_step"), 0.02),
    "never heard": (never_heard, 0.02),
    "listening only": (listening_only, 0.02),
    "makes it small": (_instead("minimise"), 0.02),
    "offers proof": (_instead("proof"), 0.02),
    "says what to do": (_mixed("prescribe"), 0.02),
    "pushes": (_mixed("pressure"), 0.02),
    "gives a discount": (_mixed("concede"), 0.02),
}
REPS: Mapping[str, Bot] = {"strong": method, "average": average, "hostile": hostile}


def ideal_mood(customer: ConcernCustomer, node: str) -> Mood:
    """Return a mood in which *node* can sensibly be asked for: the layers above it told."""
    names = [f"layer.{name}" for name in customer.layers]
    order = [*names, "fear", "own_step"]
    told = tuple(order[: order.index(node)]) if node in order else ()
    return replace(opening_mood(customer), told=told, said=tuple(f"{place}#0" for place in told))
