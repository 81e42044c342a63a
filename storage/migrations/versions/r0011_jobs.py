"""
What jobs need: replies in doubt, when each job ran, how fast may be sent; on PostgreSQL procrastinate's tables too.

Those are of the release that pyproject names (3.10). Where a later one changes them, pyproject's bound and a migration
with its `sql/migrations` go together.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("in_doubt", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outbox", sa.Column("doubts", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("began_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.Column("moved", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("failed_at", _INSTANT),
        sa.Column("failure", sa.String()),
        sa.Column("failures", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    op.create_table(
        "send_pace",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("until_s", sa.Float(53), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _queue()


def _queue() -> None:
    """Make procrastinate's tables in this transaction, by its own script, through the driver: it is full of '%'."""
    from procrastinate.schema import SchemaManager

    driver = op.get_bind().connection.driver_connection
    if driver is None:
        raise RuntimeError("no connection to PostgreSQL")
    driver.execute(SchemaManager.get_schema())
