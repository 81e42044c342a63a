"""A manager sees that nothing was begun for a review once the rep was told so, had a day, and did not refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot import wiring
from bot.service.retention import tables_in_effect
from bot.service.reviews import Reviews
from dialogs.model import WorkspaceId
from dialogs.reassessment.model import AccountId, AccountSaved
from dialogs.replies import Ask, from_json
from dialogs.reviewing.model import ReviewDated
from tests.nudging.test_in_chat import Chat, chat
from tests.nudging.test_reminders import given_a_manager, review_on, told_of_review
from tests.nudging.world import HERE

__all__ = ["chat"]  # a fixture
REVIEW = date(2026, 1, 14)
TOLD = datetime(2026, 1, 13, 9, tzinfo=UTC)  # in Berlin, on the working day before
ON_THE_DAY = TOLD + timedelta(days=1)


def agenda(chat: Chat, at: datetime) -> dict[str, bool]:
    """Return what the manager's agenda says of each account: whether nothing was begun for its review."""
    with chat.world.store.unit_of_work() as work:
        lena = work.member(HERE, "terminal", "lena")
        assert lena is not None
        standing, library = work.people(HERE).standing(lena.id), wiring.library()
        found = Reviews(work, standing, at, library.text, tables_in_effect(library)).agenda()
    return {one.id: one.not_started for one in found}


@pytest.fixture
def told(chat: Chat) -> Chat:
    """A rep with a manager who was told of tomorrow's review, for which nothing was begun."""
    given_a_manager(chat)
    review_on(chat, REVIEW)
    assert told_of_review(chat, TOLD) == 1
    chat.world._sent(TOLD)
    chat.now = TOLD
    return chat


def seen(chat: Chat, at: datetime = ON_THE_DAY) -> bool:
    return agenda(chat, at)[str(chat.row["account_id"])]


def message(chat: Chat) -> tuple[Ask, str]:
    (row,) = chat.world.rows("SELECT reply, stamp FROM outbox WHERE key LIKE 'approach/%'")
    reply = from_json(json.loads(str(row["reply"])))
    assert isinstance(reply, Ask)
    return reply, str(row["stamp"])


def test_it_shows_on_the_day_of_the_review_and_a_day_after_the_rep_was_told(told: Chat) -> None:
    before = [TOLD - timedelta(hours=1), TOLD + timedelta(hours=9), ON_THE_DAY - timedelta(minutes=1)]

    assert [seen(told, at) for at in before] == [False] * 3
    assert seen(told)


def test_nothing_shows_of_a_rep_who_was_not_told(chat: Chat) -> None:
    given_a_manager(chat)
    review_on(chat, REVIEW)

    assert not seen(chat)


@pytest.mark.parametrize("came", ["pending", "in_doubt", "failed"])
def test_nothing_shows_where_the_message_did_not_arrive_for_certain(told: Chat, came: str) -> None:
    with told.world.store._engine.begin() as db:
        db.execute(text(f"UPDATE outbox SET state = '{came}' WHERE key LIKE 'approach/%'"))

    assert not seen(told)


@pytest.mark.parametrize("says", ["presses", "Don't show", "don’t show", "do not show"])
@pytest.mark.parametrize("late", [False, True])
def test_one_tap_or_the_words_typed_keep_it_from_showing(told: Chat, says: str, late: bool) -> None:
    ask, stamp = message(told)
    assert [choice.id for choice in ask.choices] == ["review_hide"]
    told.now = ON_THE_DAY + timedelta(hours=1) if late else TOLD

    if says == "presses":
        done = told.takes(replace(told.turn(), choice="review_hide", stamp=stamp))
    else:
        done = told.types(says)

    assert "“not started” does not show for Firm 0 0" in done.replies[0].plain_text()
    assert not seen(told, ON_THE_DAY + timedelta(hours=2))


def test_typed_where_nothing_was_announced_it_means_what_it_means_there(chat: Chat) -> None:
    done = chat.types("don't show")

    assert "does not show" not in done.replies[0].plain_text()


