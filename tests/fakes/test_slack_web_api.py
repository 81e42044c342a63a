"""The fake's Web API, tried with slack_sdk's client: what it answers, what it refuses, and what it writes down."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.apps import web_client

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(clock=lambda: 1_700_000_000.5) as fake:
        fake.add_user("U1", name="Rita Rep", tz="America/New_York")
        yield fake


@pytest_asyncio.fixture
async def client(slack: FakeSlack) -> AsyncWebClient:
    return web_client(slack)


async def refusal(call: Any) -> dict[str, Any]:
    """The body with which Slack refused this call."""
    with pytest.raises(SlackApiError) as refused:
        await call
    body: dict[str, Any] = refused.value.response.data
    return body


async def raw(slack: FakeSlack, method: str, **request: Any) -> dict[str, Any]:
    """The body of an answer to a request that slack_sdk would not send."""
    async with aiohttp.ClientSession() as session:
        answer = await session.post(slack.api_url + method, **request)
        body: dict[str, Any] = await answer.json()
        return body


async def test_auth_test_names_the_bot_and_its_scopes(slack, client):
    answer = await client.auth_test()

    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0FAKE", "U0COACH", "B0COACH")
    assert set(answer.headers["x-oauth-scopes"].split(",")) >= {"chat:write", "im:write", "users:read"}
    assert answer["is_enterprise_install"] is False


async def test_a_message_is_echoed_and_written_down(slack, client):
    channel = (await client.conversations_open(users="U1"))["channel"]["id"]
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*hi*"}}

    answer = await client.chat_postMessage(channel=channel, text="hi", blocks=[block])
    again = await client.chat_postMessage(channel="U1", text="hi")

    assert channel == slack.dm("U1") == answer["channel"] == again["channel"]
    assert (answer["ts"], again["ts"]) == ("1700000000.000100", "1700000000.000200")
    assert answer["message"]["bot_id"] == "B0COACH" and answer["message"]["blocks"][0]["block_id"]
    posted = slack.posted_to("U1")[0]
    assert (posted.channel, posted.user, posted.text, posted.blocks) == (channel, "U1", "hi", [block])
    assert posted.at == 1_700_000_000.5
    assert [(call.method, call.ok, call.status) for call in slack.calls[1:]] == [("chat.postMessage", True, 200)] * 2


async def test_users_info_gives_the_zone(slack, client):
    user = (await client.users_info(user="U1"))["user"]

    assert (user["tz"], user["tz_offset"], user["real_name"], user["deleted"]) == (
        "America/New_York",
        -18_000,
        "Rita Rep",
        False,
    )


async def test_a_deactivated_person_has_no_zone_and_gets_no_message(slack, client):
    channel = slack.dm("U1")
    slack.deactivate("U1")

    user = (await client.users_info(user="U1"))["user"]

    assert user["deleted"] and "tz" not in user
    assert (await refusal(client.conversations_open(users="U1")))["error"] == "user_disabled"
    assert (await refusal(client.chat_postMessage(channel=channel, text="hi")))["error"] == "channel_not_found"


async def test_a_message_is_changed_in_place_only_by_its_author(slack, client):
    ts = (await client.chat_postMessage(channel="U1", text="hi"))["ts"]
    said = slack.spawn(slack.says("U1", "my own"))
    await slack.wait_for(lambda: slack.deliveries)

    await client.chat_update(channel=slack.dm("U1"), ts=ts, text="hello")

    theirs = slack.deliveries[0].event_ts
    update = client.chat_update
    assert [(posted.ts, posted.text) for posted in slack.updated] == [(ts, "hello")]
    assert (await refusal(update(channel=slack.dm("U1"), ts="1.000100", text="x")))["error"] == "message_not_found"
    assert (await refusal(update(channel=slack.dm("U1"), ts=theirs, text="x")))["error"] == "cant_update_message"
    assert (await refusal(update(channel="U1", ts=ts, text="x")))["error"] == "channel_not_found"
    said.cancel()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "D999", "text": "hi"}, "channel_not_found"),
        ({"channel": "U999", "text": "hi"}, "channel_not_found"),
        ({"channel": "C1", "text": "hi"}, "not_in_channel"),
        ({"channel": "C2", "text": "hi"}, "is_archived"),
        ({"channel": "U1", "text": " "}, "no_text"),
        ({"channel": "U1", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "U1", "text": "hi", "thread_ts": ""}, "invalid_thread_ts"),
        ({"channel": "U1", "text": "hi", "thread_ts": 1700000000.0001}, "invalid_thread_ts"),
        ({"channel": "U1", "text": "hi", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": "U1", "text": "hi", "blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ({"channel": "U1", "text": "hi", "attachments": [{"text": "x"}]}, "invalid_attachments"),
        (
            {
                "channel": "U1",
                "text": "hi",
                "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5,
            },
            "msg_blocks_too_long",
        ),
    ],
)
async def test_a_message_slack_would_not_take_is_refused_by_its_name(slack, client, arguments, error):
    slack.add_channel("C1", bot_is_member=False)
    slack.add_channel("C2", archived=True)

    assert (await refusal(client.api_call("chat.postMessage", json=arguments)))["error"] == error
    assert slack.posted == [] and slack.calls[-1].error == error


async def test_refused_blocks_say_why_and_where(slack, client):
    body = await refusal(client.chat_postMessage(channel="U1", text="hi", blocks=[{"type": "header"}]))

    assert body["errors"] == ["missing required field: text [json-pointer:/blocks/0]"]
    assert body["response_metadata"]["messages"] == ["[ERROR] missing required field: text [json-pointer:/blocks/0]"]


async def test_an_unescaped_mention_is_a_ping_and_an_escaped_one_is_not(slack, client):
    def blocks(kind: str, text: str) -> list[dict[str, Any]]:
        return [{"type": "section", "text": {"type": kind, "text": text}}]

    await client.chat_postMessage(
        channel="U1", text="&lt;!channel&gt; @channel", blocks=blocks("plain_text", "<!here>")
    )
    assert slack.pings == []

    await client.chat_postMessage(
        channel="U1", text="<!channel>", blocks=blocks("mrkdwn", "see <@U1|rita>, <!here|here>")
    )
    assert [(ping.what, ping.where) for ping in slack.pings] == [
        ("<!channel>", "/text"),
        ("<@U1|rita>", "/blocks/0/text/text"),
        ("<!here|here>", "/blocks/0/text/text"),
    ]

    await client.chat_postMessage(channel="U1", text="@everyone", parse="full")
    assert slack.pings[-1].what == "@everyone"


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-of-another-app", "invalid_auth"), ("xapp-fake-app-token", "not_allowed_token_type")],
)
async def test_a_token_that_is_not_the_bots_is_refused(slack, token, error):
    body = await raw(slack, "auth.test", headers={"Authorization": f"Bearer {token}"} if token else {})

    assert body == {"ok": False, "error": error}


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_token_may_die(slack, client, error):
    slack.revoke(error)
    assert (await refusal(client.chat_postMessage(channel="U1", text="hi")))["error"] == error

    slack.revoke(None)
    assert (await client.auth_test())["ok"]


@pytest.mark.parametrize(
    ("call", "needed"),
    [
        (lambda client: client.users_info(user="U1"), "users:read"),
        (lambda client: client.conversations_open(users="U1"), "im:write"),
        (lambda client: client.chat_postMessage(channel="U1", text="hi"), "chat:write"),
    ],
)
async def test_a_scope_that_was_not_granted_is_named(slack, client, call, needed):
    slack.grant("commands")

    body = await refusal(call(client))

    assert (body["error"], body["needed"], body["provided"]) == ("missing_scope", needed, "commands")


async def test_a_method_the_fake_does_not_know_is_unknown(slack, client):
    assert (await refusal(client.reactions_add(channel="C1", name="x", timestamp="1.0")))["error"] == "unknown_method"


async def test_arguments_come_as_form_query_or_json(slack):
    token, message = slack.bot_token, {"channel": "U1", "text": "hi"}
    blocks = json.dumps([{"type": "divider"}])
    headers = {"Authorization": f"Bearer {token}"}

    assert (await raw(slack, "chat.postMessage", data={**message, "token": token, "blocks": blocks}))["ok"]
    assert (await raw(slack, "chat.postMessage", params=message, headers=headers))["ok"]
    assert (await raw(slack, "chat.postMessage", json=message, headers=headers))["ok"]
    assert slack.posted[0].blocks == [{"type": "divider"}]
    assert (await raw(slack, "chat.postMessage", json={**message, "token": token}))["error"] == "not_authed"
    assert (await raw(slack, "chat.postMessage", json=[1], headers=headers))["error"] == "json_not_object"
    assert (await raw(slack, "users.info", json={"user": "U1"}, headers=headers))["error"] == "user_not_found"
    broken = {**headers, "Content-Type": "application/json"}
    assert (await raw(slack, "chat.postMessage", data=b"{", headers=broken))["error"] == "invalid_json"
    as_text = {**headers, "Content-Type": "text/plain"}
    assert (await raw(slack, "chat.postMessage", data=b"x", headers=as_text))["error"] == "invalid_post_type"
