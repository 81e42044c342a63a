"""Finished runs of assignments, and lines of them that their writers share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from dialogs.assigning.model import AssignmentId, Run, SharedLine
from dialogs.model import MemberId, WorkspaceId
from storage.assignment_tables import assigned_run as _run
from storage.assignment_tables import shared_line as _line
from storage.mapping import Values, storable
from storage.statements import insert_if_new, insert_or_change, where
from storage.transaction import Transaction

_NEW = insert_if_new("assigned_run", returning="run")
_CHANGE = update(_run).where(*where(_run, "workspace_id", "assignment_id", "member_id", "session_id", "run"))
_IN_ORDER = (_run.c.finished_at, _run.c.session_id, _run.c.run)
_MINE = (*where(_run, "workspace_id"), _run.c.member_id.in_(bindparam("ids", expanding=True)))
RUNS_OF = select(_run).where(*_MINE).order_by(*_IN_ORDER)  # of one person
RUNS_TO = select(_run).where(*where(_run, "workspace_id", "assignment_id")).order_by(*_IN_ORDER)  # of one assignment
_SHARE = insert_or_change(
    "shared_line",
    key=("workspace_id", "assignment_id", "member_id", "run", "place"),
    changes=("text", "shared_at"),
)
_LINES = select(_line).where(*where(_line, "workspace_id"))
_LINES_TO = _LINES.where(*where(_line, "assignment_id")).order_by(_line.c.shared_at, _line.c.member_id, _line.c.place)
_MY_LINES = _line.c.member_id.in_(bindparam("ids", expanding=True))
_LINES_OF = _LINES.where(_MY_LINES).order_by(_line.c.shared_at.desc(), _line.c.place)
_UNSHARE = delete(_line).where(*where(_line, "workspace_id", "assignment_id", "run", "place"), _MY_LINES)


class Runs:
    """A part of `storage.assignments.SqlAssignments`, which says what there is to begin with."""

    _run: Transaction
    _workspace_id: WorkspaceId

    @property
    def _here(self) -> Values:
        raise NotImplementedError

    def add_run(self, id: AssignmentId, member_id: MemberId, run: Run, *, passed: bool) -> bool:
        row = {"workspace_id": self._workspace_id, "assignment_id": id, "member_id": member_id, "passed": passed}
        its = {"session_id": run.session_id, "run": run.run, "content_id": run.content_id, "good": run.good}
        known = {"checks": dict(run.checks), "left_out": list(run.left_out), "finished_at": run.finished_at}
        return self._run.written(_NEW, row | its | known)

    def change_run(self, id: AssignmentId, member_id: MemberId, run: Run, *, passed: bool) -> None:
        key = {"the_assignment_id": id, "the_member_id": member_id, "the_session_id": run.session_id}
        row = {"good": run.good, "passed": passed, "left_out": list(run.left_out)}
        self._run.write(_CHANGE, self._here | key | {"the_run": run.run} | row)

    def share(self, line: SharedLine) -> None:
        row = {"workspace_id": self._workspace_id, "assignment_id": line.assignment_id, "member_id": line.member_id}
        said = {"run": line.run, "place": line.place, "text": storable(line.text), "shared_at": line.shared_at}
        self._run.write(_SHARE, row | said)

    def unshare(self, id: AssignmentId, ids: Sequence[MemberId], run: str, place: str) -> None:
        self._run.write(
            _UNSHARE, self._here | {"the_assignment_id": id, "ids": list(ids), "the_run": run, "the_place": place}
        )

    def lines(self, id: AssignmentId) -> Sequence[SharedLine]:
        return [_line_read(row) for row in self._run.rows(_LINES_TO, self._here | {"the_assignment_id": storable(id)})]

    def lines_of(self, ids: Sequence[MemberId]) -> Sequence[SharedLine]:
        return [_line_read(row) for row in self._run.rows(_LINES_OF, self._here | {"ids": list(ids)})]


def run_read(row: Row[Any]) -> Run:
    return Run(row.session_id, row.run, row.content_id, row.finished_at, row.good, row.checks, tuple(row.left_out))


def _line_read(row: Row[Any]) -> SharedLine:
    id, member = AssignmentId(row.assignment_id), MemberId(row.member_id)
    return SharedLine(id, member, row.run, row.place, row.text, row.shared_at)
