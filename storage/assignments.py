"""
What managers assign, of one workspace: bound to it when it is made, and every statement names it.

Runs and disputes are in storage/assigned_runs.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, exists, insert, or_, select, update

from dialogs.assigning.model import Assignee, Assignment, AssignmentId, Bar, Extension, Run, Status
from dialogs.model import MemberId, WorkspaceId
from dialogs.people import TeamId
from storage.assigned_disputes import Disputes
from storage.assigned_runs import RUNS_OF, RUNS_TO, Runs, run_read
from storage.assignment_tables import assigned_run, dispute, shared_line
from storage.assignment_tables import assignee as _assignee
from storage.assignment_tables import assignment as _assignment
from storage.mapping import Values, storable
from storage.people_tables import member_link as _link
from storage.people_tables import membership as _membership
from storage.statements import where
from storage.transaction import Transaction

_NEW = insert(_assignment).inline()
_NEW_ASSIGNEE = insert(_assignee).inline()
_HERE = where(_assignment, "workspace_id")
_ONE = select(_assignment).where(*_HERE, *where(_assignment, "id"))
_OF_TEAMS = (
    select(_assignment)
    .where(*_HERE, _assignment.c.team_id.in_(bindparam("teams", expanding=True)))
    .order_by(_assignment.c.issued_at.desc(), _assignment.c.id)
    .limit(bindparam("most"))
)
_ASKED = [_assignee.c[name] for name in ("assignment_id", "member_id", "told_at", "status", "met_at", "reminded_at")]
_JOINED = (_assignee.c.workspace_id == _assignment.c.workspace_id) & (_assignee.c.assignment_id == _assignment.c.id)


def _is_rep(*who: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return what holds where somebody is a rep of the assignment's team now; of a closed one nobody is."""
    here = (_membership.c.workspace_id == _assignment.c.workspace_id, _membership.c.team_id == _assignment.c.team_id)
    return exists().where(*here, _membership.c.role == "rep", _membership.c.left_at.is_(None), or_(*who))


_LINKED = exists().where(
    _link.c.workspace_id == _assignee.c.workspace_id,
    _link.c.member_id == _assignee.c.member_id,
    _link.c.into_id == _membership.c.member_id,
)
_TO = (
    select(_assignment, *_ASKED)
    .join(_assignee, _JOINED)
    .where(
        *_HERE,
        _assignee.c.workspace_id == bindparam("the_workspace_id"),
        _assignee.c.member_id.in_(bindparam("ids", expanding=True)),
        _assignment.c.withdrawn_at.is_(None),
        or_(_assignee.c.status == "met", _is_rep(_membership.c.member_id.in_(bindparam("ids", expanding=True)))),
    )
    .order_by(_assignment.c.due_on, _assignment.c.id)
)
_ASSIGNEES = select(*_ASKED).where(*where(_assignee, "workspace_id", "assignment_id")).order_by(_assignee.c.member_id)
_THE_ASSIGNEE = where(_assignee, "workspace_id", "assignment_id", "member_id")
_SET = update(_assignee).where(*_THE_ASSIGNEE)
_REMIND = (
    update(_assignee)
    .where(*_THE_ASSIGNEE, _assignee.c.reminded_at.is_(None), _assignee.c.status != "met")
    .returning(_assignee.c.member_id)
)
_OF_TEAM = select(_assignment.c.id).where(*_HERE, *where(_assignment, "team_id"))
_FORGET = tuple(  # what refers to others goes first
    delete(rows).where(*where(rows, "workspace_id"), rows.c.assignment_id.in_(_OF_TEAM))
    for rows in (dispute, shared_line, assigned_run, _assignee)
)
_FORGET_TEAM = delete(_assignment).where(*_HERE, *where(_assignment, "team_id"))
_CHANGE = update(_assignment).where(*_HERE, *where(_assignment, "id"))
_WITHDRAW = _CHANGE.where(_assignment.c.withdrawn_at.is_(None)).returning(_assignment.c.id)
_DUE = (
    select(_assignment, _assignee.c.member_id)
    .join(_assignee, _JOINED)
    .where(
        *_HERE,
        _assignment.c.due_at > bindparam("after", type_=_assignment.c.due_at.type),
        _assignment.c.due_at <= bindparam("until", type_=_assignment.c.due_at.type),
        _assignment.c.withdrawn_at.is_(None),
        _assignee.c.status != "met",
        _is_rep(_membership.c.member_id == _assignee.c.member_id, _LINKED),
    )
    .order_by(_assignment.c.due_at, _assignment.c.id, _assignee.c.member_id)
)


