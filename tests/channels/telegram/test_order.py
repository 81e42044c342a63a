"""Traps 1, 2, 3 and 13: order within a chat, one effect of each update, commit then confirm, polls of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.telegram import channel
from tests.channels.telegram.conftest import Starts
from tests.channels.telegram.world import WELCOME, Outage, Trouble, World, both_ways, both_ways_and_databases
from tests.fakes.telegram import FakeTelegram

LINES = [f"line {number}" for number in range(6)]


@both_ways_and_databases
@pytest.mark.asyncio
async def test_trap_1_each_chat_is_first_come_first_served(coach: World) -> None:
    people = range(2001, 2006)
    for who in people:
        coach.telegram.add_user(who)

    for line in LINES:
        for who in people:
            await coach.telegram.says(who, line)
    await coach.quiet()

    assert [coach.turns(who) for who in people] == [LINES] * 5
    sent = [m for m in coach.telegram.sent if WELCOME in m.visible]
    assert len(sent) == 5 * 6  # the first line begins; each other one is told that it is none of the choices


@both_ways
@pytest.mark.asyncio
async def test_trap_1_a_slow_turn_holds_up_its_own_chat_alone(coach: World, trouble: Trouble) -> None:
    await coach.writes()
    coach.telegram.add_user(1002)
    await coach.telegram.says(1001, "What does a slow start cost you?")
    await coach.telegram.until(lambda: trouble.waiting, what="a turn that waits")

    after = await coach.telegram.says(1001, "/help")
    await coach.starts(1002)
    assert not after.confirmed
    assert coach.turns()[-1] == "fix"
    trouble.go.set()

    await coach.quiet()
    assert coach.turns()[-2:] == ["What does a slow start cost you?", "help"]


@pytest.mark.asyncio
async def test_trap_1_a_press_and_the_line_after_it_keep_their_order(telegram: FakeTelegram, start: Starts) -> None:
    async with start() as coach:
        welcome = await coach.starts()
        await coach.quiet()
    slow = telegram.fail("answerCallbackQuery", hold=True)
    await telegram.presses(1001, welcome, label="Try one")
    await telegram.says(1001, "comparing")

    async with start() as coach:
        await coach.quiet()
        slow.release()

    assert coach.turns() == [None, "try_one", "comparing"]


@both_ways_and_databases
@pytest.mark.asyncio
async def test_trap_2_an_update_that_comes_three_times_has_one_effect(coach: World) -> None:
    said = await coach.telegram.says(1001, "/start")
    await coach.telegram.reads(1001, WELCOME)
    for _ in range(2):
        await coach.telegram.redeliver(said)
        await coach.telegram.says(1001, "/help")
        await coach.quiet()

    assert len(said.attempts) >= 3  # while a turn takes long, polls bring its update again
    assert coach.turns() == [None, "help", "help"]
    assert sum(WELCOME in text for text in coach.texts()) == 1
    assert 'coach_repeated_events_total{platform="telegram"} 2.0' in (await coach.gets("/metrics"))[1]


@both_ways_and_databases
@pytest.mark.asyncio
async def test_trap_3_an_update_is_confirmed_only_after_its_turn_is_saved(coach: World, trouble: Trouble) -> None:
    await coach.writes()

    said = await coach.telegram.says(1001, "What does a slow start cost you?")
    await coach.telegram.until(lambda: trouble.waiting, what="a turn that waits")
    if not coach.telegram.webhook.url:
        polls = len(coach.telegram.called("getUpdates"))
        await coach.telegram.until(lambda: len(coach.telegram.called("getUpdates")) > polls + 2, what="more polls")
    assert not said.confirmed
    assert coach.turns()[-1] == "fix"
    trouble.go.set()
    await coach.telegram.until(lambda: said.confirmed)

    assert coach.turns()[-1] == "What does a slow start cost you?"
    assert trouble.waiting == 1


@both_ways_and_databases
@pytest.mark.asyncio
async def test_trap_3_without_a_database_updates_wait_and_come_again_in_order(coach: World, outage: Outage) -> None:
    await coach.starts()
    await coach.quiet()
    outage.on = True
    said = [await coach.telegram.says(1001, line) for line in LINES[:4]]
    await coach.telegram.until(lambda: len(said[0].attempts) >= 2, what="a second attempt")
    assert not [update for update in said if update.confirmed]
    assert coach.turns() == [None]

    outage.on = False
    await coach.quiet()

    assert coach.turns() == [None, *LINES[:4]]
    assert len(coach.texts()) == 1 + 4 * 2
    assert 'coach_errors_total{kind="turn"}' in (await coach.gets("/metrics"))[1]


@pytest.mark.asyncio
async def test_trap_13_polls_do_not_wait_behind_sends(
    telegram: FakeTelegram, start: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "MOST_SENDS", 1)
    telegram.add_user(1002)
    async with start() as coach:
        slow = telegram.fail("sendMessage", chat=1001, hold=True)
        await telegram.says(1001, "/start")
        await telegram.until(lambda: slow.hits, what="a send that hangs")

        await telegram.says(1002, "/start")
        await telegram.settled()
        assert not telegram.sent
        assert coach.turns(1002) == [None]

        slow.release()
        await coach.quiet()
    assert len(telegram.sent) == 2


@pytest.mark.asyncio
async def test_trap_13_a_poll_that_never_comes_back_is_noticed(coach: World) -> None:
    assert (await coach.gets("/healthz"))[0] == 200

    coach.channel._polls.last_at -= timedelta(seconds=channel.WATCHDOG_S + 1)

    status, told = await coach.gets("/healthz")
    assert status == 503
    assert '"hanging":["Telegram"]' in told
    await coach.starts()  # a poll came back
    assert (await coach.gets("/healthz"))[0] == 200


@pytest.mark.parametrize(
    "fault", [{"status": 502}, {"drop": True}, {"retry_after_s": 1}, {"status": 409, "description": "Conflict: other"}]
)
@pytest.mark.asyncio
async def test_polling_goes_on_after_a_failure(telegram: FakeTelegram, start: Starts, fault: dict[str, object]) -> None:
    failing = telegram.fail("getUpdates", times=1, **fault)  # type: ignore[arg-type]
    async with start() as coach:
        await coach.starts()
        await coach.quiet()

    assert failing.hits == 1
    assert coach.turns() == [None]
