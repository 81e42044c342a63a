"""
Measure predictions of lines that the models had not seen. Pure: predictions in, figures out.

A figure is a score of sums over lines, so that a bootstrap draws lines and never needs the model again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.heads import TASKS
from bot.perception.predictions import Held
from dialogs.judging.policy import decide_question, decide_reply
from dialogs.model import MOVES, QUESTION_LABELS, SINS

Array = npt.NDArray[Any]
Score = Callable[[Array], Array]  # sums (..., k) in, the figure (...) out

DRAWS = 500
NONE = QUESTION_LABELS.index("none")
EVEN = 0.5  # likelier than not: the bar of a figure that no policy decides
SIN_PLACES = [MOVES.index(sin) for sin in SINS]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its 95 % interval, bootstrap over what was counted; NaN where there is nothing to divide by."""

    value: float
    low: float
    high: float


def measured(counts: Array, score: Score) -> Figure:
    """Return the score of the sums of *counts*, (n, k): a row is what one line (or one author) adds."""
    if not len(counts):
        return Figure(np.nan, np.nan, np.nan)
    value = float(score(counts.sum(axis=0, dtype=np.float64)))
    drawn = score(_drawn_sums(counts))
    drawn = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(drawn):
        return Figure(value, np.nan, np.nan)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Figure(value, min(float(low), value), max(float(high), value))


def _drawn_sums(counts: Array) -> Array:
    """
    Return the sums of each draw of n rows out of n, (DRAWS, k): the same every time.

    Equal rows are drawn together, as so many of a kind: the same chances, at a thousandth of the work.
    """
    kinds, times = np.unique(counts, axis=0, return_counts=True)
    drawn = np.random.default_rng(0).multinomial(len(counts), times / len(counts), DRAWS)
    return drawn.astype(np.float64) @ kinds.astype(np.float64)


def headline(held: Held, reading: str) -> tuple[Array, Score]:
    """
    Return what each line adds, and the score of the sums, of the figure that stands for a task.

    Macro-F1 of the four question types without abstention; for kind the share right; for moves and
    statements the mean F1 at .50.
    """
    found = held.readings[reading]
    if held.task == "question":
        return confusion_counts(held.targets, found.argmax(axis=1), len(QUESTION_LABELS)), macro_f1
    if held.task == "kind":
        return of_all(found.argmax(axis=1) == held.targets), share
    named = found >= EVEN
    return np.hstack([named & (held.targets == 1), named, held.targets == 1]), mean_f1


def gain(held: Held, reading: str, over: str) -> Figure:
    """Return how much more the headline is with one reading than with another, drawn on the same lines."""
    more, score = headline(held, reading)
    less, _ = headline(held, over)
    width = more.shape[1]
    return measured(np.hstack([more, less]), lambda sums: score(sums[..., :width]) - score(sums[..., width:]))


def ratio(part: Array, whole: Array) -> Array:
    """Return part / whole, NaN where the whole is 0."""
    part, whole = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    out = np.full(np.broadcast(part, whole).shape, np.nan)
    return np.asarray(np.divide(part, whole, out=out, where=whole > 0))


def of_all(hits: Array) -> Array:
    """Return rows for `share` where every line counts."""
    return np.column_stack([hits, np.ones(len(hits))])


def of_those(hits: Array, among: Array) -> Array:
    """Return rows for `share`: of the lines in *among*, those that hit."""
    return np.column_stack([hits & among, among])


def share(sums: Array) -> Array:
    """Return the first sum by the second."""
    return ratio(sums[..., 0], sums[..., 1])


def confusion_counts(targets: Array, labels: Array, classes: int) -> Array:
    """Return a row for each line with one 1 in it: the cell of the confusion table, row by row."""
    return np.asarray((targets * classes + labels)[:, None] == np.arange(classes * classes))


def class_f1(hits: Array, named: Array, true: Array) -> Array:
    """Return the harmonic mean of precision and recall; NaN where the class does not occur."""
    found = ratio(2 * hits, named + true)
    return np.where(true > 0, found, np.nan)


def macro_f1(sums: Array) -> Array:
    """Return the mean F1 over those of the four question types that occur, from confusion sums."""
    side = len(QUESTION_LABELS)
    grid = sums.reshape(*sums.shape[:-1], side, side)
    hits = np.diagonal(grid, axis1=-2, axis2=-1)
    return _mean(class_f1(hits, grid.sum(axis=-2), grid.sum(axis=-1))[..., :NONE])


def mean_f1(sums: Array) -> Array:
    """Return the mean F1 over the classes that occur, from sums of hits, named and true."""
    return _mean(class_f1(*np.split(sums, 3, axis=-1)))


def _mean(found: Array) -> Array:
    known = ~np.isnan(found)
    return ratio(np.where(known, found, 0.0).sum(axis=-1), known.sum(axis=-1))


def calibration_error(confidence: Array, right: Array, *, bins: int = 10) -> float:
    """Return the expected gap between confidence and share right, over equal-width bins."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    inside = [places == place for place in range(bins) if (places == place).any()]
    return sum(abs(float(confidence[own].mean() - right[own].mean())) * float(own.mean()) for own in inside)


def surest(confidence: Array, coverage: float) -> Array:
    """Return which lines are the surest *coverage* of all; of equals the first."""
    order = np.argsort(-confidence, kind="stable")
    chosen = np.zeros(len(confidence), bool)
    chosen[order[: int(np.ceil(coverage * len(order)))]] = True
    return chosen


def question_verdicts(probabilities: Array) -> Array:
    """Return what the policy does with each line: "given", "ask" or "abstain"."""
    rows = (dict(zip(QUESTION_LABELS, row, strict=True)) for row in probabilities.tolist())
    return np.array([decide_question(row).verdict for row in rows], np.str_)


def reply_verdicts(probabilities: Array) -> tuple[Array, Array]:
    """Return what the policy does with each reply, and the moves that it names, (n, 10)."""
    decisions = [decide_reply(dict(zip(MOVES, row, strict=True))) for row in probabilities.tolist()]
    named = np.array([[move in decision.named for move in MOVES] for decision in decisions], bool)
    return np.array([decision.verdict for decision in decisions], np.str_), named.reshape(-1, len(MOVES))


def accused(held: Held, named: Array) -> tuple[Array, Array]:
    """Return the hard replies that commit no sin, and which sins are named of each reply, (n, 3)."""
    innocent = held.hard & ~(held.targets[:, SIN_PLACES] == 1).any(axis=1)
    return innocent, named[:, SIN_PLACES]


def class_table(held: Held, named: Array) -> list[tuple[str, int, float, float, float]]:
    """Return each class with how many are true, and precision, recall and F1 of *named*, (n, classes)."""
    classes = TASKS[held.task]
    true = held.targets == 1 if named.shape == held.targets.shape else held.targets[:, None] == np.arange(len(classes))
    hits, said, there = (columns.sum(axis=0) for columns in (named & true, named, true))
    parts = zip(classes, there, ratio(hits, said), ratio(hits, there), class_f1(hits, said, there), strict=True)
    return [(name, int(n), float(p), float(r), float(f)) for name, n, p, r, f in parts]
