"""
The prices that a typed line names: "412k", "R$ 412,000", "four hundred and twelve thousand", "3 % off". By words alone.

Amounts are in thousands, and only what lies near the range of the talk is a price: a year or a head count is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogs.patterns import regex

PRICE, OFF, PERCENT = "price", "off", "percent"

_WORD = regex(r"\d{1,3}(?:[., ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[a-z]+(?:'[a-z]+)?|[%.,;:?!-]")
_GROUPED = regex(r"\d{1,3}(?:[., ]\d{3})+")
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " + (
    "seventeen eighteen nineteen"
)
_SMALL = {word: value for value, word in enumerate(_ONES.split())}
_TENS = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)  # noqa: SIM905
}
_THOUSANDS = frozenset(("k", "thousand", "grand", "mil"))
_MILLIONS = frozenset(("m", "mn", "million", "milhão"))
# What is counted here is no money.
_UNITS = frozenset(
    """
    year years month months day days hour hours week weeks minute minutes member members families family tonne tonnes
    ton tons bag bags sack sacks dryer dryers silo silos people men trucks truck km times visits visit farms farm
    cooperatives coops harvests harvest seasons season degrees points st nd rd th machines lines sites units branches
    instalments installments payments halves percent of
    """.split()  # noqa: SIM905
)
_ENDS = frozenset(".;:?!")
_DENIALS = frozenset("not no never cannot can't won't don't couldn't wouldn't isn't impossible".split())  # noqa: SIM905
_BELOW = frozenset("below under lower less beneath further past than".split())  # noqa: SIM905
_DENIED_AFTER = regex(
    r"^(?:(?:is|'s|was|would be|will be) (?:not|too|out|beyond|impossible)|(?:isn't|won't|can't|doesn't))\b"
)
_THEIRS = regex(
    r"\b(?:you|they|he|she|board|your \w+)(?:'d|'ve| had| have| were)? (?:\w+ )?(?:want\w*|ask\w*|said|say|mention\w*|"
    r"named|hop\w+|expect\w*|planned|wrote|offered|think\w*|thinking)\b"
)
_IF = regex(r"\b(?:if|when|once|should)\b")
_LOWERS = regex(
    r"\b(?:off|less|lower|cheaper|down|discount|reduction|rebate|reduce|minus|knock|drop|cut|another|by|bring)\b"
    r"|# towards? (?:you\b|your (?:price|figure|number))|(?:^|\b(?:come|go|move|get) )# (?:closer|nearer)\b"
)
_GIVES = regex(r"\b(?:off|less|lower|discount|reduction|rebate|down|(?:can|could|'ll|will|'d) (?:do|give|offer))\b")
# A number that is spelt out and has no scale is mostly a count: "two things less", "another three questions".
_BARE_LOWER = regex(
    r"(?:\b(?:by|minus) #|# (?:off|less|lower|cheaper)\b)"
    r"(?: (?:the|our|that|it|then|for|if|in|when|once|provided|as|against|and|but|on)\b| [.,;:?!-]|$)"
)
_COUNTS_THROUGH = regex(r"(?:\d+|one|two|three|four|five) by #|# by (?:\d|one|two|three|four|five)")
_NO_PRICE_SHARE = frozenset("of interest moisture advance deposit up down humidity".split())  # noqa: SIM905
LEAST_WORDS = 3  # "3 %" as the whole line offers just that
NEAR_WORDS = 5  # how far a word may stand from the amount that it speaks of; our guess


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as it stands in a line: from word *begin* up to *end*; *value* in thousands, or in percent."""

    value: float
    begin: int
    end: int
    percent: bool = False
    scaled: bool = False  # "ten thousand", "10k", "10,000"
    spelt: bool = False  # "ten"


def amounts(text: str, *, top: float, limit: float) -> tuple[tuple[str, float], ...]:
    """
    Return what a line offers: ("price", thousands), ("off", thousands) or ("percent", of the price), in its order.

    An amount that is denied ("470 is not possible") or the customer's ("you wanted 440") is none.
    """
    words = _WORD.findall(text.lower().replace("’", "'").replace("per cent", "percent").replace("r$", " "))
    found = []
    for one in _numbers(words):
        kind = _kind(one, words, near=(limit / 2, top * 1.5))
        if kind and not _is_denied(one, words) and not _is_theirs(one, words):
            found.append((kind, one.value))
    return tuple(found)


