"""Trap 12, a locked or lost database, a fault of ours, health and figures, and a graceful stop."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from bot.commands.serve import CannotStart
from tests.channels.telegram.conftest import Starts
from tests.channels.telegram.world import SECRET, WELCOME, Outage, Trouble, World, both_ways, both_ways_and_databases
from tests.fakes.telegram import FakeTelegram
from tests.waiting import HANG_S

SLOW = "What does a slow start cost you?"
TROUBLE = "Something went wrong on my side"
webhook = pytest.mark.parametrize("mode", ["webhook"], indirect=True)


@webhook
@pytest.mark.asyncio
async def test_trap_12_a_webhook_without_the_secret_gets_403(coach: World) -> None:
    said = await coach.telegram.says(1001, "/start")
    await coach.quiet()
    update = {**said.update, "update_id": 1}

    for secret in (None, "wrong", SECRET.upper(), "sécret"):
        status, _ = await coach.telegram.posts(update, secret=secret)

        assert status == 403, secret
        assert coach.turns() == [None], secret


MALFORMED = (
    *(b"", b"null", b"[]", b"{}", b'"a"', b"\xff\xfe", b'{"update_id": "one"}', b"[" * 5000),
    b'{"update_id": 7, "message": {"text": "a private line"}}',
    b'{"update_id": 7, "message": "a private line"}',
)


@webhook
@pytest.mark.asyncio
async def test_trap_12_a_malformed_update_gets_400_and_is_not_logged(
    coach: World, caplog: pytest.LogCaptureFixture
) -> None:
    for body in MALFORMED:
        caplog.clear()
        status, told = await coach.telegram.posts(body, secret=SECRET)

        assert (status, told) == (400, ""), body[:80]
        assert "a malformed update came in" in caplog.text, body[:80]
        assert "private line" not in caplog.text


@pytest.mark.asyncio
async def test_trap_12_a_malformed_update_does_not_stop_the_polling(
    coach: World, caplog: pytest.LogCaptureFixture
) -> None:
    broken = await coach.telegram.raw({"message": {"text": "a private line"}}, chat_id=1001)

    await coach.starts()
    await coach.telegram.settled()

    assert broken.confirmed
    assert "a malformed update came in" in caplog.text
    assert "private line" not in caplog.text


@both_ways
@pytest.mark.asyncio
async def test_a_locked_sqlite_file_delays_a_turn_and_repeats_nothing(
    start: Starts, db_url: str, tmp_path: Path
) -> None:
    if not db_url.startswith("sqlite"):
        pytest.skip("only a file can be locked")
    async with start(busy_timeout_s="0.1") as coach:
        await coach.starts()
        await coach.quiet()
        with closing(sqlite3.connect(tmp_path / "coach.db", isolation_level=None, timeout=HANG_S)) as other:
            other.execute("BEGIN IMMEDIATE")
            said = await coach.telegram.says(1001, "Hello")
            await coach.telegram.until(lambda: len(said.attempts) >= 2, what="a second attempt")
            assert not said.confirmed
            other.execute("ROLLBACK")

        await coach.quiet()

    assert coach.turns() == [None, "Hello"]
    assert len(coach.texts()) == 3


@both_ways_and_databases
@pytest.mark.asyncio
async def test_a_fault_of_ours_is_told_in_one_sentence_and_delays_nobody(coach: World) -> None:
    await coach.writes()
    coach.telegram.add_user(1002)
    said = await coach.telegram.says(1001, "What is poison to you?")
    await coach.starts(1002)
    await coach.telegram.reads(1001, TROUBLE)
    await coach.telegram.says(1001, "/help")
    await coach.quiet()

    assert said.confirmed
    assert coach.turns() == [None, "try_one", "fix", "help"]
    assert sum(TROUBLE in text for text in coach.texts()) == 1
    assert not [text for text in coach.texts() if "poison" in text]
    assert 'coach_errors_total{kind="fault"} 1.0' in (await coach.gets("/metrics"))[1]


@both_ways_and_databases
@pytest.mark.asyncio
async def test_health_is_503_while_the_database_is_gone(coach: World, outage: Outage) -> None:
    await coach.starts()
    await coach.quiet()
    status, told = await coach.gets("/healthz")
    assert (status, json.loads(told)["database"]) == (200, "ok")
    assert json.loads(told)["last_event"]["Telegram"]

    outage.on = True
    status, told = await coach.gets("/healthz")
    assert (status, json.loads(told)["database"]) == (503, "unavailable")
    assert "\ncoach_outbox_age_seconds NaN\n" in (await coach.gets("/metrics"))[1]

    outage.on = False
    assert (await coach.gets("/healthz"))[0] == 200


@both_ways
@pytest.mark.asyncio
async def test_metrics_count_turns_sends_and_what_waits(coach: World) -> None:
    await coach.writes()
    await coach.telegram.says(1001, "What does a late start cost you?")
    for words in ("Try again", "What is murky to you?"):
        await coach.quiet()
        await coach.telegram.says(1001, words)
    await coach.quiet()
    coach.telegram.fail("sendMessage", retry_after_s=20)
    await coach.telegram.says(1001, "/help")
    await coach.counts('coach_sends_total{outcome="postponed",platform="telegram"} 1.0')
    await coach.counts(f'coach_sends_total{{outcome="sent",platform="telegram"}} {len(coach.texts())}.0')
    coach.clock.passes(2)

    _, told = await coach.gets("/metrics")

    figures = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    assert figures['coach_turns_total{platform="telegram"}'] == "7.0"
    assert figures['coach_turn_seconds_count{platform="telegram"}'] == "7.0"
    assert len(coach.texts()) > 1
    for verdict in ("passed", "missed", "abstain"):
        assert figures[f'coach_verdicts_total{{verdict="{verdict}"}}'] == "1.0"
    assert float(figures["coach_outbox_age_seconds"]) > 1


@both_ways_and_databases
@pytest.mark.asyncio
async def test_stopping_saves_the_turn_under_way_and_its_reply_arrives(
    telegram: FakeTelegram, start: Starts, trouble: Trouble
) -> None:
    async with AsyncExitStack() as stack:
        coach = await stack.enter_async_context(start())
        await coach.writes()
        before = len(coach.texts())
        await telegram.says(1001, SLOW)
        await telegram.until(lambda: trouble.waiting, what="a turn that waits")
        late = await telegram.says(1001, "/help")
        stopping = asyncio.create_task(stack.aclose())
        await asyncio.wait({stopping}, timeout=0.2)
        assert not stopping.done()
        assert not late.confirmed
        trouble.go.set()
        await stopping
    assert len(coach.texts()) > before  # it went out before the end

    async with start() as coach:
        await coach.quiet()
        assert coach.turns() == [None, "try_one", "fix", SLOW, "help"]
        assert coach.texts() == [reply["text"] for reply in coach.replies()]


@both_ways
@pytest.mark.asyncio
async def test_a_wrong_token_is_refused_at_the_start_without_being_shown(
    start: Starts, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CannotStart, match="Telegram does not start: InvalidToken") as caught:
        async with start(telegram_token="123456:wrong_token_wrong_token"):
            pass

    assert "wrong_token" not in str(caught.value) + capfd.readouterr().err


@both_ways
@pytest.mark.asyncio
async def test_turning_from_one_way_to_the_other_loses_nothing(
    telegram: FakeTelegram, start: Starts, mode: str
) -> None:
    telegram.webhook_at("http://127.0.0.1:9/old")
    await telegram.says(1001, "/start")

    async with start() as coach:
        await telegram.reads(1001, WELCOME)
        await coach.quiet()

    assert bool(telegram.webhook.url) == (mode == "webhook")
