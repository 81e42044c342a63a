"""Traps 6 and 7, and what a network does to replies: rate limits, refusals, lost answers, a restart in between."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels.telegram.conftest import Starts
from tests.channels.telegram.world import WELCOME, World, both_databases, both_ways, both_ways_and_databases
from tests.fakes.telegram import FakeTelegram

LINES = ["one", "two", "three"]


def started(coach: World, *people: int) -> None:
    for who in people:
        coach.telegram.add_user(who)


def in_order(coach: World, who: int = 1001) -> bool:
    """Whether what a person got are their replies in the order of the outbox, with nothing left out or repeated."""
    texts = [reply["text"] for reply in coach.replies(who)]
    return coach.texts(who) == texts


@both_ways_and_databases
@pytest.mark.asyncio
async def test_trap_6_a_429_is_obeyed_and_delays_nobody_else(coach: World) -> None:
    started(coach, 1002)
    await coach.starts()
    await coach.quiet()
    telegram = coach.telegram
    telegram.fail("sendMessage", chat=1001, retry_after_s=20)
    asked_at = telegram.clock()

    for line in LINES:
        await telegram.says(1001, line)
    await coach.starts(1002)
    assert telegram.clock() - asked_at < 20
    assert len(coach.texts()) == 1

    await coach.quiet()
    calls = [call for call in telegram.called("sendMessage") if call.params["chat_id"] in (1001, "1001")]
    refused = next(call for call in calls if call.error)
    assert min(call.at for call in calls if call.at > refused.at) - refused.at >= 20
    assert in_order(coach)
    assert coach.turns() == [None, *LINES]


@pytest.mark.asyncio
async def test_trap_6_what_is_said_while_a_send_is_being_refused_waits_no_longer(coach: World) -> None:
    await coach.starts()
    await coach.quiet()
    slow = coach.telegram.fail("sendMessage", hold=True, retry_after_s=1)
    await coach.telegram.says(1001, "one")
    await coach.telegram.until(lambda: slow.hits)

    await coach.telegram.says(1001, "two")
    await coach.telegram.settled()
    slow.release()
    asked_at = coach.telegram.clock()
    await coach.quiet()

    assert coach.telegram.clock() - asked_at < 12  # a lease is 15 s
    assert in_order(coach)


@both_ways
@pytest.mark.asyncio
async def test_trap_6_telegrams_own_limits_lose_and_repeat_nothing(coach: World) -> None:
    people = (2001, 2002, 2003)
    started(coach, *people)
    coach.telegram.limit(per_chat_s=1.0, burst=1, per_second=30)

    for line in LINES:
        for who in people:
            await coach.telegram.says(who, line)
    await coach.quiet()

    assert all(in_order(coach, who) for who in people)
    assert [call for call in coach.telegram.calls if call.status == 429]


@both_databases
@pytest.mark.parametrize("why", ["blocks", "deactivates"])
@pytest.mark.asyncio
async def test_trap_7_forbidden_makes_a_rep_unreachable_for_good(coach: World, why: str) -> None:
    await coach.starts()
    await coach.quiet()
    said = await coach.telegram.says(1001, "Hello")
    getattr(coach.telegram, why)(1001)

    await coach.telegram.settled()
    await coach.telegram.until(lambda: coach.rows("SELECT unreachable_at IS NOT NULL FROM identity") == [(True,)])

    sends = len(coach.telegram.called("sendMessage"))
    await coach.quiet()
    assert said.confirmed
    assert sends == len(coach.telegram.called("sendMessage")) == 2
    assert coach.rows("SELECT DISTINCT state FROM outbox WHERE id > 1") == [("failed",)]


@pytest.mark.asyncio
async def test_trap_7_who_comes_back_is_answered_and_gets_nothing_old(coach: World) -> None:
    await coach.starts()
    await coach.quiet()
    await coach.telegram.says(1001, "Hello")
    coach.telegram.blocks(1001)
    await coach.telegram.until(lambda: coach.rows("SELECT 1 FROM identity WHERE unreachable_at IS NOT NULL"))
    coach.telegram.chats.people[1001].blocked = False

    await coach.starts()
    await coach.quiet()

    assert coach.rows("SELECT unreachable_at FROM identity") == [(None,)]
    assert [WELCOME in text for text in coach.texts()] == [True, True]


@both_ways
@pytest.mark.asyncio
async def test_trap_7_a_bad_request_is_given_up_and_never_tried_again(coach: World) -> None:
    bad = coach.telegram.fail("sendMessage", times=9, description="Bad Request: can't parse entities")
    await coach.telegram.says(1001, "/start")
    await coach.quiet()
    assert bad.hits == 1
    bad.left = 0

    await coach.starts()
    await coach.quiet()
    assert coach.rows("SELECT state FROM outbox ORDER BY id") == [("failed",), ("sent",)]
    await coach.counts('coach_sends_total{outcome="refused",platform="telegram"} 1.0')


@pytest.mark.parametrize("why", ["chat not found", "PEER_ID_INVALID", "user not found"])
@pytest.mark.asyncio
async def test_trap_7_a_chat_that_is_gone_is_unreachable(coach: World, why: str) -> None:
    coach.telegram.fail("sendMessage", description=f"Bad Request: {why}")
    await coach.telegram.says(1001, "/start")
    await coach.quiet()

    assert coach.rows("SELECT unreachable_at IS NOT NULL FROM identity") == [(True,)]


@pytest.mark.parametrize(
    ("fault", "copies"),
    [
        ({"status": 502}, 1),
        ({"drop": True}, 1),
        ({"drop": True, "after_effect": True}, 2),  # Telegram alone knows that it was sent
        ({"status": 502, "after_effect": True}, 2),
    ],
)
@pytest.mark.asyncio
async def test_a_lost_answer_repeats_at_most_the_message_in_flight(
    coach: World, fault: dict[str, Any], copies: int
) -> None:
    await coach.starts()
    await coach.quiet()
    coach.telegram.fail("sendMessage", **fault)

    for line in LINES:
        await coach.telegram.says(1001, line)
    await coach.quiet()

    texts = [reply["text"] for reply in coach.replies()]
    assert coach.texts() == [texts[0], *texts[1:2] * copies, *texts[2:]]
    assert coach.turns() == [None, *LINES]


@both_ways_and_databases
@pytest.mark.asyncio
async def test_the_next_run_sends_in_order_what_was_left_in_the_outbox(telegram: FakeTelegram, start: Starts) -> None:
    started_at = telegram.clock()
    async with start() as coach:
        await coach.starts()
        await coach.quiet()
        down = telegram.fail("sendMessage", times=99, status=502)
        for line in LINES:
            await telegram.says(1001, line)
        await telegram.settled()
        assert coach.unsent() == 6
    assert len(telegram.sent) == 1
    down.left = 0

    async with start() as coach:
        await coach.quiet()
        assert len(telegram.sent) == 7
        assert in_order(coach)
        assert coach.turns() == [None, *LINES]
    assert telegram.clock() - started_at < 60


@pytest.mark.asyncio
async def test_a_reply_that_was_in_flight_at_a_kill_is_sent_by_the_next_run(
    telegram: FakeTelegram, start: Starts
) -> None:
    async with start() as coach:
        await coach.starts()
        await coach.quiet()
        coach.change("UPDATE outbox SET state = 'sending', waiting = true, sent_at = NULL, lease_until = NULL")

    async with start() as coach:
        await telegram.receives(1001, 2)
        await coach.quiet()

    assert len(set(coach.texts())) == 1
