"""
Joins the parts of `coach serve`, by plain constructor calls; wiring.py gives the store, the content and the settings.

A platform's library is imported only where that platform is configured.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from starlette.applications import Starlette
from starlette.routing import Route

from bot import wiring
from bot.service.daily import Daily
from bot.service.delivery import LEASE_S, Delivery
from bot.service.intake import Intake
from bot.web.app import Health, make_app, shown
from bot.web.metrics import Metrics
from dialogs.errors import CoachError
from dialogs.machine import CHANNEL_COMMANDS
from dialogs.ports import Sender, UnitOfWork

if TYPE_CHECKING:
    from bot.perception.perceive import BackgroundPerception

WORKERS = 8  # threads that take turns; SQLite has one writer, and perception holds two cores


class Channel(Protocol):
    """What a service needs of a platform."""

    name: str
    intake: Intake
    last_event_at: datetime | None

    @property
    def sender(self) -> Sender: ...
    @property
    def hangs(self) -> bool: ...
    @property
    def routes(self) -> Sequence[Route]: ...
    def why(self, error: Exception) -> str: ...
    async def start(self) -> str: ...
    async def stop_listening(self) -> None: ...
    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that `coach serve` runs, joined and not yet started."""

    app: Starlette
    intake: Intake
    delivery: Delivery
    channels: tuple[Channel, ...]
    perception: BackgroundPerception
    daily: Daily

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
    presence = opened.presence()
    threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="turn")
    try:
        channels = _channels()
        senders = {key: channel.sender for key, channel in channels.items()}
        delivery = Delivery(
            unit_of_work=opened.unit_of_work,
            senders=senders,
            threads=threads,
            clock=_now,
            observer=metrics,
            announce=presence.hold,
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
        daily = Daily(wiring.retention(opened).run, threads=threads, clock=_now)
        yield Service(app, intake, delivery, tuple(channels.values()), perception, daily)
    finally:
        threads.shutdown(wait=True)
        presence.close()
        opened.close()


def _channels() -> dict[str, Channel]:
    """Return the platforms that are configured, by the channel's name in the store."""
    found: dict[str, Channel] = {}
    slack, telegram = wiring.slack_access(), wiring.telegram_access()
    if slack:
        from bot.channels.slack import CHANNEL as SLACK
        from bot.channels.slack.channel import SlackChannel

        found[SLACK] = SlackChannel(slack, clock=_now)
    if telegram:
        from bot.channels.telegram import CHANNEL as TELEGRAM
        from bot.channels.telegram.channel import TelegramChannel

        found[TELEGRAM] = TelegramChannel(
            telegram,
            clock=_now,
            workspace_id=wiring.own_workspace(),
            commands=[(name, wiring.library().text(f"command.{name}")) for name in CHANNEL_COMMANDS],
            only_private=wiring.library().text("channel.only_private"),
        )
    return found


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
