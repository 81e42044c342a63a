"""The watch over all logs hears what leaks, whichever logger lets it out; else a whole green run would mean nothing."""

from __future__ import annotations

import html
import json
import logging
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.secrecy import Watch, hear_everything
from tests.secrets import SECRETS, Secrets

LINE = "What does a late van cost you & <me>?"
TOKEN = "123456:AAbbCCddEEffGG"
VENDORS = ("httpx", "slack_sdk", "slack_bolt", "telegram", "uvicorn", "sqlalchemy")


@pytest.fixture
def watch() -> Watch:
    """One of its own: what it hears must not fail the run."""
    secrets = Secrets()
    secrets.token(TOKEN)
    secrets.typed(LINE)
    secrets.typed("hi")
    return Watch(secrets)


def said(watch: Watch, name: str, level: int, message: str, *values: object, error: Exception | None = None) -> bool:
    """Log something by any logger, and return whether the watch took it for a leak."""
    error_info = (type(error), error, None) if error else None
    watch.handle(logging.LogRecord(name, level, "place.py", 7, message, values, error_info))
    return bool(watch.taken())


@pytest.mark.parametrize("name", ["coach.turns", *VENDORS])
@pytest.mark.parametrize("level", [logging.DEBUG, logging.CRITICAL])
def test_a_line_with_a_token_or_a_text_is_a_leak(watch: Watch, name: str, level: int) -> None:
    assert said(watch, name, level, "POST https://x/bot%s/getMe", TOKEN)
    assert said(watch, name, level, f"POST https://x/bot...:{TOKEN[7:]}/getMe")
    assert said(watch, name, level, "a turn failed: %s", LINE)
    assert said(watch, name, level, "a turn failed", error=ValueError(f"cannot read {LINE}"))
    assert not said(watch, name, level, "a turn failed: %s", "ValueError", error=ValueError("cannot read it"))


@pytest.mark.parametrize("write", [repr, json.dumps, html.escape, quote, quote_plus, lambda text: text[:40]])
def test_a_text_is_known_however_it_is_escaped_and_where_it_is_cut(watch: Watch, write: Callable[[str], str]) -> None:
    watch._secrets.typed(LINE * 3)

    assert said(watch, "coach", logging.INFO, "kept %s and more", write(LINE * 3))


def test_a_short_text_is_a_leak_as_a_value_and_none_as_a_part_of_a_word(watch: Watch) -> None:
    assert said(watch, "coach", logging.INFO, "heard %s", "hi")
    assert said(watch, "coach", logging.INFO, "heard {'text': 'hi'}")
    assert not said(watch, "coach", logging.INFO, "this is which %s", "thing")


def test_texts_are_forgotten_after_the_next_test_and_tokens_never(watch: Watch) -> None:
    watch._secrets.forget()
    assert said(watch, "coach", logging.INFO, LINE)

    watch._secrets.forget()

    assert not said(watch, "coach", logging.INFO, LINE)
    assert said(watch, "coach", logging.INFO, TOKEN)


def test_every_logger_is_heard_below_debug_and_the_silenced_vendors_from_errors_on(watch: Watch) -> None:
    root = logging.getLogger()
    logging.getLogger("httpx").setLevel(logging.DEBUG)  # as a test may leave it

    hear_everything(watch, ("httpx",))
    try:
        logging.getLogger("coach.any").log(1, "%s", LINE)
        logging.getLogger("httpx").info("%s", LINE)
        logging.getLogger("httpx").error("%s", TOKEN)
    finally:
        root.removeHandler(watch)

    assert [leak.split()[0] for leak in watch.taken()] == ["coach.any", "httpx"]


@pytest.mark.asyncio
async def test_the_fakes_note_their_tokens_and_what_people_write() -> None:
    async with FakeSlack(ack_within_s=0.01, retry_after_s=()) as slack, FakeTelegram() as telegram:
        slack.add_user("U1")
        telegram.add_user(1001)
        await slack.says("U1", "zeppelin one")
        await slack.command("U1", "/coach", "zeppelin two")
        await telegram.says(1001, "zeppelin three")
        await telegram.sends_photo(1001, "zeppelin four")

        for secret in (slack.bot_token, slack.app_token, slack.signing_secret, telegram.token):
            assert SECRETS.inside(f"... {secret} ...")
    for number in ("one", "two", "three", "four"):
        assert SECRETS.inside(f"... zeppelin {number} ...")
    assert not SECRETS.inside("... zeppelin five ...")


def test_one_word_is_a_leak_as_a_word_and_none_inside_a_name(watch: Watch) -> None:
    watch._secrets.typed("review")

    assert said(watch, "coach", logging.INFO, "a turn failed on review, again")
    assert not said(watch, "coach", logging.INFO, "the job tell_of_reviews runs again")
