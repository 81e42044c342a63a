"""
The rows of who looked, who asked to be erased, how long a workspace keeps what, and what it was told of changes. Plain
tables, as in `storage.account_tables`.

`purge` is the pass of a transaction that deletes what is kept otherwise, see `storage.purging`. A change here needs a
migration; a test compares the two.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    text,
)

from storage.tables import Row, RowNumber, UtcInstant

# migration 0007 puts a trigger on each that refuses DELETE without a pass; on audit one that refuses UPDATE without it
KEPT: Final = ("turn", "attempt", "score", "snapshot", "snapshot_answer", "audit")


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcInstant, nullable=nullable)


def _of_workspace(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=f"fk_{name}_workspace")


# Who looked at whose data, exported, erased, changed a rule. `actor` and `subject` are members' ids, or what is left of
# them: no foreign key, since an erased member's rows stay under a pseudonym. Append-only.
audit = Table(
    "audit",
    Row.metadata,
    Column("id", RowNumber, primary_key=True),
    _text("workspace_id"),
    _instant("at"),
    _text("actor"),
    _text("actor_role"),
    _text("act"),
    _text("kind"),
    _text("form"),
    _text("subject", nullable=True),  # null: about nobody in particular
    _of_workspace("audit"),
    Index("ix_audit_subject", "workspace_id", "subject", "id"),
    Index("ix_audit_actor", "workspace_id", "actor", "id"),
    Index("ix_audit_at", "workspace_id", "at"),
)

# A member who asked to be erased; done at the first daily run from `due_at` on. `withdrawn`: numbers of outbox rows.
erasure = Table(
    "erasure",
    Row.metadata,
    _key("workspace_id"),
    _key("member_id"),
    _instant("asked_at"),
    _instant("due_at"),
    Column("withdrawn", JSON, nullable=False),
    ForeignKeyConstraint(["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name="fk_erasure_member"),
    Index("ix_erasure_due", "workspace_id", "due_at"),
)

# That somebody was erased, and when: never who.
erasure_receipt = Table(
    "erasure_receipt",
    Row.metadata,
    _key("workspace_id"),
    _key("pseudonym"),
    _instant("asked_at"),
    _instant("done_at"),
    Column("deleted", Integer, nullable=False),  # rows
    _of_workspace("erasure_receipt"),
)

# For how long a workspace keeps a kind, from an instant on; the latest that has begun counts.
retention_rule = Table(
    "retention_rule",
    Row.metadata,
    _key("workspace_id"),
    _key("kind"),
    Column("effective_at", UtcInstant, primary_key=True),
    Column("days", Integer, nullable=False),
    _instant("made_at"),
    CheckConstraint("days > 0", name="ck_retention_rule_days"),
    _of_workspace("retention_rule"),
)

# A change of what is kept or seen, told before it takes effect.
notice = Table(
    "notice",
    Row.metadata,
    _key("workspace_id"),
    _key("id"),
    _text("about"),
    Column("change", JSON, nullable=False),
    _instant("made_at"),
    _instant("effective_at"),
    _instant("told_at", nullable=True),
    _of_workspace("notice"),
)

# The table of who sees what as a workspace knew it, by its digest: another one counts from the day that was announced.
privacy_version = Table(
    "privacy_version",
    Row.metadata,
    _key("workspace_id"),
    _key("digest"),
    Column("content", JSON, nullable=False),
    _instant("effective_at"),
    _of_workspace("privacy_version"),
)

# Empty for ever: the check holds for no number.
purge_never = Table(
    "purge_never",
    Row.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    CheckConstraint("id < 0 AND id > 0", name="ck_purge_never"),
)

# A pass to delete in one workspace. It refers to a row that there never is, which is looked at when the transaction
# commits: no pass outlives the transaction that made it, and no other transaction sees one.
purge = Table(
    "purge",
    Row.metadata,
    _key("workspace_id"),
    Column("never", Integer, nullable=False, server_default=text("1")),
    ForeignKeyConstraint(["never"], ["purge_never.id"], name="fk_purge_never", deferrable=True, initially="DEFERRED"),
    Index("ix_purge_never", "never"),
)
