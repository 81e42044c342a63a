"""Accounts, drafts and snapshots to rows and back. JSON holds what differs from an empty answer, days as ISO dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from dialogs.model import MemberId, WorkspaceId
from dialogs.reassessment.model import Account, AccountId, Answer, Answers, Draft, Entry, Point, Snapshot, SnapshotId
from storage.mapping import Values, storable

_TEXTS = ("choice", "text", "who", "act")
_DAYS = ("day", "given", "kept")
_EMPTY = Answer("")


def name_key(name: str) -> str:
    """Return what two names of one member's open accounts may not share: letters without case, single spaces."""
    return " ".join(storable(name).casefold().split())


def account_values(account: Account) -> Values:
    """Return what `AccountSaved` may change of an account."""
    return {
        "name": storable(account.name),
        "name_key": name_key(account.name),
        "is_open": True if account.status == "open" else None,
        "status": account.status,
        "phase": account.phase,
        "review": account.review,
        "merged_into": account.merged_into,
    }


def account_identity(account: Account) -> Values:
    """Return what only the first save of an account writes: nothing was found out about it yet."""
    return {
        "workspace_id": account.workspace_id,
        "id": storable(account.id),
        "member_id": account.owner,
        "opened": account.opened,
        "snapshots": 0,
        "last": None,
        "last_at": None,
        "drafted": False,
        "strategy": "",
        "coverage": None,
        "flags": [],
    }


def account_read(row: Row[Any]) -> Account:
    """Read an account as it stands by itself, without those that were merged into it."""
    return Account(
        id=AccountId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        owner=MemberId(row.member_id),
        name=row.name,
        phase=row.phase,
        opened=row.opened,
        status=row.status,
        review=row.review,
        merged_into=row.merged_into,
        snapshots=row.snapshots,
        last=row.last,
        drafted=row.drafted,
        strategy=row.strategy,
        coverage=row.coverage,
        flags=tuple(row.flags),
    )


def with_merged(own: Row[Any], merged: Sequence[Row[Any]]) -> Account:
    """Read an account together with those merged into it: all snapshots count, the latest of them says how it is."""
    account = account_read(own)
    finished = [row for row in (own, *merged) if row.last is not None]
    if not merged or not finished:
        return account
    latest = max(finished, key=lambda row: (row.last, row.last_at))
    return replace(
        account,
        snapshots=sum(row.snapshots for row in (own, *merged)),
        last=latest.last,
        strategy=latest.strategy,
        coverage=latest.coverage,
        flags=tuple(latest.flags),
    )


def answers_json(answers: Answers) -> dict[str, dict[str, Any]]:
    """Return answers as JSON has them, by item."""
    return {item: _answer_json(answer) for item, answer in answers.items()}


def _answer_json(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = {"basis": answer.basis}
    found |= {name: storable(value) for name in _TEXTS if (value := getattr(answer, name))}
    found |= {name: day.isoformat() for name in _DAYS if (day := getattr(answer, name)) != getattr(_EMPTY, name)}
    return found | ({"entries": entries_json(answer.entries)} if answer.entries else {})


def entries_json(entries: Sequence[Entry]) -> list[list[Any]]:
    return [
        [storable(entry.text), {name: storable(field) for name, field in entry.fields.items()}] for entry in entries
    ]


def answers_read(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    """Read answers back; the order is the one in which they were kept."""
    return {item: _answer_read(item, values) for item, values in stored.items()}


def _answer_read(item: str, values: Mapping[str, Any]) -> Answer:
    days: dict[str, Any] = {name: date.fromisoformat(values[name]) for name in _DAYS if name in values}
    texts = {name: values[name] for name in _TEXTS if name in values}
    return Answer(item, **texts, **days, basis=values["basis"], entries=_entries_read(values.get("entries", ())))


def _entries_read(stored: Sequence[Sequence[Any]]) -> tuple[Entry, ...]:
    return tuple(Entry(text, fields) for text, fields in stored)


def draft_values(draft: Draft, at: datetime) -> Values:
    return {
        "started": draft.started,
        "answers": answers_json(draft.answers),
        "checked": list(draft.checked),
        "data": dict(draft.data),
        "saved_at": at,
    }


def draft_read(row: Row[Any]) -> Draft:
    return Draft(row.started, answers_read(row.answers), tuple(row.checked), row.data)


def snapshot_values(workspace_id: WorkspaceId, snapshot: Snapshot) -> Values:
    return {
        "workspace_id": workspace_id,
        "id": storable(snapshot.id),
        "account_id": snapshot.account_id,
        "author": snapshot.author,
        "number": snapshot.number,
        "day": snapshot.day,
        "at": snapshot.at,
        "sent": snapshot.sent,
        "phase": snapshot.phase,
        "checklist": storable(snapshot.checklist),
        "decision": snapshot.decision,
        "hours": snapshot.hours,
        "until": snapshot.until,
        "flags": list(snapshot.flags),
        "checked": list(snapshot.checked),
        "answers": answers_json(snapshot.answers),
    }


def snapshot_read(row: Row[Any]) -> Snapshot:
    return Snapshot(
        id=SnapshotId(row.id),
        account_id=AccountId(row.account_id),
        author=MemberId(row.author),
        number=row.number,
        day=row.day,
        at=row.at,
        sent=row.sent,
        phase=row.phase,
        checklist=row.checklist,
        answers=answers_read(row.answers),
        flags=tuple(row.flags),
        checked=tuple(row.checked),
        decision=row.decision,
        hours=row.hours,
        until=row.until,
    )


def answer_rows(workspace_id: WorkspaceId, snapshot: Snapshot) -> list[Values]:
    """Return one row an answer of a snapshot."""
    return [
        {
            "workspace_id": workspace_id,
            "snapshot_id": storable(snapshot.id),
            "item": storable(item),
            "account_id": snapshot.account_id,
            "day": snapshot.day,
            "at": snapshot.at,
            "basis": answer.basis,
            "choice": storable(answer.choice),
            "text": storable(answer.text),
            "who": storable(answer.who),
            "act": storable(answer.act),
            "evidence_day": answer.day,
            "given": answer.given,
            "kept": answer.kept,
            "entries": entries_json(answer.entries),
        }
        for item, answer in snapshot.answers.items()
    ]


def point_read(row: Row[Any]) -> Point:
    """Read how an item stood in one snapshot."""
    answer = Answer(
        item=row.item,
        choice=row.choice,
        text=row.text,
        entries=_entries_read(row.entries),
        basis=row.basis,
        who=row.who,
        act=row.act,
        day=row.evidence_day,
        given=row.given,
        kept=row.kept,
    )
    return Point(row.item, row.day, answer)
