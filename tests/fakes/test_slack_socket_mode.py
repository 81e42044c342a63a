"""The fake's Socket Mode, tried against Bolt's handler, slack_sdk's client and a bare websocket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.apps import bolt_app, over_socket_mode, web_client
from tests.waiting import HANG_S

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(ack_within_s=HANG_S, retry_after_s=(0.0, 0.01, 0.02)) as fake:
        fake.add_user("U1", name="Rita Rep")
        yield fake


@asynccontextmanager
async def a_socket(slack: FakeSlack) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare connection whose hello was read."""
    opened = await web_client(slack).apps_connections_open(app_token=slack.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
        assert (await socket.receive_json(timeout=HANG_S))["type"] == "hello"
        yield socket


async def test_a_bolt_app_echoes_over_socket_mode(slack):
    app = bolt_app(slack)
    retries = []

    @app.event("message")
    async def echo(event: dict[str, Any], say, request) -> None:
        retries.append(request.headers.get("x-slack-retry-num"))
        await say(text=f"you said: {event['text']}")

    async with over_socket_mode(slack, app):
        delivery = await slack.says("U1", "hi")

    assert delivery.acknowledged and len(delivery.attempts) == 1
    assert [posted.text for posted in slack.posted_to("U1")] == ["you said: hi"]
    assert retries == [["0"]] and slack.strays == []


async def test_a_bolt_app_hears_a_button_and_a_command_over_socket_mode(slack):
    app = bolt_app(slack)
    heard = []

    @app.action("start")
    async def start(ack, action) -> None:
        heard.append(action["value"])
        await ack()

    @app.command("/coach")
    async def coach(ack, command) -> None:
        await ack(f"hello {command['text']}")

    button = {"type": "button", "text": {"type": "plain_text", "text": "Start"}, "action_id": "start", "value": "s|1"}
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Ready?"}, "accessory": button}]
    await web_client(slack).chat_postMessage(channel="U1", text="Ready?", blocks=blocks)
    async with over_socket_mode(slack, app):
        assert (await slack.presses("U1", slack.posted[0], "start")).acknowledged
        commanded = await slack.command("U1", "/coach", "drill")

    assert heard == ["s|1"] and commanded.answer == {"text": "hello drill"}


async def test_slacks_client_reconnects_when_asked_to(slack):
    app = bolt_app(slack)
    heard = []

    @app.event("message")
    async def hear(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    async with over_socket_mode(slack, app):
        await slack.says("U1", "before")
        await slack.disconnect("refresh_requested")
        await slack.wait_for(lambda: slack.connections == [2])
        after = await slack.says("U1", "after")

    assert heard == ["before", "after"] and after.attempts[-1].connection == 2


async def test_slack_warns_and_then_hangs_up(slack):
    async with a_socket(slack) as socket:
        await slack.disconnect("warning")
        warning = await socket.receive_json(timeout=HANG_S)
        slack.spawn(slack.disconnect("refresh_requested", close=True))
        goodbye = await socket.receive_json(timeout=HANG_S)
        end = await socket.receive(timeout=HANG_S)

    assert (warning["type"], warning["reason"]) == ("disconnect", "warning")
    assert goodbye["reason"] == "refresh_requested" and end.type is aiohttp.WSMsgType.CLOSE


async def test_hello_tells_the_app_and_the_number_of_connections(slack):
    url = (await web_client(slack).apps_connections_open(app_token=slack.app_token))["url"]
    async with a_socket(slack), aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        hello = await socket.receive_json(timeout=HANG_S)

    assert hello["num_connections"] == 2 and hello["connection_info"] == {"app_id": "A0COACH"}


async def test_a_websocket_url_is_good_once(slack):
    url = (await web_client(slack).apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url):
            pass
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_an_envelope_nobody_acknowledges_comes_again_under_a_new_envelope_id(slack):
    async with a_socket(slack) as socket:
        saying = slack.spawn(slack.says("U1", "hi"))
        first = await socket.receive_json(timeout=HANG_S)
        slack.deliveries[0].attempts[0].expire()
        second = await socket.receive_json(timeout=HANG_S)
        await socket.send_json({"envelope_id": second["envelope_id"]})
        delivery = await saying

    assert first["payload"] == second["payload"] and first["envelope_id"] != second["envelope_id"]
    assert (first["type"], first["accepts_response_payload"]) == ("events_api", False)
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert [attempt.acknowledged for attempt in delivery.attempts] == [False, True]


async def test_what_a_dead_connection_held_goes_out_on_the_next(slack):
    async with a_socket(slack) as socket:
        saying = slack.spawn(slack.says("U1", "hi"))
        first = await socket.receive_json(timeout=HANG_S)
        slack.cut_sockets()
        async with a_socket(slack) as other:
            again = await other.receive_json(timeout=HANG_S)
            await other.send_json({"envelope_id": again["envelope_id"]})
            delivery = await saying

    assert again["payload"]["event_id"] == first["payload"]["event_id"]
    assert delivery.attempts[0].failed == "connection_failed" and delivery.acknowledged


async def test_an_event_waits_for_the_first_connection(slack):
    saying = slack.spawn(slack.says("U1", "hi"))
    async with a_socket(slack) as socket:
        envelope = await socket.receive_json(timeout=HANG_S)
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        assert (await saying).acknowledged


async def test_an_event_nobody_takes_is_given_up():
    async with FakeSlack(ack_within_s=0.03) as slack:
        slack.add_user("U1")
        delivery = await slack.says("U1", "hi")

    assert len(delivery.attempts) == 4 and not delivery.acknowledged
    assert delivery.attempts[-1].connection is None


async def test_connections_share_the_envelopes_in_turn(slack):
    async with a_socket(slack) as one, a_socket(slack) as two:
        for _ in range(4):
            slack.spawn(slack.says("U1", "hi"))
        for socket in (one, two, one, two):
            envelope = await socket.receive_json(timeout=HANG_S)
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
        await slack.settled()

    assert sorted(delivery.attempts[0].connection for delivery in slack.deliveries) == [1, 1, 2, 2]


async def test_an_eleventh_connection_is_turned_away(slack):
    urls = [(await web_client(slack).apps_connections_open(app_token=slack.app_token))["url"] for _ in range(11)]
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(url) for url in urls[:10]]
        await slack.wait_for(lambda: len(slack.connections) == 10)
        async with session.ws_connect(urls[10]) as last:
            goodbye = await last.receive_json(timeout=HANG_S)
        await asyncio.gather(*(socket.close() for socket in sockets))

    assert goodbye["reason"] == "too_many_websockets"


async def test_what_is_no_acknowledgement_is_kept(slack):
    async with a_socket(slack) as socket:
        await socket.send_str("not json")
        await socket.send_json({"envelope_id": "nobody's"})
        await slack.wait_for(lambda: len(slack.strays) == 2)

    assert slack.strays == ["not json", {"envelope_id": "nobody's"}]


async def test_a_bot_token_opens_no_connection(slack):
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {slack.bot_token}"}) as session:
        answer = await session.post(f"{slack.api_url}apps.connections.open")
        assert (await answer.json())["error"] == "not_allowed_token_type"
