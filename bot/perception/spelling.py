"""
Repair the typing slips of a line for the model, never for people: a word that the coach does not know becomes the one
known word that is a single slip away.

The gate, the spans and all that is shown keep what was typed. In doubt a word stays: it may be a name.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby, product
from typing import NamedTuple

from dialogs.errors import ModelUnavailable

LEXICON_FILE = "lexicon.txt"
MOST_CHARACTERS = 2_000  # dialogs/judging/line.py: a longer text is no line and is not judged
MOST_LETTERS = 24  # longer than any word meant; keyboard mash costs nothing
FEWEST_LETTERS = 2
# How many typed words have a slip, and the share of each kind of these: our guesses, tried on the lines of customers'
# held-out sets, by authors of whom none wrote a line of the judge's.
SLIP = 0.03
SWAPPED, DROPPED, NEAR_KEY, REPEATED, NEAR_EXTRA = 0.2, 0.4, 0.35, 0.1, 0.1
EXTRA, OTHER_VOWEL, OTHER_KEY = 0.03, 0.05, 0.05
NEAR_KEYS, KEYS_AROUND, VOWELS_BESIDE, OTHER_KEYS = 5, 8, 5, 20  # keys that each kind may hit
DROPPED_OF_TWO = 2.0  # one of a double letter, beside any other
NO_APOSTROPHE = 5.0  # many never type one: times as often as they slip
JOINED, JOINED_OF_RARE = 0.1, 0.03  # a missing space between words that stand side by side in several lines, or do not
TWO_SLIPS = 0.002  # of a long word
HELD_DOWN = 0.02  # keys held too long, "sooo"
FEWEST_LETTERS_FOR_TWO = 5
CLEAR = 2.0  # the likeliest word must lead the second by this factor
CLEAR_OF_KNOWN, CLEAR_OF_USED = 2.0, 20.0  # and the word typed, where some tokenizer knows it or authors use it
SMOOTHING = 300.0  # of what stands side by side: lines that say nothing more than how often each word is used
SELDOM = 0.2  # lines in which a word is used that no author uses and some tokenizer knows
UNKNOWN = 0.003  # how many words are meant as they were typed and yet known to nobody
ANY_LETTERS = 0.3  # of these are initials and the like; the others are spelt as words are
FEWEST_LETTERS_OF_RARE = 5
FEWEST_LETTERS_OF_STEM = 4
ENDINGS = ("s", "d", "ed", "er", "ing", "ly", "able", "ness")
OPENING = "^"  # stands before a line's first word
# Of the words of a line; of 7,340 authored lines five have no more, of keyboard mash and invented words 98 in 100.
FEWEST_KNOWN = 0.4
_VOWELS = "aeiouy"
MANY_LINES = 20_000  # more than use any word: each further piece makes a reading less likely


_WORD = re.compile(r"(?<![\w@./'-])[A-Za-z]+(?:['\u2019][A-Za-z]+)*(?![\w@/]|\.\w)")
_SO = re.compile(
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


class Slip(NamedTuple):
    """The stretch of a text from *start* to *stop*, and what was meant."""

    start: int
    stop: int
    meant: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """
    `lines`: words that several authors use, or one and some tokenizer knows, with how many lines use each. `pairs`: the
    same of two words side by side, "do you"; OPENING stands before a line's first. `known`: other words, which may be
    meant as they are typed.
    """

    lines: Mapping[str, int]
    pairs: Mapping[str, int]
    known: frozenset[str]


LETTERS = 26
BACK_OFF = 5.0  # letters that say nothing of what stands before them


class Spelling:
    """Which letters follow which two others in words."""

    def __init__(self, words: Iterable[str]) -> None:
        """Count them."""
        self._threes, self._twos = Counter[str](), Counter[str]()
        for word in words:
            spelt = f"^^{word}$"
            self._threes.update(map("".join, zip(spelt, spelt[1:], spelt[2:], strict=False)))
        for three, count in self._threes.items():
            self._twos[three[1:]] += count
        self._after_two, self._after_one = _summed(self._threes), _summed(self._twos)

    def chance(self, word: str) -> float:
        """Return how likely the letters of a word are, one after the other, to its end."""
        chance, spelt = 1.0, f"^^{word}$"
        for first, second, third in zip(spelt, spelt[1:], spelt[2:], strict=False):
            one, two = second, first + second
            alone = (self._twos[one + third] + BACK_OFF / LETTERS) / (self._after_one[one] + BACK_OFF)
            chance *= (self._threes[two + third] + BACK_OFF * alone) / (self._after_two[two] + BACK_OFF)
        return chance


def _summed(counts: Mapping[str, int]) -> Counter[str]:
    """Return the counts of letters in a row by all but the last."""
    summed = Counter[str]()
    for letters, count in counts.items():
        summed[letters[:-1]] += count
    return summed


class Speller:
    """
    Repairs lines by a lexicon: a noisy channel, with words in pairs as the language. Threads may share it.

    What was meant is the word that makes slip and neighbours likeliest together. A word that was typed and that authors
    use gives way only where its neighbours never stand beside it and speak clearly for another.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        """Index the words by themselves and by themselves without each of their letters (some 20 ms)."""
        self._lexicon = lexicon
        self._uses_in_all = sum(lexicon.lines.values())
        self._spelling = Spelling(lexicon.lines)
        self._openings = sum(count for pair, count in lexicon.pairs.items() if pair[0] == OPENING)
        self._near = by_shortened(lexicon.lines)
        self._anagrams = by_letters(lexicon.lines)
        self._joined = {pair.replace(" ", ""): pair for pair in sorted(lexicon.pairs, key=lexicon.pairs.__getitem__)}
        self._meant = functools.lru_cache(maxsize=8_192)(self._candidates)
        self._knows = functools.lru_cache(maxsize=8_192)(self._is_known)
        self._uses = functools.lru_cache(maxsize=8_192)(self._is_used)
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
        used, beside = self._knows(typed), self._stands
        if used and beside(before, typed, after):
            return typed
        found = [
            (chance * SLIP * self._likely(before, meant, after), meant)
            for chance, meant in self._meant(typed)
            if not used or beside(before, meant, after)
        ]
        if not found:
            return typed
        (best, meant), *others = sorted(found, reverse=True)
        clear = best >= self._enough(typed, before, after) and all(best >= CLEAR * other for other, _ in others)
        return meant if clear else typed

    def _stands(self, before: str, word: str, after: str) -> bool:
        """Return True for a word that stands beside the one before or after it in several lines."""
        pairs = self._lexicon.pairs
        return f"{before} {word}" in pairs or f"{word.rpartition(' ')[2]} {after}" in pairs

    def _enough(self, typed: str, before: str, after: str) -> float:
        """Return how likely another word must be to take the place of what was typed."""
        if self._uses(typed):
            return CLEAR_OF_USED * self._likely(before, typed, after)
        if self._knows(typed):
            return CLEAR_OF_KNOWN * self._likely(before, typed, after)
        return UNKNOWN * self._spelt(typed)

    def _spelt(self, word: str) -> float:
        """Return how likely a word that nobody knows has these letters."""
        return ANY_LETTERS / float(LETTERS) ** len(word) + (1 - ANY_LETTERS) * self._spelling.chance(word)

    def _likely(self, before: str, meant: str, after: str) -> float:
        """Return how likely *meant*, a word or several, is after *before*, times how much likelier it makes *after*."""
        chance = 1.0
        for word in meant.split(" "):
            chance *= self._follows(before, word)
            before = word
        return chance * self._follows(before, after) / self._share(after) if after else chance

    def _follows(self, before: str, word: str) -> float:
        pairs, lines = self._lexicon.pairs, self._lexicon.lines
        of = self._openings if before == OPENING else lines.get(before, 0)
        return (pairs.get(f"{before} {word}", 0) + SMOOTHING * self._share(word)) / (of + SMOOTHING)

    def _share(self, word: str) -> float:
        return self._lexicon.lines.get(word, SELDOM) / self._uses_in_all

    def could_mend(self, typed: str) -> bool:
        """Return True for a word that some neighbours could make another of."""
        return bool(self._meant(typed))

    def _is_known(self, word: str) -> bool:
        lexicon, stem = self._lexicon, word.partition("'")[0]
        return any(part in lexicon.lines or part in lexicon.known for part in (word, stem)) or self._has_ending(word)

    def _has_ending(self, word: str) -> bool:
        """Return True for "solves", where authors use "solve"."""
        stems = (word.removesuffix(end) for end in ENDINGS if word.endswith(end) and not word.endswith("ss"))
        return any(len(stem) >= FEWEST_LETTERS_OF_STEM and stem in self._lexicon.lines for stem in stems)

    def _is_used(self, word: str) -> bool:
        """Return True for a word of two letters or more that several lines use, whatever follows its apostrophe."""
        lines = self._lexicon.lines
        return len(word) > 1 and max(lines.get(word, 0), lines.get(word.partition("'")[0], 0)) > 1

    def _candidates(self, typed: str) -> tuple[tuple[float, str], ...]:
        """Return every word that may be meant, or the words that run together in *typed*, with the slip's chance."""
        if not FEWEST_LETTERS <= len(typed) <= MOST_LETTERS:
            return ()
        near = {word for key in shortened(typed) for word in self._near.get(key, ())} - {typed}
        held = [(HELD_DOWN, word) for word in sorted(let_go(typed) - near) if word in self._lexicon.lines]
        found = [(likelihood(typed, meant), meant) for meant in sorted(near)] + held + self._apart(typed)
        return tuple(pair for pair in found if pair[0]) or self._two_slips(typed, near)

    def _two_slips(self, typed: str, near: set[str]) -> tuple[tuple[float, str], ...]:
        """Return the words with a key held down and a slip besides, and the long words with two slips."""
        found = dict[str, float]()
        for bare in let_go(typed):
            for meant in {word for key in shortened(bare) for word in self._near.get(key, ())}:
                found[meant] = max(found.get(meant, 0.0), HELD_DOWN * likelihood(bare, meant))
        if len(typed) >= FEWEST_LETTERS_FOR_TWO:
            least = NEAR_EXTRA / KEYS_AROUND / len(typed)  # no letters from elsewhere: "contradict" is no "contract"
            for one in shortened(typed) - {typed}:
                for meant in shortened(one) & self._lexicon.lines.keys():
                    first, second = likelihood(typed, one), likelihood(one, meant)
                    if min(first, second) >= least:
                        found[meant] = max(found.get(meant, 0.0), first * second)
            alike = near.union(self._anagrams.get("".join(sorted(typed)), ()))
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


