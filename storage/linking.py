"""
Two members who are one person. What the one had moves to the other, and goes back when they are taken apart.

Sessions, turns, objections and the authors of snapshots stay with the member that they were made by, which is part of
the other from then on: rows that are never changed are not changed for this either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from dialogs.errors import StoreMisuse
from dialogs.model import MemberId, WorkspaceId
from dialogs.people import Grant, Linked, Moved, Person, TeamId, TeamRole
from storage.account_mapping import name_key
from storage.account_tables import account as _account
from storage.mapping import Values, storable
from storage.people_tables import linked_identity as _linked
from storage.people_tables import member_link as _link
from storage.statements import insert_if_new, where
from storage.tables import table
from storage.transaction import Transaction

_identity = table("identity")

_LINK = select(_link).where(*where(_link, "workspace_id", "member_id"))
_INTO = select(_link).where(*where(_link, "workspace_id", "into_id")).order_by(_link.c.linked_at.desc())
_NEW_LINK = insert(_link).inline()
_DROP_LINK = delete(_link).where(*where(_link, "workspace_id", "member_id"))
_HOME = select(_linked.c.home).where(*where(_linked, "workspace_id", "channel", "address"))
_ADDRESSES_OF = select(_identity.c.channel, _identity.c.address).where(*where(_identity, "workspace_id", "member_id"))
_ADDRESSES_FROM = select(_linked.c.channel, _linked.c.address).where(*where(_linked, "workspace_id", "home"))
_AWAY = insert_if_new("linked_identity", returning="home")  # one that came by an earlier link keeps its own home
_AT_HOME = delete(_linked).where(*where(_linked, "workspace_id", "home"))
_MOVE_ADDRESS = update(_identity).where(*where(_identity, "workspace_id", "channel", "address"))
_ACCOUNTS = select(_account.c.id, _account.c.name, _account.c.name_key, _account.c.is_open).where(
    *where(_account, "workspace_id", "member_id")
)
_MOVE_ACCOUNT = update(_account).where(*where(_account, "workspace_id", "member_id", "id"))


class Links:
    """The part of `storage.people.SqlRoster` that is about links."""

    _run: Transaction
    _workspace_id: WorkspaceId

    @property
    def _here(self) -> Values:
        raise NotImplementedError

    def person(self, member_id: MemberId) -> Person | None:
        raise NotImplementedError

    def join(self, team_id: TeamId, member_id: MemberId, role: TeamRole, at: datetime) -> None:
        raise NotImplementedError

    def leave(self, team_id: TeamId, member_id: MemberId, at: datetime) -> None:
        raise NotImplementedError

    def grant(self, member_id: MemberId, role: Grant, *, by: MemberId | None, at: datetime) -> None:
        raise NotImplementedError

    def revoke(self, member_id: MemberId, role: Grant) -> None:
        raise NotImplementedError

    def _forget_link_codes(self, member_id: MemberId) -> None:
        raise NotImplementedError

    def unite(self, taken_in: MemberId, into: MemberId, at: datetime) -> Moved:
        one, other = self._known(taken_in), self._known(into)
        if one.id == other.id or self._link(taken_in) or self._link(into):
            raise StoreMisuse(f"member {taken_in} cannot become part of {into}")
        self._forget_link_codes(taken_in)
        grants = tuple((role, role in other.grants) for role in sorted(one.grants))
        for grant, _ in grants:
            self.grant(into, grant, by=into, at=at)
            self.revoke(taken_in, grant)
        there: dict[TeamId, TeamRole] = {team.id: role for team, role in other.teams}
        teams = tuple((team.id, role, there.get(team.id)) for team, role in one.teams)
        for team, role, before in teams:
            self.join(team, into, "manager" if "manager" in (role, before) else "rep", at)
            self.leave(team, taken_in, at)
        accounts, renamed = self._move_accounts(taken_in, into)
        moved = Moved(accounts, renamed, teams, grants)
        row = {"workspace_id": self._workspace_id, "member_id": taken_in, "into_id": into, "linked_at": at}
        self._run.write(_NEW_LINK, row | {"moved": _to_json(moved)})
        self._move_addresses(taken_in, into)
        return moved

    def link_of(self, channel: str, address: str) -> Linked | None:
        row = self._run.row(_HOME, self._here | {"the_channel": channel, "the_address": storable(address)})
        return None if row is None else self._link(MemberId(row.home))

    def links_into(self, member_id: MemberId) -> Sequence[Linked]:
        return [_read(row) for row in self._run.rows(_INTO, self._here | {"the_into_id": member_id})]

    def taken_in(self, member_id: MemberId) -> Sequence[MemberId]:
        found = [link.member_id for link in self.links_into(member_id)]
        return [*found, *(deeper for one in found for deeper in self.taken_in(one))]

    def whole(self, member_id: MemberId) -> Sequence[MemberId]:
        first = self._outermost(member_id)
        return [first, *self.taken_in(first)]

    def separate(self, link: Linked, at: datetime) -> None:
        own, holder = link.member_id, self._outermost(link.into)
        for home in (own, *self.taken_in(own)):
            for row in self._run.rows(_ADDRESSES_FROM, self._here | {"the_home": home}):
                self._move_address(row, own)
        self._run.write(_AT_HOME, self._here | {"the_home": own})
        self._run.write(_DROP_LINK, self._here | {"the_member_id": own})
        self._move_accounts(holder, own, only=link.moved)
        self._give_back(self._known(holder), own, link.moved, at)

    def _give_back(self, holder: Person, own: MemberId, moved: Moved, at: datetime) -> None:
        """Give back what the holder still has: nobody gets a role again that was taken away in between."""
        has = {team.id for team, _ in holder.teams}
        for team, role, before in moved.teams:
            if team not in has:
                continue
            self.join(team, own, role, at)
            if before is None:
                self.leave(team, holder.id, at)
            else:
                self.join(team, holder.id, before, at)
        for grant, had in moved.grants:
            if grant not in holder.grants:
                continue
            self.grant(own, grant, by=holder.id, at=at)
            if not had:
                self.revoke(holder.id, grant)

    def _known(self, member_id: MemberId) -> Person:
        found = self.person(member_id)
        if found is None:
            raise StoreMisuse(f"no member {member_id} in {self._workspace_id}")
        return found

    def _link(self, member_id: MemberId) -> Linked | None:
        row = self._run.row(_LINK, self._here | {"the_member_id": member_id})
        return None if row is None else _read(row)

    def _outermost(self, member_id: MemberId) -> MemberId:
        link = self._link(member_id)
        return member_id if link is None else self._outermost(link.into)

    def _move_addresses(self, taken_in: MemberId, into: MemberId) -> None:
        for row in self._run.rows(_ADDRESSES_OF, self._here | {"the_member_id": taken_in}):
            away = {"workspace_id": self._workspace_id, "channel": row.channel, "address": row.address}
            self._run.written(_AWAY, away | {"home": taken_in})
            self._move_address(row, into)

    def _move_address(self, row: Row[Any], to: MemberId) -> None:
        address = {"the_channel": row.channel, "the_address": row.address}
        self._run.write(_MOVE_ADDRESS, self._here | address | {"member_id": to})

    def _move_accounts(
        self, of: MemberId, to: MemberId, *, only: Moved | None = None
    ) -> tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]:
        """
        Move accounts; one whose name an open account there has gets a number behind it, which goes on the way back.

        Returns:
            Their ids, and of those that got another name (id, name before, name now).
        """
        rows = self._run.rows(_ACCOUNTS, self._here | {"the_member_id": of})
        there = self._run.rows(_ACCOUNTS, self._here | {"the_member_id": to})
        taken = {row.name_key for row in there if row.is_open}
        numbered = {(id, now): before for id, before, now in only.renamed} if only else {}
        moving = sorted((row for row in rows if only is None or row.id in only.accounts), key=lambda row: str(row.id))
        renamed = []
        for row in moving:
            wanted = numbered.get((row.id, row.name), row.name)
            name = _free(wanted, taken) if row.is_open else wanted
            taken |= {name_key(name)} if row.is_open else set()
            renamed += [(row.id, row.name, name)] if name != row.name else []
            the_row = {"the_member_id": of, "the_id": row.id}
            changed = {"member_id": to, "name": name, "name_key": name_key(name)}
            self._run.write(_MOVE_ACCOUNT, self._here | the_row | changed)
        return tuple(row.id for row in moving), tuple(renamed)


def _free(name: str, taken: set[str]) -> str:
    names = (name if number == 1 else f"{name} ({number})" for number in count(1))
    return next(one for one in names if name_key(one) not in taken)


def _to_json(moved: Moved) -> dict[str, Any]:
    return {
        "accounts": list(moved.accounts),
        "renamed": [list(one) for one in moved.renamed],
        "teams": [list(one) for one in moved.teams],
        "grants": [list(one) for one in moved.grants],
    }


def _read(row: Row[Any]) -> Linked:
    moved = Moved(
        tuple(row.moved["accounts"]),
        tuple((id, before, now) for id, before, now in row.moved["renamed"]),
        tuple((TeamId(team), role, before) for team, role, before in row.moved["teams"]),
        tuple((grant, had) for grant, had in row.moved["grants"]),
    )
    return Linked(MemberId(row.member_id), MemberId(row.into_id), row.linked_at, moved)
