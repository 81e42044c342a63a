"""Waiting for what the bot does. Everything that changes a record calls `tell`; tests never sleep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from tests.waiting import HANG_S

Found = TypeVar("Found")


class Changes:
    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def tell(self) -> None:
        for waiter in self._waiting:
            waiter.set()

    async def until(
        self, holds: Callable[[], Found | None], *, timeout_s: float = HANG_S, what: str = "the condition"
    ) -> Found:
        """
        Return what *holds* returns, as soon as it is true.

        Looks again at every change of a record, and every 10 ms for conditions outside the fake (a database).

        Raises:
            TimeoutError: it did not come true; the message says *what*.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        changed = asyncio.Event()
        self._waiting.add(changed)
        try:
            while not (found := holds()):
                if loop.time() > deadline:
                    raise TimeoutError(f"{what} did not come true within {timeout_s} s")
                await _either(changed, 0.01)
                changed.clear()
            return found
        finally:
            self._waiting.discard(changed)


async def _either(changed: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(changed.wait(), seconds)
    except TimeoutError:
        return
