"""
The statements by which nudges are measured (nudges.md, "Measuring the effect").

Each begins with the user-weeks of one workspace in a stretch of time; `until` comes so much before now that the time is
over in which something could come about. All follow one account by an index.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    distinct,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)

from dialogs.nudging.measures import FLAGS_WITHIN, REVIEW_WITHIN, WITHIN
from storage.account_tables import account, snapshot, snapshot_answer
from storage.instants import day_of, later
from storage.nudge_tables import nudge
from storage.review_tables import review_session
from storage.statements import where
from storage.tables import UtcInstant, table

SINCE = bindparam("since", type_=UtcInstant())
_session, _turn = table("session"), table("turn")
IN_USER_WEEKS = (
    *where(nudge, "workspace_id"),
    nudge.c.kind == "weekly",
    nudge.c.due_at >= SINCE,
    nudge.c.due_at < bindparam("until", type_=UtcInstant()),
    (nudge.c.state == "sent") | (nudge.c.reason == "held_out"),
)
_UNIT = (
    select(
        *(nudge.c[name] for name in ("workspace_id", "member_id", "account_id", "due_at", "minutes", "angle")),
        *(nudge.c[name] for name in ("outcome", "round", "unhelpful_at")),
        case((nudge.c.reason == "held_out", 1), else_=0).label("held_out"),
    )
    .where(*IN_USER_WEEKS)
    .cte("unit")
)
_HERE = _UNIT.c.workspace_id
_PEOPLE = func.count(distinct(_UNIT.c.member_id)).label("people")


def _yes(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.sum(_yes(condition)), Integer)


# --- a reassessment finished within 72 hours; put off, ended, no help

_DONE = exists().where(
    snapshot.c.workspace_id == _HERE,
    snapshot.c.author == _UNIT.c.member_id,
    snapshot.c.at >= _UNIT.c.due_at,
    snapshot.c.at <= later(_UNIT.c.due_at, WITHIN),
)
PRIMARY = select(
    _UNIT.c.held_out,
    _UNIT.c.angle,
    func.min(_UNIT.c.due_at).label("first_at"),
    func.count().label("weeks"),
    _sum(_DONE.correlate(_UNIT)).label("done"),
    _sum(or_(_UNIT.c.round > 0, _UNIT.c.outcome == "snoozed")).label("snoozed"),
    _sum(_UNIT.c.outcome == "stopped").label("stopped"),
    _sum(_UNIT.c.unhelpful_at.is_not(None)).label("unhelpful"),
).group_by(_UNIT.c.held_out, _UNIT.c.angle)
_HELPLESS = case((and_(_UNIT.c.held_out == 0, _UNIT.c.unhelpful_at.is_not(None)), _UNIT.c.member_id))
PEOPLE = select(_PEOPLE, func.count(distinct(_HELPLESS)).label("helpless")).select_from(_UNIT)

# --- re-dated: an item whose answer the customer's own evidence dates anew

_shot, _new, _old = snapshot.alias("shot"), snapshot_answer.alias("new"), snapshot_answer.alias("old")
_BEFORE = (
    _old.c.workspace_id == _new.c.workspace_id,
    _old.c.account_id == _new.c.account_id,
    _old.c.item == _new.c.item,
    _old.c.at < _new.c.at,
)


def _by_customer(answer: Any) -> ColumnElement[bool]:
    return or_(answer.c.basis == "said", answer.c.basis == "did")


# what counts stands in `dialogs.nudging.measures.Secondary`
_REDATED = exists().where(
    _new.c.workspace_id == _shot.c.workspace_id,
    _new.c.snapshot_id == _shot.c.id,
    _by_customer(_new),
    _new.c.evidence_day.is_not(None),
    exists().where(*_BEFORE).correlate(_new),
    ~exists().where(*_BEFORE, _by_customer(_old), _old.c.evidence_day >= _new.c.evidence_day).correlate(_new),
)
_REDATED_IN_TIME = exists().where(
    _shot.c.workspace_id == _HERE,
    _shot.c.author == _UNIT.c.member_id,
    _shot.c.at >= _UNIT.c.due_at,
    _shot.c.at <= later(_UNIT.c.due_at, WITHIN),
    _REDATED.correlate(_shot),
)
_OF_WEEK = select(_UNIT.c.held_out, _UNIT.c.member_id, _yes(_REDATED_IN_TIME).label("came")).cte("of_week")


def _by_side(weeks: Any) -> Select[Any]:
    return select(
        weeks.c.held_out,
        func.count().label("weeks"),
        cast(func.sum(weeks.c.came), Integer).label("came"),
        func.count(distinct(weeks.c.member_id)).label("people"),
    ).group_by(weeks.c.held_out)


REDATED = _by_side(_OF_WEEK)

# --- flags: those of the account's latest snapshot at the slot, and of the latest one within 14 days of it


def _flags(*when: ColumnElement[bool]) -> ColumnElement[str]:
    return (
        select(cast(snapshot.c.flags, String))
        .where(snapshot.c.workspace_id == _HERE, snapshot.c.account_id == _UNIT.c.account_id, *when)
        .order_by(snapshot.c.day.desc(), snapshot.c.at.desc())
        .limit(1)
        .correlate(_UNIT)
        .scalar_subquery()
    )


_FLAGGED = select(
    _UNIT.c.held_out,
    _UNIT.c.member_id,
    _flags(snapshot.c.at <= _UNIT.c.due_at).label("before"),
    _flags(snapshot.c.at > _UNIT.c.due_at, snapshot.c.at <= later(_UNIT.c.due_at, FLAGS_WITHIN)).label("after"),
).cte("flagged")
_HAS_FLAGS = and_(_FLAGGED.c.before.is_not(None), _FLAGGED.c.before != "[]")
FLAGS = union_all(
    select(
        _FLAGGED.c.held_out,
        _FLAGGED.c.before,
        _FLAGGED.c.after,
        func.count().label("weeks"),
        literal(0).label("people"),
    )
    .where(_HAS_FLAGS)
    .group_by(_FLAGGED.c.held_out, _FLAGGED.c.before, _FLAGGED.c.after),
    select(
        _FLAGGED.c.held_out,
        cast(null(), String),
        cast(null(), String),
        literal(0),
        func.count(distinct(_FLAGGED.c.member_id)),
    )
    .where(_HAS_FLAGS)
    .group_by(_FLAGGED.c.held_out),
)


def flags_in(stored: str | None) -> frozenset[str] | None:
    """Read the flags of a snapshot as the statement returns them; None where there was no snapshot."""
    return None if stored is None else frozenset(json.loads(stored))


# --- briefs: of the account asked about, sent after the slot and before its review

_HELD_AT = (
    select(func.min(review_session.c.held_at))
    .where(
        review_session.c.workspace_id == _HERE,
        review_session.c.account_id == _UNIT.c.account_id,
        review_session.c.held_at > _UNIT.c.due_at,
        review_session.c.held_at <= later(_UNIT.c.due_at, REVIEW_WITHIN),
    )
    .correlate(_UNIT)
    .scalar_subquery()
)
_DAY = (
    select(account.c.review)
    .where(
        account.c.workspace_id == _HERE,
        account.c.id == _UNIT.c.account_id,
        account.c.review > day_of(_UNIT.c.due_at),
        account.c.review <= day_of(later(_UNIT.c.due_at, REVIEW_WITHIN)),
        account.c.review < bindparam("today", type_=Date()),
    )
    .correlate(_UNIT)
    .scalar_subquery()
)
_AHEAD = select(
    _HERE,
    _UNIT.c.held_out,
    _UNIT.c.member_id,
    _UNIT.c.account_id,
    _UNIT.c.due_at,
    _HELD_AT.label("held_at"),
    _DAY.label("review"),
).cte("ahead")
_SENT_BEFORE = exists().where(
    snapshot.c.workspace_id == _AHEAD.c.workspace_id,
    snapshot.c.account_id == _AHEAD.c.account_id,
    snapshot.c.sent.is_(True),
    snapshot.c.at > _AHEAD.c.due_at,
    or_(
        snapshot.c.at < _AHEAD.c.held_at,
        and_(_AHEAD.c.held_at.is_(None), snapshot.c.day <= _AHEAD.c.review),
    ),
)
_REVIEWED = (
    select(_AHEAD.c.held_out, _AHEAD.c.member_id, _yes(_SENT_BEFORE.correlate(_AHEAD)).label("came"))
    .where(or_(_AHEAD.c.held_at.is_not(None), _AHEAD.c.review.is_not(None)))
    .cte("reviewed")
)
BRIEFS = _by_side(_REVIEWED)

# --- minutes: noted as a reassessment is finished (bot/service/own_nudges.py)

_SPENT = _UNIT.c.minutes.is_not(None)
MINUTES = union_all(
    select(_UNIT.c.held_out, _UNIT.c.minutes, func.count().label("weeks"), literal(0).label("people"))
    .where(_SPENT)
    .group_by(_UNIT.c.held_out, _UNIT.c.minutes),
    select(_UNIT.c.held_out, cast(null(), Integer), literal(0), _PEOPLE).where(_SPENT).group_by(_UNIT.c.held_out),
)
NOTE_MINUTES = update(nudge).where(*where(nudge, "workspace_id", "member_id", "id")).values(minutes=bindparam("spent"))
TURNS = (
    select(_turn.c.at, _turn.c.state)
    .join(_session, (_session.c.workspace_id == _turn.c.workspace_id) & (_session.c.id == _turn.c.session_id))
    .where(*where(_session, "workspace_id", "member_id"), _session.c.saved_at >= SINCE, _turn.c.at >= SINCE)
    .order_by(_turn.c.at, _turn.c.id)
)