def let_go(typed: str) -> set[str]:
    """Return the words that a key held down may have made *typed* of: each run of a letter is one of it, or two."""
    runs = [(letter, len(tuple(run))) for letter, run in groupby(typed)]
    if all(length < 2 for _, length in runs):
        return set()
    return set(map("".join, product(*((letter, 2 * letter)[: max(1, length)] for letter, length in runs)))) - {typed}


def likelihood(typed: str, meant: str) -> float:
    """Return the chance, where there is a slip, that it makes *typed* of *meant*; 0 where it takes more than one."""
    if meant == typed + "s" or (typed == meant + "s" and not typed.endswith("ss")):  # one and many are both words
        return 0.0
    start = next((at for at, (one, two) in enumerate(zip(typed, meant, strict=False)) if one != two), None)
    at = min(len(typed), len(meant)) if start is None else start
    longer = len(typed) - len(meant)
    if longer == 0:
        return _changed(typed, meant, at)
    if longer == -1 and typed[at:] == meant[at + 1 :]:
        doubled = meant[at] in meant[max(at - 1, 0) : at]
        return NO_APOSTROPHE if meant[at] == "'" else (DROPPED_OF_TWO if doubled else 1.0) * DROPPED / len(meant)
    return _added(typed, at) / len(meant) if longer == 1 and typed[at + 1 :] == meant[at:] else 0.0


