"""
Row to model and back. JSON goes in whole and comes out whole; nobody edits a column in place.

Text passes through `storable`: a lone surrogate (a terminal's bad byte) or a NUL would make the
driver refuse the whole turn.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from dialogs.model import Attempt, Frame, Member, MemberId, Outgoing, Score, Session, SessionId, Turn, WorkspaceId
from dialogs.replies import Reply, from_json, to_json

Values = dict[str, Any]  # column: value

_NOT_CHARACTERS = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text as every database takes it: what is not a character becomes U+FFFD."""
    return _NOT_CHARACTERS.sub("\ufffd", text)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} does not go into a JSON column")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)


def dump_json(value: object) -> str:
    """Return compact JSON with real characters: a session row must stay under 4 KB (customer.md)."""
    return storable(_ENCODER.encode(value))


def _frames(frames: Sequence[Frame]) -> list[list[object]]:
    return [[frame.flow, frame.state, frame.data] for frame in frames]


def _frames_read(stored: Sequence[Sequence[Any]]) -> tuple[Frame, ...]:
    return tuple(Frame(flow, state, data) for flow, state, data in stored)


def session_values(session: Session, at: datetime) -> Values:
    """Return what a save may change; `version` is the one after the save."""
    return {
        "version": session.version + 1,
        "seed": session.seed,
        "content_hash": session.content_hash,
        "frames": _frames(session.frames),
        "parked": _frames(session.parked),
        "facts": session.facts,
        "closed": session.closed,
        "saved_at": at,
    }


def session_identity(session: Session, at: datetime) -> Values:
    """Return what only the first save writes."""
    return {
        "workspace_id": session.workspace_id,
        "id": session.id,
        "member_id": session.member_id,
        "ordinal": session.ordinal,
        "created_at": at,
    }


def session_read(row: Row[Any]) -> Session:
    """Read a session from the columns that `repositories` selects by these names."""
    return Session(
        id=SessionId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        member_id=MemberId(row.member_id),
        ordinal=row.ordinal,
        version=row.version,
        seed=row.seed,
        content_hash=row.content_hash,
        frames=_frames_read(row.frames),
        parked=_frames_read(row.parked),
        facts=row.facts,
        closed=row.closed,
    )


def member_read(row: Row[Any]) -> Member:
    """Read a member together with the address that they were found by."""
    return Member(
        id=MemberId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        name=row.name,
        channel=row.channel,
        address=row.address,
        zone=row.zone,
        unreachable=row.unreachable_at is not None,
        practice=row.practice or {},
        deactivated=row.deactivated_at is not None,
        handle=row.handle or "",
    )


def turn_values(session: Session, turn: Turn, state: str) -> Values:
    """Return the row of one turn and the state that it led to."""
    return {
        "workspace_id": session.workspace_id,
        "session_id": session.id,
        "channel": turn.channel,
        "event_id": storable(turn.event_id),
        "who": storable(turn.who),
        "text": None if turn.text is None else storable(turn.text),
        "choice": None if turn.choice is None else storable(turn.choice),
        "state": state,
        "at": turn.at,
    }


def attempt_values(session: Session, attempt: Attempt, at: datetime) -> Values:
    """Return the row of one attempt."""
    return {
        "workspace_id": session.workspace_id,
        "session_id": session.id,
        "run": attempt.run,
        "content_id": attempt.content_id,
        "kind": attempt.kind,
        "text": storable(attempt.text),
        "label": attempt.label,
        "verdict": attempt.verdict,
        "frameworks": attempt.frameworks,
        "detail": attempt.detail,
        "at": at,
    }


def score_values(session: Session, score: Score, at: datetime) -> Values:
    """Return the row of one check."""
    return {
        "workspace_id": session.workspace_id,
        "session_id": session.id,
        "run": score.run,
        "content_id": score.content_id,
        "check": score.check,
        "passed": score.passed,
        "points": score.points,
        "frameworks": score.frameworks,
        "at": at,
    }


def reply_values(
    session: Session, turn: Turn, replies: Sequence[Reply], *, state: str, lease_until: datetime | None
) -> list[Values]:
    """Return one outbox row a reply. The key names the event, so that one turn queues its replies once."""
    return [
        outbox_row(
            session.workspace_id,
            f"{turn.channel}/{turn.event_id}/{position}",
            address=(turn.channel, turn.who),
            reply=reply,
            position=position,
            at=turn.at,
            lease_until=lease_until,
        )
        | {"session_id": session.id, "dialog_state": state, "stamp": session.stamp}
        for position, reply in enumerate(replies)
    ]


def outbox_row(
    workspace_id: WorkspaceId,
    key: str,
    *,
    address: tuple[str, str],
    reply: Reply,
    position: int,
    at: datetime,
    lease_until: datetime | None = None,
) -> Values:
    """Return the row of a message that belongs to no session; *address* is (channel, address)."""
    leased = lease_until is not None
    channel, who = address
    return {
        "workspace_id": workspace_id,
        "key": storable(key),
        "session_id": None,
        "channel": channel,
        "address": storable(who),
        "position": position,
        "reply": to_json(reply),
        "dialog_state": "",
        "stamp": "",
        "state": "sending" if leased else "pending",
        "waiting": True,
        "attempts": 1 if leased else 0,
        "lease_until": lease_until,
        "created_at": at,
        "sent_at": None,
    }


def reply_read(row: Row[Any]) -> tuple[str, Reply, str]:
    """Read what the port's `pending_replies` returns: (key, reply, state of the dialog)."""
    return row.key, from_json(row.reply), row.dialog_state


def outgoing_read(row: Row[Any]) -> Outgoing:
    """Read a reply that was leased."""
    return Outgoing(
        key=row.key,
        workspace_id=WorkspaceId(row.workspace_id),
        channel=row.channel,
        address=row.address,
        reply=from_json(row.reply),
        dialog_state=row.dialog_state,
        stamp=row.stamp,
        attempts=row.attempts,
        in_doubt=row.in_doubt,
        unasked=row.session_id is None,
    )
