"""Deliveries to the bot's URL. Per chat one at a time and in order: a refused update holds back its chat only."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram.changes import Changes
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.records import Attempt, Delivery
from tests.fakes.telegram.updates import Updates
from tests.secrets import SECRETS
from tests.waiting import HANG_S

PORTS = (443, 80, 88, 8443)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
NEVER_BY_REPLY = ("get", "setwebhook", "deletewebhook", "close", "logout")  # WebhookActor::handle


class Webhook:
    """Where the bot wants its updates, and how handing them over goes."""

    def __init__(self, updates: Updates, changes: Changes, clock: Callable[[], float], *, allow_http: bool) -> None:
        self.url, self.secret = "", ""
        self.max_connections = 40
        self.reroute: str | None = None  # "http://127.0.0.1:8123": goes there, whatever host the URL names
        self.first_delay_s, self.longest_delay_s, self.timeout_s = 0.01, 0.2, HANG_S
        self.rest: Callable[[float], Awaitable[object]] = asyncio.sleep  # between two tries
        self.last_error: tuple[int, str] | None = None
        self.by_reply: Callable[[str, Params], Awaitable[Any]] | None = None
        self.in_flight = self.most_in_flight = 0
        self._updates, self._changes, self._clock = updates, changes, clock
        self._allow_http = allow_http
        self._busy: dict[int | None, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(self.max_connections)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        limits = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=limits, timeout=aiohttp.ClientTimeout(total=self.timeout_s))

    async def close(self) -> None:
        self.url = ""
        for task in list(self._busy.values()):
            task.cancel()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        if self._session:
            await self._session.close()

    def point_at(self, url: str, *, secret: str = "", max_connections: int = 40) -> None:
        self.url, self.secret, self.max_connections = url, secret, max_connections
        SECRETS.token(secret)
        self._places = asyncio.Semaphore(max_connections)
        self.last_error = None
        self.deliver()

    def set(self, params: Params) -> str:
        """setWebhook and, with an empty URL, deleteWebhook; return what Telegram says of it."""
        url, secret = params.text("url").strip(), params.text("secret_token")
        if url:
            self._check(url, secret, params.number("max_connections", 40))
        had = bool(self.url)
        if params.flag("drop_pending_updates"):
            self._updates.forget()
        self._updates.end_poll("Conflict: terminated by setWebhook request")
        if not url:
            self.url = self.secret = ""
            return "Webhook was deleted" if had else "Webhook is already deleted"
        self._updates.allow(params)
        self.point_at(url, secret=secret, max_connections=params.number("max_connections", 40))
        return "Webhook was set"

    def _check(self, url: str, secret: str, connections: int) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise bad_request("invalid webhook URL specified")
        if not self._allow_http:
            if parts.scheme != "https":
                raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
            if (parts.port or 443) not in PORTS:
                raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad_request("secret token contains unallowed characters")
        if not 1 <= connections <= 100:
            raise bad_request("max_connections must be from 1 to 100")

    def info(self) -> dict[str, Any]:
        known: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending),
        }
        if self.url:
            known["max_connections"] = self.max_connections
            known["ip_address"] = "127.0.0.1"
            if self._updates.allowed:
                known["allowed_updates"] = self._updates.allowed
            if self.last_error:
                known["last_error_date"], known["last_error_message"] = self.last_error
        return known

    def deliver(self) -> None:
        """Start handing over what waits, one task for each chat."""
        for chat_id in {delivery.chat_id for delivery in self._updates.pending.values()} if self.url else ():
            if chat_id not in self._busy:
                self._busy[chat_id] = asyncio.ensure_future(self._drain(chat_id))

    async def post(self, body: bytes, *, secret: str | None, content_type: str = "application/json") -> tuple[int, str]:
        """POST *body* once; return the status and the text. Raises aiohttp.ClientError or TimeoutError."""
        if self._session is None:
            raise RuntimeError("the fake is not started")
        headers = {"Content-Type": content_type, **({SECRET_HEADER: secret} if secret else {})}
        parts = urlsplit(self.url)
        address = self.url.replace(f"{parts.scheme}://{parts.netloc}", self.reroute, 1) if self.reroute else self.url
        async with self._session.post(address, data=body, headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.text()

    async def _drain(self, chat_id: int | None) -> None:
        delay_s = self.first_delay_s
        try:
            while self.url and (delivery := self._updates.first_of(chat_id)):
                async with self._places:
                    taken = await self._attempt(delivery)
                if taken:
                    self._updates.confirm(delivery)
                    delay_s = self.first_delay_s
                else:
                    await self.rest(delay_s)
                    delay_s = min(2 * delay_s, self.longest_delay_s)
        finally:
            del self._busy[chat_id]

    async def _attempt(self, delivery: Delivery) -> bool:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        status, text, wrong = None, "", ""
        try:
            status, text = await self.post(json.dumps(delivery.update).encode(), secret=self.secret)
            wrong = "" if 200 <= status <= 299 else f"Wrong response from the webhook: {_named(status)}"
        except TimeoutError:
            wrong = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            wrong = "Connection refused"
        except aiohttp.ClientError:
            wrong = "Webhook connection closed"
        finally:
            self.in_flight -= 1
            delivery.attempts.append(Attempt(self._clock(), "webhook", status))
            self._changes.tell()
        if wrong:
            self.last_error = int(self._clock()), wrong
            return False
        await self._obey(text)
        return True

    async def _obey(self, text: str) -> None:
        """A webhook's answer may carry one method call; nobody hears what becomes of it."""
        try:
            asked = json.loads(text)
        except ValueError:
            return
        method = str(asked.pop("method", "")) if isinstance(asked, dict) else ""
        if method and self.by_reply and not method.lower().startswith(NEVER_BY_REPLY):
            await self.by_reply(method, Params(asked))


def _named(status: int) -> str:
    known = status in list(HTTPStatus)
    return f"{status} {HTTPStatus(status).phrase}" if known else str(status)
