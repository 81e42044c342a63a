"""The report's section of lines that no shipped model was taught, from the figures that `unread` wrote."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.perception.evaluation import Figure
from bot.perception.tables import table, with_interval
from dialogs.model import SINS

FIGURES_FILE = "unread.json"
STORED = Path(__file__).parent / "weights" / FIGURES_FILE
_HEAD = """## The whole judge on authors who taught nothing

Lines that wait for the next training (`split: waiting`): no shipped model has read their authors, no rule was made for
them and no threshold chosen on them. With the gate, the rules of context and the thresholds that run
(`python -m bot.perception.unread`). By {authors}; a blind second reader labelled all of
them, and lines on which the two differed were left out. Intervals hold 95 % of 500 draws of lines."""


def stored_section() -> str:
    """Return the section of the figures that ship; nothing where there are none."""
    return section(json.loads(STORED.read_text("utf-8"))) if STORED.is_file() else ""


def section(figures: Mapping[str, Any]) -> str:
    """Return the section as Markdown, from what `unread.figures_of` returns."""
    names = [
        f"{author} ({english}; {questions} questions, {replies} replies)"
        for author, (english, questions, replies) in figures["authors"].items()
    ]
    asked, answered = figures["questions"], figures["replies"]
    rows = [
        ["question type, macro-F1", str(asked["n"]), ".85", _shown(asked["macro_f1"])],
        ["a verdict is given", "", ".80", _shown(asked["given"])],
        ["right where a verdict is given", "", ".94", _shown(asked["right_where_given"])],
        ["not a SPIN question: rejected", "", ".85", _shown(asked["none_rejected"])],
        ["real ones wrongly rejected, at most", "", ".05", _shown(asked["wrongly_none"])],
        *(_move_row(move, *found) for move, found in answered["moves"].items()),
        ["replies without a sin, accused of any", str(answered["n"]), "", _shown(answered["accused"])],
        ["hard ones of these, at most", "", ".10", _shown(answered["hard_accused"])],
    ]
    return "\n\n".join([_HEAD.format(authors="; ".join(names)), table(["", "n", "floor", "measured (95 %)"], rows)])


def _move_row(move: str, there: int, precise: Sequence[float | None], found: Sequence[float | None]) -> list[str]:
    floor = ".85 / .60" if move in SINS else ""
    return [f"{move}: precision / recall", str(there), floor, f"{_shown(precise)} / {_shown(found)}"]


def _shown(figure: Sequence[float | None]) -> str:
    return with_interval(Figure(*(math.nan if value is None else value for value in figure)))
