"""
One process that takes turns on a PostgreSQL against two on it at once: turns for each second of CPU.

Each does what `coach serve` does between a platform's library and the database: intake, turn, outbox, pace, delivery,
marking as sent; perception and platform cost nothing here. One and two take turns, block by block, in one run, with
people of their own in each block. `python -m tests.bench.together` runs just this.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
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
from tests.apart import at_once
from tests.bench.serving import Unplaced
from tests.postgres_server import PostgresServer

PEOPLE, BLOCKS = 32, 3  # people in a block, over all processes
WARM = ("hi", "skip", "play", "discovery", "cold_chain_ops_discovery", "start")
LINES = tuple(f"what goes wrong in the mornings {number}" for number in range(6))
HERE, CHANNEL = WorkspaceId("T0FAKE"), "slack"
LIMIT = 0.8  # issue 8: at least so many turns a CPU second as one process does


class Platform:
    """Takes everything at once."""

    async def send(self, outgoing: Outgoing) -> None:
        return


@dataclass
class Count:
    """What so many processes did and took."""

    turns: int = 0
    own_s: float = 0.0
    server_s: float = 0.0


def measure(_folder: Path) -> Iterator[str]:
    server = PostgresServer()
    try:
        url = server.url("postgres")
        migrations.upgrade(url)
        counts = {1: Count(), 2: Count()}
        for _ in range(BLOCKS):
            for processes, count in counts.items():
                _block(server, url, processes, count)
        for processes, count in counts.items():
            yield _row(processes, count)
        yield _ratio(counts[1], counts[2])
    finally:
        server.close()


def _block(server: PostgresServer, url: str, processes: int, count: Count) -> None:
    before = _server_s(server)
    for turns, own_s in at_once(serve, *[(url, PEOPLE // processes)] * processes):
        count.turns, count.own_s = count.turns + turns, count.own_s + own_s
    count.server_s += _server_s(server) - before


def _server_s(server: PostgresServer) -> float:
    """Return CPU seconds of the server so far, also of what has ended: that is put to its parent's account."""
    (postgres,) = psutil.Process(server._guard.pid).children()
    everybody = [postgres, *postgres.children()]
    times = [one.cpu_times() for one in everybody]
    return float(sum(one.user + one.system for one in times) + times[0].children_user + times[0].children_system)


def serve(url: str, people: int) -> tuple[int, float]:
    """Take the turns of so many people, who write at the same time; return how many, and CPU seconds of them."""
    return asyncio.run(_serve(url, [f"U{uuid.uuid4().hex}" for _ in range(people)]))


async def _serve(url: str, people: list[str]) -> tuple[int, float]:
    with closing(open_store(url, pool_size=12)) as opened, ThreadPoolExecutor(8) as threads:
        about: dict[str, Any] = {"unit_of_work": opened.unit_of_work, "threads": threads}
        about |= {"clock": lambda: datetime.now(UTC), "observer": Nobody()}
        with closing(opened.presence()) as presence:
            pace = sending.pace(opened.unit_of_work, threads)
            pace._limits = {CHANNEL: sending.Limits(10_000.0, 10_000, by_workspace=True)}
            delivery = Delivery(senders={CHANNEL: Platform()}, announce=presence.hold, pace=pace, **about)
            turns = wiring.turns(opened, Unplaced(), lease_s=LEASE_S)  # type: ignore[arg-type]
            intake = Intake(turns=turns, delivery=delivery, trouble="", **about)
            await delivery.start()
            await _all_say(intake, people, WARM)
            began = process_time()
            await _all_say(intake, people, LINES)
            if not await delivery.stop(timeout_s=180):
                raise RuntimeError("not everything was sent")
            return len(people) * len(LINES), process_time() - began


async def _all_say(intake: Intake, people: list[str], lines: tuple[str, ...]) -> None:
    async def one(who: str) -> None:
        for line in lines:
            turn = Turn(EventId(uuid.uuid4().hex), CHANNEL, who, datetime.now(UTC), text=line)
            await intake.take(turn, workspace_id=HERE, name=who)

    await asyncio.gather(*map(one, people))


def _row(processes: int, count: Count) -> str:
    each = 1000 * count.own_s / count.turns
    at_server = 1000 * count.server_s / count.turns / 2  # as many turns went before, to come into a role-play
    return (
        f"{processes} serving on one PostgreSQL: {count.turns} turns, {count.turns / count.own_s:.0f} a CPU second "
        f"({each:.2f} ms each, and about {at_server:.2f} ms of PostgreSQL's)"
    )


def _ratio(one: Count, two: Count) -> str:
    own = (two.turns / two.own_s) / (one.turns / one.own_s)
    whole = (two.own_s + two.server_s / 2) / (one.own_s + one.server_s / 2)
    figures = (
        f"{own:.2f} times the turns of one for each CPU second (at least {LIMIT}), {1 / whole:.2f} with PostgreSQL's"
    )
    return f"two serving processes do {figures}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        for row in measure(Path(made)):
            sys.stdout.write(row + "\n")
