"""
A company of many members: who is due while nobody is, and the planning of a whole week, on both databases.

`python -m tests.bench.company [PEOPLE ...]` compares companies of these sizes (by default those of `make bench`; a
million takes a quarter of an hour). CPU counts that of the process and, on PostgreSQL, of the server's processes.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil

from bot import wiring
from bot.service.jobs import AT_ONCE, Job
from storage.unit_of_work import Store, open_store
from tests.bench.company_filling import MONDAY, fill
from tests.postgres_server import PostgresServer

SIZES = (1_000, 10_000, 100_000)
QUIET = MONDAY - timedelta(days=2)  # nobody is due: the first slots come on Sunday evening, in Auckland
ROUNDS, BLOCK, BLOCK_S = 12, 50, 2.0  # looks of each company in turns, at most so many and so long at a time
LIMIT = 3  # issue 8: at most 3 times the same on a thousand
# PostgreSQL's shared_buffers: a week's planning touches 1.3 kB of each member, in no order; with the default of 128 MB,
# from some hundred thousand members on, it reads most of that from the system's cache, page by page
MEMORY = "2GB"
STEP = timedelta(minutes=30)  # between two looks of the week; planning looks an hour ahead


@dataclass(frozen=True, slots=True)
class Company:
    """A database with so many members."""

    people: int
    url: str
    server: PostgresServer | None

    def server_s(self) -> float:
        """Return CPU seconds so far of the server's processes that live; looking them up costs us some of our own."""
        if self.server is None:
            return 0.0
        times = [one.cpu_times() for one in psutil.Process(self.server._guard.pid).children(recursive=True)]
        return float(sum(one.user + one.system for one in times))


def measure(folder: Path, sizes: Sequence[int] = SIZES) -> Iterator[str]:
    server = PostgresServer(MEMORY)
    try:
        yield from _of_one([Company(people, _made(server, f"company_{people}"), server) for people in sizes])
    finally:
        server.close()
    yield from _of_one([Company(people, f"sqlite:///{folder / f'{people}.db'}", None) for people in sizes])


def _made(server: PostgresServer, name: str) -> str:
    import psycopg

    with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as commands:
        commands.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type] # a name of our own
    return server.url(name)


def _of_one(companies: Sequence[Company]) -> Iterator[str]:
    for company in companies:
        fill(company.url, company.people)
    yield from _who_is_due(companies)
    for company in companies:
        yield _fan_out(company)


# --- nobody is due


def _looks(store: Store) -> dict[str, Callable[[], object]]:
    """Return every look of a minute's or an hour's job, as the job itself."""
    found: dict[str, Callable[[], object]] = {}
    for job in wiring.jobs(store):
        if job.name not in ("retention", "pace"):
            found[job.name] = _look(job)
    return found


def _look(job: Job) -> Callable[[], object]:
    def look() -> object:
        moved = job.run(QUIET, AT_ONCE)
        if moved:
            raise RuntimeError(f"{job.name} found {moved} where nobody is due")
        return moved

    return look


def _who_is_due(companies: Sequence[Company]) -> Iterator[str]:
    few, many = companies[0], companies[-1]
    stores = {company.people: open_store(company.url) for company in (few, many)}
    kind = "PostgreSQL" if few.server else "SQLite"
    try:
        looks = {people: _looks(store) for people, store in stores.items()}
        for name in looks[few.people]:
            cost = {few.people: _Cost(few), many.people: _Cost(many)}
            for _ in range(ROUNDS):
                for people, one in cost.items():
                    one.block(looks[people][name])
            least, most = (one.each_ms for one in cost.values())
            yield (
                f"{kind}: {name}, nobody due: {least:.2f} ms CPU with {few.people:,} members, {most:.2f} with "
                f"{many.people:,}: {most / least:.2f} (at most {LIMIT})"
            )
    finally:
        for store in stores.values():
            store.close()


