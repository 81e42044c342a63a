"""
What is older than its kind is kept, by workspace. A function of the instant alone: twice at the same one is as once.

A session that others still refer to, and a member's latest, stays as an empty shell at the menu: its counters go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, exists, func, not_, select, update

from dialogs.model import WorkspaceId
from storage.account_tables import account, account_draft, snapshot, snapshot_answer
from storage.assignment_tables import assigned_run, assignee, assignment, dispute, shared_line
from storage.mapping import Values
from storage.nudge_tables import contact, nudge
from storage.privacy_tables import audit, erasure_receipt, notice
from storage.purging import permitted
from storage.review_tables import question_back, review_session, told_about
from storage.statements import where
from storage.tables import UtcInstant, table
from storage.transaction import Transaction

_session, _outbox, _score = table("session"), table("outbox"), table("score")
_SHELL: Values = {"frames": [["menu", "choosing", {}]], "parked": []}
_EMPTIED = ""  # as the content's hash of a session: a later turn writes the real one, so that it may be emptied again


def _cutoff() -> ColumnElement[Any]:
    return bindparam("cutoff", type_=UtcInstant())


def _old(rows: Table, column: str) -> ColumnElement[bool]:
    return and_(*where(rows, "workspace_id"), rows.c[column] < _cutoff())


def _refers(rows: Table) -> ColumnElement[bool]:
    return exists().where(rows.c.workspace_id == _session.c.workspace_id, rows.c.session_id == _session.c.id)


def _not_latest() -> ColumnElement[bool]:
    later = _session.alias("later")
    return exists().where(
        later.c.workspace_id == _session.c.workspace_id,
        later.c.member_id == _session.c.member_id,
        later.c.ordinal > _session.c.ordinal,
    )


def _shed() -> ColumnElement[bool]:
    """Of snapshots: those that are not their account's latest."""
    later = snapshot.alias("later")
    return exists().where(
        later.c.workspace_id == snapshot.c.workspace_id,
        later.c.account_id == snapshot.c.account_id,
        later.c.at > snapshot.c.at,
    )


def _snapshots(sent: bool) -> ColumnElement[bool]:
    return and_(_old(snapshot, "at"), snapshot.c.sent.is_(sent), _shed())


def _answers(sent: bool) -> ColumnElement[bool]:
    return and_(
        *where(snapshot_answer, "workspace_id"),
        snapshot_answer.c.snapshot_id.in_(select(snapshot.c.id).where(_snapshots(sent))),
    )


def _of_old(rows: Table) -> ColumnElement[bool]:
    """Of what hangs on an assignment: where that was due long ago."""
    return and_(
        *where(rows, "workspace_id"),
        rows.c.assignment_id.in_(select(assignment.c.id).where(_old(assignment, "due_at"))),
    )


def _old_of_younger(rows: Table, column: str) -> ColumnElement[bool]:
    """What is old of an assignment that stays; a dry run then counts no row under two kinds."""
    gone = select(assignment.c.id).where(
        *where(assignment, "workspace_id"),
        assignment.c.due_at < bindparam("assigned_cutoff", type_=UtcInstant()),
    )
    return and_(_old(rows, column), rows.c.assignment_id.not_in(gone))


_LEDGER = tuple(table(name) for name in ("turn", "attempt", "score", "outbox"))
# By kind, in the order in which they go: each table, and which of its rows are older than *cutoff*.
_STEPS: Mapping[str, tuple[tuple[Table, ColumnElement[bool]], ...]] = {
    "practice": (
        (_outbox, _old(_outbox, "created_at")),
        (told_about, _old(told_about, "at")),
        (table("event_claim"), _old(table("event_claim"), "at")),
        (table("turn"), _old(table("turn"), "at")),
        (table("attempt"), _old(table("attempt"), "at")),
        (_session, and_(_old(_session, "saved_at"), _not_latest(), *(not_(_refers(rows)) for rows in _LEDGER))),
    ),
    "assigned_status": (
        *((rows, _of_old(rows)) for rows in (shared_line, dispute, assigned_run, assignee)),
        (assignment, _old(assignment, "due_at")),
    ),
    "assigned_checks": ((assigned_run, _old_of_younger(assigned_run, "finished_at")),),
    "assigned_lines": ((shared_line, _old_of_younger(shared_line, "shared_at")),),
    "scores": ((_score, _old(_score, "at")),),
    "draft": ((account_draft, _old(account_draft, "saved_at")),),
    "kept_snapshot": ((snapshot_answer, _answers(False)), (snapshot, _snapshots(False))),
    "brief": (
        (snapshot_answer, _answers(True)),
        (snapshot, _snapshots(True)),
        (review_session, _old(review_session, "held_at")),
        (question_back, _old(question_back, "asked_at")),
    ),
    "disputes": (
        (dispute, _old_of_younger(dispute, "at")),
        (table("disagreement"), _old(table("disagreement"), "changed_at")),
    ),
    "settings": (
        (nudge, and_(_old(nudge, "due_at"), nudge.c.state != "planned")),
        (contact, and_(_old(contact, "due_at"), contact.c.waiting.is_(False))),
    ),
    "audit": (
        (audit, _old(audit, "at")),
        (erasure_receipt, _old(erasure_receipt, "done_at")),
        (notice, and_(_old(notice, "effective_at"), notice.c.told_at.is_not(None))),
    ),
}
_STALE = and_(_old(_session, "saved_at"), _session.c.content_hash != _EMPTIED)
_FIND_STALE = select(_session.c.id, _session.c.version, _session.c.facts).where(_STALE)
_EMPTY = (
    update(_session)
    .where(*where(_session, "workspace_id", "id", "version"))
    .values(**_SHELL, content_hash=_EMPTIED, version=_session.c.version + 1)
)
_UNDRAFTED = (
    update(account)
    .where(
        *where(account, "workspace_id"),
        account.c.drafted.is_(True),
        ~exists().where(
            account_draft.c.workspace_id == account.c.workspace_id, account_draft.c.account_id == account.c.id
        ),
    )
    .values(drafted=False)
)
_CLOSED = select(account.c.id).where(_old(account, "changed_at"), account.c.status == "closed")
_MERGED = select(account.c.id).where(
    *where(account, "workspace_id"), account.c.merged_into.in_(bindparam("ids", expanding=True))
)


