"""
What is done without anybody asking: a registry of functions of now, and the one way in which any engine runs one.

Every job is idempotent over what is stored: it does not matter how many processes run it, or how often.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.service.observing import Observer
from bot.service.retention import Retention
from dialogs.errors import CoachError
from dialogs.ports import UnitOfWork

log = logging.getLogger("coach.jobs")

MINUTE, QUARTER, HOUR = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1)
AT_ONCE = 500  # rows that a job moves in one call; it is called again while there are as many
MOST_CALLS = 1_000  # of one run; the next run goes on


@dataclass(frozen=True, slots=True)
class Job:
    """
    A function of (now, limit) that returns how many rows it moved, at most *limit*; and how often to call it.

    `every` is MINUTE, QUARTER or HOUR: both engines know when these begin.
    """

    name: str
    every: timedelta
    run: Callable[[datetime, int], int]


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run: rows moved, and the kind of the error that ended it early, if one did."""

    moved: int
    failure: str = ""


def own_jobs(retention: Retention, unit_of_work: Callable[[], UnitOfWork]) -> tuple[Job, ...]:
    """Return the jobs that every install has."""

    def keep(now: datetime, limit: int) -> int:
        done = retention.run(now)  # all of it in one call
        return min(limit - 1, sum(one.erased + one.told + sum(one.rows.values()) for one in done))

    def forget_pace(_now: datetime, limit: int) -> int:
        with unit_of_work() as work:
            gone = work.jobs().forget_pace()
            work.commit()
        return min(limit - 1, gone)

    return Job("retention", HOUR, keep), Job("pace", QUARTER, forget_pace)


class Runner:
    """Runs a job to its end, in the caller's thread, and keeps a note of the run in the store."""

    def __init__(
        self, unit_of_work: Callable[[], UnitOfWork], *, clock: Callable[[], datetime], observer: Observer
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._observer = observer

    def run(self, job: Job) -> Ran:
        """Run it to its end. A fault is noted and logged by its kind, and raised to nobody: the job comes again."""
        moved = 0
        try:
            self._note(lambda work: work.jobs().began(job.name, self._clock()))
            for _ in range(MOST_CALLS):
                found = job.run(self._clock(), AT_ONCE)
                moved += found
                if found < AT_ONCE:
                    break
            self._note(lambda work: work.jobs().ended(job.name, self._clock(), moved=moved))
        except Exception as error:  # noqa: BLE001 - the job loop: a fault in one job is no reason to leave the others
            self._failed(job, type(error).__name__)
            return Ran(moved, type(error).__name__)
        return Ran(moved)

    def _failed(self, job: Job, kind: str) -> None:
        self._observer.failed("job")
        log.error("the job %s failed: %s", job.name, kind)
        try:
            self._note(lambda work: work.jobs().failed(job.name, self._clock(), failure=kind))
        except CoachError:  # most likely why the job failed
            log.warning("that cannot be noted either")

    def _note(self, write: Callable[[UnitOfWork], None]) -> None:
        with self._unit_of_work() as work:
            write(work)
            work.commit()
