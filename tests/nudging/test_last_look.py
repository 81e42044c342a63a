"""What the coach started itself and something held up: not at night, not over a cap, not past what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import wiring
from bot.service.contacts import Contacts, tell
from bot.service.last_look import may_go
from bot.service.nudge_reminders import Reminders
from dialogs.model import Outgoing
from dialogs.replies import Say
from tests.nudging.test_in_chat import Chat, chat
from tests.nudging.test_reminders import review_on
from tests.nudging.world import HERE

__all__ = ["chat"]  # a fixture
LEASE = timedelta(seconds=30)
AFTERNOON = datetime(2026, 1, 13, 16, 50, tzinfo=UTC)  # a Tuesday in Berlin, ten minutes before 18:00
MORNING = datetime(2026, 1, 14, 7, 0, tzinfo=UTC)


def leased(chat: Chat, at: datetime) -> list[str]:
    """Return the keys of what a process that looks into the outbox then may send."""
    with chat.world.store.unit_of_work() as work:
        found = work.lease_replies(("slack",), at, lease_until=at + LEASE, limit=9)
        going = may_go(work, found, at, until=at + LEASE)
        work.commit()
    return [one.key for one in going]


def told(chat: Chat, key: str, at: datetime, kind: str = "assignment") -> None:
    with chat.world.store.unit_of_work() as work:
        assert tell(work, HERE, chat.person.member.id, key, [Say("New.")], at, kind=kind) == at
        work.commit()


def released(chat: Chat, at: datetime) -> list[str]:
    Contacts(chat.world.store.unit_of_work).release(at, 9)
    return leased(chat, at)


def test_what_an_outage_held_up_into_the_night_waits_for_the_morning(chat: Chat) -> None:
    told(chat, "assignment/1", AFTERNOON)

    assert leased(chat, AFTERNOON + timedelta(hours=3)) == []
    assert released(chat, MORNING - timedelta(minutes=1)) == []
    assert released(chat, MORNING) == ["assignment/1/0"]


def test_nothing_is_begun_that_could_arrive_after_quiet_hours_begin(chat: Chat) -> None:
    told(chat, "assignment/1", AFTERNOON)

    assert leased(chat, AFTERNOON + timedelta(minutes=9, seconds=45)) == []


def test_the_answer_to_somebody_goes_at_night(chat: Chat) -> None:
    told(chat, "assignment/1", AFTERNOON)
    chat.now = AFTERNOON + timedelta(hours=3)

    done = chat.types("help")

    assert leased(chat, chat.now) == list(done.keys)


def test_three_that_were_held_up_do_not_come_together(chat: Chat) -> None:
    monday = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
    for hours, key in ((0, "assignment/1"), (1, "assignment/2"), (25, "assignment/3")):
        told(chat, key, monday + timedelta(hours=hours))

    assert len(leased(chat, monday + timedelta(hours=26))) in (1, 2)


def test_what_may_have_arrived_is_asked_for_when_it_comes_in_the_morning(chat: Chat) -> None:
    told(chat, "assignment/1", AFTERNOON)
    keys = leased(chat, AFTERNOON)
    with chat.world.store.unit_of_work() as work:
        work.postpone(HERE, keys, AFTERNOON + timedelta(hours=2), in_doubt=True)
        work.commit()
    assert leased(chat, AFTERNOON + timedelta(hours=3)) == []

    Contacts(chat.world.store.unit_of_work).release(MORNING, 9)

    assert [one.in_doubt for one in outgoing(chat, MORNING)] == [True]


def outgoing(chat: Chat, at: datetime) -> Sequence[Outgoing]:
    with chat.world.store.unit_of_work() as work:
        return work.lease_replies(("slack",), at, lease_until=at + LEASE, limit=9)


def next_nudge(chat: Chat) -> datetime:
    """Let the nudge of the next week be put on its way; return when."""
    chat.now += timedelta(weeks=1)
    chat.nudges.plan(chat.now - timedelta(hours=1), 9)
    chat.nudges.deliver(chat.now, 9)
    assert chat.row["state"] == "sending"
    return chat.now


def test_a_nudge_whose_hour_is_over_is_dropped_and_counts_for_nothing(chat: Chat) -> None:
    chat.presses("nudge_answer")
    at = next_nudge(chat)

    assert not [key for key in leased(chat, at + timedelta(hours=2)) if key.startswith("nudge/")]

    assert (chat.row["state"], chat.row["reason"]) == ("dropped", "held_up")
    assert chat.settings.silent_since is None  # nobody left it unanswered
    assert chat.world.rows("SELECT key FROM outbox WHERE key LIKE 'nudge/%' AND waiting") == []
    assert len(chat.world.rows("SELECT key FROM contact")) == 1  # that of the week before


def test_a_nudge_that_is_a_little_late_still_comes(chat: Chat) -> None:
    chat.presses("nudge_answer")
    at = next_nudge(chat)

    assert [key for key in leased(chat, at + timedelta(minutes=15)) if key.startswith("nudge/")]


@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(days=1)])
def test_who_stops_gets_nothing_of_what_is_on_its_way(chat: Chat, later: timedelta) -> None:
    chat.presses("nudge_answer")
    at = next_nudge(chat)
    chat.now = at

    chat.types("stop nudges")

    assert not [key for key in leased(chat, at + later) if key.startswith("nudge/")]
    assert (chat.row["state"], chat.row["reason"]) == ("dropped", "stopped")


def test_a_review_tomorrow_is_not_told_on_its_day(chat: Chat) -> None:
    review_on(chat, date(2026, 1, 14))
    jobs = Reminders(chat.world.store.unit_of_work, wiring.library())
    assert jobs.review_approaching(AFTERNOON, 9) == 1

    assert leased(chat, MORNING) == []
    assert released(chat, MORNING + timedelta(hours=1)) == []


def test_it_is_told_anew_while_it_is_still_tomorrow(chat: Chat) -> None:
    review_on(chat, date(2026, 1, 14))
    jobs = Reminders(chat.world.store.unit_of_work, wiring.library())
    noon = AFTERNOON - timedelta(hours=5)
    jobs.review_approaching(noon, 9)
    assert leased(chat, noon + timedelta(hours=2)) == []

    assert jobs.review_approaching(noon + timedelta(hours=2), 9) == 1
    assert len(leased(chat, noon + timedelta(hours=2))) == 1


def test_the_line_that_nudges_rest_is_not_said_once_they_run_again(chat: Chat) -> None:
    chat.world.rekeep(chat.person, replace(chat.settings, silent_since=chat.now - timedelta(weeks=7)))
    chat.now += timedelta(weeks=1)
    chat.nudges.plan(chat.now - timedelta(hours=1), 9)
    chat.nudges.deliver(chat.now, 9)
    assert chat.row["kind"] == "paused"
    night = chat.now + timedelta(hours=9)
    assert leased(chat, night) == []

    chat.now = night
    chat.types("resume nudges")

    assert not [key for key in released(chat, night + timedelta(hours=12)) if key.startswith("nudge/")]
