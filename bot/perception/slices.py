"""The report's sections that cut the lines: by author, by industry, by length, by typing, by whose English."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bot.perception.corpus import Example
from bot.perception.evaluation import NONE, Array, Figure, headline, measured, share
from bot.perception.predictions import AUTHOR, DEV, INDUSTRY, RUNS, Held, Predictions
from bot.perception.question_report import given_right
from bot.perception.reply_report import sin_counts, wrongly_accused
from bot.perception.tables import NOTHING, number, percent, table, with_interval
from content.judge_lines import JudgeLines

_HEAD = ["questions", "macro-F1 (95 %)", "right where given", "replies", "sins: precision / recall", "accused"]
_HEAD += ["statements", "mean F1"]
_LENGTHS = ((1, 5), (6, 12), (13, 25), (26, None))
_TASKS = ("question", "moves", "statement")
_Keeps = Callable[[Held], Array]


def authors(predictions: Predictions, lines: Sequence[JudgeLines]) -> str:
    """Return who wrote the lines, the figures of each author, and how far they lie apart."""
    again = sum(_count(author) for author in lines if author.second_reader)
    return "\n\n".join(
        [
            "## Who wrote the lines, and the figures of each author, not seen",
            table(
                ["author", "English", "second-read", *_HEAD, "voice, in short"],
                [_author(predictions, author) for author in lines],
            ),
            f"{again} of {sum(map(_count, lines))} lines were second-read. Over the train authors, each weighing "
            "the same; the interval draws authors, not lines:",
            table(
                ["", "authors", "lowest", "median", "highest", "of all lines (95 % over authors)"],
                [_spread(predictions[task, AUTHOR]) for task in ("question", "kind", "moves", "statement")],
            ),
        ]
    )


def industries(predictions: Predictions) -> str:
    """Return the figures of each group of industries, left out whole; nothing where none was left out."""
    found = [predictions[task, INDUSTRY] for task in _TASKS if (task, INDUSTRY) in predictions]
    trades = {
        (fold, line.industry) for held in found for fold, line in zip(held.folds.tolist(), held.examples, strict=True)
    }
    counts = sorted(Counter(fold for fold, _ in trades).items())
    rows = [[f"{name} ({count})", *_cells(predictions, INDUSTRY, _fold(name))] for name, count in counts]
    return "## By group of industries, each not seen\n\n" + table(["group (industries)", *_HEAD], rows) if rows else ""


def slices(predictions: Predictions) -> str:
    """Return the figures of the hard lines, by length, by typing, by what was told, by whose English."""
    rows = [[name, *_cells(predictions, AUTHOR, keeps)] for name, keeps in _slices()]
    return "\n\n".join(
        [
            "## The hard third, and other cuts",
            "Author not seen, the reading that runs. Macro-F1 is over the types that occur in the cut; *right where "
            "given* is of the verdicts, with the share of lines that got one.",
            table(["lines", *_HEAD], rows),
        ]
    )


def english_gap(held: Held) -> float:
    """Return the macro-F1 of authors who grew up with English less that of those who learnt it second."""
    figures = [_headline(held.where(held.english == name)).value for name in ("native", "second")]
    return figures[0] - figures[1]


def per_author(held: Held) -> list[float]:
    """Return the headline of each author of *held*, by name."""
    return [_headline(held.where(held.authors == name)).value for name in np.unique(held.authors)]


def _author(predictions: Predictions, author: JudgeLines) -> list[str]:
    voice = textwrap.shorten(author.voice.partition("; ")[0], 90, placeholder=" …").rstrip(".")
    dev = author.split == "dev"
    name = f"{author.author} (dev)" if dev else author.author
    cells = _cells(predictions, DEV if dev else AUTHOR, _of(lambda line: line.author == author.author))
    return [name, author.english, "yes" if author.second_reader else "no", *cells, voice]


def _slices() -> Iterator[tuple[str, _Keeps]]:
    yield "all", lambda held: np.ones(len(held.examples), bool)
    yield "hard", lambda held: held.hard
    yield "not hard", lambda held: ~held.hard
    for low, high in _LENGTHS:
        name = f"{low}–{high} words" if high else f"{low} words and more"
        yield name, _of(lambda line, low=low, high=high: low <= len(line.text.split()) <= (high or 10_000))  # type: ignore[misc]
    yield "all lower case", _of(lambda line: line.text == line.text.lower())
    yield "with capitals", _of(lambda line: line.text != line.text.lower())
    yield "questions without a question mark", lambda held: _asked(held) & ~_marked(held)
    yield "questions with one", lambda held: _asked(held) & _marked(held)
    yield "the customer has told something", _of(lambda line: bool(line.told))
    yield "nothing told", _of(lambda line: not line.told)
    for english, name in (("native", "native"), ("second", "second-language"), ("mixed", "mixed")):
        yield f"authors of {name} English", lambda held, own=english: held.english == own  # type: ignore[misc]


def _fold(name: str) -> _Keeps:
    return lambda held: held.folds == name


def _of(holds: Callable[[Example], bool]) -> _Keeps:
    return lambda held: np.array([holds(example) for example in held.examples], bool)


def _asked(held: Held) -> Array:
    """Return which lines are SPIN questions; of other tasks none."""
    return (held.targets != NONE) if held.task == "question" else np.zeros(len(held.examples), bool)


def _marked(held: Held) -> Array:
    return np.array(["?" in example.text for example in held.examples], bool)


def _headline(held: Held) -> Figure:
    return measured(*headline(held, RUNS))


def _cells(predictions: Predictions, scheme: str, keeps: _Keeps) -> list[str]:
    parts = {}
    for task in _TASKS:
        held = predictions.get((task, scheme))
        parts[task] = held.where(keeps(held)) if held is not None else None
    return [
        *(_asked_cells(parts["question"]) or [NOTHING] * 3),
        *(_reply_cells(parts["moves"]) or [NOTHING] * 3),
        *(_said_cells(parts["statement"]) or [NOTHING] * 2),
    ]


def _asked_cells(held: Held | None) -> list[str]:
    if held is None or not held.examples:
        return []
    right, given = (measured(counts, share).value for counts in given_right(held, RUNS))
    return [str(len(held.examples)), with_interval(_headline(held)), f"{number(right)} of {percent(given)}"]


def _reply_cells(held: Held | None) -> list[str]:
    if held is None or not held.examples:
        return []
    right, found, _ = sin_counts(held, RUNS)
    both = [number(measured(np.concatenate(counts), share).value) for counts in (right, found)]
    wrongly = number(measured(wrongly_accused(held, RUNS), share).value)
    return [str(len(held.examples)), " / ".join(both), wrongly]


def _said_cells(held: Held | None) -> list[str]:
    return [str(len(held.examples)), number(_headline(held).value)] if held is not None and held.examples else []


def _spread(held: Held) -> list[str]:
    figures = per_author(held)
    counts, score = headline(held, RUNS)
    summed = np.array([counts[held.authors == name].sum(axis=0) for name in np.unique(held.authors)])
    middle = [number(value) for value in (min(figures), float(np.median(figures)), max(figures))]
    names = {"question": "question type, macro-F1", "kind": "kind of none, right"}
    names |= {"moves": "moves, mean F1 at .50", "statement": "statement kinds, mean F1 at .50"}
    return [names[held.task], str(len(figures)), *middle, with_interval(measured(summed, score))]


def _count(author: JudgeLines) -> int:
    return len(author.questions) + len(author.replies) + len(author.statements)


def shared_industries(examples: list[Example]) -> list[str]:
    """Return the industries that more than one author wrote for: there the industry was seen, not the author."""
    pairs = {(example.industry, example.author) for example in examples}
    written = Counter(industry for industry, _ in pairs)
    return sorted(industry for industry, count in written.items() if count > 1)
