"""
The rows of the reps' accounts. Plain tables in the metadata of `storage.tables`: nothing needs them as classes, and
this module is loaded where somebody first looks at an account, not at every start (a class costs ten times as much).

A change here needs a migration; a test compares the two.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables import Row, UtcInstant

IMMUTABLE: Final = ("snapshot", "snapshot_answer")  # migration 0005 puts a trigger on each that refuses UPDATE


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String, nullable=nullable)


def _words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _day(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Date, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcInstant, nullable=nullable)


def _json(name: str) -> Column[Any]:
    return Column(name, JSON, nullable=False)


# A rep's account and what its latest snapshot said, so that a list reads no snapshot. `is_open` is true or null, never
# false: nulls are all different, so one index keeps the names of open accounts apart and finds any account by its name.
account = Table(
    "account",
    Row.metadata,
    _key("workspace_id"),
    _key("id"),
    _text("member_id"),
    _text("name"),
    _text("name_key"),  # see `account_mapping.name_key`
    Column("is_open", Boolean),
    _text("status"),
    _text("phase"),
    _day("opened"),
    _day("review", nullable=True),
    _text("merged_into", nullable=True),
    Column("snapshots", Integer, nullable=False),  # its own; those merged into it are added when it is read
    _day("last", nullable=True),
    _instant("last_at", nullable=True),
    Column("drafted", Boolean, nullable=False),
    _words("strategy"),
    Column("coverage", Float),
    _json("flags"),
    _instant("created_at"),
    _instant("changed_at"),
    UniqueConstraint("workspace_id", "member_id", "name_key", "is_open", name="uq_account_name"),
    ForeignKeyConstraint(["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name="fk_account_member"),
    ForeignKeyConstraint(
        ["workspace_id", "merged_into"], ["account.workspace_id", "account.id"], name="fk_account_merged"
    ),
    # Of the few that are merged: thousands of equal nulls would make SQLite's planner think that the index is no use.
    Index("ix_account_merged", "workspace_id", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
    Index(  # the reviews of these days, of everybody (storage.nudge_reminding)
        "ix_account_review",
        "review",
        postgresql_where=text("review IS NOT NULL"),
        sqlite_where=text("review IS NOT NULL"),
    ),
)

# A sitting that is not finished: written whole, taken away at its end.
account_draft = Table(
    "account_draft",
    Row.metadata,
    _key("workspace_id"),
    _key("account_id"),
    _day("started"),
    _json("answers"),
    _json("checked"),
    _json("data"),
    _instant("saved_at"),
    ForeignKeyConstraint(
        ["workspace_id", "account_id"], ["account.workspace_id", "account.id"], name="fk_account_draft_account"
    ),
)

# One finished reassessment, all of it. Never changed again.
snapshot = Table(
    "snapshot",
    Row.metadata,
    _key("workspace_id"),
    _key("id"),
    _text("account_id"),
    _text("author"),
    Column("number", Integer, nullable=False),
    _day("day"),
    _instant("at"),
    Column("sent", Boolean, nullable=False),
    _text("phase"),
    _text("checklist"),
    _text("decision", nullable=True),
    Column("hours", Float),
    _day("until", nullable=True),
    _json("flags"),
    _json("checked"),
    _json("answers"),
    ForeignKeyConstraint(
        ["workspace_id", "account_id"], ["account.workspace_id", "account.id"], name="fk_snapshot_account"
    ),
    ForeignKeyConstraint(["workspace_id", "author"], ["member.workspace_id", "member.id"], name="fk_snapshot_author"),
    Index("ix_snapshot_account", "workspace_id", "account_id", "day", "at"),
    Index("ix_snapshot_author", "workspace_id", "author"),
)

# Each answer of a snapshot by itself, for the trail of an item; account, day and instant are the snapshot's.
snapshot_answer = Table(
    "snapshot_answer",
    Row.metadata,
    _key("workspace_id"),
    _key("snapshot_id"),
    _key("item"),
    _text("account_id"),
    _day("day"),
    _instant("at"),
    _text("basis"),
    _text("choice"),
    _words("text"),
    _text("who"),
    _words("act"),
    _day("evidence_day", nullable=True),
    _day("given"),
    _day("kept"),
    _json("entries"),
    ForeignKeyConstraint(
        ["workspace_id", "snapshot_id"], ["snapshot.workspace_id", "snapshot.id"], name="fk_snapshot_answer_snapshot"
    ),
    Index("ix_snapshot_answer_trail", "workspace_id", "account_id", "item", "day", "at"),
)
