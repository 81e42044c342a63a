"""
What arrived from Slack, as a turn; pure.

Only what a person typed or pressed in a direct message is a turn: other bots, edits, deletions and channels are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.slack import CHANNEL
from bot.render.buttons import read_button
from dialogs.model import EventId, Turn, WorkspaceId

Body = Mapping[str, Any]

_TYPED = (None, "file_share", "me_message", "thread_broadcast")  # subtypes of what a person sends
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"<(?:[^<>|]*\|)?([^<>]*)>")  # <https://a.b|a.b>, <@U1>, <#C1|sales>


@dataclass(frozen=True, slots=True)
class Arrived:
    """A turn, the workspace that it is of, and the direct message (D...) where it was taken; None: not known."""

    turn: Turn
    workspace_id: WorkspaceId
    conversation: str | None


def workspace_of(body: Body) -> WorkspaceId | None:
    """Return the tenant: the organisation of an org-wide install, else the team. None where Slack names neither."""
    authorization = (body.get("authorizations") or [{}])[0]
    org_wide = body.get("is_enterprise_install") or authorization.get("is_enterprise_install")
    enterprise = _id(body.get("enterprise")) or body.get("enterprise_id") or authorization.get("enterprise_id")
    team = _id(body.get("team")) or body.get("team_id") or authorization.get("team_id")
    chosen = enterprise if org_wide in (True, "true") and enterprise else team or enterprise
    return WorkspaceId(chosen) if chosen else None


def message(body: Body, at: datetime) -> Arrived | None:
    """Return the turn of a `message` event; None where it is none."""
    event = body.get("event") or {}
    workspace_id = workspace_of(body)
    conversation = event.get("channel") or ""
    direct = event.get("channel_type") == "im" or conversation.startswith("D")
    typed = event.get("subtype") in _TYPED and not event.get("bot_id") and not event.get("edited")
    if not (workspace_id and direct and typed and event.get("user") and body.get("event_id")):
        return None
    text = event.get("text") or ""
    turn = _turn(body["event_id"], event["user"], at, text=typed_text(text), mentions=mentioned(text))
    return Arrived(turn, workspace_id, conversation)


def press(body: Body, at: datetime) -> Arrived | None:
    """Return the turn of a button in one of our messages; None for what is none."""
    actions, user = body.get("actions") or [], body.get("user") or {}
    workspace_id = workspace_of(body)
    if not (actions and workspace_id and user.get("id") and isinstance(actions[0].get("value"), str)):
        return None
    stamp, choice = read_button(actions[0]["value"])
    # Slack gives a press no id of its own; who, where and when make one: a message's ts is unique in its channel only
    here = (body.get("channel") or {}).get("id") or ""
    place = f"{user['id']}:{here}:{(body.get('container') or {}).get('message_ts', '')}"
    event_id = f"press:{place}:{actions[0].get('action_ts', '')}:{actions[0]['value']}"
    turn = _turn(event_id, user["id"], at, choice=choice, stamp=stamp)
    return Arrived(turn, workspace_id, here if here.startswith("D") else None)


def command(body: Body, at: datetime) -> Arrived | None:
    """Return the turn of `/coach WORDS`; without words the person just arrives."""
    workspace_id = workspace_of(body)
    if not (workspace_id and body.get("user_id") and body.get("trigger_id")):
        return None
    given = body.get("text") or ""
    text = typed_text(given).strip() or None
    turn = _turn(f"command:{body['trigger_id']}", body["user_id"], at, text=text, mentions=mentioned(given))
    # where it was typed tells nothing: a D... may be a talk of two people, in which the coach cannot write
    return Arrived(turn, workspace_id, None)


def typed_text(text: str) -> str:
    """Return what the person typed: Slack escapes three characters and wraps links and names in <...>."""
    shown = _LINK.sub(lambda link: link[1].lstrip("@#!"), text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned(text: str) -> tuple[str, ...]:
    """Return the ids of the people whom a text names (<@U1>, <@U1|ann>), in order."""
    return tuple(_MENTION.findall(text))


def _turn(
    event_id: str,
    who: str,
    at: datetime,
    *,
    text: str | None = None,
    choice: str | None = None,
    stamp: str | None = None,
    mentions: tuple[str, ...] = (),
) -> Turn:
    return Turn(EventId(event_id), CHANNEL, who, at, text, choice, stamp, mentions=mentions)


def _id(value: object) -> str | None:
    return value.get("id") if isinstance(value, Mapping) else None
