"""Flags on worries before the decision, and on what we gave away: RF10 to RF13."""

from __future__ import annotations

from itertools import pairwise

from dialogs.patterns import regex
from dialogs.reassessment.case import Case, Found
from dialogs.reassessment.contradictions import SMALL_GAP
from dialogs.reassessment.facts import chosen, field, gap, in_order, lines, percent
from dialogs.reassessment.model import PHASES, Entry

SINS = ("minimise", "prescribe", "pressure")  # F71, F72, F73
_SIGN = r"(?:[$€£¥]|usd|eur|gbp|chf|brl|inr|r\$)"
_MONEY = regex(rf"(?:({_SIGN})\s*)?(\d+(?:[.,]\d{{3}})*(?:\.\d+)?)\s*(k|m|thousand|million)?\b\s*({_SIGN})?")
_SCALES = {"k": 1_000.0, "thousand": 1_000.0, "m": 1_000_000.0, "million": 1_000_000.0}


def hidden_fear(case: Case) -> Found | None:
    """RF10: any two of the four signals R1 to R4, or a price complaint with a gap of at most 10 %."""
    near = gap(case.answers) if chosen(case.answers, "r2") in ("price_near", "price_far") else None
    if near is not None and near <= SMALL_GAP:
        return Found(("r2",), "gap", {"gap": f"{near:g}"})
    said = [item for item in ("r1", "r3", "r4") if chosen(case.answers, item) == "yes"]
    signals = sorted([*said, "r2"]) if chosen(case.answers, "r2") == "price_near" else said
    return Found(tuple(signals)) if len(signals) >= 2 else None


def sin(case: Case) -> Found | None:
    """RF11: what we did about a worry was to play it down, to prescribe or to push."""
    done = chosen(case.answers, "r6")
    return Found(("r6",), parts=(done,)) if done in SINS else None


def concessions(case: Case) -> Found | None:
    """RF12: something given before the phase of concerns, or two with nothing back, or steps that do not shrink."""
    given = in_order(lines(case.answers, "c1"))
    if given and PHASES.index(case.phase) < PHASES.index("concerns"):
        return Found(("c1",), args={"what": _what(given[0])})
    for_nothing = [one for one in given if not field(one, "back")]
    if len(for_nothing) >= 2:
        return Found(("c1",), "unpaid", {"count": str(len(for_nothing))})
    for one, following in _steps(given):
        return Found(("c1",), "growing", {"first": _what(one), "next": _what(following)})
    return None


def negotiating_a_fear(case: Case) -> Found | None:
    """RF13: something was given away while a hidden fear is open."""
    given = in_order(lines(case.answers, "c1"))
    fear = hidden_fear(case)
    return Found(("c1", *fear.items), args={"what": _what(given[-1])}) if given and fear else None


def _what(given: Entry) -> str:
    return given.fields.get("what") or given.text


def _steps(given: tuple[Entry, ...]) -> list[tuple[Entry, Entry]]:
    """Return each concession with the next one of its kind, where the next one is not smaller."""
    sized = [(entry, _size(_what(entry))) for entry in given]
    found = []
    for unit in ("percent", "money"):
        of_unit = [(entry, size[1]) for entry, size in sized if size is not None and size[0] == unit]
        found += [(a, b) for (a, small), (b, large) in pairwise(of_unit) if large >= small]
    return found


def _size(text: str) -> tuple[str, float] | None:
    """Return how much was given: percent, or money ("from 500k to 480k" is 20k); None where it is no amount."""
    share = percent(text)
    if share is not None:
        return "percent", share
    amounts = [_money(*found.groups()) for found in _MONEY.finditer(text.lower())]
    told = [amount for amount in amounts if amount is not None]
    if not told:
        return None
    return "money", abs(told[0] - told[1]) if len(told) == 2 else told[0]


def _money(before: str | None, digits: str, scale: str | None, after: str | None) -> float | None:
    """Return an amount of money; None for a bare number, which may be days or pieces."""
    if not (before or scale or after):
        return None
    return float(digits.replace(",", "")) * _SCALES.get(scale or "", 1.0)
