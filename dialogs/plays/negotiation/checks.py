"""The checks of a negotiation, each decided by what was told, given and named; see rubrics.md and F74-F82."""

from __future__ import annotations

from itertools import pairwise

from content.offer import FIRST_STEP
from dialogs.play import Played
from dialogs.plays.negotiation.bargaining import GIVEN, TRIGGER, offers_of, range_of
from dialogs.plays.topics.seeing import Check, Course, did, place_of, told, without

_BADLY = ("early_give", "no_return", "low_open", "big_step", "past")
FAULTY = ("minimise", "prescribe", "pressure", "attack", "pitch", "concede", "extra", "rushed")
_LEAST_PLANNED = 2


def _gives(turn: Played) -> bool:
    """Whether something was given in a turn: a lower price, a term, or a promise of one."""
    if turn.act in ("extra", "concede"):
        return True
    return turn.act in ("step", "lever") and (turn.credit or turn.event in _BADLY)


def _apart(course: Course) -> bool | None:
    return len({kind for kind in TRIGGER if told(course, kind)}) == len(TRIGGER)


def _late(course: Course) -> bool | None:
    """Whether nothing was given before barrier, objection and fear were told apart."""
    trigger = max(place_of(course, kind) for kind in TRIGGER)
    if any(_gives(turn) for turn in course.turns[:trigger]):
        return False
    return True if trigger < len(course.turns) else without(course, "concede", "extra")


def _numbers(course: Course) -> bool | None:
    """Whether the first offer was the top, each step smaller than the last, and the limit kept."""
    offers, within = offers_of(course.customer, course.mood), range_of(course.customer)
    if not offers:
        return False
    steps = [before - after for before, after in pairwise(offers)]
    shrinking = all(after < before for before, after in pairwise(steps)) and all(step > 0 for step in steps)
    first = not steps or steps[0] <= FIRST_STEP * (within.top - within.limit)
    return offers[0] == within.top and shrinking and first and min(offers) >= within.limit


def _back(course: Course) -> bool | None:
    """Whether something was asked back for all that was given; None where nothing was."""
    given = [turn for turn in course.turns if _gives(turn)]
    return all(turn.other.endswith(GIVEN) for turn in given) if given else None


def _choice(course: Course) -> bool | None:
    return told(course, "lever") > 0 and not did(course.turns, "extra")


def _planned(course: Course) -> bool | None:
    return told(course, "weight", "planned") >= _LEAST_PLANNED


def _summed(course: Course) -> bool | None:
    return told(course, "summary") > 0


NEGOTIATION: tuple[Check, ...] = (
    Check("neg_apart", 2, ("F77", "F78"), _apart),
    Check("neg_late", 3, ("F74", "F75", "F76"), _late),
    Check("neg_numbers", 3, ("F80",), _numbers),
    Check("neg_back", 2, ("F76",), _back),
    Check("neg_choice", 2, ("F79",), _choice),
    Check("neg_planned", 1, ("F81",), _planned),
    Check("neg_summary", 2, ("F82",), _summed),
    Check("neg_no_pressure", 2, ("F73",), lambda course: without(course, "pressure")),
)
FOCUS_ORDER = (
    *("neg_late", "neg_apart", "neg_numbers", "neg_back"),
    *("neg_choice", "neg_no_pressure", "neg_summary", "neg_planned"),
)
