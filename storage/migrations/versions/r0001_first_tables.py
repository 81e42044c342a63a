"""The first tables: workspaces, members, sessions, what happened in them, event claims, outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _people()
    _sessions()
    _turns()
    _attempts_and_scores()
    _events_and_outbox()
    for table in ("turn", "attempt", "score"):
        _refuse_update(table)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, _INSTANT, nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _row_number() -> sa.Column[int]:
    return sa.Column("id", _ROW_NUMBER, primary_key=True)


def _of_session(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "session_id"], ["session.workspace_id", "session.id"], name=f"fk_{table}_session"
    )


def _people() -> None:
    op.create_table("workspace", sa.Column("id", sa.String(), primary_key=True), _instant("created_at"))
    op.create_table(
        "member",
        _text("workspace_id"),
        _text("id"),
        _text("name"),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_member_workspace"),
    )
    op.create_table(
        "identity",
        _text("workspace_id"),
        _text("channel"),
        _text("address"),
        _text("member_id"),
        sa.PrimaryKeyConstraint("workspace_id", "channel", "address"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name="fk_identity_member"
        ),
    )
    op.create_index("ix_identity_member", "identity", ["workspace_id", "member_id"])


def _sessions() -> None:
    op.create_table(
        "session",
        _text("workspace_id"),
        _text("id"),
        _text("member_id"),
        _number("ordinal"),
        _number("version"),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        _text("content_hash"),
        _json("frames"),
        _json("parked"),
        _json("facts"),
        sa.Column("closed", sa.Boolean(), nullable=False),
        _instant("created_at"),
        _instant("saved_at"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "member_id", "ordinal", name="uq_session_ordinal"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name="fk_session_member"
        ),
    )


def _turns() -> None:
    op.create_table(
        "turn",
        _row_number(),
        _text("workspace_id"),
        _text("session_id"),
        _text("channel"),
        _text("event_id"),
        _text("who"),
        sa.Column("text", sa.Text()),
        sa.Column("choice", sa.Text()),
        _text("state"),
        _instant("at"),
        _of_session("turn"),
    )
    op.create_index("ix_turn_session", "turn", ["workspace_id", "session_id", "id"])


def _attempts_and_scores() -> None:
    op.create_table(
        "attempt",
        _row_number(),
        _text("workspace_id"),
        _text("session_id"),
        _text("run"),
        _text("content_id"),
        _text("kind"),
        sa.Column("text", sa.Text(), nullable=False),
        _text("label", nullable=True),
        _text("verdict"),
        _json("frameworks"),
        _json("detail"),
        _instant("at"),
        _of_session("attempt"),
    )
    op.create_index("ix_attempt_session", "attempt", ["workspace_id", "session_id", "id"])
    op.create_table(
        "score",
        _row_number(),
        _text("workspace_id"),
        _text("session_id"),
        _text("run"),
        _text("content_id"),
        _text("check"),
        sa.Column("passed", sa.Boolean()),
        _number("points"),
        _json("frameworks"),
        _instant("at"),
        _of_session("score"),
    )
    op.create_index("ix_score_session", "score", ["workspace_id", "session_id", "id"])


def _events_and_outbox() -> None:
    op.create_table(
        "event_claim",
        _text("workspace_id"),
        _text("channel"),
        _text("event_id"),
        _instant("at"),
        sa.PrimaryKeyConstraint("workspace_id", "channel", "event_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        _row_number(),
        _text("workspace_id"),
        _text("key"),
        _text("session_id", nullable=True),
        _text("channel"),
        _text("address"),
        _number("position"),
        _json("reply"),
        _text("dialog_state"),
        _text("state"),
        _number("attempts"),
        _instant("lease_until", nullable=True),
        _instant("created_at"),
        _instant("sent_at", nullable=True),
        sa.UniqueConstraint("workspace_id", "key", name="uq_outbox_key"),
        _of_session("outbox"),
        sa.CheckConstraint("state IN ('pending', 'sending', 'sent', 'failed', 'in_doubt')", name="ck_outbox_state"),
    )
    op.create_index("ix_outbox_unsent", "outbox", ["workspace_id", "channel", "address", "sent_at", "id"])
    op.create_index("ix_outbox_session", "outbox", ["workspace_id", "session_id"])


def _refuse_update(table: str) -> None:
    """Rows of a ledger may be added, and deleted when a person asks for it, but never edited."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"'BEGIN RAISE EXCEPTION ''{table} is append-only''; END'"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )
