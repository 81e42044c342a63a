"""Which nudges were no help, of people of which teams; and which announcements somebody said no to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_SAID = sa.text("unhelpful_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("nudge", sa.Column("unhelpful_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("nudge", sa.Column("unhelpful_in", sa.JSON(), nullable=True))
    op.create_index(
        "ix_nudge_unhelpful",
        "nudge",
        ["workspace_id", "unhelpful_at"],
        postgresql_where=_SAID,
        sqlite_where=_SAID,
    )
    op.add_column("contact", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("contact", "refused_at")
    op.drop_index("ix_nudge_unhelpful", "nudge")
    op.drop_column("nudge", "unhelpful_in")
    op.drop_column("nudge", "unhelpful_at")
