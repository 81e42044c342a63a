"""
The eight yes/no checks of a role-play about a worry (evidence.md 5), from what happened turn by turn.

A check is None, and leaves the total, where there was nothing to see. One sin can be made good, as in life:
its check passes for half its points.
"""

from __future__ import annotations

from content.concern import ConcernCustomer
from dialogs.play import Check as AnyCheck
from dialogs.play import Course as AnyCourse
from dialogs.play import Played
from dialogs.plays.concern.answering import ASKS, HEARD, REPAIRS, UNDER, Mood, sins_of

Course = AnyCourse[ConcernCustomer, Mood]
Check = AnyCheck[ConcernCustomer, Mood]

LEAST_TURNS = 4  # before that, what was not done is no achievement; our guess
_CHECK_OF = {"minimise": "acknowledged", "prescribe": "no_prescribing", "pressure": "no_pressure"}
_ANSWERS = ("concede", "attack", "pitch", "proof", "statement")  # and the sins


def sins(turns: tuple[Played, ...]) -> list[tuple[int, str]]:
    """Return (place, sin) of every sin, in order."""
    return [(place, sin) for place, turn in enumerate(turns) for sin in sins_of(turn.act, turn.other)]


def made_good(turns: tuple[Played, ...]) -> str:
    """Return the sin that the very next turn made good; empty where none was. Only the first can be."""
    found = sins(turns)
    if not found:
        return ""
    place, sin = found[0]
    alone = sum(at == place for at, _ in found) == 1
    return sin if alone and place + 1 < len(turns) and turns[place + 1].act in REPAIRS else ""


def repaired(course: Course) -> frozenset[str]:
    """Return the check that passed only since its sin was made good; at most one."""
    sin = made_good(course.turns)
    check = next((check for check in CONCERN if check.id == _CHECK_OF.get(sin)), None)
    return frozenset({check.id}) if check and check.decide(course) else frozenset()


def _committed(course: Course, sin: str) -> bool:
    """Whether this sin stands: it was committed, and not once only and made good."""
    times = sum(found == sin for _, found in sins(course.turns))
    return times > (1 if made_good(course.turns) == sin else 0)


def _told(course: Course, kind: str) -> bool:
    return any(node.partition(".")[0] == kind for node in course.mood.told)


def acknowledged(turns: tuple[Played, ...]) -> int:
    """Count the turns that showed the worry was heard; formulas are not among them."""
    return sum(turn.act == "acknowledge" or turn.other == HEARD for turn in turns)


def asked(turns: tuple[Played, ...]) -> int:
    return sum(turn.act in (*ASKS, "mask") for turn in turns)


def _noticed(course: Course) -> bool | None:
    return _told(course, "signal")


def _asked_first(course: Course) -> bool | None:
    for turn in course.turns:
        if turn.act in _ANSWERS or sins_of(turn.act, turn.other):
            return False
        if turn.act in (*ASKS, "mask"):
            return True
    return None


def _acknowledged(course: Course) -> bool | None:
    return acknowledged(course.turns) > 0 and not _committed(course, "minimise")


def _without(course: Course, sin: str) -> bool | None:
    if _committed(course, sin):
        return False
    talked = sum(turn.act != "small_talk" for turn in course.turns) >= LEAST_TURNS
    return True if talked or _told(course, "fear") else None


def _no_concession(course: Course) -> bool | None:
    """What was given before the fear was named; without a bait refused and without the fear there is nothing to see."""
    before = course.turns[: _named_at(course)]
    if any(turn.act == "concede" for turn in before):
        return False
    baited = next((place for place, turn in enumerate(before) if turn.bait), len(before))
    refused = any(turn.act in (*ASKS, "acknowledge") for turn in before[baited + 1 :])
    return True if refused or _told(course, "fear") else None


def _named_at(course: Course) -> int | None:
    """Return the place of the turn in which the fear was named: the last that anything under the mask was told in."""
    if not _told(course, "fear"):
        return None
    return max(p for p, turn in enumerate(course.turns) if turn.event == "told" and turn.act in UNDER)


def _fear(course: Course) -> bool | None:
    return _told(course, "fear")


def _own_step(course: Course) -> bool | None:
    return _told(course, "own_step")


CONCERN: tuple[Check, ...] = (
    Check("noticed", 2, ("F68", "F69"), _noticed),
    Check("asked_first", 1, ("F70",), _asked_first),
    Check("acknowledged", 2, ("F70", "F71"), _acknowledged),
    Check("no_prescribing", 2, ("F72",), lambda course: _without(course, "prescribe")),
    Check("no_pressure", 2, ("F73",), lambda course: _without(course, "pressure")),
    Check("no_concession", 2, ("F78",), _no_concession),
    Check("fear_named", 3, ("F67", "F70"), _fear),
    Check("own_step", 2, ("F70",), _own_step),
)

# Which check to work on first: what closes the customer before what was not reached.
FOCUS_ORDER = (
    *("no_pressure", "no_prescribing", "acknowledged", "no_concession"),
    *("asked_first", "noticed", "fear_named", "own_step"),
)
