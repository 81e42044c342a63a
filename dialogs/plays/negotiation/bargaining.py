"""
How a customer answers terms and figures: what is given too early, too fast or for nothing breeds a demand for more.

An act carries what the line named: "472" is a price in thousands, "+" says that something was asked back (F76, F80).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.negotiation import NegotiationCustomer, PriceRange
from content.offer import FIRST_STEP
from content.topics import TopicCustomer
from dialogs.model import SINS
from dialogs.patterns import regex
from dialogs.play import HALF, Act, stored_mood
from dialogs.plays.topics.answering import HEARD, MOST_HEARD, Mood, brought_up, untold
from dialogs.plays.topics.rules import Rules, kind_of
from dialogs.speaking import Outcome, strain

TRIGGER = ("barrier", "objection", "fear")  # told apart, and the barrier known: before that, selling is what helps
PRICES = ("offer", "step")
GIVEN = "+"
NO_DEAL = "no_deal"
# How the customer takes what was given badly: (steps of impatience, steps of openness)
TAKEN = (0.0, -HALF)


class _Marks:
    """What an act's `other` may be: a price, something asked back, both."""

    _MARK = regex(r"(?:\d+(?:\.\d+)?)?\+?")

    def __contains__(self, other: object) -> bool:
        return isinstance(other, str) and (other in (HEARD, *SINS) or self._MARK.fullmatch(other) is not None)


MARKS = _Marks()


@dataclass(frozen=True, slots=True)
class Bargain(Mood):
    """Where a customer who negotiates stands. `offers` are the prices named, first to last, in thousands."""

    offers: tuple[float, ...] = ()


def opening_mood(customer: TopicCustomer) -> Mood:
    return Bargain(customer.start["trust"], customer.start["openness"], customer.start["impatience"])


def mood_from_json(stored: Mapping[str, Any], *, rules: Rules) -> Mood:
    """Read what `Mood.to_json` wrote, after it has been through JSON."""
    return Bargain(**{**stored_mood(stored, tells=rules.tells), "offers": tuple(stored["offers"])})


def range_of(customer: TopicCustomer) -> PriceRange:
    """Return where the price may move. Raises TypeError: the customer is made for another role-play."""
    if not isinstance(customer, NegotiationCustomer):
        raise TypeError(f"{customer.id!r} does not negotiate")
    return customer.range


def offers_of(customer: TopicCustomer, mood: Mood) -> tuple[float, ...]:
    """Return the prices named so far; in a mood made of what was told alone, an offer was the top."""
    if isinstance(mood, Bargain) and mood.offers:
        return mood.offers
    return (range_of(customer).top,) if "offer" in told_kinds(mood) else ()


def told_kinds(mood: Mood) -> set[str]:
    return {kind_of(node) for node in mood.told}


def mark(price: float | None = None, *, back: bool = False) -> str:
    """Return an act's `other` for a price in thousands and for something asked back."""
    return ("" if price is None else f"{price:g}") + (GIVEN if back else "")


def price_in(other: str) -> float | None:
    number = other.rstrip(GIVEN)
    return float(number) if number[:1].isdigit() else None


def is_small(offers: tuple[float, ...], price: float, within: PriceRange) -> bool:
    """Whether a step down to *price* is smaller than the last one; the first, at most half of the range."""
    step = offers[-1] - price
    if len(offers) == 1:
        return step <= FIRST_STEP * (within.top - within.limit)
    return step < offers[-2] - offers[-1]


def is_triggered(mood: Mood) -> bool:
    """Whether the barrier is known to be one, and the rest is known to be none: from here on terms may move (F75)."""
    return set(TRIGGER) <= told_kinds(mood)


def answers(customer: TopicCustomer, mood: Mood, act: Act, rules: Rules) -> Outcome | None:
    """Answer what has to do with terms; None for all else."""
    price = price_in(act.other)
    if act.kind in PRICES and price is not None:
        return _priced(customer, mood, act, price)
    if act.kind == "extra":
        return _strained(mood, "early_give", TAKEN) if not is_triggered(mood) else None
    if act.kind == "concede":
        return _strained(mood, _badly(mood, act) or "concede", TAKEN)
    if act.kind == "lever" and act.node not in mood.told:
        return _levered(mood, act)
    if act.kind == "summary" and not is_complete(customer, mood):
        return f"guarded.{act.node.partition('.')[2]}", {}, False
    if act.kind in ("rushed", "firm"):
        return strain(mood, act.kind, HALF)
    if price is not None and act.kind in rules.kinds and not offers_of(customer, mood):
        place, moves, credit = brought_up(customer, mood, act, rules)
        return (
            place,
            {**moves, "offers": (price,)},
            credit,
        )  # a question in which the price was named for the first time
    return None


def is_complete(customer: TopicCustomer, mood: Mood) -> bool:
    """Whether a term was given and the price has moved: there is something to sum up."""
    return "lever" in told_kinds(mood) and len(offers_of(customer, mood)) > 1


def _badly(mood: Mood, act: Act) -> str:
    """Return how a concession is taken that came too early or for nothing; empty for one that may be."""
    if not is_triggered(mood):
        return "early_give"
    return "" if act.other.endswith(GIVEN) else "no_return"


def _levered(mood: Mood, act: Act) -> Outcome | None:
    badly = _badly(mood, act)
    if badly:
        return _strained(mood, badly, TAKEN)
    if "weight" not in told_kinds(mood):
        return f"guarded.{act.node.partition('.')[2]}", {}, False
    return None


def _strained(mood: Mood, place: str, taken: tuple[float, float], **moves: Any) -> Outcome:
    impatience, openness = taken
    return strain(mood, place, impatience, openness=max(0.0, mood.openness + openness), **moves)


def _priced(customer: TopicCustomer, mood: Mood, act: Act, price: float) -> Outcome:
    offers, within = offers_of(customer, mood), range_of(customer)
    named = {"offers": (*offers, price)}
    if price < within.limit:
        return "past", {**named, "ended": NO_DEAL}, False
    if not offers:
        return _told(mood, act, named) if price >= within.top else _strained(mood, "low_open", TAKEN, **named)
    if price > offers[-1]:
        return _strained(mood, "raised", (1.0, -HALF), **named)
    badly = _badly(mood, act) or ("" if is_small(offers, price, within) else "big_step")
    return _strained(mood, badly, TAKEN, **named) if badly else _told(mood, act, named)


def _told(mood: Mood, act: Act, moves: dict[str, Any]) -> Outcome:
    told = mood.told if act.node in mood.told else (*mood.told, act.node)
    return act.node, {**moves, "told": told, "openness": mood.openness + HALF, "trust": mood.trust + HALF}, True


def next_step(customer: TopicCustomer, mood: Mood, *, rules: Rules) -> tuple[str, str]:
    """Return the kind of line that would help most now, and its node."""
    done = told_kinds(mood)
    done |= {"offer"} if offers_of(customer, mood) else set()
    for kind, _ in rules.plan:
        if kind in done:
            continue
        node = next(untold(customer, mood, kind))
        closed = mood.openness < customer.topic(node).openness and mood.heard < MOST_HEARD
        return ("acknowledge", "acknowledge") if closed else (kind, node)
    return rules.plan[-1][0], _node_of(customer, rules.plan[-1][0])


def _node_of(customer: TopicCustomer, kind: str) -> str:
    return next(f"{topic.kind}.{name}" for name, topic in customer.topics.items() if topic.kind == kind)
