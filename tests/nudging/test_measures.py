"""What else nudges do: the arithmetic, what is told of it and when, and how a person's minutes are noted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import wiring
from bot.cli import main
from bot.service.deeds import carry_out
from bot.service.turns import Turns
from dialogs.model import EventId, Member, Step, Turn, WorkspaceId
from dialogs.nudging.effect import measured, minutes_spent
from dialogs.nudging.measures import Measure, Minutes, Secondary, Side, median, minutes_in, side_of
from dialogs.nudging.model import Nudge
from dialogs.ports import UnitOfWork
from dialogs.reassessment.model import Account, AccountId, AccountSaved, Answer, Snapshot, SnapshotId, SnapshotMade
from storage.unit_of_work import Store, open_store
from tests.nudging.test_in_chat import Chat, chat
from tests.service.test_turns import ReadsAsProblem

__all__ = ["chat"]  # a fixture
HERE = WorkspaceId("here")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


# --- arithmetic


def test_flags_that_hang_together_in_a_week_count_for_fewer_than_they_are() -> None:
    apart = side_of([(1, 1, 100), (1, 0, 100)], people=9)
    together = side_of([(4, 4, 25), (4, 0, 25)], people=9)  # all four of a week, or none

    assert (apart.cases, apart.came, apart.independent) == (200, 100, 200)
    assert (together.cases, together.came, together.independent) == (200, 100, 50)


def test_where_all_or_none_came_about_each_week_counts_for_one() -> None:
    assert side_of([(4, 4, 25)], people=9).independent == 25
    assert side_of([(4, 0, 25)], people=9).independent == 25
    assert side_of([(0, 0, 25)], people=9) == Side()


@pytest.mark.parametrize(
    ("weeks", "people", "tells"), [((100, 100), (4, 4), True), ((100, 99), (4, 4), False), ((100, 100), (4, 3), False)]
)
def test_a_measure_is_told_from_two_hundred_weeks_and_four_people_a_side_on(
    weeks: tuple[int, int], people: tuple[int, int], *, tells: bool
) -> None:
    nudged, held_out = (side_of([(1, 1, 50), (1, 0, of - 50)], who) for of, who in zip(weeks, people, strict=True))

    found = measured(Measure(nudged, held_out))

    assert (found is not None) == tells
    if found is not None:
        assert (round(found.points), round(found.low), round(found.high)) == (0, -14, 14)


@pytest.mark.parametrize(("weeks", "people", "told"), [(100, 4, (3, 5)), (99, 4, None), (100, 3, None)])
def test_minutes_are_told_from_two_hundred_weeks_and_four_people_a_side_on(
    weeks: int, people: int, told: tuple[int, int] | None
) -> None:
    nudged = Minutes({3: weeks - 1, 90: 1}, people=people)

    assert minutes_spent(Secondary(minutes_nudged=nudged, minutes_held_out=Minutes({5: 100}, people=4))) == told


def test_the_median_is_the_minutes_that_half_of_the_weeks_stay_under() -> None:
    assert median(Minutes({2: 1, 4: 1, 90: 1})) == 4
    assert median(Minutes({2: 2, 4: 1, 90: 1})) == 2
    assert median(Minutes()) is None


def test_minutes_are_those_within_a_reassessment_without_long_pauses() -> None:
    turns = [(AT, True), (AT + 2 * MINUTE, False), (AT + 30 * MINUTE, True), (AT + 90 * MINUTE, True)]

    assert minutes_in(turns, AT + 91 * MINUTE) == 2 + 5 + 1
    assert minutes_in([], AT) == 0


# --- noted


def finish(chat: Chat) -> None:
    """Let a reassessment be finished in a turn; what it asked before that, the chat did."""
    account = AccountId(str(chat.row["account_id"]))
    day = chat.now.date()
    shot = Snapshot(
        SnapshotId(f"new{chat.now}"), account, chat.person.member.id, 9, day, chat.now, False, "evaluation", "", {}
    )
    with chat.world.store.unit_of_work() as work:
        session = work.latest_session(HERE, chat.person.member.id)
        assert session is not None
        step = Step(session, (), account_changes=(SnapshotMade(shot, 0.5, ""),))
        carry_out(work, chat.person.member, step, chat.turn(), wiring.library())
        work.commit()


def test_the_minutes_of_a_reassessment_are_noted_as_it_is_finished(chat: Chat) -> None:
    chat.presses("nudge_answer")
    chat.types("Jo Roe said so on the phone")
    assert chat.row["minutes"] is None

    finish(chat)

    assert chat.row["minutes"] == 2


def test_minutes_are_noted_of_a_week_that_was_held_out(chat: Chat) -> None:
    chat.presses("nudge_answer")
    with chat.world.store._engine.begin() as db:
        db.exec_driver_sql("UPDATE nudge SET state = 'dropped', reason = 'held_out'")

    finish(chat)

    assert chat.row["minutes"] == 1


@pytest.mark.parametrize("change", ["due_at = '2026-01-02 00:00:00.000000'", "state = 'dropped', reason = 'quiet'"])
def test_nothing_is_noted_after_the_window_nor_of_a_week_that_is_not_measured(chat: Chat, change: str) -> None:
    chat.presses("nudge_answer")
    with chat.world.store._engine.begin() as db:
        db.exec_driver_sql(f"UPDATE nudge SET {change}")

    finish(chat)

    assert chat.row["minutes"] is None


# --- told


class Measured:
    """People over eleven weeks, every other week held out; the customer said something new where one was asked."""

    def __init__(self, work: UnitOfWork, now: datetime) -> None:
        self.work, self.now = work, now

    def add(self, people: int) -> None:
        for number in range(people):
            member = self.work.add_member(HERE, "slack", f"U{number}", f"Rep {number}", self.now - 90 * DAY)
            id = AccountId(f"a{number}")
            account = Account(id, HERE, member.id, f"Firm {number}", "evaluation", self.now.date())
            self.work.keep_account_change(HERE, member.id, AccountSaved(account), self.now)
            self._looks(member, id, -1, asked=True)
            for week in range(11):
                self._week(member, id, week, asked=(week + number) % 2 == 1)

    def _week(self, member: Member, account: AccountId, week: int, *, asked: bool) -> None:
        at = self._slot(week)
        nudge = Nudge(
            f"{account}w{week}", HERE, member.id, f"{at:%G-W%V}", "weekly", at, account=account, angle="stale"
        )
        kept = replace(nudge, state="sent") if asked else replace(nudge, state="dropped", reason="held_out")
        self.work.nudging().plan([kept])
        self.work.nudging().note_minutes(HERE, member.id, nudge.id, 4 if asked else 3)
        self._looks(member, account, week, asked=asked)

    def _slot(self, week: int) -> datetime:
        return self.now - 89 * DAY + week * 7 * DAY

    def _looks(self, member: Member, account: AccountId, week: int, *, asked: bool) -> None:
        at = self._slot(week) + DAY
        evidence = at.date() if asked else date(2020, 1, 1)
        answer = Answer("a1", choice="comparing", basis="said", who="Kim", day=evidence, given=at.date())
        shot = Snapshot(
            SnapshotId(f"{account}s{week}"),
            account,
            member.id,
            week + 2,
            at.date(),
            at,
            True,
            "evaluation",
            "",
            {"a1": answer},
            flags=() if asked else ("rf4",),
        )
        self.work.keep_account_change(HERE, member.id, SnapshotMade(shot, 0.5, ""), at)


@pytest.fixture
def store(upgraded_file: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    yield opened
    opened.close()


def filled(store: Store, people: int, now: datetime = AT) -> None:
    with store.unit_of_work() as work:
        Measured(work, now).add(people)
        work.commit()


def told(store: Store, at: datetime = AT) -> list[str]:
    """Return what somebody who types effect reads, a text a message."""
    turns = Turns(
        unit_of_work=store.unit_of_work, perception=ReadsAsProblem(), library=wiring.library(), workspace_id=HERE
    )
    turns.take(Turn(EventId("1"), "slack", "U0", at, "menu"), name="Rep")
    done = turns.take(Turn(EventId("2"), "slack", "U0", at, "effect"), name="Rep")
    return [reply.text for reply in done.replies]  # type: ignore[union-attr]  # each says something


def test_effect_tells_what_else_followed_in_messages_of_at_most_350_characters(store: Store) -> None:
    filled(store, 20)

    texts = told(store)

    assert max(map(len, texts)) <= 350
    assert "Weeks of one person with a question: 110; held out to compare: 110" in texts[0]
    lines = "\n".join(texts).split("\n")
    assert "newer evidence from the customer within 72 hours: +100 (+95 to +100)" in lines
    assert "flags gone within 14 days: too early to tell" in lines  # without a nudge none stood
    assert "brief sent before a review: too early to tell" in lines
    assert "Minutes in the chat where a reassessment followed, median: 4 with, 3 without." in lines


def test_below_two_hundred_weeks_effect_says_no_more_than_that_it_is_too_early(store: Store) -> None:
    filled(store, 10)

    (text,) = told(store)

    assert text.startswith("Too early to tell: 55 weeks")


def test_the_longest_figures_fit_into_one_message() -> None:
    words = wiring.library().text
    widest = words("nudge.effect_difference", by="-100", low="-100", high="+100")
    lines = [words(f"nudge.effect_{name}", difference=widest) for name in ("redated", "flags", "briefs")]
    lines += [words("nudge.effect_besides"), words("nudge.effect_minutes", nudged=360, held_out=360)]

    assert len("\n".join(lines)) <= 350


def shown(tmp_path: Path, *more: str) -> str:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    done = CliRunner().invoke(main, ["nudges", "effect", "--workspace", HERE, "--db", url, *more])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_tells_the_same_in_lines_and_as_json(store: Store, tmp_path: Path) -> None:
    filled(store, 20, datetime.now(UTC))

    lines, row = shown(tmp_path), json.loads(shown(tmp_path, "--json"))

    assert "newer evidence from the customer within 72 hours: +100 (+95 to +100)" in lines
    assert (row["nudged"], row["held_out"]) == (110, 110)
    assert row["finished"]["points"] == 0
    assert row["redated"] == {"points": 100.0, "low": 95.2, "high": 100.0}
    assert (row["flags"], row["briefs"], row["minutes"]) == (None, None, {"nudged": 4, "held_out": 3})
    assert (row["snoozed"], row["stopped"], row["unhelpful"]) == (0, 0, None)
    help = CliRunner().invoke(main, ["nudges", "effect", "--help"]).stdout
    assert all(f'"{name}"' in help for name in row)


def test_the_command_tells_nothing_below_two_hundred_weeks(store: Store, tmp_path: Path) -> None:
    filled(store, 10, datetime.now(UTC))

    row = json.loads(shown(tmp_path, "--json"))

    assert (row.pop("nudged"), row.pop("held_out")) == (55, 55)
    row.pop("weeks")
    assert row.pop("angles") == {}
    assert set(row.values()) == {None}
    assert "+100" not in shown(tmp_path)


def test_the_command_knows_its_own_workspaces_only(store: Store, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"

    done = CliRunner().invoke(main, ["nudges", "effect", "--workspace", "nowhere", "--db", url])

    assert done.exit_code == 2
    assert "there is no workspace 'nowhere' yet" in done.stderr
