"""
Takes turns as they arrive: one after another for each person, many people at a time.

Whoever brings a turn tells the platform that it arrived only after `take` has returned: then it is saved.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable, Hashable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import TypeVar

from bot.service.delivery import Delivery
from bot.service.observing import Observer
from bot.service.turns import TurnResult, Turns
from dialogs.errors import StaleSession, StoreUnavailable
from dialogs.model import Outgoing, Turn, WorkspaceId
from dialogs.ports import UnitOfWork

log = logging.getLogger("coach.turns")

Result = TypeVar("Result")


class Lanes:
    """A lock for each key, first come first served; a key that nobody waits for takes no room."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def lane(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for whoever came before, then hold the lane of *key*."""
        lock, waiting = self._locks.get(key, (None, 0))
        lock = lock or asyncio.Lock()
        self._locks[key] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks.pop(key)
            if waiting > 1:
                self._locks[key] = (lock, waiting - 1)

    def __len__(self) -> int:
        return len(self._locks)


class Intake:
    """Brings turns from event loop to threads and their replies to the delivery."""

    def __init__(
        self,
        *,
        turns: Turns,
        unit_of_work: Callable[[], UnitOfWork],
        delivery: Delivery,
        clock: Callable[[], datetime],
        threads: Executor,
        observer: Observer,
        trouble: str,
    ) -> None:
        """
        Args:
            trouble: what a person is told when a fault of ours keeps their turn from being taken.
        """
        self._turns = turns
        self._unit_of_work = unit_of_work
        self._delivery = delivery
        self._clock = clock
        self._threads = threads
        self._observer = observer
        self._trouble = trouble
        self._lanes = Lanes()
        self._closing = False

    async def take(self, turn: Turn, *, workspace_id: WorkspaceId, name: str) -> TurnResult:
        """
        Return once the turn is committed; its replies are then on their way.

        Raises:
            StoreUnavailable: nothing was saved, or the coach is stopping; the platform shall bring the turn again.
        """
        if self._closing:
            raise StoreUnavailable("the coach is stopping")
        key = (workspace_id, turn.channel, turn.who)
        async with self._lanes.lane(key):
            started = perf_counter()
            try:
                result = await self._in_thread(partial(self._turns.of(workspace_id).take, turn, name=name))
            except (StoreUnavailable, StaleSession):
                self._observer.failed("turn")
                raise
            except Exception as error:  # noqa: BLE001 - the edge of a turn: a fault of ours must not come back for ever
                self._observer.failed("fault")
                log.error("a turn failed: %s", place_of(error))
                self._delivery.tell(turn, self._trouble, workspace_id=workspace_id)
                return TurnResult((), (), "")
            self._observer.turn_taken(
                turn.channel,
                duration_s=perf_counter() - started,
                verdicts=result.verdicts,
                duplicate=result.duplicate,
            )
            if result.keys:
                self._delivery.push(_outgoing(turn, result, workspace_id))
            elif result.replies:
                self._delivery.follow(workspace_id, turn.channel, turn.who)
            return result

    async def describe(self, workspace_id: WorkspaceId, channel: str, who: str, *, name: str, zone: str | None) -> None:
        """Keep what the platform tells of a member: the name, and the time zone (IANA name) where it knows it."""

        def keep() -> None:
            with self._unit_of_work() as work:
                member = work.member(workspace_id, channel, who)
                if member is not None:
                    work.set_profile(workspace_id, member.id, name=name or None, zone=zone)
                    work.commit()

        await self._in_thread(keep)

    async def address_called(self, workspace_id: WorkspaceId, channel: str, handle: str) -> str | None:
        """Return who wrote last under a handle; None: nobody. It may be another's by now, which the platform knows."""

        def read() -> str | None:
            with self._unit_of_work() as work:
                return work.people(workspace_id).address_called(channel, handle)

        return await self._in_thread(read)

    async def note_handle(self, workspace_id: WorkspaceId, channel: str, who: str, handle: str) -> None:
        """Keep the handle that an address has now, "" for none."""

        def keep() -> None:
            with self._unit_of_work() as work:
                work.people(workspace_id).set_handle(channel, who, handle)
                work.commit()

        await self._in_thread(keep)

    async def set_reachable(self, workspace_id: WorkspaceId, channel: str, who: str, *, reachable: bool) -> None:
        """Note that an address takes messages again, or for good none any more. Raises StoreUnavailable."""

        def note() -> None:
            with self._unit_of_work() as work:
                if reachable:
                    work.mark_reachable(workspace_id, channel, who)
                else:
                    work.mark_unreachable(workspace_id, channel, who, self._clock())
                work.commit()

        await self._in_thread(note)

    async def drain(self) -> None:
        """Refuse new turns, and return once those that were taken up are saved."""
        self._closing = True
        while len(self._lanes):
            await asyncio.sleep(0.01)

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def place_of(error: Exception) -> str:
    """Return the kind of an error and where it arose; its text may hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return f"{type(error).__name__} at {last.filename}:{last.lineno}" if last else type(error).__name__


def _outgoing(turn: Turn, result: TurnResult, workspace_id: WorkspaceId) -> tuple[Outgoing, ...]:
    return tuple(
        Outgoing(key, workspace_id, turn.channel, turn.who, reply, result.state, result.stamp, attempts=1)
        for key, reply in zip(result.keys, result.replies, strict=bool(result.keys))
    )
