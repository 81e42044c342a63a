"""What the dialogs of assignments ask of the store, and what they have done there (dialogs/asking_store.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dialogs.asking_store import Deed, Question
from dialogs.assigning.model import AssignmentId, DisputeId, Given, Outcome, Run, What
from dialogs.assigning.seen import LedTeam, OpenDispute, Overview, Quoted
from dialogs.people import TeamId


@dataclass(frozen=True)
class Own(Question[tuple[Given, ...]]):
    """What the member was asked for and is not withdrawn, the nearest due day first."""


@dataclass(frozen=True)
class Led(Question[tuple[LedTeam, ...]]):
    """The teams that the member manages, with their reps, by name."""


@dataclass(frozen=True)
class Having(Question[tuple[str, ...]]):
    """The names of those of a team who have this open already; a look at others' data."""

    team_id: TeamId
    what: What
    content_id: str


@dataclass(frozen=True)
class Results(Question[tuple[Overview, ...]]):
    """What the member's teams were asked for, the latest first; a look at others' data."""


@dataclass(frozen=True)
class Disputes(Question[tuple[OpenDispute, ...]]):
    """Objections on assigned runs that the member may decide, the oldest first; a look at others' data."""


@dataclass(frozen=True)
class Lines(Question[tuple[Quoted, ...]]):
    """Lines that reps shared of one assignment; a look at others' data."""

    assignment_id: AssignmentId


@dataclass(frozen=True)
class OwnLines(Question[tuple[Quoted, ...]]):
    """Lines that the member shares now, the latest first."""


@dataclass(frozen=True)
class Issue(Deed):
    """Give an assignment. `people`: marks of members (`seen.mark_of`); empty: the whole team. `bar`: of offers.BARS."""

    team_id: TeamId
    people: tuple[str, ...]
    what: What
    content_id: str
    bar: str
    due_on: date
    note: str = ""


@dataclass(frozen=True)
class Extend(Deed):
    assignment_id: AssignmentId
    due_on: date


@dataclass(frozen=True)
class Withdraw(Deed):
    assignment_id: AssignmentId


@dataclass(frozen=True)
class Remind(Deed):
    """Remind those who have not met the bar and were not reminded yet."""

    assignment_id: AssignmentId


@dataclass(frozen=True)
class FinishRun(Deed):
    """Count a run of the member's own."""

    assignment_id: AssignmentId
    run: Run = field(hash=False)


@dataclass(frozen=True)
class RaiseDispute(Deed):
    """Keep an objection of the member's own on an assigned run; with *shared* its managers and authors may read it."""

    assignment_id: AssignmentId
    run: str
    place: str
    content_id: str
    told: str
    own: str | None
    shared: bool


@dataclass(frozen=True)
class Resolve(Deed):
    dispute_id: DisputeId
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class ShareLine(Deed):
    """Let the managers of the assignment's team read one line of the member's own."""

    assignment_id: AssignmentId
    run: str
    place: str
    text: str


@dataclass(frozen=True)
class Unshare(Deed):
    assignment_id: AssignmentId
    run: str
    place: str


# What the questions of a member's own turn find where nobody is asked for anything and nobody leads.
NOTHING_ASKED: Mapping[Question[Any], Any] = {one(): () for one in (Own, Led, Results, Disputes, OwnLines)}
