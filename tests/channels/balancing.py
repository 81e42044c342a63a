"""A balancer before several `coach serve`, and the several as one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import cycle
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from tests.channels.forking import Coach

PASSED_ON = ("Content-Type", "X-Slack-Signature", "X-Slack-Request-Timestamp", "X-Telegram-Bot-Api-Secret-Token")


class Balancer:
    """Gives each request to the next process; where that does not listen or is stopping, to the one after it."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports, self._next = ports, cycle(range(len(ports)))
        self.port = 0
        self.passed_on = [0] * len(ports)  # requests that each process took

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        first = next(self._next)
        for turn in range(len(self._ports)):
            which = (first + turn) % len(self._ports)
            url = f"http://127.0.0.1:{self._ports[which]}{request.path_qs}"
            try:
                async with self._session.request(request.method, url, data=body, headers=headers) as answer:
                    if answer.status != 503:
                        self.passed_on[which] += 1
                        return web.Response(status=answer.status, body=await answer.read())
            except aiohttp.ClientError:
                continue
        return web.Response(status=503)


class Together(Coach):
    """Several processes as if they were one: what starts, is ready, or is killed is all of them."""

    def __init__(self, coaches: Sequence[Coach]) -> None:
        self.coaches = coaches

    def start(self, *, plainly: bool = False) -> None:
        for coach in self.coaches:
            coach.start(plainly=plainly)

    async def ready(self) -> None:
        await asyncio.gather(*(coach.ready() for coach in self.coaches))

    async def kill(self) -> None:
        await asyncio.gather(*(coach.kill() for coach in self.coaches))

    def complaints(self) -> list[str]:
        return [line for coach in self.coaches for line in coach.complaints()]

    async def roll(self) -> None:
        """Restart one after another; the others go on meanwhile."""
        for coach in self.coaches:
            await asyncio.sleep(0.5)
            await coach.stop()
            coach.start()
            await coach.ready()
