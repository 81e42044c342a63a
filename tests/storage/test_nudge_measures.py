"""What nudges do beside the primary measure: counted where it came about, and nowhere else, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.dialects.sqlite import dialect

from dialogs.model import EventId, Frame, Member, Session, SessionId, Turn, WorkspaceId
from dialogs.nudging.measures import Measure, Minutes, Secondary, Side
from dialogs.nudging.model import Nudge
from dialogs.reassessment.model import (
    Account,
    AccountId,
    AccountSaved,
    Answer,
    Basis,
    Snapshot,
    SnapshotId,
    SnapshotMade,
)
from dialogs.reviewing.model import Held
from storage import nudge_measures
from storage.unit_of_work import Store

HERE, ELSEWHERE = WorkspaceId("here"), WorkspaceId("elsewhere")
SLOT = datetime(2026, 1, 7, 11, 40, tzinfo=UTC)  # a Wednesday
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOTHING = Side()
_numbers = count()


class Week:
    """A rep whose account was looked at once before this week's slot, and one beside who was held out."""

    def __init__(self, store: Store, *, here: WorkspaceId = HERE, flags: tuple[str, ...] = ("rf4", "rf17")) -> None:
        self.store, self.here, self.number = store, here, next(_numbers)
        self.account = AccountId(f"a{self.number}")
        with store.unit_of_work() as work:
            self.member = work.add_member(here, "slack", f"U{self.number}", "Rep", SLOT - 30 * DAY)
            work.commit()
        self.dated(None)
        self.looks(SLOT - 9 * DAY, said(date(2025, 12, 20)), flags=flags)

    def dated(self, review: date | None) -> None:
        """Have the account, with a day of its review."""
        account = Account(
            self.account,
            self.here,
            self.member.id,
            f"Firm {self.number}",
            "evaluation",
            date(2025, 10, 1),
            review=review,
        )
        with self.store.unit_of_work() as work:
            work.keep_account_change(self.here, self.member.id, AccountSaved(account), SLOT - 20 * DAY)
            work.commit()

    def asked(self, at: datetime = SLOT, *, held_out: bool = False) -> Week:
        nudge = Nudge(f"n{next(_numbers)}", self.here, self.member.id, f"{at:%G-W%V}", "weekly", at)
        nudge = replace(nudge, state="sent", account=self.account, sent_at=at)
        if held_out:
            nudge = replace(nudge, state="dropped", reason="held_out", sent_at=None)
        self.nudge = nudge
        with self.store.unit_of_work() as work:
            work.nudging().plan([nudge])
            work.commit()
        return self

    def looks(self, at: datetime, *answers: Answer, flags: tuple[str, ...] = (), sent: bool = False) -> None:
        """Finish a reassessment."""
        number = next(_numbers)
        shot = Snapshot(
            SnapshotId(f"s{number}"),
            self.account,
            self.member.id,
            number,
            at.date(),
            at,
            sent,
            "evaluation",
            "",
            {one.item: one for one in answers},
            flags=flags,
        )
        with self.store.unit_of_work() as work:
            work.keep_account_change(self.here, self.member.id, SnapshotMade(shot, 0.5, ""), at)
            work.commit()

    def held(self, at: datetime) -> None:
        """Hold a review of the account."""
        held = Held(f"r{next(_numbers)}", self.account, "", at.date(), "continue", "go on")
        with self.store.unit_of_work() as work:
            work.reviews(self.here).hold(held, by=self.member.id, snapshot=None, at=at)
            work.commit()


def said(day: date | None, item: str = "a1", basis: Basis = "said") -> Answer:
    return Answer(item, choice="comparing", basis=basis, who="Kim Lee", day=day, given=date(2026, 1, 1))


Measured = Callable[..., Secondary]


@pytest.fixture
def measured(store: Store) -> Measured:
    def counted(until: datetime = SLOT + 20 * DAY, here: WorkspaceId = HERE) -> Secondary:
        with store.unit_of_work() as work:
            return work.nudging().counts(here, SLOT - 9 * DAY, until).secondary

    return counted