class SqlAssignments(Runs, Disputes):
    """Implements `dialogs.assigning.ports.AssignmentStore`; what each method promises is said there."""

    def __init__(self, run: Transaction, workspace_id: WorkspaceId) -> None:
        self._run = run
        self._workspace_id = workspace_id

    @property
    def _here(self) -> Values:
        return {"the_workspace_id": self._workspace_id}

    def _of(self, id: AssignmentId, member_id: MemberId) -> Values:
        return self._here | {"the_assignment_id": id, "the_member_id": member_id}

    def add(self, assignment: Assignment, members: Sequence[MemberId]) -> None:
        self._run.write(_NEW, _row(assignment) | {"workspace_id": self._workspace_id})
        asked = {"workspace_id": self._workspace_id, "assignment_id": assignment.id, "status": "open"}
        nothing = {"told_at": None, "met_at": None, "reminded_at": None}
        self._run.write(_NEW_ASSIGNEE, [asked | nothing | {"member_id": id} for id in members])

    def assignment(self, id: AssignmentId) -> Assignment | None:
        row = self._run.row(_ONE, self._here | {"the_id": storable(id)})
        return None if row is None else _read(row)

    def of_teams(self, teams: Sequence[TeamId], *, limit: int) -> Sequence[Assignment]:
        return [_read(row) for row in self._run.rows(_OF_TEAMS, self._here | {"teams": list(teams), "most": limit})]

    def given_to(self, ids: Sequence[MemberId]) -> Sequence[tuple[Assignment, Assignee]]:
        rows = self._run.rows(_TO, self._here | {"ids": list(ids)})
        runs = self._runs(RUNS_OF, {"ids": list(ids)}) if rows else {}
        return [(_read(row), _asked(row, runs)) for row in rows]

    def assignees(self, id: AssignmentId) -> Sequence[Assignee]:
        rows = self._run.rows(_ASSIGNEES, self._here | {"the_assignment_id": storable(id)})
        runs = self._runs(RUNS_TO, {"the_assignment_id": storable(id)}) if rows else {}
        return [_asked(row, runs) for row in rows]

    def _runs(self, statement: Any, values: Values) -> dict[tuple[str, str], list[Run]]:
        found: dict[tuple[str, str], list[Run]] = defaultdict(list)
        for row in self._run.rows(statement, self._here | values):
            found[row.assignment_id, row.member_id].append(run_read(row))
        return found

    def told(self, id: AssignmentId, member_id: MemberId, at: datetime) -> None:
        self._run.write(_SET, self._of(id, member_id) | {"told_at": at})

    def remind(self, id: AssignmentId, member_id: MemberId, at: datetime) -> bool:
        return self._run.written(_REMIND, self._of(id, member_id) | {"reminded_at": at})

    def extend(self, id: AssignmentId, extended: Sequence[Extension], due_on: date, due_at: datetime) -> None:
        told = [[one.before.isoformat(), one.after.isoformat(), one.at.isoformat()] for one in extended]
        self._run.write(_CHANGE, self._here | {"the_id": id, "extended": told, "due_on": due_on, "due_at": due_at})

    def withdraw(self, id: AssignmentId, at: datetime) -> bool:
        return self._run.written(_WITHDRAW, self._here | {"the_id": id, "withdrawn_at": at})

    def forget(self, team_id: TeamId) -> None:
        for deleting in (*_FORGET, _FORGET_TEAM):
            self._run.write(deleting, self._here | {"the_team_id": team_id})

    def set_status(self, id: AssignmentId, member_id: MemberId, status: Status, *, met_at: datetime | None) -> None:
        self._run.write(_SET, self._of(id, member_id) | {"status": status, "met_at": met_at})

    def due_soon(self, after: datetime, until: datetime) -> Sequence[tuple[Assignment, MemberId]]:
        rows = self._run.rows(_DUE, self._here | {"after": after, "until": until})
        return [(_read(row), MemberId(row.member_id)) for row in rows]


def _row(given: Assignment) -> dict[str, Any]:
    plain = ("id", "team_id", "issued_at", "content_hash", "what", "content_id", "skill", "mark", "due_on", "due_at")
    return {name: getattr(given, name) for name in plain} | {
        "by_member": given.by,
        "title": storable(given.title),
        "bar": given.bar.to_json(),
        "note": storable(given.note) or None,
        "extended": [],
        "withdrawn_at": given.withdrawn_at,
    }


def _read(row: Row[Any]) -> Assignment:
    extended = tuple(
        Extension(date.fromisoformat(before), date.fromisoformat(after), datetime.fromisoformat(at))
        for before, after, at in row.extended
    )
    return Assignment(
        id=AssignmentId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        team_id=TeamId(row.team_id),
        by=None if row.by_member is None else MemberId(row.by_member),
        issued_at=row.issued_at,
        content_hash=row.content_hash,
        what=row.what,
        content_id=row.content_id,
        skill=row.skill,
        title=row.title,
        mark=row.mark,
        bar=Bar.from_json(row.bar),
        due_on=row.due_on,
        due_at=row.due_at,
        note=row.note or "",
        extended=extended,
        withdrawn_at=row.withdrawn_at,
    )


def _asked(row: Row[Any], runs: dict[tuple[str, str], list[Run]]) -> Assignee:
    its = runs.get((row.assignment_id, row.member_id), ())
    id, member = AssignmentId(row.assignment_id), MemberId(row.member_id)
    return Assignee(id, member, row.told_at, row.status, row.met_at, row.reminded_at, tuple(its))
