"""One reminder after 48 hours, a review tomorrow, a hold-out: each told once, and not at night."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import wiring
from bot.service.contacts import Contacts, tell
from bot.service.nudge_measuring import set_hold_out
from bot.service.nudge_reminders import Reminders
from bot.service.retention import Retention
from dialogs.model import Json
from dialogs.nudging.model import NudgeSettings
from dialogs.people import Team, TeamId
from dialogs.practice import focused
from dialogs.reassessment.model import AccountId, AccountSaved
from dialogs.replies import Ask, Say
from tests.nudging.test_in_chat import Chat, chat
from tests.nudging.world import HERE, START

__all__ = ["chat"]  # a fixture
FRIDAY = datetime(2026, 1, 9, 11, 45, tzinfo=UTC)  # 48 hours after Wednesday's nudge


def later(chat: Chat, at: datetime = FRIDAY) -> list[dict[str, object]]:
    """Let the jobs run at an instant; return the reminders' rows."""
    chat.now = at
    jobs = Reminders(chat.world.store.unit_of_work, wiring.library())
    jobs.remind(at, 9)
    chat.nudges.deliver(at, 9)
    chat.world._sent(at)
    chat.nudges.settle(at, 9)
    return chat.world.rows("SELECT * FROM nudge WHERE kind = 'reminder'")


def review_on(chat: Chat, day: date) -> None:
    """Give the account that the nudge was about a review."""
    with chat.world.store.unit_of_work() as work:
        account = next(a for a in work.accounts(HERE, chat.person.member.id) if a.id == chat.row["account_id"])
        work.keep_account_change(HERE, chat.person.member.id, AccountSaved(replace(account, review=day)), START)
        work.commit()


def texts(chat: Chat, key: str) -> list[str]:
    return [str(row["reply"]) for row in chat.world.rows(f"SELECT reply FROM outbox WHERE key LIKE '{key}%'")]


def test_what_was_opened_and_not_finished_is_brought_up_once(chat: Chat) -> None:
    chat.presses("nudge_reassess")

    (row,) = later(chat)
    again = later(chat, FRIDAY + timedelta(hours=3))

    assert row["state"] == "sent"
    assert len(again) == 1
    told = texts(chat, f"nudge/{row['id']}")
    assert len(told) == 1
    assert "have not finished looking at it" in told[0]


def test_its_button_goes_on_with_the_sitting(chat: Chat) -> None:
    chat.presses("nudge_reassess")
    (row,) = later(chat)

    done = chat.takes(replace(chat.turn(), choice="nudge_reassess", stamp=f"n.{row['id']}"))

    assert done.state.startswith("reassessment.")
    assert isinstance(done.replies[-1], Ask)


def test_not_this_account_in_answer_to_it_names_the_account(chat: Chat) -> None:
    chat.presses("nudge_reassess")
    (row,) = later(chat)

    done = chat.takes(replace(chat.turn(), choice="nudge_not", stamp=f"n.{row['id']}"))

    assert "I leave Firm 0 0 out of weekly questions" in done.replies[0].plain_text()


def test_a_review_within_three_working_days_is_reason_enough(chat: Chat) -> None:
    review_on(chat, date(2026, 1, 14))

    (row,) = later(chat)

    assert row["state"] == "sent"
    assert "has its review on" in texts(chat, f"nudge/{row['id']}")[0]


@pytest.mark.parametrize("review", [date(2026, 1, 15), date(2026, 1, 8)])
def test_unopened_and_without_a_near_review_there_is_none(chat: Chat, review: date) -> None:
    review_on(chat, review)

    (row,) = later(chat)

    assert (row["state"], row["reason"]) == ("dropped", "not_needed")


@pytest.mark.parametrize("does", ["snooze", "not this account", "stop nudges"])
def test_whoever_put_it_off_or_ended_it_is_not_reminded(chat: Chat, does: str) -> None:
    review_on(chat, date(2026, 1, 14))
    chat.types(does)
    if does == "snooze":
        chat.types("Next week")

    assert [row for row in later(chat) if row["state"] != "dropped"] == []


def test_before_48_hours_and_after_72_there_is_none(chat: Chat) -> None:
    review_on(chat, date(2026, 1, 14))

    assert later(chat, FRIDAY - timedelta(hours=1)) == []
    assert later(chat, FRIDAY + timedelta(hours=25)) == []


def test_a_reminder_planned_at_night_waits_for_the_morning_and_looks_again(chat: Chat) -> None:
    review_on(chat, date(2026, 1, 14))
    (row,) = later(chat, FRIDAY + timedelta(hours=8))  # Friday evening; then the weekend
    assert row["state"] == "planned"

    chat.types("not this account")

    assert later(chat, datetime(2026, 1, 12, 7, 5, tzinfo=UTC))[0]["state"] == "dropped"


# --- a review tomorrow


