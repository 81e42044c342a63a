"""
The statements of a turn, by table. Built once: SQLAlchemy compiles each on first use and keeps it.

No `rowcount` anywhere: it is -1 for INSERT ... ON CONFLICT on Postgres. What happened is what RETURNING says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Table, TextClause, bindparam, insert, select, text, update

from dialogs.errors import StaleSession
from dialogs.model import Attempt, EventId, Member, MemberId, Score, Session, Turn, WorkspaceId
from dialogs.replies import Reply
from storage import mapping
from storage.mapping import storable
from storage.tables import table
from storage.transaction import Transaction


def _insert_if_new(name: str, *, returning: str) -> TextClause:
    # As text, with the columns' types: ON CONFLICT reads the same on both databases, SQLAlchemy's construct does not.
    columns = list(table(name).c)
    names, values = ", ".join(c.name for c in columns), ", ".join(f":{c.name}" for c in columns)
    into = f"INSERT INTO {name} ({names}) VALUES ({values})"  # noqa: S608 (names of our own columns; values are bound)
    statement = text(f"{into} ON CONFLICT DO NOTHING RETURNING {returning}")
    return statement.bindparams(*(bindparam(c.name, type_=c.type) for c in columns))


def _where(rows: Table, *columns: str) -> list[ColumnElement[Any]]:
    return [rows.c[column] == bindparam(f"the_{column}") for column in columns]


_member, _identity, _session, _outbox = table("member"), table("identity"), table("session"), table("outbox")

_CLAIM = _insert_if_new("event_claim", returning="event_id")
_NEW_WORKSPACE = _insert_if_new("workspace", returning="id")
_NEW_MEMBER = insert(_member).inline()
_NEW_IDENTITY = _insert_if_new("identity", returning="member_id")
_MEMBER = (
    select(_member.c.id, _member.c.workspace_id, _member.c.name, _identity.c.channel, _identity.c.address)
    .join(_identity, (_member.c.workspace_id == _identity.c.workspace_id) & (_member.c.id == _identity.c.member_id))
    .where(*_where(_identity, "workspace_id", "channel", "address"))
)
_LATEST_SESSION = (
    select(*(column for column in _session.c if column.name not in {"created_at", "saved_at"}))
    .where(*_where(_session, "workspace_id", "member_id"))
    .order_by(_session.c.ordinal.desc())
    .limit(1)
)
_NEW_SESSION = _insert_if_new("session", returning="id")
_SAVE_SESSION = update(_session).where(*_where(_session, "workspace_id", "id", "version")).returning(_session.c.version)
_NEW_TURN, _NEW_ATTEMPT, _NEW_SCORE, _NEW_REPLY = (
    insert(table(name)).inline() for name in ("turn", "attempt", "score", "outbox")
)
_PENDING = (
    select(_outbox.c.key, _outbox.c.reply, _outbox.c.dialog_state)
    .where(
        *_where(_outbox, "workspace_id", "channel", "address"),
        _outbox.c.sent_at.is_(None),
        _outbox.c.state.in_(("pending", "sending")),
    )
    .order_by(_outbox.c.id)
)
_MARK_SENT = (
    update(_outbox)
    .where(*_where(_outbox, "workspace_id", "key"), _outbox.c.sent_at.is_(None))
    .values(state="sent", sent_at=bindparam("at"), lease_until=None)
)


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
    run.write(_NEW_MEMBER, {"workspace_id": workspace_id, "id": new.id, "name": new.name, "created_at": at})
    identity = {"workspace_id": workspace_id, "channel": channel, "address": new.address, "member_id": new.id}
    if not run.written(_NEW_IDENTITY, identity):
        raise StaleSession(f"another process added {channel} {new.address!r} first")
    return new


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


def put_replies(
    run: Transaction, session: Session, turn: Turn, *, replies: Sequence[Reply], state: str
) -> tuple[str, ...]:
    """Queue replies to whoever took the turn."""
    rows = mapping.reply_values(session, turn, replies, state=state)
    if rows:
        run.write(_NEW_REPLY, rows)
    return tuple(row["key"] for row in rows)


def pending_replies(
    run: Transaction, workspace_id: WorkspaceId, *, channel: str, address: str
) -> Sequence[tuple[str, Reply, str]]:
    """Return what waits for an address, oldest first."""
    rows = run.rows(
        _PENDING, {"the_workspace_id": workspace_id, "the_channel": channel, "the_address": storable(address)}
    )
    return [mapping.reply_read(row) for row in rows]


def mark_sent(run: Transaction, workspace_id: WorkspaceId, *, keys: Sequence[str], at: datetime) -> None:
    """Note the instant; a reply that is marked already keeps its own."""
    if keys:
        run.write(_MARK_SENT, [{"the_workspace_id": workspace_id, "the_key": key, "at": at} for key in keys])
