"""The lines that an author gives with a quick item: the better ones pass its judge, those that must miss do not."""

from __future__ import annotations

import pytest

from bot.perception.heads import LinearLineModel
from content.library import Library
from content.line_checks import AnyCheck
from content.practice import FixItem, LineItem, PlanItem
from dialogs.checks import decide, first_miss, verdict
from dialogs.drilling.figures import first_wrong
from dialogs.judging.pipeline import judge


@pytest.fixture(scope="module")
def library(shipped: Library) -> Library:
    return shipped


def passed(model: LinearLineModel, item: LineItem | FixItem, text: str) -> bool:
    """Return whether the dialog would say that the line does what was asked for."""
    reply = any(check.check == "moves" for check in item.checks)
    task = "reply" if reply else "question"
    judgement = judge(text, task=task, told=item.told, worry=item.worry, model=model)
    if judgement.gate is not None:
        return False
    found = decide(item.checks, text, judgement)
    if item.wants is None:
        return verdict(found) is True
    given = judgement.verdict == "given" and judgement.label == item.wants and first_miss(found) is None
    astray = item.wants == "implication" and bool(item.told) and judgement.linked is None
    return given and not astray


def test_better_lines_pass_and_those_that_must_miss_do_not(library: Library, model: LinearLineModel) -> None:
    misread = []
    for item in library.drills.values():
        if not isinstance(item, LineItem | FixItem) or (isinstance(item, LineItem) and item.self_check):
            continue
        misses = (*item.misses, item.flawed) if isinstance(item, FixItem) else item.misses
        misread += [f"{item.id} should pass: {text}" for text in item.better if not passed(model, item, text)]
        misread += [f"{item.id} should miss: {text}" for text in misses if passed(model, item, text)]

    assert misread == []


@pytest.mark.parametrize("way", ["better", "misses"])
def test_a_plan_s_lines_are_told_apart_by_their_form(library: Library, model: LinearLineModel, way: str) -> None:
    for item in library.drills.values():
        before: dict[str, str] = {}
        for field in item.fields if isinstance(item, PlanItem) else ():
            for text in (field.better,) if way == "better" else field.misses:
                lacks = _lacks(model, field.checks, text) or first_wrong(field.beside, text, before) is not None
                assert lacks == (way == "misses"), (item.id, field.id, text)
            before[field.id] = field.better


def _lacks(model: LinearLineModel, checks: tuple[AnyCheck, ...], text: str) -> bool:
    judgement = judge(text, task="question", model=model)
    return first_miss(decide(checks, text, judgement)) is not None
