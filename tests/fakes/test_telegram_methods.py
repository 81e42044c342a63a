"""The fake against python-telegram-bot's own Bot: what Telegram takes it takes, what Telegram refuses it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from tests.fakes.telegram import NOT_MODIFIED, FakeTelegram


class Time:
    def __init__(self) -> None:
        self.now = 1_770_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(clock=Time()) as running:
        running.add_user(1001, "Dana", started=True, language_code="en")
        yield running


@pytest_asyncio.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    plain = {"verify": False}  # reading the certificates takes longer than the test
    requests = [HTTPXRequest(httpx_kwargs=plain) for _ in range(2)]
    async with Bot(
        telegram.token, base_url=telegram.base_url, request=requests[0], get_updates_request=requests[1]
    ) as opened:
        yield opened


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data) for label, data in r] for r in rows])


@pytest.mark.asyncio
async def test_a_message_is_recorded_as_given_and_as_seen(telegram: FakeTelegram, bot: Bot) -> None:
    answered = await bot.send_message(
        1001, "<b>Ask</b> &amp; listen", parse_mode="HTML", reply_markup=keyboard([("Go", "s|go")])
    )

    (sent,) = telegram.sent
    assert (sent.chat_id, sent.text, sent.visible) == (1001, "<b>Ask</b> &amp; listen", "Ask & listen")
    assert sent.buttons == [("Go", "s|go")]
    assert sent.entities == ({"type": "bold", "offset": 0, "length": 3},)
    assert answered.text_html == "<b>Ask</b> &amp; listen"
    assert answered.message_id == sent.message_id
    assert answered.reply_markup is not None
    assert telegram.called("sendMessage")[0].ok


REFUSALS: list[tuple[str, int, type[TelegramError], str]] = [
    ("", 1001, BadRequest, "Message text is empty"),
    ("<b>x", 1001, BadRequest, "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
    ("x" * 4097, 1001, BadRequest, "Message is too long"),
    ("x", 4040, BadRequest, "Chat not found"),
    ("x", 1002, Forbidden, "bot can't initiate conversation with a user"),
    ("x", 1003, Forbidden, "bot was blocked by the user"),
    ("x", 1004, Forbidden, "user is deactivated"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_refused_message_leaves_no_trace(
    telegram: FakeTelegram, bot: Bot, refusal: tuple[str, int, type[TelegramError], str]
) -> None:
    text, chat_id, kind, words = refusal
    for user_id in (1002, 1003, 1004):
        telegram.add_user(user_id, started=user_id != 1002)
    telegram.blocks(1003)
    telegram.deactivates(1004)

    with pytest.raises(kind) as caught:
        await bot.send_message(chat_id, text, parse_mode="HTML")

    assert words.lower() in str(caught.value).lower()
    assert not telegram.sent
    assert telegram.calls[-1].error is not None


@pytest.mark.asyncio
async def test_a_person_who_writes_may_be_written_to(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.add_user(1002, "Eli")
    await telegram.says(1002, "/start")

    await bot.send_message(1002, "Welcome")

    assert [m.visible for m in telegram.sent_to(1002)] == ["Welcome"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[("Go", "x" * 65)]], "BUTTON_DATA_INVALID"),
        ([[("Go", "🏟" * 17)]], "BUTTON_DATA_INVALID"),
        ([[(" ", "x")]], "button text must be non-empty"),
        ([[("Go", "x")] * 9], "too long"),
        ([[("Go", "x")]] * 101, "too long"),
    ],
)
async def test_a_bad_keyboard_is_refused(
    telegram: FakeTelegram, bot: Bot, rows: list[list[tuple[str, str]]], words: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.send_message(1001, "Choose", reply_markup=keyboard(*rows))

    assert not telegram.sent


@pytest.mark.asyncio
async def test_a_keyboard_at_every_limit_passes(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.send_message(1001, "Choose", reply_markup=keyboard(*[[("Go", "🏟" * 16)] * 8] * 12, [("Go", "x")] * 4))

    assert len(telegram.sent[0].buttons) == 100


@pytest.mark.asyncio
async def test_an_edit_changes_what_is_shown_and_an_equal_one_is_refused(telegram: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(1001, "One", reply_markup=keyboard([("Go", "x")]))

    edited = await bot.edit_message_text("Two", 1001, sent.message_id)
    with pytest.raises(BadRequest) as same:
        await bot.edit_message_text(" <b></b>Two", 1001, sent.message_id, parse_mode="HTML")
    await bot.edit_message_reply_markup(1001, sent.message_id, reply_markup=keyboard([("On", "y")]))

    assert NOT_MODIFIED.endswith(str(same.value)[1:])
    assert isinstance(edited, Message) and edited.edit_date is not None
    assert [(m.visible, m.buttons) for m in telegram.edits] == [("Two", []), ("Two", [("On", "y")])]
    assert [(m.visible, m.buttons) for m in telegram.shown(1001)] == [("Two", [("On", "y")])]
    assert telegram.sent[0].visible == "One"


@pytest.mark.asyncio
async def test_only_the_bots_own_messages_can_be_edited(telegram: FakeTelegram, bot: Bot) -> None:
    theirs = await telegram.says(1001, "Hello")

    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", 1001, theirs.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", 1001, 99)


@pytest.mark.asyncio
async def test_a_reply_needs_a_message_to_reply_to(telegram: FakeTelegram, bot: Bot) -> None:
    theirs = await telegram.says(1001, "Hello")

    await bot.send_message(1001, "Hi", reply_parameters=ReplyParameters(theirs.message_id))
    with pytest.raises(BadRequest, match="replied not found"):
        await bot.send_message(1001, "Hi", reply_parameters=ReplyParameters(99))


@pytest.mark.asyncio
async def test_a_press_is_answered_once_and_in_time(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.send_message(1001, "Choose", reply_markup=keyboard([("Go", "x")]))
    in_time = await telegram.presses(1001, telegram.sent[0], label="Go")
    late = await telegram.presses(1001, telegram.sent[0], "x")

    await bot.answer_callback_query(in_time.query_id, "Done")
    telegram.clock.now += 16  # type: ignore[attr-defined]

    for query_id in (in_time.query_id, late.query_id, "0"):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(query_id)
    assert [(a.user_id, a.text) for a in telegram.answers] == [(1001, "Done")]
    with pytest.raises(ValueError, match="has no button"):
        await telegram.presses(1001, telegram.sent[0], "forged")


@pytest.mark.asyncio
async def test_typing_is_recorded_and_an_unknown_action_refused(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.send_chat_action(1001, "typing")

    assert [(a.chat_id, a.action) for a in telegram.actions] == [(1001, "typing")]
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(1001, "thinking")


@pytest.mark.asyncio
async def test_commands_are_kept_for_each_scope(telegram: FakeTelegram, bot: Bot) -> None:
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("help", "What I can do")])
    await bot.set_my_commands([("drill", "Practise one question")], scope=private)
    await bot.set_my_commands([("stop", "Stop")], scope=BotCommandScopeChat(1001), language_code="en")

    assert [c.command for c in await bot.get_my_commands()] == ["help"]
    assert [c.command for c in await bot.get_my_commands(scope=private)] == ["drill"]
    assert await bot.get_my_commands(scope=BotCommandScopeChat(1001)) == ()
    await bot.delete_my_commands(scope=private)
    assert await bot.get_my_commands(scope=private) == ()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "description", "words"),
    [
        ("Help", "x", "BOT_COMMAND_INVALID"),
        ("file-issue", "x", "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", "must not exceed 32"),
        ("help", "", "must be non-empty"),
        ("help", "x" * 257, "must not exceed 256"),
    ],
)
async def test_one_bad_command_refuses_the_menu(
    telegram: FakeTelegram, bot: Bot, name: str, description: str, words: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.set_my_commands([("ok", "Fine"), (name, description)])

    assert not telegram.commands.menus


@pytest.mark.asyncio
async def test_a_wrong_token_and_an_unknown_method_are_told_apart(telegram: FakeTelegram) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("123456:wrong", base_url=telegram.base_url):
            pytest.fail("a wrong token was taken")
    async with aiohttp.ClientSession() as session:
        for path, code, text in [
            (f"{telegram.token}/sendSmile", 404, "Not Found"),
            ("nonsense/getMe", 404, "Not Found"),
            ("1:wrong/getMe", 401, "Unauthorized"),
        ]:
            async with session.get(telegram.base_url + path) as answer:
                assert answer.status == code
                assert await answer.json() == {"ok": False, "error_code": code, "description": text}


@pytest.mark.asyncio
@pytest.mark.parametrize("how", ["json", "data", "params", "multipart"])
async def test_parameters_come_as_json_form_query_or_multipart(telegram: FakeTelegram, how: str) -> None:
    given = {"chat_id": "1001", "text": "Grüezi 👍"}
    form = aiohttp.FormData(given, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        passed = {"data": form} if how == "multipart" else {how: given}
        async with session.post(f"{telegram.base_url}{telegram.token}/SENDMESSAGE", **passed) as answer:
            assert answer.status == 200

    assert [m.visible for m in telegram.sent] == ["Grüezi 👍"]


@pytest.mark.asyncio
async def test_a_text_that_is_not_utf8_is_refused(telegram: FakeTelegram) -> None:
    async with aiohttp.ClientSession() as session:
        address = f"{telegram.base_url}{telegram.token}/sendMessage"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with session.post(address, data=b"chat_id=1001&text=%ff%fe", headers=headers) as answer:
            told = await answer.json()

    assert told["description"] == "Bad Request: text must be encoded in UTF-8"
