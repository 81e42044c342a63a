"""
A diff and a brief of an account with 100 snapshots, alone in a database and among 10,000 accounts with five each.

Both databases take turns; the 10,000 are the member's own, which is the worst that can be. Each round reads the file
and the trail of the strategy as a turn does. `python -m tests.bench.accounts` runs just this.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from bot import wiring
from bot.service.accounts import Accounts
from content.library import Library
from dialogs.model import Member
from dialogs.reassessment import brief, diff, diff_text
from dialogs.reassessment.model import (
    Account,
    AccountId,
    AccountSaved,
    Answer,
    Entry,
    Snapshot,
    SnapshotId,
    SnapshotMade,
)
from storage.unit_of_work import Store

ROUNDS = 60
ACCOUNTS, EACH, MANY = 10_000, 5, 100
LIMIT = 2  # issue: at most 2 times the same in an empty database
FIRST = date(2024, 12, 2)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
LINES = tuple(Entry(f"J. Ruiz, a contact of week {n}", {"who": "J. Ruiz", "day": "2026-11-02"}) for n in range(5))
ITEMS = ("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3", "b4", "b5", "c1", "p1", "v1", "v2")


def measure(folder: Path) -> Iterator[str]:
    alone, among = (_database(folder / f"{name}.db", copies) for name, copies in (("alone", 0), ("among", ACCOUNTS)))
    for name, work in (("diff", _diff), ("brief", _brief)):
        times: dict[str, list[float]] = {"alone": [], "among": []}
        for _ in range(ROUNDS):
            for place, accounts in (("alone", alone), ("among", among)):
                times[place].append(_timed(work, accounts))
        few, many = (statistics.median(times[place]) for place in ("alone", "among"))
        figures = f"{few:.2f} ms alone, {many:.2f} ms among {ACCOUNTS:,} accounts"
        yield f"a {name} of {MANY} snapshots takes {figures}: {many / few:.2f} (at most {LIMIT})"


def _timed(work: Callable[[Accounts, Library], str], accounts: Accounts) -> float:
    library = wiring.library()
    started = perf_counter()
    work(accounts, library)
    return (perf_counter() - started) * 1000


def _diff(accounts: Accounts, library: Library) -> str:
    file = accounts.file("Acme")
    return diff_text.rendered(file.account.name, diff.diff(file.snapshots[-2], file.snapshots[-1]), library)


def _brief(accounts: Accounts, library: Library) -> str:
    file = accounts.file("Acme")
    with accounts.unit_of_work() as reading:
        reading.account_trail(accounts.member.workspace_id, accounts.member.id, file.account.id, "a6")
    return brief.chat(brief.made(file.account, file.snapshots[-1], file.snapshots, library))


def _database(file: Path, others: int) -> Accounts:
    store = wiring.store(f"sqlite:///{file}", upgrade=True)
    with store.unit_of_work() as work:
        member = work.add_member(wiring.LOCAL_WORKSPACE, "terminal", "ann", "Ann", AT)
        work.commit()
    _fill(store, member, _account(member, "acme", "Acme"), MANY)
    if others:
        _fill(store, member, _account(member, "other", "Other"), EACH)
        _copy(file, others)
    return Accounts(store.unit_of_work, member, AT)


def _account(member: Member, id: str, name: str) -> Account:
    return Account(AccountId(id), member.workspace_id, member.id, name, "evaluation", FIRST)


def _fill(store: Store, member: Member, account: Account, count: int) -> None:
    with store.unit_of_work() as work:
        work.keep_account_change(member.workspace_id, member.id, AccountSaved(account), AT)
        for number in range(1, count + 1):
            made = SnapshotMade(_snapshot(account, number), 0.5, "Help plant heads see what a stop costs")
            work.keep_account_change(member.workspace_id, member.id, made, AT)
        work.commit()


def _snapshot(account: Account, number: int) -> Snapshot:
    day = FIRST + timedelta(weeks=number)
    answers = {item: _answer(item, number, day) for item in ITEMS}
    answers["a1"] = replace(answers["a1"], choice="worried" if number % 2 else "comparing")
    at = datetime.combine(day, time(9), UTC)
    return Snapshot(
        SnapshotId(f"{account.id}-{number}"),
        account.id,
        account.owner,
        number,
        day,
        at,
        sent=True,
        phase=account.phase,
        checklist="mark",
        answers=answers,
        flags=("rf3", "rf7", "rf10"),
        checked=ITEMS,
        decision="adjust",
    )


def _answer(item: str, number: int, day: date) -> Answer:
    text = f"What we know of it in week {number}, in one sentence of the usual length."
    listed = item in ("b5", "p1", "v1", "v2")
    return Answer(
        item, "", text, LINES if listed else (), "said", "J. Ruiz", "told us", day - timedelta(days=9), day, day
    )


def _copy(file: Path, count: int) -> None:
    """Copy the account named "Other", with its snapshots, until there are *count* of them."""
    connection = sqlite3.connect(file)
    with connection:
        for table, keys in (
            ("account", ("id", "name", "name_key")),
            ("snapshot", ("id", "account_id")),
            ("snapshot_answer", ("snapshot_id", "account_id")),
        ):
            columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
            values = ", ".join(f"t.{name} || '-' || n.i" if name in keys else f"t.{name}" for name in columns)
            mine = "id" if table == "account" else "account_id"
            connection.execute(
                f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {count - 1}) "
                f"insert into {table} ({', '.join(columns)}) select {values} "
                f"from n, (select * from {table} where {mine} = 'other') as t"
            )
        connection.execute("analyze")
        found = connection.execute("select count(*) from snapshot").fetchone()[0]
    connection.close()
    if found != count * EACH + MANY:
        raise RuntimeError(f"{found} snapshots are stored where {count * EACH + MANY} are wanted")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        for row in measure(Path(made)):
            sys.stdout.write(row + "\n")