def _changed(typed: str, meant: str, at: int) -> float:
    """Return the chance of a slip that keeps a word's length, from the first letter that differs."""
    if typed[at : at + 2] == meant[at : at + 2][::-1] and typed[at + 2 :] == meant[at + 2 :]:
        return SWAPPED / (len(meant) - 1)
    if typed[at + 1 :] != meant[at + 1 :] or len(typed) <= FEWEST_LETTERS:
        return 0.0
    if typed[at] in NEIGHBOURS.get(meant[at], ""):
        return NEAR_KEY / (len(meant) * NEAR_KEYS)
    if typed[at] in _VOWELS and meant[at] in _VOWELS:
        return OTHER_VOWEL / (len(meant) * VOWELS_BESIDE)
    return OTHER_KEY / (len(meant) * OTHER_KEYS)


def _added(typed: str, at: int) -> float:
    """Return the chance that a letter is typed too many, times the word's length."""
    around = typed[max(at - 1, 0) : at] + typed[at + 1 : at + 2]
    if typed[at] in around:
        return REPEATED
    near = any(typed[at] in NEIGHBOURS.get(key, "") for key in around)
    return NEAR_EXTRA / KEYS_AROUND if near else EXTRA / OTHER_KEYS


def _may_be_name(text: str, found: re.Match[str]) -> bool:
    """Return True for a word with a capital that does not stand at the start of a sentence."""
    typed = found.group()
    if typed.islower():
        return False
    before = text[: found.start()].rstrip(" \"'(")
    return typed.isupper() or not (before == "" or before[-1] in ".?!:;\n-\u2026")


def read_lexicon(body: str) -> Lexicon:
    """
    Return the lexicon of a file that `lexicon.written` made.

    Raises:
        ValueError: it is no such file.
    """
    words, pairs, known = (part.splitlines() for part in body.split("\n\n"))
    return Lexicon(_counts(words), _counts(pairs), frozenset(known))


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
