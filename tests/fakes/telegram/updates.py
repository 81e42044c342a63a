"""Updates waiting for the bot. One comes again until it is confirmed, by a higher offset or by the webhook's 2xx."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.fakes.telegram.changes import Changes
from tests.fakes.telegram.errors import OTHER_GET_UPDATES, Refused
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.records import Attempt, Delivery

UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}  # not sent unless allowed_updates names them
LONGEST_POLL_S = 50


class Updates:
    """The queue, by increasing update_id, and the one long poll that may run on it."""

    def __init__(self, changes: Changes, clock: Callable[[], float]) -> None:
        self.deliveries: list[Delivery] = []
        self.pending: dict[int, Delivery] = {}
        self.allowed: list[str] = []
        self._again: list[Delivery] = []  # repeated once to a poller, whatever offset it gives
        self._changes, self._clock = changes, clock
        self._last_id = 700_000_000
        self._poll: asyncio.Future[Any] | None = None
        self._arrived = asyncio.Event()

    def put(self, content: dict[str, Any], *, chat_id: int | None, update_id: int | None = None) -> Delivery:
        """
        Raises:
            ValueError: *update_id* is not above all before it.
        """
        number = update_id if update_id is not None else self._last_id + 1
        if number <= self._last_id and self.deliveries:
            raise ValueError(f"update_id {number} is not above {self._last_id}; use redeliver() for a repeat")
        self._last_id = number
        delivery = Delivery({"update_id": number, **content}, chat_id, self._clock())
        self.deliveries.append(delivery)
        kind = next(iter(content))
        delivery.unwanted = kind not in self.allowed if self.allowed else kind in UNASKED
        if not delivery.unwanted:
            self.pending[number] = delivery
            self._stir()
        return delivery

    def redeliver(self, delivery: Delivery, *, by_webhook: bool) -> Delivery:
        """Hand the very same update over once more, confirmed or not."""
        if by_webhook:
            delivery.confirmed = False
            self.pending = dict(sorted({**self.pending, delivery.update_id: delivery}.items()))
        else:
            self._again.append(delivery)
        self._stir()
        return delivery

    def first_of(self, chat_id: int | None) -> Delivery | None:
        return next((d for d in self.pending.values() if d.chat_id == chat_id), None)

    def confirm(self, delivery: Delivery) -> None:
        delivery.confirmed = True
        self.pending.pop(delivery.update_id, None)
        self._changes.tell()

    def forget(self) -> None:
        """drop_pending_updates."""
        self.pending.clear()
        self._again.clear()
        self._changes.tell()

    def allow(self, params: Params) -> None:
        if "allowed_updates" in params:
            self.allowed = list(params["allowed_updates"] or [])

    async def get_updates(self, params: Params) -> list[dict[str, Any]]:
        """
        Raises:
            Refused: a later getUpdates, or setWebhook, took this one's place.
        """
        self.allow(params)
        self._confirm_below(params.number("offset"))
        self.end_poll(OTHER_GET_UPDATES)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(max(params.number("timeout"), 0), LONGEST_POLL_S)
        limit = min(max(params.number("limit", 100), 1), 100)
        ended = self._poll = loop.create_future()
        try:
            while not (batch := self._batch(params.number("offset"), limit)) and loop.time() < deadline:
                await self._wait(ended, deadline - loop.time())
                if ended.done():
                    raise Refused(ended.result())
        finally:
            if self._poll is ended:
                self._poll = None
        for delivery in batch:
            delivery.attempts.append(Attempt(self._clock(), "poll"))
        self._changes.tell()
        return [delivery.update for delivery in batch]

    def end_poll(self, reason: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)

    async def _wait(self, ended: asyncio.Future[Any], seconds: float) -> None:
        self._arrived.clear()
        arrived: asyncio.Future[Any] = asyncio.ensure_future(self._arrived.wait())
        try:
            await asyncio.wait([arrived, ended], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()

    def _confirm_below(self, offset: int) -> None:
        # below 0 it counts from the end: "the last N updates; all before them are forgotten"
        kept = set(list(self.pending)[offset:] if offset < 0 else (n for n in self.pending if n >= offset))
        for delivery in list(self.pending.values()):
            if delivery.update_id not in kept:
                self.confirm(delivery)

    def _batch(self, offset: int, limit: int) -> list[Delivery]:
        again, self._again = self._again[:limit], self._again[limit:]
        fresh = [d for d in self.pending.values() if d not in again and d.update_id >= offset]
        return again + fresh[: limit - len(again)]

    def _stir(self) -> None:
        self._arrived.set()
        self._changes.tell()
