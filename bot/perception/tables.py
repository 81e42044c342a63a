"""Markdown tables and cells of the report. A figure that cannot be had is a dash, never a zero."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from bot.perception.evaluation import Figure

NOTHING = "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def number(value: float | None, digits: int = 2) -> str:
    return NOTHING if value is None or math.isnan(value) else f"{value:.{digits}f}"


def with_interval(figure: Figure) -> str:
    """Return the figure with its interval, such as "0.812 (0.79–0.83)"."""
    if math.isnan(figure.low):
        return number(figure.value, 3)
    return f"{figure.value:.3f} ({figure.low:.2f}–{figure.high:.2f})"


def percent(value: float) -> str:
    return NOTHING if math.isnan(value) else f"{100 * value:.0f} %"
