"""`coach doctor` against Slack, and what `coach slack manifest` prints."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from click.testing import CliRunner

from bot import wiring
from bot.channels.slack.access import SlackAccess
from bot.channels.slack.examine import examine
from bot.cli import main
from tests.fakes.slack import SCOPES, FakeSlack


def access(slack: FakeSlack, **other: str | None) -> SlackAccess:
    given = {"bot_token": slack.bot_token, "app_token": slack.app_token, "signing_secret": slack.signing_secret}
    return SlackAccess(**(given | other), api_url=slack.api_url)  # type: ignore[arg-type]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("other", "way"),
    [
        ({}, "Socket Mode and HTTP"),
        ({"app_token": None}, "by HTTP"),
        ({"signing_secret": None}, "by Socket Mode"),
    ],
)
async def test_doctor_says_whom_it_reached_and_by_which_way(slack: FakeSlack, other: dict[str, None], way: str) -> None:
    well, found, fix = await examine(access(slack, **other))

    assert well and found.startswith("Fake as coach") and found.endswith(way) and fix == ""


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("other", "what", "how"),
    [
        ({"bot_token": "xoxb-wrong"}, "auth.test says invalid_auth", "COACH_SLACK_BOT_TOKEN"),
        ({"bot_token": "xapp-fake-app-token"}, "auth.test says not_allowed_token_type", "COACH_SLACK_BOT_TOKEN"),
        ({"app_token": "xapp-wrong"}, "apps.connections.open says invalid_auth", "COACH_SLACK_APP_TOKEN"),
        ({"app_token": "xoxb-fake-bot-token"}, "says not_allowed_token_type", "COACH_SLACK_APP_TOKEN"),
        ({"app_token": None, "signing_secret": None}, "no way to hear", "COACH_SLACK_SIGNING_SECRET"),
    ],
)
async def test_doctor_says_what_is_wrong_and_what_to_set(
    slack: FakeSlack, other: dict[str, str | None], what: str, how: str
) -> None:
    well, found, fix = await examine(access(slack, **other))

    assert not well and what in found and how in fix
    assert not any(token in found + fix for token in (slack.bot_token, slack.app_token, "xoxb-wrong", "xapp-wrong"))


@pytest.mark.asyncio
async def test_doctor_names_every_scope_that_is_missing(slack: FakeSlack) -> None:
    slack.grant("chat:write", "im:history", "commands", "assistant:write", "files:write")

    well, found, fix = await examine(access(slack))

    assert not well and found == "missing scopes: im:write, users:read" and "coach slack manifest" in fix


@pytest.mark.asyncio
async def test_doctor_says_that_a_revoked_token_is_one(slack: FakeSlack) -> None:
    slack.revoke("token_revoked")

    well, found, _ = await examine(access(slack))

    assert not well and "token_revoked" in found


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {"drop": True, "times": 5},
        {"status": 503, "says": ("text/plain", "no upstream")},
        {"status": 200, "says": ("text/plain", "under maintenance")},
    ],
)
async def test_doctor_says_when_slack_is_down(slack: FakeSlack, fault: dict[str, Any]) -> None:
    slack.fail("*", **fault)

    well, found, fix = await examine(access(slack))

    assert not well and found and fix


@pytest.mark.asyncio
@pytest.mark.parametrize(("token", "status"), [("xoxb-fake-bot-token", "ok"), ("xoxb-wrong", "failed")])
async def test_the_command_shows_it(
    slack: FakeSlack, db_url: str, monkeypatch: pytest.MonkeyPatch, token: str, status: str
) -> None:
    monkeypatch.setenv("COACH_SLACK_BOT_TOKEN", token)
    monkeypatch.setenv("COACH_SLACK_APP_TOKEN", slack.app_token)
    monkeypatch.setenv("COACH_SLACK_API_URL", slack.api_url)
    wiring.settings.cache_clear()
    try:
        done = await asyncio.to_thread(CliRunner().invoke, main, ["doctor", "--db", db_url, "--json"])
    finally:
        wiring.settings.cache_clear()

    finding = next(check for check in json.loads(done.stdout)["checks"] if check["name"] == "slack")
    assert finding["status"] == status and done.exit_code == (status == "failed")
    assert token not in done.output and slack.app_token not in done.output


def manifest(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(main, ["slack", "manifest", *words])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("words", [(), ("--url", "https://coach.example.com")])
def test_the_manifest_asks_for_what_the_coach_needs_and_no_more(words: tuple[str, ...]) -> None:
    made = manifest(*words)

    assert set(made["oauth_config"]["scopes"]["bot"]) == SCOPES  # platforms.md
    events = set(made["settings"]["event_subscriptions"]["bot_events"])
    assert events == {"message.im", "app_home_opened", "app_uninstalled", "tokens_revoked", "app_context_changed"}
    home = made["features"]["app_home"]
    assert home["messages_tab_enabled"] is True and home["messages_tab_read_only_enabled"] is False
    assert [command["command"] for command in made["features"]["slash_commands"]] == ["/coach"]
    assert "agent_view" in made["features"] and "assistant_view" not in made["features"]
    assert made["settings"]["interactivity"]["is_enabled"] is True


def test_the_manifest_for_socket_mode_names_no_address() -> None:
    made = manifest()

    assert made["settings"]["socket_mode_enabled"] is True and "http" not in json.dumps(made)


def test_the_manifest_for_http_names_the_address_in_all_three_places() -> None:
    made = manifest("--url", "https://coach.example.com/")

    address = "https://coach.example.com/slack/events"
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == settings["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address


def test_an_address_without_tls_is_misuse() -> None:
    done = CliRunner().invoke(main, ["slack", "manifest", "--url", "http://coach.example.com"])

    assert done.exit_code == 2 and "https" in done.stderr and done.stdout == ""
