"""
Socket Mode: real websockets at the URLs that apps.connections.open gave out, each good for one connection.

Connections share the envelopes in turn. Every try has an envelope id of its own, so an app that told repeats apart by
it would be caught; event_id is what stays the same.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.fakes.slack.records import Attempt, Delivery
from tests.secrets import SECRETS

MAX_CONNECTIONS = 10  # docs.slack.dev, Using Socket Mode: up to 10 at a time
Reason = Literal["refresh_requested", "warning", "link_disabled"]


@dataclass
class Connection:
    number: int
    socket: web.WebSocketResponse
    request: web.Request


class OverSockets:
    """The connections that are open, and the envelopes that wait for their acknowledgement."""

    def __init__(self, *, app: str, ack_within_s: float, retry_after_s: Sequence[float]) -> None:
        self._app = app
        self.ack_within_s = ack_within_s
        self.retry_after_s = retry_after_s
        self.connections: list[Connection] = []
        self.strays: list[Any] = []  # what clients sent that was no acknowledgement of a waiting envelope
        self.base_url = ""
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._carried: dict[str, Connection] = {}  # envelope id -> the connection it went out on
        self._opened = 0
        self._turn = 0

    def open_url(self) -> str:
        """A new websocket URL, good once."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        SECRETS.token(ticket)
        return f"{self.base_url}?ticket={ticket}&app_id={self._app}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection until either side closes it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPNotFound
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(timeout=0.2)
        await socket.prepare(request)
        self._opened += 1
        connection = Connection(self._opened, socket, request)
        if len(self.connections) >= MAX_CONNECTIONS:
            await socket.send_json(_goodbye("too_many_websockets"))
            await socket.close()
            return socket
        await socket.send_json(self._hello())
        self.connections.append(connection)
        try:
            await self._listen(socket)
        finally:
            self.connections.remove(connection)
            self._give_back(connection)
        return socket

    def _give_back(self, connection: Connection) -> None:
        """What was not acknowledged when its connection ended goes out again at once, not after three seconds."""
        for envelope_id, carrier in self._carried.items():
            future = self._waiting[envelope_id]
            if carrier is connection and not future.done():
                future.set_exception(ConnectionResetError())

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "applink-fake", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app},
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                self.strays.append(message.data)
                continue
            try:
                said = json.loads(message.data)
            except json.JSONDecodeError:
                said = None
            future = self._waiting.get(said.get("envelope_id", "")) if isinstance(said, dict) else None
            if future is None or future.done():
                self.strays.append(message.data if said is None else said)
            else:
                future.set_result(said.get("payload"))

    async def deliver(self, delivery: Delivery, *, noticed: Callable[[], None]) -> None:
        waits: Sequence[float] = self.retry_after_s if delivery.kind == "events_api" else ()
        reason = None
        for number, wait_s in enumerate((0.0, *waits)):
            await asyncio.sleep(wait_s)
            attempt = Attempt(number, reason)
            delivery.attempts.append(attempt)
            await self._try(delivery, attempt)
            noticed()
            if attempt.acknowledged:
                return
            reason = attempt.failed

    async def _try(self, delivery: Delivery, attempt: Attempt) -> None:
        envelope_id = str(uuid.uuid4())
        future = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = future
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self.ack_within_s) as attempt.window:
                await self._send(_envelope(delivery, attempt, envelope_id), attempt)
                attempt.answer = await future
            attempt.acknowledged = True
        except TimeoutError:
            attempt.failed = "timeout"
        except ConnectionResetError:
            attempt.failed = "connection_failed"
        finally:
            attempt.window = None
            attempt.ms = (time.perf_counter() - started) * 1000
            del self._waiting[envelope_id]
            self._carried.pop(envelope_id, None)

    async def _send(self, envelope: dict[str, Any], attempt: Attempt) -> None:
        """Hand an envelope to the connection whose turn it is, waiting for one that is open."""
        while True:
            if self.connections:
                self._turn += 1
                connection = self.connections[self._turn % len(self.connections)]
                attempt.connection = connection.number
                self._carried[envelope["envelope_id"]] = connection
                try:
                    return await connection.socket.send_json(envelope)
                except ConnectionError:
                    attempt.connection = None
                    del self._carried[envelope["envelope_id"]]
            await asyncio.sleep(0.01)

    async def disconnect(self, reason: Reason, *, close: bool) -> None:
        """Tell every client to reconnect; with *close* hang up behind it, as Slack does some seconds later."""
        for connection in list(self.connections):
            await connection.socket.send_json(_goodbye(reason))
            if close:
                await connection.socket.close()

    def cut(self) -> None:
        """Break every connection without a word."""
        for connection in list(self.connections):
            if connection.request.transport is not None:
                connection.request.transport.abort()


def _goodbye(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-fake"}}


def _envelope(delivery: Delivery, attempt: Attempt, envelope_id: str) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "envelope_id": envelope_id,
        "payload": delivery.payload,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind == "slash_commands",
    }
    if delivery.kind == "events_api":
        envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason or ""}
    return envelope
