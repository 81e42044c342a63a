"""
Who may do what with assignments: every use case by every reader, as a table; and nothing by a guessed id.

`rep` is of the manager's team and was asked; `peer` too; `other_rep` and `other_manager` are of another team.
"""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import wiring
from bot.service.assigned_disputes import AssignedDisputes
from bot.service.assigned_reading import AssignedReading
from bot.service.assignments import Assignments
from bot.service.people_names import PeopleRefused
from bot.service.reading import NotAllowed
from bot.service.retention import tables_in_effect
from dialogs.assigning.asking import Having, Issue, RaiseDispute, ShareLine, Unshare
from dialogs.assigning.model import AssignmentId, DisputeId, Run
from dialogs.model import Disagreement, Frame, Session, SessionId
from dialogs.ports import UnitOfWork
from storage.unit_of_work import Store, open_store
from tests.service.people_there import CALLERS, HERE, NORTH, NOW, There

DUE, LATER = date(2026, 3, 9), date(2026, 3, 20)
WHAT = "problem_questions"
LINE = "a line that the rep wrote"


@dataclass
class Case:
    """One caller at what is there: an assignment of North's, with a run, a shared line and a shared dispute."""

    there: There
    work: UnitOfWork
    caller: str
    assignment: AssignmentId
    dispute: DisputeId

    @property
    def doing(self) -> Assignments:
        return Assignments(self.work, self.there.standing(self.work, self.caller), NOW, wiring.library(), self.caller)

    @property
    def disputes(self) -> AssignedDisputes:
        return AssignedDisputes(self.doing)

    @property
    def reading(self) -> AssignedReading:
        return AssignedReading(self.doing, tables_in_effect(wiring.library()))


def issue(team: str = "north") -> Issue:
    return Issue(NORTH.id if team == "north" else team, (), "row", "situation_questions", "right_3_of_3", DUE)  # type: ignore[arg-type]


RUN = Run("s2", "a2", "x", NOW, True, {"exercise": True})
_DOES: dict[str, Callable[[Case], Any]] = {
    "issue": lambda c: c.doing.issue(issue()),
    "extend": lambda c: c.doing.extend(c.assignment, LATER),
    "withdraw": lambda c: c.doing.withdraw(c.assignment),
    "remind": lambda c: c.doing.remind(c.assignment),
    "led": lambda c: c.doing.led(NORTH.id),
    "finish": lambda c: c.doing.finish(c.assignment, RUN),
    "raise_": lambda c: c.disputes.raise_(RaiseDispute(c.assignment, "a2", "1", "x", "problem", None, True)),
    "resolve": lambda c: c.disputes.resolve(c.dispute, "changed", "The words say so"),
    "share": lambda c: c.disputes.share(ShareLine(c.assignment, "a1", "9", LINE)),
    "having": lambda c: c.reading.having(Having(NORTH.id, "row", WHAT)),
}
_SEES: dict[str, Callable[[Case], Any]] = {  # refused is empty
    "given": lambda c: c.doing.given(),
    "reading.led": lambda c: c.reading.led(),
    "results": lambda c: c.reading.results(),
    "lines": lambda c: c.reading.lines(c.assignment),
    "own_lines": lambda c: c.reading.own_lines(),
    "statuses": lambda c: _tried(c.reading.statuses),
    "disputes": lambda c: _tried(c.reading.disputes),
    "checks": lambda c: _tried(lambda: (c.reading.checks(),)),  # empty too is let through
}
_MANAGERS = {"manager"}
_ASKED = {"rep"}
ALLOWED = {
    **dict.fromkeys(("issue", "extend", "withdraw", "remind", "led", "having"), _MANAGERS),
    **dict.fromkeys(("finish", "raise_", "share"), _ASKED),
    "resolve": {"manager", "author"},
    "given": _ASKED,
    "own_lines": _ASKED,
    "reading.led": {"manager", "other_manager"},  # each their own
    "results": _MANAGERS,
    "lines": _MANAGERS,
    "statuses": {"admin"},
    "disputes": {"manager", "author"},
    "checks": {"author"},
}
# What needs no row: whose result is the caller's own standing at an object that was already let through.
HARMLESS = {"reps", "unshare"}


def _tried(what: Callable[[], Any]) -> Any:
    try:
        return what()
    except NotAllowed:
        return ()


@pytest.fixture
def there(upgraded_file: Path, tmp_path: Path) -> Iterator[There]:
    opened: Store = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    yield There(opened).filled()
    opened.close()


def given_in(there: There) -> tuple[AssignmentId, DisputeId]:
    """Ask North for a row; the rep does a run, shares a line and disputes the verdict."""
    with there.store.unit_of_work() as work:
        manager = Assignments(work, there.standing(work, "manager"), NOW, wiring.library(), "Manager")
        asked = Issue(NORTH.id, (), "row", WHAT, "right_3_of_3", DUE)
        id = manager.issue(asked).id
        rep = Assignments(work, there.standing(work, "rep"), NOW, wiring.library(), "Rep")
        rep.finish(id, Run("s1", "a1", "x", NOW, False, {"exercise": False}))
        session = Session(SessionId("s1"), HERE, there["rep"], 1, 0, 1, "h", (Frame("menu", "choosing"),))
        saved = work.save_session(session, NOW)
        from dialogs.model import Attempt

        judged = {"place": "3", "verdict": "given", "p": [], "weights": ""}
        work.add_attempts(saved, [Attempt("a1", "x", "LINE", LINE, "problem", "missed", (), {"judged": judged})], NOW)
        objection = Disagreement("a1", "3", "x", "question", "problem", (), "implication", True)
        work.keep_disagreements(saved, [objection], NOW)
        disputes = AssignedDisputes(rep)
        disputes.raise_(RaiseDispute(id, "a1", "3", "x", "problem", "implication", True))
        disputes.share(ShareLine(id, "a1", "3", LINE))
        dispute = work.assignments(HERE).disputes()[0].id
        work.commit()
    return id, dispute


