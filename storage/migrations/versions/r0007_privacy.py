"""
Who looked, who asked to be erased, how long what is kept, what was announced; and ledgers that nobody deletes from
without a pass (storage/purging.py).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_INSTANT = sa.DateTime(timezone=True)
_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEPT = ("turn", "attempt", "score", "snapshot", "snapshot_answer", "audit")
_TABLES = ("purge", "purge_never", "privacy_version", "notice", "retention_rule", "erasure_receipt", "erasure", "audit")


def upgrade() -> None:
    _audit()
    _erasures()
    _rules()
    _passes()
    for table in _KEPT:
        _refuse(table, "DELETE", f"{table}_kept")
    _refuse("audit", "UPDATE", "audit_append_only")


def downgrade() -> None:
    names = {table: [f"{table}_kept"] for table in _KEPT}
    names["audit"].append("audit_append_only")
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, triggers in names.items():
        for name in triggers:
            op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
            if not sqlite:
                op.execute(f"DROP FUNCTION {name}()")
    for table in _TABLES:
        op.drop_table(table)


def _column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.String(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, _INSTANT, nullable=nullable)


def _of_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _ROW_NUMBER, primary_key=True),
        _text("workspace_id"),
        _instant("at"),
        _text("actor"),
        _text("actor_role"),
        _text("act"),
        _text("kind"),
        _text("form"),
        _text("subject", nullable=True),
        _of_workspace("audit"),
    )
    op.create_index("ix_audit_subject", "audit", ["workspace_id", "subject", "id"])
    op.create_index("ix_audit_actor", "audit", ["workspace_id", "actor", "id"])
    op.create_index("ix_audit_at", "audit", ["workspace_id", "at"])


def _erasures() -> None:
    op.create_table(
        "erasure",
        _text("workspace_id"),
        _text("member_id"),
        _instant("asked_at"),
        _instant("due_at"),
        _column("withdrawn", sa.JSON()),
        sa.PrimaryKeyConstraint("workspace_id", "member_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name="fk_erasure_member"
        ),
    )
    op.create_index("ix_erasure_due", "erasure", ["workspace_id", "due_at"])
    op.create_table(
        "erasure_receipt",
        _text("workspace_id"),
        _text("pseudonym"),
        _instant("asked_at"),
        _instant("done_at"),
        _column("deleted", sa.Integer()),
        sa.PrimaryKeyConstraint("workspace_id", "pseudonym"),
        _of_workspace("erasure_receipt"),
    )


def _rules() -> None:
    op.create_table(
        "retention_rule",
        _text("workspace_id"),
        _text("kind"),
        _instant("effective_at"),
        _column("days", sa.Integer()),
        _instant("made_at"),
        sa.PrimaryKeyConstraint("workspace_id", "kind", "effective_at"),
        sa.CheckConstraint("days > 0", name="ck_retention_rule_days"),
        _of_workspace("retention_rule"),
    )
    op.create_table(
        "notice",
        _text("workspace_id"),
        _text("id"),
        _text("about"),
        _column("change", sa.JSON()),
        _instant("made_at"),
        _instant("effective_at"),
        _instant("told_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        _of_workspace("notice"),
    )
    op.create_table(
        "privacy_version",
        _text("workspace_id"),
        _text("digest"),
        _column("content", sa.JSON()),
        _instant("effective_at"),
        sa.PrimaryKeyConstraint("workspace_id", "digest"),
        _of_workspace("privacy_version"),
    )


def _passes() -> None:
    op.create_table(
        "purge_never",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.CheckConstraint("id < 0 AND id > 0", name="ck_purge_never"),
    )
    op.create_table(
        "purge",
        sa.Column("workspace_id", sa.String(), primary_key=True),
        sa.Column("never", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.ForeignKeyConstraint(
            ["never"], ["purge_never.id"], name="fk_purge_never", deferrable=True, initially="DEFERRED"
        ),
    )
    op.create_index("ix_purge_never", "purge", ["never"])


def _refuse(table: str, what: str, name: str) -> None:
    """Refuse *what* on a row unless the transaction holds a pass for the row's workspace."""
    found = "SELECT 1 FROM purge WHERE workspace_id = OLD.workspace_id"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {what} ON {table} WHEN NOT EXISTS ({found}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"
        )
        return
    row = "OLD" if what == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"'BEGIN IF NOT EXISTS ({found}) THEN RAISE EXCEPTION ''{table} is kept''; END IF; RETURN {row}; END'"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
