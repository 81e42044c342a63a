"""
One process that takes turns on a PostgreSQL against two on it at once: turns for each second of CPU.

Each does what `coach serve` does between a platform's library and the database: intake, turn, outbox, pace, delivery,
marking as sent; perception and platform cost nothing here. A person writes once they have read the answer, each in a
workspace of their own, of which there are as many as one process has people: two processes meet in each. Each process
takes the same number of turns, of as many people, after a warming that is not counted. Two more ways take the cost of
the second process apart: two that share nothing but the machine, each with a server of its own, and two that share the
people of one. All processes live from beginning to end, and the ways take turns, so that what else the machine does is
the same for all of them; a ratio is the median over the rounds.
`python -m tests.bench.together [ROUNDS]` runs just this.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import psutil

from bot import sending, wiring
from bot.service.delivery import LEASE_S, Delivery
from bot.service.intake import Intake
from bot.service.observing import Nobody
from dialogs.model import EventId, Outgoing, Turn, WorkspaceId
from storage import migrations
from storage.unit_of_work import open_store
from tests.apart import at_once, processes
from tests.bench.serving import Unplaced
from tests.postgres_server import PostgresServer
from tests.waiting import HANG_S

PEOPLE, ROUNDS = 16, 6  # people of one process
BEGIN = ("hi", "skip", "play", "discovery", "cold_chain_ops_discovery", "start")
CALL = (*(f"what goes wrong in the mornings {number}" for number in range(6)), "restart", "start")
WARM = 2  # calls of each person before anything counts: then all is imported, compiled and planned
READING_S, BEHIND_S = 0.05, 1.0  # before somebody writes again: longer than it takes to note what was sent
CHANNEL = "slack"
LIMIT = 0.8  # issue 8: at least so many turns a CPU second as one process does


class Platform:
    """Takes everything at once, and lets whoever gets it read it."""

    def __init__(self) -> None:
        self._came: dict[str, asyncio.Event] = {}

    async def send(self, outgoing: Outgoing) -> None:
        self._of(outgoing.key).set()

    async def read(self, keys: Sequence[str]) -> None:
        """Wait for these messages; where they wait behind others, who sends them may be the other process."""
        for key in keys:
            await self._of(key).wait()
            del self._came[key]
        await asyncio.sleep(READING_S if keys else BEHIND_S)

    def _of(self, key: str) -> asyncio.Event:
        return self._came.setdefault(key, asyncio.Event())


@dataclass(frozen=True, slots=True)
class Count:
    """What one process did in a round, and CPU seconds: its own, and the servers' (told by one process of a way)."""

    turns: int
    looks: int  # into the outbox
    own_s: float
    server_s: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one process does whenever its way has its turn. `leads`: it tells the servers' time."""

    way: str
    url: str
    people: int
    calls: int
    leads: bool


ONE, SHARED = "one process", "two on one PostgreSQL, each with as many people"
APART, SPLIT = "the same two, each with a PostgreSQL of its own", "two on one PostgreSQL, half the people each"
WAYS = (ONE, SHARED, APART, SPLIT)


