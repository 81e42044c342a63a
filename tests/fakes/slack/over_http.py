"""
Events and interactivity over HTTP: signed, and tried again as Slack does.

A 2xx within the time acknowledges, nothing else: no redirect is followed, and an answer that comes late was not one.
Only events are tried again; a press or a command that fails shows its person an error, once.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.records import Attempt, Delivery

Signature = Literal["right", "wrong", "old", "missing"]
TOO_OLD_S = 301  # Slack's libraries refuse what is more than five minutes old


class OverHttp:
    """Hands deliveries to a URL of the app."""

    def __init__(self, *, secret: str, ack_within_s: float, retry_after_s: Sequence[float]) -> None:
        self._secret = secret
        self.ack_within_s = ack_within_s
        self.retry_after_s = retry_after_s
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        timeout = aiohttp.ClientTimeout(total=None)  # each attempt has its own
        # the app's keep-alive connections die with it in kill tests, so none is used twice
        self._session = aiohttp.ClientSession(
            timeout=timeout, connector=aiohttp.TCPConnector(limit=0, force_close=True)
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def deliver(
        self, delivery: Delivery, url: Callable[[], str], *, signature: Signature, noticed: Callable[[], None]
    ) -> None:
        waits: Sequence[float] = self.retry_after_s if delivery.kind == "events_api" else ()
        reason = None
        for number, wait_s in enumerate((0.0, *waits)):
            await asyncio.sleep(wait_s)
            attempt = Attempt(number, reason)
            delivery.attempts.append(attempt)
            no_retry = await self._try(delivery, attempt, url(), signature=signature)
            noticed()
            if attempt.acknowledged or no_retry:
                return
            reason = attempt.failed

    async def post_once(self, body: bytes, url: str, *, form: bool, signature: Signature) -> int:
        """Send a body as it is, whatever is wrong with it."""
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        attempt = Attempt(0, None)
        await self._post(url, body, {"Content-Type": kind, **self._signed(body, signature)}, attempt)
        return attempt.status or 0

    async def _try(self, delivery: Delivery, attempt: Attempt, url: str, *, signature: Signature) -> bool:
        """Make one attempt; True if the app asked for no other."""
        body, content_type = _encoded(delivery)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        headers |= self._signed(body, signature)
        if attempt.number:
            headers |= {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": str(attempt.reason)}
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self.ack_within_s) as attempt.window:
                return await self._post(url, body, headers, attempt)
        except TimeoutError:
            attempt.failed = "http_timeout"
        except (aiohttp.ClientError, OSError):
            attempt.failed = "connection_failed"
        finally:
            attempt.window = None
            attempt.ms = (time.perf_counter() - started) * 1000
        return False

    async def _post(self, url: str, body: bytes, headers: dict[str, str], attempt: Attempt) -> bool:
        if self._session is None:
            raise RuntimeError("the fake is not running: use `async with`")
        async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            answer = await response.text()
            attempt.status = response.status
            attempt.answer = json.loads(answer) if response.content_type == "application/json" and answer else answer
            attempt.acknowledged = 200 <= response.status < 300
            attempt.failed = None if attempt.acknowledged else "http_error"
            return response.headers.get("X-Slack-No-Retry") == "1"

    def _signed(self, body: bytes, signature: Signature) -> dict[str, str]:
        if signature == "missing":
            return {}
        at = str(int(time.time()) - (TOO_OLD_S if signature == "old" else 0))
        secret = self._secret if signature != "wrong" else f"not {self._secret}"
        digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


def _encoded(delivery: Delivery) -> tuple[bytes, str]:
    """Events are JSON; a press is a form with one field of JSON; a command is a plain form."""
    if delivery.kind == "events_api":
        return _json(delivery.payload), "application/json"
    form = {"payload": _json(delivery.payload)} if delivery.kind == "interactive" else delivery.payload
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _json(payload: dict[str, Any]) -> bytes:
    # Slack escapes what is not ASCII, and slashes: a body is verified as bytes, never after parsing it
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()
