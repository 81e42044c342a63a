"""What reps object to, on every database: one row a verdict, a line only while it is shared, never whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from dialogs.model import MOVES, Attempt, Disagreement, Disputed, Session
from storage.tables import table
from storage.unit_of_work import Store
from tests.storage.conftest import AT, DISAGREEMENT, ELSEWHERE, HERE, a_session, ann_in, saved

P = [0.05, 0.1, 0.8, 0.03, 0.02]
SAID = "What does Ann's late truck cost you? 🚚"


def attempt(text: str = SAID, *, place: str = "3", run: str = "run-1", **judged: object) -> Attempt:
    detail = {"turn": 3, "judged": {"place": place, "verdict": "given", "p": P, "weights": "abc", **judged}}
    return Attempt(run, "late_trucks", "PLAY", text, "implication", "told", (), detail)


def tried(store: Store, session: Session, *attempts: Attempt) -> None:
    with store.unit_of_work() as work:
        work.add_attempts(session, attempts, AT)
        work.commit()


def objects(store: Store, session: Session, *given: Disagreement, later: timedelta = timedelta(0)) -> None:
    with store.unit_of_work() as work:
        work.keep_disagreements(session, given, AT + later)
        work.commit()


def seen(store: Store, workspace: object = HERE) -> Sequence[Disputed]:
    with store.unit_of_work() as work:
        return work.disagreements(workspace)  # type: ignore[arg-type]


def columns(store: Store, *names: str) -> list[tuple[object, ...]]:
    rows = table("disagreement")
    with store._engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*(rows.c[name] for name in names)))]


def test_a_shared_line_is_kept_with_what_the_judge_made_of_it(store: Store, session: Session) -> None:
    tried(store, session, attempt())

    objects(store, session, replace(DISAGREEMENT, shared=True))

    assert seen(store) == [
        Disputed(
            content_id="late_trucks",
            task="question",
            label="implication",
            named=(),
            verdict="given",
            probabilities=dict(zip(("situation", "problem", "implication", "need_payoff", "none"), P, strict=True)),
            weights="abc",
            own="problem",
            text=SAID,
        )
    ]


def test_a_line_that_was_not_shared_is_nowhere_in_the_table(store: Store, session: Session) -> None:
    tried(store, session, attempt())

    objects(store, session, DISAGREEMENT)

    assert [(one.own, one.text) for one in seen(store)] == [("problem", None)]
    with store._engine.connect() as connection:
        assert "truck cost" not in str(connection.exec_driver_sql("SELECT * FROM disagreement").all())


def test_an_objection_to_the_same_verdict_changes_its_row_and_takes_the_line_out(
    store: Store, session: Session
) -> None:
    tried(store, session, attempt())
    objects(store, session, replace(DISAGREEMENT, own=None))
    objects(store, session, replace(DISAGREEMENT, shared=True))
    assert [(one.own, one.text) for one in seen(store)] == [("problem", SAID)]

    objects(store, session, replace(DISAGREEMENT, own="none"), later=timedelta(hours=1))

    assert [(one.own, one.text, one.weights) for one in seen(store)] == [("none", None, "abc")]
    assert columns(store, "at", "changed_at") == [(AT, AT + timedelta(hours=1))]


def test_other_verdicts_have_rows_of_their_own_in_the_order_they_were_objected_to(
    store: Store, session: Session
) -> None:
    tried(store, session, attempt("one", place="3"), attempt("two", place="1.7"), attempt("three", run="run-2"))
    for later, given in enumerate(
        (replace(DISAGREEMENT, place="1.7"), DISAGREEMENT, replace(DISAGREEMENT, run="run-2"))
    ):
        objects(store, session, replace(given, shared=True), later=timedelta(seconds=later))

    assert [one.text for one in seen(store)] == ["two", "one", "three"]


def test_a_call_continued_in_a_later_session_finds_its_line(store: Store) -> None:
    ann = ann_in(store)
    tried(store, saved(store, a_session(ann, "first", 1)), attempt())
    later = saved(store, a_session(ann, "second", 2))

    objects(store, later, replace(DISAGREEMENT, shared=True))

    assert [one.text for one in seen(store)] == [SAID]


def test_a_line_taken_back_is_not_the_one_that_is_objected_to(store: Store, session: Session) -> None:
    tried(store, session, attempt("taken back"), attempt("said instead"))

    objects(store, session, replace(DISAGREEMENT, shared=True))

    assert [one.text for one in seen(store)] == ["said instead"]


def test_another_member_s_line_is_never_taken(store: Store, session: Session) -> None:
    with store.unit_of_work() as work:
        bob = work.add_member(HERE, "terminal", "bob", "Bob", AT)
        work.commit()
    tried(store, saved(store, a_session(bob, "bobs")), attempt("Bob's line"))

    objects(store, session, replace(DISAGREEMENT, shared=True))

    assert [(one.text, one.label, one.verdict, one.probabilities) for one in seen(store)] == [
        (None, "implication", "", {})
    ]


def test_a_reply_has_its_moves(store: Store, session: Session) -> None:
    tried(store, session, attempt("Don't worry.", p=[0.9] * 10))

    objects(store, session, replace(DISAGREEMENT, task="reply", label=None, named=("minimise", "pitch"), own="none"))

    (one,) = seen(store)
    assert (one.task, one.label, one.named) == ("reply", None, ("minimise", "pitch"))
    assert one.probabilities == dict.fromkeys(MOVES, 0.9)


@pytest.mark.parametrize("text", ["", "x" * 10_000, "a\0b", "bad byte \udce9", "Größe"])
def test_whatever_was_typed_can_be_shared(store: Store, session: Session, text: str) -> None:
    tried(store, session, attempt(text))

    objects(store, session, replace(DISAGREEMENT, shared=True))

    assert [one.text for one in seen(store)] == [text.replace("\0", "\ufffd").replace("\udce9", "\ufffd")]


def test_one_workspace_or_all_can_be_looked_at(store: Store, session: Session) -> None:
    other = saved(store, a_session(ann_in(store, ELSEWHERE)))
    objects(store, session, DISAGREEMENT)
    objects(store, other, replace(DISAGREEMENT, own="situation"), later=timedelta(seconds=1))

    assert [one.own for one in seen(store, HERE)] == ["problem"]
    assert [one.own for one in seen(store, ELSEWHERE)] == ["situation"]
    assert [one.own for one in seen(store, None)] == ["problem", "situation"]
    assert seen(store, "nowhere") == []


def test_what_a_reviewer_sees_says_nothing_of_who_it_was() -> None:
    assert not {field.name for field in fields(Disputed)} & {"member_id", "member", "name", "who", "session_id", "run"}
