"""Lets a year pass: two processes that are killed, a platform that is away at times, and people who act (acting.py)."""

from __future__ import annotations

import heapq
import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from storage.unit_of_work import Store
from tests.nudging.world import START
from tests.nudging.year.people import END, Person
from tests.nudging.year.platform import Platform, Sent
from tests.nudging.year.process import Killed, Process

GAPS_H = (0, 0, 1, 5, 50)  # after a kill nothing runs there for so long
TRIED_ALL_THE_SAME = 0.05  # of the instants at which nothing is due
SIDE_BY_SIDE = 0.25  # of the instants, those at which both processes do what is due, one after the other
QUARTER = timedelta(minutes=15)  # planning is an hour ahead; it need not be on the minute


@dataclass
class Year:
    """The world of one run. `every_h`: so often the hourly jobs run."""

    store: Store
    path: Path
    people: list[Person]
    restarts: int
    every_h: int = 1
    drawn: random.Random = field(default_factory=lambda: random.Random(7))
    killed: list[datetime] = field(default_factory=list)
    down_until: dict[int, datetime] = field(default_factory=dict)  # of each process
    idle: list[tuple[datetime, datetime]] = field(default_factory=list)  # when no process ran
    arrived: Callable[[Sent], None] = lambda sent: None
    about: dict[str, tuple[Any, ...]] = field(default_factory=dict)  # account, item, angle, wording by key of a nudge

    def __post_init__(self) -> None:
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._order = count()
        self._reading = sqlite3.connect(self.path, isolation_level=None)
        by_address = {person.address: person for person in self.people}
        self.platform = Platform(
            lambda sent: self.arrived(sent),  # noqa: PLW0108 - who listens is known later
            lambda who, at: by_address[who].reachable(at),
            self._downs(),
        )
        self._processes = [self._started(), self._started()]

    def _started(self) -> Process:
        return Process(self.store, self.platform, self.drawn)

    def _downs(self) -> tuple[tuple[datetime, datetime, bool], ...]:
        """Return when the platform is away; every second time it takes messages all the same."""
        begins = [START + timedelta(weeks=week, minutes=self.drawn.randrange(7 * 24 * 60)) for week in range(3, 52, 4)]
        lasts = [timedelta(hours=self.drawn.choice((1, 7, 30, 80))) for _ in begins]
        return tuple((at, at + long, n % 2 == 1) for n, (at, long) in enumerate(zip(begins, lasts, strict=True)))

    def at(self, when: datetime, what: Callable[[datetime], None]) -> None:
        """Let something happen at an instant."""
        if when < END:
            heapq.heappush(self._events, (when, next(self._order), what))

    def live(self) -> None:
        for _ in range(self.restarts):
            self.at(START + timedelta(minutes=self.drawn.randrange(52 * 7 * 24 * 60)), self._arm)
        now = START
        while now < END:
            while self._events and self._events[0][0] <= now:
                heapq.heappop(self._events)[2](now)
            self._tick(now)
            now = self._next(now)

    def _arm(self, _now: datetime) -> None:
        """Let a process die at one of its next commits; at times the other as well."""
        both = self.drawn.random() < 0.3
        for process in self._processes if both else [self.drawn.choice(self._processes)]:
            if self.drawn.random() < 0.5:
                process.mortal.dies_planning = True
            else:
                process.mortal.dies_in = self.drawn.randrange(6)

    def _tick(self, now: datetime) -> None:
        running = [n for n in (0, 1) if self.down_until.get(n, now) <= now]
        self.drawn.shuffle(running)
        hourly, due = now.minute == 7 and now.hour % self.every_h == 0, self._is_due(now)
        for number in running:
            enough = SIDE_BY_SIDE if number != running[0] else 1.0
            if self.drawn.random() > (enough if due or hourly else TRIED_ALL_THE_SAME):
                continue
            process, other = self._processes[number], self._processes[1 - number]
            if len(running) == 2:
                process.mortal.meanwhile = lambda one=other: self._run(one, now, hourly=False)  # type: ignore[misc]
            self._run(process, now, hourly=hourly)
            process.mortal.meanwhile = None

    def _run(self, process: Process, now: datetime, *, hourly: bool) -> None:
        if process not in self._processes:
            return  # killed meanwhile
        try:
            if hourly:
                process.hourly(now)
            process.minutely(now)
        except Killed:
            self.killed.append(now)
            number = self._processes.index(process)
            self._processes[number] = self._started()
            self.down_until[number] = now + timedelta(hours=self.drawn.choice(GAPS_H), minutes=1)

    def _is_due(self, now: datetime) -> bool:
        return any(at <= now for at in self._instants())

    def _instants(self) -> list[datetime]:
        """Return when any job has something to do next, from the tables."""
        asked = (
            "SELECT min(next_due_at) FROM nudge_setting WHERE active",
            "SELECT min(due_at) FROM nudge WHERE state = 'planned'",
            "SELECT min(due_at) FROM contact WHERE waiting",
            "SELECT min(coalesce(lease_until, created_at)) FROM outbox WHERE waiting",
        )
        slot, *found = (self.rows(statement)[0][0] for statement in asked)
        planning = [quarter_after(instant_of(slot) - timedelta(hours=1))] if slot else []
        return [*planning, *(instant_of(at) for at in found if at)]

    def _next(self, now: datetime) -> datetime:
        """Return the next minute at which anything happens."""
        hour = now.replace(minute=7, second=0, microsecond=0)
        hour += timedelta(hours=1) if hour <= now else timedelta()
        hour += timedelta(hours=(-hour.hour) % self.every_h)
        back = [at for at in self.down_until.values() if at > now]
        events = [self._events[0][0]] if self._events else []
        due = self._instants()
        found = min(minute_after(at, now) for at in (hour, *events, *due, *back))
        if len(back) == 2:
            self.idle.append((now, min(back)))
            return max(found, minute_after(min(back), now))
        return found

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Read what the store holds, below the product's own reading."""
        return self._reading.execute(statement).fetchall()

    def close(self) -> None:
        self._reading.close()


def instant_of(stored: object) -> datetime:
    at = datetime.fromisoformat(str(stored))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def quarter_after(at: datetime) -> datetime:
    """Return the first quarter of an hour from an instant on."""
    return at + (datetime.min.replace(tzinfo=UTC) - at) % QUARTER


def minute_after(at: datetime, now: datetime) -> datetime:
    """Return the first whole minute from an instant on that is later than now."""
    whole = at.replace(second=0, microsecond=0)
    whole += timedelta(minutes=1) if whole < at else timedelta()
    return max(whole, now.replace(second=0, microsecond=0) + timedelta(minutes=1))
