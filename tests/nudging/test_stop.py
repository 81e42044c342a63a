"""Stop, wherever it is typed: it ends nudges, or leaves a dialog and says how they are ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.replies import Say
from tests.nudging.test_in_chat import Chat, chat

__all__ = ["chat"]  # a fixture


def test_stop_in_answer_to_a_nudge_ends_them_at_once(chat: Chat) -> None:
    chat.types("stop")

    assert chat.settings.stopped_at == chat.now
    chat.now += timedelta(weeks=1)
    chat.nudged()
    assert len(chat.world.rows("SELECT id FROM nudge")) == 1


def test_stop_within_a_dialog_leaves_it_and_says_how_nudges_end(chat: Chat) -> None:
    chat.presses("nudge_answer")

    done = chat.types("stop")

    assert any(isinstance(one, Say) and "stop nudges" in one.text for one in done.replies)
    assert chat.settings.active


def test_stop_nudges_ends_them_from_any_state_and_resume_nudges_begins_again(chat: Chat) -> None:
    chat.presses("nudge_answer")

    assert chat.types("stop nudges").state == "reassessment.asking"
    assert not chat.settings.active
    chat.types("resume nudges")
    assert chat.settings.active


def test_a_nudge_that_still_waits_in_the_outbox_is_taken_back_by_stop(chat: Chat) -> None:
    chat.now += timedelta(weeks=1)
    chat.nudges.plan(chat.now - timedelta(hours=1), 9)
    chat.nudges.deliver(chat.now, 9)

    chat.types("stop nudges")

    assert chat.world.rows("SELECT state FROM outbox WHERE stamp LIKE 'n.%' AND waiting") == []
    assert (chat.row["state"], chat.row["reason"]) == ("dropped", "stopped")


def test_stop_where_no_dialog_runs_ends_nudges_also_with_none_to_answer(chat: Chat) -> None:
    chat.presses("nudge_answer")
    chat.types("stop")
    assert chat.settings.active  # it left the sitting

    done = chat.types("Stop.")

    told = [reply.plain_text() for reply in done.replies]
    assert "Weekly questions are off" in told[0]
    assert "Stopped" in told[1]
    assert not chat.settings.active


@pytest.mark.parametrize("asked", [(), ("On a day",)])
def test_stop_where_a_nudge_asks_when_it_should_come_again_ends_them(chat: Chat, asked: tuple[str, ...]) -> None:
    for text in ("snooze", *asked):
        chat.types(text)

    done = chat.types("stop")

    assert "Weekly questions are off" in done.replies[0].plain_text()
    assert not chat.settings.active


@pytest.mark.parametrize("word", ["quit", "menu", "exit"])
def test_leaving_by_another_word_ends_no_nudges(chat: Chat, word: str) -> None:
    chat.presses("nudge_answer")
    chat.types("stop")

    chat.types(word)

    assert chat.settings.active
