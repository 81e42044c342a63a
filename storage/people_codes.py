"""Invitations and link codes, by their hashes, and how often codes were typed. One conditional update uses each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, TextClause, bindparam, delete, insert, select, text, update

from dialogs.model import MemberId, WorkspaceId
from dialogs.people import Invite, TeamId
from storage.mapping import Values, storable
from storage.people_tables import code_try as _try
from storage.people_tables import invite as _invite
from storage.people_tables import link_code as _link_code
from storage.statements import where
from storage.tables import UtcInstant
from storage.transaction import Transaction

_NOW = bindparam("at", type_=_invite.c.expires_at.type)
_INVITE = select(_invite).where(*where(_invite, "workspace_id", "code_hash"))
_NEW_INVITE = insert(_invite).inline()
_UNUSED = (_invite.c.used_at.is_(None), _invite.c.revoked_at.is_(None))
_TAKE_INVITE = (
    update(_invite)
    .where(*where(_invite, "workspace_id", "code_hash"), *_UNUSED, _invite.c.expires_at > _NOW)
    .values(used_at=_NOW, used_by=bindparam("by"))
    .returning(_invite)
)
_REVOKE = (
    update(_invite)
    .where(*where(_invite, "workspace_id", "code_hash"), *_UNUSED)
    .values(revoked_at=_NOW)
    .returning(_invite.c.code_hash)
)
_NEW_LINK_CODE = insert(_link_code).inline()
_FORGET_LINK_CODES = delete(_link_code).where(*where(_link_code, "workspace_id", "member_id"))
_TAKE_LINK_CODE = (
    update(_link_code)
    .where(
        *where(_link_code, "workspace_id", "code_hash"), _link_code.c.used_at.is_(None), _link_code.c.expires_at > _NOW
    )
    .values(used_at=_NOW)
    .returning(_link_code.c.member_id)
)
_FORGET_OLD_TRIES = delete(_try).where(
    *where(_try, "workspace_id"), _try.c.hour < bindparam("hour", type_=UtcInstant())
)
_FORGET_TRIES = delete(_try).where(*where(_try, "workspace_id", "channel", "address"))


def _counting() -> TextClause:
    """Return the statement that counts a try and says how many there are: ON CONFLICT as text, see `statements`."""
    counting = text(
        "INSERT INTO code_try (workspace_id, channel, address, hour, tries)"
        " VALUES (:workspace_id, :channel, :address, :hour, 1)"
        " ON CONFLICT (workspace_id, channel, address, hour) DO UPDATE SET tries = code_try.tries + 1 RETURNING tries"
    )
    return counting.bindparams(bindparam("hour", type_=UtcInstant()))


_COUNT_TRY = _counting()


class Codes:
    """The part of `storage.people.SqlRoster` that is about codes."""

    _run: Transaction
    _workspace_id: WorkspaceId

    @property
    def _here(self) -> Values:
        raise NotImplementedError

    def add_invite(self, invite: Invite, *, by: MemberId | None, at: datetime) -> None:
        row = {
            "workspace_id": self._workspace_id,
            "code_hash": invite.code_hash,
            "team_id": invite.team_id,
            "role": invite.role,
            "created_at": at,
            "created_by": by,
            "expires_at": invite.expires_at,
            "used_by": None,
            "used_at": None,
            "revoked_at": None,
        }
        self._run.write(_NEW_INVITE, row)

    def invite(self, code_hash: str) -> Invite | None:
        row = self._run.row(_INVITE, self._here | {"the_code_hash": code_hash})
        return None if row is None else _read(row)

    def take_invite(self, code_hash: str, member_id: MemberId, at: datetime) -> Invite | None:
        asked = self._here | {"the_code_hash": code_hash, "at": at, "by": member_id}
        rows = self._run.returned(_TAKE_INVITE, asked)
        return _read(rows[0]) if rows else None

    def revoke_invite(self, code_hash: str, at: datetime) -> bool:
        return self._run.written(_REVOKE, self._here | {"the_code_hash": code_hash, "at": at})

    def add_link_code(self, code_hash: str, member_id: MemberId, *, expires_at: datetime) -> None:
        self._forget_link_codes(member_id)
        row = {"workspace_id": self._workspace_id, "code_hash": code_hash, "member_id": member_id}
        self._run.write(_NEW_LINK_CODE, row | {"expires_at": expires_at, "used_at": None})

    def take_link_code(self, code_hash: str, at: datetime) -> MemberId | None:
        rows = self._run.returned(_TAKE_LINK_CODE, self._here | {"the_code_hash": code_hash, "at": at})
        return MemberId(rows[0].member_id) if rows else None

    def count_try(self, channel: str, address: str, at: datetime) -> int:
        hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        self._run.write(_FORGET_OLD_TRIES, self._here | {"hour": hour})
        row = {"workspace_id": self._workspace_id, "channel": channel, "address": storable(address), "hour": hour}
        return int(self._run.returned(_COUNT_TRY, row)[0].tries)

    def forget_tries(self, channel: str, address: str) -> None:
        self._run.write(_FORGET_TRIES, self._here | {"the_channel": channel, "the_address": storable(address)})

    def _forget_link_codes(self, member_id: MemberId) -> None:
        self._run.write(_FORGET_LINK_CODES, self._here | {"the_member_id": member_id})


def _read(row: Row[Any]) -> Invite:
    return Invite(
        row.code_hash,
        TeamId(row.team_id),
        row.role,
        row.expires_at,
        None if row.used_by is None else MemberId(row.used_by),
        row.used_at,
        row.revoked_at,
    )
