"""
What is known of a person's rights in their data: values only. Instants are aware UTC, durations in days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dialogs.model import Json, MemberId, WorkspaceId

UNDO_DAYS = 7  # journeys.md 6: undo for seven days, then a hard delete
NOTICE_DAYS = 7  # a change of visibility or retention is told so many days before it takes effect, at least

Act = Literal["exported", "erase", "undo"]  # what a turn may do with the person's own data, beside what it says


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasing that was asked for and not done yet."""

    member_id: MemberId
    workspace_id: WorkspaceId
    asked_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """
    A change that is told before it takes effect.

    `change`: for "keep" {"kind", "days", "before"}; for "sees" {"kinds": [...], "table": the new table}; for
    "hold_out" {"percent", "before"} of user-weeks without a nudge.
    """

    id: str
    workspace_id: WorkspaceId
    about: Literal["keep", "sees", "hold_out"]
    change: Json
    made_at: datetime
    effective_at: datetime
    told_at: datetime | None = None  # when it was put on its way to everybody there was


@dataclass(frozen=True, slots=True)
class Rights:
    """How a workspace keeps data now, what will change, and whether this member asked to be erased."""

    keeps: Mapping[str, int] = field(default_factory=dict)  # days by kind, where the workspace has its own
    notices: tuple[Notice, ...] = ()  # those to come, by the day on which they take effect
    erasure: Erasure | None = None
    counts: Mapping[str, int] = field(default_factory=dict)  # rows of this member by table, where there are any


@dataclass(frozen=True, slots=True)
class Export:
    """
    Everything that is kept of a person: rows by table, each a mapping of every column to what JSON takes.

    Instants are ISO 8601 in UTC, days ISO dates; what is JSON in the database is JSON here. `names`: other members whom
    the rows name, such as whoever asked a question; an export that stands in a chat goes with them. `called`: what the
    people, teams and assignments are called whose ids stand in the rows; without who is to be erased.
    """

    made_at: datetime
    tables: Mapping[str, tuple[Json, ...]]
    names: tuple[MemberId, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(map(len, self.tables.values()))


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at somebody's data, or one act on it. `subject` None: about nobody in particular, such as counts."""

    actor: str  # a member's id, OPERATOR, or COACH
    role: str  # as whom: "rep", "manager", "author", "admin", "operator"
    act: Literal["read", "refused", "export", "erase", "undo", "erased", "rule"]
    kind: str
    form: str
    subject: str | None


OPERATOR = "operator"  # whoever runs the commands on the machine itself
COACH = "coach"  # what happens by itself


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of the log."""

    at: datetime
    looked: Looked
