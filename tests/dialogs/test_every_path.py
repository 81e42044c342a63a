"""A walker that takes every button, word and kind of line breadth-first: each transition of each flow fires."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from content.library import Library
from content.schema import RUBRICS
from dialogs.assigning import entering
from dialogs.flows import FLOWS
from dialogs.machine import Flow
from dialogs.model import Session, Step
from dialogs.scene import Scene
from tests.dialogs.coaching import Coach, faults_of

DANA = "cold_chain_ops"
Fired = tuple[str, str, str, str]  # flow, source, trigger, dest
WORDS = ("skip", "back", "menu", "stop", "restart")
SLOTS = "implication.late_departures.missed_slots"
LINES: dict[str, tuple[str, dict[str, Any]]] = {
    "gated": ("", {"gate": "gibberish", "verdict": "abstain"}),
    "unsure": ("", {"label": "none", "verdict": "abstain"}),
    "doubtful": ("", {"label": "problem", "verdict": "ask", "candidates": ("problem", "implication")}),
    "problem": ("problem.late_departures", {}),
    "implication": (SLOTS, {"linked": 0}),
    "early close": ("", {"kind": "close"}),
}

SOME, ALL = 15, 10**9  # places that one state is left from; in `make test`, in soak


@dataclass(frozen=True)
class Walked:
    """What a walk saw: the transitions that fired, the states where it waited, and every answer out of order."""

    fired: frozenset[Fired]
    states: frozenset[str]
    faults: tuple[str, ...]
    moves: int


DEBRIEFS = ("debrief", "redone")  # left there, a conversation is offered to be read again, not to go on with


def mark(session: Session) -> tuple[object, ...]:
    """Return what tells two places of the walk apart; counts are told apart only as far as a guard looks."""
    top = session.frames[-1].data
    return (
        tuple((frame.flow, frame.state) for frame in session.frames),
        tuple((frame.flow, frame.state in DEBRIEFS) for frame in session.parked),
        min(top.get("tries", 0), 3),
        len(top.get("taken", ())),  # a string where it is a single tap
        len(top.get("lines", ())),
        bool(top.get("draft")),
        (top.get("group"), top.get("page")) if session.frames[-1].state == "topics" else None,
        min(len(top.get("turns", ())), 2),
        tuple(sorted(top.get("objections", ()))),
        top.get("objecting") if session.frames[-1].state in ("labelling", "sharing") else None,
        bool(top.get("taken_back")),
        str(top.get("args", {}).get("entry")),
        bool(session.facts.get("zone_asked")),
        session.closed,
    )


def moves(coach: Coach) -> Iterator[tuple[str, Any]]:
    if coach.state.startswith(ACCOUNTS):
        yield from (("word", word) for word in WORDS)
        return
    yield from (("choice", choice) for choice in coach.ids)
    flow, _, state = coach.state.partition(".")
    yield from (("word", word) for word in (*WORDS, *FLOWS[flow].states[state].typed))
    yield from (("line", name) for name in LINES)
    yield "place", "Lisbon"
    if coach.state in ("onboarding.day", "onboarding.hour"):
        yield from (("place", when) for when in ("Friday", "Fri 9:40", "Fri 23:00"))


def taken(coach: Coach, move: tuple[str, Any]) -> Step:
    kind, what = move
    if kind == "choice":
        return coach.picks(what)
    if kind in ("word", "place"):
        return coach.says(what)
    heard, known = LINES[what]
    return coach.says("What does that lead to?", heard, **known)


def _of_each_kind(coach: Coach) -> list[str]:
    """Return an item for each way through the quick drill, the shortest where there are many."""
    drills = sorted(coach.library.drills.values(), key=lambda item: (len(getattr(item, "cards", ())), item.id))
    least = min((len(item.fields) for item in drills if item.kind == "PLAN"), default=0)
    wanted = {
        "reason": lambda item: item.kind == "PICK" and item.reason is not None,
        "spot": lambda item: item.kind == "SPOT",
        "stages": lambda item: item.kind == "SORT" and bool(item.stages),
        "cards": lambda item: item.kind == "SORT" and bool(item.cards),
        "self": lambda item: item.kind == "LINE" and bool(item.self_check),
        "fix": lambda item: item.kind == "FIX",
        "plan": lambda item: item.kind == "PLAN" and len(item.fields) == least,
        "pick": lambda item: item.kind == "PICK" and item.reason is None,
        "line": lambda item: item.kind == "LINE" and item.wants == "implication",
    }
    found = [next((item.id for item in drills if holds(item)), "") for holds in wanted.values()]
    return [item for item in found if item]


def walk(library: Library, *, places: int) -> Walked:
    """Walk from a newcomer's first prompt until nothing new is found, or every state was left from so many *places*."""
    fired: set[Fired] = set()
    fire = Flow.fire

    def noted(flow: Flow, state: str, trigger: str, scene: Scene) -> str:
        dest = fire(flow, state, trigger, scene)
        fired.add((flow.name, state, trigger, dest))
        return dest

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flow, "fire", noted)
        coach = Coach(library, zone_guess="Europe/Berlin")
        first = coach.starts()
        queue, seen = deque([(coach.session, first)]), {mark(first.session)}
        for item in _of_each_kind(coach):
            coach.session = None
            began = coach.drills(item)
            queue.append((coach.session, began))
        states, faults, count = {first.state}, faults_of(first), 0
        left = Counter[str]()
        while queue:
            session, last = queue.popleft()
            coach.last = last
            left[last.state] += 1
            if left[last.state] > places:
                continue
            for move in list(moves(coach)):
                coach.session, coach.last, coach.practice = session, last, {}  # the same drill comes next
                step = taken(coach, move)
                count += 1
                states.add(step.state)
                faults += [f"{last.state} {move}: {fault}" for fault in faults_of(step)]
                if mark(step.session) not in seen:
                    seen.add(mark(step.session))
                    queue.append((coach.session, step))
    return Walked(frozenset(fired), frozenset(states), tuple(faults), count)


