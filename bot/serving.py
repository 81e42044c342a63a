"""
Joins the parts of `coach serve`, by plain constructor calls; wiring.py gives the store, the content and the settings.

A platform's library is imported only where that platform is configured.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from bot import first_start, sending, wiring
from bot.sending import Channel, Engine, NoEngine
from bot.service.delivery import LEASE_S, Delivery
from bot.service.intake import Intake
from bot.service.jobs import Job, Runner
from bot.web.app import Health, make_app, shown
from bot.web.metrics import Metrics
from dialogs.errors import CoachError
from dialogs.ports import UnitOfWork

if TYPE_CHECKING:
    from bot.perception.perceive import BackgroundPerception
    from bot.service.turns import Turns


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that `coach serve` runs, joined and not yet started."""

    app: Starlette
    intake: Intake
    delivery: Delivery
    channels: tuple[Channel, ...]
    perception: BackgroundPerception
    engine: Engine

    def load(self) -> str | None:
        """Load the language model, which takes seconds; return what is missing, if anything."""
        return self.perception.loaded().notice


@asynccontextmanager
async def service(db: str | None) -> AsyncIterator[Service]:
    """
    Join the parts of `coach serve`; close the store at the end.

    Raises:
        StoreMisuse, StoreUnavailable, ContentError: there is nothing to serve from.
    """
    with ExitStack() as ending:
        shared = _shared(db, ending, alone=True)
        yield _joined(shared)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What `coach serve` and `coach worker` begin with."""

    unit_of_work: Callable[[], UnitOfWork]
    conninfo: str | None  # PostgreSQL's
    jobs: tuple[Job, ...]
    turns: Callable[[BackgroundPerception], Turns]
    metrics: Metrics
    threads: Executor
    channels: dict[str, Channel]
    delivery: Delivery

    def engine(self, threads: Executor, *, concurrency: int) -> Engine:
        """Return the engine of the jobs. *threads*: those that they run in."""
        return sending.engine(
            self.jobs,
            Runner(self.unit_of_work, clock=_now, observer=self.metrics),
            conninfo=self.conninfo,
            threads=threads,
            clock=_now,
            moved=self.delivery.look,
            concurrency=concurrency,
        )


def _shared(db: str | None, ending: ExitStack, *, alone: bool) -> _Shared:
    """
    Open the store and join what sends from it; *ending* closes all of it, the last first.

    Args:
        alone: no other process may serve from the same SQLite file.
    """
    first_start.do_apart(db)
    opened, metrics = wiring.store(db, upgrade=True), Metrics()
    ending.callback(opened.close)
    if alone:
        ending.callback(opened.serve_alone().close)
        ending.callback(opened.close)  # before another process is let in
    presence, threads = opened.presence(), ThreadPoolExecutor(wiring.settings().threads, thread_name_prefix="turn")
    ending.callback(presence.close)
    ending.callback(threads.shutdown, wait=True)
    channels = sending.channels(_now)
    delivery = Delivery(
        unit_of_work=opened.unit_of_work,
        senders={key: channel.sender for key, channel in channels.items()},
        threads=threads,
        clock=_now,
        observer=metrics,
        announce=presence.hold,
        pace=sending.pace(None if opened.is_sqlite else opened.unit_of_work, threads),
    )
    return _Shared(
        opened.unit_of_work,
        opened.conninfo,
        wiring.jobs(opened),
        partial(wiring.turns, opened, lease_s=LEASE_S),
        metrics,
        threads,
        channels,
        delivery,
    )


def _joined(shared: _Shared) -> Service:
    channels, perception = shared.channels, wiring.background_perception()
    intake = Intake(
        turns=shared.turns(perception),
        unit_of_work=shared.unit_of_work,
        delivery=shared.delivery,
        clock=_now,
        threads=shared.threads,
        observer=shared.metrics,
        trouble=wiring.library().text("channel.trouble"),
    )
    for channel in channels.values():
        channel.intake = intake
    app = make_app(
        routes=[route for channel in channels.values() for route in channel.routes],
        health=partial(_health, shared.unit_of_work, shared.threads, channels),
        metrics=shared.metrics,
    )
    elsewhere = wiring.settings().jobs == "workers" and shared.conninfo is not None
    engine: Engine = NoEngine() if elsewhere else shared.engine(shared.threads, concurrency=1)
    return Service(app, intake, shared.delivery, tuple(channels.values()), perception, engine)


async def _health(unit_of_work: Callable[[], UnitOfWork], threads: Executor, channels: Mapping[str, Channel]) -> Health:
    def oldest() -> datetime | None:
        with unit_of_work() as work:
            return work.oldest_unsent(tuple(channels))

    last = {channel.name: shown(channel.last_event_at) for channel in channels.values()}
    hanging = tuple(channel.name for channel in channels.values() if channel.hangs)
    try:
        queued_at = await asyncio.get_running_loop().run_in_executor(threads, oldest)
    except CoachError:
        return Health(False, "unavailable", None, last, hanging)
    age_s = round((_now() - queued_at).total_seconds(), 3) if queued_at else None
    return Health(not hanging, "ok", age_s, last, hanging)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Worker:
    """Everything that `coach worker` runs, joined and not yet started."""

    delivery: Delivery
    engine: Engine
    channels: tuple[Channel, ...]


@asynccontextmanager
async def worker(db: str | None, *, concurrency: int) -> AsyncIterator[Worker]:
    """
    Join the parts of `coach worker`; close the store at the end.

    Raises:
        StoreMisuse, StoreUnavailable, ContentError: there is nothing to work on.
    """
    with ExitStack() as ending:
        shared = _shared(db, ending, alone=False)
        # a thread for each job beside those of delivery's own looks: a long job does not hold up what is sent
        jobs = ThreadPoolExecutor(concurrency)
        ending.callback(jobs.shutdown, wait=True)
        engine = shared.engine(jobs, concurrency=concurrency)
        yield Worker(shared.delivery, engine, tuple(shared.channels.values()))
