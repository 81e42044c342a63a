"""What is kept of assignments, as a port. It is bound to one workspace: no question leads into another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from dialogs.assigning.model import (
    Assignee,
    Assignment,
    AssignmentId,
    Dispute,
    DisputeId,
    Extension,
    Outcome,
    Run,
    SharedLine,
    Status,
)
from dialogs.model import MemberId
from dialogs.people import TeamId


class AssignmentStore(Protocol):
    """One workspace's assignments, within one transaction. *ids* are all members that are one person."""

    def add(self, assignment: Assignment, members: Sequence[MemberId]) -> None: ...
    def assignment(self, id: AssignmentId) -> Assignment | None: ...
    def of_teams(self, teams: Sequence[TeamId], *, limit: int) -> Sequence[Assignment]:
        """Return what these teams were asked for, withdrawn ones too, the latest first."""
        ...

    def given_to(self, ids: Sequence[MemberId]) -> Sequence[tuple[Assignment, Assignee]]:
        """
        Return what a person was asked for and is not withdrawn, the nearest due day first.

        What they had not met when they left the team, or when it was closed, is not asked of them any more.
        """
        ...

    def assignees(self, id: AssignmentId) -> Sequence[Assignee]:
        """Return everybody who was asked, with their runs."""
        ...

    def told(self, id: AssignmentId, member_id: MemberId, at: datetime) -> None: ...
    def remind(self, id: AssignmentId, member_id: MemberId, at: datetime) -> bool:
        """Note a reminder; False where there was one. Of several at once one wins."""
        ...

    def extend(self, id: AssignmentId, extended: Sequence[Extension], due_on: date, due_at: datetime) -> None: ...
    def withdraw(self, id: AssignmentId, at: datetime) -> bool: ...
    def forget(self, team_id: TeamId) -> None:
        """Delete all that a team was asked for, with its runs, lines and disputes."""
        ...

    def add_run(self, id: AssignmentId, member_id: MemberId, run: Run, *, passed: bool) -> bool:
        """Keep a finished run; False where it is kept already."""
        ...

    def change_run(self, id: AssignmentId, member_id: MemberId, run: Run, *, passed: bool) -> None: ...
    def set_status(self, id: AssignmentId, member_id: MemberId, status: Status, *, met_at: datetime | None) -> None: ...
    def put_dispute(self, dispute: Dispute, *, shared: bool) -> bool:
        """Keep an objection, or what the rep says of it now; False where it is decided and stays as it is."""
        ...

    def disputes(self) -> Sequence[Dispute]:
        """Return those that are open and whose line the rep shared, the oldest first; none of who is to be erased."""
        ...

    def dispute(self, id: DisputeId) -> Dispute | None:
        """Return one whose line is shared, open or decided; None otherwise."""
        ...

    def resolve(self, id: DisputeId, outcome: Outcome, reason: str, *, by: MemberId, at: datetime) -> bool:
        """Decide an open dispute; False where it is decided already. Of several at once one wins."""
        ...

    def share(self, line: SharedLine) -> None: ...
    def unshare(self, id: AssignmentId, ids: Sequence[MemberId], run: str, place: str) -> None: ...
    def lines(self, id: AssignmentId) -> Sequence[SharedLine]: ...
    def lines_of(self, ids: Sequence[MemberId]) -> Sequence[SharedLine]:
        """Return what a person shares now, the latest first."""
        ...

    def due_soon(self, after: datetime, until: datetime) -> Sequence[tuple[Assignment, MemberId]]:
        """Return what is due within a time, with each who has not met the bar yet and is still a rep of the team."""
        ...
