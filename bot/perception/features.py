"""
Numbers from a line: hashed words and letters, and a few hints that a reader would use.

Hashing is CRC-32, never hash(), which differs from process to process. Training and run time use this very code.
"""

from __future__ import annotations

import functools
import math
import zlib
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from bot.perception.words import AUXILIARIES, CONDITIONALS, OURS, WH_WORDS, YOURS, cut, share, stems

Vector = npt.NDArray[np.float32]

WORD_SLOTS = 1 << 14
LETTER_SLOTS = 1 << 15
SLOTS = WORD_SLOTS + LETTER_SLOTS
LETTER_RUNS = (3, 4, 5)
MOST_CHARACTERS = 4_000  # of a longer text the end is read, as everywhere in perception
MOST_WORDS_REMEMBERED = 8_192  # the same few thousand words make most of what people type
HINTS = 18
_DAMPED = np.array([0.0, *(1.0 + math.log(count) for count in range(1, 64))], np.float32)  # by count, of most lines


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
        values = damped * self.idf.take(slots)
        split = int(slots.searchsorted(WORD_SLOTS))
        for part in (values[:split], values[split:]):
            np.divide(part, length(part) or 1.0, out=part)
        return Sparse(slots, values)

    def unit(self, text: str) -> Sparse:
        """Return the line's slots at length 1 together: for the cosine, `nearness`."""
        sparse = self.weigh(text)
        return Sparse(sparse.slots, sparse.values / (length(sparse.values) or 1.0))


def nearness(one: Sparse, other: Sparse) -> float:
    """Return the cosine of two lines of length 1."""
    if not len(one.slots):
        return 0.0
    at = one.slots.searchsorted(other.slots)  # past the end for a slot above all of *one*'s: "clip" finds another there
    both = one.slots.take(at, mode="clip") == other.slots
    return float((one.values.take(at, mode="clip") * both) @ other.values)


def length(vector: Vector) -> float:
    """Return the Euclidean length; a third of the cost of np.linalg.norm, which looks at every kind of array first."""
    return math.sqrt(float(vector @ vector))


def count_slots(text: str) -> Counter[int]:
    """Return how often each slot occurs: single words and pairs, then runs of 3 to 5 letters within a word."""
    return Counter(_all_slots(text).tolist())


def _all_slots(text: str) -> npt.NDArray[np.int64]:
    text, words = cut(text[-MOST_CHARACTERS:])
    hashed = [*map(_hashed, words)]
    found = array("q", [crc % WORD_SLOTS for crc, _ in hashed])
    found.extend([zlib.crc32(after, crc) % WORD_SLOTS for (crc, _), (_, after) in pairwise(hashed)])
    return np.frombuffer(b"".join([found.tobytes(), *map(_letter_slots, text.split())]), np.int64)


@functools.lru_cache(maxsize=MOST_WORDS_REMEMBERED)
def _hashed(word: str) -> tuple[int, bytes]:
    """Return the CRC of a word, from which that of a pair goes on, and what a pair adds for its second word."""
    body = word.encode("utf-8", "replace")
    return zlib.crc32(body), b" " + body


@functools.lru_cache(maxsize=MOST_WORDS_REMEMBERED)
def _letter_slots(word: str) -> bytes:
    """Return the slots as an int64 array's bytes: twenty of these join in a tenth of the time of twenty arrays."""
    padded, crc32 = f" {word} ", zlib.crc32
    places = [(at, at + size) for size in LETTER_RUNS for at in range(max(1, len(padded) - size + 1))]
    if padded.isascii():
        body = padded.encode()
        runs = [body[start:end] for start, end in places]
    else:
        runs = [padded[start:end].encode("utf-8", "replace") for start, end in places]
    return array("q", [WORD_SLOTS + crc32(run) % LETTER_SLOTS for run in runs]).tobytes()


@functools.lru_cache(maxsize=16)  # the judge and the customer each weigh the line that was just typed
def _damped_slots(text: str) -> tuple[npt.NDArray[np.int64], Vector]:
    """Return the slots of a line, ascending, and 1 + log(count) of each; nobody writes into either."""
    ordered = np.sort(_all_slots(text))
    changes = np.ones(len(ordered) + 1, np.bool_)  # what np.unique does, in a third of its time on a line
    np.not_equal(ordered[1:], ordered[:-1], out=changes[1:-1])
    edges = changes.nonzero()[0]
    return ordered[edges[:-1]], _damped(edges[1:] - edges[:-1])


def _damped(counts: npt.NDArray[np.int64]) -> Vector:
    if counts.max(initial=0) < len(_DAMPED):
        return _DAMPED.take(counts)
    return np.array([1.0 + math.log(count) for count in counts.tolist()], np.float32)


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
    _, words = cut(text)
    known, own = {*words}, stems(text)
    first, last = words[:1], words[-1:]
    taken_up = share(own, frozenset().union(*map(stems, told)))
    values = (
        float(bool(told)),
        min(len(told), 3) / 3,
        float("?" in text),
        float(last == ("?",)),
        float(not WH_WORDS.isdisjoint(first)),
        float(not WH_WORDS.isdisjoint(known)),
        float(not AUXILIARIES.isdisjoint(first)),
        float(not CONDITIONALS.isdisjoint(known)),
        float(not YOURS.isdisjoint(known)),
        float(not OURS.isdisjoint(known)),
        float("i" in known or "i'm" in known),
        float(any(map(str.isdigit, {word[0] for word in known}))),
        min(len(words), 40) / 40,
        taken_up,
        share(own, stems(told[-1])) if told else 0.0,
        float(taken_up > 0),
        share(own, stems(worry)) if worry else 0.0,
        float("," in text),
    )
    return np.array(values, np.float32)