@pytest.mark.parametrize("what", _DOES)
def test_each_use_case_is_let_through_or_refused(there: There, what: str) -> None:
    id, dispute = given_in(there)
    let_through = set()
    for caller in CALLERS:
        with there.store.unit_of_work() as work, suppress(PeopleRefused, NotAllowed):  # undone, whatever came of it
            _DOES[what](Case(there, work, caller, id, dispute))
            let_through.add(caller)

    assert let_through == ALLOWED[what]


@pytest.mark.parametrize("what", _SEES)
def test_each_look_shows_what_it_may_or_nothing(there: There, what: str) -> None:
    id, dispute = given_in(there)
    shown = set()
    for caller in CALLERS:
        with there.store.unit_of_work() as work:
            shown |= {caller} if _SEES[what](Case(there, work, caller, id, dispute)) else set()

    assert shown == ALLOWED[what]


def test_every_use_case_has_its_row() -> None:
    names = {
        name if kind is not AssignedReading or name != "led" else "reading.led"
        for kind in (Assignments, AssignedDisputes, AssignedReading)
        for name, _ in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }

    assert names - HARMLESS == set(ALLOWED)
    assert set(ALLOWED) == {*_DOES, *_SEES}


def test_a_guessed_id_is_as_no_id(there: There) -> None:
    given_in(there)
    for caller in CALLERS:
        with there.store.unit_of_work() as work:
            case = Case(there, work, caller, AssignmentId("guessed"), DisputeId("guessed"))
            for what in ("extend", "withdraw", "remind", "finish", "raise_", "resolve", "share"):
                with pytest.raises(PeopleRefused):
                    _DOES[what](case)
            assert not case.reading.lines(case.assignment)


def test_another_team_cannot_be_asked_by_its_id(there: There) -> None:
    with there.store.unit_of_work() as work:
        case = Case(there, work, "other_manager", AssignmentId(""), DisputeId(""))
        with pytest.raises(PeopleRefused):
            case.doing.issue(issue())


def test_the_result_says_that_a_dispute_waits_until_it_is_decided(there: There) -> None:
    id, dispute = given_in(there)
    with there.store.unit_of_work() as work:
        case = Case(there, work, "manager", id, dispute)
        assert [one.disputed for one in case.reading.results()] == [1]
        assert [one.disputed for one in Case(there, work, "admin", id, dispute).reading.statuses()] == [0]
        case.disputes.resolve(dispute, "upheld", "?")
        assert [one.disputed for one in case.reading.results()] == [0]


def test_a_manager_reads_a_dispute_by_name_and_an_author_without(there: There) -> None:
    id, dispute = given_in(there)
    with there.store.unit_of_work() as work:
        (managers,) = Case(there, work, "manager", id, dispute).reading.disputes()
        (authors,) = Case(there, work, "author", id, dispute).reading.disputes()

    assert (managers.name, managers.text) == ("Rep", LINE)
    assert (authors.name, authors.text) == ("", LINE)


def test_a_line_taken_back_is_gone_for_everybody(there: There) -> None:
    id, dispute = given_in(there)
    with there.store.unit_of_work() as work:
        Case(there, work, "peer", id, dispute).disputes.unshare(Unshare(id, "a1", "3"))  # another's stays
        assert [one.text for one in Case(there, work, "manager", id, dispute).reading.lines(id)] == [LINE]
        Case(there, work, "rep", id, dispute).disputes.unshare(Unshare(id, "a1", "3"))
        assert Case(there, work, "manager", id, dispute).reading.lines(id) == ()


def test_nobody_decides_their_own(there: There) -> None:
    id, dispute = given_in(there)
    with there.store.unit_of_work() as work:
        work.people(HERE).grant(there["rep"], "author", by=None, at=NOW)
        case = Case(there, work, "rep", id, dispute)
        assert case.reading.disputes() == ()
        with pytest.raises(PeopleRefused):
            case.disputes.resolve(dispute, "changed", "mine")


def test_a_dispute_is_decided_once_and_moves_the_bar(there: There) -> None:
    id, dispute = given_in(there)
    with there.store.unit_of_work() as work:
        case = Case(there, work, "manager", id, dispute)
        case.disputes.resolve(dispute, "changed", "The words say so")
        with pytest.raises(PeopleRefused):
            case.disputes.resolve(dispute, "upheld", "Or not")
        (mine,) = Case(there, work, "rep", id, dispute).doing.given()
        assert mine.mine.runs[0].good
        assert case.reading.disputes() == ()


def test_what_is_upheld_changes_no_run(there: There) -> None:
    id, dispute = given_in(there)
    with there.store.unit_of_work() as work:
        Case(there, work, "author", id, dispute).disputes.resolve(dispute, "upheld", "The words say so")
        (mine,) = Case(there, work, "rep", id, dispute).doing.given()

    assert not mine.mine.runs[0].good


def test_an_objection_that_is_not_shared_is_decided_by_nobody(there: There) -> None:
    id, dispute = given_in(there)
    with there.store.unit_of_work() as work:
        rep = Case(there, work, "rep", id, dispute)
        rep.disputes.raise_(RaiseDispute(id, "a1", "3", "x", "problem", None, False))
        for caller in ("manager", "author"):
            case = Case(there, work, caller, id, dispute)
            assert case.reading.disputes() == ()
            with pytest.raises(PeopleRefused):
                case.disputes.resolve(dispute, "changed", "?")
