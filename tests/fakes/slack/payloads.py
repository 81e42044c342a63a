"""
What Slack sends: event envelopes, button presses and slash commands, key for key.

A person's text is escaped here (`&`, `<`, `>` once), as Slack escapes what people type.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.records import Posted, elements
from tests.fakes.slack.workspace import Channel, Workspace

Payload = dict[str, Any]


def escaped(text: str) -> str:
    """What a person typed, as the `text` of an event has it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(frozen=True)
class Install:
    """The ids of one installed app; *enterprise* makes it an org-wide install."""

    team: str
    app: str
    bot_user: str
    bot_id: str
    enterprise: str | None
    verification_token: str = "legacy-verification-token"  # deprecated by Slack, still sent

    @property
    def enterprise_object(self) -> Payload | None:
        return {"id": self.enterprise, "name": "Fake Org"} if self.enterprise else None


class Payloads:
    """Builds payloads out of the ids of an install and the people of its workspace."""

    def __init__(self, install: Install, workspace: Workspace) -> None:
        self._install = install
        self._workspace = workspace
        self.response_url = ""

    def envelope(self, event: Payload, *, event_id: str | None) -> Payload:
        """An `event_callback`. Org-wide: the authorization names the organization and no team (platforms.md 11)."""
        install, is_org = self._install, self._install.enterprise is not None
        authorization = {
            "enterprise_id": install.enterprise,
            "team_id": None if is_org else install.team,
            "user_id": install.bot_user,
            "is_bot": True,
            "is_enterprise_install": is_org,
        }
        number = self._workspace.number()
        return {
            "token": install.verification_token,
            "team_id": None if is_org else install.team,
            **({"enterprise_id": install.enterprise} if is_org else {}),
            "context_team_id": install.team,
            "context_enterprise_id": install.enterprise,
            "api_app_id": install.app,
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{number:09d}",
            "event_time": int(self._workspace.clock()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{number}",
        }

    def message(self, user: str, text: str, *, channel: Channel, escape: bool, more: Mapping[str, Any]) -> Payload:
        """A `message` event of type im (or of the channel's); it joins the channel's messages."""
        ts = self._workspace.next_ts(channel)
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        event: Payload = {
            "client_msg_id": str(uuid.uuid4()),
            "type": "message",
            "text": escaped(text) if escape else text,
            "user": user,
            "ts": ts,
            "team": self._install.team,
            "blocks": [{"type": "rich_text", "block_id": f"b{self._workspace.number():04d}", "elements": [section]}],
            "channel": channel.id,
            "event_ts": ts,
            "channel_type": "im" if channel.is_im else "channel",
            **more,
        }
        own = {name: value for name, value in event.items() if name not in {"channel", "event_ts", "channel_type"}}
        channel.messages[ts] = own
        return event

    def changed(self, channel: Channel, ts: str, text: str) -> Payload:
        """The event of an edit: the message lies one level deeper than in a new one."""
        before = channel.messages[ts]
        now = self._workspace.next_ts(channel)
        after = {**before, "text": escaped(text), "edited": {"user": before["user"], "ts": now}}
        channel.messages[ts] = after
        return self._hidden(channel, now, subtype="message_changed", message=after, previous_message=before)

    def deleted(self, channel: Channel, ts: str) -> Payload:
        before, now = channel.messages.pop(ts), self._workspace.next_ts(channel)
        return self._hidden(channel, now, subtype="message_deleted", previous_message=before, deleted_ts=ts)

    def _hidden(self, channel: Channel, now: str, **more: Any) -> Payload:
        where = {"channel": channel.id, "channel_type": "im" if channel.is_im else "channel"}
        return {"type": "message", **more, **where, "hidden": True, "ts": now, "event_ts": now}

    def press(self, user: str, posted: Posted, action: str, *, value: str | None) -> Payload:
        """
        The `block_actions` of a press.

        Args:
            action: the button's action_id, value or label; the first that fits.
            value: sent instead of the button's own: a forged one.
        """
        install = self._install
        button = _button(posted, action)
        pressed = {name: button[name] for name in ("action_id", "block_id", "text", "value") if name in button}
        if value is not None:
            pressed["value"] = value
        now = self._workspace.clock()
        return {
            "type": "block_actions",
            "user": {**self._person(user), "team_id": install.team},
            "api_app_id": install.app,
            "token": install.verification_token,
            "container": {
                "type": "message",
                "message_ts": posted.ts,
                "channel_id": posted.channel,
                "is_ephemeral": False,
            },
            "trigger_id": self._trigger(),
            "team": None if install.enterprise else {"id": install.team, "domain": "fake"},
            "enterprise": install.enterprise_object,
            "is_enterprise_install": install.enterprise is not None,
            "channel": {"id": posted.channel, "name": "directmessage" if posted.user else "general"},
            "message": posted.message,
            "state": {"values": {}},
            "response_url": self._response_url(),
            "actions": [{**pressed, "type": "button", "action_ts": f"{now:.6f}"}],
        }

    def command(self, user: str, command: str, text: str, *, channel: Channel) -> Payload:
        """The fields of a slash command: every value a string."""
        install = self._install
        org = {"enterprise_id": install.enterprise, "enterprise_name": "Fake Org"} if install.enterprise else {}
        return {
            "token": install.verification_token,
            "team_id": install.team,
            "team_domain": "fake",
            **org,
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.is_im else "general",
            "user_id": user,
            "user_name": self._person(user)["username"],
            "command": command,
            "text": text,
            "api_app_id": install.app,
            "is_enterprise_install": "true" if install.enterprise else "false",
            "response_url": self._response_url(),
            "trigger_id": self._trigger(),
        }

    def _person(self, user: str) -> Payload:
        name = self._workspace.people[user].name.split()[0].lower()
        return {"id": user, "username": name, "name": name}

    def _trigger(self) -> str:
        return f"{self._workspace.number()}.{self._workspace.number()}.{uuid.uuid4().hex}"

    def _response_url(self) -> str:
        return f"{self.response_url}{self._workspace.number()}"


def _button(posted: Posted, action: str) -> Payload:
    buttons = [element for element in elements(posted.message) if element["type"] == "button"]
    for button in buttons:
        if action in (button["action_id"], button.get("value"), button["text"]["text"]):
            return button
    offered = [(button["action_id"], button.get("value"), button["text"]["text"]) for button in buttons]
    raise LookupError(f"no button {action!r} on the message {posted.ts}; it has {offered}")
