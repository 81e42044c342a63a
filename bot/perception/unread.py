"""
Print what the whole judge makes of lines that no shipped model was taught: `python -m bot.perception.unread`.

The lines of the split "waiting" are by authors whom neither encoder nor heads have read, and harder than most: they
wait for the next training. Gate, rules of context and thresholds are those that run.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from bot.perception.corpus import Example, read_examples
from bot.perception.evaluation import confusion_counts, macro_f1
from dialogs.judging.pipeline import judge
from dialogs.model import MOVES, QUESTION_LABELS, Judgement
from dialogs.ports import LineModel


def moves_found(lines: Sequence[Example], judged: Sequence[Judgement]) -> dict[str, tuple[int, int, int]]:
    """Return for each move in how many replies it was named rightly, named at all, and there."""
    found = {}
    for place, move in enumerate(MOVES):
        named = np.array([move in judgement.named for judgement in judged])
        there = np.array([line.moves[place] == 1 for line in lines])
        found[move] = (int((named & there).sum()), int(named.sum()), int(there.sum()))
    return found


def questions_f1(lines: Sequence[Example], judged: Sequence[Judgement]) -> float:
    """Return the macro-F1 of the labels, whatever the verdict."""
    true = np.array([line.target for line in lines])
    labels = np.array([QUESTION_LABELS.index(judgement.label or "none") for judgement in judged])
    return float(macro_f1(confusion_counts(true, labels, len(QUESTION_LABELS)).sum(axis=0)))


def _print(model: LineModel, questions: Sequence[Example], replies: Sequence[Example]) -> None:
    out = sys.stdout.write
    asked = [judge(line.text, task="question", told=line.told, model=model) for line in questions]
    given = [
        (line, judgement) for line, judgement in zip(questions, asked, strict=True) if judgement.verdict == "given"
    ]
    right = sum(QUESTION_LABELS[line.target] == judgement.label for line, judgement in given)
    out(f"{len(questions)} questions: macro-F1 {questions_f1(questions, asked):.3f}; ")
    out(f"of {len(given)} verdicts {right} are right\n")
    answered = [judge(line.text, task="reply", told=line.told, worry=line.worry, model=model) for line in replies]
    out(f"{len(replies)} replies: named rightly, of those named, of those there\n")
    for move, (rightly, named, there) in moves_found(replies, answered).items():
        precise, complete = rightly / max(1, named), rightly / max(1, there)
        out(f"{move:12} {rightly:4} {precise:6.2f} of {named:4} {complete:6.2f} of {there:4}\n")


def main() -> None:
    """Judge the lines, with the encoder where it is installed."""
    from bot import wiring

    questions, replies, _ = read_examples(wiring.waiting_lines())
    _print(wiring.load_judge().model, questions, replies)


if __name__ == "__main__":
    main()
