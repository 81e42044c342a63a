"""
The Telegram bot on PTB: long polling, or a webhook where a public address is known.

An update is confirmed to Telegram (the next offset, or the webhook's 200) only after its turn is saved. PTB's own
updater confirms after a queue in memory; so the updates are fetched here and handed to the application one by one.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler
from telegram.request import HTTPXRequest

from bot.channels.telegram import CHANNEL, updates
from bot.channels.telegram.access import TelegramAccess
from bot.channels.telegram.polling import POLL_S, Polling
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.updates import Arrived
from bot.service.intake import Intake
from dialogs.errors import CoachError
from dialogs.model import Turn, WorkspaceId

log = logging.getLogger("coach.telegram")

PATH = "/telegram/webhook"
WANTED = ("message", "callback_query", "my_chat_member")  # edits are not even asked for
TIMEOUT_S = 10  # for any other request; shorter than a lease (delivery.py)
MOST_SENDS = 64  # at a time; Telegram takes 30 messages a second
WATCHDOG_S = 2 * POLL_S + TIMEOUT_S  # a poll that takes longer hangs
GROUP_REST_S = 60.0  # how often a group is told to write in private; our guess


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
        # PTB logs an answer that it cannot read, whole, at ERROR and above; we say by its kind what is wrong
        logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
        self._access = access
        self._clock = clock
        self._workspace_id = workspace_id
        self._commands = commands
        self._only_private = only_private
        builder = ApplicationBuilder().token(access.token).updater(None)
        # polls have a connection of their own: they would otherwise wait behind sends, and sends behind polls
        sends = HTTPXRequest(connection_pool_size=MOST_SENDS, read_timeout=TIMEOUT_S, write_timeout=TIMEOUT_S)
        polls = HTTPXRequest(connection_pool_size=2, read_timeout=POLL_S + TIMEOUT_S)
        self._requests = (sends, polls)
        builder = builder.request(sends).get_updates_request(polls)
        if access.api_url:
            builder = builder.base_url(access.api_url)
        self._application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
        self._application.add_handler(TypeHandler(Update, self._handle))
        self._application.add_error_handler(self._note_fault)
        self._bot: Bot = self._application.bot
        self.sender = TelegramSender(self._bot)
        self.intake: Intake
        self.last_event_at: datetime | None = None
        self._polls = Polling(self._bot, polls, wanted=WANTED, read=self._read, take=self._take, clock=clock)
        self._refused: set[int] = set()  # id() of updates that could not be taken: Telegram shall bring them again
        self._asides: set[asyncio.Task[None]] = set()  # calls that no turn waits for
        self._groups_told: dict[int, datetime] = {}
        self._polling: asyncio.Task[None] | None = None
        self._started = False

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
        self._started = True
        await self._offer_commands()
        if self._access.public_url:
            await self._bot.set_webhook(
                self._access.public_url.rstrip("/") + PATH,
                secret_token=self._access.secret,
                allowed_updates=WANTED,
            )
            return f"Telegram: @{self._bot.username}, webhook at {PATH}"
        await self._bot.delete_webhook()
        self._polls.last_at = self._clock()
        self._polling = asyncio.create_task(self._polls.run())
        return f"Telegram: @{self._bot.username}, long polling"

    async def _offer_commands(self) -> None:
        """Set the menu of commands, in private chats only; without one everything works all the same."""
        commands = [BotCommand(name, description) for name, description in self._commands]
        try:
            await self._bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())
        except TelegramError as error:
            log.warning("the menu of commands could not be set: %s", type(error).__name__)

    async def hang_up(self) -> None:
        """Nothing has to be done: what is refused now comes again."""

    async def stop_listening(self) -> None:
        """Take nothing new. What was taken and not confirmed comes again to the next run, which knows it."""
        if self._polling:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)
            await self._polls.stop()

    async def close(self) -> None:
        """Give everything back."""
        await asyncio.gather(*self._asides)
        await self._application.shutdown()
        for request in self._requests:  # PTB leaves them open where the start failed
            await request.shutdown()

    @property
    def routes(self) -> list[Route]:
        """What the web server has to answer; none while polling."""
        return [Route(PATH, self._answer, methods=["POST"])] if self._access.public_url else []

    @property
    def hangs(self) -> bool:
        """Whether no poll has come back for longer than one can take."""
        return self._polling is not None and (self._clock() - self._polls.last_at).total_seconds() > WATCHDOG_S

    def _read(self, raw: object) -> Update | None:
        """Return the update, or None where it is malformed."""
        try:
            update = Update.de_json(raw, self._bot)  # type: ignore[arg-type]  # whatever came in
            well_formed = isinstance(update.update_id, int)
        except (ValueError, TypeError, KeyError, AttributeError):
            well_formed = False
        if well_formed:
            return update
        log.warning("a malformed update came in")
        return None

    async def _answer(self, request: Request) -> Response:
        """Take one update from the webhook."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), (self._access.secret or "").encode()):
            return Response(status_code=403)
        if not self._started:
            return Response(status_code=503)  # the web server is up first, and Telegram brings what a restart left
        try:
            raw = await request.json()
        except (ValueError, RecursionError):
            raw = None
        update = self._read(raw)
        if update is None:
            return Response(status_code=400)
        return Response(status_code=200 if await self._take(update) else 503)

    async def _take(self, update: Update) -> bool:
        """Hand an update to the application; True once it need not come again."""
        await self._application.process_update(update)
        if id(update) in self._refused:
            self._refused.discard(id(update))
            return False
        return True

    async def _handle(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        at = self.last_event_at = self._clock()
        arrived = updates.read(update, at, bot_name=self._bot.username)
        if arrived.query:
            self._aside(self._answer_callback(arrived.query))
        try:
            await self._act(arrived)
        except CoachError:
            self._refused.add(id(update))  # not by its own id: it may be on its way twice

    async def _note_fault(self, _update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the kind of a fault of ours; PTB would log its text, which may hold what somebody wrote."""
        log.error("an update could not be taken: %s", type(context.error).__name__)

    async def _act(self, arrived: Arrived) -> None:
        who = str(arrived.chat)
        if arrived.turn is not None:
            turn = await self._named(arrived.turn, arrived.handles)
            await self.intake.take(turn, workspace_id=self._workspace_id, name=arrived.name)
        elif arrived.kind == "blocked":
            await self.intake.set_reachable(self._workspace_id, CHANNEL, who, reachable=False)
        elif arrived.kind == "unblocked":
            await self.intake.set_reachable(self._workspace_id, CHANNEL, who, reachable=True)
        elif arrived.kind == "group":
            self._tell_group(arrived.chat)

    async def _named(self, turn: Turn, handles: Sequence[str]) -> Turn:
        """Return the turn with the addresses that user names in it stand for, and those that are nobody's."""
        found = [(handle, await self._address_of(handle)) for handle in handles]
        known = tuple(address for _, address in found if address is not None)
        strangers = tuple(f"@{handle}" for handle, address in found if address is None)
        return replace(turn, mentions=(*turn.mentions, *known), strangers=strangers) if handles else turn

    async def _address_of(self, handle: str) -> str | None:
        """
        Return whose user name it is now; None where that is nobody whom the coach knows.

        Telegram lends a name to somebody else once its owner gives it up, so what was stored is asked for anew.
        """
        address = await self.intake.address_called(self._workspace_id, CHANNEL, handle)
        if address is None:
            return None
        try:
            now = (await self._bot.get_chat(int(address))).username or ""
        except TelegramError as error:  # whom we cannot be sure of is nobody
            log.warning("a user name could not be looked up: %s", type(error).__name__)
            return None
        if now.lower() == handle.lower():
            return address
        await self.intake.note_handle(self._workspace_id, CHANNEL, address, now)
        return None

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what no turn waits for: a slow answer to one person must not hold up what others write."""
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    def _tell_group(self, chat: int) -> None:
        """Say where the coach works, once a minute at most, however often it is asked."""
        now = self._clock()
        told_at = self._groups_told.get(chat)
        if told_at is None or (now - told_at).total_seconds() >= GROUP_REST_S:
            self._groups_told[chat] = now
            self._aside(self._say_only_private(chat))

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
