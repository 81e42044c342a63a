"""`coach doctor` against Telegram: is the token good, and does the webhook stand as it is configured."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from click.testing import CliRunner

from bot import wiring
from bot.channels.telegram.access import TelegramAccess
from bot.channels.telegram.examine import examine
from bot.cli import main
from tests.channels.telegram.world import PUBLIC_URL
from tests.fakes.telegram import FakeTelegram

WEBHOOK = f"{PUBLIC_URL}/telegram/webhook"
WRONG = "123456:wrong_token_wrong_token"


def access(telegram: FakeTelegram, **other: str | None) -> TelegramAccess:
    given: dict[str, Any] = {"token": telegram.token, "api_url": telegram.base_url, **other}
    return TelegramAccess(**given)


@pytest.mark.asyncio
async def test_a_good_token_is_shown_by_the_bots_name_and_what_waits(telegram: FakeTelegram) -> None:
    assert await examine(access(telegram)) == (True, "@coach_bot, long polling", "")

    await telegram.says(1001, "/start")

    assert await examine(access(telegram)) == (True, "@coach_bot, long polling, 1 updates wait", "")


@pytest.mark.asyncio
@pytest.mark.parametrize("token", [WRONG, "no token at all", "123456"])
async def test_a_refused_token_is_said_to_be_one_and_not_shown(telegram: FakeTelegram, token: str) -> None:
    well, found, fix = await examine(access(telegram, token=token))

    assert not well and "refuses the token" in found and "COACH_TELEGRAM_TOKEN" in fix
    assert token not in found + fix


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [{"status": 502}, {"drop": True}])
async def test_a_telegram_that_does_not_answer_is_said_to_be_out_of_reach(
    telegram: FakeTelegram, fault: dict[str, Any]
) -> None:
    telegram.fail("getMe", times=9, **fault)

    well, found, fix = await examine(access(telegram))

    assert not well and "cannot be reached" in found and fix and telegram.token not in found


@pytest.mark.asyncio
async def test_a_webhook_is_seen_where_none_is_configured_and_where_another_is(telegram: FakeTelegram) -> None:
    telegram.webhook_at("https://elsewhere.example/hook")

    assert "a webhook is still set" in (await examine(access(telegram)))[1]
    assert "still at another address" in (await examine(access(telegram, public_url=PUBLIC_URL)))[1]


@pytest.mark.asyncio
async def test_a_webhook_that_telegram_could_not_call_is_a_failure(telegram: FakeTelegram) -> None:
    telegram.webhook_at(WEBHOOK)
    assert await examine(access(telegram, public_url=PUBLIC_URL)) == (True, "@coach_bot, webhook, 0 updates wait", "")

    await telegram.says(1001, "/start")
    await telegram.until(lambda: telegram.webhook.last_error)
    well, found, fix = await examine(access(telegram, public_url=f"{PUBLIC_URL}/"))

    assert not well and "could not call the webhook" in found and "COACH_PUBLIC_URL" in fix


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"public_url": "http://coach.example"}, "COACH_PUBLIC_URL"),
        ({"public_url": PUBLIC_URL, "secret": "not a secret!"}, "COACH_TELEGRAM_WEBHOOK_SECRET"),
        ({"public_url": PUBLIC_URL, "secret": "x" * 257}, "COACH_TELEGRAM_WEBHOOK_SECRET"),
    ],
)
async def test_what_telegram_would_refuse_as_a_webhook_is_named(
    telegram: FakeTelegram, other: dict[str, str], named: str
) -> None:
    well, found, fix = await examine(access(telegram, **other))

    assert not well and named in found + fix and "not a secret!" not in found + fix


@pytest.mark.asyncio
async def test_the_command_shows_it(telegram: FakeTelegram, db_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_TELEGRAM_TOKEN", telegram.token)
    monkeypatch.setenv("COACH_TELEGRAM_API_URL", telegram.base_url)
    wiring.settings.cache_clear()
    try:
        done = await asyncio.to_thread(CliRunner().invoke, main, ["doctor", "--db", db_url, "--json"])
    finally:
        wiring.settings.cache_clear()

    finding = next(check for check in json.loads(done.stdout)["checks"] if check["name"] == "telegram")
    assert finding == {"name": "telegram", "status": "ok", "detail": "@coach_bot, long polling", "fix": ""}
    assert done.exit_code == 0 and telegram.token not in done.output
