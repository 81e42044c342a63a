"""Every transition of the accounts and of a sitting fires: from many places, each button, word and kind of line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from content.checklist import Checklist
from content.library import Library
from dialogs.flows import FLOWS
from dialogs.machine import Flow
from dialogs.scene import Scene
from tests.dialogs.account_ways import ACCOUNT_WAYS, NAME, begun, kept
from tests.dialogs.coaching import Coach, faults_of
from tests.dialogs.review_ways import REVIEW_WAYS, agenda, asked_back

OURS = ("accounts", "reassessment", "review")
WORDS = ("skip", "back", "undo")
EVIDENCE = "Jo Ruiz took our paper to the board, 25 Feb"
LINES = (
    NAME,
    "brill 5",
    "b5",
    "z9",
    "12",
    "???",
    "by 9 March 2026",
    "on 1 March 2025",
    EVIDENCE,
    "somebody there",
    "later 2",
    "x" * 201,
)


@dataclass(frozen=True)
class Walked:
    """The transitions that fired, the states where it waited, and every answer out of order."""

    fired: frozenset[tuple[str, str, str, str]]
    states: frozenset[str]
    faults: tuple[str, ...]


def short(library: Library) -> Library:
    """Return the library with a checklist of two questions at first, and one on people to go on to."""
    kept = {"stop": ("a1",), "pause": ("a4",), "stakeholders": ("b1",)}
    few = {}
    for name, ids in kept.items():
        section = library.checklists[name]
        items = tuple(item for item in section.items if item.id in ids)
        few[name] = section.model_copy(update={"items": items, "first": () if section.later else ids})
    checklist = Checklist(few)
    return replace(library, checklists=few, checklist_later=lambda: checklist)


def several(coach: Coach) -> None:
    """Have so many accounts that the list and the choice of another one turn pages."""
    ACCOUNT_WAYS["accounts.account"](coach)
    for number in range(6):
        coach.says("accounts")
        coach.picks("add")
        coach.says(f"Brill {number}")
        coach.picks("recognition")
        coach.says("skip")
    coach.says("accounts")


def several_to_merge(coach: Coach) -> None:
    several(coach)
    coach.says(NAME)
    coach.picks("change")
    coach.picks("merge")


def merged(coach: Coach) -> None:
    several_to_merge(coach)
    coach.says("Brill 3")


def closed(coach: Coach) -> None:
    ACCOUNT_WAYS["accounts.changing"](coach)
    coach.picks("close")


def closed_with_a_namesake(coach: Coach) -> None:
    closed(coach)
    coach.says("accounts")
    coach.picks("add")
    coach.says(NAME)
    coach.says("accounts")
    coach.picks(next(one.id for one in coach.desk.listed or () if one.status == "closed"))


def phase_to_change(coach: Coach) -> None:
    ACCOUNT_WAYS["accounts.changing"](coach)
    coach.picks("set_phase")


def all_but_one(coach: Coach) -> None:
    begun(coach)
    for _ in range(10):
        coach.says("skip")


def all_asked_and_left(coach: Coach) -> None:
    ACCOUNT_WAYS["reassessment.closing"](coach)
    coach.says("accounts")
    coach.says(NAME)
    coach.picks("reassess")


def with_a_flag(coach: Coach) -> None:
    begun(coach)
    coach.says("worried: we sent the proposal, 25 Feb")
    for _ in range(10):
        coach.says("skip")
    coach.picks("finish")


def doubted(coach: Coach) -> None:
    ACCOUNT_WAYS["reassessment.doubting"](coach)
    coach.says("back")


def practising(coach: Coach) -> None:
    with_a_flag(coach)
    coach.picks(coach.ids[0])


def decided_already(coach: Coach) -> None:
    ACCOUNT_WAYS["reassessment.briefing"](coach)
    coach.says("back")
    coach.says("back")


def again(coach: Coach) -> None:
    """Come back after a week, to the first section that is asked about as a whole."""
    kept(coach)
    coach.days = 7
    coach.picks("reassess")


def a_short_one(coach: Coach) -> None:
    """Finish a first sitting of the short checklist, and come back."""
    coach.library = short(coach.library)
    begun(coach)
    coach.picks("comparing")
    coach.picks("yes")
    coach.picks("finish")
    coach.picks("on")
    coach.picks("continue")
    coach.picks("keep")
    coach.days = 7
    coach.picks("reassess")


def last_section(coach: Coach) -> None:
    a_short_one(coach)
    coach.picks("true")
    coach.picks("true")


def last_question(coach: Coach) -> None:
    last_section(coach)
    coach.picks("now")


def asked_before_a_sitting(coach: Coach) -> None:
    asked_back(coach)
    coach.says("back")
    coach.picks("reassess")


def without_a_brief(coach: Coach) -> None:
    agenda(coach)
    coach.picks("boreal")


def let_go(coach: Coach) -> None:
    REVIEW_WAYS["review.deciding"](coach)
    coach.picks("review_stop")


SEEDS: dict[str, Callable[[Coach], None]] = {
    **ACCOUNT_WAYS,
    **REVIEW_WAYS,
    **{
        seed.__name__: seed
        for seed in (
            *(asked_before_a_sitting, without_a_brief, let_go),
            *(several, several_to_merge, merged, closed, closed_with_a_namesake, all_but_one, all_asked_and_left),
            *(
                kept,
                phase_to_change,
                doubted,
                with_a_flag,
                practising,
                decided_already,
                again,
                last_section,
                last_question,
            ),
        )
    },
}


def walk(library: Library) -> Walked:
    """From each seed take each move, and from where that leads each button."""
    fired: set[tuple[str, str, str, str]] = set()
    states, faults = set[str](), list[str]()
    fire = Flow.fire

    def noted(flow: Flow, state: str, trigger: str, scene: Scene) -> str:
        dest = fire(flow, state, trigger, scene)
        fired.add((flow.name, state, trigger, dest))
        return dest

    def taken(coach: Coach, move: str) -> None:
        before = coach.state
        step = coach.picks(move) if move in coach.ids else coach.says(move)
        states.add(step.state)
        faults.extend(f"{before} {move}: {fault}" for fault in faults_of(step))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flow, "fire", noted)
        for seed in SEEDS.values():
            coach = Coach(library)
            seed(coach)
            states.add(coach.state)
            place = (coach.session, coach.last, coach.desk, list(coach.made))
            for move in (*coach.ids, *WORDS, *LINES):
                coach.session, coach.last, coach.desk, coach.made = *place[:3], list(place[3])
                taken(coach, move)
    ours = {one for one in fired if one[0] in OURS}
    return Walked(frozenset(ours), frozenset(s for s in states if s.startswith(OURS)), tuple(faults))


@pytest.fixture(scope="module")
def walked(library: Library) -> Walked:
    return walk(library)


def test_every_transition_fires(walked: Walked) -> None:
    declared = {(name, t.source, t.trigger, t.dest) for name in OURS for t in FLOWS[name].transitions}

    assert declared - walked.fired == set()


def test_every_state_that_waits_is_met(walked: Walked) -> None:
    waiting = {f"{name}.{s.name}" for name in OURS for s in FLOWS[name].states.values() if s.kind == "wait"}

    assert walked.states == waiting


def test_every_move_is_answered_in_order(walked: Walked) -> None:
    assert walked.faults == ()
