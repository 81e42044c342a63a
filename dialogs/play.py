"""
What every role-play is made of: an act, a mood, a turn as played, a check; and `Play`, which joins the parts of one.

The flow, the debrief and the bots ask the play of the customer; none of them asks what kind of customer it is.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from content.library import Library
from content.offer import Offer
from content.schema import Buyer
from dialogs.model import Listening, Task

IN_DOUBT = "in_doubt"  # an act's `other`: the line may be a sin, and the judge is not sure
HALF = 0.5  # mood moves in half steps (customer.md 5)
QUESTIONS = ("situation", "problem", "implication", "need_payoff")
LETTERS = dict(zip(QUESTIONS, "SPIN", strict=True))
_LABELS = {letter: label for label, letter in LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Act:
    """
    What the rep did, as understood. Each play lists its own kinds.

    `node` is the thing that was asked about; `other` what else there is to say of it, in the play's own words.
    """

    kind: str
    node: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class CommonMood:
    """Where a customer stands. `told` are the nodes told, oldest first; `said` the lines, as "place#wording"."""

    trust: float
    openness: float
    impatience: float
    told: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    turns: int = 0
    baited: tuple[str, ...] = ()
    ended: str = ""  # how the call ended: "left", or the play's word for a good end

    def to_json(self) -> dict[str, Any]:
        """Return what `stored_mood` reads; what was told and the baits are in `said` already, and a row is 4 KB."""
        kind: Any = type(self)
        return {name: getattr(self, name) for name in _kept_fields(kind)} | {"said": list(self.said)}


@functools.cache  # looking them up in every turn was a twentieth of the whole step
def _kept_fields(kind: Any) -> tuple[str, ...]:
    return tuple(name for name in _fields(kind) if name not in ("told", "baited"))


@functools.cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def stored_mood(stored: Mapping[str, Any], *, tells: Sequence[str]) -> dict[str, Any]:
    """
    Return the fields of a mood that `to_json` wrote, after they have been through JSON.

    Args:
        tells: the kinds of nodes that count as told once they are said.
    """
    told, baited = [], []
    for key in stored["said"]:  # in every turn of a call, and each turn adds one or two
        place = key.partition("#")[0]
        kind, _, name = place.partition(".")
        if kind == "bait":
            baited.append(name)
        elif kind in tells:
            told.append(place)
    return {**stored, "said": tuple(stored["said"]), "told": tuple(told), "baited": tuple(baited)}


def moved(mood: CommonMood, moves: Mapping[str, Any]) -> CommonMood:
    """Return the mood with some of its fields as in *moves*; `dataclasses.replace` takes three times as long."""
    kind: Any = type(mood)
    changed: CommonMood = kind(**{name: getattr(mood, name) for name in _fields(kind)} | dict(moves))
    return changed


@dataclass(frozen=True, slots=True)
class Reaction:
    """The customer's answer: the new mood, the lines said, what happened, and whether it counts (credit)."""

    mood: Any  # the play's own mood
    said: tuple[str, ...]  # keys of the lines
    event: str  # "told", "guarded", or the name of the reaction
    credit: bool
    bait: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """The act, and the question type that it counts as (a QUESTION_LABELS value, "none" for all else)."""

    act: Act
    label: str


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


C = TypeVar("C", bound=Buyer)
M = TypeVar("M", bound=CommonMood)
# What is generic has no slots: Python 3.11 cannot make one by its alias (`Course[Customer, Mood](...)`) where it has.


@dataclass(frozen=True)
class Course(Generic[C, M]):
    """A whole role-play, for the checks to look at."""

    customer: C
    turns: tuple[Played, ...]
    mood: M
    offer: Offer | None = None  # what is sold; None: nothing is known of it beyond a sentence

    def count(self, label: str) -> int:
        return sum(turn.label == label for turn in self.turns)


@dataclass(frozen=True)
class Check(Generic[C, M]):
    """
    One row of a rubric: its points, its frameworks, and how it is decided; None: nothing to judge.

    `applies` says for which customers; for others it is never judged, and a call is won without it.
    """

    id: str
    points: int
    frameworks: tuple[str, ...]
    decide: Callable[[Course[C, M]], bool | None]
    applies: Callable[[C], bool] = lambda customer: True


def decide_all(checks: Sequence[Check[C, M]], course: Course[C, M]) -> dict[str, bool | None]:
    """Return every check by id, in the order of the rubric."""
    return {check.id: check.decide(course) if check.applies(course.customer) else None for check in checks}


def is_won(checks: Sequence[Check[C, M]], course: Course[C, M], *, good_end: str) -> bool:
    """Won: the call ended well, and every check of two or three points passed (customer.md)."""
    needed = (check for check in checks if check.points >= 2 and check.applies(course.customer))
    return course.mood.ended == good_end and all(check.decide(course) for check in needed)


@dataclass(frozen=True, slots=True)
class Moments:
    """Which turns a debrief quotes: acts and events, the best and the costliest first; and what cost nothing."""

    best_first: tuple[str, ...]
    worst_first: tuple[str, ...]
    harmless: tuple[str, ...]


@dataclass(frozen=True)
class Play(Generic[C, M]):
    """One role-play: how its customers are spoken to, how they answer, and how the call is looked at afterwards."""

    rubric: str
    task: Task  # what the judge is asked of a line
    checks: tuple[Check[C, M], ...]
    focus_order: tuple[str, ...]  # what to work on first, by check
    moments: Moments
    hints: tuple[str, ...]  # every kind that `next_step` and `hint` return
    others: Container[str]  # what an act's `other` may be besides a node
    opening_mood: Callable[[C], M]
    mood_from_json: Callable[[Mapping[str, Any]], M]
    listen: Callable[[C, M], Listening]
    understand: Callable[..., Understood]  # (percept, *, customer, mood)
    respond: Callable[..., Reaction]  # (customer, mood, act, *, seed)
    lines_of: Callable[[C, str], tuple[str, ...]]
    line: Callable[[C, str], str]
    effect: Callable[[Library, C, Played], str]  # one sentence: what this line did, with the framework id
    next_step: Callable[[C, M], tuple[str, str]]  # the kind of line that helps most now, and what it would open
    hint: Callable[[C, M], str]
    model_line: Callable[..., str]  # (customer, node, *, avoid)
    counts: Callable[[Library, tuple[Played, ...]], tuple[str, str]]  # the counts line: its label and what it says
    named: Callable[[Played], tuple[str, ...]]  # the moves that the rep was told a line had; none for questions
    repaired: Callable[[Course[C, M]], frozenset[str]]  # checks that passed since a fault was made good: half points
    good_end: str  # `ended` of a call that may be won

    def decide(self, course: Course[C, M]) -> dict[str, bool | None]:
        """Return every check of the rubric by id, in its order."""
        return decide_all(self.checks, course)

    def won(self, course: Course[C, M]) -> bool:
        return is_won(self.checks, course, good_end=self.good_end)

    def points(self, course: Course[C, M]) -> dict[str, int]:
        """Return what each check counts: its points, and half of them where a fault was repaired (evidence.md 5)."""
        repaired = self.repaired(course)
        return {check.id: check.points // (2 if check.id in repaired else 1) for check in self.checks}


def replayed(play: Play[C, M], customer: C, acts: Sequence[Act], *, seed: int) -> M:
    """Return the mood after *acts*, from the opening."""
    mood = play.opening_mood(customer)
    for act in acts:
        mood = play.respond(customer, mood, act, seed=seed).mood
    return mood
