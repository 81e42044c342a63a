"""
What delivery needs: time zones, addresses that are dead, the stamp of a message, what still waits.

An older reply has the stamp "", which no session has: a press on it counts as one on an old message.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("member", sa.Column("zone", sa.String()))
    op.add_column("identity", sa.Column("unreachable_at", sa.DateTime(timezone=True)))
    op.add_column("outbox", sa.Column("stamp", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("outbox", sa.Column("waiting", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(sa.text("UPDATE outbox SET waiting = false WHERE state NOT IN ('pending', 'sending')"))
    op.drop_index("ix_outbox_unsent", "outbox")
    op.create_index("ix_outbox_unsent", "outbox", ["workspace_id", "channel", "address", "waiting", "id"])
    op.create_index("ix_outbox_waiting", "outbox", ["waiting", "id", "channel"])
