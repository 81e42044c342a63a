"""What must hold for each customer (customer.md): the method wins, shortcuts do not, held-out lines are understood."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import pytest

from bot import wiring
from bot.commands.simulate import tells_apart
from bot.perception.understanding import CoachPerception
from bot.service.simulation import bots_of, play, points, reps_of, run_bot, understanding
from content.library import Library
from content.loader import load_held_out
from dialogs.play import Course
from dialogs.plays import play_of
from dialogs.rehearsal import answer, listen

HELD_OUT = load_held_out()
SCENARIOS = sorted(wiring.library().offered())
# Of each bot here, 400 in `make soak`; customer.md: 40 here, which costs two minutes of the five.
SESSIONS_OF_THE_METHOD = 20
SESSIONS_OF_A_SHORTCUT = 8  # of which it must not win one


def of_one_worker(scenario: str, *more: str) -> Any:
    """Return a case of a scenario; a worker that has all of these perceives each line once."""
    return pytest.param(scenario, *more, marks=pytest.mark.xdist_group(scenario))


def pairs(scenarios: Iterable[str]) -> list[Any]:
    """Return every one of these scenarios with every bot of its play."""
    return [of_one_worker(s, bot) for s in scenarios for bot in bots_with(s)]


def bots_with(scenario: str) -> list[str]:
    library = wiring.library()
    return list(bots_of(library.customers[library.scenarios[scenario].customer]))


def sample() -> list[str]:
    """Return one scenario of each role-play; the bots talk to all customers in `make soak`."""
    library = wiring.library()
    return list({library.scenarios[s].rubric: s for s in reversed(SCENARIOS)}.values())


def sampled_pairs() -> list[Any]:
    """Return the method with each of these, and every third shortcut, from another one on with each."""
    chosen = []
    for place, scenario in enumerate(sample()):
        shortcuts = [bot for bot in bots_with(scenario) if bot != "method"]
        chosen += [of_one_worker(scenario, bot) for bot in ("method", *shortcuts[place % 3 :: 3])]
    return chosen


each_scenario = pytest.mark.parametrize("scenario", [of_one_worker(s) for s in SCENARIOS])
each_scenario_or_one_a_play = pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(s, marks=[pytest.mark.xdist_group(s), *([] if s in sample() else [pytest.mark.soak])])
        for s in SCENARIOS
    ],
)
sampled_pair = pytest.mark.parametrize(("scenario", "bot"), sampled_pairs())
each_pair = pytest.mark.parametrize(("scenario", "bot"), pairs(SCENARIOS))


def converse(perception: CoachPerception, library: Library, scenario_id: str, lines: tuple[str, ...]) -> Course:
    """Say *lines* to the customer of a scenario, as a rep would."""
    scenario = library.scenarios[scenario_id]
    customer = library.customers[scenario.customer]
    mood, turns = play_of(customer).opening_mood(customer), []
    for text in lines:
        percept = perception.perceive(text, listen(customer, mood))
        played, reaction = answer(percept, text=text, customer=customer, mood=mood, seed=1)
        turns.append(played)
        mood = reaction.mood
        if mood.ended:
            break
    return Course(customer, tuple(turns), mood)


@each_scenario
def test_the_exemplar_wins(perception: CoachPerception, shipped: Library, scenario: str) -> None:
    course = converse(perception, shipped, scenario, shipped.scenarios[scenario].exemplar)

    assert play_of(course.customer).won(course), [(turn.act, turn.event, turn.text) for turn in course.turns]


@each_scenario
def test_the_counter_exemplar_fails(perception: CoachPerception, shipped: Library, scenario: str) -> None:
    course = converse(perception, shipped, scenario, shipped.scenarios[scenario].counter_exemplar)

    assert not play_of(course.customer).won(course)
    assert not any(node.startswith(("payoff", "fear")) for node in course.mood.told)


def bots_hold(perception: CoachPerception, library: Library, *, scenario: str, bot: str, sessions: int) -> None:
    chosen = library.scenarios[scenario]
    customer = library.customers[chosen.customer]
    result = run_bot(bot, chosen, customer, HELD_OUT[customer.id], perception, sessions=sessions)

    assert result.holds, f"{bot} won {result.won} of {result.sessions}, limit {result.limit}"


@sampled_pair
def test_the_method_wins_and_shortcuts_do_not(
    perception: CoachPerception, shipped: Library, scenario: str, bot: str
) -> None:
    sessions = SESSIONS_OF_THE_METHOD if bot == "method" else SESSIONS_OF_A_SHORTCUT

    bots_hold(perception, shipped, scenario=scenario, bot=bot, sessions=sessions)


@pytest.mark.soak
@each_pair
def test_the_method_wins_and_shortcuts_do_not_in_400_sessions(
    perception: CoachPerception, shipped: Library, scenario: str, bot: str
) -> None:
    bots_hold(perception, shipped, scenario=scenario, bot=bot, sessions=400)


@each_scenario_or_one_a_play
def test_the_scripted_reps_score_high_middle_and_low(
    perception: CoachPerception, shipped: Library, scenario: str
) -> None:
    chosen = shipped.scenarios[scenario]
    customer = shipped.customers[chosen.customer]
    held = HELD_OUT[customer.id]

    means = {
        rep: sum(points(play(bot, chosen, customer, held, perception, seed=s)) for s in range(10)) / 10
        for rep, bot in reps_of(customer).items()
    }
    assert list(means) == ["strong", "average", "hostile"]
    assert tells_apart([{"points": mean} for mean in means.values()]), means
    assert means["hostile"] <= 0.3 * means["strong"], means


def every_so_many(held: Any, every: int) -> Any:
    """Return the held-out lines of a customer, of each node the first and *every* so many further ones."""
    nodes = {node: lines[::every] for node, lines in held.nodes.items()}
    return held.model_copy(update={"nodes": nodes, "out_of_scope": held.out_of_scope[::every]})


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
def test_held_out_lines_are_understood_and_strange_ones_refused(
    perception: CoachPerception, shipped: Library, every: int
) -> None:
    held_out = {name: every_so_many(held, every) for name, held in HELD_OUT.items()}

    pooled = understanding({name: (shipped.customers[name], held) for name, held in held_out.items()}, perception)

    assert pooled.holds, (pooled.problem, pooled.node, pooled.refused, pooled.misses)


def test_the_held_out_lines_are_the_frozen_ones() -> None:
    folder = files("content") / "customers" / "held_out"
    frozen = dict(reversed(line.split("  ", 1)) for line in (folder / "frozen.sha256").read_text().splitlines())
    here = {e.name: hashlib.sha256(e.read_bytes()).hexdigest() for e in folder.iterdir() if e.name.endswith(".yaml")}

    assert frozen == here


def test_no_held_out_line_is_an_ask_line(shipped: Library) -> None:
    for name, held in HELD_OUT.items():
        asks = {line.lower() for _, lines in shipped.customers[name].nodes() for line in lines}
        spoken = {line.lower() for lines in held.nodes.values() for line in lines}

        assert asks & spoken == set()
