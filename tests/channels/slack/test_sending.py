"""How replies go out: in order, as Slack asks, never to a dead address. Sending is the same over either transport."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.sender import SlackSender
from bot.service.delivery import LEASE_S, Delivery
from dialogs.errors import DeliveryError
from dialogs.model import Outgoing, WorkspaceId
from dialogs.replies import Ask, Choice, Say
from tests.channels.holding import before_each_turn
from tests.channels.running import ReadsAsProblem
from tests.channels.slack.asking import ON_BOTH, OVER_HTTP, OVER_SOCKETS, Coaching, read
from tests.fakes.slack import Call, FakeSlack

pytestmark = pytest.mark.asyncio

TROUBLE = "Something went wrong on my side"
EITHER = [[("pending",)], [("in_doubt",)], [("sent",)]]  # by whether the message may have arrived
WAITS_ALONE = [("pending",), ("pending",), ("sent",)]
DEAD = ("account_inactive", "channel_not_found", "token_revoked", "user_not_found")


def posts(slack: FakeSlack) -> list[Call]:
    return [call for call in slack.calls if call.method == "chat.postMessage"]


def two_looks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Return whether the sweep has looked twice since: once it may have been at it already."""
    looks: list[int] = []
    lease_due = Delivery._lease_due

    async def counted(self: Delivery) -> Sequence[Outgoing]:
        found = await lease_due(self)
        looks.append(len(found))
        return found

    monkeypatch.setattr(Delivery, "_lease_due", counted)
    return lambda: len(looks) >= 2


def unreachable(coach: Coaching) -> bool:
    return bool(coach.rows("SELECT 1 FROM identity WHERE unreachable_at IS NOT NULL"))


@ON_BOTH
@OVER_HTTP
async def test_trap_7_a_429_is_obeyed_and_the_reply_arrives_once(coach: Coaching, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", error="ratelimited", retry_after_s=1)
    asked_at = monotonic()

    await coach.hears("hi")

    assert [call.status for call in posts(slack)] == [429, 200] and len(slack.posted) == 1
    assert monotonic() - asked_at >= 1


@ON_BOTH
@OVER_SOCKETS
async def test_trap_7_a_long_429_waits_in_the_outbox_in_order_and_delays_nobody_else(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.add_user("U2", name="Sam Seller")
    slack.fail("chat.postMessage", error="ratelimited", retry_after_s=30, channel=slack.dm("U1"))

    await slack.says("U1", "hi")
    await slack.wait_for(lambda: posts(slack))
    await slack.says("U1", "1")
    await slack.says("U2", "hi")
    await slack.wait_for(lambda: coach.rows("SELECT state FROM outbox ORDER BY id") == WAITS_ALONE)
    coach.clock.passes(29)
    await slack.wait_for(two_looks(monkeypatch))
    assert slack.posted_to("U1") == [] and len(slack.posted_to("U2")) == 1
    coach.clock.passes(1)
    await slack.wait_for(lambda: len(slack.posted_to("U1")) == 2)

    mine = [call for call in posts(slack) if call.params["channel"] == slack.dm("U1")]
    assert [call.status for call in mine] == [429, 200, 200]
    assert ["sales coach" in read(one) for one in slack.posted_to("U1")] == [True, False]


@OVER_HTTP
async def test_trap_7_slacks_one_message_a_second_is_kept_to_and_nothing_is_lost(
    coach: Coaching, slack: FakeSlack
) -> None:
    slack.limit("chat.postMessage", per_second=1.0, burst=2)
    for words in ("hi", "1", "1"):
        await slack.says("U1", words)
    await coach.all_sent()

    kept = coach.rows("SELECT key FROM outbox ORDER BY id")
    assert coach.rows("SELECT key FROM outbox ORDER BY sent_at, id") == kept and len(slack.posted) == len(kept) == 4


@ON_BOTH
@OVER_HTTP
@pytest.mark.parametrize("error", DEAD)
async def test_trap_16_a_dead_address_is_marked_and_never_tried_again_until_its_person_writes(
    coach: Coaching, slack: FakeSlack, error: str
) -> None:
    slack.fail("chat.postMessage", error=error)
    await slack.says("U1", "hi")
    await slack.wait_for(lambda: unreachable(coach))
    assert coach.unsent() == 0 and len(posts(slack)) == 1

    await coach.hears("1")

    assert not unreachable(coach)
    assert len(posts(slack)) == 2 and "Is this buyer" in read(slack.posted[0])


@pytest.mark.parametrize("who", ["U1", "U0NOBODY"])  # user_disabled, user_not_found
async def test_trap_16_a_direct_message_that_cannot_be_opened_is_dead_too(slack: FakeSlack, who: str) -> None:
    slack.deactivate("U1")
    sender = SlackSender(AsyncWebClient(slack.bot_token, base_url=slack.api_url))

    with pytest.raises(DeliveryError) as dead:
        await sender.send(Outgoing("key", WorkspaceId("T0FAKE"), "slack", who, Say("hi"), "menu.choosing", "1.1", 1))

    assert dead.value.permanent and [call.method for call in slack.calls] == ["conversations.open"]


@OVER_SOCKETS
async def test_trap_16_what_else_waits_for_a_deactivated_person_is_given_up_too(
    coach: Coaching, slack: FakeSlack
) -> None:
    slow = slack.fail("chat.postMessage", hold=True)
    for words in ("hi", "1", "1"):
        await slack.says("U1", words)
    slack.deactivate("U1", post_error="account_inactive")
    slow.release()

    await slack.wait_for(lambda: unreachable(coach))

    assert coach.unsent() == 0 and len(posts(slack)) <= 2 and slack.posted == []


@OVER_HTTP
async def test_trap_16_a_revoked_token_is_not_hammered(coach: Coaching, slack: FakeSlack) -> None:
    await coach.hears("hi")
    slack.revoke("token_revoked")
    await slack.says("U1", "1")
    await slack.wait_for(lambda: unreachable(coach))
    calls = len(slack.calls)
    slack.revoke(None)

    assert calls == len(slack.calls) and coach.unsent() == 0
    await coach.hears("1")
    assert not unreachable(coach) and len(slack.posted) > 1


@OVER_HTTP
@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"error": "internal_error"}, {"drop": True}])
async def test_what_slack_fails_to_take_it_gets_again_and_nothing_overtakes_it(
    coach: Coaching, slack: FakeSlack, fault: dict[str, int]
) -> None:
    slack.fail("chat.postMessage", **fault)

    await slack.says("U1", "hi")
    await slack.wait_for(lambda: posts(slack))
    await slack.says("U1", "1")
    await coach.all_sent()

    assert ["sales coach" in read(one) for one in slack.posted] == [True, False]
    assert coach.rows("SELECT DISTINCT state FROM outbox") == [("sent",)]


