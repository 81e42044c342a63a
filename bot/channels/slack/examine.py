"""What `coach doctor` looks at in Slack: is the token good, may it do what the coach does, is the app token good."""

from __future__ import annotations

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.access import SlackAccess
from bot.channels.slack.channel import TIMEOUT_S
from bot.channels.slack.manifest import SCOPES
from bot.channels.slack.sender import NOT_SLACK, named

_TROUBLE = (SlackClientError, ClientError, TimeoutError, OSError, *NOT_SLACK)


async def examine(access: SlackAccess) -> tuple[bool, str, str]:
    """Return whether Slack would work, what was found, and how to fix it."""
    client = AsyncWebClient(access.bot_token, timeout=TIMEOUT_S, base_url=access.api_url or AsyncWebClient.BASE_URL)
    if not access.hears:
        return False, "a bot token, but no way to hear from Slack", _WAY
    try:
        who = await client.auth_test()
    except SlackApiError as error:
        return False, f"auth.test says {named(error)}", "Set COACH_SLACK_BOT_TOKEN to the app's xoxb- token."
    except _TROUBLE as error:
        return False, f"Slack cannot be reached ({type(error).__name__})", "Check the network and try again."
    granted = {scope.strip() for scope in str(who.headers.get("x-oauth-scopes", "")).split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        fix = "Add them under OAuth & Permissions (`coach slack manifest` has all), then install the app again."
        return False, f"missing scopes: {', '.join(missing)}", fix
    trouble = await _app_token_trouble(client, access)
    if trouble:
        return False, trouble, "Make an app-level token with connections:write; set COACH_SLACK_APP_TOKEN to it."
    ways = [way for way, given in (("Socket Mode", access.app_token), ("HTTP", access.signing_secret)) if given]
    return True, f"{who['team']} as {who['user']}, by {' and '.join(ways)}", ""


_WAY = "Set COACH_SLACK_APP_TOKEN (Socket Mode, no public address) or COACH_SLACK_SIGNING_SECRET (HTTP)."


async def _app_token_trouble(client: AsyncWebClient, access: SlackAccess) -> str:
    if not access.app_token:
        return ""
    try:
        await client.apps_connections_open(app_token=access.app_token)
    except SlackApiError as error:
        return f"the app token: apps.connections.open says {named(error)}"
    except _TROUBLE as error:
        return f"the app token could not be tried ({type(error).__name__})"
    return ""
