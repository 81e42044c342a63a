"""
What `coach serve` does once a day, at its start and every 24 hours from then.

Each run is an idempotent function of now: it does not matter how many processes there are, or how often one starts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime, timedelta

log = logging.getLogger("coach.daily")

EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=10)  # our guess: after a fault, such as a database that is away


class Daily:
    """Runs a job each day until it is stopped; a fault is logged by its kind, and the job is tried again."""

    def __init__(
        self,
        job: Callable[[datetime], object],
        *,
        threads: Executor,
        clock: Callable[[], datetime],
        every: timedelta = EVERY,
        again: timedelta = AGAIN,
    ) -> None:
        self._job = job
        self._threads = threads
        self._clock = clock
        self._every = every
        self._again = again
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the running loop."""
        self._task = asyncio.create_task(self._run_on())

    async def stop(self) -> None:
        """Begin no further run; one that has begun in its thread ends by itself."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run_on(self) -> None:
        while True:
            wait = self._every
            try:
                await asyncio.get_running_loop().run_in_executor(self._threads, self._job, self._clock())
            except Exception as error:  # noqa: BLE001 - the edge of a job: it must be tried again tomorrow
                log.error("the daily run failed: %s", type(error).__name__)
                wait = self._again
            await asyncio.sleep(wait.total_seconds())
