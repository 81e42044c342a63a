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

WORDS_STRENGTH = 10.0  # inverse regularisation; leave-one-author-out is flat from 5 to 20
ENCODER_STRENGTH = 10.0
ROUNDS = 400
# how much each block of the encoder's input weighs once it is on one scale
BLOCKS = ((SHAPE_WIDTH, 1.0), (WIDTH, 0.45), (WIDTH, 0.65), (HINTS, 0.2))


@dataclass(frozen=True, slots=True)
class Readings:
    """Raw probabilities of the two readings, (n, classes) each."""

    words: Array
    encoder: Array

    @property
    def both(self) -> Array:
        return (self.words + self.encoder) / 2


@dataclass(frozen=True, slots=True)
class Fitted:
    """One task's two fitted readings, and scikit-learn's models behind them."""

    words: Linear
    encoder: Linear


def spread_of(raw: Array) -> tuple[Array, Array]:
    """Return centre and spread that put each block on its scale; a block's rows then have about its weight as length."""
    centre = raw.mean(axis=0)
    spread = raw.std(axis=0) + 1e-4
    factors = np.concatenate([np.full(width, np.sqrt(width) / weight) for width, weight in BLOCKS])
    return centre.astype(np.float32), (spread * factors).astype(np.float32)


def words_matrix(rarity: Rarity, examples: Sequence[Example]) -> Any:
    """Return the words-only input as a sparse matrix, (n, SLOTS + HINTS)."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  a training dependency

    rows = [words_input(rarity, example.text, example.told, example.worry) for example in examples]
    starts = np.cumsum([0, *(len(slots) for slots, _ in rows)])
    columns = np.concatenate([slots for slots, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, columns, starts), shape=(len(rows), SLOTS + HINTS))


def encoder_matrix(encoder: Encoder, examples: Sequence[Example]) -> Array:
    """Return the encoder's input, not yet scaled, (n, ENCODER_WIDTH)."""
    rows = np.zeros((len(examples), ENCODER_WIDTH), np.float32)
    for row, example in zip(rows, examples, strict=True):
        row[:] = encoder_input(encoder, example.text, example.told, example.worry)
    return rows


def rarity_of(examples: Sequence[Example]) -> Rarity:
    """Return the rarity among the lines themselves, without their copies, rounded as it will be shipped."""
    rarity = learn_rarity([example.text for example in examples if example.weight == 1.0], unseen=False)
    return Rarity(rarity.idf.astype(np.float16).astype(np.float32))


def fit_linear(matrix: Any, targets: Array, weights: Array, *, strength: float) -> tuple[Linear, list[Any]]:
    """
    Fit one softmax over classes (targets 1-D) or one logistic regression for each column.

    Returns:
        The linear scores, and scikit-learn's models (for the reference probabilities).
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  a training dependency

    columns = [targets] if targets.ndim == 1 else list(targets.T)
    models = [LogisticRegression(C=strength, max_iter=ROUNDS).fit(matrix, column, weights) for column in columns]
    weight = np.concatenate([model.coef_ for model in models])
    bias = np.concatenate([model.intercept_ for model in models])
    return Linear(weight.astype(np.float32), bias.astype(np.float32)), models


def predict(models: list[Any], matrix: Any) -> Array:
    """Return scikit-learn's own probabilities, (n, classes)."""
    if len(models) == 1:
        return np.asarray(models[0].predict_proba(matrix))
    return np.column_stack([model.predict_proba(matrix)[:, 1] for model in models])


def targets_of(task: str, examples: Sequence[Example]) -> Array:
    """Return the classes (n,), or for moves the ten yes-or-no columns."""
    if task == "moves":
        return np.array([example.moves for example in examples])
    return np.array([example.target if task == "question" else example.kind for example in examples])


def calibrate(raw: Array, targets: Array) -> tuple[Array, Array]:
    """
    Return slope and offset that set held-out raw probabilities right, by least log loss.

    One slope for a softmax, on a grid (a temperature of 0.3 to 3); for moves one pair for each move.
    """
    if targets.ndim == 1:
        slopes = np.geomspace(1 / 3, 1 / 0.3, 60)
        losses = [_log_loss(set_right(raw, np.float32(slope), np.float32(0), exclusive=True), targets) for slope in slopes]
        return np.array([slopes[int(np.argmin(losses))]], np.float32), np.zeros(1, np.float32)
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    clipped = np.clip(raw, 1e-9, 1 - 1e-9)
    odds = np.log(clipped / (1 - clipped))
    models = [LogisticRegression(C=1.0).fit(odds[:, [n]], targets[:, n]) for n in range(targets.shape[1])]
    slope = np.array([model.coef_[0, 0] for model in models], np.float32)
    return slope, np.array([model.intercept_[0] for model in models], np.float32)


def _log_loss(probabilities: Array, targets: Array) -> float:
    return float(-np.log(probabilities[np.arange(len(targets)), targets] + 1e-12).mean())


def rows_for(task: str, examples: Sequence[Example]) -> Array:
    """Return which examples teach the task: all, but for kind only lines that are none of the four."""
    classes = len(TASKS[task])
    if task == "moves":
        return np.array([len(example.moves) == classes for example in examples])
    return targets_of(task, examples) >= 0
