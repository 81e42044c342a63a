"""Teams, roles, the codes by which people come in, and the links between two members who are one person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_INSTANT = sa.DateTime(timezone=True)
_ALL = ("linked_identity", "member_link", "code_try", "link_code", "invite", "role_grant", "membership", "team")


def upgrade() -> None:
    op.add_column("member", sa.Column("deactivated_at", _INSTANT))
    _teams()
    _codes()
    _links()


def downgrade() -> None:
    for table in _ALL:
        op.drop_table(table)
    op.drop_column("member", "deactivated_at")


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _INSTANT, nullable=nullable)


def _to(table: str, column: str, name: str, *, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.{key}"], name=name)


def _teams() -> None:
    op.create_table(
        "team",
        _text("workspace_id"),
        _text("id"),
        _text("name"),
        _text("name_key"),
        sa.Column("is_open", sa.Boolean()),
        _instant("created_at"),
        _instant("closed_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "name_key", "is_open", name="uq_team_name"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_team_workspace"),
    )
    op.create_table(
        "membership",
        _text("workspace_id"),
        _text("team_id"),
        _text("member_id"),
        _text("role"),
        _instant("joined_at"),
        _instant("left_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "team_id", "member_id"),
        sa.CheckConstraint("role IN ('rep', 'manager')", name="ck_membership_role"),
        _to("team", "team_id", "fk_membership_team"),
        _to("member", "member_id", "fk_membership_member"),
    )
    op.create_index("ix_membership_member", "membership", ["workspace_id", "member_id"])
    op.create_table(
        "role_grant",
        _text("workspace_id"),
        _text("member_id"),
        _text("role"),
        _instant("granted_at"),
        _text("granted_by", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", "role"),
        sa.CheckConstraint("role IN ('author', 'admin')", name="ck_role_grant_role"),
        _to("member", "member_id", "fk_role_grant_member"),
        _to("member", "granted_by", "fk_role_grant_by"),
    )
    op.create_index("ix_role_grant_by", "role_grant", ["workspace_id", "granted_by"])


def _codes() -> None:
    op.create_table(
        "invite",
        _text("workspace_id"),
        _text("code_hash"),
        _text("team_id"),
        _text("role"),
        _instant("created_at"),
        _text("created_by", nullable=True),
        _instant("expires_at"),
        _text("used_by", nullable=True),
        _instant("used_at", nullable=True),
        _instant("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "code_hash"),
        sa.CheckConstraint("role IN ('rep', 'manager')", name="ck_invite_role"),
        _to("team", "team_id", "fk_invite_team"),
        _to("member", "created_by", "fk_invite_by"),
        _to("member", "used_by", "fk_invite_used_by"),
    )
    for name, column in (("team", "team_id"), ("by", "created_by"), ("used_by", "used_by")):
        op.create_index(f"ix_invite_{name}", "invite", ["workspace_id", column])
    op.create_table(
        "link_code",
        _text("workspace_id"),
        _text("code_hash"),
        _text("member_id"),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "code_hash"),
        _to("member", "member_id", "fk_link_code_member"),
    )
    op.create_index("ix_link_code_member", "link_code", ["workspace_id", "member_id"])
    op.create_table(
        "code_try",
        _text("workspace_id"),
        _text("channel"),
        _text("address"),
        _instant("hour"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "channel", "address", "hour"),
    )


def _links() -> None:
    op.create_table(
        "member_link",
        _text("workspace_id"),
        _text("member_id"),
        _text("into_id"),
        _instant("linked_at"),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "member_id"),
        _to("member", "member_id", "fk_member_link_member"),
        _to("member", "into_id", "fk_member_link_into"),
    )
    op.create_index("ix_member_link_into", "member_link", ["workspace_id", "into_id"])
    op.create_table(
        "linked_identity",
        _text("workspace_id"),
        _text("channel"),
        _text("address"),
        _text("home"),
        sa.PrimaryKeyConstraint("workspace_id", "channel", "address"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel", "address"],
            ["identity.workspace_id", "identity.channel", "identity.address"],
            name="fk_linked_identity",
        ),
        _to("member_link", "home", "fk_linked_identity_link", key="member_id"),
    )
    op.create_index("ix_linked_identity_home", "linked_identity", ["workspace_id", "home"])
