"""
Judge lines that no shipped model was taught, with all of the judge: `python -m bot.perception.unread`.

The lines of the split "waiting" are by authors whom neither encoder nor heads have read; they wait for the next
training. Gate, rules of context and thresholds are those that run. The figures are written beside the weights for
`coach judge --report`, and that section is printed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.corpus import Example, read_examples
from bot.perception.evaluation import Score, confusion_counts, macro_f1, measured, of_all, of_those, share
from bot.perception.unread_report import FIGURES_FILE, section
from content.judge_lines import JudgeLines
from dialogs.judging.pipeline import judge
from dialogs.model import MOVES, QUESTION_LABELS, SINS, Judgement
from dialogs.ports import LineModel

Array = npt.NDArray[Any]

NONE = QUESTION_LABELS.index("none")


def figures_of(authors: Sequence[JudgeLines], model: LineModel) -> dict[str, Any]:
    """
    Return what `unread_report.section` shows of all lines of *authors*: JSON's types alone.

    A figure is [value, low, high], 95 % of the draws of lines between the last two; null where nothing can be divided.
    """
    questions, replies, _ = read_examples(authors)
    asked = [judge(line.text, task="question", told=line.told, model=model) for line in questions]
    answered = [judge(line.text, task="reply", told=line.told, worry=line.worry, model=model) for line in replies]
    wrote = {author.author: [author.english, len(author.questions), len(author.replies)] for author in authors}
    return {"authors": wrote, "questions": of_questions(questions, asked), "replies": of_replies(replies, answered)}


def of_questions(lines: Sequence[Example], judged: Sequence[Judgement]) -> dict[str, Any]:
    """Return the figures of the question's type; the label counts whatever the verdict."""
    true = np.array([line.target for line in lines])
    labels = np.array([QUESTION_LABELS.index(judgement.label or "none") for judgement in judged])
    given = np.array([judgement.verdict == "given" for judgement in judged])
    return {
        "n": len(lines),
        "macro_f1": _figure(confusion_counts(true, labels, len(QUESTION_LABELS)), macro_f1),
        "given": _figure(of_all(given), share),
        "right_where_given": _figure(of_those(labels == true, given), share),
        "none_rejected": _figure(of_those(labels == NONE, true == NONE), share),
        "wrongly_none": _figure(of_those(labels == NONE, true != NONE), share),
    }


def of_replies(lines: Sequence[Example], judged: Sequence[Judgement]) -> dict[str, Any]:
    """Return precision and recall of each move that is named, and how often a reply without a sin is accused of one."""
    named: Array = np.array([[move in judgement.named for move in MOVES] for judgement in judged])
    there: Array = np.array([line.moves for line in lines]) == 1
    sins = [MOVES.index(sin) for sin in SINS]
    innocent: Array = np.logical_not(np.any(there[:, sins], axis=1))
    accused: Array = np.any(named[:, sins], axis=1)
    hard = np.array([line.hard for line in lines])
    moves = {
        move: [
            int(there[:, place].sum()),
            _figure(of_those(there[:, place], named[:, place]), share),
            _figure(of_those(named[:, place], there[:, place]), share),
        ]
        for place, move in enumerate(MOVES)
    }
    return {
        "n": len(lines),
        "moves": moves,
        "accused": _figure(of_those(accused, innocent), share),
        "hard_accused": _figure(of_those(accused, innocent & hard), share),
    }


def _figure(counts: Array, score: Score) -> list[float | None]:
    found = measured(counts, score)
    return [None if np.isnan(value) else round(value, 3) for value in (found.value, found.low, found.high)]


def written(figures: Mapping[str, Any]) -> str:
    """Return the file's text."""
    return json.dumps(figures, indent=1) + "\n"


def main() -> None:
    """Judge the lines, with the encoder where it is installed; write the figures and print the section."""
    from bot import wiring

    figures = figures_of(wiring.waiting_lines(), wiring.load_judge().model)
    path = Path(__file__).parent / "weights" / FIGURES_FILE
    path.write_text(written(figures), "utf-8", newline="\n")
    sys.stdout.write(section(figures) + "\n")


if __name__ == "__main__":
    main()
