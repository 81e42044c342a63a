"""Answers that cannot both hold. Those about answers are RF21; a plan step against the customer's state shows too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dialogs.patterns import regex
from dialogs.reassessment.facts import chosen, day_of, gap, is_nothing, latest, lines
from dialogs.reassessment.model import Answers
from dialogs.reassessment.ours import is_selling_step

SMALL_GAP = 10.0  # percent; reassessment.md 6, RF10: a practitioner's threshold

_PRICE = regex(r"\b(?:pric\w+|expensive|dear|cheaper|too (?:high|much|costly)|costs? too|discount\w*|undercut)\b")
# "it is not the price", "their prices fall": a price that is not called our trouble
_NOT_OURS = regex(
    r"(?:\bnot|n't|\bnever|\brather than|\binstead of)\s+(?:\w+\s+){0,3}?(?:pric\w+|expensive)|"
    r"\btheir\s+(?:\w+\s+)?pric\w+"
)
STEP = "step"  # the way that is no flag of its own


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things that were answered and do not go together: *items*, the first of which the other speaks against."""

    way: str
    items: tuple[str, ...]
    quote: str = ""
    state: str = ""  # of the customer, where that is what the first speaks against


def contradictions(answers: Answers, day: date) -> tuple[Contradiction, ...]:
    """Return what contradicts itself in the answers of a day. Items that were not asked contradict nothing."""
    return (*_among_answers(answers), *_steps(answers, day))


def _among_answers(answers: Answers) -> Iterator[Contradiction]:
    criteria = answers.get("v1")
    if chosen(answers, "a1") == "worried" and criteria is not None and (not criteria.is_known or is_nothing(criteria)):
        yield Contradiction("criteria", ("a1", "v1"))
    power = answers.get("b4")
    if power is not None and chosen(answers, "b4") == "met" and latest(power) is None:
        yield Contradiction("power", ("b4",))
    far = gap(answers)
    if far is not None and far <= SMALL_GAP and _price_is_called_the_issue(answers):
        yield Contradiction("price", ("a5", "r2") if chosen(answers, "r2") != "price_far" else ("r2",), f"{far:g}")


def _price_is_called_the_issue(answers: Answers) -> bool:
    reason = answers.get("a5")
    told = _NOT_OURS.sub("", reason.text.lower().replace("’", "'")) if reason is not None and reason.is_known else ""
    by_reason = _PRICE.search(told) is not None
    return by_reason or chosen(answers, "r2") == "price_far"


def _steps(answers: Answers, day: date) -> Iterator[Contradiction]:
    """Yield each step ahead that presents or pushes while the customer is worried, or is not buying."""
    state = chosen(answers, "a1")
    if state not in ("worried", "not_buying"):
        return
    for entry in lines(answers, "p1"):
        text = entry.fields.get("step") or entry.text
        if is_selling_step(text) and (day_of(entry) or day) >= day:
            yield Contradiction(STEP, ("p1", "a1"), text, state)
