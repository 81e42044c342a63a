"""The lines that teach the judge, read once for all tests of a worker: it takes a second each time."""

from __future__ import annotations

from functools import cache

from bot import wiring
from bot.perception.corpus import Example, read_examples
from content.judge_lines import JudgeLines

_read = wiring.judge_lines  # tests may put another in its place


@cache
def authored() -> list[JudgeLines]:
    return _read()


@cache
def examples() -> tuple[list[Example], list[Example], list[Example]]:
    """Return the questions, replies and statements of all authors."""
    return read_examples(authored())
