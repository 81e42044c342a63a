"""
`coach serve`: Slack and Telegram, in one process and one event loop.

Stopping (SIGTERM, Ctrl-C) is in this order: take nothing new, save and acknowledge what was taken, send what is
queued, close. What a platform brings meanwhile it brings again to the next run.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import uvicorn

from bot import serving, wiring
from bot.commands.errors import DONE, FINDINGS, MISUSE
from dialogs.errors import CoachError

if TYPE_CHECKING:
    from starlette.applications import Starlette

log = logging.getLogger("coach.serve")

DRAIN_S = 10.0  # how long replies may take to go out at the end; what is left, the next run sends
# Vendors log what people write and, in addresses, tokens: at no level of ours are they to be heard below an error.
VENDORS = (
    *("alembic", "slack_bolt", "slack_sdk", "telegram", "httpx", "httpcore", "aiohttp", "uvicorn", "asyncio"),
    *("apscheduler", "procrastinate", "psycopg.pool"),
)


class CannotStart(CoachError):
    """A platform or the network refuses us."""


def set_up_logging(level: str) -> None:
    """Log to standard error. Vendors are silenced but for errors, whatever the level."""
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in VENDORS:
        logging.getLogger(name).setLevel(logging.ERROR)


def run_serve(*, db: str | None, host: str | None, port: int | None, level: str) -> int:
    """Serve until told to stop; return the exit code."""
    set_up_logging(level)
    slack = wiring.slack_access()
    lacking = ""
    if not (slack or wiring.telegram_access()):
        lacking = "Nothing is configured: set COACH_SLACK_BOT_TOKEN or COACH_TELEGRAM_TOKEN."
    elif slack and not slack.hears:
        lacking = "Slack cannot reach the coach: set COACH_SLACK_APP_TOKEN (Socket Mode) or COACH_SLACK_SIGNING_SECRET."
    if lacking:
        click.echo(f"{lacking} `coach doctor` says more.", err=True)
        return MISUSE
    return asyncio.run(_serve(db=db, host=host, port=port))


async def _serve(*, db: str | None, host: str | None, port: int | None) -> int:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with serving.service(db) as service:
        web = Web(
            service.app, host=host or wiring.settings().host, port=wiring.settings().port if port is None else port
        )
        try:
            return await _run(service, web, stopping)
        finally:
            await end(service, web)


async def _run(service: serving.Service, web: Web, stopping: asyncio.Event) -> int:
    beginning, told = asyncio.create_task(begin(service, web)), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait((beginning, told), return_when=asyncio.FIRST_COMPLETED)
        if beginning.done():
            await beginning
            click.echo("Ready.", err=True)
        await told  # also while a platform lets us wait: Socket Mode tries to connect for ever
    except CannotStart as error:
        click.echo(f"{error} `coach doctor` says more.", err=True)
        return FINDINGS
    finally:
        for task in (beginning, told):
            task.cancel()
        await asyncio.gather(beginning, told, return_exceptions=True)
    click.echo("Stopping: finishing what was begun.", err=True)
    return DONE


async def begin(service: serving.Service, web: Web) -> str:
    """
    Start everything, say what runs, and return the web server's address.

    Raises:
        CannotStart: a platform refuses us, or the address is taken.
    """
    click.echo("Loading the language model.", err=True)
    notice = await asyncio.to_thread(service.load)
    if notice:
        click.echo(notice, err=True)
    await service.delivery.start()
    await service.engine.start()
    url = await web.start()
    click.echo(f"Listening on {url}: /healthz, /metrics", err=True)
    for channel in service.channels:
        try:
            click.echo(await channel.start(), err=True)
        except Exception as error:  # noqa: BLE001 - each vendor has errors of its own, and their texts may hold a token
            raise CannotStart(f"{channel.name} does not start: {channel.why(error)}.") from None
    return url


async def end(service: serving.Service, web: Web) -> None:
    """Take nothing new, finish what was begun, close."""
    await service.engine.stop()
    await _quietly([channel.hang_up() for channel in service.channels])
    await service.intake.drain()
    await _quietly([channel.stop_listening() for channel in service.channels])
    await web.stop()
    if not await service.delivery.stop(timeout_s=DRAIN_S):
        log.warning("some replies did not go out in time; the next run sends them")
    await _quietly([channel.close() for channel in service.channels])


async def _quietly(closing: Sequence[Awaitable[None]]) -> None:
    for outcome in await asyncio.gather(*closing, return_exceptions=True):
        if isinstance(outcome, BaseException):
            log.warning("a channel did not close well: %s", type(outcome).__name__)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals to `serve`: it drains before the web server goes."""
        yield


class Web:
    """Uvicorn inside our loop, without its signal handlers and its access log, which would print addresses."""

    def __init__(self, app: Starlette, *, host: str, port: int) -> None:
        config = uvicorn.Config(
            app, host=host, port=port, access_log=False, log_config=None, lifespan="off", timeout_graceful_shutdown=5
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """
        Listen, and return the address.

        Raises:
            CannotStart: the address is taken or not ours.
        """
        self._task = asyncio.create_task(self._listen())
        while not self._server.started:
            if self._task.done():
                raise CannotStart(f"{self._server.config.host}:{self._server.config.port} cannot be listened on.")
            await asyncio.sleep(0.01)
        host, port = self._server.servers[0].sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    async def _listen(self) -> None:
        try:
            await self._server.serve()
        except SystemExit:  # uvicorn's way to say that the address is taken
            return

    async def stop(self) -> None:
        self._server.should_exit = True
        if self._task:
            await self._task
