"""
The rows of teams, roles, codes and links. Plain tables in the metadata of `storage.tables`, loaded where somebody first
asks who is who. What people wrote: names of teams, and of accounts in `member_link.moved`; addresses are in
`code_try` and `linked_identity` alone.

A change here needs a migration; a test compares the two.
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
)

from storage.tables import Row, UtcInstant


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcInstant, nullable=nullable)


def _to(table: str, column: str, name: str, *, key: str = "id") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.{key}"], name=name)


# `is_open` is true or null, never false: nulls are all different, so the names of open teams alone are kept apart.
team = Table(
    "team",
    Row.metadata,
    _key("workspace_id"),
    _key("id"),
    _text("name"),
    _text("name_key"),
    Column("is_open", Boolean),
    _instant("created_at"),
    _instant("closed_at", nullable=True),
    UniqueConstraint("workspace_id", "name_key", "is_open", name="uq_team_name"),
    ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_team_workspace"),
)

# One row for each person who was ever in a team; `left_at` is null while they are.
membership = Table(
    "membership",
    Row.metadata,
    _key("workspace_id"),
    _key("team_id"),
    _key("member_id"),
    _text("role"),
    _instant("joined_at"),
    _instant("left_at", nullable=True),
    CheckConstraint("role IN ('rep', 'manager')", name="ck_membership_role"),
    _to("team", "team_id", "fk_membership_team"),
    _to("member", "member_id", "fk_membership_member"),
    Index("ix_membership_member", "workspace_id", "member_id"),
)

role_grant = Table(
    "role_grant",
    Row.metadata,
    _key("workspace_id"),
    _key("member_id"),
    _key("role"),
    _instant("granted_at"),
    _text("granted_by", nullable=True),  # null: whoever runs the machine, or somebody who was erased
    CheckConstraint("role IN ('author', 'admin')", name="ck_role_grant_role"),
    _to("member", "member_id", "fk_role_grant_member"),
    _to("member", "granted_by", "fk_role_grant_by"),
    Index("ix_role_grant_by", "workspace_id", "granted_by"),
)

invite = Table(
    "invite",
    Row.metadata,
    _key("workspace_id"),
    _key("code_hash"),
    _text("team_id"),
    _text("role"),
    _instant("created_at"),
    _text("created_by", nullable=True),  # null: whoever runs the machine, or somebody who was erased
    _instant("expires_at"),
    _text("used_by", nullable=True),
    _instant("used_at", nullable=True),
    _instant("revoked_at", nullable=True),
    CheckConstraint("role IN ('rep', 'manager')", name="ck_invite_role"),
    _to("team", "team_id", "fk_invite_team"),
    _to("member", "created_by", "fk_invite_by"),
    _to("member", "used_by", "fk_invite_used_by"),
    Index("ix_invite_team", "workspace_id", "team_id"),
    Index("ix_invite_by", "workspace_id", "created_by"),
    Index("ix_invite_used_by", "workspace_id", "used_by"),
)

# A code by which somebody shows in one channel that they are the member who was given it in another.
link_code = Table(
    "link_code",
    Row.metadata,
    _key("workspace_id"),
    _key("code_hash"),
    _text("member_id"),
    _instant("expires_at"),
    _instant("used_at", nullable=True),
    _to("member", "member_id", "fk_link_code_member"),
    Index("ix_link_code_member", "workspace_id", "member_id"),
)

# How often a code was typed at an address in an hour. No foreign key: it counts for strangers too.
code_try = Table(
    "code_try",
    Row.metadata,
    _key("workspace_id"),
    _key("channel"),
    _key("address"),
    Column("hour", UtcInstant, primary_key=True),
    Column("tries", Integer, nullable=False),
)

# A member that is part of another; `moved` says what it brought along (`dialogs.people.Moved`).
member_link = Table(
    "member_link",
    Row.metadata,
    _key("workspace_id"),
    _key("member_id"),
    _text("into_id"),
    _instant("linked_at"),
    Column("moved", JSON, nullable=False),
    _to("member", "member_id", "fk_member_link_member"),
    _to("member", "into_id", "fk_member_link_into"),
    Index("ix_member_link_into", "workspace_id", "into_id"),
)

# An address that came to its member by a link, and the member that it is of by itself.
linked_identity = Table(
    "linked_identity",
    Row.metadata,
    _key("workspace_id"),
    _key("channel"),
    _key("address"),
    _text("home"),
    ForeignKeyConstraint(
        ["workspace_id", "channel", "address"],
        ["identity.workspace_id", "identity.channel", "identity.address"],
        name="fk_linked_identity",
    ),
    _to("member_link", "home", "fk_linked_identity_link", key="member_id"),
    Index("ix_linked_identity_home", "workspace_id", "home"),
)
