"""Shortcuts of the role-play about getting in, beside those of every role-play of topics: each must lose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.service.calling import Bot, Call
from bot.service.topic_bots import method, rules_of
from dialogs.plays.topics import next_step
from dialogs.plays.topics.rules import kind_of


def _nodes(call: Call, *kinds: str) -> list[str]:
    return [node for kind in kinds for node in sorted(call.held.nodes) if kind_of(node) == kind]


def _asks(call: Call, *kinds: str) -> Iterator[str]:
    """Bring up one topic of these kinds after the other, and the last of them to the end."""
    nodes = _nodes(call, *kinds)
    for node in nodes:
        yield call.line(node)
    while True:
        yield call.line(nodes[-1])


def _instead(wanted: str, other: str) -> Bot:
    """The method, but *other* where *wanted* would help."""

    def bot(call: Call) -> Iterator[str]:
        for text in method(call):
            kind, _ = next_step(call.customer, call.mood, rules=rules_of(call))
            yield call.line(call.rng.choice(_nodes(call, other))) if kind == wanted else text

    return bot


def interest_only(call: Call) -> Iterator[str]:
    """Learns all there is to learn, takes the kindness for progress, and asks for a day."""
    yield from _asks(call, "fact", "step")


def nobody_unhappy(call: Call) -> Iterator[str]:
    """Learns, and asks for the introduction with a reason before knowing who is unhappy."""
    yield from _asks(call, "fact", "intro", "step")


def recites(call: Call) -> Iterator[str]:
    """Says why, says the insight, and asks for all the rest at once."""
    yield from _asks(call, "purpose", "insight", "intro", "step")


def sends_paper(call: Call) -> Iterator[str]:
    """The method, but the bait of the brochure is taken once."""
    for place, text in enumerate(method(call)):
        yield call.line(call.rng.choice(_nodes(call, "brochure"))) if place == 2 else text


def presents_beside(call: Call) -> Iterator[str]:
    """The method, with a sentence about the product before every third line; a full stop ends what has no mark."""
    for place, text in enumerate(method(call)):
        beside = call.one_of(call.held.replies["pitch"]).rstrip() if place % 3 == 1 else ""
        yield f"{beside}{'' if beside[-1] in '.!?' else '.'} {text}" if beside else text


BOTS: Mapping[str, tuple[Bot, float]] = {
    "interest only": (interest_only, 0.02),
    "nobody unhappy": (nobody_unhappy, 0.02),
    "recites": (recites, 0.02),
    "no reason": (_instead("intro", "favour"), 0.02),
    "sends paper": (sends_paper, 0.02),
    "over the head": (_instead("unhappy", "push"), 0.02),
    "presents beside": (presents_beside, 0.02),
}
