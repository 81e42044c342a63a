"""
The Telegram bot on PTB: long polling, or a webhook where a public address is known.

An update is confirmed to Telegram (the next offset, or the webhook's 200) only after its turn is saved. PTB's own
updater confirms after a queue in memory; so the updates are fetched here and handed to the application one by one.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, BotCommand, Update
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler
from telegram.request import HTTPXRequest

from bot.channels.telegram import CHANNEL, updates
from bot.channels.telegram.access import TelegramAccess
from bot.channels.telegram.sender import TelegramSender, wait_s
from bot.channels.telegram.updates import Arrived
from bot.service.intake import Intake
from dialogs.errors import CoachError
from dialogs.model import WorkspaceId

log = logging.getLogger("coach.telegram")

PATH = "/telegram/webhook"
WANTED = ("message", "callback_query", "my_chat_member")  # edits are not even asked for
POLL_S = 25  # how long Telegram holds a request for updates
TIMEOUT_S = 10  # for any other request; shorter than a lease (delivery.py)
MOST_SENDS = 64  # at a time; Telegram takes 30 messages a second
WATCHDOG_S = 2 * POLL_S + TIMEOUT_S  # a poll that takes longer hangs
LONGEST_REST_S = 30.0


class TelegramChannel:
    """One bot. `intake` is set before `start`."""

    def __init__(
        self,
        access: TelegramAccess,
        *,
        clock: Callable[[], datetime],
        workspace_id: WorkspaceId,
        commands: Sequence[tuple[str, str]],
        only_private: str,
    ) -> None:
        """
        Args:
            workspace_id: the install's own; Telegram knows no tenants.
            commands: names and descriptions for the menu of commands.
            only_private: what to say in a group.
        """
        self._access = access
        self._clock = clock
        self._workspace_id = workspace_id
        self._commands = commands
        self._only_private = only_private
        builder = ApplicationBuilder().token(access.token).updater(None)
        # polls have a connection of their own: they would otherwise wait behind sends, and sends behind polls
        builder = builder.request(
            HTTPXRequest(connection_pool_size=MOST_SENDS, read_timeout=TIMEOUT_S, write_timeout=TIMEOUT_S)
        ).get_updates_request(HTTPXRequest(connection_pool_size=2, read_timeout=POLL_S + TIMEOUT_S))
        if access.api_url:
            builder = builder.base_url(access.api_url)
        self._application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
        self._application.add_handler(TypeHandler(Update, self._handle))
        self._application.add_error_handler(self._note_fault)
        self._bot: Bot = self._application.bot
        self.sender = TelegramSender(self._bot)
        self.intake: Intake
        self.last_event_at: datetime | None = None
        self.last_poll_at: datetime | None = None
        self._refused: set[int] = set()  # updates that could not be taken: Telegram shall bring them again
        self._polling: asyncio.Task[None] | None = None

    name = "Telegram"

    @staticmethod
    def why(error: Exception) -> str:
        """Say in a word what went wrong; an error's own text may hold a token."""
        return type(error).__name__

    async def start(self) -> str:
        """
        Connect, and return one sentence on what runs.

        Raises:
            TelegramError: the token is refused or Telegram cannot be reached.
        """
        await self._application.initialize()
        await self._bot.set_my_commands([BotCommand(name, description) for name, description in self._commands])
        if self._access.public_url:
            await self._bot.set_webhook(
                self._access.public_url.rstrip("/") + PATH,
                secret_token=self._access.secret,
                allowed_updates=WANTED,
            )
            return f"Telegram: @{self._bot.username}, webhook at {PATH}"
        await self._bot.delete_webhook()
        self.last_poll_at = self._clock()
        self._polling = asyncio.create_task(self._poll())
        return f"Telegram: @{self._bot.username}, long polling"

    async def stop_listening(self) -> None:
        """Take nothing new. What was taken and not confirmed comes again to the next run, which knows it."""
        if self._polling:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)

    async def close(self) -> None:
        """Give everything back."""
        await self._application.shutdown()

    @property
    def routes(self) -> list[Route]:
        """What the web server has to answer; none while polling."""
        return [Route(PATH, self._answer, methods=["POST"])] if self._access.public_url else []

    @property
    def hangs(self) -> bool:
        """Whether no poll has come back for longer than one can take."""
        if self._polling is None or self.last_poll_at is None:
            return False
        return (self._clock() - self.last_poll_at).total_seconds() > WATCHDOG_S

    async def _poll(self) -> None:
        offset, rest_s = 0, 0.0
        while True:
            await asyncio.sleep(rest_s)
            try:
                found = await self._bot.get_updates(offset=offset, timeout=POLL_S, allowed_updates=WANTED)
            except TelegramError as error:
                rest_s = _rest_after(error, rest_s)
                log.warning("updates could not be fetched: %s", type(error).__name__)
                continue
            self.last_poll_at = self._clock()
            taken = await asyncio.gather(*(self._take(update) for update in found))
            refused = [update.update_id for update, well in zip(found, taken, strict=True) if not well]
            offset = min(refused, default=found[-1].update_id + 1 if found else offset)
            rest_s = min(LONGEST_REST_S, max(0.2, 2 * rest_s)) if refused else 0.0

    async def _answer(self, request: Request) -> Response:
        """Take one update from the webhook."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), (self._access.secret or "").encode()):
            return Response(status_code=403)
        try:
            update = Update.de_json(await request.json(), self._bot)
            well_formed = isinstance(update.update_id, int)
        except (ValueError, TypeError, KeyError, AttributeError):
            well_formed = False
        if not well_formed:
            log.warning("a malformed update came in")
            return Response(status_code=400)
        return Response(status_code=200 if await self._take(update) else 503)

    async def _take(self, update: Update) -> bool:
        """Hand an update to the application; True once it need not come again."""
        await self._application.process_update(update)
        if update.update_id in self._refused:
            self._refused.discard(update.update_id)
            return False
        return True

    async def _handle(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        at = self.last_event_at = self._clock()
        arrived = updates.read(update, at, bot_name=self._bot.username)
        if arrived.query:
            await self._answer_callback(arrived.query)
        try:
            await self._act(arrived)
        except CoachError:
            self._refused.add(update.update_id)

    async def _note_fault(self, _update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the kind of a fault of ours; PTB would log its text, which may hold what somebody wrote."""
        log.error("an update could not be taken: %s", type(context.error).__name__)

    async def _act(self, arrived: Arrived) -> None:
        who = str(arrived.chat)
        if arrived.turn is not None:
            await self.intake.take(arrived.turn, workspace_id=self._workspace_id, name=arrived.name)
        elif arrived.kind == "blocked":
            await self.intake.set_reachable(self._workspace_id, CHANNEL, who, reachable=False)
        elif arrived.kind == "unblocked":
            await self.intake.set_reachable(self._workspace_id, CHANNEL, who, reachable=True)
        elif arrived.kind == "group":
            await self._say_only_private(arrived.chat)

    async def _say_only_private(self, chat: int) -> None:
        try:
            await self._bot.send_message(chat, self._only_private)
        except TelegramError as error:
            log.warning("a group could not be answered: %s", type(error).__name__)

    async def _answer_callback(self, query: str) -> None:
        """End the spinner on the button, before the work; an old press has none any more."""
        try:
            await self._bot.answer_callback_query(query)
        except BadRequest:
            return
        except TelegramError as error:
            log.warning("a press could not be answered: %s", type(error).__name__)


def _rest_after(error: TelegramError, rest_s: float) -> float:
    return wait_s(error) if isinstance(error, RetryAfter) else min(LONGEST_REST_S, max(0.5, 2 * rest_s))
