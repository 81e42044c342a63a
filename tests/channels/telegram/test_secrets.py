"""Trap 5: whatever goes wrong, no log record and nothing on the console holds the token or what a rep wrote."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Iterator

import pytest
from telegram.request import HTTPXRequest

from bot.channels.telegram.access import TelegramAccess
from bot.commands.serve import set_up_logging
from tests.channels.telegram.conftest import Starts
from tests.channels.telegram.world import SECRET, Outage, World, both_ways_and_databases
from tests.fakes.telegram import TOKEN, FakeTelegram

WORDS = "Zanzibar"  # in each line of the rep's


class Records(logging.Handler):
    """Keeps everything that a record says, its arguments and its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.told.append(f"{record.name} {record.getMessage()} {record.args!r} {trace}")


@pytest.fixture
def records() -> Iterator[Records]:
    """Everything that is logged, with the root logger at DEBUG and the vendors as `coach serve` leaves them."""
    names = ["", *logging.root.manager.loggerDict]
    levels = {name: logging.getLogger(name).level for name in names}
    records = Records()
    logging.root.addHandler(records)
    logging.root.setLevel(logging.DEBUG)
    set_up_logging("debug")
    yield records
    logging.root.removeHandler(records)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


async def everything_goes_wrong(coach: World, outage: Outage) -> None:
    telegram = coach.telegram
    telegram.add_group(-100)
    telegram.fail("getUpdates", status=502)
    telegram.fail("answerCallbackQuery", retry_after_s=1)
    telegram.fail("sendMessage", chat=-100, status=502)
    await telegram.group_message(-100, 1001, f"/start {WORDS}")
    await coach.writes()
    await telegram.says(1001, f"What is poison in {WORDS}?")
    for fault in ({"status": 502}, {"drop": True, "after_effect": True}, {"retry_after_s": 1}):
        telegram.fail("sendMessage", **fault)  # type: ignore[arg-type]
        await telegram.says(1001, f"What does {WORDS} cost you?")
        await coach.quiet()
    telegram.fail("sendMessage", description=f"Bad Request: can't parse entities in {WORDS}")
    await telegram.says(1001, f"again {WORDS}")
    await coach.quiet()
    outage.on = True
    said = await telegram.says(1001, f"Is {WORDS} saved?")
    await telegram.until(lambda: len(said.attempts) > 1)
    outage.on = False
    await coach.quiet()
    if telegram.webhook.url:
        await telegram.posts(f'{{"update_id": 3, "message": {{"text": "{WORDS}"}}}}'.encode(), secret=SECRET)
        await telegram.posts(f'{{"update_id": 3, "text": "{WORDS}'.encode(), secret=SECRET)
    else:
        await telegram.raw({"message": {"text": WORDS}}, chat_id=1001)
    await telegram.settled()


@both_ways_and_databases
@pytest.mark.asyncio
async def test_trap_5_no_log_record_holds_the_token_or_what_a_rep_wrote(
    start: Starts, outage: Outage, records: Records, capfd: pytest.CaptureFixture[str]
) -> None:
    async with start() as coach:
        await everything_goes_wrong(coach, outage)
    await asyncio.sleep(0)

    told = "\n".join(records.told) + "".join(capfd.readouterr())
    assert "a turn failed: RuntimeError" in told
    assert "given up: telegram would not take a reply" in told
    assert "a malformed update came in" in told
    for secret in (WORDS, TOKEN, TOKEN.partition(":")[2], SECRET):
        assert secret not in told


@pytest.mark.asyncio
async def test_trap_5_an_answer_that_is_no_json_is_not_logged(
    telegram: FakeTelegram, start: Starts, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, broken = HTTPXRequest.do_request, []

    async def answered(request: HTTPXRequest, url: str, *args: object, **named: object) -> tuple[int, bytes]:
        code, body = await ask(request, url, *args, **named)  # type: ignore[arg-type]
        if WORDS.encode() in body and not broken:
            broken.append(url)
            return code, body[:-1]
        return code, body

    monkeypatch.setattr(HTTPXRequest, "do_request", answered)
    async with start() as coach:
        await telegram.says(1001, f"Hello from {WORDS}")
        await coach.quiet()

    assert broken
    assert "updates could not be fetched" in "\n".join(records.told)
    assert WORDS not in "\n".join(records.told)


def test_trap_5_how_telegram_is_reached_shows_no_secret() -> None:
    shown = repr(TelegramAccess(token=TOKEN, secret=SECRET))

    assert TOKEN not in shown
    assert SECRET not in shown
