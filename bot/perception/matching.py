"""
How near a line comes to each thing that a customer knows.

It only measures: which problem is meant, whether it is near enough and what is told, dialogs/customer.py decides.
"""

from __future__ import annotations

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

NEAREST = 2  # a node's score is the mean of its so many nearest ask lines; 1 is the maximum; our guess, to be measured


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

    def __init__(self, customer: Customer, meanings: Meanings | None = None, *, nearest: int = NEAREST) -> None:
        """Read the customer's ask lines; without *meanings*, by words alone."""
        nodes = list(customer.nodes())
        texts = [line for _, lines in nodes for line in lines]
        self._names = [name for name, _ in nodes]
        self._ends = np.cumsum([len(lines) for _, lines in nodes])[:-1]
        self._meanings = meanings if meanings is not None else WordMeanings(texts)
        self._rows = self._meanings.known(texts)
        self._nearest = nearest

    def heard(self, text: str) -> tuple[Heard, ...]:
        """Return every node with its similarity (cosine, -1 to 1), best first; equals stand in the customer's order."""
        near = self._rows @ self._meanings.line(text)
        scores = [float(np.sort(part)[-self._nearest :].mean()) for part in np.split(near, self._ends)]
        found = [Heard(name, score) for name, score in zip(self._names, scores, strict=True)]
        return tuple(sorted(found, key=lambda heard: -heard.similarity))
