"""
Write content/accuracy.md: what the heads do on authors that they have not seen, and what that does not show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.evaluation import confusion_rows, macro_f1, move_rows, question_figures, question_row
from bot.perception.fitting import Table
from dialogs.model import NONE_KINDS, QUESTION_LABELS

Array = npt.NDArray[Any]

_HEAD = """# How accurate the judge's model is

Written by `python -m bot.perception.training`; do not edit by hand.

## How these figures were obtained

The lines in `content/judge/lines/` were written by language models under different briefs, one brief an author,
each with industries of its own. {train_count} lines of {authors} train authors teach the heads. Every figure under
"leave one author out" is about an author whom the model had not seen: neither weights nor calibration. {dev_count}
lines of the dev author ({dev_author}) teach nothing and decided nothing; they were read once the choice was made.
Copies of lines (lower case, no question mark, a typo, an opener, the last question alone) are used for teaching only,
at a weight of 0.3, and are in no figure. The figures are of the model alone, before the rules of `dialogs/judging`.
The customers' ask lines teach as well, at a weight of 0.6, and are in no figure either.

## How the customers' understanding was tuned

The mixture in `bot/perception/matching.py` and the thresholds in `dialogs/understanding.py` were chosen on the
customers' own ask lines, each left out in turn, and on a first held-out set by two other authors, which is
spent since and serves as ask lines now. The frozen sets in `content/customers/held_out/` were written after
that by two further authors; they are only measured: `coach content simulate`. That a statement which reads as a
pitch is no question (`_PITCH_STATED` in dialogs/judging/question_type.py) was seen on the train lines and then
counted on the dev lines.

## What they do not show

How the judge does on what customers hear or reps really type: nobody of them wrote a line. Authors of one family
resemble each other more than people do, so these figures are likely too good. Which pooling, layers and weights are
used was chosen by leave-one-author-out on the first four authors, which makes it a little too good once more.
No second person labelled the lines: the ceiling is unknown.

The shipped weights are {size} KB.
"""

_QUESTION_TABLE = """
| model | n | macro-F1 of the four types (95 %) | none found | wrongly none | right where given (at share) | ECE |
|---|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """True targets and calibrated probabilities of lines that the model had not seen."""

    targets: Array
    probabilities: Array


def write_report(
    path: Path, train: Table, dev: Table, found: Mapping[str, Mapping[str, Outcome]], *, weights_bytes: int
) -> None:
    """Write the report from predictions by task and by reading."""
    lines = train.where(train.weights == 1.0)
    parts = [
        _HEAD.format(
            train_count=len(lines.examples),
            authors=len(set(lines.authors)),
            dev_count=len(dev.examples),
            dev_author=", ".join(sorted(set(dev.authors))),
            size=weights_bytes // 1000,
        ),
        _questions(lines.of("question"), found["question"]),
        _kinds(found["kind"]),
        _moves(found["moves"]),
    ]
    path.write_text("\n".join(parts), encoding="utf-8")


def _questions(lines: Table, found: Mapping[str, Outcome]) -> str:
    names = {
        "words": "words only (no encoder installed)",
        "encoder": "encoder, line and context",
        "both": "both averaged (what runs)",
    }
    rows = ["## Question type, leave one author out", _QUESTION_TABLE.strip()]
    rows += [question_row(name, question_figures(*_pair(found[key]))) for key, name in names.items()]
    both = found["both"]
    authors = np.sort(lines.authors)  # held-out parts were joined in the order of the authors' names
    labels = both.probabilities.argmax(axis=1)
    rows += ["", "| author left out, both averaged | n | macro-F1 |", "|---|---|---|"]
    for author in np.unique(authors):
        own = authors == author
        rows.append(f"| {author} | {int(own.sum())} | {macro_f1(both.targets[own], labels[own]):.3f} |")
    hard = _by_author(lines, [example.hard for example in lines.examples])
    rows.append(f"| hard lines of all | {int(hard.sum())} | {macro_f1(both.targets[hard], labels[hard]):.3f} |")
    rows.append(f"| the other lines | {int((~hard).sum())} | {macro_f1(both.targets[~hard], labels[~hard]):.3f} |")
    rows += ["", "Confusion (rows: label; columns: said)", ""]
    rows += ["| | " + " | ".join(QUESTION_LABELS) + " |", "|---" * 6 + "|"]
    rows += confusion_rows(both.targets, labels, QUESTION_LABELS)
    rows += ["", "### Dev author, read last", "", _QUESTION_TABLE.strip()]
    rows += [question_row(name, question_figures(*_pair(found[f"dev {name}"]))) for name in ("words", "both")]
    return "\n".join(rows) + "\n"


def _kinds(found: Mapping[str, Outcome]) -> str:
    rows = ["## Kind of line that is none of the four", "", "| model | n | right |", "|---|---|---|"]
    for name, outcome in found.items():
        right = float((outcome.probabilities.argmax(axis=1) == outcome.targets).mean())
        rows.append(f"| {name} | {len(outcome.targets)} | {right:.3f} |")
    both = found["both"]
    rows += ["", "| | " + " | ".join(NONE_KINDS) + " |", "|---" * 6 + "|"]
    rows += confusion_rows(both.targets, both.probabilities.argmax(axis=1), NONE_KINDS)
    return "\n".join(rows) + "\n"


def _moves(found: Mapping[str, Outcome]) -> str:
    header = ["| move | true | precision / recall at .80 | precision / recall at .50 | ECE |", "|---|---|---|---|---|"]
    rows = ["## Reply moves, leave one author out, both averaged", "", *header, *move_rows(*_pair(found["both"]))]
    rows += ["", "Words only:", "", *header, *move_rows(*_pair(found["words"]))]
    rows += ["", "Dev author, both averaged:", "", *header, *move_rows(*_pair(found["dev both"]))]
    return "\n".join(rows) + "\n"


def _by_author(lines: Table, values: list[bool]) -> Array:
    order = np.argsort(lines.authors, kind="stable")
    return np.array(values)[order]


def _pair(outcome: Outcome) -> tuple[Array, Array]:
    return outcome.targets, outcome.probabilities
