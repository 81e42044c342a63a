"""Practice that managers assign: what was asked, of whom, which runs counted, disputes, and lines that reps share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _assignment()
    _assignee()
    _runs()
    _disputes()
    _lines()


def downgrade() -> None:
    for table in ("shared_line", "dispute", "assigned_run", "assignee", "assignment"):
        op.drop_table(table)


def _column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.String(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, _INSTANT, nullable=nullable)


def _to(table: str, column: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], name=name)


def _to_assignee(name: str) -> sa.ForeignKeyConstraint:
    columns = ["workspace_id", "assignment_id", "member_id"]
    return sa.ForeignKeyConstraint(columns, [f"assignee.{column}" for column in columns], name=name)


def _assignment() -> None:
    op.create_table(
        "assignment",
        _text("workspace_id"),
        _text("id"),
        _text("team_id"),
        _text("by_member", nullable=True),
        _instant("issued_at"),
        _text("content_hash"),
        _text("what"),
        _text("content_id"),
        _text("skill"),
        _text("title"),
        _text("mark"),
        _column("bar", sa.JSON()),
        _column("due_on", sa.Date()),
        _instant("due_at"),
        _column("note", sa.Text(), nullable=True),
        _column("extended", sa.JSON()),
        _instant("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint("what IN ('scenario', 'item', 'row')", name="ck_assignment_what"),
        _to("team", "team_id", "fk_assignment_team"),
        _to("member", "by_member", "fk_assignment_by"),
    )
    op.create_index("ix_assignment_team", "assignment", ["workspace_id", "team_id", "issued_at"])
    op.create_index("ix_assignment_by", "assignment", ["workspace_id", "by_member"])
    op.create_index("ix_assignment_due", "assignment", ["workspace_id", "due_at"])


def _assignee() -> None:
    op.create_table(
        "assignee",
        _text("workspace_id"),
        _text("assignment_id"),
        _text("member_id"),
        _instant("told_at", nullable=True),
        _text("status"),
        _instant("met_at", nullable=True),
        _instant("reminded_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "assignment_id", "member_id"),
        sa.CheckConstraint("status IN ('open', 'trying', 'met')", name="ck_assignee_status"),
        _to("assignment", "assignment_id", "fk_assignee_assignment"),
        _to("member", "member_id", "fk_assignee_member"),
    )
    op.create_index("ix_assignee_member", "assignee", ["workspace_id", "member_id", "status"])


def _runs() -> None:
    op.create_table(
        "assigned_run",
        _text("workspace_id"),
        _text("assignment_id"),
        _text("member_id"),
        _text("session_id"),
        _text("run"),
        _text("content_id"),
        _instant("finished_at"),
        _column("passed", sa.Boolean()),
        _column("good", sa.Boolean()),
        _column("checks", sa.JSON()),
        _column("left_out", sa.JSON()),
        sa.PrimaryKeyConstraint("workspace_id", "assignment_id", "member_id", "session_id", "run"),
        _to_assignee("fk_assigned_run_assignee"),
    )
    op.create_index("ix_assigned_run_member", "assigned_run", ["workspace_id", "member_id"])


def _disputes() -> None:
    op.create_table(
        "dispute",
        _text("workspace_id"),
        _text("id"),
        _text("assignment_id"),
        _text("member_id"),
        _text("run"),
        _text("place"),
        _text("content_id"),
        _text("told"),
        _text("own", nullable=True),
        _column("shared", sa.Boolean()),
        _instant("at"),
        _text("resolved_by", nullable=True),
        _instant("resolved_at", nullable=True),
        _text("outcome", nullable=True),
        _column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint("outcome IN ('upheld', 'changed')", name="ck_dispute_outcome"),
        sa.UniqueConstraint("workspace_id", "member_id", "run", "place", name="uq_dispute_verdict"),
        _to_assignee("fk_dispute_assignee"),
        _to("member", "resolved_by", "fk_dispute_by"),
    )
    op.create_index("ix_dispute_assignee", "dispute", ["workspace_id", "assignment_id", "member_id"])
    op.create_index("ix_dispute_by", "dispute", ["workspace_id", "resolved_by"])


def _lines() -> None:
    op.create_table(
        "shared_line",
        _text("workspace_id"),
        _text("assignment_id"),
        _text("member_id"),
        _text("run"),
        _text("place"),
        _column("text", sa.Text()),
        _instant("shared_at"),
        sa.PrimaryKeyConstraint("workspace_id", "assignment_id", "member_id", "run", "place"),
        _to_assignee("fk_shared_line_assignee"),
    )
    op.create_index("ix_shared_line_member", "shared_line", ["workspace_id", "member_id"])