def came(measure: Measure) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how many came about of how many cases, with a nudge and held out."""
    one, two = measure.nudged, measure.held_out
    return (one.came, one.cases), (two.came, two.cases)


# --- items re-dated by customer evidence


def test_newer_evidence_from_the_customer_counts_on_its_own_side(store: Store, measured: Measured) -> None:
    asked, held_out = Week(store).asked(), Week(store).asked(held_out=True)
    other = Week(store, here=ELSEWHERE).asked()
    asked.looks(SLOT + HOUR, said(date(2026, 1, 6)))
    other.looks(SLOT + HOUR, said(date(2026, 1, 6)))

    assert came(measured().redated) == ((1, 1), (0, 1))
    held_out.looks(SLOT + 72 * HOUR, said(date(2026, 1, 6), basis="did"))
    assert came(measured().redated) == ((1, 1), (1, 1))


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        (SLOT - HOUR, said(date(2026, 1, 6))),  # before the nudge
        (SLOT + 72 * HOUR + timedelta(seconds=1), said(date(2026, 1, 6))),  # after the window
        (SLOT + HOUR, said(date(2025, 12, 20))),  # still true, on the same evidence
        (SLOT + HOUR, said(date(2025, 12, 19))),  # on older evidence
        (SLOT + HOUR, said(date(2026, 1, 6), basis="assumed")),  # not by the customer
        (SLOT + HOUR, said(None)),  # without a day
        (SLOT + HOUR, said(date(2026, 1, 6), item="b4")),  # an item that was never asked before
    ],
)
def test_no_newer_evidence_of_the_customers_in_time_is_no_new_date(
    store: Store, measured: Measured, at: datetime, answer: Answer
) -> None:
    week = Week(store).asked()
    Week(store).asked(held_out=True)

    week.looks(at, answer)

    assert came(measured().redated) == ((0, 1), (0, 1))


def test_an_assumption_that_the_customer_bore_out_is_dated_anew(store: Store, measured: Measured) -> None:
    week = Week(store).asked()
    Week(store).asked(held_out=True)
    week.looks(SLOT - HOUR, said(None, item="b4", basis="assumed"))

    week.looks(SLOT + HOUR, said(date(2026, 1, 6), item="b4"))

    assert came(measured().redated) == ((1, 1), (0, 1))


def test_a_week_counts_once_its_time_is_over_and_not_before(store: Store, measured: Measured) -> None:
    Week(store).asked()
    Week(store).asked(held_out=True)

    found = [measured(SLOT + days * DAY) for days in (3, 4, 14, 15)]

    assert [one.redated.nudged.weeks for one in found] == [0, 1, 1, 1]
    assert [one.flags.nudged.weeks for one in found] == [0, 0, 0, 1]


def test_of_somebody_who_was_erased_nothing_is_counted(store: Store, measured: Measured) -> None:
    week, held_out = Week(store).asked(), Week(store).asked(held_out=True)
    for one in (week, held_out):
        one.looks(SLOT + HOUR, said(date(2026, 1, 6)), sent=True)
        one.held(SLOT + DAY)
        note(one, 5)
    assert all(one.nudged.weeks for one in (measured().redated, measured().flags, measured().briefs))

    with store.unit_of_work() as work:
        work.privacy(HERE).erase([week.member.id], SLOT + 5 * DAY)
        work.commit()

    found = measured()
    assert [one.nudged for one in (found.redated, found.flags, found.briefs)] == [NOTHING] * 3
    assert [one.held_out.weeks for one in (found.redated, found.flags, found.briefs)] == [1] * 3
    assert (found.minutes_nudged, found.minutes_held_out) == (Minutes(), Minutes({5: 1}, 1))


def test_where_no_week_was_held_out_nothing_is_compared(store: Store, measured: Measured) -> None:
    Week(store).asked().looks(SLOT + HOUR, said(date(2026, 1, 6)))

    assert measured() == Secondary()


# --- flags resolved in 14 days


def test_flags_that_are_gone_within_fourteen_days_count(store: Store, measured: Measured) -> None:
    asked, held_out = Week(store).asked(), Week(store).asked(held_out=True)
    other = Week(store, here=ELSEWHERE).asked()
    asked.looks(SLOT + DAY, flags=("rf17", "rf2"))  # a new one is no matter
    other.looks(SLOT + DAY)
    assert came(measured().flags) == ((1, 2), (0, 2))

    asked.looks(SLOT + 14 * DAY)
    held_out.looks(SLOT + DAY, flags=("rf4", "rf17"))

    assert came(measured().flags) == ((2, 2), (0, 2))
    assert (measured().flags.nudged.people, measured().flags.nudged.weeks) == (1, 1)


@pytest.mark.parametrize("at", [SLOT - HOUR, SLOT + 14 * DAY + timedelta(seconds=1)])
def test_flags_that_were_gone_before_or_went_too_late_are_not_resolved(
    store: Store, measured: Measured, at: datetime
) -> None:
    week = Week(store).asked()
    Week(store).asked(held_out=True)

    week.looks(at, flags=("rf17",))

    assert came(measured().flags) == ((0, 1 if at < SLOT else 2), (0, 2))


def test_a_flag_that_came_back_in_time_was_not_resolved(store: Store, measured: Measured) -> None:
    week = Week(store).asked()
    Week(store).asked(held_out=True)

    week.looks(SLOT + DAY, flags=("rf17",))
    week.looks(SLOT + 2 * DAY, flags=("rf4", "rf17"))

    assert came(measured().flags) == ((0, 2), (0, 2))


def test_a_week_without_flags_is_none_of_theirs(store: Store, measured: Measured) -> None:
    Week(store, flags=()).asked().looks(SLOT + DAY, flags=("rf4",))
    Week(store).asked(held_out=True)

    assert measured().flags.nudged == NOTHING


# --- the brief sent before the review


def test_a_brief_that_was_sent_before_the_review_was_held_counts(store: Store, measured: Measured) -> None:
    weeks = Week(store).asked(), Week(store).asked(held_out=True), Week(store, here=ELSEWHERE).asked()
    for week in weeks:
        week.looks(SLOT + DAY, sent=True)
        week.held(SLOT + 2 * DAY)
    Week(store).asked()  # no review

    assert came(measured().briefs) == ((1, 1), (1, 1))


@pytest.mark.parametrize(
    ("at", "sent"), [(SLOT - HOUR, True), (SLOT + 2 * DAY, True), (SLOT + 3 * DAY, True), (SLOT + DAY, False)]
)
def test_a_brief_from_before_the_nudge_or_after_the_review_or_kept_does_not(
    store: Store, measured: Measured, at: datetime, *, sent: bool
) -> None:
    week = Week(store).asked()
    Week(store).asked(held_out=True)
    week.held(SLOT + 2 * DAY)

    week.looks(at, sent=sent)

    assert came(measured().briefs) == ((0, 1), (0, 0))


def test_a_review_that_nobody_held_counts_by_its_day_once_that_is_past(store: Store, measured: Measured) -> None:
    in_time, late, held_out = Week(store).asked(), Week(store).asked(), Week(store).asked(held_out=True)
    for week in (in_time, late, held_out):
        week.dated(date(2026, 1, 9))
    in_time.looks(SLOT + 2 * DAY, sent=True)  # on its morning
    late.looks(SLOT + 3 * DAY, sent=True)

    assert came(measured().briefs) == ((1, 2), (0, 1))


@pytest.mark.parametrize("review", [date(2026, 1, 7), date(2026, 1, 15)])
def test_a_review_before_or_more_than_a_week_after_is_not_this_weeks(
    store: Store, measured: Measured, review: date
) -> None:
    week = Week(store).asked()
    Week(store).asked(held_out=True)

    week.dated(review)
    week.held(datetime.combine(review, SLOT.time(), tzinfo=UTC) - HOUR * (1 if review.day < 8 else -1))

    assert measured().briefs == Measure()


# --- minutes


def note(week: Week, minutes: int) -> None:
    with week.store.unit_of_work() as work:
        work.nudging().note_minutes(week.here, week.member.id, week.nudge.id, minutes)
        work.commit()


def test_noted_minutes_are_counted_by_side_and_of_this_workspace(store: Store, measured: Measured) -> None:
    for minutes, held_out, here in ((4, False, HERE), (4, False, HERE), (9, True, HERE), (7, False, ELSEWHERE)):
        note(Week(store, here=here).asked(held_out=held_out), minutes)
    Week(store).asked()  # finished nothing

    assert measured().minutes_nudged == Minutes({4: 2}, people=2)
    assert measured().minutes_held_out == Minutes({9: 1}, people=1)


def test_minutes_can_be_noted_of_ones_own_week_alone(store: Store, measured: Measured) -> None:
    week, other = Week(store).asked(), Week(store).asked(held_out=True)

    with store.unit_of_work() as work:
        work.nudging().note_minutes(HERE, other.member.id, week.nudge.id, 5)
        work.nudging().note_minutes(ELSEWHERE, week.member.id, week.nudge.id, 5)
        work.commit()

    assert measured().minutes_nudged == Minutes()


def test_the_turns_of_a_person_are_theirs_alone_and_from_then_on(store: Store) -> None:
    ann, bob = Week(store).member, Week(store).member
    for member, state, at in (
        (ann, "reassessment.asking", SLOT - HOUR),
        (ann, "reassessment.asking", SLOT),
        (bob, "reassessment.asking", SLOT + HOUR),
        (ann, "menu.choosing", SLOT + HOUR),
    ):
        takes(store, member, state, at)

    with store.unit_of_work() as work:
        assert work.nudging().turns_since(HERE, ann.id, SLOT) == [(SLOT, True), (SLOT + HOUR, False)]


def takes(store: Store, member: Member, state: str, at: datetime) -> None:
    number = next(_numbers)
    with store.unit_of_work() as work:
        before = work.latest_session(HERE, member.id)
        if before is None:
            before = Session(SessionId(f"t{number}"), HERE, member.id, 1, 0, 1, "x", (Frame("menu", "choosing"),))
        session = work.save_session(before, at)
        work.append_turn(session, Turn(EventId(f"e{number}"), "slack", member.address, at, "x"), state)
        work.commit()


@pytest.mark.parametrize("name", ["PRIMARY", "PEOPLE", "REDATED", "FLAGS", "BRIEFS", "MINUTES", "TURNS"])
def test_no_statement_reads_another_workspaces_rows_or_all_of_a_table(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    statement = str(getattr(nudge_measures, name).compile(dialect=dialect()))

    with closing(sqlite3.connect(tmp_path / "coach.db")) as db:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * statement.count("?"))]

    read = [step for step in plan if step.startswith("SEARCH")]
    assert read and all("(workspace_id=?" in step for step in read), plan
    assert all(step in ("SCAN unit", "SCAN flagged") for step in plan if step.startswith("SCAN")), plan
