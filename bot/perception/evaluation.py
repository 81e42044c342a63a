"""
Measure the heads on authors whom they have not seen. Pure: predictions in, figures out.

A figure stands with its n; what the same authors' lines would give is never reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dialogs.model import MOVES

Array = npt.NDArray[Any]

GIVEN, MARGIN, NAMED = 0.60, 0.15, 0.80  # judge.md, Policy
NONE = 4  # the place of "none" in QUESTION_LABELS


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """What the question head does. `macro_f1` over the four types, without abstention."""

    n: int
    macro_f1: float
    none_recall: float
    wrongly_none: float
    coverage: float
    precision_given: float
    calibration_error: float
    interval: tuple[float, float]  # of macro_f1, 95 %, bootstrap over lines


def f1(targets: Array, labels: Array, wanted: int) -> float:
    """Return the harmonic mean of precision and recall for one class; 0 where it never occurs."""
    hits = float(((targets == wanted) & (labels == wanted)).sum())
    found = float((targets == wanted).sum() + (labels == wanted).sum())
    return 2 * hits / found if found else 0.0


def macro_f1(targets: Array, labels: Array) -> float:
    """Return the mean F1 over the four question types."""
    return sum(f1(targets, labels, wanted) for wanted in range(NONE)) / NONE


def calibration_error(confidence: Array, right: Array, *, bins: int = 10) -> float:
    """Return the expected gap between confidence and share right, over equal-width bins."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    inside = [places == place for place in range(bins) if (places == place).any()]
    return sum(abs(float(confidence[own].mean() - right[own].mean())) * float(own.mean()) for own in inside)


def question_figures(targets: Array, probabilities: Array) -> QuestionFigures:
    """Return the figures of one set of held-out predictions."""
    labels = probabilities.argmax(axis=1)
    ordered = np.sort(probabilities, axis=1)
    given = (ordered[:, -1] >= GIVEN) & (ordered[:, -1] - ordered[:, -2] >= MARGIN)
    right = labels == targets
    chance = np.random.default_rng(0)
    draws = [chance.integers(0, len(targets), len(targets)) for _ in range(500)]
    scores = [macro_f1(targets[draw], labels[draw]) for draw in draws]
    return QuestionFigures(
        n=len(targets),
        macro_f1=macro_f1(targets, labels),
        none_recall=float((labels[targets == NONE] == NONE).mean()),
        wrongly_none=float((labels[targets != NONE] == NONE).mean()),
        coverage=float(given.mean()),
        precision_given=float(right[given].mean()) if given.any() else 0.0,
        calibration_error=calibration_error(ordered[:, -1], right),
        interval=(float(np.quantile(scores, 0.025)), float(np.quantile(scores, 0.975))),
    )


def question_row(name: str, figures: QuestionFigures) -> str:
    """Return one row of the report's first table."""
    low, high = figures.interval
    cells = [name, str(figures.n), f"{figures.macro_f1:.3f} ({low:.2f}-{high:.2f})", f"{figures.none_recall:.2f}"]
    cells += [f"{figures.wrongly_none:.2f}", f"{figures.precision_given:.2f} at {figures.coverage:.2f}"]
    return f"| {' | '.join(cells)} | {figures.calibration_error:.3f} |"


def move_rows(targets: Array, probabilities: Array) -> list[str]:
    """Return one row for each move: precision and recall at .80 and at .50, and the calibration error."""
    rows = []
    for place, move in enumerate(MOVES):
        truth, likely = targets[:, place], probabilities[:, place]
        cells = [_at(truth, likely, NAMED), _at(truth, likely, 0.5), f"{calibration_error(likely, truth):.3f}"]
        rows.append(f"| {move} | {int(truth.sum())} of {len(truth)} | " + " | ".join(cells) + " |")
    return rows


def confusion_rows(targets: Array, labels: Array, names: Sequence[str]) -> list[str]:
    """Return the confusion table: a row for each true class, a column for each given one."""
    rows = []
    for place, name in enumerate(names):
        counts = [int(((targets == place) & (labels == other)).sum()) for other in range(len(names))]
        rows.append(f"| {name} | " + " | ".join(str(count) for count in counts) + " |")
    return rows


def _at(truth: Array, likely: Array, bar: float) -> str:
    named = likely >= bar
    hits = int((named & (truth == 1)).sum())
    precision = f"{hits / int(named.sum()):.2f}" if named.any() else "-"
    return f"{precision} / {hits / max(1, int(truth.sum())):.2f} (n={int(named.sum())})"
