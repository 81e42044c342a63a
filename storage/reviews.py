"""
What was sent of a member's accounts, reviews held of them, questions back. Every statement names the workspace, and the
member through their accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from dialogs.model import MemberId, WorkspaceId
from dialogs.reassessment.model import WINDOW, AccountId, Snapshot
from dialogs.reviewing.model import Held, QuestionBack, Sent
from storage import account_mapping as mapping
from storage.account_tables import account as _account
from storage.account_tables import snapshot as _snapshot
from storage.mapping import storable
from storage.review_tables import question_back as _question
from storage.review_tables import review_session as _held
from storage.review_tables import told_about as _about
from storage.statements import insert_if_new, where
from storage.tables import table
from storage.transaction import Transaction

_member = table("member")

_ACCOUNTS = select(_account.c.id, _account.c.merged_into).where(*where(_account, "workspace_id", "member_id"))
_OWN = _ACCOUNTS.with_only_columns(_account.c.id)
_SENT = (
    select(_snapshot.c.account_id, _snapshot.c.phase, _snapshot.c.day)
    .where(*where(_snapshot, "workspace_id"), _snapshot.c.account_id.in_(_OWN), _snapshot.c.sent.is_(True))
    .order_by(_snapshot.c.day, _snapshot.c.at)
)
_BRIEFS = (
    select(_snapshot)
    .where(*where(_snapshot, "workspace_id"), _snapshot.c.account_id.in_(bindparam("ids", expanding=True)))
    .where(_snapshot.c.sent.is_(True))
    .order_by(_snapshot.c.day.desc(), _snapshot.c.at.desc())
    .limit(WINDOW)
)
_REVIEWS = (
    select(_held, _member.c.name)
    .outerjoin(_member, (_member.c.workspace_id == _held.c.workspace_id) & (_member.c.id == _held.c.held_by))
    .where(*where(_held, "workspace_id"), _held.c.account_id.in_(_OWN))
    .order_by(_held.c.held_at, _held.c.id)
)
_QUESTIONS = (
    select(_question, _member.c.name)
    .outerjoin(_member, (_member.c.workspace_id == _question.c.workspace_id) & (_member.c.id == _question.c.asked_by))
    .where(*where(_question, "workspace_id"), _question.c.account_id.in_(_OWN))
    .order_by(_question.c.asked_at, _question.c.id)
)
_HOLD, _ASK = insert(_held).inline(), insert(_question).inline()
_ANSWER = (
    update(_question)
    .where(*where(_question, "workspace_id", "id"), _question.c.account_id.in_(_OWN), _question.c.answer.is_(None))
    .returning(_question.c.id)
)
_SET_REVIEW = (
    update(_account)
    .where(*where(_account, "workspace_id", "member_id", "id"), _account.c.status == "open")
    .returning(_account.c.id)
)
_TOLD_ABOUT = select(_about.c.member_id).where(*where(_about, "workspace_id", "key"))
_ABOUT = insert_if_new("told_about", returning="key")


class ReviewRows:
    """Implements `dialogs.reviewing.ports.ReviewStore`; what each method promises is said there."""

    def __init__(self, run: Transaction, workspace_id: WorkspaceId) -> None:
        self._run = run
        self._where = workspace_id

    def sent(self, member_id: MemberId) -> Sequence[Sent]:
        whole = self._whole(member_id)
        found: dict[str, Sent] = {}
        for row in self._run.rows(_SENT, self._of(member_id)):  # the latest of each stays
            id = whole[row.account_id]
            found[id] = Sent(AccountId(id), row.phase, row.day)
        return list(found.values())

    def briefs(self, member_id: MemberId, account_id: AccountId) -> Sequence[Snapshot]:
        ids = [id for id, whole in self._whole(member_id).items() if whole == account_id]
        if not ids:
            return []
        rows = self._run.rows(_BRIEFS, {"the_workspace_id": self._where, "ids": ids})
        return [mapping.snapshot_read(row) for row in reversed(rows)]

    def held(self, member_id: MemberId) -> Sequence[Held]:
        whole = self._whole(member_id)
        return [_held_read(row, whole) for row in self._run.rows(_REVIEWS, self._of(member_id))]

    def questions(self, member_id: MemberId) -> Sequence[QuestionBack]:
        whole = self._whole(member_id)
        return [_question_read(row, whole) for row in self._run.rows(_QUESTIONS, self._of(member_id))]

    def hold(self, held: Held, *, by: MemberId, snapshot: str | None, at: datetime) -> None:
        row = {"workspace_id": self._where, "id": held.id, "account_id": held.account, "held_by": by, "held_at": at}
        said = {"day": held.day, "decision": held.decision, "line": storable(held.line), "next_day": held.next}
        self._run.write(_HOLD, row | said | {"snapshot_id": snapshot})

    def ask(self, question: QuestionBack, *, by: MemberId) -> None:
        row = {"workspace_id": self._where, "id": question.id, "account_id": question.account, "asked_by": by}
        said = {"text": storable(question.text), "asked_at": question.asked_at}
        self._run.write(_ASK, row | said | {"answer": None, "answered_at": None})

    def answer(self, member_id: MemberId, question_id: str, text: str, at: datetime) -> QuestionBack | None:
        said = {"the_id": storable(question_id), "answer": storable(text), "answered_at": at}
        if not self._run.written(_ANSWER, self._of(member_id) | said):
            return None
        return next(one for one in self.questions(member_id) if one.id == question_id)

    def set_review(self, member_id: MemberId, account_id: AccountId, day: date | None, at: datetime) -> bool:
        changes = {"the_id": storable(account_id), "review": day, "changed_at": at}
        return self._run.written(_SET_REVIEW, self._of(member_id) | changes)

    def told_about(self, key: str) -> Sequence[MemberId]:
        rows = self._run.rows(_TOLD_ABOUT, {"the_workspace_id": self._where, "the_key": storable(key)})
        return [MemberId(row.member_id) for row in rows]

    def note_about(self, keys: Sequence[str], members: Sequence[MemberId], at: datetime) -> None:
        for member in members:
            for key in keys:
                row = {"workspace_id": self._where, "member_id": member, "key": storable(key), "at": at}
                self._run.written(_ABOUT, row)

    def _of(self, member_id: MemberId) -> dict[str, Any]:
        return {"the_workspace_id": self._where, "the_member_id": member_id}

    def _whole(self, member_id: MemberId) -> dict[str, str]:
        """Return, for each of a member's accounts, the one that it is part of: itself, or where it was merged."""
        into = {row.id: row.merged_into for row in self._run.rows(_ACCOUNTS, self._of(member_id))}

        def root(id: str) -> str:
            while into.get(id):
                id = into[id]
            return id

        return {id: root(id) for id in into}


def _held_read(row: Row[Any], whole: dict[str, str]) -> Held:
    account = AccountId(whole[row.account_id])
    return Held(row.id, account, row.name or "", row.day, row.decision, row.line, row.next_day)


def _question_read(row: Row[Any], whole: dict[str, str]) -> QuestionBack:
    asker = MemberId(row.asked_by) if row.asked_by else None
    return QuestionBack(
        row.id, AccountId(whole[row.account_id]), row.name or "", row.text, row.asked_at, row.answer, asker
    )
