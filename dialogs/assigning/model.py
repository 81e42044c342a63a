"""
What a manager asks for, of whom, and how far each of them is: plain values.

The bar and the words that it was shown with are frozen when the assignment is given; content that changes later changes
neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, NewType

from dialogs.model import Json, MemberId, WorkspaceId
from dialogs.people import TeamId

AssignmentId = NewType("AssignmentId", str)
DisputeId = NewType("DisputeId", str)

# A scenario, one quick item, or a row of quick items of one skill (its id is then the skill's).
What = Literal["scenario", "item", "row"]
# What makes one run pass: it was finished; the item was right; the call was won; the named checks hold.
Measure = Literal["done", "right", "won", "checks"]
Status = Literal["open", "trying", "met"]
Outcome = Literal["upheld", "changed"]
STATUSES: Final[tuple[Status, ...]] = ("open", "trying", "met")
OUTCOMES: Final[tuple[Outcome, ...]] = ("upheld", "changed")
LONGEST_NOTE: Final = 200  # characters; journeys.md 4
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Bar:
    """When an assignment is met: *passes* of somebody's last *runs* runs pass. `words`: as it was shown."""

    runs: int
    passes: int
    measure: Measure
    words: str
    checks: tuple[str, ...] = ()  # of the measures "won" and "checks": which of the rubric's count

    def to_json(self) -> Json:
        return {
            "runs": self.runs,
            "passes": self.passes,
            "measure": self.measure,
            "words": self.words,
            "checks": list(self.checks),
        }

    @classmethod
    def from_json(cls, row: Json) -> Bar:
        """Read what `to_json` wrote."""
        return cls(row["runs"], row["passes"], row["measure"], row["words"], tuple(row["checks"]))


@dataclass(frozen=True, slots=True)
class Run:
    """
    One finished run that was begun from an assignment.

    `checks`: of a role-play, by id; None: could not be told. `good`: the item was right, or the call ended well.
    `left_out`: checks that a dispute took out. `run` is unique within the session.
    """

    session_id: str
    run: str
    content_id: str
    finished_at: datetime
    good: bool
    checks: Mapping[str, bool | None] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """A later due day that took the place of an earlier one."""

    before: date
    after: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Assignment:
    """
    What was asked. `by` is None once that manager was erased, and then there is no note either.

    `due_on`: a day; `due_at`: its end in the zone of whoever asked. `mark`: of the content as it was then, see
    `offers.mark_of`; `content_hash` that of all content.
    """

    id: AssignmentId
    workspace_id: WorkspaceId
    team_id: TeamId
    by: MemberId | None
    issued_at: datetime
    content_hash: str
    what: What
    content_id: str
    skill: str
    title: str
    mark: str
    bar: Bar
    due_on: date
    due_at: datetime
    note: str = ""
    extended: tuple[Extension, ...] = ()
    withdrawn_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Assignee:
    """One who was asked, and how far they are; runs in the order in which they were finished."""

    assignment_id: AssignmentId
    member_id: MemberId
    told_at: datetime | None
    status: Status = "open"
    met_at: datetime | None = None
    reminded_at: datetime | None = None
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment as one who was asked has it."""

    assignment: Assignment
    mine: Assignee
    by_name: str = ""  # of whoever gave it; empty where they are gone


@dataclass(frozen=True, slots=True)
class Dispute:
    """
    An objection to a verdict on an assigned run, as it stands. `text` is None unless the rep shared the line.

    `place` tells the verdicts of a run apart, as in `dialogs.model.Disagreement`.
    """

    id: DisputeId
    assignment_id: AssignmentId
    member_id: MemberId
    run: str
    place: str
    content_id: str
    told: str  # how the rep was told the line was: a label, or moves, with a comma between
    own: str | None  # the rep's reading
    text: str | None
    at: datetime
    outcome: Outcome | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line of an assigned run that its writer lets the team's managers read."""

    assignment_id: AssignmentId
    member_id: MemberId
    run: str
    place: str
    text: str
    shared_at: datetime
