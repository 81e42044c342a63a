"""Answers, snapshots and cases in few words. Today is Friday, 20 November 2026."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dialogs.model import MemberId, WorkspaceId
from dialogs.reassessment.case import Case
from dialogs.reassessment.model import Account, AccountId, Answer, Answers, Entry, Phase, Snapshot, SnapshotId

TODAY = date(2026, 11, 20)
ACCOUNT = AccountId("acme")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def iso(days: int) -> str:
    """Return the day so many days ago as a column holds it."""
    return ago(days).isoformat()


def entries(*rows: Mapping[str, str] | str) -> tuple[Entry, ...]:
    return tuple(
        Entry(row) if isinstance(row, str) else Entry(", ".join(filter(None, row.values())), row) for row in rows
    )


def did(item: str, choice: str = "", *, days: int = 2, **more: Any) -> Answer:
    return Answer(item, choice, basis="did", act=more.pop("act", "moved the meeting"), day=ago(days), **more)


def told(item: str, choice: str = "", *, days: int = 2, **more: Any) -> Answer:
    return Answer(item, choice, basis="said", who=more.pop("who", "Jo Ruiz"), day=ago(days), **more)


def assumed(item: str, choice: str = "", **more: Any) -> Answer:
    return Answer(item, choice, basis="assumed", **more)


def unknown(item: str) -> Answer:
    return Answer(item)


def answers(*given: Answer) -> dict[str, Answer]:
    return {one.item: one for one in given}


def snapshot(
    given: Answers, *, days: int = 0, number: int = 1, flags: Sequence[str] = (), phase: Phase = "evaluation", **more: Any
) -> Snapshot:
    day = ago(days)
    return Snapshot(
        id=SnapshotId(f"s{number}-{days}"),
        account_id=ACCOUNT,
        author=MemberId("m"),
        number=number,
        day=day,
        at=datetime.combine(day, time(9), UTC),
        sent=False,
        phase=phase,
        checklist="x",
        answers=given,
        flags=tuple(flags),
        **more,
    )


def weekly(*given: Answers) -> tuple[Snapshot, ...]:
    """Return snapshots a week apart, oldest first; the last one a week ago."""
    count = len(given)
    return tuple(snapshot(one, days=7 * (count - at), number=at + 1) for at, one in enumerate(given))


def case(*given: Answer, phase: Phase = "evaluation", opened: int = 20, history: Sequence[Answers] = (), **more: Any) -> Case:
    return Case(answers(*given), TODAY, phase, ago(opened), "Acme", weekly(*history), **more)


def account(**more: Any) -> Account:
    made = Account(ACCOUNT, WorkspaceId("w"), MemberId("m"), "Acme", "evaluation", ago(20))
    return replace(made, **more)