def measure(_folder: Path, rounds: int = ROUNDS) -> Iterator[str]:
    with ExitStack() as open_:
        servers = [open_.enter_context(closing(PostgresServer())) for _ in range(2)]
        here, there = (server.url("postgres") for server in servers)
        for url in (here, there):
            migrations.upgrade(url)
        parts = [
            Part(ONE, here, PEOPLE, 1, leads=True),
            *(Part(SHARED, here, PEOPLE, 1, leads=leads) for leads in (True, False)),
            *(Part(APART, url, PEOPLE, 1, leads=url == here) for url in (here, there)),
            *(Part(SPLIT, here, PEOPLE // 2, 2, leads=leads) for leads in (True, False)),
        ]
        barrier = open_.enter_context(processes().Manager()).Barrier(len(parts))
        postmasters = [_postmaster(server) for server in servers]
        came = at_once(serve, *[(part, rounds, postmasters, barrier) for part in parts])
    counts = {way: _rounds([each for part, each in zip(parts, came, strict=True) if part.way == way]) for way in WAYS}
    for way, each in counts.items():
        yield _row(way, each)
    yield _ratio("two serving processes against one", counts[SHARED], counts[ONE], f" (at least {LIMIT})")
    yield _ratio("of that, two on one machine", counts[APART], counts[ONE])
    yield _ratio("of that, one PostgreSQL for both", counts[SHARED], counts[APART])
    yield _ratio("two that share the people of one, against it", counts[SPLIT], counts[ONE])


def _rounds(of_each: Sequence[Sequence[Count]]) -> list[Count]:
    """Return what all processes of a way did together, round by round."""
    return [
        Count(
            sum(one.turns for one in counts),
            sum(one.looks for one in counts),
            sum(one.own_s for one in counts),
            sum(one.server_s for one in counts),
        )
        for counts in zip(*of_each, strict=True)
    ]


def _postmaster(server: PostgresServer) -> int:
    (postgres,) = psutil.Process(server._guard.pid).children()
    return int(postgres.pid)


async def _meet(barrier: Any) -> None:
    """Wait until all are here."""
    await asyncio.to_thread(barrier.wait, HANG_S)


def _server_s(postmaster: int) -> float:
    """Return CPU seconds of a server so far, also of what has ended: that is put to its parent's account."""
    postgres, spent_s = psutil.Process(postmaster), 0.0
    for one in postgres.children():
        with suppress(psutil.NoSuchProcess):  # then it is in the parent's account, which is read after it
            spent_s += sum(one.cpu_times()[:2])
    return spent_s + sum(postgres.cpu_times()[:4])


def serve(part: Part, rounds: int, postmasters: Sequence[int], barrier: Any) -> list[Count]:
    """
    Take the turns of people who write at the same time, whenever this process's way has its turn; return each count.

    Args:
        barrier: where all processes of all ways wait for each other.
    """
    return asyncio.run(_serve(part, rounds, postmasters, barrier))


async def _serve(part: Part, rounds: int, postmasters: Sequence[int], barrier: Any) -> list[Count]:
    people = [f"U{uuid.uuid4().hex}" for _ in range(part.people)]
    with closing(open_store(part.url, pool_size=12)) as opened, ThreadPoolExecutor(8) as threads:
        about: dict[str, Any] = {"unit_of_work": opened.unit_of_work, "threads": threads}
        about |= {"clock": lambda: datetime.now(UTC), "observer": Nobody()}
        with closing(opened.presence()) as presence:
            platform, looks = Platform(), _Looks(presence.hold)
            pace = sending.pace(opened.unit_of_work, threads)
            pace._limits = {CHANNEL: sending.Limits(10_000.0, 10_000, by_workspace=True)}
            # whoever has not its turn shall not look every few seconds
            delivery = Delivery(senders={CHANNEL: platform}, announce=looks, pace=pace, sweep_s=HANG_S, **about)
            turns = wiring.turns(opened, Unplaced(), lease_s=LEASE_S)  # type: ignore[arg-type]
            intake = Intake(turns=turns, delivery=delivery, trouble="", **about)
            await delivery.start()

            async def take(lines: tuple[str, ...]) -> tuple[int, float]:
                began, looked = process_time(), looks.count
                await _all_say(intake, platform, people, lines)
                await delivery._drain(HANG_S)
                return looks.count - looked, process_time() - began

            await take((*BEGIN, *CALL * WARM))
            counts = []
            for way in WAYS * rounds:
                await _meet(barrier)
                tells = way == part.way and part.leads
                before_s = sum(map(_server_s, postmasters)) if tells else 0.0
                await _meet(barrier)
                found, own_s = await take(CALL * part.calls) if way == part.way else (0, 0.0)
                await _meet(barrier)
                server_s = sum(map(_server_s, postmasters)) - before_s if tells else 0.0
                if way == part.way:
                    counts.append(Count(len(people) * len(CALL) * part.calls, found, own_s, server_s))
            await delivery.stop(timeout_s=HANG_S)
            return counts


@dataclass
class _Looks:
    """Counts the looks into the outbox: each begins with what this calls."""

    hold: Callable[[], None]
    count: int = 0

    def __call__(self) -> None:
        self.count += 1
        self.hold()


async def _all_say(intake: Intake, platform: Platform, people: list[str], lines: tuple[str, ...]) -> None:
    async def one(place: int, who: str) -> None:
        # each in a workspace that the other process serves as well: in one alone the platform takes four a second
        where = WorkspaceId(f"T{place}")
        for line in lines:
            turn = Turn(EventId(uuid.uuid4().hex), CHANNEL, who, datetime.now(UTC), text=line)
            taken = await intake.take(turn, workspace_id=where, name=who)
            await platform.read(taken.keys)

    await asyncio.gather(*(one(place, who) for place, who in enumerate(people)))


def _row(way: str, counts: Sequence[Count]) -> str:
    own = statistics.median(1000 * one.own_s / one.turns for one in counts)
    server = statistics.median(1000 * one.server_s / one.turns for one in counts)
    turns, looks = sum(one.turns for one in counts), sum(one.looks for one in counts)
    found = f"{looks / turns:.2f} looks into the outbox a turn"
    return f"{way}: {turns} turns, {own:.2f} ms each, and {server:.2f} ms of PostgreSQL's; {found}"


def _ratio(who: str, some: Sequence[Count], others: Sequence[Count], limit: str = "") -> str:
    own = statistics.median((a.turns / a.own_s) / (b.turns / b.own_s) for a, b in zip(some, others, strict=True))
    whole = statistics.median(
        (a.turns / (a.own_s + a.server_s)) / (b.turns / (b.own_s + b.server_s))
        for a, b in zip(some, others, strict=True)
    )
    return f"{who}: {own:.2f} times the turns a CPU second{limit}, {whole:.2f} with PostgreSQL's CPU"


if __name__ == "__main__":
    for row in measure(Path(), *map(int, sys.argv[1:])):
        sys.stdout.write(row + "\n")
