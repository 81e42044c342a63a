"""Every transition of the dialogs about assignments fires, and every answer on the way is in order."""

from __future__ import annotations

from collections import deque

import pytest

from content.library import Library
from dialogs.assigning import entering
from dialogs.assigning.asking import FinishRun, Own, OwnLines
from dialogs.assigning.seen import Quoted
from dialogs.flows import FLOWS
from dialogs.machine import Flow
from dialogs.model import MemberId, Session
from dialogs.scene import Scene
from tests.dialogs.assigning_ways import asked, leading, working
from tests.dialogs.coaching import Coach, faults_of
from tests.dialogs.test_every_path import ASKED_FOR
from tests.dialogs.ways import PROBLEM

OF_ASSIGNING = ("assign", "assignments", "results", "disputes")
TYPED = (
    *("skip", "back", "menu", "Ann, Bo", "nobody such", "North", "objections", "no such skill", "next friday"),
    *("yesterday", "x" * 201, "names", "lines", "a short note", "the rep is right", "the verdict stands"),
)
MOST = 100  # places: a walk that finds no end fails, and does not run on
Fired = tuple[str, str, str, str]


def mark(session: Session) -> tuple[object, ...]:
    """Return what tells two places of the walk apart, as far as a guard looks."""
    data = session.frames[-1].data
    state = session.frames[-1].state
    kept = data.get("what") if state in ("bar", "preview") else data.get("outcome")
    return (session.frames[-1].flow, state, kept, len(data.get("passed", ())), int(data.get("page", 0)) % 2)


def walk(library: Library) -> tuple[set[Fired], list[str], int]:
    fired: set[Fired] = set()
    faults: list[str] = []
    fire = Flow.fire

    def noted(flow: Flow, state: str, trigger: str, scene: Scene) -> str:
        dest = fire(flow, state, trigger, scene)
        fired.add((flow.name, state, trigger, dest))
        return dest

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flow, "fire", noted)
        coach = Coach(library)
        coach.knows = leading(library) | working(library)
        queue, seen = deque[Session](), set[tuple[object, ...]]()
        for word in entering.WORDS:
            coach.starts("menu")
            faults += faults_of(coach.says(word))
            assert coach.session is not None
            queue.append(coach.session)
        while queue:
            session = queue.popleft()
            coach.session = session
            coach.returns()
            shown = [("tap", id) for id in coach.ids] + [("word", word) for word in TYPED]
            for how, what in shown:
                coach.session = session
                step = coach.picks(what) if how == "tap" else coach.says(what)
                faults += [f"{session.frames[-1].state} {what}: {fault}" for fault in faults_of(step)]
                place = mark(step.session)
                if len(seen) < MOST and step.session.frames[-1].flow in OF_ASSIGNING and place not in seen:
                    seen.add(place)
                    assert coach.session is not None
                    queue.append(coach.session)
    return fired, faults, len(seen)


# What takes a second look at the store between two turns: the tests in tests/service have one.
IN_BETWEEN = {
    *(("results", "extending", trigger, "showing") for trigger in ("line", "picked")),
    ("results", "withdrawing", "withdraw_it", "showing"),
    *(("disputes", "reasoning", trigger, "asking") for trigger in ("line", "picked")),
    *(("disputes", "asking", trigger, "asking") for trigger in ("uphold", "change_it")),
    ("assignments", "running", "returned", "running"),
    ("assignments", "running", "returned", "one"),
}


def test_every_transition_fires_and_every_answer_is_in_order(library: Library) -> None:
    fired, faults, places = walk(library)

    declared = {(n, t.source, t.trigger, t.dest) for n in OF_ASSIGNING for t in FLOWS[n].transitions}
    assert faults == []
    assert places < MOST
    assert declared - fired <= IN_BETWEEN
    assert {one for one in fired if one[0] in OF_ASSIGNING} <= declared
    assert {one for one in ASKED_FOR if one[0] == "menu"} <= fired


def test_a_conversation_that_was_asked_for_is_played_again_and_comes_back(library: Library) -> None:
    coach = Coach(library)
    coach.knows = working(library)
    coach.starts("menu")
    for line in ("assignments", "2", "begin", "start"):
        coach.says(line)
    coach.says(PROBLEM, "problem.late_departures")
    coach.says("end the call")
    assert coach.state == "role_play.debrief"
    assert coach.last is not None
    (finished,) = (deed for deed in coach.last.deeds if isinstance(deed, FinishRun))
    coach.says("same customer again")
    assert coach.state == "role_play.briefing"
    coach.says("back")

    assert coach.state == "assignments.one"
    assert finished.run.run == "a1"


@pytest.mark.parametrize("place", ["debrief", "judged"])
def test_a_line_is_shared_at_its_verdict_and_taken_back(library: Library, place: str) -> None:
    coach = Coach(library)
    given = asked(library, "item", "line_first_minute", "right_once")
    play = next(id for id in library.offered() if library.scenarios[id].customer == "cold_chain_ops")
    if place == "debrief":
        given = asked(library, "scenario", play, "won_2_of_3")
    coach.knows = {Own(): (given,)}
    coach.starts("menu")
    for line in ("assignments", "1", "begin", *(("start",) if place == "debrief" else ())):
        coach.says(line)
    coach.says(PROBLEM, "problem.late_departures" if place == "debrief" else "", label="problem")
    if place == "debrief":
        coach.says("end the call")

    coach.says("share")
    assert coach.last is not None
    (deed,) = coach.last.deeds
    assert (deed.text, deed.assignment_id) == (PROBLEM, given.assignment.id)  # type: ignore[attr-defined]
    shared = Quoted(MemberId("m"), "", PROBLEM, given.assignment.id, deed.run, deed.place)  # type: ignore[attr-defined]
    coach.knows = {Own(): (given,), OwnLines(): (shared,)}
    coach.says("unshare")
    (undone,) = coach.last.deeds
    assert (undone.run, undone.place) == (shared.run, shared.place)  # type: ignore[attr-defined]


def test_nothing_can_be_shared_in_free_practice(library: Library) -> None:
    coach = Coach(library)
    coach.knows = working(library)
    coach.drills("line_first_minute")
    coach.says("When they leave late, what does that cost you?", label="implication", linked=0)

    coach.says("unshare")
    assert coach.last is not None
    assert coach.last.deeds == ()
    coach.says("I disagree")
    assert coach.last.deeds == ()
