"""
One `coach serve` on a PostgreSQL against two behind a balancer on another: turns for each second of CPU.

Slack over HTTP, perception left out, jobs left to workers; one and two take turns, block by block, in one run. CPU is
that of the processes and, apart, of the server's. `python -m tests.bench.together` runs just this.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from storage import migrations
from tests.bench.channels import AGAIN, WARM, Process, _silent, _slack_says, _started
from tests.channels.balancing import Balancer
from tests.fakes.slack import FakeSlack
from tests.postgres_server import PostgresServer

PEOPLE, LINES, BLOCKS = 32, 8, 3
LIMIT = 0.8  # issue 8: at least so many turns a CPU second as one process does


@dataclass
class Side:
    """So many processes on a database of their own, and what they took so far."""

    name: str
    fake: FakeSlack
    processes: list[Process]
    server: PostgresServer
    own_s: float = 0.0
    server_s: float = 0.0
    turns: int = 0

    def cpu_s(self) -> tuple[float, float]:
        """Return CPU seconds of the processes, and of the server's that live and are theirs."""
        url = self.server.url("postgres").replace("+psycopg", "")
        with psycopg.connect(url) as asking:
            asked = asking.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", (self.name,))
            pids = [pid for (pid,) in asked.fetchall()]
        return _cpu_s([one.pid for one in self.processes]), _cpu_s(pids)

    async def block(self, lines: list[str], *, counts: bool = True) -> None:
        says, (own_s, server_s) = _slack_says(self.fake), self.cpu_s()

        async def one(person: int) -> None:
            for line in lines:
                await says(person, line)

        await asyncio.gather(*map(one, range(PEOPLE)))
        await _silent(self.fake)
        if counts:
            own_after, server_after = self.cpu_s()
            self.own_s, self.server_s = self.own_s + own_after - own_s, self.server_s + server_after - server_s
            self.turns += PEOPLE * len(lines)


def _cpu_s(pids: list[int]) -> float:
    times = [psutil.Process(pid).cpu_times() for pid in pids]
    return float(sum(one.user + one.system for one in times))


def measure(folder: Path) -> Iterator[str]:
    server = PostgresServer()
    try:
        yield from asyncio.run(_measured(server, folder))
    finally:
        server.close()


async def _measured(server: PostgresServer, folder: Path) -> list[str]:
    async with AsyncExitStack() as stack:
        one, two = [await _side(stack, server, folder, name, count) for name, count in (("one", 1), ("two", 2))]
        for words in WARM:
            await one.block([words], counts=False)
            await two.block([words], counts=False)
        for block in range(BLOCKS):
            lines = [f"what goes wrong in the mornings {block} {number}" for number in range(LINES)]
            for side in (one, two):
                await side.block(lines)
                await side.block(list(AGAIN), counts=False)
        return [_row(side) for side in (one, two)] + [_ratio(one, two)]


async def _side(stack: AsyncExitStack, server: PostgresServer, folder: Path, name: str, count: int) -> Side:
    with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as commands:
        commands.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type] # a name of our own
    migrations.upgrade(server.url(name))
    fake = await stack.enter_async_context(FakeSlack())
    for person in range(PEOPLE):
        fake.add_user(f"U{person}", name=f"Person {person}")
    told = {"BOT_TOKEN": fake.bot_token, "SIGNING_SECRET": fake.signing_secret, "API_URL": fake.api_url}
    environment = {f"COACH_SLACK_{key}": value for key, value in told.items()}
    environment |= {"COACH_JOBS": "workers", "COACH_SLACK_PER_MINUTE": "600000"}
    environment |= {"BENCH_SHARES": str(folder / f"shares-{name}.json")}
    started = [
        await stack.enter_async_context(_started("tests.bench.serving", server.url(name), **environment))
        for _ in range(count)
    ]
    ports = [int(address.rsplit(":", 1)[1]) for _, address in started]
    balancer = await stack.enter_async_context(Balancer(ports))
    fake.events_url = f"http://127.0.0.1:{balancer.port}/slack/events"
    return Side(name, fake, [process for process, _ in started], server)


def _row(side: Side) -> str:
    each, at_server = 1000 * side.own_s / side.turns, 1000 * side.server_s / side.turns
    return (
        f"{side.name} serving on PostgreSQL: {side.turns} turns, {side.turns / side.own_s:.0f} a CPU second "
        f"({each:.2f} ms each; PostgreSQL {at_server:.2f} ms each)"
    )


def _ratio(one: Side, two: Side) -> str:
    own = (two.turns / two.own_s) / (one.turns / one.own_s)
    whole = (two.turns / (two.own_s + two.server_s)) / (one.turns / (one.own_s + one.server_s))
    return f"two serving processes do {own:.2f} times the turns of one for each CPU second (at least {LIMIT}), {whole:.2f} with PostgreSQL's"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        for row in measure(Path(made)):
            sys.stdout.write(row + "\n")
