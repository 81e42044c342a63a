"""
A strict Telegram Bot API on 127.0.0.1, and the people who write to the bot. What Telegram refuses, it refuses.

    async with FakeTelegram() as telegram:
        app = ApplicationBuilder().token(telegram.token).base_url(telegram.base_url).build()
        telegram.add_user(1001, "Dana", language_code="en")
        await telegram.says(1001, "/start")
        greeting = await telegram.reads(1001, "Welcome")
        await telegram.presses(1001, greeting, label="Begin")

It runs in the test's event loop, so a test must not block: start a bot in another process with
`asyncio.create_subprocess_exec`, and wait with `until`, `reads`, `receives` or `settled`. All records (`sent`, `edits`,
`answers`, `actions`, `calls`, `deliveries`) live in the test's process and outlive a killed bot.

Stricter than Telegram on purpose: buttons that Telegram would drop silently are refused, and a callback query can be
answered once. Not known to it: Markdown, media sent by the bot, files.
"""

from tests.fakes.telegram.errors import NOT_MODIFIED, QUERY_TOO_OLD, Refused
from tests.fakes.telegram.fake import TOKEN, FakeTelegram
from tests.fakes.telegram.html import utf16
from tests.fakes.telegram.records import Action, Answer, Attempt, Call, Delivery, Sent

__all__ = [
    "NOT_MODIFIED",
    "QUERY_TOO_OLD",
    "TOKEN",
    "Action",
    "Answer",
    "Attempt",
    "Call",
    "Delivery",
    "FakeTelegram",
    "Refused",
    "Sent",
    "utf16",
]
