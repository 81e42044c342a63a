"""
Numbers from a line: hashed words and letters, and a few hints that a reader would use.

Hashing is CRC-32, never hash(), which differs from process to process. Training and run time use this very code.
"""

from __future__ import annotations

import functools
import math
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from bot.perception.words import AUXILIARIES, CONDITIONALS, OURS, WH_WORDS, YOURS, overlap, plain, tokens

Vector = npt.NDArray[np.float32]

WORD_SLOTS = 1 << 14
LETTER_SLOTS = 1 << 15
SLOTS = WORD_SLOTS + LETTER_SLOTS
LETTER_RUNS = (3, 4, 5)
MOST_CHARACTERS = 4_000  # of a longer text the end is read, as everywhere in perception
MOST_WORDS_REMEMBERED = 8_192  # the same few thousand words make most of what people type
HINTS = 18


@dataclass(frozen=True, slots=True)
class Sparse:
    """The slots of a line that are not zero, ascending, and their values."""

    slots: npt.NDArray[np.int64]
    values: Vector


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare each slot is among the training lines (smoothed inverse document frequency, float32, (SLOTS,))."""

    idf: Vector

    def weigh(self, text: str) -> Sparse:
        """Return the line's slots: 1 + log(count), times rarity; words and letters each of length 1."""
        slots, damped = _damped_slots(text)
        values = damped * self.idf[slots]
        split = int(np.searchsorted(slots, WORD_SLOTS))
        for part in (values[:split], values[split:]):
            np.divide(part, length(part) or 1.0, out=part)
        return Sparse(slots, values)

    def matrix(self, texts: Sequence[str]) -> Vector:
        """Return one row of length 1 for each text, (n, SLOTS): for cosine by dot product."""
        rows = np.zeros((len(texts), SLOTS), np.float32)
        for place, text in enumerate(texts):
            sparse = self.weigh(text)
            rows[place, sparse.slots] = sparse.values / (length(sparse.values) or 1.0)
        return rows


def length(vector: Vector) -> float:
    """Return the Euclidean length; a third of the cost of np.linalg.norm, which looks at every kind of array first."""
    return math.sqrt(float(vector @ vector))


def count_slots(text: str) -> Counter[int]:
    """Return how often each slot occurs: single words and pairs, then runs of 3 to 5 letters within a word."""
    return Counter(_all_slots(text).tolist())


def _all_slots(text: str) -> npt.NDArray[np.int64]:
    text = plain(text[-MOST_CHARACTERS:])
    words = tokens(text)
    found = [*map(_word_slot, words), *(_slot(f"{one} {two}", WORD_SLOTS) for one, two in pairwise(words))]
    return np.concatenate([np.array(found, np.int64), *map(_letter_slots, text.split())])


@functools.lru_cache(maxsize=MOST_WORDS_REMEMBERED)
def _word_slot(word: str) -> int:
    return _slot(word, WORD_SLOTS)


@functools.lru_cache(maxsize=MOST_WORDS_REMEMBERED)
def _letter_slots(word: str) -> npt.NDArray[np.int64]:
    padded = f" {word} "
    runs = (padded[at : at + size] for size in LETTER_RUNS for at in range(max(1, len(padded) - size + 1)))
    return np.array([WORD_SLOTS + _slot(run, LETTER_SLOTS) for run in runs], np.int64)


@functools.lru_cache(maxsize=16)  # the judge and the customer each weigh the line that was just typed
def _damped_slots(text: str) -> tuple[npt.NDArray[np.int64], Vector]:
    """Return the slots of a line, ascending, and 1 + log(count) of each; nobody writes into either."""
    slots, counts = np.unique(_all_slots(text), return_counts=True)
    return slots, np.array([_damped(count) for count in counts.tolist()], np.float32)


@functools.cache  # a slot occurs at most as often as a text has characters
def _damped(count: int) -> float:
    return 1.0 + math.log(count)


def learn_rarity(texts: Sequence[str], *, unseen: bool) -> Rarity:
    """
    Return the rarity of each slot among *texts*, as scikit-learn smooths it.

    Args:
        unseen: whether slots that no text has count at all. A classifier knows nothing about them
            and would only drown what it knows; a search must see that a word is foreign.
    """
    seen = np.zeros(SLOTS)
    for text in texts:
        seen[list(count_slots(text))] += 1
    idf = np.log((1 + len(texts)) / (1 + seen)) + 1
    return Rarity(np.where((seen > 0) | unseen, idf, 0.0).astype(np.float32))


def hints(text: str, told: Sequence[str], worry: str | None) -> Vector:
    """Return HINTS numbers between 0 and 1 about the line in its context; nobody writes into them."""
    return _hints(text, tuple(told), worry)


@functools.lru_cache(maxsize=16)  # both readings of a line begin with them
def _hints(text: str, told: tuple[str, ...], worry: str | None) -> Vector:
    words = tokens(text)
    known = set(words)
    first, last = words[:1], words[-1:]
    earlier = " ".join(told)
    values = (
        float(bool(told)),
        min(len(told), 3) / 3,
        float("?" in text),
        float(last == ["?"]),
        float(bool(WH_WORDS & set(first))),
        float(bool(WH_WORDS & known)),
        float(bool(AUXILIARIES & set(first))),
        float(bool(CONDITIONALS & known)),
        float(bool(YOURS & known)),
        float(bool(OURS & known)),
        float("i" in known or "i'm" in known),
        float(any(word[0].isdigit() for word in words)),
        min(len(words), 40) / 40,
        overlap(text, earlier),
        overlap(text, told[-1]) if told else 0.0,
        float(bool(told) and overlap(text, earlier) > 0),
        overlap(text, worry or ""),
        float("," in text),
    )
    return np.array(values, np.float32)


def _slot(gram: str, slots: int) -> int:
    return zlib.crc32(gram.encode("utf-8", "replace")) % slots
