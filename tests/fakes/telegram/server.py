"""The Bot API over HTTP: token, method, parameters, faults, answer. Each call is recorded, whatever comes of it."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.fakes.telegram.changes import Changes
from tests.fakes.telegram.errors import Refused
from tests.fakes.telegram.faults import Fault, Faults
from tests.fakes.telegram.params import Params, read_params
from tests.fakes.telegram.records import Call
from tests.secrets import SECRETS

Method = Callable[[Params], Any | Awaitable[Any]]


class Dropped(Exception):
    """The connection ends without an answer."""


class Server:
    def __init__(self, token: str, faults: Faults, changes: Changes, clock: Callable[[], float]) -> None:
        self.methods: dict[str, tuple[str, Method]] = {}  # by lower-case name: Telegram does not mind the case
        self.calls: list[Call] = []
        self.port = 0
        self._token, self._faults, self._changes, self._clock = token, faults, changes, clock
        self._runner: web.AppRunner | None = None

    def offer(self, methods: dict[str, Method]) -> None:
        self.methods.update({name.lower(): (name, method) for name, method in methods.items()})

    async def open(self, port: int) -> None:
        app = web.Application(client_max_size=50 * 1024**2)  # uploads of up to 50 MB
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def by_reply(self, method: str, params: Params) -> None:
        """A call that came in a webhook's answer: nobody is told how it went."""
        try:
            await self._run(Call(method, dict(params), self._clock(), "webhook"), params)
        except (Refused, Dropped):
            return

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            self._authorise(request.match_info["token"])
            params = await read_params(request)
            call = Call(request.match_info["method"], dict(params), self._clock(), "http")
            told = await self._run(call, params)
            return web.json_response({"ok": True, "result": call.result, **told})
        except Refused as refusal:
            return web.json_response(refusal.body(), status=refusal.code)
        except Dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=502)

    def _authorise(self, token: str) -> None:
        SECRETS.token(token)
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
            raise Refused("Not Found")
        if token != self._token:
            raise Refused("Unauthorized")

    async def _run(self, call: Call, params: Params) -> dict[str, str]:
        """Do what is asked and complete *call*; return what the answer says besides the result."""
        name, method = self.methods.get(call.method.lower(), (call.method, None))
        call.method = name
        self.calls.append(call)
        self._changes.tell()
        try:
            if method is None:
                raise Refused("Not Found")
            told = await self._do(call, method, params)
            call.status = 200
            return told
        except Refused as refusal:
            call.status, call.error = refusal.code, refusal.description
            raise
        except Dropped:
            call.error = "connection dropped"
            raise
        finally:
            call.done = True
            self._changes.tell()

    async def _do(self, call: Call, method: Method, params: Params) -> dict[str, str]:
        fault = self._faults.take(call.method, params.text("chat_id"))
        if fault:
            await asyncio.sleep(fault.delay_s)
            await fault.gate.wait()
        if fault and not fault.after_effect:
            _strike(fault)
        result = method(params)
        if inspect.isawaitable(result):
            result = await result
        told = {}
        if call.method in ("setWebhook", "deleteWebhook"):
            told, result = {"description": str(result)}, True
        call.result = result
        if fault:
            _strike(fault)
        return told


def _strike(fault: Fault) -> None:
    if fault.drop:
        raise Dropped
    if refusal := fault.refusal():
        raise refusal
