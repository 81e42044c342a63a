"""`coach content walk`: every way is taken, and what is wrong on one is told with its number."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from bot import wiring
from bot.cli import main
from bot.service.walking import Fault, walk_flow, walk_item, walk_scenario
from content.library import Library

PICK = "f01_pick_step_four"


def with_item(name: str, **changed: Any) -> Library:
    library = wiring.library()
    return replace(library, drills={**library.drills, name: library.drills[name].model_copy(update=changed)})


def numbers(faults: tuple[Fault, ...]) -> set[int]:
    return {fault.number for fault in faults}


@pytest.mark.parametrize("kind", ["PICK", "SORT", "SPOT", "LINE", "FIX", "PLAN"])
def test_an_item_of_each_kind_is_walked_without_fault(kind: str) -> None:
    library = wiring.library()
    item = next(item for item in library.drills.values() if item.kind == kind)

    walked = walk_item(library, item.id)

    assert walked.faults == ()
    assert walked.moves >= 5 * walked.places


def test_a_judged_line_s_ways_are_walked_to_the_objection() -> None:
    assert walk_item(wiring.library(), "f01_line_night_trial").states == {
        "quick_drill.writing",
        "quick_drill.judged",
        "quick_drill.labelling",
        "quick_drill.sharing",
    }


def test_a_role_play_is_walked_to_its_debrief_and_the_redo() -> None:
    walked = walk_scenario(wiring.library(), "cold_chain_ops_discovery")

    assert walked.faults == ()
    assert {"role_play.debrief", "role_play.redone"} <= walked.states


@pytest.mark.parametrize("flow", ["menu", "onboarding"])
def test_a_flow_is_walked_through_what_it_calls(flow: str) -> None:
    assert walk_flow(wiring.library(), flow).faults == ()


def test_1_a_state_that_no_content_leads_to() -> None:
    library = wiring.library()

    walked = walk_flow(replace(library, drills={PICK: library.drills[PICK]}), "quick_drill")

    assert Fault(1, "quick_drill.spotting", "no move leads there") in walked.faults


def test_2_a_place_that_nothing_leads_out_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.walking.WORDS", ("help",))  # without skip and back a plan's first field may be one
    library = wiring.library()
    plan = next(item for item in library.drills.values() if item.kind == "PLAN")
    monkeypatch.setattr("bot.service.walking.lines_for", lambda *_: iter(()))

    assert 2 in numbers(walk_item(library, plan.id).faults)


def test_12_a_verdict_that_is_too_long() -> None:
    options = wiring.library().drills[PICK].options  # type: ignore[union-attr]
    library = with_item(PICK, options=(options[0].model_copy(update={"why": "x" * 701}), *options[1:]))

    assert 12 in numbers(walk_item(library, PICK).faults)


def test_13_more_than_five_buttons_and_one_that_carries_too_much() -> None:
    options = wiring.library().drills[PICK].options  # type: ignore[union-attr]
    more = [options[0].model_copy(update={"id": f"more{n}", "label": f"More {n}"}) for n in range(2)]
    long = options[0].model_copy(update={"id": "x" * 65})

    assert 13 in numbers(walk_item(with_item(PICK, options=(*options, *more)), PICK).faults)
    assert 13 in numbers(walk_item(with_item(PICK, options=(long, *options[1:])), PICK).faults)


def test_a_break_is_told_and_the_walk_goes_on() -> None:
    library = wiring.library()
    messages = {name: text for name, text in library.messages.items() if name != "drill.pick_wrong"}

    walked = walk_item(replace(library, messages=messages), PICK)

    assert any("breaks: KeyError 'drill.pick_wrong'" in fault.what for fault in walked.faults)
    assert walked.moves > 5


def test_the_command_reports_states_moves_and_faults() -> None:
    result = CliRunner().invoke(main, ["content", "walk", PICK, "--json"])

    (row,) = json.loads(result.stdout)["walks"]
    assert result.exit_code == 0
    assert (row["name"], row["states"], row["faults"]) == (PICK, ["quick_drill.picking"], [])
    assert CliRunner().invoke(main, ["content", "walk", "nowhere"]).exit_code == 2
