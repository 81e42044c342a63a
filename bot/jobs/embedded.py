"""
The engine of one process: one APScheduler tick, inside `coach serve` on SQLite.

APScheduler is the trigger and nothing else. What was done is in the store; a job that is late is simply due at the
next tick. Its job store would send twice where two processes share it (architecture.md, jobs).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.service.jobs import Job, Runner

log = logging.getLogger("coach.jobs")

TICK_S = 20.0  # a job of each minute is at most so late; our guess


class EmbeddedEngine:
    """Runs what is due in turn, one job at a time: SQLite has one writer."""

    def __init__(
        self,
        jobs: Sequence[Job],
        runner: Runner,
        *,
        threads: Executor,
        clock: Callable[[], datetime],
        moved: Callable[[], None],
        tick_s: float = TICK_S,
    ) -> None:
        """
        Args:
            moved: called in the loop when a job has moved rows: there may be something to send.
        """
        self._jobs = tuple(jobs)
        self._runner = runner
        self._threads = threads
        self._clock = clock
        self._moved = moved
        self._due_at: dict[str, datetime] = {}  # all at the first tick
        self._stopping = False
        self._idle = asyncio.Event()
        self._idle.set()
        # coalesce: after a sleep of the machine one tick does what ten would
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=tick_s,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )

    async def start(self) -> None:
        """Begin, in the running loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin no further job, and return once the one that runs is done."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.pause()
        await self._idle.wait()
        if self._scheduler.running:  # only now: it would cancel the tick that runs, and log that as a fault
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Run each job that is due. A fault in one is noted (`Runner`), and no reason to leave the others."""
        self._idle.clear()
        try:
            for job in self._jobs:
                now = self._clock()
                if not self._stopping and now >= self._due_at.get(job.name, now):
                    self._due_at[job.name] = now + job.every
                    await self._run(job, now)
        finally:
            self._idle.set()

    async def _run(self, job: Job, now: datetime) -> None:
        ran = await asyncio.get_running_loop().run_in_executor(self._threads, self._runner.run, job)
        if ran.moved:
            self._moved()
        if ran.failure:
            self._due_at[job.name] = now  # tried again at the next tick
