"""
A rep's line made safe to read, and without slips of typing. Patterns look at `text`; every span and quotation that
leaves this package is of `original`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dialogs.model import Span
from dialogs.patterns import regex

LONGEST = 2_000  # code points; a chat line above this is a document, not a line
_ANSI = regex(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])?")
_WORD = regex(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_UNPLAIN = regex(r"[^\n -~]")


def _replacements() -> dict[int, str]:
    """One character for one character, so that positions stay."""
    table = dict.fromkeys((*range(32), *range(127, 161), *range(55296, 57344)), " ")
    table |= dict.fromkeys((10, 13, 133, 8232, 8233), "\n")
    table |= dict.fromkeys((5760, *range(8192, 8203), 8239, 8287, 12288), " ")
    table |= dict.fromkeys((8216, 8217, 8219, 700, 180, 96), "'")
    table |= dict.fromkeys((8220, 8221, 8222, 171, 187), '"')
    table |= dict.fromkeys((8208, 8209), "-")
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return table


_REPLACE = _replacements()
# Invisible inside words: zero-width, soft hyphen, direction marks, variation selectors, tag characters.
_INVISIBLE = regex(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """
    What was typed, and a copy without what the eye does not see, and with the words that were meant.

    `lower` has the length of `text` (Turkish İ and the like keep their place). `at` gives for each position of `text`
    the stretch of `original` it stands for, in a mended word the whole typed one; it is None where the two run in step.
    """

    original: str
    text: str
    lower: str
    at: tuple[tuple[int, int], ...] | None = None

    def span(self, start: int, end: int, *, label: str) -> Span:
        """Return the stretch of `original` under text[start:end]; *end* is greater than *start*."""
        if self.at is None:
            return Span(start, end, label)
        return Span(self.at[start][0], self.at[end - 1][1], label)

    def typed(self, start: int, end: int) -> str:
        """Return what was typed for text[start:end], without what the eye does not see."""
        if end <= start:
            return ""
        span = self.span(start, end, label="")
        return clean(self.original[span.start : span.end])


def _lower(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def read_line(original: str) -> Line:
    """Neutralise escapes, control characters, lone surrogates and invisible characters in a copy."""
    if not _UNPLAIN.search(original):
        return Line(original, original, original.lower())
    hidden = {m.start() for m in _INVISIBLE.finditer(original)}
    for escape in _ANSI.finditer(original):
        hidden.update(range(*escape.span()))
    kept = tuple((i, i + 1) for i in range(len(original)) if i not in hidden) if hidden else None
    shown = original if kept is None else "".join(original[i] for i, _ in kept)
    text = shown.translate(_REPLACE)
    return Line(original, text, _lower(text), kept)


def mended(line: Line, slips: Sequence[tuple[int, int, str]]) -> Line:
    """Return the line with what was meant in its `text`: *slips* are stretches of it, in order, and the words meant."""
    if not slips:
        return line
    at = line.at or tuple(pairwise(range(len(line.text) + 1)))
    parts, places, end = list[str](), list[tuple[int, int]](), 0
    for start, stop, meant in slips:
        parts += [line.text[end:start], meant]
        places += [*at[end:start], *[(at[start][0], at[stop - 1][1])] * len(meant)]
        end = stop
    text = "".join((*parts, line.text[end:]))
    return Line(line.original, text, _lower(text), (*places, *at[end:]))


def clean(text: str, *, most: int = LONGEST) -> str:
    """Return the safe copy of at most *most* code points, for sentences of which no span is needed."""
    return read_line(text[:most]).text


@functools.lru_cache(maxsize=64)  # every check of the gate asks for those of the line
def words(lower: str) -> tuple[str, ...]:
    """Return the words of a lower-case text, without digits and signs."""
    return tuple(_WORD.findall(lower))