def test_of_an_account_that_is_closed_the_button_says_so(told: Chat) -> None:
    _, stamp = message(told)
    told.world.close_accounts(told.person)

    done = told.takes(replace(told.turn(), choice="review_hide", stamp=stamp))

    assert done.replies[0].plain_text() == wiring.library().text("nudge.gone")


def test_anothers_stamp_refuses_nothing(told: Chat) -> None:
    _, stamp = message(told)

    told.takes(replace(told.turn(), who="somebody", choice="review_hide", stamp=stamp))

    assert seen(told)


def test_whoever_begins_is_not_shown_as_idle(told: Chat) -> None:
    told.presses("nudge_answer")  # which keeps a draft

    assert not seen(told)


def test_a_new_day_of_the_review_is_told_anew_and_nothing_shows_before(told: Chat) -> None:
    account = AccountId(str(told.row["account_id"]))
    with told.world.store.unit_of_work() as work:
        lena = work.member(HERE, "terminal", "lena")
        assert lena is not None
        library = wiring.library()
        by = Reviews(work, work.people(HERE).standing(lena.id), TOLD, library.text, tables_in_effect(library))
        by.set_day(ReviewDated(told.person.member.id, account, date(2026, 1, 21)))
        work.commit()

    assert not seen(told, datetime(2026, 1, 21, 12, tzinfo=UTC))
    assert told_of_review(told, datetime(2026, 1, 20, 9, tzinfo=UTC)) == 1
    told.world._sent(datetime(2026, 1, 20, 9, tzinfo=UTC))
    assert not seen(told, datetime(2026, 1, 20, 12, tzinfo=UTC))
    assert seen(told, datetime(2026, 1, 21, 12, tzinfo=UTC))


def test_the_manager_reads_it_in_a_chat_with_no_draft_and_nothing_of_nudges(told: Chat) -> None:
    lena = replace(told.turn(), channel="terminal", who="lena", at=ON_THE_DAY)

    told.takes(replace(lena, text="menu"))
    done = told.takes(replace(told.turn(), channel="terminal", who="lena", at=ON_THE_DAY, text="review"))

    shown = done.replies[-1].plain_text()
    assert "Firm 0 0 (Rep 0): Wed 14 Jan, brief of 24 Nov 2025, not started" in shown
    assert len(shown) <= 350


def test_an_account_that_nobody_reviews_is_announced_to_nobody(chat: Chat) -> None:
    """Without a manager the message has no button, and nobody to see."""
    review_on(chat, REVIEW)
    assert told_of_review(chat, TOLD) == 1
    chat.world._sent(TOLD)

    (row,) = chat.world.rows("SELECT stamp, refused_at FROM contact WHERE kind = 'approaching'")
    assert (row["stamp"], row["refused_at"]) == ("", None)
    with chat.world.store.unit_of_work() as work:
        assert work.nudging().unstarted(WorkspaceId("here"), chat.person.member.id) == []


def test_in_quiet_hours_or_over_the_caps_nobody_is_told_and_so_nothing_shows(chat: Chat) -> None:
    given_a_manager(chat)
    review_on(chat, REVIEW)

    assert told_of_review(chat, TOLD.replace(hour=17, minute=30)) == 0  # half past six in Berlin
    assert not seen(chat)


def test_a_member_may_be_told_of_several_and_types_of_the_latest(told: Chat) -> None:
    with told.world.store.unit_of_work() as work:
        first = next(one for one in work.accounts(HERE, told.person.member.id))
        new = replace(first, id=AccountId("new"), name="Newfound", review=REVIEW)
        work.keep_account_change(HERE, told.person.member.id, AccountSaved(new), TOLD)
        work.commit()
    assert told_of_review(told, TOLD + timedelta(hours=1)) == 1
    told.world._sent(TOLD + timedelta(hours=1))
    told.now = TOLD + timedelta(hours=2)

    told.types("don't show")

    assert agenda(told, ON_THE_DAY + timedelta(hours=2)) == {str(told.row["account_id"]): True, "new": False}
