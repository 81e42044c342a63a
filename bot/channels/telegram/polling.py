"""
Long polling: each chat's updates one after another, many chats at a time.

The next offset confirms all that lies below it: it never passes an update that is not saved. While one chat's turn
takes long we ask on, for the others' sake, and leave out what we have.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from telegram import Bot, Update
from telegram.error import RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.sender import wait_s

log = logging.getLogger("coach.telegram")

POLL_S = 25  # how long Telegram holds a request for updates
PATIENCE_S = 0.1  # how long turns may take before we ask on without them; our guess
LONGEST_REST_S = 30.0


class Polling:
    """One bot's only request for updates: Telegram lets no second one run."""

    def __init__(
        self,
        bot: Bot,
        request: BaseRequest,
        *,
        wanted: tuple[str, ...],
        read: Callable[[object], Update | None],
        take: Callable[[Update], Awaitable[bool]],
        clock: Callable[[], datetime],
    ) -> None:
        """
        Args:
            request: for polls alone.
            wanted: kinds of updates.
            read: gives the update, or None where it is malformed.
            take: takes an update, and says whether it need not come again.
        """
        self._bot = bot
        self._request = request
        self._wanted = wanted
        self._read = read
        self._take = take
        self._clock = clock
        self.last_at = clock()  # of the last answer
        self._next = 0
        self._chats: dict[int | None, deque[Update]] = {}
        self._open: set[int] = set()
        self._refused: set[int] = set()  # Telegram has to bring these again
        self._done: set[int] = set()  # not yet confirmed, because of others
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Fetch and take updates until cancelled."""
        rest_s = 0.0
        while True:
            await asyncio.sleep(rest_s)
            try:
                found = await self._fetch()
            except TelegramError as error:
                rest_s = _rest_after(error, rest_s)
                log.warning("updates could not be fetched: %s", type(error).__name__)
                continue
            self.last_at = self._clock()
            self._begin(found)
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=PATIENCE_S)
            rest_s = min(LONGEST_REST_S, max(0.2, 2 * rest_s)) if self._refused else 0.0

    async def stop(self) -> None:
        """Let go of what is under way; it comes again to the next run, which knows what was saved."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _fetch(self) -> list[dict[str, Any]]:
        """Ask for updates. Not by `get_updates`: it fails as a whole where PTB cannot read one of them."""
        offset = min(self._open | self._refused, default=self._next)
        self._done = {taken for taken in self._done if taken >= offset}
        timeout_s = 0 if self._open else POLL_S
        asked = urlencode({"offset": offset, "timeout": timeout_s, "allowed_updates": json.dumps(self._wanted)})
        found = await self._request.post(f"{self._bot.base_url}/getUpdates?{asked}")
        return found if isinstance(found, list) else []

    def _begin(self, found: list[dict[str, Any]]) -> None:
        self._refused.clear()
        for raw in found:
            self._next = int(raw["update_id"]) + 1
            update = self._read(raw)
            if update and update.update_id not in self._open | self._done:
                self._queue(update)

    def _queue(self, update: Update) -> None:
        chat = update.effective_chat.id if update.effective_chat else None
        self._open.add(update.update_id)
        if chat in self._chats:
            self._chats[chat].append(update)
            return
        queue = self._chats[chat] = deque([update])
        task = asyncio.create_task(self._take_all(chat, queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take_all(self, chat: int | None, queue: deque[Update]) -> None:
        """Take one chat's updates in order; where one has to come again, so have those after it."""
        try:
            while queue and await self._take(queue[0]):
                taken = queue.popleft().update_id
                self._open.discard(taken)
                self._done.add(taken)
        finally:
            left = {update.update_id for update in queue}
            self._open -= left
            self._refused |= left
            del self._chats[chat]


def _rest_after(error: TelegramError, rest_s: float) -> float:
    return wait_s(error) if isinstance(error, RetryAfter) else min(LONGEST_REST_S, max(0.5, 2 * rest_s))