def told_of_review(chat: Chat, at: datetime) -> int:
    return Reminders(chat.world.store.unit_of_work, wiring.library()).review_approaching(at, 9)


@pytest.mark.parametrize(
    ("at", "review"),
    [
        (datetime(2026, 1, 13, 9, tzinfo=UTC), date(2026, 1, 14)),
        (datetime(2026, 1, 9, 9, tzinfo=UTC), date(2026, 1, 12)),  # over the weekend
    ],
)
def test_the_rep_is_told_of_a_review_one_working_day_before_once(chat: Chat, at: datetime, review: date) -> None:
    review_on(chat, review)

    assert told_of_review(chat, at - timedelta(days=1)) == 0
    assert told_of_review(chat, at) == 1
    assert told_of_review(chat, at + timedelta(hours=1)) == 0
    (text,) = texts(chat, "approach/")
    assert "nothing of it was looked at since" in text


def test_a_day_off_is_no_working_day_before_a_review(chat: Chat) -> None:
    review_on(chat, date(2026, 1, 19))  # a Monday
    chat.world.rekeep(chat.person, replace(chat.settings, quiet=replace(chat.settings.quiet, days_off=_off(15, 16))))

    told = [told_of_review(chat, datetime(2026, 1, day, 9, tzinfo=UTC)) for day in (13, 14, 15, 16)]

    assert told == [0, 1, 0, 0]


def test_not_where_a_sitting_was_begun_or_nudges_are_off(chat: Chat) -> None:
    review_on(chat, date(2026, 1, 14))
    at = datetime(2026, 1, 13, 9, tzinfo=UTC)
    chat.world.rekeep(chat.person, replace(chat.settings, stopped_at=START))
    assert told_of_review(chat, at) == 0

    chat.world.rekeep(chat.person, NudgeSettings(START))
    chat.presses("nudge_answer")  # which keeps a draft
    assert told_of_review(chat, at) == 0


def test_not_where_it_could_only_come_after_the_review(chat: Chat) -> None:
    review_on(chat, date(2026, 1, 14))
    chat.world.rekeep(chat.person, replace(chat.settings, quiet=replace(chat.settings.quiet, days_off=_off(13, 14))))

    assert told_of_review(chat, datetime(2026, 1, 13, 9, tzinfo=UTC)) == 0
    assert chat.world.rows("SELECT key FROM contact WHERE kind = 'approaching'") == []


def given_a_manager(chat: Chat) -> None:
    with chat.world.store.unit_of_work() as work:
        people, rep = work.people(HERE), chat.person.member.id
        people.add_team(Team(TeamId("north"), HERE, "North", START))
        lena = work.add_member(HERE, "terminal", "lena", "Lena", START)
        people.join(TeamId("north"), rep, "rep", START)
        people.join(TeamId("north"), lena.id, "manager", START)
        work.commit()


def approached(chat: Chat) -> str:
    review_on(chat, date(2026, 1, 14))
    assert told_of_review(chat, datetime(2026, 1, 13, 9, tzinfo=UTC)) == 1
    (text,) = texts(chat, "approach/")
    return text


def test_without_a_manager_nothing_is_said_of_one(chat: Chat) -> None:
    assert "manager" not in approached(chat)


def test_the_rep_is_told_what_a_manager_will_see_before_they_see_it(chat: Chat) -> None:
    given_a_manager(chat)

    assert "On that day your manager sees “not started” beside it, and no draft, unless you begin" in approached(chat)


def test_an_account_never_looked_at_is_brought_up_too(chat: Chat) -> None:
    given_a_manager(chat)
    member = chat.person.member
    with chat.world.store.unit_of_work() as work:
        new = replace(
            next(one for one in work.accounts(HERE, member.id) if one.id == chat.row["account_id"]),
            id=AccountId("new"),
            name="Newfound",
            review=date(2026, 1, 14),
        )
        work.keep_account_change(HERE, member.id, AccountSaved(new), START)
        work.commit()

    assert told_of_review(chat, datetime(2026, 1, 13, 9, tzinfo=UTC)) == 1
    (text,) = texts(chat, "approach/new")
    assert "Newfound has its review" in text
    assert "you have not looked at it here yet" in text
    assert "your manager sees “not started” beside it" in json.loads(text)["text"]


def _off(*days: int) -> frozenset[date]:
    return frozenset(date(2026, 1, day) for day in days)


# --- who cannot be reached


def test_somebody_who_blocked_the_coach_gets_none_until_they_write_again(chat: Chat) -> None:
    address = chat.person.member.address
    with chat.world.store.unit_of_work() as work:
        work.mark_unreachable(HERE, "slack", address, chat.now)
        work.commit()
    chat.now += timedelta(weeks=1)
    chat.nudged()
    assert (chat.row["state"], chat.row["reason"]) == ("dropped", "unreachable")
    assert len(chat.world.rows("SELECT key FROM contact")) == 1  # that of the week before

    with chat.world.store.unit_of_work() as work:
        work.mark_reachable(HERE, "slack", address)
        work.commit()
    chat.now += timedelta(weeks=1)
    chat.nudged()

    assert chat.row["state"] == "sent"