def prune(
    run: Transaction, workspace_id: WorkspaceId, *, keeps: Mapping[str, int], now: datetime, dry_run: bool
) -> dict[str, int]:
    """Delete what *keeps* (days by kind) no longer keeps; return rows by table, sessions emptied apart."""
    found: dict[str, int] = {}
    pruning = _Pruning(run, workspace_id, dry_run=dry_run, found=found)
    if dry_run:
        pruning.all(keeps, now)
    else:
        with permitted(run, workspace_id):
            pruning.all(keeps, now)
    return {name: count for name, count in found.items() if count}


class _Pruning:
    """One run in one workspace."""

    def __init__(self, run: Transaction, workspace_id: WorkspaceId, *, dry_run: bool, found: dict[str, int]) -> None:
        self._run = run
        self._here: Values = {"the_workspace_id": workspace_id}
        self._dry = dry_run
        self._found = found

    def all(self, keeps: Mapping[str, int], now: datetime) -> None:
        special: Mapping[str, Callable[[Values], None]] = {
            "practice": self._empty_sessions,
            "draft": lambda values: self._note_drafts(),
            "account": self._end_accounts,
        }
        for kind, days in keeps.items():
            assigned = now - timedelta(days=keeps.get("assigned_status", days))
            values = self._here | {"cutoff": now - timedelta(days=days), "assigned_cutoff": assigned}
            for rows, old in _STEPS.get(kind, ()):
                self._delete(rows, old, values)
            if kind in special:
                special[kind](values)

    def _delete(self, rows: Table, old: ColumnElement[bool], values: Values) -> None:
        row = self._run.row(select(func.count().label("rows")).select_from(rows).where(old), values)
        count = int(row.rows) if row is not None else 0
        self._found[rows.name] = self._found.get(rows.name, 0) + count
        if count and not self._dry:
            self._run.write(delete(rows).where(old), values)

    def _empty_sessions(self, values: Values) -> None:
        stale = self._run.rows(_FIND_STALE, values)
        self._found["session (emptied)"] = len(stale)
        for row in () if self._dry else stale:
            facts = {name: value for name, value in row.facts.items() if isinstance(value, bool | int | float)}
            the_row = {"the_id": row.id, "the_version": row.version, "facts": facts}
            self._run.write(_EMPTY.values(facts=bindparam("facts")), self._here | the_row)

    def _note_drafts(self) -> None:
        if not self._dry:
            self._run.write(_UNDRAFTED, self._here)

    def _end_accounts(self, values: Values) -> None:
        """Delete what was closed so long ago, and the accounts that were merged into it."""
        ids = new = [row.id for row in self._run.rows(_CLOSED, values)]
        while new:
            new = [row.id for row in self._run.rows(_MERGED, self._here | {"ids": new}) if row.id not in ids]
            ids = [*ids, *new]
        if not ids:
            return
        these = self._here | {"ids": ids}

        def of(rows: Table, column: str) -> ColumnElement[bool]:
            return and_(*where(rows, "workspace_id"), rows.c[column].in_(bindparam("ids", expanding=True)))

        if not self._dry:
            self._run.write(update(account).where(of(account, "id")).values(merged_into=None), these)
        for rows in (snapshot_answer, snapshot, account_draft, review_session, question_back):
            self._delete(rows, of(rows, "account_id"), these)
        self._delete(account, of(account, "id"), these)
