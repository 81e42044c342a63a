"""
The ten yes/no checks of a discovery role-play (evidence.md 5), from what happened turn by turn.

A check is None, and leaves the total, where the judge could not tell or where there was nothing to see:
a greeting earns nothing, and nothing is scored on what the rep could not see at that turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content.schema import Customer
from dialogs.customer import Mood, problem_of
from dialogs.play import LETTERS, Played, decide_all, is_won
from dialogs.play import Check as AnyCheck
from dialogs.play import Course as AnyCourse

Course = AnyCourse[Customer, Mood]
Check = AnyCheck[Customer, Mood]
__all__ = ["DISCOVERY", "Check", "Course", "Played"]  # and the functions below

# evidence.md 5: thresholds of ours, to be calibrated on real use
QUESTION_SHARE = 0.6
MOST_SITUATION = 3
LEAST_PROBLEMS = 2
LEAST_IMPLICATIONS = 3
LEAST_LINKED = 2
HIDDEN_SHARE = 0.6
SEVERE_AT = 4  # an implication this severe is a hidden fact worth finding
ABSTAIN_SHARE = 0.2  # frameworks.md, J-SEQ: more than this and order cannot be judged
GOOD_END = "advance"
LEAST_TURNS = 4  # before that there is nothing to take a share of


def _unsure(course: Course) -> bool:
    """More turns than J-SEQ allows on which the judge could not tell what was asked."""
    vague = sum(t.verdict == "abstain" and not t.credit for t in course.turns)
    return bool(course.turns) and vague / len(course.turns) > ABSTAIN_SHARE


def _before_need(course: Course) -> tuple[Played, ...]:
    """Return the turns up to the one in which the customer voiced the need."""
    for index, turn in enumerate(course.turns):
        if turn.credit and turn.act == "payoff":
            return course.turns[:index]
    return course.turns


def _if_sure(course: Course, passed: bool) -> bool | None:
    return None if _unsure(course) and not passed else passed


def _questions(course: Course) -> bool | None:
    if len(course.turns) < LEAST_TURNS:
        return None
    return sum(turn.asked for turn in course.turns) / len(course.turns) >= QUESTION_SHARE


def _situation(course: Course) -> bool | None:
    if len(course.turns) < LEAST_TURNS or not any(turn.asked for turn in course.turns):
        return None
    return course.count("situation") <= MOST_SITUATION and all(t.event != "in_briefing" for t in course.turns)


def _problems(course: Course) -> bool | None:
    areas = {problem_of(t.node) for t in course.turns if t.label == "problem" and t.act == "problem"}
    return _if_sure(course, len(areas) >= LEAST_PROBLEMS)


def linked(course: Course) -> int:
    """Count the implication questions on a problem that the customer had stated before; one asked again counts once."""
    told: set[str] = set()
    found = 0
    for turn in course.turns:
        fresh = turn.label == "implication" and turn.act == "implication" and turn.event != "repeat"
        found += fresh and f"problem.{problem_of(turn.node)}" in told
        if turn.credit:
            told.add(turn.node)
    return found


def _implications(course: Course) -> bool | None:
    passed = course.count("implication") >= LEAST_IMPLICATIONS and linked(course) >= LEAST_LINKED
    return _if_sure(course, passed)


def _payoff(course: Course) -> bool | None:
    built: set[str] = set()
    passed = False
    for turn in course.turns:
        passed = passed or (turn.label == "need_payoff" and turn.act == "payoff" and problem_of(turn.node) in built)
        if turn.credit and turn.act == "implication":
            built.add(problem_of(turn.node))
    return _if_sure(course, passed)


def _need(course: Course) -> bool | None:
    return bool(course.mood.need)


def _no_pitch(course: Course) -> bool | None:
    before = _before_need(course)
    if any(turn.act == "pitch" for turn in before):
        return False
    baited = next((place for place, turn in enumerate(before) if turn.bait), len(before))
    refused = any(turn.asked for turn in before[baited + 1 :])  # a greeting refuses nothing
    return True if refused or course.mood.need else None


def _benefit(course: Course) -> bool | None:
    """What was offered, also along with asking for the next step, answered the need that was voiced, and can do so."""
    need = problem_of(course.mood.need)
    pitched = [turn.event == "pitch_ok" for turn in course.turns if turn.act == "pitch"]
    pitched += [problem_of(turn.node) == need for turn in course.turns if turn.act == "advance" and turn.node]
    helps = course.offer.answers if course.offer else {}
    return all(pitched) and (not helps or need in helps or not need) if pitched else None


def _advance(course: Course) -> bool | None:
    return course.mood.ended == "advance"


def hidden(customer: Customer) -> set[str]:
    """Return what is worth finding: every problem, and the severe consequences."""
    found = {f"problem.{name}" for name in customer.problems}
    for name, problem in customer.problems.items():
        found |= {f"implication.{name}.{i}" for i, imp in problem.implications.items() if imp.severity >= SEVERE_AT}
    return found


def _hidden(course: Course) -> bool | None:
    there = hidden(course.customer)
    return len(there & set(course.mood.told)) / len(there) >= HIDDEN_SHARE


DISCOVERY: tuple[Check, ...] = (
    Check("questions", 1, ("F41",), _questions),
    Check("situation", 1, ("F42",), _situation),
    Check("problems", 1, ("F43",), _problems),
    Check("implications", 2, ("F44",), _implications),
    Check("payoff", 2, ("F45", "F46"), _payoff),
    Check("need", 2, ("F45",), _need),
    Check("no_pitch", 2, ("F47",), _no_pitch),
    Check("benefit", 1, ("F48",), _benefit),
    Check("advance", 2, ("F34",), _advance),
    Check("hidden", 1, ("F41",), _hidden),
)

# Which check to work on first: what comes earlier in a call decides what comes after it.
FOCUS_ORDER = (
    *("no_pitch", "problems", "implications", "payoff", "need"),
    *("advance", "situation", "benefit", "questions", "hidden"),
)


def decide(course: Course) -> dict[str, bool | None]:
    """Return every check of a discovery call by id, in its order."""
    return decide_all(DISCOVERY, course)


def won(course: Course) -> bool:
    """Won: the customer voiced the need and agreed the advance, and every check of two or three points passed."""
    return is_won(DISCOVERY, course, good_end=GOOD_END)


def focus(decided: Mapping[str, bool | None], *, order: Sequence[str] = FOCUS_ORDER) -> str:
    """Return the one check to work on next; empty where none failed."""
    return next((check for check in order if decided.get(check) is False), "")


def counts(turns: tuple[Played, ...]) -> str:
    """Return the counts line, such as "S2 P3 I1 N0"."""
    return " ".join(f"{letter}{sum(t.label == name for t in turns)}" for name, letter in LETTERS.items())
