"""
Repair the typing slips of a line for the model, never for people: a word that the coach does not know becomes the one
known word that is a single slip away.

The gate, the spans and all that is shown keep what was typed. In doubt a word stays: it may be a name.
"""

from __future__ import annotations

import functools
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from dialogs.errors import ModelUnavailable

LEXICON_FILE = "lexicon.txt"
MOST_CHARACTERS = 2_000  # dialogs/judging/line.py: a longer text is no line and is not judged
MOST_LETTERS = 24  # longer than any word meant; keyboard mash costs nothing
FEWEST_LETTERS = 2
# How likely each slip is beside the others, times how many lines use the word that was meant: our guesses, tried on
# words of the train authors (`python -m bot.perception.robustness --split train`).
SWAPPED, REPEATED, DROPPED, NEAR_KEY, NEAR_EXTRA, EXTRA, OTHER_KEY = 1.0, 1.0, 0.6, 0.6, 0.25, 0.015, 0.02
NO_APOSTROPHE = 4.0  # many never type one
JOINED = 5.0  # a missing space, times how many lines have the two words side by side
FIRST_LETTER = 0.5  # people see the first letter while they type it; two swapped letters they do not
TWO_SLIPS = 0.05  # of a long word, beside one
FEWEST_LETTERS_FOR_TWO = 5
CLEAR = 2.5  # the likeliest word must lead the second by this factor
ENOUGH = {2: 300.0, 3: 60.0, 4: 40.0, 5: 5.0}  # the least score by letters typed; short words are near to everything
ENOUGH_OF_LONG = 1.0
ENOUGH_OF_KNOWN = 400.0  # for a short word that some tokenizer knows and no author uses: "nad", "tha"
SHORT = 4
RARE = 0.03  # of words that run together and stand side by side in few lines, beside their mean
FEWEST_LETTERS_OF_RARE = 6
# Of the words of a line; of 7,340 authored lines five have no more, of keyboard mash and invented words 98 in 100.
FEWEST_KNOWN = 0.4
MANY_LINES = 20_000  # more than use any word: each further piece makes a reading less likely


