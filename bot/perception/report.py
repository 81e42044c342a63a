"""
`coach judge --report`, content/accuracy.md and the short form that the coach says, all from stored predictions.

Nothing here fits or runs a model: the figures are of what training stored, and are refused where lines came or went.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.perception.corpus import read_examples
from bot.perception.evaluation import DRAWS, Array, Figure, gain, headline, measured, share
from bot.perception.predictions import (
    AUTHOR,
    INDUSTRY,
    PREDICTIONS_FILE,
    RUNS,
    WORDS,
    Held,
    Predictions,
    read_predictions,
)
from bot.perception.question_report import (
    given_right,
    kinds,
    name_of,
    ordered,
    questions,
    rejections,
    surest_right,
)
from bot.perception.reply_report import moves, sin_counts, statements, wrongly_accused
from bot.perception.report_texts import AFTER, HOW, INDUSTRY_LEFT_OUT, LIMITS, NO_INDUSTRY
from bot.perception.slices import authors, english_gap, industries, shared_industries, slices
from bot.perception.tables import NOTHING, number, table, with_interval
from bot.perception.unread_report import stored_section
from content.judge_lines import JudgeLines
from dialogs.model import SINS

HERE = Path(__file__).parent
STORED = HERE / "weights" / PREDICTIONS_FILE
CONTENT = HERE.parent.parent / "content"
# "ms": CPU of a line, the mean of a question's and a reply's median with a context never read before; "mb": the most
# memory of `coach judge` on 2,000 lines; both as `python -m bot.perception.benchmark` says (2026-11-23, two cores, with
# other programs; the least of all rounds was 3.7 ms). "kb": what ships for it (heads.npz, adapter.npz), without
# MiniLM's pinned weights.
Costs = Mapping[str, Mapping[str, float]]
COSTS: Costs = {"words": {"ms": 0.9, "kb": 2105}, "both": {"ms": 4.5, "kb": 2787, "mb": 144}}
_HEADLINES = {"question": "question type, macro-F1", "kind": "kind of none, right"}
_HEADLINES |= {"moves": "moves, mean F1", "statement": "statement kinds, mean F1"}


def write_report(
    predictions_path: Path, lines: Sequence[JudgeLines], *, folder: Path = CONTENT, costs: Costs = COSTS
) -> None:
    """
    Write accuracy.md and judge/accuracy.json under *folder*.

    Raises:
        StalePredictions: the predictions are missing, damaged or of other lines; then nothing is written.
    """
    found = read_predictions(predictions_path, lines)
    text, short = report_text(found, lines, costs=costs), json.dumps(short_form(found, lines), indent=2) + "\n"
    (folder / "accuracy.md").write_text(text, encoding="utf-8")
    (folder / "judge" / "accuracy.json").write_text(short, encoding="utf-8")


def stored_report(lines: Sequence[JudgeLines]) -> str:
    """Return the report from the predictions that ship. Raises StalePredictions."""
    return report_text(read_predictions(STORED, lines), lines)


def report_text(predictions: Predictions, lines: Sequence[JudgeLines], *, costs: Costs = COSTS) -> str:
    """Return the whole report."""
    sections = [
        _how(predictions, lines),
        _goals(predictions, lines, costs),
        authors(predictions, lines),
        _compared(predictions, costs),
        questions(predictions),
        kinds(predictions),
        moves(predictions),
        statements(predictions),
        _curve(predictions),
        industries(predictions),
        slices(predictions),
        stored_section(),
        AFTER,
        LIMITS,
    ]
    return "\n\n".join(section.strip() for section in sections if section) + "\n"


def short_form(predictions: Predictions, lines: Sequence[JudgeLines]) -> dict[str, object]:
    """Return what `accuracy` tells: figures of authors not seen, as content.accuracy.Accuracy; never named is 0."""
    asked, replies = predictions["question", AUTHOR], predictions["moves", AUTHOR]
    figure = _headline(asked)
    right, given = given_right(asked, RUNS)
    precise, found, _ = sin_counts(replies, RUNS)
    pairs = zip(SINS, precise, found, strict=True)
    sins = {sin: {"precision": _rounded(_share(p)), "recall": _rounded(_share(r))} for sin, p, r in pairs}
    return {
        "question": {
            "n": len(asked.examples),
            "macro_f1": _rounded(figure.value),
            "low": _rounded(figure.low),
            "high": _rounded(figure.high),
            "given_right": _rounded(_share(right)),
            "coverage": _rounded(_share(given)),
        },
        "sins": sins,
        "authors": len(lines),
        "lines": sum(map(_count, lines)),
    }


def _how(predictions: Predictions, lines: Sequence[JudgeLines]) -> str:
    teaching = [author for author in lines if author.split == "train"]
    dev = [author for author in lines if author.split == "dev"]
    shared = shared_industries([example for part in read_examples(teaching) for example in part])
    return HOW.format(
        train=sum(map(_count, teaching)),
        authors=len(teaching),
        dev=sum(map(_count, dev)),
        dev_authors=", ".join(author.author for author in dev),
        industry=INDUSTRY_LEFT_OUT if ("question", INDUSTRY) in predictions else NO_INDUSTRY,
        groups=len(np.unique(predictions["question", AUTHOR].folds)),
        draws=DRAWS,
        shared=len(shared),
    )


def _goals(predictions: Predictions, lines: Sequence[JudgeLines], costs: Costs) -> str:
    asked, replies = predictions["question", AUTHOR], predictions["moves", AUTHOR]
    textbook = [author.author for author in lines if "textbook" in author.voice]
    formal = np.isin(asked.authors, textbook)
    chat, book = (_headline(asked.where(own)) for own in (~formal, formal))
    rejected, wrongly = (measured(counts, share) for counts in rejections(asked, RUNS))
    cost = costs.get(RUNS, {})
    rows = [
        ["question type, macro-F1, chat lines", ".85", ".95", with_interval(chat)],
        [f"the same, textbook lines ({', '.join(textbook) or NOTHING})", ".82", ".92", with_interval(book)],
        ["right of the surest 80 %", ".94", ".98", with_interval(measured(surest_right(asked, RUNS), share))],
        ["not a SPIN question: rejected", ".85", ".95", with_interval(rejected)],
        ["real ones wrongly rejected, at most", ".05", ".02", with_interval(wrongly)],
        *_sin_goals(replies),
        ["native less second-language English, macro-F1, at most", ".08", "", number(english_gap(asked), 3)],
        ["CPU a line, median, ms, at most", "5", "2", number(cost.get("ms"), 1)],
        ["memory of the judge, MB, at most", "150", "100", number(cost.get("mb"), 0)],
    ]
    head = ["", "floor", "goal", "on our own lines, author not seen (95 %); no pass mark"]
    note = "Floors and goals are for lines that this team has not seen; its own lines cannot pass or fail them."
    return f"## Goals, and our own lines beside them\n\n{note}\n\n{table(head, rows)}"


def _sin_goals(replies: Held) -> list[list[str]]:
    right, found, _ = sin_counts(replies, RUNS)
    rows = []
    for sin, precise, recalled in zip(SINS, right, found, strict=True):
        both = " / ".join(with_interval(measured(counts, share)) for counts in (precise, recalled))
        rows.append([f"{sin}: precision / recall", ".85 / .60", ".95 / .85", both])
    wrongly = with_interval(measured(wrongly_accused(replies, RUNS), share))
    return [*rows, ["hard replies without a sin, accused of any, at most", ".10", ".03", wrongly]]


def _compared(predictions: Predictions, costs: Costs) -> str:
    held = {task: predictions[task, AUTHOR] for task in _HEADLINES}
    rows = []
    for reading in dict.fromkeys(name for found in held.values() for name in ordered(found)):
        figures = [
            number(_headline(found, reading).value, 3) if reading in found.readings else NOTHING
            for found in held.values()
        ]
        cost = costs.get(reading, {})
        rows.append([name_of(reading), *figures, number(cost.get("ms"), 1), number(cost.get("kb"), 0)])
    gains = [
        [name, *(with_interval(_headline(found, reading)) for reading in (WORDS, RUNS)), _signed(found)]
        for name, found in zip(_HEADLINES.values(), held.values(), strict=True)
    ]
    return "\n\n".join(
        [
            "## The readings compared, author not seen",
            "Mean F1 of moves and statement kinds is at .50. What runs where the weights are installed: "
            f"{name_of(RUNS)}; without them: {name_of(WORDS)}.",
            table(["reading", *_HEADLINES.values(), "ms a line", "KB"], rows),
            "What the weights of the language model gain; both on the same drawn lines:",
            table(["", "words only (95 %)", "with the weights (95 %)", "gain (95 %)"], gains),
        ]
    )


def _curve(predictions: Predictions) -> str:
    schemes = {100: AUTHOR}
    for _, scheme in predictions:
        name, _, share_taught = scheme.partition("@")
        if name == AUTHOR and share_taught.isdecimal():
            schemes[int(share_taught)] = scheme
    points = sorted(schemes.items())
    shown = [
        (task, reading)
        for task in _HEADLINES
        for reading in ordered(predictions[task, AUTHOR])
        if all((task, scheme) in predictions and reading in predictions[task, scheme].readings for _, scheme in points)
    ]
    rows = [
        [f"{share_taught} %", *(with_interval(_headline(predictions[task, scheme], name)) for task, name in shown)]
        for share_taught, scheme in points
    ]
    head = ["taught with", *(f"{_HEADLINES[task]}: {name_of(name)} (95 %)" for task, name in shown)]
    note = (
        "The same lines, judged by models taught with a share of the other authors' lines. Where a figure still rises "
        "from the last row but one to the last, more lines would help."
    )
    return "\n\n".join(["## Learning curve, author not seen", note, table(head, rows)]) if len(rows) > 1 else ""


def _headline(held: Held, reading: str = RUNS) -> Figure:
    return measured(*headline(held, reading))


def _signed(held: Held) -> str:
    found = gain(held, RUNS, WORDS)
    return f"{found.value:+.3f} ({found.low:+.2f} to {found.high:+.2f})"


def _share(counts: Array) -> float:
    return float(np.nan_to_num(share(counts.sum(axis=0))))


def _rounded(value: float) -> float:
    return round(float(np.nan_to_num(value)), 3)


def _count(author: JudgeLines) -> int:
    return len(author.questions) + len(author.replies) + len(author.statements)
