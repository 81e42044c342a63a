"""What Slack must be told of the app: its scopes, events and commands. Pasted once, when the app is made."""

from __future__ import annotations

from typing import Any

SCOPES = ("assistant:write", "chat:write", "commands", "files:write", "im:history", "im:write", "users:read")
# app_context_changed goes with agent_view; the coach takes note of it and reads nothing in it
EVENTS = ("app_context_changed", "app_home_opened", "app_uninstalled", "message.im", "tokens_revoked")
PATH = "/slack/events"


def manifest(public_url: str | None) -> dict[str, Any]:
    """
    Return the app's manifest.

    Args:
        public_url: where Slack reaches `coach serve` (https://...); None for Socket Mode, which needs no address.
    """
    address = {"request_url": public_url.rstrip("/") + PATH} if public_url else {}
    command = {"url": address["request_url"]} if public_url else {}
    return {
        "display_information": {
            "name": "Sales Coach",
            "description": "Practise selling to large accounts, in private.",
            "background_color": "#2b3a42",
        },
        "features": {
            # the messages tab must not be read-only, or direct messages are blocked without a word
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "coach", "always_online": True},
            "agent_view": {"agent_description": "Practise selling to large accounts, in private."},
            "slash_commands": [
                {
                    "command": "/coach",
                    "description": "Go on with your practice, in your direct message",
                    "usage_hint": "[menu | accounts | review | team | help | privacy | stop]",
                    "should_escape": False,
                    **command,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **address},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not public_url,
            "token_rotation_enabled": False,
        },
    }
