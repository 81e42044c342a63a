"""
Texts in parts that a channel takes, cut where a reader pauses.

What is split is what a person sees. Formatting goes around each part afterwards: no cut ever falls inside
a tag or an "&amp;", and the measure says what a part weighs once it is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import takewhile

# Adds up: the measure of two texts joined is the sum of theirs. At least 1 a code point.
Measure = Callable[[str], int]

_PAUSES = (
    re.compile(r"\n[^\S\n]*\n"),  # between paragraphs
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…。！？])[\"”’)\]]*\s"),  # between sentences
    re.compile(r"\s"),
)
# C0, C1 and the halves of surrogate pairs: no channel shows them, and the last cannot even be sent
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_JOINER = "\u200d"
_LONGEST_SIGN = 40  # code points; our guess: the longest emoji in use has 10, a flag of tags 14


def sendable(text: str) -> str:
    """Return *text* with spaces for control characters, line ends apart; direction marks and joiners stay."""
    return _UNSENDABLE.sub(" ", text)


def shows(text: str) -> bool:
    """Whether there is anything to see: platforms refuse a message of spaces and zero-width characters."""
    return any(c.isprintable() and not c.isspace() and unicodedata.category(c)[0] != "M" for c in text)


def utf16_units(text: str) -> int:
    """Return how Telegram counts *text*: two for an emoji, one for most other characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int, *, measure: Measure = utf16_units) -> tuple[str, ...]:
    """Return the parts of *text*, each of at most *limit* by *measure*; only whitespace at a cut is left out."""
    return tuple(text[start:end] for start, end in spans(text, limit, measure=measure))


def spans(text: str, limit: int, *, measure: Measure = utf16_units) -> tuple[tuple[int, int], ...]:
    """
    Return where the parts of *text* start and end; none where there is only whitespace.

    A part ends between two paragraphs, else lines, else sentences, else words, though not in its first quarter if
    that can be helped; a word longer than a part is cut between two signs.

    Raises:
        ValueError: one code point alone is over the limit.
    """
    found: list[tuple[int, int]] = []
    start, stop = len(text) - len(text.lstrip()), len(text.rstrip())
    while start < stop:
        room = _room(text[start : min(start + limit, stop)], limit, measure=measure)
        end = stop if start + room == stop else start + _cut(text[start:stop], room)
        found.append((start, start + len(text[start:end].rstrip())))
        start = end + len(text[end:stop]) - len(text[end:stop].lstrip())
    return tuple(found)


def clipped(text: str, limit: int, *, measure: Measure = utf16_units) -> str:
    """Return *text*, or as much of it as fits before a "…"."""
    if measure(text) <= limit:
        return text
    first = split(text, limit - 1, measure=measure)
    return f"{first[0]}…" if first else ""


def _room(text: str, limit: int, *, measure: Measure) -> int:
    if measure(text) <= limit:
        return len(text)
    low, high = 0, len(text)  # the first fits, the second does not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if measure(text[:middle]) <= limit else (low, middle)
    if not low:
        raise ValueError(f"{text[0]!r} is over the limit of {limit}")
    return low


def _cut(text: str, room: int) -> int:
    for least in (room // 4, 1):
        for pause in _PAUSES:
            # one place beyond the room is all right: a pause ends in whitespace, which is left out
            places = [found.end() for found in pause.finditer(text, 0, room + 1) if found.end() > least]
            if places:
                return places[-1]
    return next((at for at in range(room, max(room - _LONGEST_SIGN, 0), -1) if _between_signs(text, at)), room)


def _between_signs(text: str, at: int) -> bool:
    """Whether a person sees two signs where the code points before and from *at* meet, not one cut in half."""
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or _is_tail(after):
        return False
    if _is_flag_half(after):
        return len(list(takewhile(_is_flag_half, reversed(text[:at])))) % 2 == 0
    return True


def _is_tail(c: str) -> bool:
    return unicodedata.category(c)[0] == "M" or "\U0001f3fb" <= c <= "\U0001f3ff" or "\U000e0020" <= c <= "\U000e007f"


def _is_flag_half(c: str) -> bool:
    return "\U0001f1e6" <= c <= "\U0001f1ff"
