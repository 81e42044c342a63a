"""Slips of typing: which words are a slip apart, and how likely each kind of slip is."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby, product

import numpy as np

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
MOST_HELD = 4  # runs of a letter in a word: each doubles the readings, and mash may have a dozen
FEWEST_LETTERS_FOR_TWO = 5
_VOWELS = "aeiouy"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """Return the keys around each letter on a QWERTY keyboard, whose rows are each set half a key to the right."""
    place = {key: (row, at + row / 2) for row, keys in enumerate(_ROWS) for at, key in enumerate(keys)}
    return {
        key: "".join(k for k, (r, a) in place.items() if k != key and abs(r - row) <= 1 and abs(a - at) <= 1)
        for key, (row, at) in place.items()
    }


NEIGHBOURS: Mapping[str, str] = _neighbours()


def shortened(word: str) -> set[str]:
    """Return the word, and the word without each of its letters: two words one slip apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


class Index:
    """
    Words by what they share with others: 16 bytes a key, of which it keeps the hash; a dict of lists took nine times
    as much (8.7 MB for the shipped lexicon). A word that shares no more than a hash is weighed as any other.
    """

    def __init__(self, words: Iterable[str], keys_of: Callable[[str], Iterable[str]]) -> None:
        """Find each word again by any of its keys."""
        self._words = tuple(words)
        keys, places = array("q"), array("q")
        for place, word in enumerate(self._words):
            own = [hash(key) for key in keys_of(word)]
            keys.extend(own)
            places.extend([place] * len(own))
        order = np.argsort(np.asarray(keys), kind="stable")
        self._keys, self._places = (array("q", np.asarray(part)[order].tobytes()) for part in (keys, places))

    def of(self, key: str) -> list[str]:
        """Return the words with that key, in their order."""
        number, found = hash(key), []
        at = bisect_left(self._keys, number)
        while at < len(self._keys) and self._keys[at] == number:
            found.append(self._words[self._places[at]])
            at += 1
        return found


def by_shortened(words: Iterable[str]) -> Index:
    """Return the words by what they share with every word one slip away."""
    return Index(words, shortened)


def by_letters(words: Iterable[str]) -> Index:
    """Return the long words by their letters in alphabetical order: two swaps keep these."""
    return Index((word for word in words if len(word) >= FEWEST_LETTERS_FOR_TWO), lambda word: [in_order(word)])


def in_order(word: str) -> str:
    """Return the letters of a word in alphabetical order."""
    return "".join(sorted(word))


def let_go(typed: str) -> set[str]:
    """Return the words that a key held down may have made *typed* of: each run of a letter is one of it, or two."""
    runs = [(letter, len(tuple(run))) for letter, run in groupby(typed)]
    if not 0 < sum(length > 1 for _, length in runs) <= MOST_HELD:
        return set()
    return set(map("".join, product(*((letter, 2 * letter)[:length] for letter, length in runs)))) - {typed}


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
