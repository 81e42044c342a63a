"""The people and groups that exist, and whether the bot may write to them. A bot never writes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.errors import Refused, bad_request


@dataclass
class Person:
    """A user of Telegram; *user* is what updates carry as `from`."""

    user: dict[str, Any]
    started: bool = False  # has written to the bot
    blocked: bool = False
    deactivated: bool = False

    @property
    def chat(self) -> dict[str, Any]:
        named: dict[str, Any] = {
            key: self.user[key] for key in ("first_name", "last_name", "username") if key in self.user
        }
        return {"id": self.user["id"], **named, "type": "private"}


class Chats:
    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.groups: dict[int, dict[str, Any]] = {}

    def add_user(self, user_id: int, *, started: bool, **named: str) -> Person:
        if user_id <= 0 or user_id in self.people:
            raise ValueError(f"a user needs a positive id of their own, not {user_id}")
        person = Person({"id": user_id, "is_bot": False, **named}, started=started)
        self.people[user_id] = person
        return person

    def add_group(self, group_id: int, *, title: str) -> dict[str, Any]:
        if group_id >= 0:
            raise ValueError(f"a group's id is negative, not {group_id}")
        kind = "supergroup" if group_id < -1_000_000_000_000 else "group"
        self.groups[group_id] = {"id": group_id, "title": title, "type": kind}
        return self.groups[group_id]

    def writing(self, user_id: int) -> Person:
        """
        The person, about to write or press.

        Raises:
            ValueError: nobody could do this in Telegram, so the test is wrong.
        """
        person = self.people[user_id]
        if person.blocked or person.deactivated:
            raise ValueError(f"{user_id} has blocked the bot or is gone: call returns() first")
        return person

    def known(self, chat_id: str) -> int:
        """
        Raises:
            Refused: there is no such chat.
        """
        if not chat_id:
            raise bad_request("chat_id is empty")
        number = int(chat_id) if chat_id.lstrip("-").isdigit() else 0
        if number not in self.people and number not in self.groups:
            raise bad_request("chat not found")
        return number

    def reachable(self, chat_id: str) -> dict[str, Any]:
        """
        Return the chat that the bot may write to.

        Raises:
            Refused: unknown, blocked, deactivated, or never wrote first.
        """
        number = self.known(chat_id)
        if number in self.groups:
            return self.groups[number]
        person = self.people[number]
        if person.deactivated:
            raise Refused("Forbidden: user is deactivated")
        if person.blocked:
            raise Refused("Forbidden: bot was blocked by the user")
        if not person.started:
            raise Refused("Forbidden: bot can't initiate conversation with a user")
        return person.chat
