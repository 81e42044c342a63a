"""
The rows of nudges: a person's settings, the ledger of what was planned and sent, and all that the coach says of itself.

Plain tables, as in `storage.account_tables`. A change here needs a migration; a test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.tables import Row, UtcInstant, table

NUDGE_STATES = ("planned", "sending", "sent", "failed", "in_doubt", "dropped")
_STATES = ", ".join(f"'{state}'" for state in NUDGE_STATES)


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String, nullable=nullable)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _yes(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcInstant, nullable=nullable)


def _of_member(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name=f"fk_{name}_member"
    )


# How somebody wants to be nudged. `next_due_at`: the next slot that is not planned yet; null while there is none.
# `active` says the same as "neither stopped nor paused", for the index: whoever is due is found among those alone.
nudge_setting = Table(
    "nudge_setting",
    Row.metadata,
    _key("workspace_id"),
    _key("member_id"),
    _instant("agreed_at"),
    _number("weekday"),
    _number("minute"),
    _yes("chosen"),
    _number("quiet_from"),
    _number("quiet_to"),
    _yes("weekends"),
    Column("days_off", JSON, nullable=False),  # ISO dates
    _number("every_weeks"),
    _instant("silent_since", nullable=True),
    _instant("last_sent_at", nullable=True),
    _number("snoozes"),
    Column("set_aside", JSON, nullable=False),  # by account: the ISO date until which it is left out
    _instant("stopped_at", nullable=True),
    _instant("paused_at", nullable=True),
    _yes("active"),
    _instant("next_due_at", nullable=True),
    _of_member("nudge_setting"),
    Index(
        "ix_nudge_setting_due",
        "next_due_at",
        "member_id",
        postgresql_where=text("active"),
        sqlite_where=text("active"),
    ),
)

# What was planned, once for each member, ISO week and kind; and what came of it. `account_id` is no foreign key: an
# account may go, the row says that there was a nudge.
nudge = Table(
    "nudge",
    Row.metadata,
    _key("workspace_id"),
    _key("id"),
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
    Column("stated", JSON, nullable=False),  # what the fact fills in
    _number("round"),
    _instant("sent_at", nullable=True),
    _text("outcome"),
    _instant("answered_at", nullable=True),
    _instant("unhelpful_at", nullable=True),
    Column("unhelpful_in", JSON(none_as_null=True)),  # ids of the teams whose rep the reader was as they said so
    Column("minutes", Integer),  # in reassessments within 72 hours; null: none was finished
    UniqueConstraint("workspace_id", "member_id", "week", "kind", name="uq_nudge_week"),
    CheckConstraint(f"state IN ({_STATES})", name="ck_nudge_state"),
    _of_member("nudge"),
    Index(
        "ix_nudge_planned",
        "due_at",
        "id",
        postgresql_where=text("state = 'planned'"),
        sqlite_where=text("state = 'planned'"),
    ),
    Index(
        "ix_nudge_sending",
        "due_at",
        "id",
        postgresql_where=text("state = 'sending'"),
        sqlite_where=text("state = 'sending'"),
    ),
    Index(
        "ix_nudge_sent",
        "sent_at",
        "id",
        postgresql_where=text("state = 'sent'"),
        sqlite_where=text("state = 'sent'"),
    ),
    Index(
        "ix_nudge_unhelpful",
        "workspace_id",
        "unhelpful_at",
        postgresql_where=text("unhelpful_at IS NOT NULL"),
        sqlite_where=text("unhelpful_at IS NOT NULL"),
    ),
)

# Every message that the coach starts by itself, for the caps; with what it says until it goes out.
contact = Table(
    "contact",
    Row.metadata,
    _key("workspace_id"),
    _key("key"),
    _text("member_id"),
    _text("kind"),
    Column("replies", JSON, nullable=False),
    _text("stamp"),
    _instant("asked_at"),
    _instant("due_at"),
    _instant("told_at", nullable=True),
    _yes("waiting"),
    _instant("refused_at", nullable=True),  # the person said no to what it announces
    _of_member("contact"),
    Index("ix_contact_waiting", "due_at", "key", postgresql_where=text("waiting"), sqlite_where=text("waiting")),
    Index("ix_contact_member", "workspace_id", "member_id", "due_at"),
)

# What a workspace's admin switched on: the percentage of user-weeks without a nudge, to measure what nudges do.
nudge_measure = Table(
    "nudge_measure",
    Row.metadata,
    _key("workspace_id"),
    _number("hold_out"),  # percent, 0 to 50
    _number("before"),  # what counts until `since`: a higher percentage is announced first
    _instant("since"),
    ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_nudge_measure_workspace"),
    CheckConstraint("hold_out BETWEEN 0 AND 50", name="ck_nudge_measure_hold_out"),
)

# Of the few who broke off their first minutes: who has no nudges is looked for every hour. Here and not beside the
# table, since `postgresql_where` loads that dialect, which no first prompt needs.
_UNENROLLED = text("NOT enrolled AND zone IS NOT NULL AND deactivated_at IS NULL")
Index(
    "ix_member_unenrolled",
    table("member").c.workspace_id,
    table("member").c.id,
    postgresql_where=_UNENROLLED,
    sqlite_where=_UNENROLLED,
)
