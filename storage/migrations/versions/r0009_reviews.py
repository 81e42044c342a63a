"""Reviews held, questions back, and which replies tell of somebody else."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "review_session",
        *_texts("workspace_id", "id", "account_id"),
        sa.Column("held_by", sa.String()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("held_at", _INSTANT, nullable=False),
        *_texts("decision"),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("next_day", sa.Date()),
        sa.Column("snapshot_id", sa.String()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        _to("account", "account_id", "fk_review_session_account"),
        _to("member", "held_by", "fk_review_session_by"),
    )
    op.create_index("ix_review_session_account", "review_session", ["workspace_id", "account_id"])
    op.create_index("ix_review_session_by", "review_session", ["workspace_id", "held_by"])
    op.create_table(
        "question_back",
        *_texts("workspace_id", "id", "account_id"),
        sa.Column("asked_by", sa.String()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_at", _INSTANT),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        _to("account", "account_id", "fk_question_back_account"),
        _to("member", "asked_by", "fk_question_back_by"),
    )
    op.create_index("ix_question_back_account", "question_back", ["workspace_id", "account_id"])
    op.create_index("ix_question_back_by", "question_back", ["workspace_id", "asked_by"])
    op.create_table(
        "told_about",
        *_texts("workspace_id", "member_id", "key"),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", "key"),
        _to("member", "member_id", "fk_told_about_member"),
    )
    op.create_index("ix_told_about_at", "told_about", ["workspace_id", "at"])


def downgrade() -> None:
    for table in ("told_about", "question_back", "review_session"):
        op.drop_table(table)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _to(table: str, column: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], name=name)
