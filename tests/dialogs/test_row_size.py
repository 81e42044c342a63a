"""The fullest session that a person can have still fits a row of 4 KB (customer.md)."""

from __future__ import annotations

from typing import Any

import pytest

from bot import wiring
from tests.dialogs.coaching import ROW, Coach, row

LONG = {
    "ascii": "what does that cost you then " * 140,
    "umlauts": "größere Verspätungen für Märkte " * 125,
    "japanese": "遅れると何が起きますか " * 330,
    "emoji": "🚚💶🥶 " * 1000,
}


def fill_facts(coach: Coach) -> None:
    """Have every item of the library come up once, and an introduction left half way."""
    coach.starts()
    coach.says("try one")
    for word in ("skip", "skip"):
        coach.says(word)
    coach.says(LONG["ascii"], "problem.late_departures")
    coach.says("menu")
    for _ in coach.library.drills:
        coach.picks("drill")
        coach.says("skip")


def play_out(coach: Coach, text: str, scenario: str) -> None:
    """Play a whole call in which everything is long, redo its worst turn, and leave it there."""
    coach.picks("play")
    coach.picks("discovery")
    coach.picks(scenario)
    coach.picks("start")
    customer = coach.library.customers[coach.library.scenarios[scenario].customer]
    nodes = [name for name, _ in customer.nodes() if name.startswith(("problem", "implication"))]
    coach.says(text, kind="pitch")
    for node in [n for n in nodes if n.startswith("problem")] + [n for n in nodes if n.startswith("implication")]:
        if coach.state == "role_play.talking":
            coach.says(text, node)


SCENARIOS = wiring.library().scenarios
DISCOVERY = sorted(name for name in wiring.library().offered() if SCENARIOS[name].rubric == "discovery")


def each_text_with_a_customer() -> list[Any]:
    """Return every kind of text with every customer; in `make test` each kind with another one."""
    return [
        pytest.param(LONG[kind], name, id=f"{kind}-{name}", marks=() if n % len(DISCOVERY) == m else pytest.mark.soak)
        for n, kind in enumerate(LONG)
        for m, name in enumerate(DISCOVERY)
    ]


@pytest.mark.parametrize(("text", "scenario"), each_text_with_a_customer())
def test_the_fullest_session_fits_a_row(coach: Coach, text: str, scenario: str) -> None:
    fill_facts(coach)
    play_out(coach, text, scenario)
    assert coach.state == "role_play.debrief"
    coach.picks("redo")
    coach.says(text, "payoff.nothing", gate="small_talk")
    sizes = [size(coach)]
    coach.says("back")
    object_to_both(coach, text)
    sizes.append(size(coach))
    coach.says("menu")
    assert coach.session is not None
    assert [frame.flow for frame in coach.session.parked] == ["onboarding", "role_play"]
    for _ in range(4):
        coach.picks("drill")
        sizes.append(fill_drill(coach, text))

    assert max(sizes) < ROW, sizes


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_the_fullest_session_with_a_worried_customer_fits_a_row(coach: Coach, text: str) -> None:
    fill_facts(coach)
    for choice in ("play", "concern", "heat_billing_head_concern", "start"):
        coach.picks(choice)
    customer = coach.library.customers["heat_billing_head"]
    nodes = [name for name, _ in customer.nodes() if name not in ("own_step", "out_of_scope")]
    coach.answers(text, "pressure")
    for node in [*nodes, "fear", "fear", "fear"]:
        if coach.state == "role_play.talking":
            coach.answers(text, "acknowledge", "explore", heard=node)
    if coach.state == "role_play.talking":
        coach.picks("wrap_up")
    coach.picks("redo")
    coach.answers(text, "acknowledge", "explore", heard="fear")
    sizes = [size(coach)]
    coach.picks("disagree")
    coach.picks("none")
    sizes.append(size(coach))
    coach.says("menu")
    for _ in range(4):
        coach.picks("drill")
        sizes.append(fill_drill(coach, text))

    assert max(sizes) < ROW, sizes


def object_to_both(coach: Coach, text: str) -> None:
    """Object to the turn that the debrief quotes, and to the line in its place."""
    coach.picks("disagree")
    coach.picks("need_payoff")
    coach.picks("redo")
    coach.says(text, "payoff.nothing", gate="small_talk")
    coach.picks("disagree")
    coach.picks("need_payoff" if "need_payoff" in coach.ids else "implication")


def fill_drill(coach: Coach, text: str) -> int:
    """Take a drill through every kind of verdict; return the largest row on the way."""
    sizes = [size(coach)]
    while coach.state == "quick_drill.writing":
        coach.says(text, label="problem", why=text[:300])
        sizes.append(size(coach))
        coach.says(text, label="problem", verdict="ask", candidates=("problem", "none"), why=text[:300])
        sizes.append(size(coach))
        coach.says("1")
        sizes.append(size(coach))
        coach.says("disagree")
        sizes.append(size(coach))
        coach.picks("need_payoff")
        sizes.append(size(coach))
        coach.says("back")
        coach.says("back")
        sizes.append(size(coach))
        coach.says("skip")
    if coach.state == "quick_drill.picking":
        coach.says("1")
    return max(sizes)


def size(coach: Coach) -> int:
    assert coach.session is not None
    return len(row(coach.session).encode())
