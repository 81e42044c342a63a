"""The report's sections on questions: their type, and what a line is that is none of the four types."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bot.perception.evaluation import (
    NONE,
    Array,
    calibration_error,
    class_table,
    confusion_counts,
    headline,
    measured,
    of_all,
    of_those,
    question_verdicts,
    share,
    surest,
)
from bot.perception.heads import TASKS
from bot.perception.predictions import AUTHOR, DEV, INDUSTRY, RUNS, Held, Predictions
from bot.perception.tables import number, percent, table, with_interval

AT_COVERAGE = 0.80  # judge.md, Goals
SCHEMES = {AUTHOR: "author", INDUSTRY: "industry", DEV: "dev authors"}
READINGS = {
    "words": "words only",
    "line": "encoder as it comes, the line alone",
    "context": "encoder as it comes, line and context",
    "encoder": "tuned encoder, line and context",
    "both": "words and tuned encoder",
}
_HEAD = ["not seen", "reading", "n", "macro-F1 (95 %)", "none rejected", "wrongly none"]
_HEAD += ["given", "asked back", "silent", "right where given (95 %)"]
_HEAD += [f"right of the surest {percent(AT_COVERAGE)}", "calibration error"]
_BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def questions(predictions: Predictions) -> str:
    """Return the section on question types."""
    held = predictions["question", AUTHOR]
    return "\n\n".join(
        [
            "## Question type",
            "Macro-F1 is over the four types, without abstention. `none` is a line that is no SPIN question. A verdict "
            "is given, the rep is asked back, or the judge stays silent, by the policy's own rules.",
            table(_HEAD, [_row(found, reading) for found, reading in shown(predictions, "question")]),
            "By type (author not seen, the reading that runs), and what was said instead:",
            by_class(held),
            "How often it is right at each confidence:",
            _confidence(held),
        ]
    )


def kinds(predictions: Predictions) -> str:
    """Return the section on lines that are none of the four types."""
    rows = []
    for held, reading in shown(predictions, "kind"):
        likely = held.readings[reading]
        right = likely.argmax(axis=1) == held.targets
        wrong_by = calibration_error(likely.max(axis=1), right)
        figure = with_interval(measured(*headline(held, reading)))
        rows.append([SCHEMES[held.scheme], name_of(reading), str(len(right)), figure, number(wrong_by, 3)])
    return "\n\n".join(
        [
            "## What a line is that is none of the four types",
            table(["not seen", "reading", "n", "right (95 %)", "calibration error"], rows),
            by_class(predictions["kind", AUTHOR]),
        ]
    )


def name_of(reading: str) -> str:
    """Return the reading in words; one that is not known here keeps its own name."""
    return READINGS.get(reading, reading)


def ordered(held: Held) -> list[str]:
    """Return the names of the readings: the known ones first, then others by name."""
    known = [reading for reading in READINGS if reading in held.readings]
    return known + sorted(held.readings.keys() - READINGS.keys())


def shown(predictions: Predictions, task: str) -> list[tuple[Held, str]]:
    """Return what stands in a table of readings: each of them by author, then what runs under the other schemes."""
    found = [predictions[task, scheme] for scheme in SCHEMES if (task, scheme) in predictions]
    return [(held, name) for held in found for name in ordered(held) if held.scheme == AUTHOR or name == RUNS]


def by_class(held: Held) -> str:
    """Return precision, recall and F1 of each class, and the confusion: a row a label, a column what was said."""
    names, labels = TASKS[held.task], held.runs.argmax(axis=1)
    counts = confusion_counts(held.targets, labels, len(names)).sum(axis=0).reshape(len(names), len(names)).tolist()
    figures = class_table(held, np.arange(len(names)) == labels[:, None])
    rows = [
        [name, str(n), number(p), number(r), number(f), *(str(count) for count in row)]
        for (name, n, p, r, f), row in zip(figures, counts, strict=True)
    ]
    return table(["label", "n", "precision", "recall", "F1", *(f"said {name}" for name in names)], rows)


def rejections(held: Held, reading: str) -> tuple[Array, Array]:
    """Return counts for `share`: of lines that are no question those rejected, of real ones those rejected."""
    said, truth = held.readings[reading].argmax(axis=1) == NONE, held.targets == NONE
    return of_those(said, truth), of_those(said, ~truth)


def given_right(held: Held, reading: str) -> tuple[Array, Array]:
    """Return counts for `share`: of the verdicts given those right, and of all lines those with a verdict."""
    found = held.readings[reading]
    given = question_verdicts(found) == "given"
    return of_those(found.argmax(axis=1) == held.targets, given), of_all(given)


def surest_right(held: Held, reading: str) -> Array:
    """Return counts for `share`: of the surest lines, AT_COVERAGE of all, those right."""
    found = held.readings[reading]
    return of_those(found.argmax(axis=1) == held.targets, surest(found.max(axis=1), AT_COVERAGE))


def _row(held: Held, reading: str) -> list[str]:
    found = held.readings[reading]
    verdicts = question_verdicts(found)
    figure = with_interval(measured(*headline(held, reading)))
    rejected, wrongly = (number(measured(counts, share).value) for counts in rejections(held, reading))
    shares = [percent(float((verdicts == verdict).mean())) for verdict in ("given", "ask", "abstain")]
    right = with_interval(measured(given_right(held, reading)[0], share))
    at_coverage = number(measured(surest_right(held, reading), share).value, 3)
    wrong_by = calibration_error(found.max(axis=1), found.argmax(axis=1) == held.targets)
    cells = [SCHEMES[held.scheme], name_of(reading), str(len(found)), figure, rejected, wrongly]
    return [*cells, *shares, right, at_coverage, number(wrong_by, 3)]


def _confidence(held: Held) -> str:
    likely, right = held.runs.max(axis=1), held.runs.argmax(axis=1) == held.targets
    rows = []
    for low, high in pairwise(_BANDS):
        own = (likely >= low) & (likely < high)
        if own.any():
            cells = [f"{low:.1f}–{min(high, 1):.1f}", str(int(own.sum()))]
            rows.append([*cells, number(float(likely[own].mean())), number(float(right[own].mean()))])
    return table(["said", "n", "confidence, mean", "right"], rows)
