"""
What reps object to, for a reviewer. A row is written whole each time: whoever takes a shared line back takes it out.

What the judge made of the line is copied from the attempt, which a session's row has no room for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Select, exists, select

from dialogs.model import MOVES, QUESTION_LABELS, Disagreement, Disputed, Session, Task, WorkspaceId
from storage.mapping import Values, storable
from storage.statements import insert_or_change, where
from storage.tables import table
from storage.transaction import Transaction

_disagreement, _attempt, _session = table("disagreement"), table("attempt"), table("session")

_KEEP = insert_or_change(
    "disagreement", key=("workspace_id", "member_id", "run", "place"), changes=("own", "text", "changed_at")
)
# Of all the member's sessions: a conversation may be continued in a later one.
_SESSIONS = select(_session.c.id).where(*where(_session, "workspace_id", "member_id"))
_ATTEMPTS_OF_RUN = select(_attempt.c.id, _attempt.c.text, _attempt.c.detail).where(
    *where(_attempt, "workspace_id", "run"), _attempt.c.session_id.in_(_SESSIONS)
)
# Not the member: a reviewer has no business with who it was.
_SEEN = ("content_id", "task", "label", "named", "verdict", "probabilities", "weights", "own", "text")


def keep(run: Transaction, session: Session, given: Sequence[Disagreement], *, at: datetime) -> None:
    """Keep objections of the session's member; one to the same verdict as before takes its place."""
    for one in given:
        run.write(_KEEP, _values(session, one, _attempt_of(run, session, one), at))


def disputed(run: Transaction, workspace_id: WorkspaceId | None) -> Sequence[Disputed]:
    """Return the objections of one workspace, or of all, oldest first; none of a member who is to be erased."""
    wanted = _disputed().where(*where(_disagreement, "workspace_id")) if workspace_id else _disputed()
    rows = run.rows(wanted, {"the_workspace_id": workspace_id} if workspace_id else {})
    return [Disputed(**{**row._mapping, "named": tuple(row.named)}) for row in rows]


@cache
def _disputed() -> Select[Any]:
    from storage.privacy_tables import erasure  # has no part in a start

    leaving = exists().where(
        erasure.c.workspace_id == _disagreement.c.workspace_id, erasure.c.member_id == _disagreement.c.member_id
    )
    return select(*(_disagreement.c[name] for name in _SEEN)).where(~leaving).order_by(_disagreement.c.at)


def _attempt_of(run: Transaction, session: Session, given: Disagreement) -> Row[Any] | None:
    """Return the attempt that the verdict was about; the last, where a line was taken back and its place used again."""
    keys = {"the_workspace_id": session.workspace_id, "the_member_id": session.member_id, "the_run": given.run}
    rows = run.rows(_ATTEMPTS_OF_RUN, keys)
    same = [row for row in rows if row.detail.get("judged", {}).get("place") == given.place]
    return max(same, key=lambda row: cast(int, row.id), default=None)


def _values(session: Session, given: Disagreement, attempt: Row[Any] | None, at: datetime) -> Values:
    judged = attempt.detail["judged"] if attempt else {}
    return {
        "workspace_id": session.workspace_id,
        "member_id": session.member_id,
        "run": given.run,
        "place": given.place,
        "content_id": given.content_id,
        "task": given.task,
        "label": given.label,
        "named": list(given.named),
        "verdict": judged.get("verdict", ""),
        "probabilities": dict(zip(_names(given.task), judged.get("p", ()), strict=False)),
        "weights": judged.get("weights", ""),
        "own": given.own,
        "text": storable(attempt.text) if attempt and given.shared else None,
        "at": at,
        "changed_at": at,
    }


def _names(task: Task) -> tuple[str, ...]:
    """Return what the numbers of `dialogs.disagreeing.reading` are of, in order."""
    return MOVES if task == "reply" else QUESTION_LABELS
