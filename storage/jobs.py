"""
The ledger of the engines, and their look into the outbox. `send_pace` counts in the server's seconds, so that clocks
of machines need not agree. Only `wake` knows procrastinate: it enqueues in the application's own transaction.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, case, func, select, text, update

from dialogs.job_ports import TOGETHER_S, Backlog, Failed, JobRun, Place, Share
from storage.job_tables import job_run as _run
from storage.privacy_tables import erasure as _erasure
from storage.statements import insert_or_change
from storage.tables import table
from storage.transaction import Transaction

if TYPE_CHECKING:
    from procrastinate import App

MOST_UNASKED: Final = 200  # at 20 a second: no answer waits longer than ten seconds behind them
DELIVER: Final = "deliver"  # the distributed engine's task that looks into the outbox

_outbox = table("outbox")
_OUR_CHANNELS: Final = ("slack", "telegram")

_BEGAN = insert_or_change("job_run", key=("name",), changes=("began_at",))
_ENDED = (
    update(_run)
    .where(_run.c.name == bindparam("the_name"))
    .values(ended_at=bindparam("at"), moved=bindparam("rows"), failures=0)
)
_FAILED = (
    update(_run)
    .where(_run.c.name == bindparam("the_name"))
    .values(failed_at=bindparam("at"), failure=bindparam("kind"), failures=_run.c.failures + 1)
)
_RUNS = select(_run).order_by(_run.c.name)


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


_waits, _state = _outbox.c.waiting.is_(True), _outbox.c.state
_BACKLOG = (
    select(
        _outbox.c.channel,
        _count(_waits & (_state == "pending")).label("waiting"),
        _count(_waits & (_state == "sending")).label("sending"),
        _count(_waits & (_state == "in_doubt")).label("in_doubt"),
        _count(_state == "failed").label("failed"),
        _count(_outbox.c.doubts > 0).label("sent_again"),
        func.min(case((_waits, _outbox.c.created_at))).label("oldest_at"),
    )
    .where(_outbox.c.channel.in_(_OUR_CHANNELS))
    .group_by(_outbox.c.channel)
    .order_by(_outbox.c.channel)
)
_WITHDRAWN = select(_erasure.c.withdrawn)
_GIVEN_UP = (
    select(_outbox.c.id, _outbox.c.workspace_id, _outbox.c.channel, _outbox.c.attempts, _outbox.c.created_at)
    .where(_state == "failed", _outbox.c.channel.in_(_OUR_CHANNELS))
    .order_by(_outbox.c.id.desc())
)
_RETRY = (
    update(_outbox)
    .where(_outbox.c.id.in_(bindparam("ids", expanding=True)), _state == "failed")
    .values(state="pending", waiting=True, lease_until=None, attempts=0)
    .returning(_outbox.c.id)
)
_UNASKED = (
    select(_outbox.c.id)
    .where(_waits, _outbox.c.channel.in_(_OUR_CHANNELS), _outbox.c.session_id.is_(None))
    .limit(MOST_UNASKED)
)
_NOW_S: Final = "extract(epoch FROM clock_timestamp())::float8"
_TAKEN_S: Final = f"greatest(send_pace.until_s, {_NOW_S} + :later) + :step"
_RESERVE = text(
    f"INSERT INTO send_pace (key, until_s) VALUES (:key, {_NOW_S} + :later + :step) ON CONFLICT (key) "  # noqa: S608
    f"DO UPDATE SET until_s = {_TAKEN_S} WHERE {_TAKEN_S} - :ahead - {_NOW_S} <= :most "
    f"RETURNING until_s - :ahead - {_NOW_S} AS wait_s"
)
_FORGET = text(  # what somebody takes a place in is not waited for: that one may wait for a row that is held here
    f"DELETE FROM send_pace WHERE key IN (SELECT key FROM send_pace WHERE until_s < {_NOW_S} "  # noqa: S608
    "FOR UPDATE SKIP LOCKED) RETURNING key"
)
_QUICKLY = text("SET LOCAL synchronous_commit = off")  # a crash of the server may forget a second's shares
_QUEUED = text("SELECT status::text AS state, count(*) AS jobs FROM procrastinate_jobs GROUP BY status ORDER BY 1")


class JobRows:
    """Implements `dialogs.job_ports.JobStore` in one transaction."""

    def __init__(self, run: Transaction) -> None:
        self._run = run

    def began(self, name: str, at: datetime) -> None:
        row = {"name": name, "began_at": at, "ended_at": None, "moved": 0}
        self._run.write(_BEGAN, row | {"failed_at": None, "failure": None, "failures": 0})

    def ended(self, name: str, at: datetime, *, moved: int) -> None:
        self._run.write(_ENDED, {"the_name": name, "at": at, "rows": moved})

    def failed(self, name: str, at: datetime, *, failure: str) -> None:
        self._run.write(_FAILED, {"the_name": name, "at": at, "kind": failure})

    def runs(self) -> Sequence[JobRun]:
        return [JobRun(**row._mapping) for row in self._run.rows(_RUNS, {})]

    def backlog(self) -> Sequence[Backlog]:
        return [Backlog(**row._mapping) for row in self._run.rows(_BACKLOG, {})]

    def given_up(self, *, most: int) -> Sequence[Failed]:
        held = self._withdrawn()
        return [Failed(**row._mapping) for row in self._run.rows(_GIVEN_UP, {}) if row.id not in held][:most]

    def retry(self, ids: Sequence[int] | None) -> int:
        held = self._withdrawn()
        asked = [row.id for row in self._run.rows(_GIVEN_UP, {})] if ids is None else ids
        found = [number for number in asked if number not in held]
        again = self._run.returned(_RETRY, {"ids": found}) if found else ()
        if again:
            wake(self._run)
        return len(again)

    def _withdrawn(self) -> set[int]:
        """Return what is held back, and marked as failed, for people who asked to be erased."""
        return {number for row in self._run.rows(_WITHDRAWN, {}) for number in row.withdrawn}

    def queued(self) -> Mapping[str, int]:
        if self._run.is_sqlite:
            return {}
        return {row.state: row.jobs for row in self._run.rows(_QUEUED, {})}

    def reserve(self, shares: Sequence[Share], *, most_s: float) -> Place | None:
        """As the port says; on PostgreSQL only: one process on SQLite has its shares in memory."""
        self._run.write(_QUICKLY, {})
        wait_s, together_s = 0.0, math.inf
        for share in shares:
            values = {"key": share.key, "step": share.every_s, "ahead": share.every_s * share.burst}
            rows = self._run.returned(_RESERVE, values | {"later": wait_s, "most": most_s})
            if not rows:
                return None
            wait_s = max(wait_s, float(rows[0].wait_s))
            if wait_s > together_s:
                return Place(wait_s, taken=False)
            together_s = min(together_s, wait_s + TOGETHER_S)
        return Place(wait_s)

    def forget_pace(self) -> int:
        return 0 if self._run.is_sqlite else len(self._run.returned(_FORGET, {}))

    def room(self) -> int:
        return MOST_UNASKED - len(self._run.rows(_UNASKED, {}))


def wake(run: Transaction) -> None:
    """On PostgreSQL enqueue a look into the outbox, which is there once this transaction is committed; else nothing."""
    if run.is_sqlite or run.woken:
        return
    run.by_driver(lambda connection: _queue().configure_task(DELIVER, connection=connection, queue=DELIVER).defer())
    run.woken = True


@cache
def _queue() -> App:
    """Return what enqueues. Never opened: a job goes in by a transaction's connection, or not at all."""
    from procrastinate import App, SyncPsycopgConnector

    return App(connector=SyncPsycopgConnector())