@pytest.fixture(scope="module", params=[SOME, pytest.param(ALL, marks=pytest.mark.soak)], ids=["some", "all"])
def walked(request: pytest.FixtureRequest, library: Library) -> Walked:
    dana = library.customers[DANA]
    hasty = dana.model_copy(update={"limits": {**dana.limits, "impatience_end": 2.0}})  # two closes, and she leaves
    scenarios = {name: s for name, s in library.scenarios.items() if s.customer == DANA}
    return walk(replace(library, customers={DANA: hasty}, scenarios=scenarios), places=request.param)


# where there is one customer; test_more_customers_than_buttons takes these
PAGES = {("menu", "kinds", "picked", "kinds"), ("menu", "whom", "picked", "whom")}


# tests/dialogs/test_account_paths.py walks these, with a short checklist; tests/privacy the last one, with a store
ACCOUNTS = (
    *("accounts", "reassessment", "review", "erasing", "nudges"),
    *("assign", "assignments", "results", "disputes"),
)
# what just a run can take that a manager asked for, and the ways there: test_assigning_paths.py walks these
ASKED_FOR = {
    *(("role_play", state, word, state) for state in ("debrief", "redone") for word in ("share", "unshare")),
    *(("quick_drill", "judged", word, "judged") for word in ("share", "unshare")),
    *(("menu", "choosing", word, f"to_{word}") for word in entering.WORDS),
    *(("menu", f"to_{word}", "returned", "choosing") for word in entering.WORDS),
}
MANAGERS = {  # who walks here manages nobody: tests/dialogs/test_review.py
    ("menu", "choosing", "review", "reviewing"),
    ("menu", "more", "review", "reviewing"),
    ("menu", "more", "review", "choosing"),
    ("menu", "reviewing", "returned", "choosing"),
}

QUIET = {("onboarding", "day", "picked", "day")}  # only who typed nudges before and made the hours offered quiet


def test_every_transition_of_every_flow_fires(walked: Walked) -> None:
    flows = [flow for flow in FLOWS.values() if flow.name not in ACCOUNTS]
    declared = {(flow.name, t.source, t.trigger, t.dest) for flow in flows for t in flow.transitions}
    fired = {one for one in walked.fired if one[0] not in ACCOUNTS}

    assert declared - fired == PAGES | ASKED_FOR | MANAGERS | QUIET  # none is there that no person can take
    assert fired - declared == set()


def test_every_state_that_waits_is_met_on_the_way(walked: Walked) -> None:
    flows = [flow for flow in FLOWS.values() if flow.name not in ACCOUNTS]
    waiting = {f"{f.name}.{s.name}" for f in flows for s in f.states.values() if s.kind == "wait"}

    assert {state for state in walked.states if not state.startswith(ACCOUNTS)} == waiting | {"menu.resting"}


def test_every_move_is_answered_in_order(walked: Walked) -> None:
    assert walked.faults == ()
    assert walked.moves > 1000


def test_more_customers_than_buttons(library: Library) -> None:
    """Six conversations, and six customers of one: the last button turns the page, and the first comes again."""
    dana = library.scenarios[f"{DANA}_discovery"]
    several = {f"dana_{n}": dana.model_copy(update={"id": f"dana_{n}", "title": f"Dana {n}"}) for n in range(6)}
    others = {r: dana.model_copy(update={"id": r, "rubric": r}) for r in RUBRICS if r != "discovery"}
    coach = Coach(replace(library, scenarios={**several, **others}))
    coach.starts("menu")

    coach.picks("play")
    first = coach.ids
    coach.picks("more")
    assert (len(first), set(first) | set(coach.ids)) == (5, {*RUBRICS, "more"})
    coach.picks("more")
    assert coach.ids == first

    coach.picks("discovery")
    shown = coach.ids
    coach.picks("more")
    assert set(shown) | set(coach.ids) == {*several, "more"}
