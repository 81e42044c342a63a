"""What `coach nudges preview` tells of one person: what comes, when and why, or why nothing does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot import wiring
from bot.service.nudge_preview import Previewed, preview
from dialogs.nudging.model import NudgeSettings
from dialogs.practice import focused
from tests.nudging.test_in_chat import Chat, chat
from tests.nudging.world import HERE, WORDINGS

__all__ = ["chat"]  # a fixture


def seen(chat: Chat, *, readable: bool = True) -> Previewed:
    with chat.world.store.unit_of_work() as work:
        (found,) = preview(
            work, HERE, chat.now, library=wiring.library(), wordings=WORDINGS(), may_read=lambda person: readable
        )
    return found


def test_what_comes_next_week_is_shown_with_its_slot_and_its_reason(chat: Chat) -> None:
    chat.presses("nudge_answer")

    found = seen(chat)

    assert found.at is not None and chat.now < found.at < chat.now + timedelta(days=7)
    assert found.kind and found.why.startswith("Firm 0 0: ") and "Firm 0 0" in found.text


def test_of_others_neither_text_nor_account_is_shown(chat: Chat) -> None:
    chat.presses("nudge_answer")

    found = seen(chat, readable=False)

    assert found.text == ""
    assert "Firm" not in found.why and found.why.endswith("of one account")


def test_one_that_is_planned_within_the_hour_is_shown(chat: Chat) -> None:
    chat.presses("nudge_answer")
    chat.now += timedelta(weeks=1, hours=-1)
    chat.nudges.plan(chat.now, 9)

    found = seen(chat)

    assert found.at is not None and found.at < chat.now + timedelta(hours=1)


def test_a_drill_is_shown_as_one(chat: Chat) -> None:
    chat.world.close_accounts(chat.person)
    with chat.world.store.unit_of_work() as work:
        work.keep_practice(HERE, chat.person.member.id, focused({}, "worries", until=chat.now.toordinal() + 30))
        work.commit()

    found = seen(chat)

    assert (found.kind, found.why) == ("drill", "no account is worth asking about")
    assert "from your focus" in found.text


def test_each_silence_has_its_reason(chat: Chat) -> None:
    running: NudgeSettings = chat.settings
    rests: tuple[dict[str, Any], ...] = {"stopped_at": chat.now}, {"paused_at": chat.now}, {"every_weeks": 4}
    told = []
    for changes in rests:
        chat.world.rekeep(chat.person, replace(running, **changes), chat.now)
        told.append(seen(chat).why)
    chat.world.close_accounts(chat.person)
    chat.world.rekeep(chat.person, running, chat.now)

    assert [*told, seen(chat).why] == [
        *("stopped by the person", "resting, six weeks without an answer", "comes less often", "nothing worth asking"),
    ]


def test_who_would_get_nothing_as_things_are_is_told_so(chat: Chat) -> None:
    own, where = (HERE, chat.person.member.id), ("slack", chat.person.member.address)
    chat.presses("nudge_answer")
    store = chat.world.store
    with store.unit_of_work() as work:
        work.nudging().set_hold_out(HERE, 0, before=100, since=chat.now + timedelta(days=90))  # everybody, until then
        work.commit()
    held_out = seen(chat)
    with store.unit_of_work() as work:
        work.mark_unreachable(HERE, *where, chat.now)
        work.commit()
    unreachable = seen(chat)
    with store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([own[1]], chat.now, due_at=chat.now + timedelta(days=7))
        work.commit()
    leaving = seen(chat)

    assert (held_out.at, held_out.text, held_out.why) == (None, "", "held out, to measure what nudges do")
    assert unreachable.why == "cannot be reached"
    assert leaving.why == "is to be erased"
