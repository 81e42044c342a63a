"""What the store keeps of assignments, on both databases: as it was given, once, and in its own workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialogs.assigning.model import (
    Assignee,
    Assignment,
    AssignmentId,
    Bar,
    Dispute,
    DisputeId,
    Extension,
    Run,
    SharedLine,
)
from dialogs.model import Attempt, Disagreement, Frame, MemberId, Session, SessionId, WorkspaceId
from dialogs.people import Team, TeamId
from storage.assignments import SqlAssignments
from storage.unit_of_work import SqlUnitOfWork, Store
from tests.storage.conftest import AT, ELSEWHERE, HERE

ID = AssignmentId("a1")
NORTH = TeamId("north")


def member(store: Store, name: str, workspace: WorkspaceId = HERE) -> MemberId:
    with store.unit_of_work() as work:
        found = work.add_member(workspace, "slack", name, name, AT)
        work.people(workspace).add_team(Team(NORTH, workspace, "North", AT))
        work.people(workspace).join(NORTH, found.id, "manager" if name == "lena" else "rep", AT)
        work.commit()
    return found.id


def given(by: MemberId, **changes: object) -> Assignment:
    asked = Assignment(
        id=ID,
        workspace_id=HERE,
        team_id=NORTH,
        by=by,
        issued_at=AT,
        content_hash="hash",
        what="scenario",
        content_id="cold_chain_ops_discovery",
        skill="discovery_chain",
        title="Late trucks",
        mark="mark",
        bar=Bar(3, 2, "won", "Two of three", ("need", "advance")),
        due_on=date(2026, 3, 9),
        due_at=AT + timedelta(days=7),
        note="Before the fair.",
    )
    return replace(asked, **changes)  # type: ignore[arg-type]


def kept(store: Store, asked: Assignment, *members: MemberId) -> None:
    with store.unit_of_work() as work:
        work.assignments(asked.workspace_id).add(asked, members)
        work.commit()


def in_here(work: SqlUnitOfWork) -> SqlAssignments:
    return work.assignments(HERE)


@pytest.fixture
def lena(store: Store) -> MemberId:
    return member(store, "lena")


@pytest.fixture
def ann(store: Store) -> MemberId:
    return member(store, "ann")


def run(number: int = 1, *, good: bool = True) -> Run:
    return Run("s", f"a{number}", "c", AT + timedelta(hours=number), good, {"need": True, "advance": None})


def test_it_comes_back_as_it_was_given(store: Store, lena: MemberId, ann: MemberId) -> None:
    asked = given(lena)
    kept(store, asked, ann)

    with store.unit_of_work() as work:
        assert in_here(work).assignment(ID) == asked
        assert in_here(work).given_to([ann]) == [(asked, Assignee(ID, ann, None))]
        assert in_here(work).assignees(ID) == [Assignee(ID, ann, None)]
        assert in_here(work).given_to([lena]) == []
        assert in_here(work).assignment(AssignmentId("a1\x00")) is None


def test_no_id_leads_into_another_workspace(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    member(store, "far", ELSEWHERE)

    with store.unit_of_work() as work:
        far = work.assignments(ELSEWHERE)
        assert far.assignment(ID) is None
        assert far.of_teams([NORTH], limit=9) == []
        assert far.given_to([ann]) == []
        assert far.assignees(ID) == []
        assert far.lines(ID) == []
        assert not far.withdraw(ID, AT)
        assert not far.remind(ID, ann, AT)


def test_the_latest_of_some_teams_come_first(store: Store, lena: MemberId, ann: MemberId) -> None:
    for number in range(4):
        kept(store, given(lena, id=AssignmentId(f"n{number}"), issued_at=AT + timedelta(hours=number)), ann)

    with store.unit_of_work() as work:
        assert [one.id for one in in_here(work).of_teams([NORTH], limit=3)] == ["n3", "n2", "n1"]
        assert in_here(work).of_teams([], limit=3) == []


def test_a_run_counts_once_and_is_changed_in_place(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    with store.unit_of_work() as work:
        assert in_here(work).add_run(ID, ann, run(2), passed=True)
        assert in_here(work).add_run(ID, ann, run(1), passed=False)
        assert not in_here(work).add_run(ID, ann, run(1), passed=True)
        in_here(work).change_run(ID, ann, replace(run(1), left_out=("need",)), passed=True)
        in_here(work).set_status(ID, ann, "met", met_at=AT)
        work.commit()

    with store.unit_of_work() as work:
        (found,) = in_here(work).assignees(ID)
    assert found.runs == (replace(run(1), left_out=("need",)), run(2))  # as they were finished
    assert (found.status, found.met_at) == ("met", AT)


def test_a_reminder_is_noted_once_and_not_for_who_is_done(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann, lena)
    with store.unit_of_work() as work:
        in_here(work).set_status(ID, lena, "met", met_at=AT)
        assert in_here(work).remind(ID, ann, AT)
        assert not in_here(work).remind(ID, ann, AT)
        assert not in_here(work).remind(ID, lena, AT)
        work.commit()


def test_more_time_and_taking_back(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    longer = Extension(date(2026, 3, 9), date(2026, 3, 20), AT)
    with store.unit_of_work() as work:
        in_here(work).extend(ID, [longer], date(2026, 3, 20), AT + timedelta(days=18))
        work.commit()
    with store.unit_of_work() as work:
        found = in_here(work).assignment(ID)
        assert found is not None
        assert (found.due_on, found.extended) == (date(2026, 3, 20), (longer,))
        assert in_here(work).withdraw(ID, AT)
        assert not in_here(work).withdraw(ID, AT)
        assert in_here(work).given_to([ann]) == []
        work.commit()


def test_what_is_due_soon_names_those_who_are_not_done(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann, lena)
    due = AT + timedelta(days=7)
    with store.unit_of_work() as work:
        in_here(work).set_status(ID, lena, "met", met_at=AT)
        assert [who for _, who in in_here(work).due_soon(AT, due)] == [ann]
        assert in_here(work).due_soon(due, due + timedelta(days=9)) == []
        in_here(work).withdraw(ID, AT)
        assert in_here(work).due_soon(AT, due) == []


def test_a_shared_line_is_there_until_its_writer_takes_it_back(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann, lena)
    line = SharedLine(ID, ann, "a1", "3", "What goes wrong?", AT)
    with store.unit_of_work() as work:
        in_here(work).share(line)
        in_here(work).share(replace(line, text="What goes wrong there?"))
        assert [one.text for one in in_here(work).lines(ID)] == ["What goes wrong there?"]
        assert [one.place for one in in_here(work).lines_of([ann])] == ["3"]
        in_here(work).unshare(ID, [lena], "a1", "3")
        assert len(in_here(work).lines(ID)) == 1
        in_here(work).unshare(ID, [ann], "a1", "3")
        assert in_here(work).lines(ID) == []


def disputed(store: Store, ann: MemberId, *, shared: bool) -> DisputeId:
    session = Session(SessionId("s"), HERE, ann, 1, 0, 1, "h", (Frame("menu", "choosing"),))
    dispute = Dispute(DisputeId("d1"), ID, ann, "a1", "3", "c", "problem", "none", None, AT)
    with store.unit_of_work() as work:
        saved = work.save_session(session, AT)
        judged = {"place": "3", "verdict": "given", "p": [], "weights": ""}
        work.add_attempts(saved, [Attempt("a1", "c", "LINE", "my line", None, "missed", (), {"judged": judged})], AT)
        work.keep_disagreements(saved, [Disagreement("a1", "3", "c", "question", None, (), None, shared)], AT)
        assert in_here(work).put_dispute(dispute, shared=shared)
        work.commit()
    return dispute.id


def test_a_dispute_is_seen_with_its_line_where_that_is_shared(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    id = disputed(store, ann, shared=True)

    with store.unit_of_work() as work:
        (found,) = in_here(work).disputes()
        assert (found.id, found.text, found.outcome) == (id, "my line", None)
        assert in_here(work).resolve(id, "changed", "why", by=lena, at=AT)
        assert not in_here(work).resolve(id, "upheld", "no", by=lena, at=AT)
        assert in_here(work).disputes() == []
        decided = in_here(work).dispute(id)
        assert decided is not None
        assert (decided.outcome, decided.reason) == ("changed", "why")
        assert not in_here(work).put_dispute(replace(found, own="problem"), shared=False)  # it stays as it was decided


def test_a_dispute_and_a_shared_line_are_of_their_workspace_alone(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    id = disputed(store, ann, shared=True)
    member(store, "far", ELSEWHERE)

    with store.unit_of_work() as work:
        in_here(work).share(SharedLine(ID, ann, "a1", "3", "my line", AT))
        far = work.assignments(ELSEWHERE)
        assert far.disputes() == []
        assert far.dispute(id) is None
        assert not far.resolve(id, "changed", "why", by=lena, at=AT)
        assert far.lines(ID) == []
        assert far.lines_of([ann]) == []
        far.unshare(ID, [ann], "a1", "3")
        assert len(in_here(work).lines(ID)) == 1
        assert len(in_here(work).disputes()) == 1


def test_without_its_line_nobody_sees_a_dispute(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    id = disputed(store, ann, shared=False)

    with store.unit_of_work() as work:
        assert in_here(work).disputes() == []
        assert in_here(work).dispute(id) is None


def test_who_asked_to_be_erased_has_no_dispute_any_more(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    disputed(store, ann, shared=True)

    with store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([ann], AT, due_at=AT + timedelta(days=7))
        assert in_here(work).disputes() == []


def test_an_erased_manager_leaves_what_was_asked_without_name_and_note(
    store: Store, lena: MemberId, ann: MemberId
) -> None:
    kept(store, given(lena), ann)
    id = disputed(store, ann, shared=True)
    with store.unit_of_work() as work:
        in_here(work).resolve(id, "upheld", "my words", by=lena, at=AT)
        work.privacy(HERE).erase([lena], AT)
        work.commit()

    with store.unit_of_work() as work:
        (found,) = in_here(work).given_to([ann])
        decided = in_here(work).dispute(id)
    assert (found[0].by, found[0].note, found[0].title) == (None, "", "Late trucks")
    assert decided is not None
    assert (decided.outcome, decided.reason) == ("upheld", "")


def is_asked(store: Store, who: MemberId) -> tuple[int, int]:
    """Return how much stands open for somebody, and how much of it is due soon."""
    with store.unit_of_work() as work:
        due = in_here(work).due_soon(AT, AT + timedelta(days=9))
        return len(in_here(work).given_to(work.people(HERE).whole(who))), [one for _, one in due].count(who)


def test_who_leaves_the_team_is_asked_no_more_until_they_are_back(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    before = is_asked(store, ann)
    with store.unit_of_work() as work:
        work.people(HERE).leave(NORTH, ann, AT)
        work.commit()
    left = is_asked(store, ann)
    with store.unit_of_work() as work:
        work.people(HERE).join(NORTH, ann, "manager", AT)
        work.commit()
    leading = is_asked(store, ann)
    with store.unit_of_work() as work:
        work.people(HERE).join(NORTH, ann, "rep", AT)
        work.commit()

    assert (before, left, leading, is_asked(store, ann)) == ((1, 1), (0, 0), (0, 0), (1, 1))


def test_a_closed_team_asks_nothing_but_what_was_met_stays(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    kept(store, given(lena, id=AssignmentId("a2")), ann)
    with store.unit_of_work() as work:
        in_here(work).set_status(ID, ann, "met", met_at=AT)
        work.people(HERE).close_team(NORTH, AT)
        work.commit()

    with store.unit_of_work() as work:
        assert [(one.id, mine.status) for one, mine in in_here(work).given_to([ann])] == [(ID, "met")]
    assert is_asked(store, ann) == (1, 0)


def test_a_person_of_two_chats_is_asked_in_either(store: Store, lena: MemberId, ann: MemberId) -> None:
    kept(store, given(lena), ann)
    holder = member(store, "ann2")
    with store.unit_of_work() as work:
        work.people(HERE).unite(ann, holder, AT)
        work.commit()

    assert is_asked(store, holder) == (1, 0)
    assert is_asked(store, ann) == (1, 1)
