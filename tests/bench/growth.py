"""Cost of a turn with 1,000 and with 200,000 stored sessions; both stores take turns."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Iterator
from pathlib import Path

from bot import wiring
from tests.bench.turn import take

ROUNDS = 300
SIZES = (1_000, 200_000)
TABLES = ("member", "identity", "session", "turn", "event_claim", "outbox")  # what is referred to comes first
KEYS = {"id", "key", "event_id", "address", "member_id", "session_id"}


def measure(folder: Path) -> Iterator[str]:
    stores, times = {}, {}
    for size in SIZES:
        file = folder / f"growth{size}.db"
        store = wiring.store(f"sqlite:///{file}", upgrade=True)
        turns = wiring.turns(store, wiring.background_perception())  # never started: no line is judged here
        for line in (None, "skip"):
            take(turns, line)
        fill(file, size)
        stores[size], times[size] = (store, turns), list[float]()
    for number in range(ROUNDS):
        for size, (_, turns) in stores.items():
            take(turns, "repeat" if number % 2 else "help")
            times[size].append(turns.times.total)
    for store, _ in stores.values():
        store.close()
    few, many = (statistics.median(times[size]) for size in SIZES)
    figures = f"a turn takes {few:.2f} ms among 1,000 sessions, {many:.2f} ms among 200,000"
    yield f"growth: {figures}: {many / few:.2f} (about 1)"


def fill(file: Path, size: int) -> None:
    """Copy the one stored session, with its member and a turn, until there are *size* of them."""
    connection = sqlite3.connect(file)
    with connection:
        for table in TABLES:
            columns = connection.execute(f"pragma table_info({table})").fetchall()
            kept = [name for _, name, kind, *_ in columns if not (name == "id" and kind == "INTEGER")]
            values = ", ".join(f"t.{name} || '-' || n.i" if name in KEYS else f"t.{name}" for name in kept)
            connection.execute(
                f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {size - 1}) "
                f"insert into {table} ({', '.join(kept)}) select {values} from n, (select * from {table} limit 1) as t"
            )
        connection.execute("analyze")
        found = connection.execute("select count(*) from session").fetchone()[0]
    connection.close()
    if found != size:
        raise RuntimeError(f"{found} sessions are stored where {size} are wanted")
