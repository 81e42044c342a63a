"""Accounts, answers and snapshots for tests of what keeps them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dialogs.model import Member
from dialogs.reassessment.model import (
    Account,
    AccountChange,
    AccountFile,
    AccountId,
    AccountSaved,
    Answer,
    Entry,
    Snapshot,
    SnapshotId,
    SnapshotMade,
)
from storage.unit_of_work import Store

DAY = date(2026, 3, 2)
WORRIED = Answer(
    "a1",
    choice="worried",
    text="She sounds worried.",
    basis="did",
    who="the CFO, Ms Größe",
    act="moved the meeting twice",
    day=date(2026, 2, 27),
    given=DAY,
    kept=DAY,
)
CONTACTS = Answer(
    "b5",
    entries=(Entry("J. Ruiz, Monday, listener", {"who": "J. Ruiz", "day": "2026-02-23"}), Entry("someone 🚚")),
    basis="assumed",
    given=DAY,
    kept=DAY,
)
UNKNOWN = Answer("n4", given=DAY, kept=DAY)
ANSWERS = {answer.item: answer for answer in (CONTACTS, WORRIED, UNKNOWN)}  # in the order of the sitting


def an_account(of: Member, id: str = "acme", name: str = "Acme", **more: Any) -> Account:
    return Account(AccountId(id), of.workspace_id, of.id, name, "evaluation", DAY, **more)


def a_snapshot(of: Account, number: int = 1, *, weeks: int = 0, hour: int = 9, **more: Any) -> Snapshot:
    day = DAY + timedelta(weeks=weeks)
    at = datetime.combine(day, time(hour), UTC)
    given = {"sent": False, "phase": of.phase, "checklist": "mark", "answers": ANSWERS} | more
    return Snapshot(SnapshotId(f"{of.id}-{number}"), of.id, of.owner, number, day, at, **given)


def made(of: Account, number: int = 1, *, coverage: float = 0.5, strategy: str = "", **more: Any) -> SnapshotMade:
    return SnapshotMade(a_snapshot(of, number, **more), coverage, strategy)


def kept(store: Store, of: Member, *changes: AccountChange) -> None:
    """Write changes as one turn of the member's does."""
    with store.unit_of_work() as work:
        for change in changes:
            work.keep_account_change(of.workspace_id, of.id, change, datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
        work.commit()


def opened(store: Store, of: Member, *accounts: Account) -> None:
    kept(store, of, *map(AccountSaved, accounts))


def listed(store: Store, of: Member) -> list[Account]:
    with store.unit_of_work() as work:
        return list(work.accounts(of.workspace_id, of.id))


def file_of(store: Store, of: Member, id: str = "acme") -> AccountFile | None:
    with store.unit_of_work() as work:
        return work.account_file(of.workspace_id, of.id, AccountId(id))
