"""The report's sections on replies to a worry and on statements, where several classes may hold at once."""

from __future__ import annotations

import numpy as np

from bot.perception.evaluation import (
    EVEN,
    SIN_PLACES,
    Array,
    accused,
    calibration_error,
    class_table,
    measured,
    of_those,
    reply_verdicts,
    share,
)
from bot.perception.heads import TASKS
from bot.perception.predictions import AUTHOR, DEV, RUNS, WORDS, Held, Predictions
from bot.perception.question_report import SCHEMES, name_of, shown
from bot.perception.tables import NOTHING, number, percent, table, with_interval
from dialogs.judging.policy import NAMED, SIN_NAMED
from dialogs.model import SINS

_SHARES = ("not seen", "reading", "replies", "something named", "asked back", "silent")


def moves(predictions: Predictions) -> str:
    """Return the section on reply moves."""
    held = predictions["moves", AUTHOR]
    rows = [
        (found, name)
        for found, name in shown(predictions, "moves")
        if name == RUNS or (found.scheme == AUTHOR and name == WORDS)
    ]
    return "\n\n".join(
        [
            "## Reply moves and sins",
            f"Named: {_thresholds()}, another move at {NAMED:.2f}. *Accused*: hard replies that commit no "
            "sin, of which this one (below: any sin) was named all the same.",
            table(
                ["not seen", "reading", "sin", "true", "named", "precision (95 %)", "recall (95 %)", "accused"],
                [row for found, name in rows for row in _sins(found, name)],
            ),
            table(
                [*_SHARES, "hard, without a sin", "accused of any (95 %)"],
                [_policy(found, name) for found, name in rows],
            ),
            "Each move (author not seen) as named, and at .50:",
            _each(held, reply_verdicts(held.runs)[1], predictions.get(("moves", DEV))),
        ]
    )


def _thresholds() -> str:
    return ", ".join(f"{sin} at {least:.2f}" for sin, least in SIN_NAMED.items())


def statements(predictions: Predictions) -> str:
    """Return the section on statement kinds."""
    held = predictions["statement", AUTHOR]
    return "\n\n".join(
        [
            "## Statement kinds",
            f"Asserted at {NAMED:.2f} (author not seen), and at .50:",
            _each(held, held.runs >= NAMED, predictions.get(("statement", DEV))),
        ]
    )


def sin_counts(held: Held, reading: str) -> tuple[list[Array], list[Array], list[Array]]:
    """Return for each sin what `share` counts: right of those named, found of those true, accused of the innocent."""
    named = reply_verdicts(held.readings[reading])[1]
    innocent, sins = accused(held, named)
    true = held.targets[:, SIN_PLACES] == 1
    places = range(len(SINS))
    return (
        [of_those(true[:, place], sins[:, place]) for place in places],
        [of_those(sins[:, place], true[:, place]) for place in places],
        [of_those(sins[:, place], innocent) for place in places],
    )


def wrongly_accused(held: Held, reading: str) -> Array:
    """Return what `share` counts: of hard replies without a sin those of which any sin is named."""
    innocent, sins = accused(held, reply_verdicts(held.readings[reading])[1])
    return of_those(np.asarray(sins.any(axis=1)), innocent)


def _sins(held: Held, reading: str) -> list[list[str]]:
    right, found, innocent = sin_counts(held, reading)
    head = [SCHEMES[held.scheme], name_of(reading)]
    rows = []
    for place, sin in enumerate(SINS):
        named, true = int(right[place][:, 1].sum()), int(found[place][:, 1].sum())
        figures = [with_interval(measured(counts[place], share)) for counts in (right, found)]
        wrongly = number(measured(innocent[place], share).value, 3)
        rows.append([*head, sin, str(true), str(named), *figures, wrongly])
    return rows


def _policy(held: Held, reading: str) -> list[str]:
    verdicts = reply_verdicts(held.readings[reading])[0]
    shares = [percent(float((verdicts == verdict).mean())) for verdict in ("given", "ask", "abstain")]
    counts = wrongly_accused(held, reading)
    head = [SCHEMES[held.scheme], name_of(reading), str(len(verdicts))]
    return [*head, *shares, str(int(counts[:, 1].sum())), with_interval(measured(counts, share))]


def _each(held: Held, named: Array, dev: Held | None) -> str:
    even, by_words = (class_table(held, held.readings[reading] >= EVEN) for reading in (RUNS, WORDS))
    fresh = class_table(dev, dev.runs >= EVEN) if dev is not None else []
    rows = []
    for place, (name, n, p, r, f) in enumerate(class_table(held, named)):
        wrong_by = calibration_error(held.runs[:, place], held.targets[:, place])
        cells = [name, f"{n} of {len(named)}", number(p), number(r), number(f), number(even[place][4])]
        cells += [number(by_words[place][4]), f"{number(fresh[place][4])} (n={fresh[place][1]})" if fresh else NOTHING]
        rows.append([*cells, number(wrong_by, 3)])
    head = ["", "true", "precision", "recall", "F1", "F1 at .50", "at .50, words only", "at .50, dev authors"]
    none = ~(held.targets == 1).any(axis=1)
    quiet = number(float((~named[none]).all(axis=1).mean()) if none.any() else np.nan)
    lines = f"Of {int(none.sum())} lines that hold none of the {len(TASKS[held.task])}, {quiet} (as a share) got none."
    return f"{table([*head, 'calibration error'], rows)}\n\n{lines}"
