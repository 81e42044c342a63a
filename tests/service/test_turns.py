"""A turn is applied once or not at all, whatever is redelivered, locked or done at the same time."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import wiring
from bot.service.turns import MOST_TRIES, Turns
from content.library import Library
from dialogs.errors import StaleSession, StoreUnavailable
from dialogs.model import EventId, Judgement, Listening, Percept, Turn, WorkspaceId
from storage.unit_of_work import Store, open_store
from tests.apart import at_once
from tests.waiting import HANG_S

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class ReadsAsProblem:
    """Takes every line for a problem question."""

    def perceive(self, text: str, listening: Listening) -> Percept:
        probabilities = {"situation": 0.02, "problem": 0.92, "implication": 0.02, "need_payoff": 0.02, "none": 0.02}
        judgement = Judgement(
            "question", None, "open", "problem", probabilities, None, (), "given", (), "You ask what goes wrong (F43)."
        )
        return Percept(judgement)


@pytest.fixture
def url(upgraded_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, busy_timeout_s=0.2)
    yield opened
    opened.close()


def turns_on(store: Store, workspace: str = "local") -> Turns:
    library: Library = wiring.library()
    return Turns(
        unit_of_work=store.unit_of_work,
        perception=ReadsAsProblem(),
        library=library,
        workspace_id=WorkspaceId(workspace),
    )


def turn(text: str | None = None, *, event: str = "", who: str = "dana") -> Turn:
    return Turn(EventId(event or uuid.uuid4().hex), "terminal", who, NOW, text=text)


def rows(url: str, table: str) -> int:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        (count,) = connection.execute(f"select count(*) from {table}").fetchone()
    connection.close()
    return int(count)


def test_a_newcomer_is_welcomed_and_becomes_a_member(store: Store, url: str) -> None:
    result = turns_on(store).take(turn(), name="Dana")

    assert result.state == "onboarding.welcome"
    assert rows(url, "member") == 1


def test_the_same_event_twice_has_one_effect(store: Store, url: str) -> None:
    turns = turns_on(store)
    turns.take(turn(), name="Dana")

    first = turns.take(turn("Try one", event="e1"), name="Dana")
    again = turns.take(turn("Try one", event="e1"), name="Dana")

    assert first.state == "quick_drill.picking"
    assert again.duplicate
    assert again.replies == ()
    assert again.state == "quick_drill.picking"
    assert rows(url, "turn") == 2


def test_the_same_event_id_of_two_people_on_one_channel_is_one_event(store: Store) -> None:
    turns = turns_on(store)

    turns.take(turn(event="e1"), name="Dana")

    assert turns.take(turn(event="e1", who="marek"), name="Marek").duplicate


def test_workspaces_do_not_see_one_another(store: Store) -> None:
    turns_on(store, "one").take(turn(), name="Dana")
    turns_on(store, "one").take(turn("Try one"), name="Dana")

    assert turns_on(store, "two").take(turn(), name="Dana").state == "onboarding.welcome"


def test_a_turn_of_a_locked_database_is_refused_whole_and_can_be_taken_again(store: Store, url: str) -> None:
    turns = turns_on(store)
    turns.take(turn(), name="Dana")
    writer = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("begin immediate")

    with pytest.raises(StoreUnavailable, match="another program"):
        turns.take(turn("Try one", event="e1"), name="Dana")
    writer.execute("rollback")
    writer.close()

    assert turns.take(turn("Try one", event="e1"), name="Dana").state == "quick_drill.picking"


def test_replies_not_shown_before_a_crash_are_shown_next_time_and_once(store: Store) -> None:
    turns = turns_on(store)
    arrival = turn()
    result = turns.take(arrival, name="Dana")

    waiting = turns.pending(channel="terminal", who="dana")
    turns.sent(tuple(key for key, _, _ in waiting), arrival)

    assert tuple(reply for _, reply, _ in waiting) == result.replies
    assert turns.pending(channel="terminal", who="dana") == ()


def test_two_threads_on_one_session_lose_no_turn(store: Store, url: str) -> None:
    turns = turns_on(store)
    turns.take(turn(), name="Dana")
    patient = turns_on(open_store(url, busy_timeout_s=HANG_S))

    def four() -> None:
        """As many as the other thread may come first with, and this one still be taken (MOST_TRIES)."""
        for _ in range(MOST_TRIES - 1):
            patient.take(turn("repeat"), name="Dana")

    threads = [threading.Thread(target=four) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert rows(url, "turn") == 9


def take_twenty(url: str) -> None:
    turns = turns_on(open_store(url, busy_timeout_s=60))
    for _ in range(20):
        one = turn("how")
        while True:
            try:
                turns.take(one, name="Dana")
                break
            except StaleSession:  # as a platform does, which brings a turn again
                continue


def test_two_processes_on_one_session_lose_no_turn(store: Store, url: str) -> None:
    turns_on(store).take(turn(), name="Dana")

    at_once(take_twenty, (url,), (url,))

    assert rows(url, "turn") == 41


def test_a_line_with_hostile_characters_is_stored_and_answered(store: Store) -> None:
    turns = turns_on(store)
    turns.take(turn(), name="Dana")

    result = turns.take(turn("\x1b[31mred\x00 \ud800 \u202e" + "x" * 10_000), name="Dana")

    assert result.state == "onboarding.welcome"
    assert result.replies


def test_a_session_goes_on_in_another_process(store: Store, url: str) -> None:
    turns_on(store).take(turn(), name="Dana")
    turns_on(store).take(turn("Try one"), name="Dana")
    store.close()

    assert turns_on(open_store(url)).take(turn(), name="Dana").state == "quick_drill.picking"
