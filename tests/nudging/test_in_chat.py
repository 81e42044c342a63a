"""A nudge's buttons, pressed and typed, each lead somewhere; stop ends them at once."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import wiring
from bot.service.contacts import tell
from bot.service.deeds import carry_out
from bot.service.nudges import Nudges
from bot.service.turns import TurnResult, Turns
from dialogs.model import EventId, Frame, Session, SessionId, Step, Turn
from dialogs.nudging.model import NudgeSettings
from dialogs.reassessment.model import AccountId, Snapshot, SnapshotId, SnapshotMade
from dialogs.replies import Ask, Say
from storage.unit_of_work import open_store
from tests.nudging.world import HERE, START, WORDINGS, World
from tests.service.test_turns import ReadsAsProblem

WEDNESDAY = datetime(2026, 1, 7, 11, 40, tzinfo=UTC)  # in Berlin 12:40: the slot of 12:15 is over, the hour is not


class Chat:
    """One person in Slack whose nudge has just arrived."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.person = world.people[0]
        self.nudges = Nudges(world.store.unit_of_work, wiring.library(), WORDINGS)
        self.turns = Turns(
            unit_of_work=world.store.unit_of_work,
            perception=ReadsAsProblem(),
            library=wiring.library(),
            workspace_id=HERE,
        )
        self.now = WEDNESDAY

    def nudged(self) -> Chat:
        """Let the nudge of this week arrive."""
        self.nudges.plan(self.now - timedelta(hours=1), 9)
        self.nudges.deliver(self.now, 9)
        self.world._sent(self.now)
        self.nudges.settle(self.now, 9)
        return self

    @property
    def row(self) -> dict[str, object]:
        return self.world.rows("SELECT * FROM nudge ORDER BY due_at DESC")[0]

    @property
    def settings(self) -> NudgeSettings:
        with self.world.store.unit_of_work() as work:
            found = work.nudging().settings(HERE, self.person.member.id)
        assert found is not None
        return found

    def takes(self, turn: Turn) -> TurnResult:
        return self.turns.take(turn, name="Rep")

    def turn(self) -> Turn:
        self.now += timedelta(minutes=1)
        return Turn(EventId(uuid.uuid4().hex), "slack", self.person.member.address, self.now)

    def presses(self, choice: str) -> TurnResult:
        return self.takes(replace(self.turn(), choice=choice, stamp=f"n.{self.row['id']}"))

    def types(self, text: str) -> TurnResult:
        return self.takes(replace(self.turn(), text=text))


@pytest.fixture
def chat(upgraded_file: Path, tmp_path: Path) -> Iterator[Chat]:
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    world = World(store).filled(1)
    world.rekeep(world.people[0], NudgeSettings(START))
    yield Chat(world).nudged()
    store.close()


def test_it_arrives_with_five_buttons_and_a_stamp_of_its_own(chat: Chat) -> None:
    message = chat.world.rows("SELECT reply, stamp FROM outbox")[0]

    assert message["stamp"] == f"n.{chat.row['id']}"
    buttons = [choice["id"] for choice in json.loads(str(message["reply"]))["choices"]]
    assert buttons == [f"nudge_{id}" for id in ("answer", "reassess", "snooze", "not", "unhelpful")]
    assert chat.row["state"] == "sent"


@pytest.mark.parametrize("answers", ["presses", "types"])
def test_answer_opens_the_accounts_sitting_at_that_item(chat: Chat, answers: str) -> None:
    item = str(chat.row["item"])

    done = chat.presses("nudge_answer") if answers == "presses" else chat.types("Answer")

    assert done.state == "reassessment.asking"
    ask = done.replies[-1]
    assert isinstance(ask, Ask)
    assert item.upper() in ask.text
    assert chat.row["outcome"] == "answered"


def test_five_minute_reassess_begins_a_sitting_from_its_first_question(chat: Chat) -> None:
    done = chat.presses("nudge_reassess")

    assert done.state == "reassessment.asking"
    assert chat.row["outcome"] == "reassess"


def test_not_this_account_leaves_that_one_out(chat: Chat) -> None:
    account = chat.row["account_id"]

    chat.types("not this account")

    assert set(chat.settings.set_aside) == {account}
    assert chat.row["outcome"] == "set_aside"


def test_snoozed_for_two_hours_the_same_nudge_comes_again_then(chat: Chat) -> None:
    assert chat.types("Snooze").state == "nudges.snoozing"
    chat.types("In 2 hours")

    assert chat.row["state"] == "planned"
    chat.now += timedelta(hours=2, minutes=1)
    chat.nudged()
    assert (chat.row["state"], chat.row["round"]) == ("sent", 1)


def test_what_was_put_off_comes_again_as_it_was(chat: Chat) -> None:
    before = {name: chat.row[name] for name in ("account_id", "item", "angle", "wording")}
    chat.types("Snooze")
    chat.types("In 2 hours")
    chat.now += timedelta(hours=2, minutes=1)

    chat.nudged()

    assert {name: chat.row[name] for name in before} == before


def test_another_hour_in_a_week_that_is_planned_moves_its_nudge(chat: Chat) -> None:
    chat.presses("nudge_answer")
    wednesday = chat.now + timedelta(weeks=1)
    chat.nudges.plan(wednesday - timedelta(hours=1), 9)
    chat.now = wednesday - timedelta(minutes=50)

    chat.world.rekeep(chat.person, replace(chat.settings, weekday=3, minute=10 * 60, chosen=True), chat.now)

    assert chat.row["state"] == "planned"
    chat.now = datetime(2026, 1, 15, 9, 20, tzinfo=UTC)  # Thursday; at ten in Berlin it was due
    chat.nudged()
    assert chat.row["state"] == "sent"


