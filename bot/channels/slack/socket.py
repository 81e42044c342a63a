"""
Socket Mode over slack_sdk's client, with three of its ways mended.

It tries the address of a connection again for ever, though each is good once and for seconds: the coach stays deaf.
It logs what failed with that address, which lets whoever has it listen in. And it disconnects from presses that have
come and are not acknowledged, which Slack does not bring again.
"""

from __future__ import annotations

import asyncio
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

ANSWERING_S = 5.0  # to acknowledge what has come before the coach goes; on a line that never rests it goes all the same
_LOOK_S = 0.005


class SocketMode(AsyncSocketModeHandler):
    """Bolt's handler on a client that asks for a new address where one does not work."""

    def __init__(self, app: AsyncApp, app_token: str, *, ping_s: float) -> None:
        """
        Args:
            ping_s: how often it looks whether its connection still is one.
        """
        self.app = app
        self.app_token = app_token
        self.client = _Client(app_token, _logger(), web_client=app.client, ping_interval=ping_s)
        self.client.socket_mode_request_listeners.append(self._answer)  # type: ignore[arg-type]
        self._answering = 0

    async def _answer(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        self._answering += 1
        try:
            await self.handle(client, request)
        finally:
            self._answering -= 1

    async def hang_up(self) -> None:
        """Acknowledge what has come, then disconnect."""
        queue, ends_at = self.client.message_queue, asyncio.get_running_loop().time() + ANSWERING_S
        while (self._answering or not queue.empty()) and asyncio.get_running_loop().time() < ends_at:
            await asyncio.sleep(_LOOK_S)
        await self.close_async()  # type: ignore[no-untyped-call]

    async def open(self) -> None:
        """
        Connect.

        Raises:
            SlackApiError, ClientError: the token is refused or Slack cannot be reached.
        """
        # asked for here: `connect` would go on for ever with a token that is refused
        try:
            self.client.wss_uri = await self.client.issue_new_wss_url()
        except AttributeError as error:  # slack_sdk looks for Slack's words in what a proxy answered
            raise error.__context__ or error from None
        await self.client.connect()  # type: ignore[no-untyped-call]


class _Client(SocketModeClient):
    async def connect(self) -> None:
        while not self.closed:
            connecting = super().connect()  # type: ignore[no-untyped-call]
            try:
                await asyncio.wait_for(connecting, 2 * self.ping_interval)  # it rests for one ping between two tries
            except TimeoutError:
                self.wss_uri = None
            else:
                return


def _logger() -> logging.Logger:
    logger = logging.getLogger("slack_bolt.socket_mode")
    if _without_text not in logger.filters:
        logger.addFilter(_without_text)
    return logger


def _without_text(record: logging.LogRecord) -> bool:
    """Leave of a record that something failed, and the kind of the error."""
    kind = record.exc_info[0] if record.exc_info else None
    record.msg, record.args = "Socket Mode: %s", (kind.__name__ if kind else "trouble",)
    record.exc_info = record.exc_text = None
    return True
