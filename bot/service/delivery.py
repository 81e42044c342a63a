"""
Brings replies from the outbox to the channels: at once after a turn, and by a sweep what a crash or a platform kept.

Each address gets its replies in order, one at a time. A reply is marked as sent before the next one goes out: a crash
can repeat only the one that was in flight, and not that where the platform can be asked for it. A send ends before its
lease does: no other process sends the same meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.service.last_look import may_go
from bot.service.observing import Observer
from bot.service.pace import AT_ONCE, Pace
from bot.service.queues import Address, append, only_first_in_doubt, postpone
from dialogs.errors import CoachError, DeliveryError, StaleSession, StoreUnavailable
from dialogs.model import Outgoing, Turn, WorkspaceId
from dialogs.ports import Sender, UnitOfWork
from dialogs.replies import Say

log = logging.getLogger("coach.delivery")

# so much a crash delays what was in flight, where other processes live: longer than a reply waits for its turn
# (pace.py, MOST_WAIT_S and LAST_WAIT_S) and a send takes
LEASE_S = 30.0
SEND_S = 12.0  # a send is not begun with less of its lease left: the channels wait ten seconds for a platform
SWEEP_S = 5.0  # how often we look for what nobody sends; our guess
FOLLOW_S = 0.3  # when we look again for what waits behind a reply that another process sends; our guess
CROWDED_S = 2.0  # how long a channel's sweeps rest where so much waits that no place is free soon; our guess
MOST_AT_ONCE = 40  # replies that sweeps have under way here; a kill finds no more of them than these in flight
MOST_ATTEMPTS = 300  # at five minutes each that is a day; our guess
LONGEST_WAIT_S = 300.0


class Delivery:
    """Sends from one event loop. Several processes may run one on the same database."""

    def __init__(
        self,
        *,
        unit_of_work: Callable[[], UnitOfWork],
        senders: Mapping[str, Sender],
        threads: Executor,
        clock: Callable[[], datetime],
        observer: Observer,
        lease_s: float = LEASE_S,
        sweep_s: float = SWEEP_S,
        announce: Callable[[], None] = lambda: None,
        pace: Pace = AT_ONCE,
    ) -> None:
        """
        Args:
            announce: called before each look into the outbox: says to other processes that this one sends, and first of
                all frees what a killed one was sending, where no other process can be at it.
            pace: waits until a reply may go by the platform's limits.
            senders: one for each channel that runs here; replies to other channels are left to others.
        """
        self._unit_of_work = unit_of_work
        self._senders = dict(senders)
        self._threads = threads
        self._clock = clock
        self._observer = observer
        self._lease = timedelta(seconds=lease_s)
        self._sweep_s = sweep_s
        self._announce = announce
        self._pace = pace
        self._queues: dict[Address, deque[tuple[Outgoing, datetime]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._more = False  # whether something may wait in the outbox behind what is being sent
        self._next_at: datetime | None = None  # when something that we postponed may go
        self._sent: set[tuple[WorkspaceId, str]] = set()  # what was sent while the outbox was being looked through
        self._swept: set[Address] = set()  # addresses under way because of a sweep
        self._held: dict[Address, datetime] = {}  # until when an address has to wait, so that nothing overtakes
        self._crowded: dict[str, datetime] = {}  # by channel, until when its sweeps rest

    async def start(self) -> None:
        """Take up what an earlier run left, then go on sweeping; what new turns queue behind it waits its turn."""
        self.push(await self._lease_due())
        self._sweeper = asyncio.create_task(self._sweep_on())

    async def stop(self, *, timeout_s: float) -> bool:
        """End the sweeping, send what is queued here, and return whether all of it went out in time."""
        if self._sweeper:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        await self._drain(timeout_s)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return not left

    async def _drain(self, timeout_s: float) -> None:
        """Let everything under way go out, and then what waits behind it."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        await self._under_way(deadline)
        if self._more and not self._tasks:
            with suppress(CoachError):  # the next run sends it
                self.push(await self._lease_due())
            await self._under_way(deadline)

    async def _under_way(self, deadline: float) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=max(0.0, deadline - asyncio.get_running_loop().time()))

    def push(self, outgoing: Sequence[Outgoing]) -> None:
        """Send replies on which this process holds a lease, after those pushed before for the same address."""
        until = self._clock() + self._lease
        for one in outgoing:
            if one.channel not in self._senders:
                continue
            address = (one.workspace_id, one.channel, one.address)
            queue = self._queues.get(address)
            if queue is None:
                queue = self._queues[address] = deque()
                task = asyncio.create_task(self._send_all(address, queue))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            append(queue, one, until)

    def look(self) -> None:
        """Look into the outbox now: something was put there."""
        self._wake.set()

    def follow(self, workspace_id: WorkspaceId, channel: str, address: str) -> None:
        """Look into the outbox as soon as what is being sent to an address is done: more waits behind it."""
        self._more = True
        if (workspace_id, channel, address) not in self._queues:  # another process sends what is before it
            self._wake.set()
            self._look_by(self._clock() + timedelta(seconds=FOLLOW_S))

    def tell(self, turn: Turn, text: str, *, workspace_id: WorkspaceId) -> None:
        """Say something that is in no outbox, once, to whoever took a turn; where it does not arrive, so be it."""

        async def say() -> None:
            one = Outgoing("", workspace_id, turn.channel, turn.who, Say(text), "", "", attempts=1)
            try:
                await self._hand_over(one, most_s=self._lease.total_seconds())
            except DeliveryError:
                log.warning("what went wrong could not be told")

        task = asyncio.create_task(say())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_all(self, address: Address, queue: deque[tuple[Outgoing, datetime]]) -> None:
        """Send one address's replies in order; where one cannot go, the rest wait for the sweep with it."""
        try:
            held_until = self._held.pop(address, None)
            if held_until and self._clock() < held_until:
                await self._hold(address, queue, held_until)
                return
            while queue:
                if not await self._pace(queue[0][0]):
                    await self._step_aside(address, queue)
                    return
                one, until = queue[0]
                left_s = (until - self._clock()).total_seconds()
                if left_s <= 0:
                    return  # the lease is over: by now another process may be sending these
                if left_s < min(SEND_S, self._lease.total_seconds() / 2):
                    await self._hold(address, queue, self._clock())  # given back in time, to be leased anew
                    return
                if not await self._send(one, queue, most_s=left_s):
                    return
                queue.popleft()
        except CoachError as error:
            # what was sent could not be noted: the lease runs out, and the sweep sends it again
            self._observer.failed("outbox")
            log.error("the outbox cannot be written: %s", type(error).__name__)
        finally:
            del self._queues[address]
            self._swept.discard(address)
            if self._more and len(self._swept) <= MOST_AT_ONCE // 2:
                self._wake.set()  # what is left of this address was held up by what is done now

    async def _send(self, one: Outgoing, queue: deque[tuple[Outgoing, datetime]], *, most_s: float) -> bool:
        """Send one reply and note what came of it; True where the next may follow."""
        if one.in_doubt and not getattr(self._senders[one.channel], "reads_back", False):
            await self._write(lambda work: work.doubt(one.workspace_id, (one.key,)))
            self._observer.delivered(one.channel, "again")
        try:
            await self._hand_over(one, most_s=most_s)
        except DeliveryError as error:
            return await self._note_failure(one, error, queue)
        await self._write(lambda work: work.mark_sent(one.workspace_id, (one.key,), self._clock()))
        self._sent.add((one.workspace_id, one.key))
        self._observer.delivered(one.channel, "sent")
        return True

    async def _hand_over(self, one: Outgoing, *, most_s: float) -> None:
        """Let the channel send it. Raises DeliveryError, and nothing else."""
        try:
            async with asyncio.timeout(most_s):
                await self._senders[one.channel].send(one)
        except DeliveryError:
            raise
        except Exception as error:  # noqa: BLE001 - a vendor's edge: its surprise is one more failure, its text not ours
            self._observer.failed("delivery")
            log.error("a send failed: %s", type(error).__name__)
            raise DeliveryError(type(error).__name__, unknown=True) from None

    async def _note_failure(self, one: Outgoing, error: DeliveryError, queue: deque[tuple[Outgoing, datetime]]) -> bool:
        where, now = one.workspace_id, self._clock()
        if error.permanent:
            await self._write(lambda work: work.mark_unreachable(where, one.channel, one.address, now))
            self._observer.delivered(one.channel, "unreachable")
            return False
        if error.refused or one.attempts >= MOST_ATTEMPTS:
            log.error("given up: %s would not take a reply of %s", one.channel, one.dialog_state)
            await self._write(lambda work: work.give_up(where, (one.key,)))
            self._observer.delivered(one.channel, "refused")
            return True
        wait_s = error.retry_after_s if error.retry_after_s is not None else min(2.0**one.attempts, LONGEST_WAIT_S)
        self._observer.delivered(one.channel, "postponed")
        if queue and queue[0][0].key == one.key:
            queue[0] = (replace(one, in_doubt=error.unknown), queue[0][1])
        await self._hold((where, one.channel, one.address), queue, now + timedelta(seconds=wait_s), tried=one.key)
        return False

    async def _step_aside(self, address: Address, queue: deque[tuple[Outgoing, datetime]]) -> None:
        """Give back what no place is free for soon, and look for no more of its channel for a while."""
        self._more = True
        until = self._clock() + timedelta(seconds=CROWDED_S)
        self._crowded[address[1]] = until
        await self._hold(address, queue, until)

    async def _hold(
        self, address: Address, queue: deque[tuple[Outgoing, datetime]], until: datetime, *, tried: str | None = None
    ) -> None:
        """Let what is queued wait, and with it whatever is queued for the same address before then."""
        self._held[address] = until
        self._look_by(until)
        while queue:  # more may come in while this is being written
            held = [one for one, _ in queue]
            await self._write(partial(postpone, address[0], held, until, tried))
            for _ in held:
                queue.popleft()

    def _look_by(self, at: datetime) -> None:
        if self._next_at is None or at < self._next_at:
            self._next_at = at
            self._wake.set()

    async def _sweep_on(self) -> None:
        while True:
            self._wake.clear()
            try:
                self.push(await self._lease_due())
            except Exception as error:  # noqa: BLE001 - the job loop: it must not end, and sends whatever was left
                self._observer.failed("sweep")
                log.warning("the outbox cannot be read: %s", type(error).__name__)
            await self._rest()

    async def _rest(self) -> None:
        """Wait for the next sweep: the usual time, or until something postponed may go."""
        wait_s = self._sweep_s
        if self._next_at is not None:
            wait_s = min(wait_s, max(0.0, (self._next_at - self._clock()).total_seconds()))
        try:
            await asyncio.wait_for(self._wake.wait(), wait_s)
        except TimeoutError:
            if self._next_at is not None and self._next_at <= self._clock():
                self._next_at = None

    async def _lease_due(self) -> Sequence[Outgoing]:
        def lease() -> tuple[Sequence[Outgoing], int]:
            self._announce()
            now = self._clock()
            with self._unit_of_work() as work:
                until = now + self._lease
                found = work.lease_replies(channels, now, lease_until=until, limit=most)
                due = may_go(work, found, now, until=until)
                work.commit()
                return due, len(found)

        self._sent.clear()
        most = MOST_AT_ONCE - len(self._swept)
        channels = [name for name in self._senders if self._crowded.get(name, self._clock()) <= self._clock()]
        if most <= 0 or not channels:
            self._more = True
            return ()
        due, leased = await asyncio.get_running_loop().run_in_executor(self._threads, lease)
        self._more = leased == most or (self._more and bool(self._queues))
        # a lease that ran out during a send was found, and then the send was done before we came to queue it again
        due = [one for one in due if (one.workspace_id, one.key) not in self._sent]
        self._swept.update((one.workspace_id, one.channel, one.address) for one in due)
        return only_first_in_doubt(due)

    async def _write(self, change: Callable[[UnitOfWork], None]) -> None:
        """Note what came of a send. While the store is away we go on trying, for as long as the lease holds."""
        give_up_at, pause_s = self._clock() + self._lease, 0.05
        while True:
            try:
                await asyncio.get_running_loop().run_in_executor(self._threads, partial(self._commit, change))
                return
            except (StoreUnavailable, StaleSession):
                if self._clock() >= give_up_at:
                    raise
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, 2.0)

    def _commit(self, change: Callable[[UnitOfWork], None]) -> None:
        with self._unit_of_work() as work:
            change(work)
            work.commit()
