"""How a rep gets into each state that waits, from the first prompt on, by what a person can really do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from dialogs.flows import FLOWS
from dialogs.model import MemberId, WorkspaceId
from dialogs.privacy.model import UNDO_DAYS, Erasure, Rights
from dialogs.reassessment.desk import Desk
from tests.dialogs.account_ways import ACCOUNT_WAYS
from tests.dialogs.assigning_ways import ASSIGNING_WAYS
from tests.dialogs.coaching import NOW, Coach
from tests.dialogs.nudge_ways import NUDGE_WAYS
from tests.dialogs.review_ways import REVIEW_WAYS

PROBLEM = "What gets in the way of an early start?"
IMPLICATION = "When they leave late, what does that cost you?"
PICK = "pick_first_minute"
LINE = "line_first_minute"
SCENARIO = "cold_chain_ops_discovery"


def _menu(coach: Coach) -> None:
    coach.starts("menu")


def _grouping(coach: Coach) -> None:
    _menu(coach)
    coach.says("topics")


def _topics(coach: Coach) -> None:
    _grouping(coach)
    coach.picks("strategy")


def _kinds(coach: Coach) -> None:
    _menu(coach)
    coach.picks("play")


def _whom(coach: Coach) -> None:
    _kinds(coach)
    coach.picks("discovery")


def _welcome(coach: Coach) -> None:
    coach.starts()


def _how(coach: Coach) -> None:
    _welcome(coach)
    coach.picks("how")


def _meeting(coach: Coach) -> None:
    _welcome(coach)
    coach.picks("try_one")
    coach.says("skip")
    coach.says("skip")


def _met(coach: Coach) -> None:
    _meeting(coach)
    coach.says(PROBLEM, "problem.late_departures")


def _zone(coach: Coach) -> None:
    coach.zone_guess = "Europe/Berlin"
    _meeting(coach)
    coach.says("skip")


def _day(coach: Coach) -> None:
    _meeting(coach)
    coach.says("skip")


def _hour(coach: Coach) -> None:
    _day(coach)
    coach.says("Tuesday")


def _focus(coach: Coach) -> None:
    _hour(coach)
    coach.picks("at_600")


def _finish(coach: Coach) -> None:
    _focus(coach)
    coach.says("skip")


def _picking(coach: Coach) -> None:
    coach.drills(PICK)


def item_of(coach: Coach, kind: str, holds: Callable[[Any], bool] = lambda item: True) -> str:
    """Return the first item of a kind, for which *holds*."""
    return next(key for key, item in sorted(coach.library.drills.items()) if item.kind == kind and holds(item))


def _reasoning(coach: Coach) -> None:
    item = item_of(coach, "PICK", lambda item: item.reason is not None)
    coach.drills(item)
    coach.picks(coach.ids[0])


def _spotting(coach: Coach) -> None:
    coach.drills(item_of(coach, "SPOT"))


def _sorting(coach: Coach) -> None:
    coach.drills(item_of(coach, "SORT"))


def _comparing(coach: Coach) -> None:
    coach.drills(item_of(coach, "LINE", lambda item: bool(item.self_check)))
    coach.says("The loaders wait twice a week, and nobody had counted what that costs you.")


def _planning(coach: Coach) -> None:
    coach.drills(item_of(coach, "PLAN"))


def _writing(coach: Coach) -> None:
    coach.drills(LINE)


def _which(coach: Coach) -> None:
    _writing(coach)
    coach.says("And when?", label="implication", verdict="ask", candidates=("implication", "problem"))


def _judged(coach: Coach) -> None:
    _writing(coach)
    coach.says(IMPLICATION, label="implication", linked=0)


def _briefing(coach: Coach) -> None:
    _whom(coach)
    coach.picks(SCENARIO)


def _checks(coach: Coach) -> None:
    _briefing(coach)
    coach.picks("checks")


def _talking(coach: Coach) -> None:
    _briefing(coach)
    coach.picks("start")
    coach.says(IMPLICATION, "implication.late_departures.missed_slots")  # nothing was told: a turn to redo
    coach.says(PROBLEM, "problem.late_departures")


def _debrief(coach: Coach) -> None:
    _talking(coach)
    coach.picks("wrap_up")


def _redoing(coach: Coach) -> None:
    _debrief(coach)
    coach.picks("redo")


def _redone(coach: Coach) -> None:
    _redoing(coach)
    coach.says("And what would that be worth?", "payoff.late_departures.fast_replan")


def _disagreeing(verdict: Callable[[Coach], None]) -> Callable[[Coach], None]:
    def lead(coach: Coach) -> None:
        verdict(coach)
        coach.picks("disagree")

    return lead


def _labelled(verdict: Callable[[Coach], None]) -> Callable[[Coach], None]:
    def lead(coach: Coach) -> None:
        _disagreeing(verdict)(coach)
        coach.picks("situation")

    return lead


def _more(coach: Coach) -> None:
    _menu(coach)
    coach.picks("more")


def _erasing(coach: Coach) -> None:
    _menu(coach)
    coach.says("erase")


def _erasing_pending(coach: Coach) -> None:
    asked = Erasure(MemberId("m"), WorkspaceId("w"), NOW, NOW + timedelta(days=UNDO_DAYS))
    coach.rights = Rights(erasure=asked)
    _erasing(coach)


WAYS: dict[str, Callable[[Coach], None]] = {
    "erasing.asking": _erasing,
    "erasing.pending": _erasing_pending,
    **ACCOUNT_WAYS,
    **ASSIGNING_WAYS,
    **REVIEW_WAYS,
    **NUDGE_WAYS,
    "menu.choosing": _menu,
    "menu.more": _more,
    "menu.grouping": _grouping,
    "menu.topics": _topics,
    "menu.kinds": _kinds,
    "menu.whom": _whom,
    "onboarding.welcome": _welcome,
    "onboarding.how": _how,
    "onboarding.meeting": _meeting,
    "onboarding.met": _met,
    "onboarding.zone": _zone,
    "onboarding.day": _day,
    "onboarding.hour": _hour,
    "onboarding.focus": _focus,
    "onboarding.finish": _finish,
    "quick_drill.picking": _picking,
    "quick_drill.reasoning": _reasoning,
    "quick_drill.spotting": _spotting,
    "quick_drill.sorting": _sorting,
    "quick_drill.comparing": _comparing,
    "quick_drill.planning": _planning,
    "quick_drill.writing": _writing,
    "quick_drill.which": _which,
    "quick_drill.judged": _judged,
    "quick_drill.labelling": _disagreeing(_judged),
    "quick_drill.sharing": _labelled(_judged),
    "role_play.briefing": _briefing,
    "role_play.checks": _checks,
    "role_play.talking": _talking,
    "role_play.debrief": _debrief,
    "role_play.redoing": _redoing,
    "role_play.redone": _redone,
    "role_play.labelling": _disagreeing(_redone),
    "role_play.sharing": _labelled(_redone),
}
WAITING = sorted(f"{flow.name}.{s.name}" for flow in FLOWS.values() for s in flow.states.values() if s.kind == "wait")


_LED: dict[tuple[int, str], Coach] = {}  # by the library's id (it stays, with the coach) and the state


def led_to(coach: Coach, state: str) -> Coach:
    """
    Bring the coach into *state*.

    The way there is gone once: who has done nothing yet is put where the first one came to, since the same taps lead
    there again, and a thousand tests begin there.
    """
    if coach != Coach(coach.library):
        return _walked(coach, state)
    key = id(coach.library), state
    if key not in _LED:
        _LED[key] = _walked(Coach(coach.library), state)
    for name, value in vars(_LED[key]).items():
        setattr(coach, name, value.copy() if isinstance(value, list | dict) else value)
    return coach


def _walked(coach: Coach, state: str) -> Coach:
    coach.desk, coach.made, coach.days, coach.knows = Desk(listed=()), [], 0, {}
    WAYS[state](coach)
    if coach.state != state:
        raise AssertionError(f"led to {coach.state}, not to {state}")
    return coach
