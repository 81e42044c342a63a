"""The figures of a plan's lines beside one another: shrinking steps, a limit, more at the start; else nothing."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from content.line_checks import LessCheck, ShrinksCheck
from content.practice import PlanField, PlanItem
from dialogs.drilling.figures import Figure, figures, first_wrong
from tests.dialogs.coaching import Coach

STEPS = ShrinksCheck(check="shrinks", after=("top", "first"), limit="limit", miss="Look again.")
EFFORT = LessCheck(check="less", than="early", miss="Move some of it forward.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("three visits a week, one at night", [(3, "visit", "week"), (1, "at", "")]),
        ("€1,200, then 950 euros", [(1200, "euro", ""), (950, "euro", "")]),
        ("84,50 euros or 84.25 euros", [(84.5, "euro", ""), (84.25, "euro", "")]),
        ("12% off", [(12, "%", "")]),
        ("92k", [(92_000, "", "")]),
        ("1.200 kroner", [(1200, "kron", "")]),
        ("no figure at all", []),
    ],
)
def test_a_line_s_figures_are_read_with_what_they_count(text: str, found: list[tuple[float, str, str]]) -> None:
    assert [(one.value, one.unit, one.per) for one in figures(text)] == found
    assert all(isinstance(one, Figure) for one in figures(text))


def shrink(top: str, limit: str, first: str, later: str) -> bool:
    """Whether nothing is found wrong with these four lines."""
    return first_wrong((STEPS,), later, {"top": top, "limit": limit, "first": first}) is None


@pytest.mark.parametrize(
    ("lines", "right"),
    [
        (("92 euros", "80 euros", "87 euros for three years", "84.5 euros, then 83.5 euros in 14 days"), True),
        (("92 euros", "80 euros", "87 euros for three years", "82 euros, then 79 euros"), False),  # equal, past
        (("92 euros", "80 euros", "90 euros for three years", "85 euros, then 84 euros"), False),  # a growing step
        (("92 euros", "90 euros", "91.5 euros", "91.2 euros, then 89 euros"), False),  # past the limit
        (("92 euros", "80 euros", "87 euros", "89 euros, then 90 euros"), False),  # back up
        (("14 days", "60 days", "30 days", "40 days, then 45 days"), True),  # what is given may grow
        (("14 days", "40 days", "30 days", "38 days, then 45 days"), False),
        (("€92", "€80", "down to 87 if they sign", "84.50 then 83"), True),
        (("92 euros", "80 euros", "5 percent off", "smaller ones after it"), True),  # nobody can tell
        (("a full load", "80 euros", "87 euros", "84 euros"), True),
        (("92 euros", "", "87 euros", "84 euros, then 82 euros"), True),  # the limit was left open
    ],
)
def test_steps_shrink_and_stop_at_the_limit(lines: tuple[str, str, str, str], right: bool) -> None:
    assert shrink(*lines) is right


@pytest.mark.parametrize(
    ("early", "later", "right"),
    [
        ("three visits a week for four weeks", "one visit a week until week eight", True),
        ("one visit a week", "three visits a week", False),
        ("two visits a week", "two visits a week", False),
        ("twelve visits", "one visit a week", True),  # not the same measure: nobody can tell
        ("a lot of visits", "two visits a week", True),
    ],
)
def test_effort_comes_before_the_dip(early: str, later: str, right: bool) -> None:
    assert (first_wrong((EFFORT,), later, {"early": early}) is None) is right


def test_a_plan_whose_steps_grow_is_told_so_once_and_may_be_kept(coach: Coach) -> None:
    coach.drills("f80_plan_own_range")
    for line in ("92 euros a month", "80 euros a month", "Down to 90 euros if they sign for three years"):
        coach.says(line)
    grows = "85 euros for one invoice, then 84 euros for payment in 14 days"

    coach.says(grows)
    assert coach.reads("a step is not smaller than the one before it")
    assert coach.state == "quick_drill.planning"
    coach.says(grows)

    assert coach.reads("Where I open: 92 euros a month", f"My later steps: {grows}")


def test_a_rule_looks_back_only() -> None:
    field = PlanField(id="one", label="One", prompt="One?", hint="One.", better="one", beside=(EFFORT,))
    two = PlanField(id="early", label="Two", prompt="Two?", hint="Two.", better="two")
    rest: dict[str, Any] = {
        "prompt": "Plan.",
        "why": "It shows.",
        "frameworks": ("F85",),
        "author": "a",
        "reviewer": "b",
        "skill": "after_the_sale",
        "level": 1,
    }

    with pytest.raises(ValidationError, match="early is no field before it"):
        PlanItem(id="plan", kind="PLAN", fields=(field, two), **rest)