PROXY = (
    {"status": 503, "says": ("text/plain", "upstream connect error")},
    {"status": 502, "says": ("text/html", "<h1>Bad Gateway</h1>")},
    {"status": 429, "says": ("text/plain", "slow down")},
    {"status": 200, "says": ("text/plain", "under maintenance")},
    {"status": 200, "says": ("application/json", "{")},
    {"status": 200, "says": ("application/json", "null")},
)


@OVER_HTTP
@pytest.mark.parametrize("fault", PROXY)
async def test_what_a_proxy_answers_in_slacks_place_is_one_more_failure(
    coach: Coaching, slack: FakeSlack, fault: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail("users.info", **fault)
    slack.fail("chat.postMessage", **fault)

    await slack.says("U1", "hi")
    await slack.wait_for(lambda: coach.rows("SELECT state FROM outbox") in EITHER)
    await coach.hears("1")

    assert ["sales coach" in read(one) for one in slack.posted] == [True, False]
    assert "a send failed" not in caplog.text and "never retrieved" not in caplog.text


async def test_a_reply_that_cannot_be_rendered_is_given_up_and_holds_up_nothing(slack: FakeSlack) -> None:
    sender = SlackSender(AsyncWebClient(slack.bot_token, base_url=slack.api_url))
    reply = Ask("Which?", (Choice("x" * 100, "This"),))

    with pytest.raises(DeliveryError) as refused:
        await sender.send(Outgoing("key", WorkspaceId("T0FAKE"), "slack", "U1", reply, "menu.choosing", "1.1", 1))

    assert refused.value.refused and not refused.value.permanent and slack.calls == []


@OVER_SOCKETS
async def test_a_connection_dropped_after_the_effect_repeats_nothing_for_slack_is_asked(
    coach: Coaching, slack: FakeSlack
) -> None:
    slack.fail("chat.postMessage", drop=True, after_effect=True)

    await coach.hears("hi")
    await coach.hears("1")

    assert ["sales coach" in read(one) for one in slack.posted] == [True, False]


@OVER_HTTP
async def test_a_reply_whose_lease_runs_out_while_slack_takes_it_is_not_sent_twice(
    coach: Coaching, slack: FakeSlack
) -> None:
    slow = slack.fail("chat.postMessage", hold=True)
    await slack.says("U1", "hi")
    await slack.wait_for(lambda: slow.hits)
    coach.clock.passes(LEASE_S)
    await slack.wait_for(lambda: coach.rows("SELECT attempts FROM outbox") == [(2,)])  # a sweep took it
    slow.release()
    await coach.all_sent()
    await coach.hears("1")

    assert ["sales coach" in read(one) for one in slack.posted] == [True, False]


async def test_a_fault_of_ours_is_one_sentence_and_acknowledged_and_delays_nobody(
    coaching: Coaching, slack: FakeSlack
) -> None:
    class Broken(ReadsAsProblem):
        def perceive(self, text, listening):  # type: ignore[no-untyped-def]
            raise RuntimeError(text) if "boom" in text else AssertionError

    slack.add_user("U2", name="Sam Seller")
    async with coaching.runs(perception=Broken()):
        for words in ("hi", "1", "1"):
            await coaching.hears(words)
        before = len(slack.posted)

        delivery = await slack.says("U1", "What goes boom?")
        await slack.wait_for(lambda: len(slack.posted) > before)
        await coaching.hears("hi", who="U2")
        await coaching.hears("menu")

    assert delivery.acknowledged and len(delivery.attempts) == 1
    told = [read(one) for one in slack.posted_to("U1")[before:]]
    assert TROUBLE in told[0] and "practise" in told[1] and len(told) == 2
    assert coaching.turns() == ["hi", "1", "1", "menu"] and coaching.turns("U2") == ["hi"]


async def test_a_fault_before_a_person_is_known_is_told_in_their_direct_message(
    coach: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    before_each_turn(monkeypatch, fail)

    delivery = await slack.says("U1", "hi")
    await slack.wait_for(lambda: slack.posted)

    assert delivery.acknowledged and TROUBLE in read(slack.posted[0]) and len(slack.posted_to("U1")) == 1