# --- a drill, where no account is worth asking


def practised(chat: Chat, practice: Json) -> dict[str, object]:
    """Let the next week come for somebody without an open account, who practised; return the row."""
    chat.world.close_accounts(chat.person)
    with chat.world.store.unit_of_work() as work:
        work.keep_practice(HERE, chat.person.member.id, practice)
        work.commit()
    chat.now += timedelta(weeks=1)
    chat.nudged()
    return chat.row


def test_a_drill_comes_where_no_account_is_worth_asking(chat: Chat) -> None:
    row = practised(chat, focused({}, "worries", until=FRIDAY.toordinal() + 30))

    assert (row["state"], row["account_id"]) == ("sent", None)
    drill = wiring.library().drills[str(row["item"])]
    assert wiring.library().skills[drill.skill].group == "worries"
    assert "from your focus of this month" in texts(chat, f"nudge/{row['id']}")[0]


@pytest.mark.parametrize("answers", ["presses", "types"])
def test_its_button_opens_the_drill_that_it_named(chat: Chat, answers: str) -> None:
    practised(chat, focused({}, "worries", until=FRIDAY.toordinal() + 30))

    done = chat.presses("nudge_drill") if answers == "presses" else chat.types("practise now")

    assert done.state.startswith("quick_drill.")
    assert chat.row["outcome"] == "practised"


def test_put_off_a_drill_offers_no_account_to_leave_out(chat: Chat) -> None:
    practised(chat, focused({}, "worries", until=FRIDAY.toordinal() + 30))

    asked = chat.types("snooze").replies[-1]

    assert isinstance(asked, Ask)
    assert [choice.id for choice in asked.choices] == [f"snooze_{id}" for id in ("hours", "tomorrow", "week", "date")]


def test_who_never_practised_and_has_no_account_is_asked_nothing(chat: Chat) -> None:
    row = practised(chat, {})

    assert (row["state"], row["reason"]) == ("dropped", "nothing")


# --- user-weeks without a nudge, to measure


def test_a_hold_out_counts_a_week_after_it_was_set_and_is_told_before(chat: Chat) -> None:
    now, library = chat.now, wiring.library()
    with chat.world.store.unit_of_work() as work:
        since = set_hold_out(work, HERE, 50, now)
        work.commit()
    assert since == now + timedelta(days=7)
    Retention(chat.world.store.unit_of_work, library).run(now)

    with chat.world.store.unit_of_work() as work:
        book = work.nudging()
        assert [book.hold_out(HERE, at) for at in (now, since - timedelta(seconds=1), since)] == [0, 0, 50]
        set_hold_out(work, HERE, 20, since)
        assert book.hold_out(HERE, since) == 20  # less is held out at once
        assert len(work.privacy(HERE).notices(now)) == 1
    (text,) = texts(chat, "notice/")
    assert "50 % of people's weeks" in text


def test_a_notice_waits_for_the_morning(chat: Chat) -> None:
    night = datetime(2026, 1, 14, 21, 0, tzinfo=UTC)
    with chat.world.store.unit_of_work() as work:
        set_hold_out(work, HERE, 20, night)
        work.commit()

    Retention(chat.world.store.unit_of_work, wiring.library()).run(night)

    assert texts(chat, "notice/") == []
    (waiting,) = chat.world.rows("SELECT kind, due_at FROM contact WHERE waiting")
    assert waiting["kind"] == "notice"
    Contacts(chat.world.store.unit_of_work).release(night + timedelta(hours=10), 9)  # 08:00 in Berlin
    assert len(texts(chat, "notice/")) == 1


def test_a_notice_goes_before_what_waits_since_the_caps_were_full(chat: Chat) -> None:
    at = datetime(2026, 1, 14, 9, 0, tzinfo=UTC)
    with chat.world.store.unit_of_work() as work:
        for number in range(6):  # two go today, two tomorrow, the others wait for days
            tell(work, HERE, chat.person.member.id, f"assignment/{number}", [Say("New.")], at, kind="assignment")
        set_hold_out(work, HERE, 20, at)
        work.commit()
    Retention(chat.world.store.unit_of_work, wiring.library()).run(at)

    (notice,) = chat.world.rows("SELECT due_at FROM contact WHERE kind = 'notice'")
    (latest,) = chat.world.rows("SELECT max(due_at) AS at FROM contact WHERE kind = 'assignment'")
    assert str(notice["due_at"]).startswith("2026-01-15 09:00")
    assert str(latest["at"]) > str(notice["due_at"])
