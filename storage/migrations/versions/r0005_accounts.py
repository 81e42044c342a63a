"""The reps' accounts: what is known of each, the sitting that waits, and every finished reassessment."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_INSTANT = sa.DateTime(timezone=True)
_IMMUTABLE = ("snapshot", "snapshot_answer")


def upgrade() -> None:
    _accounts()
    _snapshots()
    for table in _IMMUTABLE:
        _refuse_update(table)


def downgrade() -> None:
    for table in ("snapshot_answer", "snapshot", "account_draft", "account"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table in _IMMUTABLE:
            op.execute(f"DROP FUNCTION {table}_append_only()")


def _column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.String(), nullable=nullable)


def _to(table: str, column: str, name: str, *, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.{key}"], name=name)


def _accounts() -> None:
    op.create_table(
        "account",
        _text("workspace_id"),
        _text("id"),
        _text("member_id"),
        _text("name"),
        _text("name_key"),
        _column("is_open", sa.Boolean(), nullable=True),
        _text("status"),
        _text("phase"),
        _column("opened", sa.Date()),
        _column("review", sa.Date(), nullable=True),
        _text("merged_into", nullable=True),
        _column("snapshots", sa.Integer()),
        _column("last", sa.Date(), nullable=True),
        _column("last_at", _INSTANT, nullable=True),
        _column("drafted", sa.Boolean()),
        _column("strategy", sa.Text()),
        _column("coverage", sa.Float(), nullable=True),
        _column("flags", sa.JSON()),
        _column("created_at", _INSTANT),
        _column("changed_at", _INSTANT),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "member_id", "name_key", "is_open", name="uq_account_name"),
        _to("member", "member_id", "fk_account_member"),
        _to("account", "merged_into", "fk_account_merged"),
    )
    op.create_index("ix_account_merged", "account", ["workspace_id", "merged_into"])
    op.create_table(
        "account_draft",
        _text("workspace_id"),
        _text("account_id"),
        _column("started", sa.Date()),
        _column("answers", sa.JSON()),
        _column("checked", sa.JSON()),
        _column("data", sa.JSON()),
        _column("saved_at", _INSTANT),
        sa.PrimaryKeyConstraint("workspace_id", "account_id"),
        _to("account", "account_id", "fk_account_draft_account"),
    )


def _snapshots() -> None:
    op.create_table(
        "snapshot",
        _text("workspace_id"),
        _text("id"),
        _text("account_id"),
        _text("author"),
        _column("number", sa.Integer()),
        _column("day", sa.Date()),
        _column("at", _INSTANT),
        _column("sent", sa.Boolean()),
        _text("phase"),
        _text("checklist"),
        _text("decision", nullable=True),
        _column("hours", sa.Float(), nullable=True),
        _column("until", sa.Date(), nullable=True),
        _column("flags", sa.JSON()),
        _column("checked", sa.JSON()),
        _column("answers", sa.JSON()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        _to("account", "account_id", "fk_snapshot_account"),
        _to("member", "author", "fk_snapshot_author"),
    )
    op.create_index("ix_snapshot_account", "snapshot", ["workspace_id", "account_id", "day", "at"])
    op.create_index("ix_snapshot_author", "snapshot", ["workspace_id", "author"])
    op.create_table(
        "snapshot_answer",
        _text("workspace_id"),
        _text("snapshot_id"),
        _text("item"),
        _text("account_id"),
        _column("day", sa.Date()),
        _column("at", _INSTANT),
        _text("basis"),
        _text("choice"),
        _column("text", sa.Text()),
        _text("who"),
        _column("act", sa.Text()),
        _column("evidence_day", sa.Date(), nullable=True),
        _column("given", sa.Date()),
        _column("kept", sa.Date()),
        _column("entries", sa.JSON()),
        sa.PrimaryKeyConstraint("workspace_id", "snapshot_id", "item"),
        _to("snapshot", "snapshot_id", "fk_snapshot_answer_snapshot"),
    )
    op.create_index("ix_snapshot_answer_trail", "snapshot_answer", ["workspace_id", "account_id", "item", "day", "at"])


def _refuse_update(table: str) -> None:
    """As in 0001: rows may be added, and deleted when a person asks for it, but never edited."""
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
