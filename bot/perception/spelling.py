"""
Repair the typing slips of a line for what reads it, never for people: a noisy channel, with words in pairs as the
language.

What was meant is the word that makes slip and neighbours likeliest together. The gate, the spans and all that is shown
keep what was typed. In doubt a word stays: it may be a name.
"""

from __future__ import annotations

import functools
import math
import re
from importlib.resources import files
from typing import NamedTuple

from bot.perception.language import OPENING, Language, Lexicon, read_lexicon
from bot.perception.slips import (
    FEWEST_LETTERS,
    FEWEST_LETTERS_FOR_TWO,
    HELD_DOWN,
    JOINED,
    JOINED_OF_RARE,
    KEYS_AROUND,
    NEAR_EXTRA,
    SLIP,
    TWO_SLIPS,
    by_letters,
    by_shortened,
    in_order,
    let_go,
    likelihood,
    shortened,
)
from dialogs.errors import ModelUnavailable

LEXICON_FILE = "lexicon.txt"
MOST_CHARACTERS = 2_000  # dialogs/judging/line.py: a longer text is no line and is not judged
MOST_LETTERS = 24  # longer than any word meant; keyboard mash costs nothing
CLEAR = 2.0  # the likeliest word must lead the second by this factor
CLEAR_OF_KNOWN, CLEAR_OF_USED = 2.0, 20.0  # and the word typed, where some tokenizer knows it or authors use it
UNKNOWN = 0.003  # how many words are meant as they were typed and yet known to nobody
FEWEST_LETTERS_OF_RARE = 5
# Of the words of a line; of 7,340 authored lines five have no more, of keyboard mash and invented words 98 in 100.
FEWEST_KNOWN = 0.4
MANY_LINES = 20_000  # more than use any word: each further piece makes a reading less likely

_WORD = re.compile(r"(?<![\w@./'-])[A-Za-z]+(?:['\u2019][A-Za-z]+)*(?![\w@/]|\.\w)")
_SO = re.compile(
    r"^\s*(?:(?:(?:so|ok|okay|right|well|and|hm+|um+|uh|er)\b\s*(?:[,\u2013\u2014-]+|\.{2,}|\u2026)"
    r"|(?:quick (?:one|question)|just wondering)\s*[,:\u2013\u2014-]+)\s*)+(?=\w)",
    re.IGNORECASE,
)


class Slip(NamedTuple):
    """The stretch of a text from *start* to *stop*, and what was meant."""

    start: int
    stop: int
    meant: str


