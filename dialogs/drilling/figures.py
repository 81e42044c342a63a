"""
How the figures of a plan's lines stand to one another: steps that shrink and stop at the limit, effort early on.

By figures and their units alone. Where these do not match, nothing is found: a line is never blamed for how it is put.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from content.line_checks import LessCheck, PlanCheck, ShrinksCheck
from dialogs.judging.linking import stem
from dialogs.patterns import regex

_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_IN_WORDS = {word: float(value) for value, word in enumerate(_WORDS, 1)}
_FIGURE = regex(
    rf"(?P<sign>[€$£¥])?\s?(?<![\w.,])(?P<number>\d+(?:[.,]\d+)*|{'|'.join(_WORDS)})(?=k\b|\W|$)(?P<k>k)?\s?"
    r"(?P<unit>%|[€$£¥]|(?:(?!and\b|or\b|of\b|to\b|in\b|if\b|for\b|then\b|the\b)[a-z]+))?"
    r"(?:\s(?P<per>(?:a|an|per|each|every)\s[a-z]+))?"
)
_GROUPED = regex(r"\d{1,3}(?:[.,]\d{3})+")
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound", "¥": "yen"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a line names it: 3, "visit", "week" for "three visits a week"."""

    value: float
    unit: str
    per: str = ""


def figures(text: str) -> tuple[Figure, ...]:
    """Return the numbers of a line with what they count, in its order; "84,50" and "84.50" are the same."""
    found = []
    for hit in _FIGURE.finditer(text.lower()):
        unit = hit["sign"] or hit["unit"] or ""
        per = (hit["per"] or "").rpartition(" ")[2]
        value = _value(hit["number"]) * (1000 if hit["k"] else 1)
        found.append(Figure(value, stem(_SIGNS.get(unit, unit)), stem(per)))
    return tuple(found)


def _value(number: str) -> float:
    if number in _IN_WORDS:
        return _IN_WORDS[number]
    if _GROUPED.fullmatch(number):
        return float(number.replace(",", "").replace(".", ""))
    whole, comma, rest = number.replace(",", ".").rpartition(".")
    return float(f"{whole.replace('.', '')}.{rest}") if comma else float(rest)


def first_wrong(checks: Sequence[PlanCheck], text: str, before: Mapping[str, str]) -> PlanCheck | None:
    """Return the first check that the line fails beside the lines *before* it, by field; none where nobody can tell."""
    return next((check for check in checks if _holds(check, text, before) is False), None)


def _holds(check: PlanCheck, text: str, before: Mapping[str, str]) -> bool | None:
    match check:
        case ShrinksCheck():
            return _shrinks(check, text, before)
        case LessCheck():
            return _is_less(check, text, before)


def _shrinks(check: ShrinksCheck, text: str, before: Mapping[str, str]) -> bool | None:
    """Whether each step is smaller than the one before, and none goes past the limit (F80)."""
    opened = next(iter(figures(before.get(check.after[0], ""))), None)
    if opened is None:
        return None
    earlier = [_of(before.get(field, ""), opened.unit)[:1] for field in check.after[1:]]
    steps = _of(text, opened.unit)
    if not (steps and all(earlier)):
        return None
    way = [opened.value, *(value for [value] in earlier), *steps]
    sizes = [later - earlier for earlier, later in pairwise(way)]
    down = sizes[0] < 0
    if any((size < 0) != down or size == 0 for size in sizes):
        return False
    limit = _of(before.get(check.limit, ""), opened.unit)
    past = bool(limit) and ((way[-1] < limit[0]) if down else (way[-1] > limit[0]))
    return not past and all(abs(later) < abs(earlier) for earlier, later in pairwise(sizes))


def _of(line: str, unit: str) -> list[float]:
    """Return the numbers of a line that count the same; where there are none, those that say not what they count."""
    found = figures(line)
    return [one.value for one in found if one.unit == unit] or [one.value for one in found if not one.unit]


def _is_less(check: LessCheck, text: str, before: Mapping[str, str]) -> bool | None:
    """Whether the line names less of the same than another line did."""
    more, less = (next(iter(figures(line)), None) for line in (before.get(check.than, ""), text))
    if more is None or less is None or (more.unit, more.per) != (less.unit, less.per):
        return None
    return less.value < more.value