_WORD = re.compile(r"(?<![\w@./'-])[A-Za-z]+(?:['\u2019][A-Za-z]+)*(?![\w@/]|\.\w)")
_OPENING = re.compile(
    r"^\s*(?:(?:(?:so|ok|okay|right|well|and|hm+|um+|uh|er)\b\s*(?:[,\u2013\u2014-]+|\.{2,}|\u2026)"
    r"|(?:quick (?:one|question)|just wondering)\s*[,:\u2013\u2014-]+)\s*)+(?=\w)",
    re.IGNORECASE,
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """Return the keys around each letter on a QWERTY keyboard, whose rows are each set half a key to the right."""
    place = {key: (row, at + row / 2) for row, keys in enumerate(_ROWS) for at, key in enumerate(keys)}
    return {
        key: "".join(k for k, (r, a) in place.items() if k != key and abs(r - row) <= 1 and abs(a - at) <= 1)
        for key, (row, at) in place.items()
    }


NEIGHBOURS: Mapping[str, str] = _neighbours()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """
    `lines`: words that several authors use, with how many lines use each. `pairs`: the same of two words side by side,
    "do you". `known`: other words, to be left alone. `doubtful`: short ones of these that no author uses.
    """

    lines: Mapping[str, int]
    pairs: Mapping[str, int]
    known: frozenset[str]
    doubtful: frozenset[str]


class Speller:
    """Repairs lines by a lexicon. Threads may share it."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Index the words by themselves and by themselves without each of their letters (some 20 ms)."""
        self._lexicon = lexicon
        self._near = by_shortened(lexicon.lines)
        self._anagrams = by_letters(lexicon.lines)
        self._joined = {pair.replace(" ", ""): pair for pair in sorted(lexicon.pairs, key=lexicon.pairs.__getitem__)}
        self._mended = functools.lru_cache(maxsize=8_192)(self._scores)
        self._knows = functools.lru_cache(maxsize=8_192)(self._is_known)
        self._uses = functools.lru_cache(maxsize=8_192)(self._is_used)
        self.repair = functools.lru_cache(maxsize=256)(self._repair)

    def is_strange(self, text: str) -> bool:
        """Return True where so few words are ones that several authors use that no reading of the line means much."""
        words = words_of(text[:MOST_CHARACTERS])
        return sum(map(self._uses, words)) <= FEWEST_KNOWN * len(words)

    def _repair(self, text: str) -> str:
        typed = words_of(text[:MOST_CHARACTERS])
        if all(map(self._knows, typed)):
            return text
        found = _WORD.finditer(text[:MOST_CHARACTERS])
        shouted, parts, end = text.isupper(), [], 0
        for at, (match, word) in enumerate(zip(found, typed, strict=True)):
            if self._knows(word) or (not shouted and _may_be_name(text, match)):
                continue
            meant = self._mend(word, typed[at - 1] if at else "", typed[at + 1] if at + 1 < len(typed) else "")
            if meant != word:
                parts += [text[end : match.start()], meant.capitalize() if match.group()[0].isupper() else meant]
                end = match.end()
        return "".join((*parts, text[end:]))

    def _mend(self, typed: str, before: str, after: str) -> str:
        """Return what was most likely meant by a word between two others; itself where that is not clear."""
        pairs = self._lexicon.pairs
        found = [
            (score * (1 + pairs.get(f"{before} {meant}", 0) + pairs.get(f"{meant} {after}", 0)), score, meant)
            for score, meant in self._mended(typed)
        ]
        if not found:
            return typed
        (best, score, meant), *others = sorted(found, reverse=True)
        clear = all(best >= CLEAR * other for other, _, _ in others)
        return meant if clear and score >= self._enough(typed) else typed

    def could_mend(self, typed: str) -> bool:
        """Return True for a word that some neighbours could make another of."""
        return any(score >= self._enough(typed) for score, _ in self._mended(typed))

    def _enough(self, typed: str) -> float:
        return ENOUGH_OF_KNOWN if typed in self._lexicon.doubtful else ENOUGH.get(len(typed), ENOUGH_OF_LONG)

    def _is_known(self, word: str) -> bool:
        lexicon, stem = self._lexicon, word.partition("'")[0]
        return any(part in lexicon.lines or part in lexicon.known for part in (word, stem))

    def _is_used(self, word: str) -> bool:
        """Return True for a word of two letters or more that several authors use, whatever follows its apostrophe."""
        return len(word) > 1 and (word in self._lexicon.lines or word.partition("'")[0] in self._lexicon.lines)

    def _scores(self, typed: str) -> tuple[tuple[float, str], ...]:
        """Return every known word one slip away, and the words that may run together in *typed*, with their scores."""
        if not FEWEST_LETTERS <= len(typed) <= MOST_LETTERS:
            return ()
        near = {word for key in shortened(typed) for word in self._near.get(key, ())}
        found = [(likelihood(typed, meant) * self._lexicon.lines[meant], meant) for meant in near]
        found.append(self._apart(typed))
        return tuple((score, meant) for score, meant in found if score) or self._two_slips(typed, near)

    def _two_slips(self, typed: str, near: set[str]) -> tuple[tuple[float, str], ...]:
        """Return the long words with two swaps, or one letter too many and one missing."""
        if len(typed) < FEWEST_LETTERS_FOR_TWO:
            return ()
        alike = near.union(self._anagrams.get("".join(sorted(typed)), ()))
        return tuple((TWO_SLIPS * self._lexicon.lines[word], word) for word in sorted(alike) if word[0] == typed[0])

    def _apart(self, typed: str) -> tuple[float, str]:
        """Return the words that run together in *typed*, with their score; 0 where there are none."""
        if typed in self._joined:
            return JOINED * self._lexicon.pairs[self._joined[typed]], self._joined[typed]
        if len(typed) < FEWEST_LETTERS_OF_RARE:
            return 0.0, ""
        pieces = self._pieces(typed)
        if len(pieces) < 2:
            return 0.0, ""
        mean = math.exp(sum(math.log(self._lexicon.lines[piece]) for piece in pieces) / len(pieces))
        return RARE * mean, " ".join(pieces)

    def _pieces(self, typed: str) -> tuple[str, ...]:
        """Return the likeliest known words that *typed* consists of; none where it does not."""
        lines = self._lexicon.lines
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


def by_shortened(words: Iterable[str]) -> dict[str, list[str]]:
    """Return the words by what they share with every word one slip away."""
    near = defaultdict[str, list[str]](list)
    for word in words:
        for key in shortened(word):
            near[key].append(word)
    return dict(near)


def by_letters(words: Iterable[str]) -> dict[str, list[str]]:
    """Return the long words by their letters in alphabetical order: two swaps keep these."""
    alike = defaultdict[str, list[str]](list)
    for word in words:
        if len(word) >= FEWEST_LETTERS_FOR_TWO:
            alike["".join(sorted(word))].append(word)
    return dict(alike)


def words_of(text: str) -> list[str]:
    """Return the words of a line as they are repaired, in lower case, with straight apostrophes."""
    if text.isascii():
        return _WORD.findall(text.lower())
    return [found.group().lower().replace("\u2019", "'") for found in _WORD.finditer(text)]


def shortened(word: str) -> set[str]:
    """Return the word, and the word without each of its letters: two words one slip apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def likelihood(typed: str, meant: str) -> float:
    """Return how likely the one slip is that makes *typed* of *meant*; 0 where it takes more than one."""
    if typed == meant + "s" or meant == typed + "s":  # one and many are both words
        return 0.0
    start = next((at for at, (one, two) in enumerate(zip(typed, meant, strict=False)) if one != two), None)
    at = min(len(typed), len(meant)) if start is None else start
    chance = _slip(typed, meant, at)
    return chance * FIRST_LETTER if at == 0 and chance < SWAPPED else chance


def _slip(typed: str, meant: str, at: int) -> float:
    """Return the likelihood of the slip at the first letter that differs."""
    longer = len(typed) - len(meant)
    if longer == 0 and at < len(typed):
        if typed[at + 1 :] == meant[at + 1 :]:
            if len(typed) <= FEWEST_LETTERS:
                return 0.0
            return NEAR_KEY if typed[at] in NEIGHBOURS.get(meant[at], "") else OTHER_KEY
        swapped = typed[at : at + 2] == meant[at : at + 2][::-1] and typed[at + 2 :] == meant[at + 2 :]
        return SWAPPED if swapped else 0.0
    if longer == -1 and typed[at:] == meant[at + 1 :]:
        doubled = meant[at] in meant[max(at - 1, 0) : at]
        return NO_APOSTROPHE if meant[at] == "'" else REPEATED if doubled else DROPPED
    if longer == 1 and typed[at + 1 :] == meant[at:]:
        around = typed[max(at - 1, 0) : at] + typed[at + 1 : at + 2]
        near = any(typed[at] in NEIGHBOURS.get(key, "") for key in around)
        return REPEATED if typed[at] in around else NEAR_EXTRA if near else EXTRA
    return 0.0


def _may_be_name(text: str, found: re.Match[str]) -> bool:
    """Return True for a word with a capital that does not stand at the start of a sentence."""
    typed = found.group()
    if typed.islower():
        return False
    before = text[: found.start()].rstrip(" \"'(")
    return not typed[1:].islower() or not (before == "" or before[-1] in ".?!:;\n-\u2026")


def read_lexicon(body: str) -> Lexicon:
    """
    Return the lexicon of a file that `lexicon.written` made.

    Raises:
        ValueError: it is no such file.
    """
    words, pairs, known, doubtful = (part.splitlines() for part in body.split("\n\n"))
    return Lexicon(_counts(words), _counts(pairs), frozenset(known), frozenset(doubtful))


def _counts(rows: Iterable[str]) -> dict[str, int]:
    return {word: int(count) for word, _, count in (row.rpartition(" ") for row in rows)}


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


def repaired(text: str) -> str:
    """Return the line as the model should read it: without slips that are clear, and without "so," before it."""
    return speller().repair(_OPENING.sub("", text))


def is_strange(text: str) -> bool:
    """Return True for a repaired line of which the coach knows hardly a word: see `Speller.is_strange`."""
    return speller().is_strange(text)
