"""Stopping, starting again and losing the connection: nothing that was acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot import wiring
from bot.channels.slack.channel import SlackChannel
from bot.commands import serve
from bot.service.intake import Intake
from tests.channels.holding import Held, arrivals, before_each_turn
from tests.channels.running import ReadsAsProblem
from tests.channels.slack.asking import EACH_ONCE, LOSES_SOCKETS, OVER_SOCKETS, Coaching, read, spoil_the_next_address
from tests.fakes.slack import Delivery, FakeSlack
from tests.waiting import HANG_S

pytestmark = pytest.mark.asyncio

GREETING = "I am the sales coach"


@EACH_ONCE
async def test_trap_13_a_slow_turn_in_progress_at_the_stop_is_saved_acknowledged_and_answered(
    coaching: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    before_each_turn(monkeypatch, held)

    hangs_up = hanging_up(monkeypatch)

    async def lets_go_once_it_stops(intake: Intake) -> None:
        # over a socket it hangs up once all is acknowledged, and drains then
        await slack.wait_for(lambda: intake._closing or (hangs_up and hangs_up[0]._socket))
        held.release()

    async with coaching.runs() as running:
        saying = slack.spawn(slack.says("U1", "hi"))
        await slack.wait_for(held.begun)
        slack.spawn(lets_go_once_it_stops(running.service.intake))
    delivery = await saying

    assert [attempt.acknowledged for attempt in delivery.attempts] == [True]
    assert coaching.turns() == ["hi"]
    assert [GREETING in read(one) for one in slack.posted] == [True] and coaching.unsent() == 0


@OVER_SOCKETS
async def test_a_press_that_comes_while_the_coach_ends_is_taken_since_slack_does_not_bring_it_again(
    coaching: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held("hi there")
    before_each_turn(monkeypatch, held)
    hangs_up, arrived = hanging_up(monkeypatch), arrivals(monkeypatch)

    async def presses_once_it_ends() -> Delivery:
        await slack.wait_for(lambda: hangs_up)
        pressing = slack.spawn(slack.presses("U1", slack.posted[0], "Try one"))
        await slack.wait_for(lambda: any(turn.choice for turn in arrived))
        held.release()
        return await pressing

    async with coaching.runs():
        await coaching.hears("hi")
        saying = slack.spawn(slack.says("U1", "hi there"))
        await slack.wait_for(held.begun)
        pressing = slack.spawn(presses_once_it_ends())
    delivery, pressed = await saying, await pressing

    assert pressed.acknowledged and delivery.acknowledged
    assert len(coaching.turns()) == 3


def hanging_up(monkeypatch: pytest.MonkeyPatch) -> list[SlackChannel]:
    """Return the channels that have begun to hang up."""
    begun: list[SlackChannel] = []
    hang_up = SlackChannel.hang_up

    async def noting(self: SlackChannel) -> None:
        begun.append(self)
        await hang_up(self)

    monkeypatch.setattr(SlackChannel, "hang_up", noting)
    return begun


async def test_trap_13_replies_that_do_not_go_out_in_time_are_left_to_the_next_run(
    coaching: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "DRAIN_S", 0.1)
    slow = slack.fail("chat.postMessage", hold=True, drop=True)
    async with coaching.runs():
        assert (await slack.says("U1", "hi")).acknowledged
        await slack.wait_for(lambda: slow.hits)
    slow.release()
    assert coaching.unsent() == 1 and slack.posted == []
    release_leases(coaching)

    async with coaching.runs():
        await coaching.all_sent()

    assert len(slack.posted) == 1 and coaching.turns() == ["hi"]


async def test_what_comes_while_the_coach_stops_is_not_acknowledged_and_taken_by_the_next_run(
    coaching: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack._http.retry_after_s = (0.05,) * 1200  # until the next run has started
    async with coaching.runs() as running:
        await coaching.hears("hi")
        arrived = arrivals(monkeypatch)
        running.service.intake._closing = True  # as `drain` sets it, first of all
        saying = slack.spawn(slack.says("U1", "1"))
        await slack.wait_for(lambda: arrived)
        assert coaching.turns() == ["hi"]
    async with coaching.runs():
        delivery = await saying
        await coaching.all_sent()

    assert delivery.acknowledged and not delivery.attempts[0].acknowledged
    assert coaching.turns() == ["hi", "1"] and len(slack.posted) == 2


@EACH_ONCE
async def test_replies_left_in_the_outbox_go_out_in_order_at_the_next_start(
    coaching: Coaching, slack: FakeSlack
) -> None:
    slack.add_user("U2", name="Sam Seller")
    slack.fail("chat.postMessage", times=99, status=500)
    async with coaching.runs():
        for words in ("hi", "1", "1", "menu"):
            await slack.says("U1", words)
            await slack.says("U2", words)
    left = coaching.unsent()
    slack.recover()
    release_leases(coaching)

    async with coaching.runs():
        await coaching.hears("skip")

    for who in ("U1", "U2"):
        kept = coaching.rows("SELECT key FROM outbox WHERE address = :who ORDER BY id", who=who)
        assert coaching.rows("SELECT key FROM outbox WHERE address = :who ORDER BY sent_at, id", who=who) == kept
        assert len(slack.posted_to(who)) == len(kept) and GREETING in read(slack.posted_to(who)[0])
    assert left >= 8


def release_leases(coaching: Coaching) -> None:
    """Let time pass: whatever waits may go."""
    with coaching.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET lease_until = NULL, state = 'pending' WHERE waiting")


@OVER_SOCKETS
@LOSES_SOCKETS
async def test_a_conversation_goes_on_over_a_new_socket_when_slack_asks_for_one(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held("1")
    before_each_turn(monkeypatch, held)
    await coach.hears("hi")

    in_flight = slack.spawn(slack.says("U1", "1"))
    await slack.wait_for(held.begun)
    await slack.disconnect("refresh_requested", close=True)
    await slack.wait_for(lambda: slack.connections and 1 not in slack.connections)
    held.release()
    await in_flight
    await coach.hears("1")
    await coach.all_sent()
    slack.strays.clear()  # an acknowledgement whose socket was gone by then

    assert all(delivery.acknowledged for delivery in slack.deliveries)
    assert coach.turns() == ["hi", "1", "1"] and len(slack.posted) == 4


@OVER_SOCKETS
@LOSES_SOCKETS
async def test_a_socket_cut_in_the_middle_of_a_turn_loses_nothing_and_repeats_nothing(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    await coach.hears("hi")
    before_each_turn(monkeypatch, held)
    saying = slack.spawn(slack.says("U1", "1"))
    await slack.wait_for(held.begun)
    slack.cut_sockets()
    await slack.wait_for(lambda: len(slack.deliveries[-1].attempts) > 1)
    held.release()
    delivery = await saying
    await coach.all_sent()
    slack.strays.clear()

    assert delivery.acknowledged and delivery.attempts[0].failed == "connection_failed"
    assert coach.turns() == ["hi", "1"] and len(slack.posted) == 2


@OVER_SOCKETS
@LOSES_SOCKETS
async def test_an_address_that_slack_takes_back_is_replaced_by_a_new_one(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_the_next_address(slack, monkeypatch)
    slack.cut_sockets()

    delivery = await slack.says("U1", "hi")
    await coach.all_sent()

    assert delivery.acknowledged and coach.turns() == ["hi"]


@pytest.mark.parametrize("transport", ["socket"])
@pytest.mark.parametrize("wrong", [{"slack_app_token": "xapp-wrong"}, {"slack_bot_token": "xoxb-wrong"}])
async def test_a_token_that_slack_refuses_ends_the_start_with_a_sentence(
    coaching: Coaching, slack: FakeSlack, wrong: dict[str, str]
) -> None:
    with pytest.raises(serve.CannotStart) as refused:
        async with asyncio.timeout(HANG_S), coaching.runs(**wrong):
            pass

    assert str(refused.value) == "Slack does not start: invalid_auth."
    assert slack.connections == []


@OVER_SOCKETS
async def test_a_proxy_that_answers_for_slack_ends_the_start_with_a_sentence(
    coaching: Coaching, slack: FakeSlack
) -> None:
    slack.fail("apps.connections.open", status=503, says=("text/plain", "no upstream"))

    with pytest.raises(serve.CannotStart, match="Slack does not start: status 503"):
        async with asyncio.timeout(HANG_S), coaching.runs():
            pass


@OVER_SOCKETS
async def test_a_start_that_slack_limits_waits_as_it_is_asked_to(coaching: Coaching, slack: FakeSlack) -> None:
    slack.fail("apps.connections.open", error="ratelimited", retry_after_s=3)  # once a minute is what Slack allows

    async with coaching.runs():
        await coaching.hears("hi")

    assert [call.status for call in slack.calls if call.method == "apps.connections.open"] == [429, 200]


async def test_who_stops_the_coach_while_it_tries_to_connect_need_not_wait(
    slack: FakeSlack, db_url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    give = slack._methods.open_socket
    refused: list[str] = []

    def refuse() -> str:
        refused.append(give())
        slack._sockets._tickets.clear()
        return refused[-1]

    monkeypatch.setattr(slack._methods, "open_socket", refuse)
    for name, value in (("BOT_TOKEN", slack.bot_token), ("APP_TOKEN", slack.app_token), ("API_URL", slack.api_url)):
        monkeypatch.setenv(f"COACH_SLACK_{name}", value)
    monkeypatch.setattr(wiring, "background_perception", ReadsAsProblem)
    wiring.settings.cache_clear()
    try:
        serving = asyncio.create_task(serve._serve(db=db_url, host="127.0.0.1", port=0))
        await slack.wait_for(lambda: refused)
        os.kill(os.getpid(), signal.SIGTERM)

        assert await asyncio.wait_for(serving, HANG_S) == 0
    finally:
        wiring.settings.cache_clear()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().remove_signal_handler(number)
    said = capfd.readouterr().err
    assert "Stopping" in said and "Ready." not in said and "Traceback" not in said


@pytest.mark.parametrize("transport", ["http"])
async def test_what_comes_before_slack_has_said_who_we_are_is_not_taken_and_comes_again(
    coach: Coaching, slack: FakeSlack
) -> None:
    identity = coach.service.channels[0]._identity  # type: ignore[attr-defined]
    us, identity.us = identity.us, None

    saying = slack.spawn(slack.says("U1", "hi"))
    await slack.wait_for(lambda: slack.deliveries and slack.deliveries[0].attempts and slack.deliveries[0].status)
    identity.us = us
    delivery = await saying
    await coach.all_sent()

    assert delivery.attempts[0].status == 503 and delivery.acknowledged and coach.turns() == ["hi"]
