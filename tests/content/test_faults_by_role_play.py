"""
The faults of journeys.md 5 in role-plays, by number: each seeded in a discovery call, and in one of topics.

1 to 3 are the dialogs' own graph, the same for all role-plays (test_faults.py), 13 and 18 what all of them share.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot import wiring
from bot.commands.content_trying import tried
from bot.perception.understanding import CoachPerception
from bot.service.trying import Conversed, conversed, taken
from bot.service.walking import Fault, unwinnable, walk_scenario
from content.findings import Finding
from content.lint import lint
from content.loader import root
from dialogs.plays.all_of_them import TOPIC_RULES
from tests.content.conftest import Copy, _said

DANA, DOUBT, WORRY = "cold_chain_ops", "packaging_plant_manager", "heat_billing_head"
TERMS, LIST, CONTACT = "coop_purchasing", "payments_chief", "store_ops_analyst"
SCENARIO = {DANA: "discovery", DOUBT: "objection", WORRY: "concern", TERMS: "negotiation", LIST: "evaluation"}
SCENARIO[CONTACT] = "entry"
CUSTOMER = f"customers/{DOUBT}.yaml"
HARD = "Comprehensive organisational transformation initiatives necessitate considerable stakeholder alignment. " * 3
both = pytest.mark.parametrize("name", [DANA, DOUBT])


def scenario_of(name: str) -> str:
    return f"scenarios/{name}_{SCENARIO[name]}.yaml"


@pytest.fixture
def more(copy: Copy) -> Copy:
    """The copy, and a customer of each shape that it has not."""
    for name in (DOUBT, TERMS):
        for file in (f"customers/{name}.yaml", f"customers/held_out/{name}.yaml", scenario_of(name)):
            shutil.copy(Path(str(root())) / file, copy.folder / file)
    copy.freeze()
    return copy


def numbered(copy: Copy, number: int) -> list[Finding]:
    return [finding for finding in lint(copy.folder, used_messages=_said()) if finding.fault == number]


def found_at(copy: Copy, number: int) -> set[tuple[str, int]]:
    return {(finding.file, finding.line) for finding in numbered(copy, number)}


def with_one(name: str, *, customer: dict[str, Any] | None = None, scenario: dict[str, Any] | None = None) -> Any:
    """Return the library with one customer and their scenario changed, and the scenario's id."""
    library, play = wiring.library(), f"{name}_{SCENARIO[name]}"
    one = library.customers[name].model_copy(update=customer or {})
    other = library.scenarios[play].model_copy(update=scenario or {})
    changed = replace(library, customers={**library.customers, name: one}, scenarios={**library.scenarios, play: other})
    return changed, play


def sevens(name: str, **changed: Any) -> list[Fault]:
    library, play = with_one(name, **changed)
    return list(unwinnable(library, library.scenarios[play]))


@cache
def problems() -> dict[str, Any]:
    return dict(wiring.library().customers[DANA].problems)  # type: ignore[union-attr]


def topics(name: str, *, without: tuple[str, ...] = (), **openness: float) -> dict[str, Any]:
    """Return a customer's topics without those of some kinds, and what needs them freed of it."""
    found: dict[str, Any] = dict(wiring.library().customers[name].topics)  # type: ignore[union-attr]
    left = {key: topic for key, topic in found.items() if topic.kind not in without}
    freed = {
        key: topic.model_copy(update={"needs": tuple(need for need in topic.needs if need in left)})
        for key, topic in left.items()
    }
    return {k: t.model_copy(update={"openness": openness[k]}) if k in openness else t for k, t in freed.items()}


def test_4_a_topic_that_needs_what_is_not_there_or_what_comes_after_it(more: Copy) -> None:
    missing = more.change(CUSTOMER, "topics", "old_machines", "needs", to=["nothing"])
    after = {more.line_of(CUSTOMER, "topics", name, "needs") for name in ("runs_on_old", "settles_it")}
    assert {line for _, line in found_at(more, 4)} == {missing, *after}

    circle = more.change(CUSTOMER, "topics", "old_machines", "needs", to=["settles_it"])
    assert {line for _, line in found_at(more, 4)} >= {circle, more.line_of(CUSTOMER, "topics", "settles_it", "needs")}


def test_4_more_openness_than_a_call_can_reach(more: Copy) -> None:
    worried = f"customers/{WORRY}.yaml"
    for file in (CUSTOMER, worried):
        more.change(file, "start", to={"trust": 2, "openness": 0, "impatience": 0})
    topic = more.change(CUSTOMER, "topics", "old_machines", "openness", to=4.5)
    fear = more.change(worried, "fear", "openness", to=4.5)

    assert found_at(more, 4) == {(CUSTOMER, topic), (worried, fear)}


