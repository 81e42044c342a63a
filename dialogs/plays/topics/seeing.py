"""What the checks of a role-play of topics look at: what was told, what was done, and in which order."""

from __future__ import annotations

from content.topics import TopicCustomer
from dialogs.model import SINS
from dialogs.play import IN_DOUBT, Played
from dialogs.play import Check as AnyCheck
from dialogs.play import Course as AnyCourse
from dialogs.plays.topics.answering import HEARD, Mood
from dialogs.plays.topics.rules import kind_of

Course = AnyCourse[TopicCustomer, Mood]
Check = AnyCheck[TopicCustomer, Mood]

LEAST_TURNS = 4  # before that, what was not done is no achievement; our guess
FAULTS = (*SINS, "concede", "attack", "pitch")


def told(course: Course, *kinds: str) -> int:
    """Count the topics of these kinds that were told."""
    return sum(kind_of(node) in kinds for node in course.mood.told)


def said(course: Course, kind: str) -> bool:
    """Whether a topic of this kind was told, or said in a sentence beside what was asked (`Kind.says`)."""
    return told(course, kind) > 0 or any(kind_of(turn.other) == kind for turn in course.turns)


def knows(course: Course, *kinds: str) -> bool:
    """Whether this customer has a topic of one of these kinds."""
    return any(topic.kind in kinds for topic in course.customer.topics.values())


def place_of(course: Course, *kinds: str) -> int:
    """Return the turn, from 0, in which one of these kinds was told first; the number of turns where none was."""
    turns = (at for at, turn in enumerate(course.turns) if turn.event == "told" and turn.act in kinds)
    return next(turns, len(course.turns))


def did(turns: tuple[Played, ...], *acts: str) -> int:
    """Count the turns in which the rep did one of these; a second sin in one line counts as well."""
    return sum(turn.act in acts or turn.other in acts for turn in turns)


def heard(turns: tuple[Played, ...]) -> int:
    """Count the turns that showed the customer was heard; formulas are not among them."""
    return sum(turn.act == "acknowledge" or turn.other == HEARD for turn in turns)


def without(course: Course, *acts: str) -> bool | None:
    """Whether none of these was done; None while there was too little to see it by."""
    if did(course.turns, *acts):
        return False
    enough = bool(course.mood.ended) or did(course.turns, *course_kinds(course)) >= LEAST_TURNS
    return True if enough else None


def without_sins(course: Course) -> bool | None:
    """Whether no sin was done; None also where the judge was in doubt about a line that did nothing else."""
    doubtful = any(turn.other == IN_DOUBT for turn in course.turns)
    found = without(course, *SINS)
    return None if found and doubtful else found


def course_kinds(course: Course) -> tuple[str, ...]:
    return tuple({topic.kind for topic in course.customer.topics.values()})