class Speller:
    """
    Repairs lines by a lexicon. Threads may share it.

    A word that was typed and that authors use gives way only where its neighbours never stand beside it and speak
    clearly for another.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        """Index the words by themselves and by themselves without each of their letters (some 20 ms)."""
        self._language = Language(lexicon)
        self._near = by_shortened(lexicon.lines)
        self._anagrams = by_letters(lexicon.lines)
        self._joined = {pair.replace(" ", ""): pair for pair in sorted(lexicon.pairs, key=lexicon.pairs.__getitem__)}
        self._meant = functools.lru_cache(maxsize=8_192)(self._candidates)
        self._knows = functools.lru_cache(maxsize=8_192)(self._language.is_known)
        self._uses = functools.lru_cache(maxsize=8_192)(self._language.is_used)
        self.slips = functools.lru_cache(maxsize=256)(self._slips)

    def is_strange(self, text: str) -> bool:
        """Return True where so few words are ones that several authors use that no reading of the line means much."""
        words = words_of(text[:MOST_CHARACTERS])
        return sum(map(self._uses, words)) <= FEWEST_KNOWN * len(words)

    def repair(self, text: str) -> str:
        """Return the line with the words that were meant."""
        parts, end = [], 0
        for start, stop, meant in self.slips(text):
            parts += [text[end:start], meant]
            end = stop
        return "".join((*parts, text[end:]))

    def _slips(self, text: str) -> tuple[Slip, ...]:
        typed, found = words_of(text[:MOST_CHARACTERS]), []
        shouted, before = text.isupper(), OPENING
        for at, (match, word) in enumerate(zip(_WORD.finditer(text[:MOST_CHARACTERS]), typed, strict=True)):
            meant = word
            if shouted or not _may_be_name(text, match):
                meant = self._mend(word, before, typed[at + 1] if at + 1 < len(typed) else "")
            if meant != word:
                shown = meant.capitalize() if match.group()[0].isupper() else meant
                found.append(Slip(match.start(), match.end(), shown))
            before = meant.rpartition(" ")[2]
        return tuple(found)

    def _mend(self, typed: str, before: str, after: str) -> str:
        """Return what was most likely meant by a word between two others; itself where that is not clear."""
        used, beside = self._knows(typed), self._language.stands
        if used and beside(before, typed, after):
            return typed
        found = [
            (chance * SLIP * self._language.likely(before, meant, after), meant)
            for chance, meant in self._meant(typed)
            if not used or beside(before, meant, after)
        ]
        if not found:
            return typed
        (best, meant), *others = sorted(found, reverse=True)
        clear = best >= self._enough(typed, before, after) and all(best >= CLEAR * other for other, _ in others)
        return meant if clear else typed

    def _enough(self, typed: str, before: str, after: str) -> float:
        """Return how likely another word must be to take the place of what was typed."""
        if self._uses(typed):
            return CLEAR_OF_USED * self._language.likely(before, typed, after)
        if self._knows(typed):
            return CLEAR_OF_KNOWN * self._language.likely(before, typed, after)
        return UNKNOWN * self._language.spelt(typed)

    def could_mend(self, typed: str) -> bool:
        """Return True for a word that some neighbours could make another of."""
        return bool(self._meant(typed))

    def _candidates(self, typed: str) -> tuple[tuple[float, str], ...]:
        """Return every word that may be meant, or the words that run together in *typed*, with the slip's chance."""
        if not FEWEST_LETTERS <= len(typed) <= MOST_LETTERS:
            return ()
        near = {word for key in shortened(typed) for word in self._near.of(key)} - {typed}
        held = [(HELD_DOWN, word) for word in sorted(let_go(typed) - near) if word in self._language.lines]
        found = [(likelihood(typed, meant), meant) for meant in sorted(near)] + held + self._apart(typed)
        return tuple(pair for pair in found if pair[0]) or self._two_slips(typed, near)

    def _two_slips(self, typed: str, near: set[str]) -> tuple[tuple[float, str], ...]:
        """Return the words with a key held down and a slip besides, and the long words with two slips."""
        found = dict[str, float]()
        for bare in let_go(typed):
            for meant in {word for key in shortened(bare) for word in self._near.of(key)}:
                found[meant] = max(found.get(meant, 0.0), HELD_DOWN * likelihood(bare, meant))
        if len(typed) >= FEWEST_LETTERS_FOR_TWO:
            least = NEAR_EXTRA / KEYS_AROUND / len(typed)  # no letters from elsewhere: "contradict" is no "contract"
            for one in shortened(typed) - {typed}:
                for meant in shortened(one) & self._language.lines.keys():
                    first, second = likelihood(typed, one), likelihood(one, meant)
                    if min(first, second) >= least:
                        found[meant] = max(found.get(meant, 0.0), first * second)
            alike = near.union(self._anagrams.of(in_order(typed)))
            others = alike - {typed, typed + "s", typed.removesuffix("s")} - found.keys()
            found |= {word: TWO_SLIPS for word in others if word[0] == typed[0]}
        return tuple((chance, word) for word, chance in sorted(found.items()) if chance)

    def _apart(self, typed: str) -> list[tuple[float, str]]:
        """Return the words that run together in *typed*, with the chance of that."""
        if typed in self._joined:
            return [(JOINED, self._joined[typed])]
        pieces = self._pieces(typed) if len(typed) >= FEWEST_LETTERS_OF_RARE else ()
        return [(JOINED_OF_RARE, " ".join(pieces))] if len(pieces) > 1 else []

    def _pieces(self, typed: str) -> tuple[str, ...]:
        """Return the likeliest known words that *typed* consists of; none where it does not."""
        lines = self._language.lines
        best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
        for end in range(1, len(typed) + 1):
            found = [
                (begun[0] + math.log(lines[word] / MANY_LINES), (*begun[1], word))
                for start in range(end)
                if (begun := best[start]) and (word := typed[start:end]) in lines and (end > start + 1 or word in "ai")
            ]
            best.append(max(found, default=None))
        last = best[-1]
        return last[1] if last else ()


def words_of(text: str) -> list[str]:
    """Return the words of a line as they are repaired, in lower case, with straight apostrophes."""
    if text.isascii():
        return _WORD.findall(text.lower())
    return [found.group().lower().replace("\u2019", "'") for found in _WORD.finditer(text)]


def _may_be_name(text: str, found: re.Match[str]) -> bool:
    """Return True for a word with a capital that does not stand at the start of a sentence."""
    typed = found.group()
    if typed.islower():
        return False
    before = text[: found.start()].rstrip(" \"'(")
    return typed.isupper() or not (before == "" or before[-1] in ".?!:;\n-\u2026")


@functools.cache
def speller() -> Speller:
    """
    Return the speller of the lexicon that ships, loaded once.

    Raises:
        ModelUnavailable: the file is missing or damaged.
    """
    try:
        return Speller(read_lexicon(files("bot.perception").joinpath("weights", LEXICON_FILE).read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(f"the shipped {LEXICON_FILE} cannot be read: install the coach again") from error


def slips_in(text: str) -> tuple[Slip, ...]:
    """Return the slips of a line that are clear."""
    return speller().slips(text)


def without_opening(text: str) -> str:
    """Return the line without "so," before it."""
    return _SO.sub("", text)


def repaired(text: str) -> str:
    """Return the line as a model should read it: without slips that are clear, and without "so," before it."""
    return speller().repair(without_opening(text))


def is_strange(text: str) -> bool:
    """Return True for a repaired line of which the coach knows hardly a word: see `Speller.is_strange`."""
    return speller().is_strange(text)
