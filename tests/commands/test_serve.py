"""`coach serve` as a command: what it refuses to start with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from bot import wiring
from bot.cli import main


@pytest.fixture(autouse=True)
def _settings_read_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "TELEGRAM_TOKEN"):
        monkeypatch.delenv(f"COACH_{name}", raising=False)
    wiring.settings.cache_clear()
    yield
    wiring.settings.cache_clear()


def test_without_a_platform_there_is_nothing_to_serve() -> None:
    done = CliRunner().invoke(main, ["serve"])

    assert done.exit_code == 2 and done.stdout == ""
    assert "COACH_SLACK_BOT_TOKEN or COACH_TELEGRAM_TOKEN" in done.stderr


@pytest.mark.parametrize("telegram", [None, "123456:token-of-a-bot"])
def test_a_slack_that_could_speak_and_not_hear_is_not_served(
    monkeypatch: pytest.MonkeyPatch, telegram: str | None
) -> None:
    monkeypatch.setenv("COACH_SLACK_BOT_TOKEN", "xoxb-of-a-test-only")
    if telegram:
        monkeypatch.setenv("COACH_TELEGRAM_TOKEN", telegram)

    done = CliRunner().invoke(main, ["serve"])

    assert done.exit_code == 2 and "xoxb-of" not in done.output
    assert "COACH_SLACK_APP_TOKEN" in done.stderr and "COACH_SLACK_SIGNING_SECRET" in done.stderr
