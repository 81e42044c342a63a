"""No log record of any logger at any level holds a token or what a rep wrote, whatever goes wrong."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator

import pytest

from bot.commands.serve import set_up_logging
from dialogs.errors import StoreUnavailable
from dialogs.model import Turn
from tests.channels.holding import before_each_turn
from tests.channels.running import ReadsAsProblem
from tests.channels.slack.asking import LOSES_SOCKETS, Coaching, spoil_the_next_address
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.asyncio

WORDS = "zanzibar"  # part of everything that the rep writes here


class Kept(logging.Handler):
    """Keeps every record as it would be written, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {self.format(record)} {record.__dict__}")


@pytest.fixture
def log() -> Iterator[Kept]:
    """All of the log from here on, set up as `coach serve --log-level debug` does."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    loggers = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    levels = {one: one.level for one in loggers}
    for handler in handlers:
        root.removeHandler(handler)
    set_up_logging("debug")
    kept = Kept()
    root.addHandler(kept)
    yield kept
    for handler in list(root.handlers):
        root.removeHandler(handler)
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)
    for one in [found for found in root.manager.loggerDict.values() if isinstance(found, logging.Logger)]:
        one.setLevel(levels.get(one, logging.NOTSET))


class Fails(ReadsAsProblem):
    """A fault whose text holds what the rep wrote."""

    def perceive(self, text, listening):  # type: ignore[no-untyped-def]
        if "fault" in text:
            raise ValueError(f"cannot read {text}")
        return super().perceive(text, listening)


async def a_session_where_all_goes_wrong(coaching: Coaching, slack: FakeSlack, refused: list[str]) -> None:
    for words in ("hi", "1", "1", f"What gets in the way of {WORDS}?", f"again, a fault of {WORDS}"):
        await coaching.hears(words)
    await coaching.hears("again")
    await coaching.hears(f"What fault is in {WORDS}?")
    for fault in ({"status": 500}, {"drop": True}, {"error": "invalid_blocks"}, {"error": "ratelimited"}):
        slack.fail("chat.postMessage", **fault)  # type: ignore[arg-type]
        await slack.says("U1", f"{WORDS} {fault}")
        await coaching.all_sent()
    await slack.says("U1", WORDS, signature="wrong")
    await slack.presses("U1", slack.posted[0], "Try one", value=f"1.1|{WORDS}")
    await slack.command("U1", "/coach", WORDS)
    await slack.edits("U1", slack.deliveries[0].event_ts, WORDS)
    await slack.event({"type": "of_next_year", "user": "U1", "text": WORDS})
    await slack.disconnect("refresh_requested", close=True)
    slack.cut_sockets()
    saying = slack.spawn(slack.says("U1", f"{WORDS} at the end"))
    await slack.wait_for(lambda: refused)
    slack.deliveries[-1].attempts[-1].expire()
    await saying
    await coaching.all_sent()
    slack.fail("chat.postMessage", error="token_revoked")
    await slack.says("U1", f"{WORDS} is over")


@pytest.mark.parametrize(("transport", "db_url"), [("socket", "sqlite"), ("http", "postgres")], indirect=["db_url"])
@LOSES_SOCKETS
async def test_no_log_record_holds_a_token_or_what_a_rep_wrote(
    log: Kept, coaching: Coaching, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []

    def fail_once_in_the_store(turn: Turn) -> None:
        if "at the end" in str(turn.text) and not refused:
            refused.append(turn.event_id)
            raise StoreUnavailable(f"cannot save {turn.text}")

    before_each_turn(monkeypatch, fail_once_in_the_store)
    async with coaching.runs(perception=Fails()):
        spoil_the_next_address(slack, monkeypatch)
        await a_session_where_all_goes_wrong(coaching, slack, refused)
    slack.strays.clear()
    gc.collect()  # "Task exception was never retrieved"

    text = "\n".join(log.lines)
    assert refused and "a turn failed" in text and "given up" in text  # it did go wrong, and it was logged
    for secret in (WORDS, slack.bot_token, slack.app_token, slack.signing_secret, "ticket="):
        assert [line[:300] for line in log.lines if secret in line] == []
