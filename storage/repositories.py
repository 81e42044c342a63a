"""
People, sessions and what happened in them, by table; replies on their way are in `outbox`.

Every statement names its workspace: `statements.where` binds it, a foreign key begins with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import and_, bindparam, func, insert, select, update

from dialogs.errors import StaleSession
from dialogs.model import Attempt, EventId, Json, Member, MemberId, Score, Session, Turn, WorkspaceId
from storage import mapping
from storage.mapping import storable
from storage.statements import insert_if_new, where
from storage.tables import table
from storage.transaction import Transaction

_member, _identity, _session = table("member"), table("identity"), table("session")

_CLAIM = insert_if_new("event_claim", returning="event_id")
_NEW_WORKSPACE = insert_if_new("workspace", returning="id")
_NEW_MEMBER = insert(_member).inline()
_NEW_IDENTITY = insert_if_new("identity", returning="member_id")
_MEMBER = (
    select(
        *(_member.c[column] for column in ("id", "workspace_id", "name", "zone", "practice", "deactivated_at")),
        *(_identity.c[column] for column in ("channel", "address", "unreachable_at", "handle")),
    )
    .join(_identity, (_member.c.workspace_id == _identity.c.workspace_id) & (_member.c.id == _identity.c.member_id))
    .where(*where(_identity, "workspace_id", "channel", "address"))
)
_MEMBERS_BESIDES = select(func.count().label("others")).where(
    ~and_(*where(_identity, "workspace_id", "channel"), _identity.c.address.in_(bindparam("addresses", expanding=True)))
)
_WORKSPACES = select(table("workspace").c.id).order_by(table("workspace").c.id)
_LATEST_SESSION = (
    select(*(column for column in _session.c if column.name not in {"created_at", "saved_at"}))
    .where(*where(_session, "workspace_id", "member_id"))
    .order_by(_session.c.ordinal.desc())
    .limit(1)
)
_NEW_SESSION = insert_if_new("session", returning="id")
_SAVE_SESSION = update(_session).where(*where(_session, "workspace_id", "id", "version")).returning(_session.c.version)
_SET_PROFILE = (
    update(_member)
    .where(*where(_member, "workspace_id", "id"))
    .values(
        {
            name: func.coalesce(bindparam(f"new_{name}", type_=_member.c[name].type), _member.c[name])
            for name in ("name", "zone")
        }
    )
)
_KEEP_PRACTICE = update(_member).where(*where(_member, "workspace_id", "id")).values(practice=bindparam("practice"))
_NEW_TURN, _NEW_ATTEMPT, _NEW_SCORE = (insert(table(name)).inline() for name in ("turn", "attempt", "score"))


def claim(run: Transaction, workspace_id: WorkspaceId, *, channel: str, event_id: EventId, at: datetime) -> bool:
    """Return True to the one who comes first."""
    return run.written(
        _CLAIM, {"workspace_id": workspace_id, "channel": channel, "event_id": storable(event_id), "at": at}
    )


def member(run: Transaction, workspace_id: WorkspaceId, *, channel: str, address: str) -> Member | None:
    """Find the person behind an address."""
    row = run.row(_MEMBER, {"the_workspace_id": workspace_id, "the_channel": channel, "the_address": storable(address)})
    return None if row is None else mapping.member_read(row)


def add_member(
    run: Transaction, workspace_id: WorkspaceId, *, channel: str, address: str, name: str, at: datetime
) -> Member:
    """
    Add a person, and the workspace where it is new; an address that is known already keeps its person.

    Raises:
        StaleSession: another process added the address at this moment (Postgres; SQLite has one writer).
    """
    run.written(_NEW_WORKSPACE, {"id": workspace_id, "created_at": at})
    known = member(run, workspace_id, channel=channel, address=address)
    if known is not None:
        return known
    new = Member(MemberId(uuid4().hex), workspace_id, storable(name), channel, storable(address))
    run.write(
        _NEW_MEMBER, {"workspace_id": workspace_id, "id": new.id, "name": new.name, "created_at": at, "practice": {}}
    )
    identity = {"workspace_id": workspace_id, "channel": channel, "address": new.address, "member_id": new.id}
    if not run.written(_NEW_IDENTITY, identity | {"unreachable_at": None, "handle": None}):
        raise StaleSession(f"another process added {channel} {new.address!r} first")
    return new


def members_besides(run: Transaction, workspace_id: WorkspaceId, *, channel: str, addresses: Sequence[str]) -> int:
    """Return how many addresses of people there are in all workspaces, but for these of one workspace and channel."""
    values = {"the_workspace_id": workspace_id, "the_channel": channel, "addresses": [storable(a) for a in addresses]}
    row = run.row(_MEMBERS_BESIDES, values)
    return int(row.others) if row is not None else 0


def workspaces(run: Transaction) -> Sequence[WorkspaceId]:
    """Return every workspace there is."""
    return [WorkspaceId(row.id) for row in run.rows(_WORKSPACES, {})]


def set_profile(
    run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId, name: str | None, zone: str | None
) -> None:
    """Keep what is given; None leaves what is stored."""
    values = {"the_workspace_id": workspace_id, "the_id": member_id, "new_name": name and storable(name)}
    run.write(_SET_PROFILE, values | {"new_zone": zone})


def keep_practice(run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId, practice: Json) -> None:
    """Replace what is kept of a member's practice."""
    run.write(_KEEP_PRACTICE, {"the_workspace_id": workspace_id, "the_id": member_id, "practice": dict(practice)})


def latest_session(run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId) -> Session | None:
    """Return the member's session with the highest ordinal."""
    row = run.row(_LATEST_SESSION, {"the_workspace_id": workspace_id, "the_member_id": member_id})
    return None if row is None else mapping.session_read(row)


def save_session(run: Transaction, session: Session, *, at: datetime) -> Session:
    """
    Insert a session of version 0, update any other where its version is still stored.

    Raises:
        StaleSession: the version, the id or the ordinal was taken by somebody else.
    """
    values = mapping.session_values(session, at)
    if session.version == 0:
        saved = run.written(_NEW_SESSION, values | mapping.session_identity(session, at))
    else:
        the_row = {
            "the_workspace_id": session.workspace_id,
            "the_id": session.id,
            "the_version": session.version,
        }
        saved = run.written(_SAVE_SESSION, values | the_row)
    if not saved:
        raise StaleSession(f"session {session.id} (number {session.ordinal}) is no longer at version {session.version}")
    return replace(session, version=session.version + 1)


def append_turn(run: Transaction, session: Session, turn: Turn, *, state: str) -> None:
    """Append what a person did."""
    run.write(_NEW_TURN, mapping.turn_values(session, turn, state))


def add_attempts(run: Transaction, session: Session, attempts: Sequence[Attempt], *, at: datetime) -> None:
    """Append attempts, in order."""
    if attempts:
        run.write(_NEW_ATTEMPT, [mapping.attempt_values(session, attempt, at) for attempt in attempts])


def add_scores(run: Transaction, session: Session, scores: Sequence[Score], *, at: datetime) -> None:
    """Append the checks of a run, in order."""
    if scores:
        run.write(_NEW_SCORE, [mapping.score_values(session, score, at) for score in scores])
