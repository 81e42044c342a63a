"""Every bait of every customer: it comes, whoever asks on by the method wins all the same, who takes it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot import wiring
from bot.service.best_call import best_call
from content.library import Library
from dialogs.play import Act, Course, Play, Played
from dialogs.plays import play_of
from dialogs.rehearsal import act_of

# What takes it, as an act of the play; the kind of a topic where the customer has one for it.
TAKES = {
    "discovery": ("pitch", "pitch"),
    "concern": ("concede", "concede"),
    "objection": ("concede", "attack"),
    "entry": ("pitch", "brochure"),
    "evaluation": ("concede", "untrue"),
    "negotiation": ("concede", "extra"),
}
TIMES = {("evaluation", "concede"): 2}  # one line about what is on offer may help, once the order is known
SEED = 1


@pytest.fixture(scope="module")
def shipped() -> Library:
    return wiring.library()


def of_all() -> Iterator[Any]:
    for scenario_id, scenario in wiring.library().scenarios.items():
        for place, bait in enumerate(wiring.library().customers[scenario.customer].baits):
            yield pytest.param(scenario_id, place, id=f"{scenario_id}-{bait.id}")


@pytest.mark.parametrize("scenario_id", list(wiring.library().scenarios))
def test_every_bait_comes_and_who_goes_on_asking_wins(shipped: Library, scenario_id: str) -> None:
    course = best_call(shipped, shipped.scenarios[scenario_id])

    assert [turn.bait for turn in course.turns if turn.bait] == [bait.id for bait in course.customer.baits]
    assert play_of(course.customer).won(course)


@pytest.mark.parametrize(("scenario_id", "place"), list(of_all()))
def test_who_takes_a_bait_does_not_win(shipped: Library, scenario_id: str, place: int) -> None:
    refused = best_call(shipped, shipped.scenarios[scenario_id])
    customer, play = refused.customer, play_of(refused.customer)
    taking = taken_by(customer, place)
    baited = next(at for at, turn in enumerate(refused.turns) if turn.bait == customer.baits[place].id)
    before, after = refused.turns[: baited + 1], refused.turns[baited + 1 :]
    times = TIMES.get((customer.play, taking.kind), 1)
    course = played(play, customer, [*before, *[taken(taking)] * times, *after])
    assert play.won(played(play, customer, [*before, *after]))  # so it is the bait that loses it

    passed = play.decide(course)
    missed = [check.id for check in play.checks if check.points >= 2 and passed[check.id] is False]
    assert missed, f"{taking} passes unseen"
    assert not play.won(course)


def taken_by(customer: Any, place: int) -> Act:
    """Return the act that takes a customer's bait, at the topic that stands for it where there is one."""
    kind = TAKES[customer.play][place]
    nodes = (node for node, _ in customer.nodes() if node.startswith(f"{kind}."))
    return Act(kind, next(nodes, "") if kind in ("brochure", "untrue", "extra") else "")


def taken(act: Act) -> Played:
    return Played("", "none", act.kind, act.node, "", False, "given", act.other)


def played(play: Play[Any, Any], customer: Any, lines: list[Played]) -> Course[Any, Any]:
    mood, turns = play.opening_mood(customer), list[Played]()
    for one in lines:
        reaction = play.respond(customer, mood, act_of(one), seed=SEED)
        turns.append(replace(one, event=reaction.event, credit=reaction.credit, bait=reaction.bait))
        mood = reaction.mood
        if mood.ended:
            break
    return Course(customer, tuple(turns), mood)
