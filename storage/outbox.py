"""
Replies on their way: queued, leased to whoever sends them, sent or given up.

`waiting` says the same as the states 'pending', 'sending' and 'in_doubt', for the indexes; but for what was held back
(`hold_back`): that is 'pending' or 'in_doubt' and does not wait. `lease_until` is the instant
before which nobody takes the row: somebody sends it ('sending'), or it was postponed ('pending'; 'in_doubt' where the
platform gave no answer). Whoever takes a row that was not 'pending' is told so: it may have arrived already.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, bindparam, case, delete, exists, insert, or_, select, text, update

from dialogs.model import MemberId, Outgoing, Session, Turn, WorkspaceId
from dialogs.replies import Reply
from storage import mapping
from storage.engine import ONE_LEASES
from storage.mapping import storable
from storage.statements import where
from storage.tables import UtcInstant, table
from storage.transaction import Transaction

GIVEN_UP: Final[dict[str, Any]] = {"state": "failed", "waiting": False, "lease_until": None}

_outbox, _identity, _session, _turn = table("outbox"), table("identity"), table("session"), table("turn")
_member = table("member")
_earlier = _outbox.alias("earlier")


def _waits(rows: FromClause) -> ColumnElement[bool]:
    return rows.c.waiting.is_(True)


def _of_channels(rows: FromClause) -> ColumnElement[bool]:
    return rows.c.channel.in_(bindparam("channels", expanding=True))


_FREE = or_(
    _outbox.c.lease_until.is_(None), _outbox.c.lease_until <= bindparam("now", type_=_outbox.c.lease_until.type)
)
_HELD_UP = exists().where(
    _earlier.c.workspace_id == _outbox.c.workspace_id,
    _earlier.c.channel == _outbox.c.channel,
    _earlier.c.address == _outbox.c.address,
    _waits(_earlier),
    _earlier.c.id < _outbox.c.id,
    _earlier.c.lease_until > bindparam("now", type_=_outbox.c.lease_until.type),
)

_NEW = insert(_outbox).inline()
_PENDING = (
    select(_outbox.c.key, _outbox.c.reply, _outbox.c.dialog_state)
    .where(*where(_outbox, "workspace_id", "channel", "address"), _waits(_outbox))
    .order_by(_outbox.c.id)
)
# as text: the tables of nudges are no part of a start
_HAS_WAITING = text(
    "SELECT key FROM contact WHERE workspace_id = :workspace_id AND member_id = :member_id"
    " AND waiting AND due_at <= :until LIMIT 1"
).bindparams(bindparam("until", type_=UtcInstant()))
_LAST_WAITING = (
    select(_outbox.c.state, _outbox.c.lease_until)
    .where(*where(_outbox, "workspace_id", "channel", "address"), _waits(_outbox))
    .order_by(_outbox.c.id.desc())
    .limit(1)
)
_MARK_SENT = (
    update(_outbox)
    .where(*where(_outbox, "workspace_id", "key"), _outbox.c.sent_at.is_(None))
    .values(state="sent", waiting=False, sent_at=bindparam("at"), lease_until=None)
)
_NEXT = (
    select(_outbox.c.id)
    .where(_waits(_outbox), _of_channels(_outbox), _FREE, ~_HELD_UP)
    .order_by(_outbox.c.id)
    .limit(bindparam("most"))
)
_LEASE = (
    update(_outbox)
    # once more what _NEXT asked: on Postgres somebody may have sent the row while this statement waited for it
    .where(_outbox.c.id.in_(_NEXT.correlate(None).scalar_subquery()), _waits(_outbox), _FREE)
    .values(
        state="sending",
        lease_until=bindparam("until"),
        attempts=_outbox.c.attempts + 1,
        in_doubt=_outbox.c.state != "pending",
    )
    .returning(
        *(
            _outbox.c[name]
            for name in (
                "id",
                "key",
                "workspace_id",
                "channel",
                "address",
                "reply",
                "dialog_state",
                "stamp",
                "attempts",
                "in_doubt",
                "session_id",
            )
        )
    )
)
_OF_KEYS = (*where(_outbox, "workspace_id"), _outbox.c.key.in_(bindparam("keys", expanding=True)), _waits(_outbox))
_POSTPONE = (
    update(_outbox)
    .where(*_OF_KEYS)
    .values(
        state=bindparam("the_state"),
        lease_until=bindparam("until"),
        attempts=_outbox.c.attempts - bindparam("untried", type_=_outbox.c.attempts.type),
    )
)
_DOUBT = update(_outbox).where(*_OF_KEYS).values(doubts=_outbox.c.doubts + 1)
_FREE_LEASES = (
    update(_outbox)
    .where(_waits(_outbox), _outbox.c.state == "sending")  # not what was postponed: the platform asked for that
    .values(state="in_doubt", lease_until=None)
)
_GIVE_UP = update(_outbox).where(*_OF_KEYS).values(**GIVEN_UP)
_DROP = delete(_outbox).where(*_OF_KEYS)
_IN_DOUBT = case((_outbox.c.in_doubt, "in_doubt"), else_="pending")  # as it was before it was leased
_HOLD_BACK = update(_outbox).where(*_OF_KEYS).values(waiting=False, state=_IN_DOUBT, lease_until=None)
_RESUME = (
    update(_outbox)
    .where(
        *where(_outbox, "workspace_id"),
        _outbox.c.key.in_(bindparam("keys", expanding=True)),
        _outbox.c.waiting.is_(False),
        _outbox.c.state.in_(("pending", "in_doubt")),
    )
    .values(waiting=True)
    .returning(_outbox.c.id)
)
_KEYED = select(_outbox.c.id).where(*where(_outbox, "workspace_id", "key"))
_REACHABLE_OF = (
    select(_identity.c.channel, _identity.c.address)
    .join(_member, (_member.c.workspace_id == _identity.c.workspace_id) & (_member.c.id == _identity.c.member_id))
    .where(*where(_identity, "workspace_id", "member_id"), _identity.c.unreachable_at.is_(None))
    .where(_member.c.deactivated_at.is_(None))
    .order_by(_identity.c.channel, _identity.c.address)
)
_LATEST_OF = (
    select(_session.c.id).where(*where(_session, "workspace_id", "member_id")).order_by(_session.c.ordinal.desc())
)
_LAST_HEARD = (
    select(_turn.c.channel, _turn.c.who)
    .where(*where(_turn, "workspace_id"), _turn.c.session_id == _LATEST_OF.limit(1).scalar_subquery())
    .order_by(_turn.c.id.desc())
    .limit(1)
)
_OLDEST = select(_outbox.c.created_at).where(_waits(_outbox), _of_channels(_outbox)).order_by(_outbox.c.id).limit(1)


def put_replies(
    run: Transaction,
    session: Session,
    turn: Turn,
    *,
    replies: Sequence[Reply],
    state: str,
    lease_until: datetime | None = None,
) -> tuple[str, ...]:
    """
    Queue replies to whoever took the turn; with a lease they are as if leased for the first time.

    Where earlier ones of the address still wait, these wait behind them: who sends those may be another process, or one
    that was killed. `lease_replies` takes none that has an earlier one under a lease.
    """
    rows = mapping.reply_values(session, turn, replies, state=state, lease_until=lease_until)
    return _queue(run, session.workspace_id, turn, rows, leased=lease_until is not None)


def put_refusal(
    run: Transaction,
    workspace_id: WorkspaceId,
    turn: Turn,
    *,
    replies: Sequence[Reply],
    lease_until: datetime | None = None,
) -> tuple[str, ...]:
    """Queue the answer to a turn that no session goes on by; otherwise as `put_replies`."""
    rows = [
        mapping.outbox_row(
            workspace_id,
            f"{turn.channel}/{turn.event_id}/{position}",
            address=(turn.channel, turn.who),
            reply=reply,
            position=position,
            at=turn.at,
            lease_until=lease_until,
        )
        for position, reply in enumerate(replies)
    ]
    return _queue(run, workspace_id, turn, rows, leased=lease_until is not None)


def put_message(
    run: Transaction,
    workspace_id: WorkspaceId,
    *,
    member_id: MemberId,
    key: str,
    replies: Sequence[Reply],
    at: datetime,
    stamp: str = "",
) -> bool:
    """Queue what the coach says of itself, once for each key; False where nothing was queued."""
    here = {"the_workspace_id": workspace_id}
    addresses = run.rows(_REACHABLE_OF, here | {"the_member_id": member_id})
    if not addresses or run.row(_KEYED, here | {"the_key": storable(f"{key}/0")}) is not None:
        return False
    heard = run.row(_LAST_HEARD, here | {"the_member_id": member_id})
    found = [(row.channel, row.address) for row in addresses]
    address = (heard.channel, heard.who) if heard and (heard.channel, heard.who) in found else found[0]
    rows = [
        mapping.outbox_row(workspace_id, f"{key}/{place}", address=address, reply=reply, position=place, at=at)
        | {"stamp": stamp}
        for place, reply in enumerate(replies)
    ]
    if rows:
        run.write(_NEW, rows)
        _wake(run)
    return bool(rows)


def _queue(
    run: Transaction, workspace_id: WorkspaceId, turn: Turn, rows: list[mapping.Values], *, leased: bool
) -> tuple[str, ...]:
    behind = run.row(_LAST_WAITING, _of_address(workspace_id, turn.channel, turn.who)) if leased else None
    if behind is not None:
        until = behind.lease_until if behind.state != "sending" else None
        rows = [row | {"state": "pending", "lease_until": until, "attempts": 0} for row in rows]
    if rows:
        run.write(_NEW, rows)
    return () if behind is not None else tuple(row["key"] for row in rows)


def pending_replies(
    run: Transaction, workspace_id: WorkspaceId, *, channel: str, address: str
) -> Sequence[tuple[str, Reply, str]]:
    """Return what waits for an address, oldest first."""
    return [mapping.reply_read(row) for row in run.rows(_PENDING, _of_address(workspace_id, channel, address))]


def has_waiting(run: Transaction, workspace_id: WorkspaceId, *, member_id: MemberId, until: datetime) -> bool:
    """Whether something in the book of contacts may go to a member by an instant."""
    values = {"workspace_id": workspace_id, "member_id": member_id, "until": until}
    return run.row(_HAS_WAITING, values) is not None


def mark_sent(run: Transaction, workspace_id: WorkspaceId, *, keys: Sequence[str], at: datetime) -> None:
    """Note the instant; a reply that is marked already keeps its own."""
    if keys:
        run.write(_MARK_SENT, [{"the_workspace_id": workspace_id, "the_key": key, "at": at} for key in keys])


def lease_replies(
    run: Transaction, channels: Sequence[str], *, now: datetime, lease_until: datetime, limit: int
) -> Sequence[Outgoing]:
    """
    Take what waits and may be sent now, oldest first.

    One caller at a time, until it commits: a second one that sees a reply not yet leased would take the next
    of the same address, and send it first.
    """
    run.alone(ONE_LEASES)
    values = {"channels": list(channels), "now": now, "until": lease_until, "most": limit}
    leased = sorted(run.returned(_LEASE, values), key=lambda row: int(row.id))  # RETURNING promises no order
    return [mapping.outgoing_read(row) for row in leased]


def free_leases(run: Transaction) -> None:
    """Let go of everything that somebody is sending. Whoever calls this knows that nobody is any more."""
    run.write(_FREE_LEASES, {})


def postpone(
    run: Transaction,
    workspace_id: WorkspaceId,
    *,
    keys: Sequence[str],
    until: datetime,
    in_doubt: bool = False,
    tried: bool = True,
) -> None:
    """Nobody takes them before *until*; what was sent or given up stays so. *in_doubt*: they may have arrived."""
    if keys:
        state = "in_doubt" if in_doubt else "pending"
        these = {"the_workspace_id": workspace_id, "keys": list(keys)}
        run.write(_POSTPONE, these | {"until": until, "the_state": state, "untried": int(not tried)})


def doubt(run: Transaction, workspace_id: WorkspaceId, *, keys: Sequence[str]) -> None:
    """Count that they are sent again although they may have arrived."""
    if keys:
        run.write(_DOUBT, {"the_workspace_id": workspace_id, "keys": list(keys)})


def give_up(run: Transaction, workspace_id: WorkspaceId, *, keys: Sequence[str]) -> None:
    """Mark as failed what still waits."""
    if keys:
        run.write(_GIVE_UP, {"the_workspace_id": workspace_id, "keys": list(keys)})


def drop(run: Transaction, workspace_id: WorkspaceId, *, keys: Sequence[str]) -> None:
    """Take back what still waits, as if it had never been put there."""
    if keys:
        run.write(_DROP, {"the_workspace_id": workspace_id, "keys": list(keys)})


def hold_back(run: Transaction, workspace_id: WorkspaceId, *, keys: Sequence[str]) -> None:
    """Let what waits wait for `resume` instead: it holds up nothing behind it."""
    if keys:
        run.write(_HOLD_BACK, {"the_workspace_id": workspace_id, "keys": list(keys)})


def resume(run: Transaction, workspace_id: WorkspaceId, *, keys: Sequence[str]) -> bool:
    """Let what was held back wait to be sent; whether there was any."""
    found = run.returned(_RESUME, {"the_workspace_id": workspace_id, "keys": list(keys)})
    if found:
        _wake(run)
    return bool(found)


def _wake(run: Transaction) -> None:
    if not run.is_sqlite:
        from storage.jobs import wake  # no part of a start

        wake(run)


def oldest_unsent(run: Transaction, channels: Sequence[str]) -> datetime | None:
    """Return when the first in the queue was put there."""
    row = run.row(_OLDEST, {"channels": list(channels)})
    return None if row is None else row.created_at


def _of_address(workspace_id: WorkspaceId, channel: str, address: str) -> mapping.Values:
    return {"the_workspace_id": workspace_id, "the_channel": channel, "the_address": storable(address)}
