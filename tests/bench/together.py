"""
One process that takes turns on a PostgreSQL against two on it at once: turns for each second of CPU.

Each does what `coach serve` does between a platform's library and the database: intake, turn, outbox, pace, delivery,
marking as sent; perception and platform cost nothing here. A person writes once they have read the answer. Each process
has the same number of people and takes the same number of turns, after a warming that is not counted; two more ways
take the cost of the second process apart: two that share nothing but the machine, each with a server of its own, and
two that share the people of one. All ways take turns, block by block, in one run, with people of their own in each.
`python -m tests.bench.together [ROUNDS]` runs just this: so many calls of each person in a block, by default 1.
"""

from __future__ import annotations

import asyncio
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, fields
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

PEOPLE, BLOCKS = 16, 4  # people of one process
BEGIN = ("hi", "skip", "play", "discovery", "cold_chain_ops_discovery", "start")
CALL = (*(f"what goes wrong in the mornings {number}" for number in range(6)), "restart", "start")
WARM = 2  # calls of each person before anything counts: then all is imported, compiled and planned
READING_S, BEHIND_S = 0.05, 1.0  # before somebody writes again: longer than it takes to note what was sent
HERE, CHANNEL = WorkspaceId("T0FAKE"), "slack"
SPINS = 10**7
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


@dataclass
class Count:
    """What so many processes did and took. CPU seconds, of ours and of the servers'; `spun_s`: see `_spin`."""

    turns: int = 0
    looks: int = 0  # into the outbox
    own_s: float = 0.0
    server_s: float = 0.0
    spun_s: float = 0.0

    @property
    def whole_s(self) -> float:
        return self.own_s + self.server_s

    def add(self, other: Count) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


ONE, SHARED = "one process", "two on one PostgreSQL, each with as many people"
APART, SPLIT = "the same two, each with a PostgreSQL of its own", "two on one PostgreSQL, half the people each"


