"""`coach flows`: what was proved of the graphs, as text and as JSON, and the graphs drawn."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from content.library import Library
from dialogs import flows
from dialogs.flows import FLOWS
from dialogs.machine import SKIP, Flow, Transition
from tests.dialogs.test_machine import DONE, built, waits, ways


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["flows", *words])


def in_place_of_menu(monkeypatch: pytest.MonkeyPatch, flow: Flow) -> None:
    monkeypatch.setitem(flows.FLOWS, "menu", flow)


def test_check_counts_states_transitions_and_choices_of_every_flow() -> None:
    result = run("check")

    assert (result.exit_code, result.stderr) == (0, "")
    for flow in FLOWS.values():
        assert f"{flow.name}: {len(flow.states)} states, {len(flow.transitions)} transitions, " in result.stdout
    assert result.stdout.count(": sound\n") == len(FLOWS)


def test_check_as_json_is_json_alone() -> None:
    result = run("check", "--json")

    proofs = json.loads(result.stdout)["flows"]
    assert result.exit_code == 0
    assert [proof["flow"] for proof in proofs] == list(FLOWS)
    for proof in proofs:
        flow = FLOWS[proof["flow"]]
        assert set(proof) == {"flow", "states", "transitions", "pairs", "faults"}
        assert (proof["states"], proof["transitions"]) == (len(flow.states), len(flow.transitions))
        assert proof["faults"] == []


def test_pairs_count_the_choices_that_content_makes(library: Library) -> None:
    pairs = {proof["flow"]: proof["pairs"] for proof in json.loads(run("check", "--json").stdout)["flows"]}
    items = library.drills.values()
    options = sum(len(item.options) for item in items if item.kind == "PICK")
    reasons = sum(len(item.reason.options) for item in items if item.kind == "PICK" and item.reason)
    moments = sum(len(item.moments) for item in items if item.kind == "SPOT")
    buckets = sum(len(item.cards) * len(item.buckets) for item in items if item.kind == "SORT")
    answers = sum(len(item.options) for item in library.checklist.items.values())
    kinds = {library.scenarios[key].rubric for key in library.offered()}
    stages = sum(left for item in items if item.kind == "SORT" for left in range(2, len(item.stages) + 1))

    assert pairs == {
        "menu": 5 + 1 + 3 + len(kinds) + len(library.offered()) + 5 + len(library.skills),
        "onboarding": 3 + 2 + 1 + 2 + 2 + 3 + 3 * 5,
        "quick_drill": options + reasons + moments + buckets + stages + 2 + 3 + 3 + 1 + 5 + 2,
        "role_play": 3 + 2 + 2 + 5 + 1 + 5 + 5 + 2,
        "accounts": 3 + 5 + 1 + 5 + 4 + 1 + 2 + 2,
        "reassessment": answers + 2 + 3 + 1 + len(library.skills) + 5 + 5 + 3 + 2,
        "review": 3 + 4 + 2 + 1 + 4 + 2,
        "erasing": 3 + 2,
        "nudges": 18,
        "assign": 6 * 2 + 1 + 2,
        "assignments": 2 + 1 + 3 + 2 + 1,
        "results": 5 + 2 + 2 + 2,
        "disputes": 4 + 2 + 2,
    }


@pytest.mark.parametrize(
    ("flow", "fault"),
    [
        (built(waits(help="no.such_help"), DONE, transitions=ways()), "ask: no message no.such_help"),
        (built(waits(choices=("go",)), DONE, transitions=ways()), "ask: no label for go"),
    ],
)
def test_a_fault_is_a_finding(monkeypatch: pytest.MonkeyPatch, flow: Flow, fault: str) -> None:
    in_place_of_menu(monkeypatch, flow)

    told, counted = run("check"), run("check", "--json")

    assert (told.exit_code, counted.exit_code) == (1, 1)
    assert fault in told.stdout
    assert fault in json.loads(counted.stdout)["flows"][0]["faults"]


def test_the_graph_is_checked_anew_and_not_just_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = built(waits(), DONE, transitions=ways())
    flow.transitions = tuple(t for t in flow.transitions if t.trigger != SKIP)
    in_place_of_menu(monkeypatch, flow)

    result = run("check")

    assert result.exit_code == 1
    assert "ask: without skip" in result.stdout


def test_the_diagram_of_one_flow_shows_each_of_its_transitions() -> None:
    result = run("diagram", "role_play")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("stateDiagram-v2\n    %% role_play\n    [*] --> briefing\n")
    assert "    talking --> debrief: line [ends_call]\n" in result.stdout
    assert result.stdout.endswith("    done --> [*]\n")


def test_the_diagram_without_a_name_draws_every_flow() -> None:
    result = run("diagram")

    assert result.exit_code == 0
    assert result.stdout.count("stateDiagram-v2") == len(FLOWS)
    transitions: list[Transition] = [t for flow in FLOWS.values() for t in flow.transitions]
    assert all(f"    {t.source} --> {t.dest}: {t.trigger}" in result.stdout for t in transitions)


@pytest.mark.parametrize("words", [("diagram", "negotiation"), ("check", "menu"), ("prove",), ("check", "--yaml")])
def test_what_is_not_there_is_misuse(words: tuple[str, ...]) -> None:
    result = run(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_a_flow_that_is_not_there_is_named_with_those_that_are() -> None:
    assert run("diagram", "negotiation").stderr == (
        "There is no flow 'negotiation'; there are "
        "menu, onboarding, quick_drill, role_play, accounts, reassessment, review, erasing, nudges, assign, "
        "assignments, results, disputes.\n"
    )
