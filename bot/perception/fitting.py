"""
Fit the linear heads with scikit-learn. For training only; what ships never imports this.

Every figure that decides something comes from authors that the fitted model has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.corpus import Example
from bot.perception.encoder import SHAPE_WIDTH, WIDTH, Encoder
from bot.perception.features import HINTS, SLOTS, Rarity, learn_rarity
from bot.perception.heads import ENCODER_WIDTH, TASKS, Linear, encoder_input, set_right, words_input

Array = npt.NDArray[Any]

STRENGTH = 10.0  # inverse regularisation of both readings; leave-one-author-out is flat from 5 to 20
ROUNDS, TOLERANCE = 200, 1e-3
RANK = 512  # directions of the encoder's input that the lines span well; fits in a second instead of a minute
# how much each block of the encoder's input weighs once it is on one scale: shape, meaning, context, hints
BLOCKS = ((SHAPE_WIDTH, 1.0), (WIDTH, 0.45), (WIDTH, 0.65), (HINTS, 0.2))


@dataclass(frozen=True, slots=True)
class Table:
    """Examples with their copies and the encoder's input for each, (n, ENCODER_WIDTH): encoded once, for every fold."""

    examples: tuple[Example, ...]
    rows: Array

    def where(self, keep: Array) -> Table:
        """Return the part where *keep* is true."""
        return Table(tuple(example for example, kept in zip(self.examples, keep, strict=True) if kept), self.rows[keep])

    def of(self, task: str) -> Table:
        """Return the part that teaches the task: for kind, only lines that are none of the four types."""
        return self.where(np.array([_teaches(task, example) for example in self.examples]))

    @property
    def authors(self) -> Array:
        return np.array([example.author for example in self.examples])

    @property
    def weights(self) -> Array:
        return np.array([example.weight for example in self.examples])


@dataclass(frozen=True, slots=True)
class Scale:
    """What is learnt from the lines without their labels. `basis`: (ENCODER_WIDTH, RANK), orthonormal."""

    rarity: Rarity
    centre: Array
    spread: Array
    basis: Array


@dataclass(frozen=True, slots=True)
class Fit:
    """One task's two readings, with scikit-learn's models behind them."""

    scale: Scale
    words: Linear
    encoder: Linear
    words_models: list[Any]
    encoder_models: list[Any]


def encode_all(encoder: Encoder, examples: Sequence[Example]) -> Table:
    """Return the table of *examples*."""
    rows = np.zeros((len(examples), ENCODER_WIDTH), np.float32)
    for row, example in zip(rows, examples, strict=True):
        row[:] = encoder_input(encoder, example.text, example.told, example.worry)
    return Table(tuple(examples), rows)


def learn_scale(table: Table) -> Scale:
    """Return rarity, scale and basis of the lines themselves, without their copies; rarity rounded as it ships."""
    lines = table.where(table.weights == 1.0)
    rarity = learn_rarity([example.text for example in lines.examples], unseen=False)
    factors = np.concatenate([np.full(width, np.sqrt(width) / weight) for width, weight in BLOCKS])
    centre = lines.rows.mean(axis=0)
    spread = ((lines.rows.std(axis=0) + 1e-4) * factors).astype(np.float32)
    scaled = (lines.rows - centre) / spread
    sizes, turned = np.linalg.eigh(scaled @ scaled.T)  # the small side: lines, not numbers
    kept = slice(-min(RANK, len(sizes) - 1), None)
    basis = scaled.T @ turned[:, kept] / np.sqrt(sizes[kept])
    return Scale(Rarity(rarity.idf.astype(np.float16).astype(np.float32)), centre, spread, basis)


def fit(task: str, table: Table, scale: Scale) -> Fit:
    """Fit both readings of one task on *table*; it must hold only examples that teach the task."""
    targets = targets_of(task, table.examples)
    words_models = _fit(_words(table, scale), targets, table.weights)
    encoder_models = _fit(_directions(table, scale), targets, table.weights)
    words, encoder = _linear(words_models), _linear(encoder_models)
    unfolded = Linear((encoder.weight @ scale.basis.T).astype(np.float32), encoder.bias)
    return Fit(scale, words, unfolded, words_models, encoder_models)


def predict(fitted: Fit, table: Table) -> tuple[Array, Array]:
    """Return scikit-learn's own probabilities of the words reading and of the encoder's, (n, classes) each."""
    return (
        _predict(fitted.words_models, _words(table, fitted.scale)),
        _predict(fitted.encoder_models, _directions(table, fitted.scale)),
    )


def targets_of(task: str, examples: Sequence[Example]) -> Array:
    """Return the classes (n,), or for moves the ten yes-or-no columns."""
    if task == "moves":
        return np.array([example.moves for example in examples])
    return np.array([example.target if task == "question" else example.kind for example in examples])


def calibrate(raw: Array, targets: Array) -> tuple[Array, Array]:
    """
    Return slope and offset that set held-out raw probabilities right, by least log loss.

    One slope for a softmax, from a grid (a temperature of 0.3 to 3); for moves a pair for each move.
    """
    if targets.ndim == 1:
        slopes = np.geomspace(1 / 3, 1 / 0.3, 60).astype(np.float32)
        none = np.zeros(1, np.float32)
        losses = [_log_loss(set_right(raw, slope, none, exclusive=True), targets) for slope in slopes]
        return slopes[[int(np.argmin(losses))]], none
    from sklearn.linear_model import LogisticRegression  # a training dependency

    clipped = np.clip(raw, 1e-9, 1 - 1e-9)
    odds = np.log(clipped / (1 - clipped))
    models = [LogisticRegression(C=1.0).fit(odds[:, [n]], targets[:, n]) for n in range(targets.shape[1])]
    slope = np.array([model.coef_[0, 0] for model in models], np.float32)
    return slope, np.array([model.intercept_[0] for model in models], np.float32)


def _teaches(task: str, example: Example) -> bool:
    if task == "moves":
        return len(example.moves) == len(TASKS[task])
    return (example.target if task == "question" else example.kind) >= 0


def _words(table: Table, scale: Scale) -> Any:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # a training dependency

    rows = [words_input(scale.rarity, example.text, example.told, example.worry) for example in table.examples]
    starts = np.cumsum([0, *(len(slots) for slots, _ in rows)])
    columns = np.concatenate([slots for slots, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, columns, starts), shape=(len(rows), SLOTS + HINTS))


def _directions(table: Table, scale: Scale) -> Array:
    return np.asarray(((table.rows - scale.centre) / scale.spread) @ scale.basis)


def _fit(matrix: Any, targets: Array, weights: Array) -> list[Any]:
    from sklearn.linear_model import LogisticRegression  # a training dependency

    columns = [targets] if targets.ndim == 1 else list(targets.T)
    settings = {"C": STRENGTH, "max_iter": ROUNDS, "tol": TOLERANCE}
    return [LogisticRegression(**settings).fit(matrix, column, weights) for column in columns]


def _linear(models: list[Any]) -> Linear:
    weight = np.concatenate([model.coef_ for model in models])
    return Linear(weight.astype(np.float32), np.concatenate([model.intercept_ for model in models]).astype(np.float32))


def _predict(models: list[Any], matrix: Any) -> Array:
    if len(models) == 1:
        return np.asarray(models[0].predict_proba(matrix))
    return np.column_stack([model.predict_proba(matrix)[:, 1] for model in models])


def _log_loss(probabilities: Array, targets: Array) -> float:
    return float(-np.log(probabilities[np.arange(len(targets)), targets] + 1e-12).mean())
