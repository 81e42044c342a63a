"""Who says that a nudge was no help is counted by team, for an admin; nobody's answer can be read off the count."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import wiring
from bot.cli import main
from bot.service.nudge_unhelpful import unhelpful_by_team
from bot.service.own_nudges import carry_out
from bot.service.reading import NotAllowed
from bot.service.retention import tables_in_effect
from bot.service.turns import Turns
from dialogs.model import EventId, Member, Turn
from dialogs.nudging.model import Nudge, NudgeTaken
from storage.unit_of_work import open_store
from tests.nudging.test_in_chat import Chat, chat
from tests.nudging.test_reminders import FRIDAY, later
from tests.service.people_there import HERE, NORTH, NOW, SOUTH, There
from tests.service.test_turns import ReadsAsProblem

__all__ = ["chat"]  # a fixture
LAST_WEEK, NINE_WEEKS = NOW - timedelta(days=3), NOW - timedelta(weeks=9)  # NOW is a Monday


# --- said


@pytest.mark.parametrize("says", ["presses", "types"])
def test_it_is_noted_and_whoever_says_so_reads_who_learns_of_it(chat: Chat, says: str) -> None:
    done = chat.presses("nudge_unhelpful") if says == "presses" else chat.types("Not helpful")

    told = done.replies[0].plain_text()
    assert "at least four of them, never who" in told
    assert (chat.row["outcome"], chat.row["unhelpful_at"] is not None) == ("unhelpful", True)
    assert chat.settings.silent_since is None  # it is an answer: nothing backs off
    assert chat.settings.active


def test_it_can_be_said_of_one_that_was_answered_and_the_sitting_goes_on(chat: Chat) -> None:
    chat.presses("nudge_answer")

    done = chat.types("not helpful")

    assert done.state == "reassessment.asking"
    assert (chat.row["outcome"], chat.row["unhelpful_at"] is not None) == ("answered", True)
    assert [row["reason"] for row in later(chat, FRIDAY)] == ["not_needed"]  # nobody is reminded of it


def test_said_twice_or_of_an_account_that_is_closed_it_is_noted_once(chat: Chat) -> None:
    chat.world.close_accounts(chat.person)
    chat.presses("nudge_unhelpful")
    first = chat.row["unhelpful_at"]

    again = chat.presses("nudge_unhelpful")

    assert "was no help" in again.replies[0].plain_text()
    assert chat.row["unhelpful_at"] == first


def test_with_no_nudge_these_words_mean_what_they_mean_there(chat: Chat) -> None:
    chat.now += timedelta(days=8)

    chat.types("not helpful")

    assert chat.row["unhelpful_at"] is None


# --- counted


class Counting:
    """Reps of the north, as many as a test needs, who say so."""

    def __init__(self, there: There) -> None:
        self.there = there
        self.said = 0

    def reps(self, count: int) -> list[Member]:
        found = []
        with self.there.store.unit_of_work() as work:
            for number in range(count):
                name = f"n{len(self.there.members)}x{number}"
                found.append(work.add_member(HERE, "slack", name, name, NINE_WEEKS))
                work.people(HERE).join(NORTH.id, found[-1].id, "rep", NINE_WEEKS)
            work.commit()
        return found

    def say(self, members: list[Member], at: datetime = LAST_WEEK) -> None:
        with self.there.store.unit_of_work() as work:
            for member in members:
                self.said += 1
                nudge = Nudge(f"nudge{self.said}", HERE, member.id, f"2026-X{self.said}", "weekly", at)
                work.nudging().plan([replace(nudge, state="sent", sent_at=at)])
                carry_out(work, member, NudgeTaken(nudge.id, "unhelpful"), at)
            work.commit()

    def shown(self, reader: str = "admin") -> dict[str, int]:
        with self.there.store.unit_of_work() as work:
            standing = self.there.standing(work, reader)
            found = unhelpful_by_team(work, standing, tables_in_effect(wiring.library()), NOW)
            work.commit()
        return {one.team: one.people for one in found}


@pytest.fixture
def counting(upgraded_file: Path, tmp_path: Path) -> Iterator[Counting]:
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    yield Counting(There(store).filled())
    store.close()


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (3, 0), (4, 4), (7, 4), (8, 8)])
def test_people_are_counted_in_steps_of_four(counting: Counting, people: int, shown: int) -> None:
    counting.say(counting.reps(people))

    assert counting.shown() == {"North": shown, "South": 0}


def test_who_says_so_four_times_is_one_person(counting: Counting) -> None:
    counting.say(counting.reps(3) * 4)

    assert counting.shown()["North"] == 0


@pytest.mark.parametrize("at", [NOW, NINE_WEEKS])
def test_just_the_eight_whole_weeks_before_this_one_count(counting: Counting, at: datetime) -> None:
    reps = counting.reps(4)
    counting.say(reps[:3])
    counting.say(reps[3:], at)

    assert counting.shown()["North"] == 0


def test_taking_somebody_out_or_putting_them_elsewhere_shows_nothing_of_them(counting: Counting) -> None:
    reps = counting.reps(4)
    counting.say(reps)
    with counting.there.store.unit_of_work() as work:
        work.people(HERE).leave(NORTH.id, reps[0].id, NOW)
        for one in reps:
            work.people(HERE).join(SOUTH.id, one.id, "rep", NOW)
        work.commit()

    assert counting.shown() == {"North": 4, "South": 0}


def test_who_is_to_be_erased_is_not_counted(counting: Counting) -> None:
    reps = counting.reps(4)
    counting.say(reps)
    with counting.there.store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([reps[0].id], NOW, due_at=NOW + timedelta(days=7))
        work.commit()

    assert counting.shown()["North"] == 0


def test_a_team_that_one_manages_does_not_count_ones_own_answer(counting: Counting) -> None:
    counting.say([*counting.reps(3), counting.there.members["manager"]])

    assert counting.shown()["North"] == 0


@pytest.mark.parametrize("reader", ["rep", "manager", "author", "nobody"])
def test_others_are_refused(counting: Counting, reader: str) -> None:
    counting.say(counting.reps(4))

    with pytest.raises(NotAllowed):
        counting.shown(reader)


def test_a_look_is_in_the_log_as_counts(counting: Counting) -> None:
    counting.shown()

    with counting.there.store.unit_of_work() as work:
        (looked,) = [one.looked for one in work.privacy(HERE).logged(None, limit=9)]
    assert (looked.role, looked.kind, looked.form, looked.subject) == ("admin", "settings", "counts", None)


# --- shown


def coach(counting: Counting, *words: str) -> Result:
    return CliRunner().invoke(main, ["admin", "unhelpful", *words, "--workspace", HERE])


def test_the_command_names_the_team_the_count_and_what_can_be_done(counting: Counting, tmp_path: Path) -> None:
    reps = counting.reps(5)
    now = datetime.now(NOW.tzinfo)
    counting.say(reps, now - timedelta(days=8))
    url = f"sqlite:///{tmp_path / 'coach.db'}"

    shown, refused = coach(counting, "--as", "Admin", "--db", url), coach(counting, "--as", "Manager", "--db", url)

    assert "North: 4 or more people said" in shown.stdout
    assert "What you can do: ask that team" in shown.stdout
    assert not any(one.name in shown.stdout for one in reps)
    assert (refused.exit_code, refused.stdout) == (2, "")
    as_json = json.loads(coach(counting, "--as", "Admin", "--json", "--db", url).stdout)
    assert as_json == {"weeks": 8, "teams": [{"team": "North", "people": 4}, {"team": "South", "people": 0}]}


@pytest.mark.parametrize(("who", "reads"), [("admin", True), ("rep", False), ("manager", False)])
def test_an_admin_reads_it_in_a_chat_with_effect(counting: Counting, who: str, reads: bool) -> None:
    counting.say(counting.reps(4))
    turns = Turns(
        unit_of_work=counting.there.store.unit_of_work,
        perception=ReadsAsProblem(),
        library=wiring.library(),
        workspace_id=HERE,
    )

    turns.take(Turn(EventId("1"), "slack", who, NOW, "menu"), name=who)
    done = turns.take(Turn(EventId("2"), "slack", who, NOW, "effect"), name=who)

    told = "\n".join(reply.plain_text() for reply in done.replies)
    assert ("was no help: North 4 or more. What you can do: ask them" in told) == reads
    assert "Too early to tell" in told
    assert all(len(reply.plain_text()) <= 350 for reply in done.replies)
