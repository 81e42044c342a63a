"""
The Web API methods: arguments in, the body of Slack's answer out, `Refused` with Slack's error name otherwise.

Nothing here knows HTTP, tokens or scopes; web_api.py has dealt with them before a method runs.
"""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

from tests.fakes.slack.blocks import check_blocks, texts, too_long
from tests.fakes.slack.records import Ping, Posted
from tests.fakes.slack.workspace import Channel, Workspace

MAX_TEXT = 40_000  # docs.slack.dev chat.postMessage: msg_too_long
_MENTION = re.compile(r"<(?:!(?:channel|here|everyone)|!subteam\^S\w*|@[UW]\w*)(?:\|[^<>]*)?>")
_BARE_MENTION = re.compile(r"@(?:channel|here|everyone)\b")  # only rings where parse=full or link_names
_TS = re.compile(r"\d{10}\.\d{6}")

Params = dict[str, Any]
Body = dict[str, Any]


class Refused(Exception):
    """Slack says no: `error` is its name for why."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class Methods:
    """What each method does to the workspace, and what it leaves in the records."""

    def __init__(self, workspace: Workspace, *, bot_user: str, bot_id: str, app_id: str) -> None:
        self._workspace = workspace
        self._bot_user, self._bot_id, self._app_id = bot_user, bot_id, app_id
        self.enterprise: str | None = None
        self.posted: list[Posted] = []
        self.updated: list[Posted] = []
        self.pings: list[Ping] = []
        self.open_socket: Callable[[], str] = lambda: ""
        self.by_name: dict[str, Callable[[Params], Body]] = {
            "auth.test": self.auth_test,
            "users.info": self.users_info,
            "conversations.open": self.conversations_open,
            "conversations.history": self.history,
            "chat.postMessage": self.post_message,
            "chat.update": self.update,
            "apps.connections.open": self.connections_open,
        }

    def auth_test(self, params: Params) -> Body:
        team = self._workspace.team
        body = {"url": "https://fake.slack.com/", "team": "Fake", "user": "coach", "team_id": team}
        org = {"enterprise_id": self.enterprise} if self.enterprise else {}
        ids = {"user_id": self._bot_user, "bot_id": self._bot_id}
        return {**body, **ids, **org, "is_enterprise_install": self.enterprise is not None}

    def connections_open(self, params: Params) -> Body:
        return {"url": self.open_socket()}

    def users_info(self, params: Params) -> Body:
        if params.get("user") not in self._workspace.people:
            raise Refused("user_not_found")
        return {"user": self._workspace.profile(params["user"])}

    def conversations_open(self, params: Params) -> Body:
        if not params.get("users"):
            return self._reopen(params)
        users = [user.strip() for user in str(params["users"]).split(",")]
        if any(user not in self._workspace.people for user in users):
            raise Refused("user_not_found")
        if len(users) > 1:
            raise Refused("missing_scope", needed="mpim:write")
        if self._workspace.people[users[0]].deleted:
            raise Refused("user_disabled")
        had = self._workspace.has_dm(users[0])
        return {"no_op": had, "already_open": had, "channel": {"id": self._workspace.dm(users[0]).id}}

    def history(self, params: Params) -> Body:
        """The newest messages first; metadata only where it is asked for."""
        channel = self._channel(params.get("channel"), or_person=False)
        asked = str(params.get("include_all_metadata", "")).lower() in ("1", "true")
        newest = sorted(channel.messages.items(), reverse=True)[: int(params.get("limit") or 100)]
        hidden = () if asked else ("metadata",)
        messages = [{name: value for name, value in one.items() if name not in hidden} for _, one in newest]
        return {"messages": messages, "has_more": len(channel.messages) > len(messages)}

    def _reopen(self, params: Params) -> Body:
        if not params.get("channel"):
            raise Refused("users_list_not_supplied")
        if params["channel"] not in self._workspace.channels:
            raise Refused("channel_not_found")
        return {"no_op": True, "already_open": True, "channel": {"id": params["channel"]}}

    def post_message(self, params: Params) -> Body:
        channel = self._channel(params.get("channel"), or_person=True)
        _check_thread(params)
        blocks = _content(params)
        ts = self._workspace.next_ts(channel)
        message = self._echo(channel, ts, params, blocks)
        self._record(self.posted, channel, params, message, blocks)
        return {"channel": channel.id, "ts": ts, "message": message}

    def update(self, params: Params) -> Body:
        channel = self._channel(params.get("channel"), or_person=False)
        old = channel.messages.get(str(params.get("ts")))
        if old is None:
            raise Refused("message_not_found")
        if old.get("bot_id") != self._bot_id:
            raise Refused("cant_update_message")
        blocks = _content(params)
        message = self._echo(channel, params["ts"], params, blocks)
        message["edited"] = {"user": self._bot_user, "ts": self._workspace.next_ts(channel)}
        self._record(self.updated, channel, params, message, blocks)
        return {"channel": channel.id, "ts": params["ts"], "text": message["text"], "message": message}

    def _channel(self, name: Any, *, or_person: bool) -> Channel:
        people, channels = self._workspace.people, self._workspace.channels
        if or_person and name in people:
            name = self._workspace.dm(name).id
        channel = channels.get(name)
        if channel is None:
            raise Refused("channel_not_found")
        if channel.user is not None and people[channel.user].post_error:
            raise Refused(str(people[channel.user].post_error))
        if channel.archived:
            raise Refused("is_archived")
        if not channel.bot_is_member:
            raise Refused("not_in_channel")
        return channel

    def _echo(self, channel: Channel, ts: str, params: Params, blocks: list[Any]) -> Body:
        message: Body = {"type": "message", "user": self._bot_user, "bot_id": self._bot_id, "app_id": self._app_id}
        message |= {"text": params.get("text", ""), "ts": ts, "team": self._workspace.team}
        if blocks:
            message["blocks"] = [self._with_ids(block) for block in copy.deepcopy(blocks)]
        if params.get("thread_ts"):
            message["thread_ts"] = params["thread_ts"]
        if params.get("metadata"):
            message["metadata"] = _metadata(params["metadata"])
        channel.messages[ts] = message
        return message

    def _with_ids(self, block: Body) -> Body:
        """Slack gives a block and an element that came without an id one of its own."""
        held = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        for element in held:
            if element["type"] not in {"image", "mrkdwn", "plain_text"}:
                element.setdefault("action_id", f"a{self._workspace.number():04d}")
        return {"block_id": f"b{self._workspace.number():04d}", **block}

    def _record(self, into: list[Posted], channel: Channel, params: Params, message: Body, blocks: list[Any]) -> None:
        text, ts = message["text"], message["ts"]
        at = self._workspace.clock()
        into.append(Posted(channel.id, channel.user, text, blocks, ts, at, message, dict(params)))
        full = params.get("parse") == "full" or params.get("link_names") in (True, "1", "true")
        is_mrkdwn = params.get("mrkdwn", True) not in (False, "0", "false")
        for where, said, rendered in [("/text", text, is_mrkdwn), *texts(blocks)]:
            found = _MENTION.findall(said) if rendered else []
            found += _BARE_MENTION.findall(said) if rendered and full else []
            self.pings += [Ping(channel.id, ts, what, where) for what in found]


def _metadata(given: Any) -> Body:
    """Raises Refused: not {"event_type": name, "event_payload": {...}}."""
    found = json.loads(given) if isinstance(given, str) else given
    if not isinstance(found.get("event_type"), str) or not isinstance(found.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    return {"event_type": found["event_type"], "event_payload": found["event_payload"]}


def _check_thread(params: Params) -> None:
    thread = params.get("thread_ts")
    if thread is not None and not (isinstance(thread, str) and _TS.fullmatch(thread)):
        # a number is refused too: Slack takes it and hides the message (slackapi/python-slack-sdk issue 840)
        reason = f"[ERROR] {thread} is not a valid thread_ts"
        raise Refused("invalid_thread_ts", response_metadata={"messages": [reason]})


def _content(params: Params) -> list[Any]:
    """The blocks of a message, checked, after its text was."""
    if params.get("attachments"):
        raise Refused("invalid_attachments")  # the coach sends none; the fake cannot check them
    text = params.get("text", "")
    if not isinstance(text, str):
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] must provide a string"]})
    blocks = _parsed(params.get("blocks"))
    if not text.strip() and not blocks:
        raise Refused("no_text")
    if len(text) > MAX_TEXT:
        raise Refused("msg_too_long")
    errors = check_blocks(blocks)
    if errors:
        said = [f"[ERROR] {error}" for error in errors]
        raise Refused("invalid_blocks", errors=errors, response_metadata={"messages": said})
    if too_long(blocks):
        raise Refused("msg_blocks_too_long")
    return blocks


def _parsed(blocks: Any) -> list[Any]:
    if isinstance(blocks, str):
        try:
            blocks = json.loads(blocks)
        except json.JSONDecodeError:
            raise Refused("invalid_blocks_format") from None
    if blocks is not None and not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    return blocks or []
