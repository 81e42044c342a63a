"""
The rows of reviews held, of questions back, and of which replies in the outbox tell of somebody else. Plain tables, as
in `storage.account_tables`.

A change here needs a migration; a test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, String, Table, Text

from storage.tables import Row, UtcInstant


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String, nullable=nullable)


def _words(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcInstant, nullable=nullable)


def _to(table: str, column: str, name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], name=name)


# A review that was held. It is the account's, and so goes with it; who held it may be erased before.
review_session = Table(
    "review_session",
    Row.metadata,
    _key("workspace_id"),
    _key("id"),
    _text("account_id"),
    _text("held_by", nullable=True),  # null: somebody who was erased
    Column("day", Date, nullable=False),
    _instant("held_at"),
    _text("decision"),
    _words("line"),
    Column("next_day", Date),
    _text("snapshot_id", nullable=True),  # the brief that it was about; no foreign key: that one is kept less long
    _to("account", "account_id", "fk_review_session_account"),
    _to("member", "held_by", "fk_review_session_by"),
    Index("ix_review_session_account", "workspace_id", "account_id"),
    Index("ix_review_session_by", "workspace_id", "held_by"),
)

question_back = Table(
    "question_back",
    Row.metadata,
    _key("workspace_id"),
    _key("id"),
    _text("account_id"),
    _text("asked_by", nullable=True),  # null: somebody who was erased
    _words("text"),
    _instant("asked_at"),
    _words("answer", nullable=True),
    _instant("answered_at", nullable=True),
    _to("account", "account_id", "fk_question_back_account"),
    _to("member", "asked_by", "fk_question_back_by"),
    Index("ix_question_back_account", "workspace_id", "account_id"),
    Index("ix_question_back_by", "workspace_id", "asked_by"),
)

# Which replies tell whoever they go to of another member. `key` is that of the outbox; the reply may be gone already.
told_about = Table(
    "told_about",
    Row.metadata,
    _key("workspace_id"),
    _key("member_id"),
    _key("key"),
    _instant("at"),
    _to("member", "member_id", "fk_told_about_member"),
    Index("ix_told_about_at", "workspace_id", "at"),
)
