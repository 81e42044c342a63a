"""Updates by getUpdates and by webhook, over bare HTTP: an update comes until it is confirmed, in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.webhook import SECRET_HEADER


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(allow_http=True) as running:
        running.add_user(1001, "Dana", language_code="en")
        running.add_user(1002, "Eli")
        yield running


async def ask(telegram: FakeTelegram, method: str, **params: Any) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session:
        address = f"{telegram.base_url}{telegram.token}/{method}"
        async with session.post(address, json=params) as answer:
            told: dict[str, Any] = await answer.json()
            assert answer.status == told.get("error_code", 200)
            return told


async def poll(telegram: FakeTelegram, **params: Any) -> list[int]:
    return [update["update_id"] for update in (await ask(telegram, "getUpdates", **params))["result"]]


class Receiver:
    """A webhook that answers what *answers* says, then 200, and keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: list[web.Response] = []
        self.got: list[tuple[Any, str | None]] = []
        self.slow_s = 0.0

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append((await request.json(), request.headers.get(SECRET_HEADER)))
        await asyncio.sleep(self.slow_s)
        return self.answers.pop(0) if self.answers else web.Response()


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/telegram", receiver.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield receiver, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.asyncio
async def test_an_update_comes_again_until_a_higher_offset_confirms_it(telegram: FakeTelegram) -> None:
    first, second = await telegram.says(1001, "One"), await telegram.says(1001, "Two")

    assert await poll(telegram) == [first.update_id, second.update_id]
    assert await poll(telegram, limit=1) == [first.update_id]
    assert await poll(telegram, offset=second.update_id) == [second.update_id]
    assert (first.confirmed, second.confirmed) == (True, False)
    assert await poll(telegram) == [second.update_id]
    assert await poll(telegram, offset=second.update_id + 1) == []
    assert [len(d.attempts) for d in telegram.deliveries] == [2, 3]


@pytest.mark.asyncio
async def test_a_negative_offset_forgets_all_but_the_last(telegram: FakeTelegram) -> None:
    given = [await telegram.says(1001, word) for word in ("One", "Two", "Three")]

    assert await poll(telegram, offset=-1) == [given[2].update_id]
    assert [d.confirmed for d in given] == [True, True, False]


@pytest.mark.asyncio
async def test_a_long_poll_ends_with_the_first_update(telegram: FakeTelegram) -> None:
    polling = asyncio.create_task(poll(telegram, timeout=30))
    await telegram.until(lambda: telegram.called("getUpdates"))

    said = await telegram.says(1001, "Hello")

    assert await polling == [said.update_id]
    assert await poll(telegram, offset=said.update_id + 1, timeout=0) == []


@pytest.mark.asyncio
async def test_a_second_poller_ends_the_first_with_a_conflict(telegram: FakeTelegram) -> None:
    first = asyncio.create_task(ask(telegram, "getUpdates", timeout=30))
    await telegram.until(lambda: telegram.called("getUpdates"))

    second = asyncio.create_task(poll(telegram, timeout=30))

    assert (await first)["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    said = await telegram.says(1001, "Hello")
    assert await second == [said.update_id]


@pytest.mark.asyncio
async def test_update_ids_only_rise_and_the_same_one_can_be_repeated(telegram: FakeTelegram) -> None:
    said = await telegram.says(1001, "Hello", update_id=900_000_000)
    with pytest.raises(ValueError, match="not above"):
        await telegram.says(1001, "Again", update_id=900_000_000)
    assert await poll(telegram, offset=said.update_id) == [said.update_id]

    await telegram.redeliver(said)

    assert await poll(telegram, offset=said.update_id + 1) == [said.update_id]
    assert await poll(telegram, offset=said.update_id + 1) == []
    assert (await telegram.says(1001, "Next")).update_id == 900_000_001


@pytest.mark.asyncio
async def test_allowed_updates_hold_for_what_comes_later(telegram: FakeTelegram) -> None:
    await ask(telegram, "getUpdates", allowed_updates=["message"])

    kicked = await telegram.kicks(1001)
    said = await telegram.says(1002, "Hello")

    assert kicked.unwanted
    assert await poll(telegram) == [said.update_id]


@pytest.mark.asyncio
async def test_people_send_what_telegrams_apps_send(telegram: FakeTelegram) -> None:
    telegram.add_group(-1001234567890, "Sales")
    said = await telegram.says(1001, "/drill@otherbot now")
    await telegram.edits_message(1001, said.message_id, "/help")
    await telegram.sends_voice(1001)
    await telegram.sends_photo(1001, "Look")
    await telegram.group_message(-1001234567890, 1001, "/start")
    await telegram.kicks(1001)

    updates = (await ask(telegram, "getUpdates"))["result"]

    kinds = ["message", "edited_message", "message", "message", "message", "my_chat_member"]
    assert [next(k for k in u if k != "update_id") for u in updates] == kinds
    assert updates[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 15}]
    assert updates[1]["edited_message"]["message_id"] == said.message_id
    assert updates[2]["message"]["voice"]["duration"] == 3
    assert updates[4]["message"]["chat"]["type"] == "supergroup"
    assert updates[5]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    with pytest.raises(ValueError, match="has blocked the bot"):
        await telegram.says(1001, "Hello?")