def measure(_folder: Path, rounds: int = 1) -> Iterator[str]:
    with ExitStack() as open_:
        servers = [open_.enter_context(closing(PostgresServer())) for _ in range(2)]
        here, there = (server.url("postgres") for server in servers)
        for url in (here, there):
            migrations.upgrade(url)
        barriers = open_.enter_context(processes().Manager())
        ways = {
            ONE: [(here, PEOPLE, rounds)],
            SHARED: [(here, PEOPLE, rounds)] * 2,
            APART: [(here, PEOPLE, rounds), (there, PEOPLE, rounds)],
            SPLIT: [(here, PEOPLE // 2, 2 * rounds)] * 2,
        }
        counts = {way: Count() for way in ways}
        _block(ways[APART], (), barriers.Barrier(2), Count())  # no server is new when it counts
        for number in range(BLOCKS):
            for way, shares in list(ways.items())[:: -1 if number % 2 else 1]:  # what else runs here comes and goes
                _block(shares, [_postmaster(server) for server in servers], barriers.Barrier(len(shares)), counts[way])
    for way, count in counts.items():
        yield _row(way, count)
    yield _ratio("two serving processes against one", counts[SHARED], counts[ONE], f" (at least {LIMIT})")
    yield _ratio("of that, two on one machine", counts[APART], counts[ONE])
    yield _ratio("of that, one PostgreSQL for both", counts[SHARED], counts[APART])
    yield _ratio("two that share the people of one, against it", counts[SPLIT], counts[ONE])
    spun = {way: counts[way].spun_s / len(shares) for way, shares in ways.items()}
    yield f"two that only count do {spun[ONE] / spun[SHARED]:.2f} times as much a CPU second as one"


def _block(shares: Sequence[tuple[str, int, int]], postmasters: Sequence[int], barrier: Any, count: Count) -> None:
    for came in at_once(serve, *[(*share, postmasters, barrier) for share in shares]):
        count.add(came)


def _postmaster(server: PostgresServer) -> int:
    (postgres,) = psutil.Process(server._guard.pid).children()
    return int(postgres.pid)


async def _meet(barrier: Any) -> bool:
    """Wait until all are here; True for one of them."""
    return await asyncio.to_thread(barrier.wait, HANG_S) == 0


async def _servers_s(postmasters: Sequence[int], tells: bool, barrier: Any) -> float:
    """Return CPU seconds of the servers so far while all stand still; 0 to those who do not tell."""
    await _meet(barrier)
    used_s = sum(_server_s(psutil.Process(pid)) for pid in postmasters) if tells else 0.0
    await _meet(barrier)
    return used_s


def _server_s(postgres: psutil.Process) -> float:
    """Return CPU seconds of a server so far, also of what has ended: that is put to its parent's account."""
    times = [one.cpu_times() for one in (postgres, *postgres.children())]
    return float(sum(one.user + one.system for one in times) + times[0].children_user + times[0].children_system)


def _spin() -> float:
    """Return the CPU seconds of a sum that needs no memory and nobody."""
    began = process_time()
    sum(range(SPINS))
    return process_time() - began


def serve(url: str, people: int, rounds: int, postmasters: Sequence[int], barrier: Any) -> Count:
    """
    Take the turns of so many people, who write at the same time: so many calls each, after those that warm.

    Args:
        barrier: where all who serve in a block wait for each other; one of them counts the servers' time, for all.
    """
    who = [f"U{uuid.uuid4().hex}" for _ in range(people)]
    return asyncio.run(_serve(url, who, rounds, postmasters, barrier))


async def _serve(url: str, people: list[str], rounds: int, postmasters: Sequence[int], barrier: Any) -> Count:
    with closing(open_store(url, pool_size=12)) as opened, ThreadPoolExecutor(8) as threads:
        about: dict[str, Any] = {"unit_of_work": opened.unit_of_work, "threads": threads}
        about |= {"clock": lambda: datetime.now(UTC), "observer": Nobody()}
        with closing(opened.presence()) as presence:
            platform, looks = Platform(), _Looks(presence.hold)
            pace = sending.pace(opened.unit_of_work, threads)
            pace._limits = {CHANNEL: sending.Limits(10_000.0, 10_000, by_workspace=True)}
            delivery = Delivery(senders={CHANNEL: platform}, announce=looks, pace=pace, **about)
            turns = wiring.turns(opened, Unplaced(), lease_s=LEASE_S)  # type: ignore[arg-type]
            intake = Intake(turns=turns, delivery=delivery, trouble="", **about)
            await delivery.start()
            await _all_say(intake, platform, people, (*BEGIN, *CALL * WARM))
            await delivery._drain(HANG_S)
            tells = await _meet(barrier)
            spun_s = _spin()
            server_began, began, looked = await _servers_s(postmasters, tells, barrier), process_time(), looks.count
            await _all_say(intake, platform, people, CALL * rounds)
            if not await delivery.stop(timeout_s=HANG_S):
                raise RuntimeError("not everything was sent")
            own_s = process_time() - began
            server_s = await _servers_s(postmasters, tells, barrier) - server_began
            return Count(len(people) * len(CALL) * rounds, looks.count - looked, own_s, server_s, spun_s)


@dataclass
class _Looks:
    """Counts the looks into the outbox: each begins with what this calls."""

    hold: Callable[[], None]
    count: int = 0

    def __call__(self) -> None:
        self.count += 1
        self.hold()


async def _all_say(intake: Intake, platform: Platform, people: list[str], lines: tuple[str, ...]) -> None:
    async def one(who: str) -> None:
        for line in lines:
            turn = Turn(EventId(uuid.uuid4().hex), CHANNEL, who, datetime.now(UTC), text=line)
            taken = await intake.take(turn, workspace_id=HERE, name=who)
            await platform.read(taken.keys)

    await asyncio.gather(*map(one, people))


def _row(way: str, count: Count) -> str:
    own, server = 1000 * count.own_s / count.turns, 1000 * count.server_s / count.turns
    looks = f"{count.looks / count.turns:.2f} looks into the outbox"
    return f"{way}: {count.turns} turns, {own:.2f} ms each, and {server:.2f} ms of PostgreSQL's; {looks} a turn"


def _ratio(who: str, some: Count, others: Count, limit: str = "") -> str:
    own = (some.turns / some.own_s) / (others.turns / others.own_s)
    whole = (some.turns / some.whole_s) / (others.turns / others.whole_s)
    return f"{who}: {own:.2f} times the turns a CPU second{limit}, {whole:.2f} with PostgreSQL's CPU"


if __name__ == "__main__":
    for row in measure(Path(), *map(int, sys.argv[1:])):
        sys.stdout.write(row + "\n")
