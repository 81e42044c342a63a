"""A graph with a fault is never built, and a built one is shared by all threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from transitions import MachineError

from dialogs import engine
from dialogs.errors import FlowError
from dialogs.flows import FLOWS
from dialogs.machine import BACK, LINE, PICKED, RETURNED, SKIP, Flow, State, Transition, to_mermaid
from dialogs.model import EventId, Listening, Turn
from dialogs.scene import Call, Scene
from tests.dialogs.coaching import NOW, Coach, perceived, row


def quiet(scene: Scene) -> None:
    """Say nothing."""


def waits(name: str = "ask", **changed: Any) -> State:
    given: dict[str, Any] = {"name": name, "prompt": quiet, "choices": ("go",), "help": "menu.help"}
    return State(**(given | changed))


def ways(source: str = "ask", dest: str = "done") -> tuple[Transition, ...]:
    return Transition(source, SKIP, dest), Transition(source, BACK, dest), Transition(source, "go", dest)


DONE = State("done", kind="end")
CALLING = State("calling", kind="call", calls=lambda scene: Call("menu"))


def built(*states: State, transitions: tuple[Transition, ...] = (), **given: Any) -> Flow:
    return Flow("trial", states=states, transitions=transitions, **given)


def test_a_sound_graph_is_built() -> None:
    flow = built(waits(), CALLING, DONE, transitions=(*ways(dest="calling"), Transition("calling", RETURNED, "done")))

    assert (flow.initial, flow.start({}), flow.start({"entry": "done"})) == ("ask", "ask", "ask")


FAULTS: dict[str, Callable[[], Flow]] = {
    "no states": built,
    "two states named ask": lambda: built(waits(), waits(), DONE, transitions=ways()),
    "gone --go--> done: no state gone": lambda: built(waits(), DONE, transitions=(*ways(), *ways("gone")[2:])),
    "ask --go--> gone: no state gone": lambda: built(waits(), DONE, transitions=(*ways()[:2], *ways(dest="gone")[2:])),
    "more: unreachable": lambda: built(waits(), waits("more"), DONE, transitions=(*ways(), *ways("more"))),
    "more: dead end": lambda: built(waits(), waits("more"), DONE, transitions=(*ways(dest="more"),)),
    "more: no path to an end": lambda: built(
        waits(), waits("more"), DONE, transitions=(*ways()[:2], *ways(dest="more")[2:], *ways("more", "more"))
    ),
    "ask: no path to an end": lambda: built(waits(), transitions=ways(dest="ask")),
    "ask: without a help text": lambda: built(waits(help=""), DONE, transitions=ways()),
    "ask: without a prompt": lambda: built(waits(prompt=None), DONE, transitions=ways()),
    "ask: without skip": lambda: built(waits(), DONE, transitions=ways()[1:]),
    "ask: without back": lambda: built(waits(), DONE, transitions=(*ways()[:1], *ways()[2:])),
    "ask: without a way to answer": lambda: built(waits(choices=()), DONE, transitions=ways()[:2]),
    "ask: without a transition for the line it listens to": lambda: built(
        waits(listens=lambda scene: Listening()), DONE, transitions=ways()
    ),
    "ask: without a transition for what is picked": lambda: built(
        waits(picks=lambda scene: ()), DONE, transitions=ways()
    ),
    "ask: button stay without a transition": lambda: built(waits(choices=("go", "stay")), DONE, transitions=ways()),
    "ask: transition went without a button": lambda: built(
        waits(), DONE, transitions=(*ways(), Transition("ask", "went", "done"))
    ),
    "ask: line is not listened to": lambda: built(
        waits(), DONE, transitions=(*ways(), Transition("ask", LINE, "done"))
    ),
    "ask: picked without picks": lambda: built(waits(), DONE, transitions=(*ways(), Transition("ask", PICKED, "done"))),
    "ask: line is a word of the engine's": lambda: built(
        waits(choices=("go", LINE)), DONE, transitions=(*ways(), Transition("ask", LINE, "done"))
    ),
    "ask: stay is guarded but no button": lambda: built(
        waits(offered={"stay": lambda scene: True}), DONE, transitions=ways()
    ),
    "ask: more than 5 buttons": lambda: built(
        waits(choices=("go", "help", "hint", "why", "menu", "stop")), DONE, transitions=ways()
    ),
    "ask: go to done shadows what follows": lambda: built(
        waits(), DONE, transitions=(*ways(), Transition("ask", "go", "ask"))
    ),
    "ask: go may be refused, its last transition is guarded": lambda: built(
        waits(), DONE, transitions=(*ways()[:2], Transition("ask", "go", "done", guard=lambda scene: True))
    ),
    "done: an end that is left by go": lambda: built(
        waits(), DONE, transitions=(*ways(), Transition("done", "go", "ask"))
    ),
    "calling: calls nothing": lambda: built(
        waits(),
        State("calling", kind="call"),
        DONE,
        transitions=(*ways(dest="calling"), Transition("calling", RETURNED, "done")),
    ),
    "calling: does not go on when the called flow returns": lambda: built(
        waits(), CALLING, DONE, transitions=(*ways(dest="calling"), Transition("calling", SKIP, "done"))
    ),
    "calling: a call cannot take skip": lambda: built(
        waits(),
        CALLING,
        DONE,
        transitions=(
            *ways(dest="calling"),
            Transition("calling", RETURNED, "done"),
            Transition("calling", SKIP, "done"),
        ),
    ),
    "no state gone to begin in": lambda: built(waits(), DONE, transitions=ways(), entries=("gone",)),
    "no state gone to keep": lambda: built(waits(), DONE, transitions=ways(), keeps=("gone",)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_when_the_flow_is_built(fault: str) -> None:
    with pytest.raises(FlowError) as found:
        FAULTS[fault]()

    assert fault in found.value.faults
    assert found.value.flow == "trial"


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(FlowError) as found:
        built(waits(help="", prompt=None), waits("more"), DONE, transitions=ways()[1:])

    assert {"ask: without a help text", "ask: without a prompt", "ask: without skip", "more: dead end"} <= set(
        found.value.faults
    )


def _scene(coach: Coach) -> Scene:
    session = coach.session
    assert session is not None
    return Scene(session, Turn(EventId("e"), "terminal", "ann", NOW), coach.library, {})


@pytest.mark.parametrize(("truth", "dest"), [(["x"], "done"), (1, "done"), ([], "ask"), (None, "ask"), (0.0, "ask")])
def test_a_guard_may_return_anything_that_is_true_or_not(coach: Coach, truth: Any, dest: str) -> None:
    guarded = Transition("ask", "go", "done", guard=lambda scene: truth)
    flow = built(waits(), DONE, transitions=(*ways()[:2], guarded, Transition("ask", "go", "ask")))
    coach.starts("menu")

    assert flow.fire("ask", "go", _scene(coach)) == dest


def test_a_trigger_that_the_state_does_not_take_is_an_error_never_silence(coach: Coach) -> None:
    flow = built(waits(), waits("more"), DONE, transitions=(*ways(dest="more"), *ways("more")))
    coach.starts("menu")

    for state, trigger in (("done", "go"), ("done", SKIP)):
        with pytest.raises(MachineError):
            flow.fire(state, trigger, _scene(coach))
    with pytest.raises(KeyError):
        flow.fire("ask", "no_such_trigger", _scene(coach))


def test_an_exception_in_an_effect_leaves_the_session_as_it_was(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    coach.plays()
    coach.says("What gets in the way?", "problem.late_departures")
    session = coach.session
    assert session is not None
    before = row(session)

    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("the content broke its word")

    monkeypatch.setattr("dialogs.flows.role_play.note_attempt", broken)
    turn = Turn(EventId("e"), "terminal", "ann", NOW, text="What does it cost you?")
    with pytest.raises(RuntimeError, match="broke its word"):
        engine.step(session, turn, coach.library, perceived("implication.late_departures.missed_slots"))
    assert row(session) == before

    monkeypatch.undo()
    assert coach.says("What does it cost you?", "implication.late_departures.missed_slots").state == "role_play.talking"
    assert coach.reads("(turn 3 of 10)")


def test_one_graph_serves_many_threads_at_once(coach: Coach) -> None:
    lines = [
        ("What gets in the way?", "problem.late_departures"),
        ("What does that cost?", "implication.late_departures.missed_slots"),
        ("What would it be worth?", "payoff.late_departures.fast_replan"),
    ]
    read: dict[int, str] = {}

    def rep(seed: int) -> None:
        mine = Coach(coach.library, seed=seed % 3)
        for _ in range(4):
            mine.session = None
            mine.plays()
            for text, heard in lines:
                mine.says(text, heard)
            mine.picks("wrap_up")
        read[seed] = mine.text

    threads = [threading.Thread(target=rep, args=(seed,)) for seed in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(read) == 9
    assert all(read[seed] == read[seed % 3] for seed in read)


def test_firing_leaves_nothing_behind_in_the_machine(coach: Coach) -> None:
    coach.starts("menu")
    graph = FLOWS["menu"]._machine

    for _ in range(20):
        FLOWS["menu"].fire("choosing", "play", _scene(coach))

    assert graph.models == []


def test_a_diagram_names_every_state_and_guard() -> None:
    for flow in FLOWS.values():
        drawn = to_mermaid(flow)

        assert drawn.startswith("stateDiagram-v2")
        assert "<lambda>" not in drawn
        assert drawn.count("-->") == len(flow.transitions) + len(flow.entries) + sum(
            state.kind == "end" for state in flow.states.values()
        )
