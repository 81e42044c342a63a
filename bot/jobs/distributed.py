"""
The engine of many processes: procrastinate on PostgreSQL. Any number of workers, and any of them may be killed.

Each job is deferred once for each time that it is due, however many workers there are (procrastinate's own table of
periodic defers says so), and runs under a lock of its name, so that a slow run is not joined by the next. What a dead
worker was at is put back by the others. A job's truth is in the store's ledgers: to run one twice does no harm.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any, Final

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.tasks import Task

from bot.service.jobs import HOUR, MINUTE, QUARTER, Job, Runner

log = logging.getLogger("coach.jobs")

QUEUE: Final = "coach"
DELIVER: Final = "deliver"  # task and queue of a look into the outbox; storage.jobs enqueues it
RESCUE: Final = "rescue"
CRONS: Final = {MINUTE: "* * * * *", QUARTER: "3-59/15 * * * *", HOUR: "7 * * * *"}
HEARTBEAT_S = 5.0
DEAD_AFTER_S = 20.0  # without a heartbeat; our guess, four of them
RESCUE_CRON = "* * * * * */15"  # the sixth field is seconds
STOP_S = 20.0  # for what runs at the end
POLL_S = 5.0  # should a notification be lost


class DistributedEngine:
    """One process's worker."""

    def __init__(
        self,
        jobs: Sequence[Job],
        runner: Runner,
        *,
        conninfo: str,
        threads: Executor,
        moved: Callable[[], None],
        concurrency: int,
        heartbeat_s: float = HEARTBEAT_S,
        dead_after_s: float = DEAD_AFTER_S,
    ) -> None:
        """
        Args:
            conninfo: as libpq takes it, "postgresql://...".
            moved: called in the loop when there may be something to send.
        """
        self._runner = runner
        self._threads = threads
        self._moved = moved
        self._concurrency = concurrency
        self._heartbeat_s, self._dead_after_s = heartbeat_s, dead_after_s
        self._worker: asyncio.Task[None] | None = None
        self._stopping = False
        # one connection that listens is outside the pool; the others fetch, finish and beat
        self._app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=3))
        self._jobs = tuple(self._offer(job) for job in jobs)
        self._app.task(name=DELIVER, queue=DELIVER)(self._look)
        rescue = self._app.task(name=RESCUE, queue=QUEUE, queueing_lock=RESCUE, pass_context=True)(self._rescue)
        self._app.periodic(cron=RESCUE_CRON)(rescue)

    def _offer(self, job: Job) -> Task[..., Any, ...]:
        async def run(timestamp: int) -> None:
            ran = await asyncio.get_running_loop().run_in_executor(self._threads, self._runner.run, job)
            if ran.moved:
                self._moved()

        # the lock: one run at a time anywhere; the queueing lock: at most one that waits for it
        task = self._app.task(name=job.name, queue=QUEUE, lock=job.name, queueing_lock=job.name)(run)
        self._app.periodic(cron=CRONS[job.every])(task)
        return task

    async def _look(self) -> None:
        """Look into the outbox: what a transaction put there is committed."""
        self._moved()

    async def _rescue(self, context: JobContext, timestamp: int) -> None:  # noqa: ARG002 - each periodic task is told
        """Put back what workers were at that give no sign of life any more."""
        manager = context.app.job_manager
        for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=self._dead_after_s):
            log.warning("the job %s of a dead worker runs again", stalled.task_name)
            try:
                await manager.retry_job(stalled)
            except UniqueViolation:  # its next run waits already, and does what is left
                await manager.finish_job(stalled, status=Status.ABORTED, delete_job=True)
        await manager.prune_stalled_workers(self._dead_after_s)

    async def start(self) -> None:
        """Begin, in the running loop."""
        logging.getLogger("procrastinate").setLevel(logging.ERROR)  # it logs the arguments of each job
        await self._app.open_async()
        for task in self._jobs:  # now as well as when the clock says so: nobody knows how long nothing ran
            with suppress(AlreadyEnqueued):
                await task.configure(task_kwargs={"timestamp": int(time.time())}).defer_async()
        self._worker = asyncio.create_task(self._work())

    async def _work(self) -> None:
        """Work until cancelled; after a fault of the database, again."""
        options: dict[str, Any] = {
            "concurrency": self._concurrency,
            "queues": [QUEUE, DELIVER],
            "install_signal_handlers": False,
            "delete_jobs": "successful",
            "fetch_job_polling_interval": POLL_S,
            "update_heartbeat_interval": self._heartbeat_s,
            "stalled_worker_timeout": self._dead_after_s,
            "shutdown_graceful_timeout": STOP_S,
        }
        while not self._stopping:
            try:
                await self._app.run_worker_async(**options)
            except Exception as error:  # noqa: BLE001 - the job loop: it must not end; the database may be back in a while
                log.error("the worker stopped, and starts again: %s", type(error).__name__)
            await asyncio.sleep(1.0)

    async def stop(self) -> None:
        """Take no further job, and return once those that run are done."""
        self._stopping = True
        while self._worker is not None and not self._worker.done():
            self._worker.cancel()  # again, where a fault of the database took the place of the first
            await asyncio.wait({self._worker}, timeout=2 * STOP_S)
        await self._app.close_async()
