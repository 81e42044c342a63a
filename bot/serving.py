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

from bot import sending, wiring
from bot.sending import Channel, Engine, NoEngine
from bot.service.delivery import LEASE_S, Delivery
from bot.service.intake import Intake
from bot.service.jobs import Runner
from bot.web.app import Health, make_app, shown
from bot.web.metrics import Metrics
from dialogs.errors import CoachError
from dialogs.ports import UnitOfWork

if TYPE_CHECKING:
    from bot.perception.perceive import BackgroundPerception


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
    opened, perception, metrics = wiring.store(db, upgrade=True), wiring.background_perception(), Metrics()
    presence, threads = opened.presence(), ThreadPoolExecutor(wiring.settings().threads, thread_name_prefix="turn")
    with ExitStack() as on_failure:
        on_failure.callback(opened.close)
        alone = opened.serve_alone()
        on_failure.pop_all()
    try:
        channels = sending.channels(_now)
        senders = {key: channel.sender for key, channel in channels.items()}
        delivery = Delivery(
            unit_of_work=opened.unit_of_work,
            senders=senders,
            threads=threads,
            clock=_now,
            observer=metrics,
            announce=presence.hold,
            pace=sending.pace(None if opened.is_sqlite else opened.unit_of_work, threads),
        )
        intake = Intake(
            turns=wiring.turns(opened, perception, lease_s=LEASE_S),
            unit_of_work=opened.unit_of_work,
            delivery=delivery,
            clock=_now,
            threads=threads,
            observer=metrics,
            trouble=wiring.library().text("channel.trouble"),
        )
        for channel in channels.values():
            channel.intake = intake
        app = make_app(
            routes=[route for channel in channels.values() for route in channel.routes],
            health=partial(_health, opened.unit_of_work, threads, channels),
            metrics=metrics,
        )
        elsewhere = wiring.settings().jobs == "workers" and not opened.is_sqlite
        engine: Engine = NoEngine()
        if not elsewhere:
            engine = sending.engine(
                wiring.jobs(opened),
                Runner(opened.unit_of_work, clock=_now, observer=metrics),
                conninfo=opened.conninfo,
                threads=threads,
                clock=_now,
                moved=delivery.look,
                concurrency=1,
            )
        yield Service(app, intake, delivery, tuple(channels.values()), perception, engine)
    finally:
        threads.shutdown(wait=True)
        presence.close()
        opened.close()
        alone.close()


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
    opened, metrics = wiring.store(db, upgrade=True), Metrics()
    # a thread for each job, and some for delivery's own looks: a long job does not hold up what is sent
    jobs, threads = ThreadPoolExecutor(concurrency), ThreadPoolExecutor(wiring.settings().threads)
    presence = opened.presence()
    try:
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
        engine = sending.engine(
            wiring.jobs(opened),
            Runner(opened.unit_of_work, clock=_now, observer=metrics),
            conninfo=opened.conninfo,
            threads=jobs,
            clock=_now,
            moved=delivery.look,
            concurrency=concurrency,
        )
        yield Worker(delivery, engine, tuple(channels.values()))
    finally:
        jobs.shutdown(wait=True)
        threads.shutdown(wait=True)
        presence.close()
        opened.close()
