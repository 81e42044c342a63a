"""Cost of a turn with 1,000 and with 200,000 stored sessions."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Iterator
from pathlib import Path

from bot import wiring
from tests.bench.turn import take

ROUNDS = 300


def measure(folder: Path) -> Iterator[str]:
    medians = {}
    for size in (1_000, 200_000):
        file = folder / f"growth{size}.db"
        store = wiring.store(f"sqlite:///{file}", upgrade=True)
        turns = wiring.turns(store, wiring.load_perception())
        take(turns, None)
        fill(file, size)
        times = []
        for number in range(ROUNDS):
            take(turns, "menu" if number % 2 else "how")
            times.append(turns.times.total)
        medians[size] = statistics.median(times)
        store.close()
    ratio = medians[200_000] / medians[1_000]
    yield f"growth: a turn takes {medians[1_000]:.2f} ms among 1,000 sessions, {medians[200_000]:.2f} ms among 200,000: {ratio:.2f}"


def fill(file: Path, size: int) -> None:
    """Copy the one stored session, with its member and turn, until there are *size* of them."""
    with sqlite3.connect(file) as connection:
        for table in ("member", "identity", "session", "turn", "event_claim", "outbox"):
            columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]  # noqa: S608
            if not columns:
                continue
            chosen = ", ".join(_copied(table, column) for column in columns)
            connection.execute(
                f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {size}) "  # noqa: S608
                f"insert into {table} select {chosen} from n, (select * from {table} limit 1) as t"
            )
        connection.execute("analyze")
    connection.close()


_KEYS = {"id", "key", "event_id", "address", "member_id", "session_id", "turn_id"}


def _copied(table: str, column: str) -> str:
    """Return the column as it is, or with the copy's number where it is a key."""
    return f"t.{column} || '-' || n.i" if column in _KEYS else f"t.{column}"