class _Cost:
    """CPU of a look, over many of them: a server's time is told in hundredths of a second."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._spent_s, self._looks = 0.0, 0

    @property
    def each_ms(self) -> float:
        return 1000 * self._spent_s / self._looks

    def block(self, look: Callable[[], object]) -> None:
        """Look some times; fewer where one look scans a million."""
        look()  # caches are the other company's
        before, own, ends = self._company.server_s(), time.process_time(), time.monotonic() + BLOCK_S
        done = 0
        while done < BLOCK and time.monotonic() < ends:
            look()
            done += 1
        self._spent_s += time.process_time() - own
        self._spent_s += self._company.server_s() - before
        self._looks += done


# --- a week's fan-out


def _fan_out(company: Company) -> str:
    environment = os.environ | {"BENCH_GUARD": str(company.server._guard.pid) if company.server else ""}
    command = [sys.executable, "-m", "tests.bench.company", "plan", company.url, str(company.people)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout)
    kind = "PostgreSQL" if company.server else "SQLite"
    return (
        f"{kind}: a week planned for {company.people:,} members: "
        f"{told['planned'] / (told['own_s'] + told['server_s']):,.0f} a CPU second "
        f"({told['own_s']:.1f} s of ours, {told['server_s']:.1f} s of the server's), "
        f"{told['first_mb']:.0f} MB after the first thousand, {told['most_mb']:.0f} MB at most"
    )


def plan_week(url: str, people: int, monday: datetime) -> None:
    """Plan the week of the company as the job does, and print what it took."""
    guard = os.environ["BENCH_GUARD"]
    with_server = Company(people, url, _Guarded(int(guard)) if guard else None)  # type: ignore[arg-type]
    store = open_store(url)
    plan = next(job for job in wiring.jobs(store) if job.name == "plan_nudges")
    plan.run(monday + (QUIET - MONDAY), AT_ONCE)
    rows, vacuumed = _planned(store), 0
    began, own, planned, first_mb = with_server.server_s(), time.process_time(), 0, 0.0
    now, ends = monday - timedelta(hours=14), monday + timedelta(days=6)
    while now < ends:
        planned += _minute(plan, now)
        if not first_mb and planned >= min(1_000, people):
            first_mb = _memory_mb()
        if planned - vacuumed > 50 + people / 5:  # as PostgreSQL does by itself; the tests' server is told not to
            vacuumed = planned
            _vacuum(store)
        now += STEP
    told = {"planned": planned, "own_s": time.process_time() - own, "server_s": with_server.server_s() - began}
    print(json.dumps(told | {"first_mb": first_mb, "most_mb": _memory_mb()}))
    if not planned == people == _planned(store) - rows:
        raise RuntimeError(f"{planned} planned and {_planned(store) - rows} rows, of {people} members")
    store.close()


def _minute(plan: Job, now: datetime) -> int:
    moved = 0
    while found := plan.run(now, AT_ONCE):
        moved += found
        if found < AT_ONCE:
            break
    return moved


def _planned(store: Store) -> int:
    with store._engine.connect() as db:
        return int(db.exec_driver_sql("SELECT count(*) FROM nudge WHERE state = 'planned'").scalar() or 0)


def _vacuum(store: Store) -> None:
    if not store.is_sqlite:
        with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql("VACUUM ANALYZE nudge_setting")


class _Guarded:
    """The server of another process, by its guard's number."""

    def __init__(self, pid: int) -> None:
        self._guard = psutil.Process(pid)


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["plan"]:
        weeks = int(sys.argv[4]) if len(sys.argv) > 4 else 0
        plan_week(sys.argv[2], int(sys.argv[3]), MONDAY + timedelta(weeks=weeks))
    else:
        with tempfile.TemporaryDirectory() as made:
            for row in measure(Path(made), tuple(int(size) for size in sys.argv[1:]) or SIZES):
                print(row, flush=True)
