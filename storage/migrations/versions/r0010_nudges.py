"""Nudges: settings, the ledger, and every message that the coach starts by itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_INSTANT = sa.DateTime(timezone=True)
_STATES = "'planned', 'sending', 'sent', 'failed', 'in_doubt', 'dropped'"


def upgrade() -> None:
    _settings()
    _ledger()
    _contacts()
    op.create_table(
        "nudge_measure",
        _text("workspace_id"),
        _number("hold_out"),
        _number("before"),
        _instant("since"),
        sa.PrimaryKeyConstraint("workspace_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_nudge_measure_workspace"),
        sa.CheckConstraint("hold_out BETWEEN 0 AND 50", name="ck_nudge_measure_hold_out"),
    )


def downgrade() -> None:
    for table in ("nudge_measure", "contact", "nudge", "nudge_setting"):
        op.drop_table(table)


def _column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[Any]:
    return _column(name, sa.Integer())


def _yes(name: str) -> sa.Column[Any]:
    return _column(name, sa.Boolean())


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, _INSTANT, nullable=nullable)


def _of_member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name=f"fk_{table}_member"
    )


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where))


def _settings() -> None:
    op.create_table(
        "nudge_setting",
        _text("workspace_id"),
        _text("member_id"),
        _instant("agreed_at"),
        _number("weekday"),
        _number("minute"),
        _yes("chosen"),
        _number("quiet_from"),
        _number("quiet_to"),
        _yes("weekends"),
        _column("days_off", sa.JSON()),
        _number("every_weeks"),
        _instant("silent_since", nullable=True),
        _instant("last_sent_at", nullable=True),
        _number("snoozes"),
        _column("set_aside", sa.JSON()),
        _instant("stopped_at", nullable=True),
        _instant("paused_at", nullable=True),
        _yes("active"),
        _instant("next_due_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "member_id"),
        _of_member("nudge_setting"),
    )
    _index("ix_nudge_setting_due", "nudge_setting", ["next_due_at", "member_id"], "active")


def _ledger() -> None:
    op.create_table(
        "nudge",
        _text("workspace_id"),
        _text("id"),
        _text("member_id"),
        _text("week"),
        _text("kind"),
        _text("state"),
        _text("reason"),
        _instant("due_at"),
        _text("account_id", nullable=True),
        _text("item"),
        _text("angle"),
        _text("wording"),
        _column("stated", sa.JSON()),
        _number("round"),
        _instant("sent_at", nullable=True),
        _text("outcome"),
        _instant("answered_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "member_id", "week", "kind", name="uq_nudge_week"),
        sa.CheckConstraint(f"state IN ({_STATES})", name="ck_nudge_state"),
        _of_member("nudge"),
    )
    _index("ix_nudge_sent", "nudge", ["sent_at", "id"], "state = 'sent'")
    _index("ix_nudge_planned", "nudge", ["due_at", "id"], "state = 'planned'")
    _index("ix_nudge_sending", "nudge", ["due_at", "id"], "state = 'sending'")
    op.create_index("ix_nudge_member", "nudge", ["workspace_id", "member_id", "due_at"])


def _contacts() -> None:
    op.create_table(
        "contact",
        _text("workspace_id"),
        _text("key"),
        _text("member_id"),
        _text("kind"),
        _column("replies", sa.JSON()),
        _text("stamp"),
        _instant("asked_at"),
        _instant("due_at"),
        _instant("told_at", nullable=True),
        _yes("waiting"),
        sa.PrimaryKeyConstraint("workspace_id", "key"),
        _of_member("contact"),
    )
    _index("ix_contact_waiting", "contact", ["due_at", "key"], "waiting")
    op.create_index("ix_contact_member", "contact", ["workspace_id", "member_id", "due_at"])
