"""What each member has practised, and when it is due again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("member", sa.Column("practice", sa.JSON()))


def downgrade() -> None:
    op.drop_column("member", "practice")
