"""
How near a line comes to each thing that a customer knows.

It only measures: which problem is meant, whether it is near enough and what is told, dialogs/customer.py decides.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bot.perception.encoder import Encoder
from bot.perception.features import learn_rarity
from bot.perception.store import EmbeddingStore
from content.schema import Customer
from dialogs.model import Heard

Vector = npt.NDArray[np.float32]

# How near a line is to a node: its centre, its nearest ask line, its three nearest, and the nearest in words, weighed.
# Chosen on the customers' ask lines, each left out in turn, and on a first set of other authors' lines that is spent
# now (content/accuracy.md): nearest two alone found the right node of .82 of these, this mixture of .92.
CENTRE, FIRST, THREE, WORDS = 0.28, 0.40, 0.32, 0.30
# Words alone are further apart than meanings: this brings their scores to the same thresholds (dialogs/understanding.py).
WORDS_ALONE = 1.6


class Meanings(Protocol):
    """Turns texts into rows of length 1, so that a dot product is a cosine."""

    def known(self, texts: Sequence[str]) -> Vector: ...
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

    def line(self, text: str) -> Vector:
        return self._encoder.encode(text)


class WordMeanings:
    """Rows of hashed words and letters, weighed by how rare they are among this customer's own ask lines."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._rarity = learn_rarity(texts, unseen=True)

    def known(self, texts: Sequence[str]) -> Vector:
        return self._rarity.matrix(texts)

    def line(self, text: str) -> Vector:
        return np.asarray(self._rarity.matrix([text])[0])


class CustomerMatcher:
    """One customer's nodes, ready to be compared with a line."""

    def __init__(self, customer: Customer, meanings: Meanings | None = None) -> None:
        """Read the customer's ask lines; without *meanings*, by words alone."""
        nodes = list(customer.nodes())
        texts = [line for _, lines in nodes for line in lines]
        self._names = [name for name, _ in nodes]
        self._starts = np.cumsum([0, *(len(lines) for _, lines in nodes)])
        self._words: Meanings = WordMeanings(texts)
        self._meanings = meanings
        self._word_rows = self._words.known(texts)
        self._rows = meanings.known(texts) if meanings else self._word_rows
        self._centres = np.stack([_centre(self._rows[a:b]) for a, b in itertools.pairwise(self._starts)])

    def heard(self, text: str) -> tuple[Heard, ...]:
        """
        Return every node with its nearness, best first; equals stand in the customer's order.

        Nearness is a cosine mixed from several, so it lies between -1 and 1.3.
        """
        words = self._words.line(text)
        line = self._meanings.line(text) if self._meanings else words
        near, near_words = self._rows @ line, self._word_rows @ words
        centres = self._centres @ line
        found = []
        for place, (a, b) in enumerate(itertools.pairwise(self._starts)):
            best = np.sort(near[a:b])[-3:]
            # the lines that nothing answers have no common centre
            centre = centres[place] if self._names[place] != "out_of_scope" else best[-1]
            score = CENTRE * centre + FIRST * best[-1] + THREE * best.mean() + WORDS * near_words[a:b].max()
            found.append(Heard(self._names[place], float(score * (1.0 if self._meanings else WORDS_ALONE))))
        return tuple(sorted(found, key=lambda heard: -heard.similarity))


def _centre(rows: Vector) -> Vector:
    """Return the mean direction of some rows."""
    total = rows.sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)