def test_a_month_with_little_to_ask_is_told_once(chat: Chat) -> None:
    chat.presses("nudge_not")
    for _ in range(5):
        chat.now += timedelta(weeks=1)
        chat.nudged()

    told = chat.world.rows("SELECT reply FROM outbox WHERE key LIKE 'silence/%'")
    assert [row["reason"] for row in chat.world.rows("SELECT reason FROM nudge ORDER BY due_at")][1:] == [
        *("nothing", "nothing_said", "nothing", "nothing", "nothing")
    ]
    assert len(told) == 1
    assert "In 2 of the last four weeks I had no question for you" in str(told[0]["reply"])


def test_five_slots_of_four_weeks_and_a_day_are_not_told_as_five_of_four(chat: Chat) -> None:
    chat.presses("nudge_not")
    chat.world.rekeep(chat.person, replace(chat.settings, weekday=3, minute=17 * 60, chosen=True), chat.now)
    for weeks in range(5):  # W03 to W07 on Thursdays, at five in Berlin; in W04 silence is told
        chat.now = datetime(2026, 1, 15, 16, 30, tzinfo=UTC) + timedelta(weeks=weeks)
        chat.nudged()
    chat.world.rekeep(chat.person, replace(chat.settings, weekday=0, minute=9 * 60), chat.now)
    for day in (16, 23):  # W08 and W09 on Mondays
        chat.now = datetime(2026, 2, day, 8, 30, tzinfo=UTC)
        chat.nudged()

    told = chat.world.rows("SELECT reply FROM outbox WHERE key LIKE 'silence/%' ORDER BY created_at")
    assert [str(row["reply"]).partition(" of the last four weeks")[0][-4:] for row in told] == ["In 2", "In 4"]


def test_put_off_until_later_that_week_the_next_one_still_comes_as_usual(chat: Chat) -> None:
    chat.presses("nudge_answer")
    chat.world.rekeep(chat.person, replace(chat.settings, weekday=0, minute=17 * 60, chosen=True), chat.now)
    chat.now = datetime(2026, 1, 12, 16, 30, tzinfo=UTC)  # Monday, half past five in Berlin
    chat.nudged()
    first = chat.row["id"]
    for _ in range(2):  # until Wednesday, until Friday: three days before the next
        chat.now += timedelta(days=1)
        chat.types("snooze")
        chat.types("tomorrow")
        chat.now += timedelta(days=1)
        chat.nudged()
    assert (chat.row["id"], chat.row["round"], chat.row["state"]) == (first, 2, "sent")

    chat.types("snooze")
    told = chat.types("next week").replies[0].plain_text()
    chat.now = datetime(2026, 1, 19, 16, 30, tzinfo=UTC)
    chat.nudged()

    assert "as usual, Mon 17:00" in told
    assert (chat.row["week"], chat.row["state"]) == ("2026-W04", "sent")


def test_the_third_snooze_in_a_row_offers_less_often_and_stop(chat: Chat) -> None:
    chat.world.rekeep(chat.person, replace(chat.settings, snoozes=2))

    asked = chat.types("snooze").replies[-1]

    assert isinstance(asked, Ask)
    assert {"snooze_less", "snooze_end"} <= {choice.id for choice in asked.choices}
    chat.types("less often")
    assert chat.settings.every_weeks == 2


def test_a_button_of_an_account_that_is_closed_says_so(chat: Chat) -> None:
    chat.world.close_accounts(chat.person)

    done = chat.presses("nudge_answer")

    assert isinstance(done.replies[0], Say)
    assert done.replies[0].text == wiring.library().text("nudge.gone")


def test_what_is_told_at_night_waits_for_the_morning(chat: Chat) -> None:
    night = datetime(2026, 1, 14, 21, 0, tzinfo=UTC)
    with chat.world.store.unit_of_work() as work:
        goes = tell(work, HERE, chat.person.member.id, "assignment/1", [Say("New.")], night, kind="assignment")
        work.commit()

    assert goes == datetime(2026, 1, 15, 7, 0, tzinfo=UTC)  # 08:00 in Berlin
    assert not chat.world.rows("SELECT key FROM outbox WHERE key = 'assignment/1/0'")


def test_effect_says_that_it_is_too_early(chat: Chat) -> None:
    assert "Too early" in str(chat.types("effect").replies[-1])


@pytest.mark.parametrize("asked_about", [True, False])
def test_a_reassessment_that_was_begun_by_another_way_is_the_answer_about_its_account(
    chat: Chat, *, asked_about: bool
) -> None:
    member, account = chat.person.member, AccountId(str(chat.row["account_id"]) if asked_about else "another")
    session = Session(SessionId("s"), HERE, member.id, 1, 0, 1, "x", (Frame("menu", "choosing"),))
    day = chat.now.date()
    shot = Snapshot(SnapshotId("new"), account, member.id, 5, day, chat.now, False, "evaluation", "", {})
    step = Step(session, (), account_changes=(SnapshotMade(shot, 0.5, ""),))

    with chat.world.store.unit_of_work() as work:
        carry_out(work, member, step, chat.turn(), wiring.library())
        work.commit()

    assert (chat.row["outcome"], chat.settings.silent_since is None) == (
        ("reassess", True) if asked_about else ("", False)
    )