def test_5_a_line_that_names_nothing_and_6_one_that_two_topics_share(more: Copy) -> None:
    bare = more.change(CUSTOMER, "topics", "night_calls", "ask", 3, to="And what about that? Tell me more, please.")
    other = more.value(CUSTOMER, "topics", "spent_before", "ask", 1)
    same = more.change(CUSTOMER, "topics", "old_machines", "ask", 2, to=other)

    assert found_at(more, 5) == {(CUSTOMER, bare)}
    assert found_at(more, 6) == {(CUSTOMER, same)}


@pytest.mark.parametrize("name", SCENARIO)
def test_no_role_play_that_ships_has_a_check_that_no_line_passes(name: str) -> None:
    assert sevens(name) == []


def test_7_what_no_call_can_pass_is_found_by_the_best_one_in_discovery() -> None:
    late = {key: problem.model_copy(update={"openness": 5.0}) for key, problem in problems().items()}
    shut = {"problems": late, "start": {"trust": 0, "openness": 0, "impatience": 0}}

    faults = sevens(DANA, customer=shut)

    assert any("no line can pass the check" in fault.what for fault in faults)
    assert any("does not end well" in fault.what for fault in faults)
    library, play = with_one(DANA, customer=shut)
    assert 7 in {fault.number for fault in walk_scenario(library, play).faults}


@pytest.mark.parametrize(
    ("name", "changed", "check"),
    [
        (DOUBT, {"topics": topics(DOUBT, without=("effect", "worth"))}, "obj_need"),
        (DOUBT, {"topics": topics(DOUBT, without=("evidence",), old_machines=5.0)}, ""),
        (
            TERMS,
            {"topics": topics(TERMS, alone=5.0), "start": {"trust": 2, "openness": 0, "impatience": 0}},
            "neg_apart",
        ),
        (LIST, {"topics": topics(LIST, without=("effect", "worth"))}, "ev_raised"),
        (CONTACT, {"topics": topics(CONTACT, without=("fact",))}, "ent_facts"),
    ],
)
def test_7_what_no_call_can_pass_is_found_by_the_best_one_in_topics(
    name: str, changed: dict[str, Any], check: str
) -> None:
    whats = [fault.what for fault in sevens(name, customer=changed)]

    assert whats
    assert not check or any(wiring.library().text(f"check.{check}") in what for what in whats)


def test_7_a_fear_that_no_call_reaches() -> None:
    fear = wiring.library().customers[WORRY].fear  # type: ignore[union-attr]
    deep = {"fear": fear.model_copy(update={"openness": 9.0})}

    assert any("does not end well" in fault.what for fault in sevens(WORRY, customer=deep))


def test_8_a_doubt_that_nothing_has_to_answer(more: Copy) -> None:
    assert found_at(more, 8) == set()
    more.change(CUSTOMER, "topics", "settles_it", "needs", to=["spent_before", "old_machines"])
    for topic in ("sunday_repair", "runs_on_old"):
        more.drop(CUSTOMER, "topics", topic)

    assert found_at(more, 8) == {(CUSTOMER, more.line_of(CUSTOMER, "topics"))}


@both
def test_9_and_10_a_model_conversation_that_loses_and_a_poor_one_that_wins(
    perception: CoachPerception, name: str
) -> None:
    scenario = wiring.library().scenarios[f"{name}_{SCENARIO[name]}"]
    sound, _ = with_one(name)
    assert [one.fault for one in conversed(sound, scenario, perception)] == [None, None]

    swapped = {"exemplar": scenario.counter_exemplar, "counter_exemplar": scenario.exemplar}
    library, play = with_one(name, scenario=swapped)

    assert [one.fault for one in conversed(library, library.scenarios[play], perception)] == [9, 10]


@both
def test_9_a_line_that_the_coach_shows_and_that_is_taken_for_something_else(
    perception: CoachPerception, name: str
) -> None:
    wrong = "You have to sign by Friday, or others will be ahead of you."
    library = wiring.library()
    if name == DANA:
        first = next(iter(problems()))
        spoilt = problems()[first].model_copy(update={"ask": (wrong, *problems()[first].ask[1:])})
        customer = library.customers[name].model_copy(update={"problems": {**problems(), first: spoilt}})
        node = f"problem.{first}"
    else:
        known = topics(name)
        spoilt = known["sunday_repair"].model_copy(update={"ask": (wrong, *known["sunday_repair"].ask[1:])})
        customer = library.customers[name].model_copy(update={"topics": {**known, "sunday_repair": spoilt}})
        node = "benefit.sunday_repair"

    found = next(one for one in taken(customer, perception) if one.node == node)

    assert found.fault == 9
    assert wrong in dict(found.mistaken)


