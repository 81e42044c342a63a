"""What the hourly jobs ask of everybody is found by an index: who has no nudges yet, which reviews are near."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_UNENROLLED = sa.text("NOT enrolled AND zone IS NOT NULL AND deactivated_at IS NULL")
_DATED = sa.text("review IS NOT NULL")


def upgrade() -> None:
    op.add_column("member", sa.Column("enrolled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE member SET enrolled = true WHERE EXISTS (SELECT 1 FROM nudge_setting AS s "
        "WHERE s.workspace_id = member.workspace_id AND s.member_id = member.id)"
    )
    op.create_index(
        "ix_member_unenrolled",
        "member",
        ["workspace_id", "id"],
        postgresql_where=_UNENROLLED,
        sqlite_where=_UNENROLLED,
    )
    op.create_index("ix_account_review", "account", ["review"], postgresql_where=_DATED, sqlite_where=_DATED)
    # one person's nudges, a few each quarter, are found by uq_nudge_week as well; each row was written to both
    op.drop_index("ix_nudge_member", "nudge")


def downgrade() -> None:
    op.create_index("ix_nudge_member", "nudge", ["workspace_id", "member_id", "due_at"])
    op.drop_index("ix_account_review", "account")
    op.drop_index("ix_member_unenrolled", "member")
    op.drop_column("member", "enrolled")
