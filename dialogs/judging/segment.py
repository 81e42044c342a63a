"""
Cuts a line into sentences and question clauses, as spans in code points.

A tag or a short afterthought ("by hand?") stays with its clause.
"""

from __future__ import annotations

import functools

from dialogs.judging import grammar
from dialogs.judging.line import read_line, words
from dialogs.patterns import regex

Stretch = tuple[int, int]

# "?" ends a sentence even without a space (chat typing); "." only before one; "..." before a small letter is a pause.
# A new line ends one too, but not before a small letter: there a question was broken off to go on below.
_END = regex(
    r"[?!]*\?[?!]*[\"')\]]*|!+[\"')\]]*(?=\s|$)|(?<!\.)\.[\"')\]]*(?=\s|$)|(?:\.{2,}|\u2026)(?=\s+[^a-z\s]|\s*$)|"
    r";(?=\s)|\n[^\S\n]*\n|(?<=[^\w,\s])\s*\n|\n(?!\s*[a-z])"
)
_ABBREVIATION = regex(
    r"(?:\b(?:e\.g|i\.e|mr|mrs|ms|dr|vs|approx|inc|ltd|co|dept|fig|u\.s|u\.k|etc|incl|max|min|st|a\.m|p\.m))$"
)
_ASIDE = (
    r"(?!(?:do|would|did|could) you (?:think|suspect|say|reckon|figure|guess|suppose|imagine|believe|feel|mind)\b|"
    r"(?:can|may|could) i ask\b)"
)
_JOINT = regex(
    rf"(?:\s*[,\u2013\u2014-]\s*|\s+)(?P<and>and|but|also|plus|&)\s+(?:also\s+|then\s+|"
    rf"if so,?\s+)?{_ASIDE}(?={grammar.WH_CORE}|{grammar.AUX_CORE}|{grammar.DIRECTIVE})"
    rf"|\s*[,\u2013\u2014]\s*(?:then\s+)?{_ASIDE}(?={grammar.WH_CORE})"
    r"|\s*\n\s*(?=(?:who|what|how|which|why)\b)"
)
_SAYS_SOMETHING = regex(r"[^\W_]")
_FEWEST_LEFT, _FEWEST_RIGHT = 3, 3  # words on each side of a joint for two questions; our guess
_AFTERTHOUGHT = 4  # "by hand?", "the drivers?", "is that right?": at most this many words


def _trimmed(text: str, start: int, end: int) -> Stretch:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@functools.lru_cache(maxsize=64)  # a line is cut for its clauses, its moves and its quotes
def sentences(text: str) -> tuple[Stretch, ...]:
    """Return the sentences of *text*, trimmed, in order; none is empty."""
    low = text.lower() if len(text.lower()) == len(text) else text
    found, start = [], 0
    for end in _END.finditer(text):
        if text[end.start()] == "." and _ABBREVIATION.search(low, max(start, end.start() - 8), end.start()):
            continue
        found.append(_trimmed(text, start, end.end()))
        start = end.end()
    found.append(_trimmed(text, start, len(text)))
    return tuple((a, b) for a, b in found if _SAYS_SOMETHING.search(text, a, b))


def _split(lower: str, start: int, end: int) -> list[Stretch]:
    """Cut a question sentence where a second question begins: "how many are late, and what does that cost you?"."""
    pieces = []
    for joint in _JOINT.finditer(lower, start, end):
        left, right = lower[start : joint.start()], lower[joint.end() : end]
        if len(words(left)) < _FEWEST_LEFT or len(words(right)) < _FEWEST_RIGHT or not grammar.asks_firmly(left):
            continue
        if not joint["and"] and grammar.starts_with_auxiliary(left):  # "were that belt to run, what would…"
            continue
        pieces.append((start, joint.start()))
        start = joint.end()
    return [*pieces, (start, end)]


def _is_afterthought(lower: str) -> bool:
    """Return True for a fragment or tag after a question: it belongs to the question."""
    return (
        len(words(lower)) <= _AFTERTHOUGHT
        and not grammar.starts_with_wh(lower)
        and not grammar.starts_with_directive(lower)
    )


def clauses_of(text: str, lower: str) -> tuple[Stretch, ...]:
    """Return the question clauses of a line that was made safe already; *lower* has the length of *text*."""
    found: list[Stretch] = []
    # Where the rep sets question marks, a sentence without one needs more to count: "suppose I asked what goes wrong;"
    asks = grammar.asks_firmly if "?" in text else grammar.asks
    for start, end in sentences(text):
        sentence = lower[start:end]
        marked = sentence.rstrip("\"')] ").endswith(("?", "?!")) or "?" in sentence[-4:]
        if not marked and (not asks(sentence) or grammar.is_cleft(sentence)):
            continue
        if found and marked and _is_afterthought(sentence):
            found[-1] = (found[-1][0], end)
            continue
        found.extend(_split(lower, start, end))
    return tuple(found)


@functools.lru_cache(maxsize=64)  # a line's words are looked at several times for what it asks
def question_clauses(text: str) -> tuple[Stretch, ...]:
    """
    Return the question clauses of *text* as (start, end) in its own code points, in order.

    A statement before a question in the same sentence belongs to its clause; sentences that ask
    nothing are left out. "Tell me…" and "I'd be curious how…" ask, with or without a question mark.
    """
    line = read_line(text)
    spans = (line.span(start, end, label="") for start, end in clauses_of(line.text, line.lower))
    return tuple((span.start, span.end) for span in spans)
