"""
Fit linear heads with scikit-learn: on words, and on the untuned model's meanings. For training only.

Every figure that decides something comes from lines whose author the fitted model has not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.corpus import Example
from bot.perception.features import HINTS, SLOTS, Rarity, learn_rarity
from bot.perception.heads import EXCLUSIVE, Linear, set_right, words_input

Array = npt.NDArray[Any]

STRENGTH = 10.0  # inverse regularisation; leave-one-author-out is flat from 5 to 20
ROUNDS, TOLERANCE = 200, 1e-3


def teaches(task: str, line: Example) -> bool:
    """Return True if the line has a label of that task: a kind only lines that are none of the four types."""
    labelled = {"question": line.target >= 0, "kind": line.kind >= 0, "moves": bool(line.moves)}
    return labelled.get(task, bool(line.statements))


def targets_of(task: str, lines: Sequence[Example]) -> Array:
    """Return the classes (n,), or for moves and statements a yes-or-no column each."""
    if task not in EXCLUSIVE:
        return np.array([line.moves if task == "moves" else line.statements for line in lines])
    return np.array([line.target if task == "question" else line.kind for line in lines])


def rarity_of(lines: Sequence[Example]) -> Rarity:
    """Return the rarity of words among the lines themselves, without their copies, rounded as it ships."""
    texts = [line.text for line in lines if line.weight == 1.0]
    return Rarity(learn_rarity(texts, unseen=False).idf.astype(np.float16).astype(np.float32))


def words_matrix(lines: Sequence[Example], rarity: Rarity) -> Any:
    """Return what the words reading sees, a sparse row for each line."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # a training dependency

    rows = [words_input(rarity, line.text, line.told, line.worry) for line in lines]
    starts = np.cumsum([0, *(len(slots) for slots, _ in rows)])
    columns = np.concatenate([slots for slots, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, columns, starts), shape=(len(rows), SLOTS + HINTS))


def meanings_matrix(lines: Sequence[Example], meanings: Mapping[str, Array], *, context: bool) -> Array:
    """Return the untuned meaning of each line, (n, 384), and with *context* of the worry or last sentence beside it."""
    rows = np.stack([meanings[line.text] for line in lines])
    if not context:
        return rows
    said = [line.worry or (line.told[-1] if line.told else None) for line in lines]
    return np.concatenate([rows, np.stack([meanings[one] if one else np.zeros_like(rows[0]) for one in said])], axis=1)


def fit(task: str, matrix: Any, lines: Sequence[Example]) -> list[Any]:
    """Return one model for a task of exclusive classes, else one for each class; all *lines* must teach the task."""
    from sklearn.linear_model import LogisticRegression  # a training dependency

    targets, weights = targets_of(task, lines), np.array([line.weight for line in lines])
    columns = [targets] if targets.ndim == 1 else list(targets.T)
    settings = {"C": STRENGTH, "max_iter": ROUNDS, "tol": TOLERANCE}
    return [LogisticRegression(**settings).fit(matrix, column, weights) for column in columns]


def predict(models: Sequence[Any], matrix: Any) -> Array:
    """Return scikit-learn's probabilities, (n, classes)."""
    if len(models) == 1:
        return np.asarray(models[0].predict_proba(matrix))
    return np.column_stack([model.predict_proba(matrix)[:, 1] for model in models])


def linear(models: Sequence[Any]) -> Linear:
    """Return the models' weights side by side."""
    weight = np.concatenate([model.coef_ for model in models])
    return Linear(weight.astype(np.float32), np.concatenate([model.intercept_ for model in models]).astype(np.float32))


def calibrate(raw: Array, targets: Array) -> tuple[Array, Array]:
    """
    Return slope and offset that set held-out raw probabilities right, by least log loss.

    One slope for a softmax, from a grid (a temperature of 0.3 to 3); for moves and statements a pair for each.
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


def _log_loss(probabilities: Array, targets: Array) -> float:
    return float(-np.log(probabilities[np.arange(len(targets)), targets] + 1e-12).mean())
