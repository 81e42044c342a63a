"""The user name that Telegram lends to a person, so that a manager may add them by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("identity", sa.Column("handle", sa.String()))
    op.create_index("ix_identity_handle", "identity", ["workspace_id", "channel", "handle"])


def downgrade() -> None:
    op.drop_index("ix_identity_handle", "identity")
    op.drop_column("identity", "handle")
