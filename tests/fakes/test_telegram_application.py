"""python-telegram-bot's Application on the fake: an echo works by polling and by webhook, and trouble looks real."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.fakes.telegram import FakeTelegram
from tests.waiting import HANG_S

BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("Again", callback_data="again")]])
App = Application[Any, Any, Any, Any, Any, Any]


@pytest.fixture(autouse=True)
def _retry_after_is_a_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it PTB 22.8 raises a deprecation warning with every RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


async def echo(update: Update, context: Any) -> None:
    if update.message and update.message.text:
        await update.message.reply_html(f"<b>{update.message.text}</b>", reply_markup=BUTTON)


async def again(update: Update, context: Any) -> None:
    if update.callback_query:
        await update.callback_query.answer()
        await update.callback_query.edit_message_text("pressed")


def application(telegram: FakeTelegram, *, polls: bool = True) -> App:
    waits = dict.fromkeys(("read_timeout", "write_timeout", "connect_timeout", "pool_timeout"), HANG_S)
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}, **waits) for _ in range(2)]
    builder = ApplicationBuilder().token(telegram.token).base_url(telegram.base_url).request(requests[0])
    app = builder.get_updates_request(requests[1]).build()
    if not polls:
        app.updater = None
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(again))
    return app


@asynccontextmanager
async def polling(telegram: FakeTelegram) -> AsyncIterator[App]:
    app = application(telegram)
    if app.updater is None:
        raise RuntimeError("an application that polls has an updater")
    async with app:
        await app.start()
        await app.updater.start_polling(timeout=5)
        yield app
        await app.updater.stop()
        await app.stop()


@pytest.mark.asyncio
async def test_an_echo_works_by_polling() -> None:
    async with FakeTelegram() as telegram, polling(telegram):
        telegram.add_user(1001)
        said = await telegram.says(1001, "Hello")
        heard = await telegram.reads(1001, "Hello")
        await telegram.presses(1001, heard, label="Again")
        await telegram.reads(1001, "pressed")
        await telegram.settled()

    assert [m.text for m in telegram.sent] == ["<b>Hello</b>"]
    assert (said.confirmed, len(said.attempts), len(telegram.answers)) == (True, 1, 1)


@pytest.mark.asyncio
async def test_an_echo_works_by_webhook() -> None:
    async def handle(request: web.Request) -> web.Response:
        await app.process_update(Update.de_json(await request.json(), app.bot))
        return web.Response()

    async with FakeTelegram(allow_http=True) as telegram:
        app = application(telegram, polls=False)
        server = web.Application()
        server.router.add_post("/telegram", handle)
        runner = web.AppRunner(server, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        telegram.add_user(1001)
        async with app:
            await app.bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/telegram", secret_token="s3cret")
            said = await telegram.says(1001, "Hello")
            heard = await telegram.reads(1001, "Hello")
            await telegram.presses(1001, heard, label="Again")
            await telegram.reads(1001, "pressed")
            await telegram.settled()
        await runner.cleanup()

    assert [a.status for a in said.attempts] == [200]
    assert len(telegram.answers) == 1


@pytest.mark.asyncio
async def test_every_kind_of_update_is_one_that_ptb_reads() -> None:
    async with FakeTelegram() as telegram, application(telegram) as app:
        telegram.add_user(1001)
        telegram.add_group(-100, "Sales")
        await telegram.sends_voice(1001)
        await telegram.sends_sticker(1001)
        await telegram.sends_photo(1001)
        await telegram.sends_poll(1001)
        await telegram.sends_forward(1001, "From afar")
        await telegram.group_message(-100, 1001, "Hi all")
        await telegram.kicks(1001)
        await telegram.returns(1001)

        updates = await app.bot.get_updates()

    messages = [u.message for u in updates[:6] if u.message]
    assert [bool(value) for value in (messages[0].voice, messages[1].sticker, messages[2].photo)] == [True] * 3
    assert messages[3].poll is not None and messages[3].poll.question == "Shall we?"
    assert messages[4].forward_origin is not None
    assert messages[5].chat.type == "group"
    members = [u.my_chat_member.new_chat_member.status for u in updates[6:] if u.my_chat_member]
    assert members == ["kicked", "member"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "kind", "sent"),
    [
        ({"status": 502}, NetworkError, 0),
        ({"status": 502, "after_effect": True}, NetworkError, 1),
        ({"drop": True}, NetworkError, 0),
        ({"drop": True, "after_effect": True}, NetworkError, 1),
        ({"description": "Bad Request: chat not found"}, BadRequest, 0),
        ({"hold": True}, TimedOut, 0),
        ({"retry_after_s": 7}, RetryAfter, 0),
    ],
)
async def test_an_injected_fault_strikes_once_and_one_chat_only(
    fault: dict[str, Any], kind: type[TelegramError], sent: int
) -> None:
    async with FakeTelegram() as telegram, application(telegram) as app:
        for user_id in (1001, 1002):
            telegram.add_user(user_id, started=True)
        injected = telegram.fail("sendMessage", chat=1001, **fault)

        await app.bot.send_message(1002, "Not this one")
        with pytest.raises(kind) as caught:
            await app.bot.send_message(1001, "This one", read_timeout=0.2 if "hold" in fault else HANG_S)
        assert type(caught.value) is kind
        assert len(telegram.sent_to(1001)) == sent
        await app.bot.send_message(1001, "Next")

        assert injected.hits == 1
        assert telegram.sent_to(1001)[-1].visible == "Next"


class Time:
    now = 1_770_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.asyncio
async def test_too_many_messages_are_refused_until_the_time_is_over() -> None:
    time = Time()
    async with FakeTelegram(clock=time) as telegram, application(telegram) as app:
        for user_id in (1001, 1002):
            telegram.add_user(user_id, started=True)
        telegram.limit(per_chat_s=2.0, burst=2)
        for text in ("One", "Two"):
            await app.bot.send_message(1001, text)

        with pytest.raises(RetryAfter) as caught:
            await app.bot.send_message(1001, "Three")
        await app.bot.send_message(1002, "Another chat")
        time.now += 2
        await app.bot.send_message(1001, "Three")

    assert caught.value._retry_after.total_seconds() == 2
    assert telegram.calls[-3].error == "Too Many Requests: retry after 2"
    assert [m.visible for m in telegram.sent_to(1001)] == ["One", "Two", "Three"]


@pytest.mark.asyncio
async def test_thirty_a_second_in_all_and_a_flood_of_one_chat() -> None:
    time = Time()
    async with FakeTelegram(clock=time) as telegram, application(telegram) as app:
        for user_id in range(2001, 2032):
            telegram.add_user(user_id, started=True)
        telegram.limit()
        for user_id in range(2001, 2031):
            await app.bot.send_message(user_id, "Hello")
        with pytest.raises(RetryAfter):
            await app.bot.send_message(2031, "Hello")

        time.now += 1
        telegram.flood(2001, for_s=3)
        await app.bot.send_message(2031, "Hello")
        with pytest.raises(RetryAfter) as caught:
            await app.bot.send_chat_action(2001, "typing")

    assert caught.value._retry_after.total_seconds() == 3


@pytest.mark.asyncio
async def test_a_killed_bot_gets_its_unconfirmed_updates_again() -> None:
    async with FakeTelegram() as telegram:
        telegram.add_user(1001)
        async with application(telegram) as killed:
            said = await telegram.says(1001, "Hello")
            assert len(await killed.bot.get_updates()) == 1
            ghost = asyncio.create_task(killed.bot.get_updates(offset=said.update_id, timeout=5, read_timeout=5))
            await telegram.until(lambda: len(telegram.called("getUpdates")) == 2)
            ghost.cancel()

        async with polling(telegram):
            await telegram.reads(1001, "Hello")
            await telegram.settled()

    assert len(telegram.sent) == 1


@pytest.mark.asyncio
async def test_waiting_in_vain_says_for_what() -> None:
    async with FakeTelegram() as telegram:
        telegram.add_user(1001)
        with pytest.raises(TimeoutError, match="a message to 1001 with 'Hello'"):
            await telegram.reads(1001, "Hello", timeout_s=0.02)
