"""The lines that teach the judge, read once for all tests of a worker: it takes a second each time."""

from __future__ import annotations

from functools import cache

import pytest

from bot import wiring
from bot.perception.corpus import Example, read_examples
from content import loader
from content.judge_lines import JudgeLines

_load = loader.load_judge_lines
_read = wiring.judge_lines  # tests may put another in its place


@cache
def written() -> list[JudgeLines]:
    """Return the lines of all authors, those that wait to be used as well."""
    return _load()


@cache
def authored() -> list[JudgeLines]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "load_judge_lines", written)
        return _read()


@cache
def examples() -> tuple[list[Example], list[Example], list[Example]]:
    """Return the questions, replies and statements of all authors."""
    return read_examples(authored())
