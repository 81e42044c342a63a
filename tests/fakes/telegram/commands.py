"""The command menu, kept per scope and language as Telegram keeps it: one bad command refuses the whole list."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.fakes.telegram.chats import Chats
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.params import Params

SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


class Commands:
    def __init__(self, chats: Chats) -> None:
        self.menus: dict[tuple[str, str], list[dict[str, str]]] = {}  # by (scope as sorted JSON, language)
        self._chats = chats

    def set(self, params: Params) -> bool:
        given = params.get("commands")
        if not isinstance(given, list):
            raise bad_request("can't parse commands JSON object")
        if len(given) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.menus[self._key(params)] = [_command(one) for one in given]
        return True

    def delete(self, params: Params) -> bool:
        self.menus.pop(self._key(params), None)
        return True

    def get(self, params: Params) -> list[dict[str, str]]:
        return self.menus.get(self._key(params), [])

    def _key(self, params: Params) -> tuple[str, str]:
        scope = params.get("scope") or {"type": "default"}
        if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
            raise bad_request("can't parse BotCommandScope: unsupported type specified")
        kept: dict[str, Any] = {"type": scope["type"]}
        for name in SCOPES[scope["type"]]:
            kept[name] = self._chats.known(str(scope.get(name, "")))
        language = params.text("language_code")
        if language and not re.fullmatch(r"[a-z]{2}", language):
            raise bad_request("invalid language code specified")
        return json.dumps(kept, sort_keys=True), language


def _command(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = str(given.get("command", "")).removeprefix("/"), str(given.get("description", ""))
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description.strip():
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    return {"command": name, "description": description}
