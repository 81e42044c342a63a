"""`coach content preview`: every verdict of a tapped item, and the author's lines judged by the flow itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import wiring
from bot.cli import main
from bot.perception.understanding import CoachPerception
from bot.service.previewing import answers, judged
from content.library import Library
from content.practice import QuickItem
from dialogs.model import Listening, Percept
from tests.dialogs.coaching import perceived


class Words:
    """Reads each line as no question at all: items judged by words need no more."""

    notice = None

    def perceive(self, text: str, listening: Listening) -> Percept:
        return perceived()


def first(kind: str, **known: Any) -> QuickItem:
    items = wiring.library().drills.values()
    return next(i for i in items if i.kind == kind and all(bool(getattr(i, k)) == v for k, v in known.items()))


def spoilt(item: QuickItem, **changed: Any) -> Library:
    library = wiring.library()
    return replace(library, drills={**library.drills, item.id: item.model_copy(update=changed)})


def shown(name: str) -> Result:
    return CliRunner().invoke(main, ["content", "preview", name])


def test_each_option_has_its_verdict_with_its_reason() -> None:
    item = first("PICK", reason=False)

    found = list(answers(wiring.library(), item))

    assert [one.answer for one in found] == [option.label for option in item.options]  # type: ignore[union-attr]
    for one, option in zip(found, item.options, strict=True):  # type: ignore[union-attr]
        assert option.why in one.said[0].plain_text()


def test_a_reason_is_asked_for_and_judged_after_each_option() -> None:
    item = first("PICK", reason=True)

    found = [one.answer for one in answers(wiring.library(), item)]

    labels = [option.label for option in item.options]  # type: ignore[union-attr]
    assert found[0] == labels[0]
    assert found[1].startswith(f"{labels[0]} > ")
    assert len(found) == len(labels) * (1 + len(item.reason.options))  # type: ignore[union-attr]


@pytest.mark.parametrize("staged", [True, False])
def test_every_answer_to_every_card_of_a_sort_is_shown(staged: bool) -> None:
    item = first("SORT", stages=staged)

    found = list(answers(wiring.library(), item))

    stages, buckets, cards = (len(getattr(item, name)) for name in ("stages", "buckets", "cards"))
    assert len(found) == (sum(range(2, stages + 1)) if staged else buckets * cards)


def test_a_line_is_judged_as_the_rep_s_would_be() -> None:
    item = wiring.library().drills["f01_line_night_trial"]

    found = list(judged(wiring.library(), item, Words()))

    assert {(row.meant, row.passed) for row in found} == {("better", True), ("miss", False)}
    assert all(row.fault is None for row in found)


def test_a_better_line_that_misses_and_a_miss_that_passes_are_faults_9_and_10() -> None:
    item = wiring.library().drills["f01_line_night_trial"]
    swapped = spoilt(item, better=item.misses, misses=item.better)  # type: ignore[union-attr]

    faults = {(row.meant, row.fault) for row in judged(swapped, swapped.drills[item.id], Words())}

    assert faults == {("better", 9), ("miss", 10)}


def test_a_plan_s_lines_are_judged_field_by_field() -> None:
    item = first("PLAN")

    found = list(judged(wiring.library(), item, Words()))

    checked = [field.id for field in item.fields if field.checks]  # type: ignore[union-attr]
    assert list(dict.fromkeys(row.part for row in found)) == checked


def test_the_command_exits_1_with_the_fault_s_number(monkeypatch: pytest.MonkeyPatch) -> None:
    item = wiring.library().drills["f01_line_night_trial"]
    library = spoilt(item, better=item.misses)  # type: ignore[union-attr]
    monkeypatch.setattr(wiring, "library", lambda: library)
    monkeypatch.setattr(wiring, "load_judge", Words)

    result = shown(item.id)

    assert result.exit_code == 1
    assert "[9] a better line does not pass" in result.stdout


def test_a_scenario_is_shown_with_its_briefing_its_checks_and_its_opening(
    perception: CoachPerception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "load_perception", lambda: perception)
    library = wiring.library()
    result = shown("cold_chain_ops_discovery")

    assert result.exit_code == 0
    assert library.scenarios["cold_chain_ops_discovery"].briefing in result.stdout
    assert library.customers["cold_chain_ops"].opening in result.stdout


def test_what_is_not_there_is_misuse() -> None:
    assert shown("nothing_of_that_name").exit_code == 2
