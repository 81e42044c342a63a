"""
The twenty faults of a scenario by number (README), each seeded and found where the lint can.

9 and 10 need the judge: test_preview.py. 1 and 2 with content, 12 and 13 as they are shown: test_walk.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands.content_new import _files
from bot.commands.simulate import tells_apart
from content.findings import Finding
from dialogs.errors import FlowError
from dialogs.machine import BACK, SKIP, Flow, State, Transition
from tests.content.conftest import Copy, linted

SKILL = "skills/need_payoff_questions.yaml"
PICK = "drills/f32.yaml"
OURS = "drills/f54.yaml"
CUSTOMER = "customers/cold_chain_ops.yaml"
MESSAGES = "messages/en.yaml"
HARD = "Comprehensive organisational transformation initiatives necessitate considerable stakeholder alignment. " * 3


def numbered(copy: Copy, number: int) -> list[Finding]:
    return [finding for finding in linted(copy) if finding.fault == number]


def found_at(copy: Copy, number: int) -> set[tuple[str, int]]:
    return {(finding.file, finding.line) for finding in numbered(copy, number)}


def seeded(copy: Copy, kind: str, *, old: str, new: str) -> str:
    """Write a template with one thing changed; return the file."""
    ((file, text),) = _files(kind, {"id": "seeded", "framework": "F44", "skill": "need_payoff_questions"}).items()
    assert old in text
    copy.write(file, text.replace(old, new))
    return file


def _flow(*transitions: Transition) -> Flow:
    def ask(scene: Any) -> None:
        scene.say_text("?")

    def state(name: str) -> State:
        return State(name, prompt=ask, choices=("go",), help="menu.help")

    ways = [Transition(s, trigger, s) for s in ("one", "two") for trigger in (SKIP, BACK)]
    return Flow(
        "seeded", states=(state("one"), state("two"), State("done", kind="end")), transitions=(*ways, *transitions)
    )


@pytest.mark.parametrize(
    ("transitions", "fault"),
    [
        ([Transition("one", "go", "done"), Transition("two", "go", "done")], "two: unreachable"),
        ([Transition("one", "go", "two"), Transition("two", "go", "two")], "two: no path to an end"),
        ([Transition("one", "go", "two"), Transition("two", "go", "one")], "one: no path to an end"),
    ],
)
def test_1_2_3_a_flow_with_such_a_graph_is_never_built(transitions: list[Transition], fault: str) -> None:
    with pytest.raises(FlowError) as caught:
        _flow(*transitions)

    assert fault in caught.value.faults


def test_4_a_problem_that_is_never_reached_and_a_need_after_nothing(copy: Copy) -> None:
    problem, other = list(copy.value(CUSTOMER, "problems"))[:2]
    payoff = next(iter(copy.value(CUSTOMER, "problems", other, "payoffs")))
    locked = copy.change(CUSTOMER, "problems", problem, "openness", to=4.5)
    after = copy.change(CUSTOMER, "problems", other, "payoffs", payoff, "after", to=["nothing"])

    assert found_at(copy, 4) == {(CUSTOMER, locked), (CUSTOMER, after)}


def test_5_an_ask_line_that_names_nothing(copy: Copy) -> None:
    copy.change(CUSTOMER, "situation", "crew_mix", "ask", 3, to="And what about that crew? Tell me more, please.")
    assert found_at(copy, 5) == set()

    line = copy.change(CUSTOMER, "situation", "crew_mix", "ask", 3, to="And what about that? Tell me more, please.")

    assert found_at(copy, 5) == {(CUSTOMER, line)}


def test_6_two_facts_with_the_same_line(copy: Copy) -> None:
    problem = next(iter(copy.value(CUSTOMER, "problems")))
    first = copy.value(CUSTOMER, "situation", "plan_method", "ask", 0)
    line = copy.change(CUSTOMER, "problems", problem, "ask", 2, to=first)

    assert found_at(copy, 6) == {(CUSTOMER, line)}


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [
        (7, 'terms: ["WRITE: a word the line must hold"]', 'terms: ["truck"]\n        at_least: 2'),
        (7, 'check: "asks"', 'check: "avoids"\n        terms: ["WRITE: a word the line must hold"]'),
        (7, 'check: "asks"', 'check: "says"\n        one_of: ["benefit"]\n        none_of: ["benefit"]'),
        (8, 'check: "asks"', 'check: "says"'),
        (8, 'check: "asks"', 'check: "evidence"\n        parts: []'),
    ],
)
def test_7_8_a_check_that_no_line_passes_and_one_that_every_line_does(
    copy: Copy, number: int, old: str, new: str
) -> None:
    file = seeded(copy, "line", old=old, new=new)

    assert {finding.file for finding in numbered(copy, number)} == {file}


def test_11_no_bait_and_one_that_hardly_ever_comes(copy: Copy) -> None:
    line = copy.line_of(CUSTOMER, "baits", 0)
    copy.change(CUSTOMER, "baits", 0, to={**copy.value(CUSTOMER, "baits", 0), "say": "x" * 215})
    assert found_at(copy, 11) == {(CUSTOMER, line)}

    copy.drop(CUSTOMER, "baits")
    assert {finding.message for finding in numbered(copy, 11)} == {"baits: is missing"}


def test_12_a_text_over_the_limit(copy: Copy) -> None:
    shown = copy.change(PICK, "prompt", to="x" * 340)
    long = copy.change(CUSTOMER, "opening", to="x" * 221)

    assert {(PICK, shown), (CUSTOMER, long)} <= found_at(copy, 12)


def test_13_more_buttons_than_a_message_may_have(copy: Copy) -> None:
    more = [f'      - id: "more{n}"\n        label: "More {n}"\n        why: "It is one too many."\n' for n in range(3)]
    file = seeded(copy, "pick", old='      - id: "third"\n', new="".join(more) + '      - id: "third"\n')

    assert {finding.file for finding in numbered(copy, 13)} == {file}


@pytest.mark.parametrize("text", [HARD, "and so " * 21 + "on."])
def test_14_a_text_that_is_hard_to_read(copy: Copy, text: str) -> None:
    assert found_at(copy, 14) == set()

    line = copy.change(SKILL, "why", to=text)

    assert found_at(copy, 14) == {(SKILL, line)}


@pytest.mark.parametrize("name", ["Siemens", "Coca-Cola", "Elon Musk"])
def test_15_a_real_company_or_person(copy: Copy, name: str) -> None:
    line = copy.change(SKILL, "goal", to=f"Asks {name} what it would be worth.")

    assert found_at(copy, 15) == {(SKILL, line)}


@pytest.mark.parametrize(("number", "field"), [(16, "people"), (17, "truth")])
@pytest.mark.parametrize("signed", ["pending", "the author"])
def test_16_17_what_no_second_reader_has_signed(copy: Copy, number: int, field: str, signed: str) -> None:
    line = copy.change(PICK, field, to=copy.value(PICK, "author") if signed == "the author" else signed)

    assert found_at(copy, number) == {(PICK, line)}


def test_18_a_message_that_nobody_wrote(copy: Copy) -> None:
    copy.drop(MESSAGES, "messages", "choice.redo")

    assert [f.message for f in numbered(copy, 18)] == ["choice.redo: a dialog says it, and there is no such message"]


def test_19_no_framework_and_a_definition_of_ours_that_does_not_say_so(copy: Copy) -> None:
    none = copy.change(SKILL, "frameworks", to=[])
    unread = copy.change(OURS, "reviewer", to="pending")
    copy.drop(OURS, "items", 0, "conflict")
    copy.drop(OURS, "items", 0, "settled")

    unsaid = copy.line_of(OURS, "frameworks")
    assert {(SKILL, none), (OURS, unread), (OURS, unsaid)} <= found_at(copy, 19)


def test_20_scripted_reps_that_come_out_too_close_together() -> None:
    def reps(*points: float) -> list[dict[str, Any]]:
        return [{"rep": rep, "points": p} for rep, p in zip(("strong", "average", "hostile"), points, strict=True)]

    assert tells_apart(reps(13.2, 7.3, 0.0))
    assert not tells_apart(reps(13.2, 11.0, 0.0))
    assert not tells_apart(reps(7.0, 13.0, 0.0))


def test_a_finding_says_its_number(copy: Copy) -> None:
    copy.change(PICK, "people", to="pending")

    assert any(": [16] nobody has signed" in str(finding) for finding in numbered(copy, 16))
