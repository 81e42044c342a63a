"""
Who is in a workspace, in which teams and roles; codes are in `people_codes`, links in `linking`.

A roster is bound to its workspace when it is made, and every statement names it: no id leads into another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, select, update

from dialogs.model import MemberId, WorkspaceId
from dialogs.people import Grant, Membership, Person, Standing, Team, TeamId, TeamRole
from storage.linking import Links
from storage.mapping import Values, storable
from storage.people_codes import Codes
from storage.people_tables import invite as _invite
from storage.people_tables import member_link as _link
from storage.people_tables import membership as _membership
from storage.people_tables import role_grant as _grant
from storage.people_tables import team as _team
from storage.statements import insert_if_new, insert_or_change, where
from storage.tables import table
from storage.transaction import Transaction

_member, _identity = table("member"), table("identity")

_PERSONAL = select(_member.c.id, _member.c.name, _member.c.deactivated_at).where(*where(_member, "workspace_id"))
_EVERYBODY = _PERSONAL.where(
    ~exists().where(_link.c.workspace_id == _member.c.workspace_id, _link.c.member_id == _member.c.id)
)
_ONE = _PERSONAL.where(*where(_member, "id"))
_ADDRESSES = select(_identity.c.member_id, _identity.c.channel, _identity.c.address).where(
    *where(_identity, "workspace_id")
)
_GRANTS = select(_grant.c.member_id, _grant.c.role).where(*where(_grant, "workspace_id"))
_PLACES = (
    select(_membership.c.member_id, _membership.c.role.label("team_role"), _team)
    .join(_team, (_team.c.workspace_id == _membership.c.workspace_id) & (_team.c.id == _membership.c.team_id))
    .where(*where(_membership, "workspace_id"), _membership.c.left_at.is_(None), _team.c.is_open.is_(True))
)
_OF_ONE = {  # the same for one member, by index
    "addresses": _ADDRESSES.where(*where(_identity, "member_id")),
    "grants": _GRANTS.where(*where(_grant, "member_id")),
    "places": _PLACES.where(*where(_membership, "member_id")),
}
_OF_ALL = {"addresses": _ADDRESSES, "grants": _GRANTS, "places": _PLACES}
_TEAMS = select(_team).where(*where(_team, "workspace_id"))
_TEAM = _TEAMS.where(*where(_team, "id"))
_TEAM_NAMED = _TEAMS.where(*where(_team, "name_key"), _team.c.is_open.is_(True))
_IN_TEAM = select(_membership).where(*where(_membership, "workspace_id", "team_id"), _membership.c.left_at.is_(None))
_NEW_TEAM = insert_if_new("team", returning="id")
_NEW_WORKSPACE = insert_if_new("workspace", returning="id")
_RENAME = update(_team).where(*where(_team, "workspace_id", "id"), _team.c.is_open.is_(True))
_CLOSE = update(_team).where(*where(_team, "workspace_id", "id"), _team.c.is_open.is_(True)).values(is_open=None)
_CHANGE_ROLE = (
    update(_membership)
    .where(*where(_membership, "workspace_id", "team_id", "member_id"), _membership.c.left_at.is_(None))
    .returning(_membership.c.team_id)
)
_JOIN = insert_or_change(
    "membership", key=("workspace_id", "team_id", "member_id"), changes=("role", "joined_at", "left_at")
)
_LEAVE = update(_membership).where(
    *where(_membership, "workspace_id", "team_id", "member_id"), _membership.c.left_at.is_(None)
)
_ALL_LEAVE = update(_membership).where(*where(_membership, "workspace_id", "team_id"), _membership.c.left_at.is_(None))
_VOID = update(_invite).where(
    *where(_invite, "workspace_id", "team_id"), _invite.c.used_at.is_(None), _invite.c.revoked_at.is_(None)
)
_NEW_GRANT = insert_if_new("role_grant", returning="role")
_REVOKE = delete(_grant).where(*where(_grant, "workspace_id", "member_id", "role"))
_CALLED = select(_identity.c.address).where(*where(_identity, "workspace_id", "channel", "handle"))
_TAKE_HANDLE = (
    update(_identity)
    .where(*where(_identity, "workspace_id", "channel", "handle"), _identity.c.address != bindparam("the_address"))
    .values(handle=None)
)
_SET_HANDLE = update(_identity).where(*where(_identity, "workspace_id", "channel", "address"))
_SET_ACTIVE = update(_member).where(*where(_member, "workspace_id", "id"))


def name_key(name: str) -> str:
    """Return what two open teams may not share: letters without case, single spaces."""
    return " ".join(storable(name).casefold().split())


class SqlRoster(Codes, Links):
    """Implements `dialogs.people_ports.Roster`; what each method promises is said there."""

    def __init__(self, run: Transaction, workspace_id: WorkspaceId) -> None:
        self._run = run
        self._workspace_id = workspace_id

    @property
    def _here(self) -> Values:
        return {"the_workspace_id": self._workspace_id}

    def standing(self, member_id: MemberId) -> Standing:
        row = self._run.row(_ONE, self._here | {"the_id": member_id})
        if row is None or row.deactivated_at is not None:
            return Standing(self._workspace_id)
        person = self._persons([row], _OF_ONE, self._here | {"the_member_id": member_id})[0]
        return Standing(
            self._workspace_id,
            member_id,
            person.grants,
            frozenset(team.id for team, _ in person.teams),
            frozenset(team.id for team, role in person.teams if role == "manager"),
        )

    def people(self) -> Sequence[Person]:
        found = self._persons(self._run.rows(_EVERYBODY, self._here), _OF_ALL, self._here)
        return sorted(found, key=lambda one: (one.name.casefold(), one.id))

    def person(self, member_id: MemberId) -> Person | None:
        row = self._run.row(_ONE, self._here | {"the_id": member_id})
        return None if row is None else self._persons([row], _OF_ONE, self._here | {"the_member_id": member_id})[0]

    def _persons(self, rows: Sequence[Row[Any]], statements: dict[str, Any], values: Values) -> list[Person]:
        found: dict[str, dict[str, list[Row[Any]]]] = {}
        for name, statement in statements.items():
            by_member = found[name] = defaultdict(list)
            for row in self._run.rows(statement, values):
                by_member[row.member_id].append(row)
        return [_person(row, **{name: by_member.get(row.id, []) for name, by_member in found.items()}) for row in rows]

    def teams(self, *, closed: bool = False) -> Sequence[Team]:
        rows = self._run.rows(_TEAMS, self._here)
        return sorted(map(_team_read, (row for row in rows if closed or row.is_open)), key=_by_name)

    def team_named(self, text: str) -> Team | None:
        row = self._run.row(_TEAM, self._here | {"the_id": storable(text)})
        row = row or self._run.row(_TEAM_NAMED, self._here | {"the_name_key": name_key(text)})
        return None if row is None else _team_read(row)

    def memberships(self, team_id: TeamId) -> Sequence[Membership]:
        rows = self._run.rows(_IN_TEAM, self._here | {"the_team_id": team_id})
        return [Membership(TeamId(r.team_id), MemberId(r.member_id), r.role, r.joined_at, r.left_at) for r in rows]

    def add_team(self, team: Team) -> bool:
        # a team may be there before anybody wrote to the coach
        self._run.written(_NEW_WORKSPACE, {"id": self._workspace_id, "created_at": team.created_at})
        names = {"name": storable(team.name), "name_key": name_key(team.name)}
        row = {"workspace_id": self._workspace_id, "id": team.id, "is_open": True, "created_at": team.created_at}
        return self._run.written(_NEW_TEAM, row | names | {"closed_at": None})

    def rename_team(self, team_id: TeamId, name: str) -> bool:
        other = self._run.row(_TEAM_NAMED, self._here | {"the_name_key": name_key(name)})
        if other is not None and other.id != team_id:
            return False
        names = {"name": storable(name), "name_key": name_key(name)}
        self._run.write(_RENAME, self._here | {"the_id": team_id} | names)
        return True

    def close_team(self, team_id: TeamId, at: datetime) -> None:
        of_team = self._here | {"the_team_id": team_id}
        self._run.write(_CLOSE, self._here | {"the_id": team_id, "closed_at": at})
        self._run.write(_ALL_LEAVE, of_team | {"left_at": at})
        self._run.write(_VOID, of_team | {"revoked_at": at})

    def join(self, team_id: TeamId, member_id: MemberId, role: TeamRole, at: datetime) -> None:
        place = {"the_team_id": team_id, "the_member_id": member_id}
        if self._run.written(_CHANGE_ROLE, self._here | place | {"role": role}):
            return
        row = {"workspace_id": self._workspace_id, "team_id": team_id, "member_id": member_id, "role": role}
        self._run.write(_JOIN, row | {"joined_at": at, "left_at": None})

    def leave(self, team_id: TeamId, member_id: MemberId, at: datetime) -> None:
        place = {"the_team_id": team_id, "the_member_id": member_id}
        self._run.write(_LEAVE, self._here | place | {"left_at": at})

    def grant(self, member_id: MemberId, role: Grant, *, by: MemberId | None, at: datetime) -> None:
        row = {"workspace_id": self._workspace_id, "member_id": member_id, "role": role}
        self._run.written(_NEW_GRANT, row | {"granted_at": at, "granted_by": by})

    def revoke(self, member_id: MemberId, role: Grant) -> None:
        self._run.write(_REVOKE, self._here | {"the_member_id": member_id, "the_role": role})

    def address_called(self, channel: str, handle: str) -> str | None:
        row = self._run.row(_CALLED, self._here | {"the_channel": channel, "the_handle": _handle(handle)})
        return None if row is None else str(row.address)

    def set_handle(self, channel: str, address: str, handle: str) -> None:
        of = self._here | {"the_channel": channel, "the_address": storable(address)}
        kept = _handle(handle)
        if kept:
            self._run.write(_TAKE_HANDLE, of | {"the_handle": kept})
        self._run.write(_SET_HANDLE, of | {"handle": kept or None})

    def set_active(self, member_id: MemberId, *, since: datetime | None) -> None:
        self._run.write(_SET_ACTIVE, self._here | {"the_id": member_id, "deactivated_at": since})


def _handle(text: str) -> str:
    return storable(text).lstrip("@").lower()


def _by_name(team: Team) -> tuple[str, str]:
    return team.name.casefold(), team.id


def _team_read(row: Row[Any]) -> Team:
    return Team(TeamId(row.id), WorkspaceId(row.workspace_id), row.name, row.created_at, row.closed_at)


def _person(
    row: Row[Any], *, addresses: Sequence[Row[Any]], grants: Sequence[Row[Any]], places: Sequence[Row[Any]]
) -> Person:
    teams = sorted(((_team_read(place), place.team_role) for place in places), key=lambda one: _by_name(one[0]))
    return Person(
        MemberId(row.id),
        row.name,
        tuple(sorted((one.channel, one.address) for one in addresses)),
        frozenset(one.role for one in grants),
        tuple(teams),
        row.deactivated_at,
    )