def offered(found: Sequence[tuple[str, float]], *, last: float | None, top: float) -> float | None:
    """Return the price that a line comes to, where the last was *last*; None where it names none."""
    prices = [value for kind, value in found if kind == PRICE]
    base = top if last is None else last
    lower = [value for value in prices if value < base]
    if lower:
        return min(lower)
    for kind, value in found:
        if kind != PRICE:
            return round(base - (value if kind == OFF else base * value / 100), 1)
    return None if not prices else base if base in prices else min(prices)


def _numbers(words: Sequence[str]) -> Iterator[Amount]:
    at = 0
    while at < len(words):
        in_digits = words[at][0].isdigit()
        value, end = _digits(words, at) if in_digits else _in_words(words, at)
        if end == at:
            at += 1
            continue
        scaled, after = _scaled(value, words, end)
        percent = after < len(words) and words[after] in ("%", "percent")
        yield Amount(scaled, at, after + percent, percent, scaled=after > end or scaled != value, spelt=not in_digits)
        at = after + percent


def _digits(words: Sequence[str], at: int) -> tuple[float, int]:
    word = words[at]
    if _GROUPED.fullmatch(word):
        return float(re.sub(r"\D", "", word)), at + 1
    return float(word.replace(",", ".")), at + 1


def _in_words(words: Sequence[str], at: int) -> tuple[float, int]:
    """Return a number spelt out and where it ends: "four hundred and seventy", "four seventy-two"."""
    value, end, place = 0, at, at
    while place < len(words):
        word = words[place]
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in _SMALL or word in _TENS:
            part = _SMALL.get(word, _TENS.get(word, 0))
            value = value * 100 + part if 1 <= value <= 9 and part >= 10 else value + part
        elif word == "hundred":
            value = max(1, value) * 100
        elif word == "a" and following in ("hundred", "thousand"):
            value = 1
        elif not (end > at and word in ("and", "-") and (following in _SMALL or following in _TENS)):
            break
        place += 1
        end = place
    return float(value), end


def _scaled(value: float, words: Sequence[str], end: int) -> tuple[float, int]:
    """Return a number in thousands, and where its scale ends; a bare one below a thousand is in thousands already."""
    scale = words[end] if end < len(words) else ""
    if scale in _THOUSANDS:
        return value, end + 1
    if scale in _MILLIONS:
        return value * 1000, end + 1
    return (value / 1000 if value >= 1000 else value), end


def _kind(one: Amount, words: Sequence[str], *, near: tuple[float, float]) -> str:
    """Return what an amount is: a price, something off it, a share of it; empty for any other number."""
    following = words[one.end] if one.end < len(words) else ""
    if one.percent:
        gives = len(words) <= LEAST_WORDS or _GIVES.search(" ".join(words))
        return PERCENT if gives and following not in _NO_PRICE_SHARE else ""
    if following in _UNITS:
        return ""
    if near[0] <= one.value <= near[1]:
        return PRICE
    return OFF if 0 < one.value < near[0] and _lowers(one, words) else ""


def _lowers(one: Amount, words: Sequence[str]) -> bool:
    """Whether an amount is taken off the price; "one by one" takes nothing off."""
    around = " ".join((*_before(one, words)[-3:], "#", *words[one.end : one.end + 3]))
    if one.scaled:
        return _LOWERS.search(around) is not None
    if one.spelt:
        return one.value > 1 and not _COUNTS_THROUGH.search(around) and _BARE_LOWER.search(around) is not None
    return not _COUNTS_THROUGH.search(around) and _LOWERS.search(around) is not None


def _before(one: Amount, words: Sequence[str]) -> Sequence[str]:
    """Return the words before an amount in its own clause."""
    begin = one.begin
    while begin and words[begin - 1] not in _ENDS and words[begin - 1] != ",":
        begin -= 1
    return words[begin : one.begin]


def _is_denied(one: Amount, words: Sequence[str]) -> bool:
    """Whether the amount is refused; "not below 470" offers 470."""
    before = _before(one, words)[-NEAR_WORDS - 1 :]
    denials = [place for place, word in enumerate(before) if word in _DENIALS]
    if denials and not _BELOW & set(before[denials[-1] :]):
        return True
    return _DENIED_AFTER.search(" ".join(words[one.end : one.end + NEAR_WORDS])) is not None


def _is_theirs(one: Amount, words: Sequence[str]) -> bool:
    before = " ".join(_before(one, words)[-NEAR_WORDS - 1 :])
    return _THEIRS.search(before) is not None and not _IF.search(before)
