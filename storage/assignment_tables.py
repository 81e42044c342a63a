"""
The rows of what managers assign. Plain tables in the metadata of `storage.tables`, loaded where somebody first asks for
an assignment. What people wrote: `note` and `reason` (of whoever gave or decided), `shared_line.text` (of the rep).

A change here needs a migration; a test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables import Row, UtcInstant


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String, nullable=nullable)


def _words(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcInstant, nullable=nullable)


def _json(name: str) -> Column[Any]:
    return Column(name, JSON, nullable=False)


def _to(table: str, column: str, name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], name=name)


def _to_assignee(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", "assignment_id", "member_id"],
        ["assignee.workspace_id", "assignee.assignment_id", "assignee.member_id"],
        name=name,
    )


# What was asked, as it was then: title, bar and words are frozen. `by_member` is null once its manager was erased.
assignment = Table(
    "assignment",
    Row.metadata,
    _key("workspace_id"),
    _key("id"),
    _text("team_id"),
    _text("by_member", nullable=True),
    _instant("issued_at"),
    _text("content_hash"),
    _text("what"),
    _text("content_id"),
    _text("skill"),
    _text("title"),
    _text("mark"),  # of the content, see `dialogs.assigning.offers.mark_of`
    _json("bar"),
    Column("due_on", Date, nullable=False),
    _instant("due_at"),
    _words("note", nullable=True),
    _json("extended"),  # [[day before, day after, instant], ...]
    _instant("withdrawn_at", nullable=True),
    CheckConstraint("what IN ('scenario', 'item', 'row')", name="ck_assignment_what"),
    _to("team", "team_id", "fk_assignment_team"),
    _to("member", "by_member", "fk_assignment_by"),
    Index("ix_assignment_team", "workspace_id", "team_id", "issued_at"),
    Index("ix_assignment_by", "workspace_id", "by_member"),
    Index("ix_assignment_due", "workspace_id", "due_at"),
)

assignee = Table(
    "assignee",
    Row.metadata,
    _key("workspace_id"),
    _key("assignment_id"),
    _key("member_id"),
    _instant("told_at", nullable=True),
    _text("status"),
    _instant("met_at", nullable=True),
    _instant("reminded_at", nullable=True),
    CheckConstraint("status IN ('open', 'trying', 'met')", name="ck_assignee_status"),
    _to("assignment", "assignment_id", "fk_assignee_assignment"),
    _to("member", "member_id", "fk_assignee_member"),
    Index("ix_assignee_member", "workspace_id", "member_id", "status"),
)

# A finished run that was begun from the assignment. No key to the session, which is not kept as long.
assigned_run = Table(
    "assigned_run",
    Row.metadata,
    _key("workspace_id"),
    _key("assignment_id"),
    _key("member_id"),
    _key("session_id"),
    _key("run"),
    _text("content_id"),
    _instant("finished_at"),
    Column("passed", Boolean, nullable=False),
    Column("good", Boolean, nullable=False),
    _json("checks"),
    _json("left_out"),
    _to_assignee("fk_assigned_run_assignee"),
    Index("ix_assigned_run_member", "workspace_id", "member_id"),
)

# An objection on an assigned run; its words are in `disagreement`, where the rep shared them.
dispute = Table(
    "dispute",
    Row.metadata,
    _key("workspace_id"),
    _key("id"),
    _text("assignment_id"),
    _text("member_id"),
    _text("run"),
    _text("place"),
    _text("content_id"),
    _text("told"),
    _text("own", nullable=True),
    Column("shared", Boolean, nullable=False),
    _instant("at"),
    _text("resolved_by", nullable=True),  # null: nobody yet, or somebody who was erased
    _instant("resolved_at", nullable=True),
    _text("outcome", nullable=True),
    _words("reason", nullable=True),
    CheckConstraint("outcome IN ('upheld', 'changed')", name="ck_dispute_outcome"),
    UniqueConstraint("workspace_id", "member_id", "run", "place", name="uq_dispute_verdict"),
    _to_assignee("fk_dispute_assignee"),
    _to("member", "resolved_by", "fk_dispute_by"),
    Index("ix_dispute_assignee", "workspace_id", "assignment_id", "member_id"),
    Index("ix_dispute_by", "workspace_id", "resolved_by"),
)

# A line of an assigned run that its writer lets the managers read; taken back, it is gone.
shared_line = Table(
    "shared_line",
    Row.metadata,
    _key("workspace_id"),
    _key("assignment_id"),
    _key("member_id"),
    _key("run"),
    _key("place"),
    _words("text"),
    _instant("shared_at"),
    _to_assignee("fk_shared_line_assignee"),
    Index("ix_shared_line_member", "workspace_id", "member_id"),
)
