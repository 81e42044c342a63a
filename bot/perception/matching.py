"""
How near a line comes to each thing that a customer knows.

It only measures: which problem is meant, whether it is near enough and what is told, dialogs/customer.py decides.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bot.perception import ridge
from bot.perception.encoder import Encoder
from bot.perception.features import SLOTS, Sparse, learn_rarity, length
from bot.perception.spelling import repaired
from bot.perception.store import EmbeddingStore
from content.schema import Buyer
from dialogs.model import Heard

Vector = npt.NDArray[np.float32]

# How near a line is to a node: its centre, its nearest ask line, its three nearest, and the nearest in words, weighed.
# Chosen on the customers' ask lines, each left out in turn, and on a first set of other authors' lines that is spent
# now (content/accuracy.md): nearest two alone found the right node of .82 of these, this mixture of .92.
CENTRE, FIRST, THREE, WORDS = 0.28, 0.40, 0.32, 0.30
SLOTS_AT_ONCE = 1024  # 2 MB
NEAREST = 3  # a node has twelve ask lines or more (content/schema.py)
# What the regression on the ask lines (ridge.py) adds, over nearness in meaning and in words.
LEANING = 0.5
# (scale, shift) of the sum, with meanings and by words alone: they bring a line's nearness to its own node, and that of
# a strange line to the nearest one, to what both are in the mixture alone: the thresholds of dialogs/ are set to that.
SETTLED, WORDS_ALONE = (0.509, 0.195), (0.697, 0.120)


class Meanings(Protocol):
    """Turns texts into rows of length 1, so that a dot product is a cosine."""

    def known(self, texts: Sequence[str]) -> Vector: ...
    def remember(self, texts: Sequence[str]) -> None: ...
    def line(self, text: str) -> Vector: ...


class EncodedMeanings:
    """Rows from the encoder; those of authored texts come from the store."""

    def __init__(
        self, encoder: Encoder, store: EmbeddingStore, progress: Callable[[int, int], None] | None = None
    ) -> None:
        self._encoder = encoder
        self._store = store
        self._progress = progress

    def known(self, texts: Sequence[str]) -> Vector:
        return self._store.embed_all(texts, self._progress)

    def remember(self, texts: Sequence[str]) -> None:
        """Have the encoder know what will be read again with line after line."""
        self._encoder.know(texts, list(self._store.embed_all(texts, self._progress)))

    def line(self, text: str) -> Vector:
        return self._encoder.encode(text)


class WordNearness:
    """
    How near a line is in hashed words and letters, weighed by how rare they are among this customer's ask lines.

    Kept by slot, since a line has a hundred of the 49,152: as whole rows a customer took 80 MB and 8 ms a line.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._rarity = learn_rarity(texts, unseen=True)
        lines = [self._unit(text) for text in texts]
        slots = np.concatenate([line.slots for line in lines])
        order = np.argsort(slots, kind="stable")
        self._count = len(texts)
        # where the stretch of each slot begins; small types, since fourteen customers took 25 MB more
        self._begins = np.searchsorted(slots[order], np.arange(SLOTS + 1)).astype(np.int32)
        self._values = np.concatenate([line.values for line in lines])[order]
        self._lines = np.repeat(np.arange(len(lines), dtype=np.uint16), [len(line.slots) for line in lines])[order]

    def near(self, text: str) -> Vector:
        """Return the cosine of *text* with each ask line."""
        line = self._unit(text)
        starts = self._begins[line.slots]
        counts = self._begins[line.slots + 1] - starts
        skipped = np.repeat(starts - (counts.cumsum() - counts), counts)
        found = skipped + np.arange(len(skipped))  # the places of every stretch, one after the other
        weights = self._values[found] * np.repeat(line.values, counts)
        return np.bincount(self._lines[found], weights, self._count).astype(np.float32)

    def kernel(self) -> Vector:
        """Return the cosine of each two ask lines, (lines, lines)."""
        found = np.zeros((self._count, self._count), np.float32)
        shared = np.flatnonzero(np.diff(self._begins) > 1)  # a slot that one line has says nothing of any other
        for some in np.array_split(shared, len(shared) // SLOTS_AT_ONCE + 1):
            columns = np.zeros((len(some), self._count), np.float32)
            for column, slot in zip(columns, some, strict=True):
                stretch = slice(self._begins[slot], self._begins[slot + 1])
                column[self._lines[stretch]] = self._values[stretch]
            found += columns.T @ columns
        np.fill_diagonal(found, 1.0)
        return found

    def lengths(self, starts: npt.NDArray[np.int64]) -> Vector:
        """Return the length of the sum of each node's lines; a node's begin at *starts*."""
        nodes = np.searchsorted(starts, self._lines, "right") - 1
        slots = np.repeat(np.arange(SLOTS), np.diff(self._begins))
        totals = (np.bincount(slots[nodes == node], self._values[nodes == node]) for node in range(len(starts)))
        return np.array([np.linalg.norm(total) for total in totals], np.float32)

    def _unit(self, text: str) -> Sparse:
        sparse = self._rarity.weigh(text)
        return Sparse(sparse.slots, sparse.values / (length(sparse.values) or 1.0))


class CustomerMatcher:
    """One customer's nodes, ready to be compared with a line."""

    def __init__(self, customer: Buyer, meanings: Meanings | None = None) -> None:
        """Read the customer's ask lines; without *meanings*, by words alone."""
        nodes = list(customer.nodes())
        texts = [line for _, lines in nodes for line in lines]
        sizes = np.array([len(lines) for _, lines in nodes])
        self._names = [name for name, _ in nodes]
        self._starts = sizes.cumsum() - sizes
        # (node, place) -> line, and which of these places there are: nodes have different numbers of lines
        self._there = np.arange(sizes.max()) < sizes[:, None]
        self._places = np.where(self._there, self._starts[:, None] + np.arange(sizes.max()), 0)
        self._meanings = meanings
        self._words = WordNearness(texts)
        self._rows = meanings.known(texts) if meanings else None
        # the lines that nothing answers have no common centre
        self._centred = np.array([name != "out_of_scope" for name in self._names])
        lengths = self._words.lengths(self._starts) if self._rows is None else _lengths(self._rows, self._starts)
        self._lengths = np.maximum(lengths, 1e-9)

    def heard(self, text: str) -> tuple[Heard, ...]:
        """
        Return every node with its nearness, best first; equals stand in the customer's order.

        Nearness is a cosine mixed from several, so it lies between -1 and 1.3. What was said before changes nothing.
        """
        text = repaired(text)
        near_words = self._words.near(text)
        near, both, (scale, shift) = near_words, near_words, WORDS_ALONE
        if self._meanings is not None and self._rows is not None:
            near, (scale, shift) = self._rows @ self._meanings.line(text), SETTLED
            both = near + near_words
        best = np.sort(np.where(self._there, near[self._places], -np.inf), axis=1)[:, -NEAREST:]
        first = best[:, -1]
        centre = np.where(self._centred, np.add.reduceat(near, self._starts) / self._lengths, first)
        words = np.maximum.reduceat(near_words, self._starts)
        scores = CENTRE * centre + FIRST * first + THREE * best.mean(axis=1) + WORDS * words
        scores = scale * (scores + LEANING * (both @ self._regression)) + shift
        return tuple(Heard(self._names[place], float(scores[place])) for place in np.argsort(-scores, kind="stable"))

    @functools.cached_property
    def _regression(self) -> Vector:
        """A tenth of a second, so it is solved when somebody speaks to this customer."""
        kernel = self._words.kernel() if self._rows is None else self._words.kernel() + self._rows @ self._rows.T
        return ridge.fit(kernel, np.repeat(np.arange(len(self._names)), self._there.sum(axis=1)))


def _lengths(rows: Vector, starts: npt.NDArray[np.int64]) -> Vector:
    """Return the length of the sum of each node's rows."""
    return np.asarray(np.linalg.norm(np.add.reduceat(rows, starts, axis=0), axis=1), np.float32)
