"""
Bots that negotiate badly: each does all the rest as the method has it, and one thing wrong with terms or figures.

As in simulation.py they speak held-out lines, and plain ones of their own where a figure decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.service.calling import Bot, Call
from dialogs.rehearsal import next_step

_BACK = "If you do for us what we asked for, I can make it {} thousand."
_FREE = "I can make it {} thousand."
_PRICE = "Our price is {} thousand."


def _prices(wording: str, *, shares: Sequence[float], first: float = 0.0) -> Bot:
    """Return the method with prices of its own: the first and each step at a share of the range below the top."""

    def bot(call: Call) -> Iterator[str]:
        steps = [_at(call, share) for share in shares]
        while call.left:
            kind, node = next_step(call.customer, call.mood)
            if kind == "offer":
                yield _PRICE.format(_at(call, first))
            elif kind in ("step", "summary") and steps:
                yield wording.format(steps.pop(0))
            else:
                yield _line(call, node)

    return bot


def _line(call: Call, node: str) -> str:
    return call.line(node) if node != "acknowledge" else call.one_of(call.held.replies["acknowledge"])


def _at(call: Call, share: float) -> str:
    within = call.customer.range
    return f"{within.top - share * (within.top - within.limit):g}"


def gives_early(call: Call) -> Iterator[str]:
    """Offers the right term at once, and asks afterwards."""
    yield call.line(_of(call, "lever"))
    while call.left:
        yield _line(call, next_step(call.customer, call.mood)[1])


def gives_more(call: Call) -> Iterator[str]:
    """Gives an extra as well, before summing up."""
    given = False
    while call.left:
        kind, node = next_step(call.customer, call.mood)
        extra = kind == "summary" and not given
        given = given or extra
        yield call.line(_of(call, "extra")) if extra else _line(call, node)


def shakes_hands(call: Call) -> Iterator[str]:
    """Asks for the handshake where it would be time to sum up."""
    while call.left:
        kind, node = next_step(call.customer, call.mood)
        yield (
            call.one_of(("So do we have a deal?", "Shall we shake hands on it?"))
            if kind == "summary"
            else _line(call, node)
        )


def skips_fear(call: Call) -> Iterator[str]:
    """Never asks about what he fears, and goes on to terms."""
    for kind in ("barrier", "objection", "weight", "offer", "lever", "step", "summary", "summary", "summary"):
        yield call.line(_of(call, kind))


def _of(call: Call, kind: str) -> str:
    return next(str(node) for node in sorted(call.held.nodes) if node.startswith(f"{kind}."))


# customer.md, "What must hold": each below this share
BOTS: Mapping[str, tuple[Bot, float]] = {
    "opens low": (_prices(_BACK, shares=(0.5,), first=0.2), 0.02),
    "first step too big": (_prices(_BACK, shares=(0.7, 0.8)), 0.02),
    "growing steps": (_prices(_BACK, shares=(0.2, 0.6)), 0.02),
    "equal steps": (_prices(_BACK, shares=(0.3, 0.6)), 0.02),
    "past the limit": (_prices(_BACK, shares=(0.4, 1.2)), 0.02),
    "steps for nothing": (_prices(_FREE, shares=(0.4,)), 0.02),
    "gives early": (gives_early, 0.02),
    "gives more than needed": (gives_more, 0.02),
    "shakes hands": (shakes_hands, 0.02),
    "skips the fear": (skips_fear, 0.02),
}
