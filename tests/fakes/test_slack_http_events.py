"""The fake's events over HTTP, tried against Bolt behind uvicorn on a real socket. Bolt's own listeners are the app."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import pytest
import pytest_asyncio
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.apps import bolt_app, over_http, web_client
from tests.waiting import HANG_S

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(ack_within_s=HANG_S, retry_after_s=(0.0, 0.01, 0.02)) as fake:
        fake.add_user("U1", name="Rita Rep")
        yield fake


class Recorder:
    """An app that verifies every request as slack_sdk does and answers what it is told to."""

    def __init__(self, slack: FakeSlack) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[web.Response] = []
        self.gate = asyncio.Event()  # while it is shut, no answer goes out
        self.gate.set()
        self._verifier = SignatureVerifier(slack.signing_secret)

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.requests.append((dict(request.headers), body))
        await self.gate.wait()
        if not self._verifier.is_valid_request(body, dict(request.headers)):
            return web.Response(status=401)
        return self.answers.pop(0) if self.answers else web.Response()


@asynccontextmanager
async def recording(slack: FakeSlack) -> AsyncIterator[Recorder]:
    recorder = Recorder(slack)
    app = web.Application()
    app.router.add_post("/", recorder.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield recorder
    finally:
        await runner.cleanup()


def an_echo(slack: FakeSlack) -> AsyncApp:
    app = bolt_app(slack)

    @app.event("message")
    async def echo(event: dict[str, str], say) -> None:  # type: ignore[no-untyped-def]
        await say(text=f"you said: {event['text']}")

    return app


async def test_a_bolt_app_echoes_a_message(slack):
    async with over_http(slack, an_echo(slack)):
        delivery = await slack.says("U1", "Fish & <chips>")

    assert delivery.acknowledged and delivery.status == 200 and len(delivery.attempts) == 1
    assert [posted.text for posted in slack.posted_to("U1")] == ["you said: Fish &amp; &lt;chips&gt;"]


async def test_a_bolt_app_hears_a_button_and_a_command(slack):
    app = bolt_app(slack)
    heard = []

    @app.action("start")
    async def start(ack, action, body, respond) -> None:
        await ack()
        heard.append((action["value"], body["user"]["id"], body["channel"]["id"]))
        await respond("on it")

    @app.command("/coach")
    async def coach(ack, command) -> None:
        heard.append((command["text"], command["user_id"], command["channel_id"]))
        await ack("hello")

    button = {"type": "button", "text": {"type": "plain_text", "text": "Start"}, "action_id": "start", "value": "s|1"}
    await web_client(slack).chat_postMessage(
        channel="U1", text="Ready?", blocks=[{"type": "actions", "elements": [button]}]
    )
    async with over_http(slack, app):
        pressed = await slack.presses("U1", slack.posted[0], "Start")
        commanded = await slack.command("U1", "/coach", "drill")

    assert heard == [("s|1", "U1", slack.dm("U1")), ("drill", "U1", slack.dm("U1"))]
    assert pressed.acknowledged and commanded.answer == "hello"
    assert pressed.payload["actions"][0]["block_id"] == slack.posted[0].message["blocks"][0]["block_id"]
    assert [body["text"] for _, body in slack.responses] == ["on it"]


async def test_an_org_wide_install_names_no_team():
    async with FakeSlack(enterprise_id="E1") as org:
        org.add_user("U1")
        app = bolt_app(org)
        seen = []

        @app.event("message")
        async def hear(context) -> None:
            seen.append((context.team_id, context.enterprise_id, context.is_enterprise_install))

        async with over_http(org, app):
            assert (await org.says("U1", "hi")).acknowledged

    assert seen == [(None, "E1", True)]


async def test_bolt_answers_404_to_what_it_does_not_handle_and_slack_tries_three_times_more(slack):
    async with over_http(slack, bolt_app(slack)):
        delivery = await slack.event(
            {"type": "app_home_opened", "user": "U1", "channel": slack.dm("U1"), "tab": "home"}
        )

    assert [attempt.status for attempt in delivery.attempts] == [404] * 4
    assert not delivery.acknowledged and delivery.finished


@pytest.mark.parametrize("signature", ["wrong", "old", "missing"])
async def test_bolt_refuses_a_bad_signature_with_401(slack, signature):
    async with over_http(slack, an_echo(slack)):
        delivery = await slack.says("U1", "hi", signature=signature)

    assert {attempt.status for attempt in delivery.attempts} == {401}
    assert slack.posted == []


async def test_bolt_answers_the_url_verification(slack):
    async with over_http(slack, bolt_app(slack)):
        delivery = await slack.url_verification("xyz")

    assert delivery.acknowledged and delivery.answer == {"challenge": "xyz"}


async def test_the_envelope_is_slacks(slack):
    async with recording(slack) as app:
        await slack.says("U1", "a/b & ü", event_id="Ev1", thread_ts="1700000000.000100")

    headers, body = app.requests[0]
    envelope = json.loads(body)
    event = envelope["event"]
    assert headers["Content-Type"] == "application/json" and "X-Slack-Retry-Num" not in headers
    assert (envelope["type"], envelope["event_id"], envelope["team_id"]) == ("event_callback", "Ev1", "T0FAKE")
    assert (event["channel_type"], event["channel"], event["user"]) == ("im", slack.dm("U1"), "U1")
    assert event["text"] == "a/b &amp; ü" and event["thread_ts"] == "1700000000.000100"
    assert b"a\\/b" in body and b"\\u00fc" in body
    assert envelope["authorizations"][0]["is_bot"] is True


async def test_an_org_wide_press_names_no_team_but_its_organization():
    async with FakeSlack(enterprise_id="E1") as org, recording(org) as app:
        org.add_user("U1")
        await web_client(org).chat_postMessage(
            channel="U1",
            text="Ready?",
            blocks=[
                {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Go"}}]}
            ],
        )
        await org.presses("U1", org.posted[0], "Go", value="forged")
        with pytest.raises(LookupError):
            await org.presses("U1", org.posted[0], "Stop")

    press = json.loads(parse_qs(app.requests[0][1].decode())["payload"][0])
    assert (press["team"], press["enterprise"]["id"], press["is_enterprise_install"]) == (None, "E1", True)
    assert (press["user"]["team_id"], press["channel"]["name"]) == ("T0FAKE", "directmessage")
    assert press["actions"][0]["value"] == "forged" and press["actions"][0]["action_id"]


async def test_a_failed_event_comes_again_with_its_number_its_reason_and_its_id(slack):
    async with recording(slack) as app:
        app.answers = [web.Response(status=500), web.Response(status=302, headers={"Location": "/"})]
        delivery = await slack.says("U1", "hi")

    numbers = [headers.get("X-Slack-Retry-Num") for headers, _ in app.requests]
    reasons = [headers.get("X-Slack-Retry-Reason") for headers, _ in app.requests]
    assert numbers == [None, "1", "2"] and reasons == [None, "http_error", "http_error"]
    assert len({json.loads(body)["event_id"] for _, body in app.requests}) == 1
    assert [attempt.status for attempt in delivery.attempts] == [500, 302, 200] and delivery.acknowledged


async def test_an_answer_after_the_time_is_no_acknowledgement():
    async with FakeSlack(ack_within_s=0.05) as slack, recording(slack) as app:
        slack.add_user("U1")
        app.gate.clear()
        delivery = await slack.says("U1", "hi")
        app.gate.set()

    assert [attempt.failed for attempt in delivery.attempts] == ["http_timeout"] * 4
    assert delivery.attempts[1].reason == "http_timeout" and not delivery.acknowledged


async def test_nobody_listening_is_a_failed_connection(slack):
    async with recording(slack):
        pass

    delivery = await slack.says("U1", "hi")

    assert {attempt.failed for attempt in delivery.attempts} == {"connection_failed"}


async def test_an_app_may_forbid_retries(slack):
    async with recording(slack) as app:
        app.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
        delivery = await slack.says("U1", "hi")

    assert len(delivery.attempts) == 1


async def test_a_command_that_fails_is_not_tried_again(slack):
    async with recording(slack) as app:
        app.answers = [web.Response(status=500)]
        delivery = await slack.command("U1", "/coach")

    assert len(delivery.attempts) == 1 and not delivery.acknowledged


async def test_edits_and_deletions_come_as_hidden_messages(slack):
    async with recording(slack):
        first = await slack.says("U1", "helo")
        edit = await slack.edits("U1", first.event_ts, "hello")
        gone = await slack.deletes("U1", first.event_ts)

    assert edit.payload["event"]["subtype"] == "message_changed" and "user" not in edit.payload["event"]
    assert edit.payload["event"]["message"]["text"] == "hello"
    assert edit.payload["event"]["previous_message"]["text"] == "helo"
    assert gone.payload["event"]["subtype"] == "message_deleted"
    assert gone.payload["event"]["deleted_ts"] == first.event_ts


async def test_many_messages_may_be_in_flight(slack):
    async with recording(slack) as app:
        app.gate.clear()
        for number in range(50):
            slack.spawn(slack.says("U1", str(number)))
        await slack.wait_for(lambda: len(app.requests) == 50)
        app.gate.set()
        await slack.settled()

    assert all(delivery.acknowledged for delivery in slack.deliveries) and len(app.requests) == 50
    stamps = [delivery.event_ts for delivery in slack.deliveries]
    assert stamps == sorted(set(stamps))
