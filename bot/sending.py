"""What `coach serve` and `coach worker` share: platforms, the pace that they allow, the engine of the jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from typing import Protocol

from starlette.routing import Route

from bot import wiring
from bot.service.intake import Intake
from bot.service.jobs import Job, Runner
from bot.service.pace import Limits, OwnShares, Paced
from dialogs.job_ports import Place, Share
from dialogs.machine import CHANNEL_COMMANDS
from dialogs.ports import Sender, UnitOfWork


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
    async def hang_up(self) -> None: ...
    async def stop_listening(self) -> None: ...
    async def close(self) -> None: ...


class Engine(Protocol):
    """What calls the jobs."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class NoEngine:
    """Leaves the jobs to other processes."""

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return


def channels(clock: Callable[[], datetime]) -> dict[str, Channel]:
    """Return the platforms that are configured, by the channel's name in the store."""
    found: dict[str, Channel] = {}
    slack, telegram = wiring.slack_access(), wiring.telegram_access()
    if slack:
        from bot.channels.slack import CHANNEL as SLACK
        from bot.channels.slack.channel import SlackChannel

        found[SLACK] = SlackChannel(slack, clock=clock)
    if telegram:
        from bot.channels.telegram import CHANNEL as TELEGRAM
        from bot.channels.telegram.channel import TelegramChannel

        found[TELEGRAM] = TelegramChannel(
            telegram,
            clock=clock,
            workspace_id=wiring.own_workspace(),
            commands=[(name, wiring.library().text(f"command.{name}")) for name in CHANNEL_COMMANDS],
            only_private=wiring.library().text("channel.only_private"),
        )
    return found


def pace(shared: Callable[[], UnitOfWork] | None, threads: Executor) -> Paced:
    """Return what keeps the platforms' limits: over all processes of a *shared* database, else in this one."""
    return Paced(limits(), partial(_reserve, shared, threads) if shared else OwnShares().reserve)


def limits() -> dict[str, Limits]:
    """Return each channel's limits: a steady rate and a burst that together stay below what the settings say."""
    from bot.channels import slack, telegram

    chosen = wiring.settings()
    second, minute = chosen.telegram_per_second, chosen.slack_per_minute
    return {
        telegram.CHANNEL: Limits(0.6 * second, max(1, int(second / 3)), by_workspace=False),
        slack.CHANNEL: Limits(0.8 * minute / 60, max(1, int(0.2 * minute)), by_workspace=True),
    }


async def _reserve(
    unit_of_work: Callable[[], UnitOfWork], threads: Executor, shares: Sequence[Share], most_s: float
) -> Place | None:
    def reserve() -> Place | None:
        with unit_of_work() as work:
            place = work.jobs().reserve(shares, most_s=most_s)
            if place and place.taken:
                work.commit()
        return place

    return await asyncio.get_running_loop().run_in_executor(threads, reserve)


def engine(
    jobs: Sequence[Job],
    runner: Runner,
    *,
    conninfo: str | None,
    threads: Executor,
    clock: Callable[[], datetime],
    moved: Callable[[], None],
    concurrency: int,
) -> Engine:
    """Return the engine that the database calls for; *conninfo* is PostgreSQL's, None on SQLite."""
    if conninfo is None:
        from bot.jobs.embedded import EmbeddedEngine

        return EmbeddedEngine(jobs, runner, threads=threads, clock=clock, moved=moved)
    from bot.jobs.distributed import DistributedEngine

    return DistributedEngine(jobs, runner, conninfo=conninfo, threads=threads, moved=moved, concurrency=concurrency)