def test_10_a_sin_whose_lines_are_not_detected(perception: CoachPerception) -> None:
    harmless = {"pressure": tuple(f"What would a week's notice be worth to you, number {n}?" for n in range(12))}
    customer = wiring.library().customers[DOUBT].model_copy(update={"faults": harmless})

    found = {one.node: one.fault for one in taken(customer, perception)}

    assert found["fault.pressure"] == 10
    assert found["bluff.catches_all"] is None


def test_9_and_10_are_told_with_their_numbers(
    perception: CoachPerception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(wiring, "load_perception", lambda: perception)
    scenario = wiring.library().scenarios[f"{DOUBT}_objection"]
    library, play = with_one(DOUBT, scenario={"exemplar": scenario.counter_exemplar})

    assert tried(library, play) == 1

    shown = capsys.readouterr().out
    assert "[9] the model conversation does not win" in shown
    assert library.text("check.obj_settled") in shown
    assert Conversed("counter_exemplar", (), won=True, ended="settled", missed=()).fault == 10


@both
def test_11_no_bait_and_one_that_hardly_ever_comes(more: Copy, name: str) -> None:
    file = f"customers/{name}.yaml"
    line = more.line_of(file, "baits", 0)
    more.change(file, "baits", 0, to={**more.value(file, "baits", 0), "say": "x" * 215})
    assert found_at(more, 11) == {(file, line)}

    more.drop(file, "baits")
    assert {(found.file, found.message) for found in numbered(more, 11)} == {(file, "baits: is missing")}


@both
def test_12_a_text_over_the_limit_as_written_and_as_shown(more: Copy, name: str) -> None:
    file = f"customers/{name}.yaml"
    long = more.change(file, "opening", to="x" * 221)
    assert (file, long) in found_at(more, 12)

    library, play = with_one(name, customer={"opening": "x" * 701})
    assert 12 in {fault.number for fault in walk_scenario(library, play).faults}


@both
def test_14_15_16_17_19_hold_for_every_scenario_and_customer(more: Copy, name: str) -> None:
    file, play = f"customers/{name}.yaml", scenario_of(name)
    hard = more.change(play, "goal", to=HARD)
    real = more.change(file, "persona", "role", to="Formerly head of plants at Siemens")
    stereotype = more.change(file, "people", to="pending")
    untrue = more.change(play, "truth", to=more.value(play, "author"))
    unsourced = more.change(file, "frameworks", to=[])

    assert (play, hard) in found_at(more, 14)
    assert (file, unsourced) in found_at(more, 19)
    more.change(file, "frameworks", to=["F44"])
    assert found_at(more, 15) == {(file, real)}
    assert found_at(more, 16) == {(file, stereotype)}
    assert found_at(more, 17) == {(play, untrue)}


@pytest.mark.parametrize("play", TOPIC_RULES)
def test_18_every_message_of_a_role_play_is_missed_when_it_is_gone(copy: Copy, play: str) -> None:
    kind = TOPIC_RULES[play].plan[0][0]
    file = next(
        f for f in sorted((copy.folder / "messages").glob("*.yaml")) if f"topic.{play}_{kind}:" in f.read_text()
    )
    copy.drop(f"messages/{file.name}", "messages", f"topic.{play}_{kind}")

    gone = f"topic.{play}_{kind}: a dialog says it, and there is no such message"
    assert [finding.message for finding in numbered(copy, 18)] == [gone]


def test_a_briefing_tells_in_which_range_the_price_may_move(more: Copy) -> None:
    file = scenario_of(TERMS)
    told = more.value(file, "briefing")
    line = more.change(file, "briefing", to=told.replace("{price_low}", "4,500"))

    found = [(f.line, f.message) for f in lint(more.folder) if f.file == file and "range" in f.message]
    assert found == [(line, "briefing: does not tell the limit of the customer's range, 450")]


def test_a_rule_of_the_schema_names_the_line_that_it_is_about(more: Copy) -> None:
    more.change(CUSTOMER, "topics", "catches_all", "kind", to="boast")

    (finding,) = [f for f in lint(more.folder) if f.file == CUSTOMER]
    assert finding.line == more.line_of(CUSTOMER, "topics")
    assert finding.message.startswith("topics: 'boast' is no kind of this role-play; they are reason, ")
