"""
The ten yes/no checks of a discovery role-play (evidence.md 5), from what happened turn by turn.

A check is None, and leaves the total, where the judge could not tell or where there was nothing to see:
a greeting earns nothing, and nothing is scored on what the rep could not see at that turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content.schema import Customer
from dialogs.customer import Mood, problem_of

QUESTIONS = ("situation", "problem", "implication", "need_payoff")
LETTERS = dict(zip(QUESTIONS, "SPIN", strict=True))
_LABELS = {letter: label for label, letter in LETTERS.items()}

# evidence.md 5: thresholds of ours, to be calibrated on real use
QUESTION_SHARE = 0.6
MOST_SITUATION = 3
LEAST_PROBLEMS = 2
LEAST_IMPLICATIONS = 3
LEAST_LINKED = 2
HIDDEN_SHARE = 0.6
SEVERE_AT = 4  # an implication this severe is a hidden fact worth finding
ABSTAIN_SHARE = 0.2  # frameworks.md, J-SEQ: more than this and order cannot be judged
LEAST_TURNS = 4  # before that there is nothing to take a share of


@dataclass(frozen=True, slots=True)
class Played:
    """One rep turn as it was understood: the question type that counts, the node, what the customer did."""

    text: str
    label: str  # a QUESTION_LABELS value
    act: str
    node: str
    event: str
    credit: bool
    verdict: str  # the judge's: given, ask, abstain
    other: str = ""
    bait: str = ""  # the bait in the customer's answer to this turn

    def to_json(self) -> list[Any]:
        """Return a short row: what the node says of the act is left out, and the likeliest verdict is empty."""
        act = "" if self.act == self.node.partition(".")[0] else self.act
        verdict = "" if self.verdict == "given" else self.verdict
        label = LETTERS.get(self.label, "")
        return [self.text, label, act, self.node, self.event, int(self.credit), verdict, self.other, self.bait]

    @classmethod
    def from_json(cls, row: Sequence[Any]) -> Played:
        """Read what `to_json` wrote."""
        text, letter, act, node, event, credit, verdict, other, bait = row
        act = act or node.partition(".")[0]
        return cls(text, _LABELS.get(letter, "none"), act, node, event, bool(credit), verdict or "given", other, bait)

    @property
    def asked(self) -> bool:
        return self.label in QUESTIONS


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the rubric: its points, its frameworks, and how it is decided."""

    id: str
    points: int
    frameworks: tuple[str, ...]
    decide: Callable[[Course], bool | None]


@dataclass(frozen=True, slots=True)
class Course:
    """A whole role-play, for the checks to look at."""

    customer: Customer
    turns: tuple[Played, ...]
    mood: Mood

    def count(self, label: str) -> int:
        return sum(turn.label == label for turn in self.turns)

    @property
    def unsure(self) -> bool:
        """More turns than J-SEQ allows on which the judge could not tell what was asked."""
        vague = sum(t.verdict == "abstain" and not t.credit for t in self.turns)
        return bool(self.turns) and vague / len(self.turns) > ABSTAIN_SHARE

    @property
    def before_need(self) -> tuple[Played, ...]:
        """The turns up to the one in which the customer voiced the need."""
        for index, turn in enumerate(self.turns):
            if turn.credit and turn.act == "payoff":
                return self.turns[:index]
        return self.turns


def _if_sure(course: Course, passed: bool) -> bool | None:
    return None if course.unsure and not passed else passed


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
    before = course.before_need
    if any(turn.act == "pitch" for turn in before):
        return False
    baited = next((place for place, turn in enumerate(before) if turn.bait), len(before))
    refused = any(turn.asked for turn in before[baited + 1 :])  # a greeting refuses nothing
    return True if refused or course.mood.need else None


def _benefit(course: Course) -> bool | None:
    """What was offered, also along with asking for the next step, answered the need that was voiced."""
    need = problem_of(course.mood.need)
    pitched = [turn.event == "pitch_ok" for turn in course.turns if turn.act == "pitch"]
    pitched += [problem_of(turn.node) == need for turn in course.turns if turn.act == "advance" and turn.node]
    return all(pitched) if pitched else None


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
RUBRICS: Mapping[str, tuple[Check, ...]] = {"discovery": DISCOVERY}

# Which check to work on first: what comes earlier in a call decides what comes after it.
FOCUS_ORDER = (
    *("no_pitch", "problems", "implications", "payoff", "need"),
    *("advance", "situation", "benefit", "questions", "hidden"),
)


def decide(course: Course, *, rubric: str = "discovery") -> dict[str, bool | None]:
    """Return every check of the rubric by id, in its order."""
    return {check.id: check.decide(course) for check in RUBRICS[rubric]}


def won(course: Course, *, rubric: str = "discovery") -> bool:
    """Won: the customer voiced the need and agreed the advance, and every check of two or three points passed."""
    decided = decide(course, rubric=rubric)
    return course.mood.ended == "advance" and all(decided[c.id] for c in RUBRICS[rubric] if c.points >= 2)


def focus(decided: Mapping[str, bool | None]) -> str:
    """Return the one check to work on next; empty where none failed."""
    return next((check for check in FOCUS_ORDER if decided.get(check) is False), "")


def counts(turns: tuple[Played, ...]) -> str:
    """Return the counts line, such as "S2 P3 I1 N0"."""
    return " ".join(f"{letter}{sum(t.label == name for t in turns)}" for name, letter in LETTERS.items())
