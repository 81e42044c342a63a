"""
`coach worker`: jobs and sending on PostgreSQL, without listening to a platform.

Stopping (SIGTERM, Ctrl-C) is in this order: take no further job, finish those that run, send what is queued, close.
"""

from __future__ import annotations

import asyncio
import logging
import signal

import click

from bot import serving, wiring
from bot.commands.errors import DONE, MISUSE
from bot.commands.serve import DRAIN_S, set_up_logging

log = logging.getLogger("coach.worker")


def run_worker(*, db: str | None, concurrency: int, level: str) -> int:
    """Work until told to stop; return the exit code."""
    set_up_logging(level)
    if wiring.database_url(db).startswith("sqlite"):
        click.echo("`coach worker` needs PostgreSQL; on a SQLite file `coach serve` does the jobs by itself.", err=True)
        return MISUSE
    if not (wiring.slack_access() or wiring.telegram_access()):
        click.echo("Nothing is configured: set COACH_SLACK_BOT_TOKEN or COACH_TELEGRAM_TOKEN.", err=True)
        return MISUSE
    return asyncio.run(_work(db=db, concurrency=concurrency))


async def _work(*, db: str | None, concurrency: int) -> int:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with serving.worker(db, concurrency=concurrency) as parts:
        await parts.delivery.start()
        await parts.engine.start()
        click.echo("Ready.", err=True)
        await stopping.wait()
        click.echo("Stopping: finishing what was begun.", err=True)
        await parts.engine.stop()
        if not await parts.delivery.stop(timeout_s=DRAIN_S):
            log.warning("some messages did not go out in time; another process sends them")
        await asyncio.gather(*(channel.close() for channel in parts.channels), return_exceptions=True)
    return DONE