@pytest.mark.asyncio
async def test_set_webhook_keeps_telegrams_rules() -> None:
    async with FakeTelegram() as telegram:
        for params, reason in [
            ({"url": "http://coach.example/t"}, "bad webhook: An HTTPS URL must be provided for webhook"),
            (
                {"url": "https://coach.example:8000/t"},
                "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
            ),
            ({"url": "https://coach.example/t", "secret_token": "a b"}, "secret token contains unallowed characters"),
            ({"url": "https://coach.example/t", "secret_token": "a" * 257}, "secret token is too long"),
            ({"url": "nonsense"}, "invalid webhook URL specified"),
        ]:
            assert (await ask(telegram, "setWebhook", **params))["description"] == f"Bad Request: {reason}"
        good = await ask(telegram, "setWebhook", url="https://coach.example:8443/t", secret_token="a-Z_9" * 51)

        assert good == {"ok": True, "result": True, "description": "Webhook was set"}
        assert (await ask(telegram, "getUpdates"))["error_code"] == 409
        assert (await ask(telegram, "deleteWebhook"))["description"] == "Webhook was deleted"
        assert (await ask(telegram, "getUpdates"))["ok"]


@pytest.mark.asyncio
async def test_a_webhook_gets_the_secret_and_each_update_until_it_says_yes(
    telegram: FakeTelegram, receiver: tuple[Receiver, str]
) -> None:
    hook, address = receiver
    hook.answers = [web.Response(status=500), web.Response(status=403)]
    first, second = await telegram.says(1001, "One"), await telegram.says(1001, "Two")

    await ask(telegram, "setWebhook", url=f"{address}/telegram", secret_token="s3cret")
    await telegram.settled()

    assert [update["update_id"] for update, _ in hook.got] == [first.update_id] * 3 + [second.update_id]
    assert {secret for _, secret in hook.got} == {"s3cret"}
    assert [a.status for a in first.attempts] == [500, 403, 200]
    info = (await ask(telegram, "getWebhookInfo"))["result"]
    assert (info["pending_update_count"], info["last_error_message"]) == (
        0,
        "Wrong response from the webhook: 403 Forbidden",
    )


@pytest.mark.asyncio
async def test_a_refused_update_holds_back_its_own_chat_only(
    telegram: FakeTelegram, receiver: tuple[Receiver, str]
) -> None:
    hook, address = receiver
    telegram.webhook.rest = lambda delay_s: telegram.until(lambda: len(hook.got) == 2)
    hook.answers = [web.Response(status=500)]
    telegram.webhook_at(f"{address}/telegram")

    for user_id, text in [(1001, "a"), (1001, "b"), (1002, "c")]:
        await telegram.says(user_id, text)
    await telegram.settled()

    assert [update["message"]["text"] for update, _ in hook.got] == ["a", "c", "a", "b"]


@pytest.mark.asyncio
async def test_no_more_connections_than_the_bot_asked_for(
    telegram: FakeTelegram, receiver: tuple[Receiver, str]
) -> None:
    hook, address = receiver
    hook.slow_s = 0.01
    for number in range(2001, 2011):
        telegram.add_user(number)
    await ask(telegram, "setWebhook", url=f"{address}/telegram", max_connections=3)

    for number in range(2001, 2011):
        await telegram.says(number, "Hello")
    await telegram.settled()

    assert telegram.webhook.most_in_flight == 3


@pytest.mark.asyncio
async def test_a_webhook_may_answer_with_a_method(telegram: FakeTelegram, receiver: tuple[Receiver, str]) -> None:
    hook, address = receiver
    hook.answers = [
        web.json_response({"method": "sendMessage", "chat_id": 1001, "text": "Welcome"}),
        web.json_response({"method": "deleteWebhook"}),
        web.json_response({"method": "sendMessage", "chat_id": 1001, "text": ""}),
    ]
    telegram.webhook_at("https://coach.example/telegram")
    telegram.webhook.reroute = address

    for word in ("One", "Two", "Three"):
        await telegram.says(1001, word)
    await telegram.settled()
    await telegram.reads(1001, "Welcome")

    assert telegram.webhook.url
    assert [(c.method, c.via, c.error) for c in telegram.calls] == [
        ("sendMessage", "webhook", None),
        ("sendMessage", "webhook", "Bad Request: message text is empty"),
    ]


@pytest.mark.asyncio
async def test_anything_can_be_posted_to_the_webhook_once(
    telegram: FakeTelegram, receiver: tuple[Receiver, str]
) -> None:
    hook, address = receiver
    telegram.webhook_at(f"{address}/telegram", secret="right")

    assert (await telegram.posts({"update_id": 1}, secret="wrong"))[0] == 200
    assert (await telegram.posts(b"{not json"))[0] == 500

    assert hook.got == [({"update_id": 1}, "wrong")]
    assert json.dumps(telegram.deliveries, default=str) == "[]"


@pytest.mark.asyncio
async def test_a_webhook_that_is_down_is_tried_until_it_is_up(telegram: FakeTelegram) -> None:
    telegram.webhook_at("http://127.0.0.1:9/telegram")

    said = await telegram.says(1001, "Hello")
    await telegram.until(lambda: len(said.attempts) >= 2)

    assert not said.confirmed
    assert {a.status for a in said.attempts} == {None}
    info = (await ask(telegram, "getWebhookInfo"))["result"]
    assert (info["pending_update_count"], info["last_error_message"]) == (1, "Connection refused")
