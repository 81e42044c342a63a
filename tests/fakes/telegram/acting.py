"""What people do. A person does only what Telegram's apps let them: anything else is a ValueError in the test."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from tests.fakes.telegram import payloads
from tests.fakes.telegram.chats import Chats, Person
from tests.fakes.telegram.html import utf16
from tests.fakes.telegram.messages import Messages, Query
from tests.fakes.telegram.records import Delivery, Payload, Sent
from tests.fakes.telegram.texts import LONGEST, marked_in
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.webhook import Webhook
from tests.secrets import SECRETS


class Acting:
    """People, through the attributes that `FakeTelegram` gives; every act returns its `Delivery`."""

    chats: Chats
    messages: Messages
    updates: Updates
    webhook: Webhook
    bot: Payload
    clock: Callable[[], float]
    _query_ids = itertools.count(4_200_000_000_000_000_001)

    def add_user(self, user_id: int, first_name: str = "Dana", *, started: bool = False, **named: str) -> Person:
        """*started*: has written before, so the bot may write. *named*: last_name, username, language_code."""
        return self.chats.add_user(user_id, started=started, first_name=first_name, **named)

    def add_group(self, group_id: int, title: str = "Sales") -> None:
        self.chats.add_group(group_id, title=title)

    def blocks(self, user_id: int) -> None:
        """Block without an update (Telegram sends one too: see `kicks`)."""
        self.chats.people[user_id].blocked = True

    def deactivates(self, user_id: int) -> None:
        self.chats.people[user_id].deactivated = True

    async def says(self, user_id: int, text: str, *, update_id: int | None = None) -> Delivery:
        return self._message(user_id, _typed(text), update_id=update_id)

    async def edits_message(self, user_id: int, message_id: int, text: str) -> Delivery:
        person = self.chats.writing(user_id)
        content = self._content(person.user, person.chat, message_id, {"edit_date": self._now(), **_typed(text)})
        return self._put({"edited_message": content}, chat_id=user_id)

    async def presses(
        self, user_id: int, message: Sent | int, data: str | None = None, *, label: str = "", forged: bool = False
    ) -> Delivery:
        """
        Press the button with *data*, or with *label*, of a message of the bot as it was sent or as it stands.

        Raises:
            ValueError: it never had such a button, and the press is not *forged*.
        """
        person = self.chats.writing(user_id)
        message_id = message if isinstance(message, int) else message.message_id
        versions = [m for m in self.messages.sent + self.messages.edits if m.message_id == message_id]
        found = next((d for m in versions for name, d in m.buttons if d == data or name == label != ""), None)
        if found is None and not forged:
            raise ValueError(f"message {message_id} has no button {data or label!r}")
        pressed = self.messages.shown[user_id, message_id]
        query_id = str(next(self._query_ids))
        self.messages.queries[query_id] = Query(user_id, self.clock())
        content = {
            "id": query_id,
            "from": person.user,
            "message": self.messages.payload(pressed),
            "chat_instance": str(7_000_000_000 + user_id),
            "data": data if found is None else found,
        }
        return self._put({"callback_query": content}, chat_id=user_id)

    async def sends_voice(self, user_id: int) -> Delivery:
        return self._message(user_id, payloads.voice())

    async def sends_sticker(self, user_id: int) -> Delivery:
        return self._message(user_id, payloads.sticker())

    async def sends_photo(self, user_id: int, caption: str | None = None) -> Delivery:
        return self._message(user_id, payloads.photo(caption))

    async def sends_poll(self, user_id: int, question: str = "Shall we?") -> Delivery:
        return self._message(user_id, payloads.poll(question))

    async def sends_forward(self, user_id: int, text: str) -> Delivery:
        return self._message(user_id, payloads.forward(text, date=self._now()))

    async def group_message(self, group_id: int, user_id: int, text: str) -> Delivery:
        group, person = self.chats.groups[group_id], self.chats.people[user_id]
        message_id = self.messages.next_id(group_id, by_person=True)
        content = self._content(person.user, group, message_id, _typed(text))
        return self._put({"message": content}, chat_id=group_id)

    async def kicks(self, user_id: int) -> Delivery:
        """Block the bot: my_chat_member with "kicked"."""
        self.chats.people[user_id].blocked = True
        return self._membership(user_id, old="member", new="kicked")

    async def returns(self, user_id: int) -> Delivery:
        """Unblock the bot: my_chat_member with "member"."""
        self.chats.people[user_id].blocked = False
        return self._membership(user_id, old="kicked", new="member")

    async def raw(self, content: Payload, *, chat_id: int | None = None, update_id: int | None = None) -> Delivery:
        """Any update: *content* is the update without its update_id."""
        return self._put(content, chat_id=chat_id, update_id=update_id)

    async def redeliver(self, delivery: Delivery) -> Delivery:
        """The same update once more; a poller gets it with its next getUpdates, whatever offset it gives."""
        self.updates.redeliver(delivery, by_webhook=bool(self.webhook.url))
        self.webhook.deliver()
        return delivery

    def _message(self, user_id: int, content: Payload, *, update_id: int | None = None) -> Delivery:
        person = self.chats.writing(user_id)
        person.started = True
        message_id = self.messages.next_id(user_id, by_person=True)
        whole = self._content(person.user, person.chat, message_id, content)
        return self._put({"message": whole}, chat_id=user_id, update_id=update_id)

    def _content(self, user: Payload, chat: Payload, message_id: int, content: Payload) -> Payload:
        return {"message_id": message_id, "from": user, "chat": chat, "date": self._now(), **content}

    def _membership(self, user_id: int, *, old: str, new: str) -> Delivery:
        person = self.chats.people[user_id]
        told = payloads.membership(person.user, person.chat, self.bot, old=old, new=new, date=self._now())
        return self._put({"my_chat_member": told}, chat_id=user_id)

    def _put(self, content: dict[str, Any], *, chat_id: int | None, update_id: int | None = None) -> Delivery:
        if "callback_query" not in content:  # the message in a press is the bot's
            SECRETS.payload(content)
        delivery = self.updates.put(content, chat_id=chat_id, update_id=update_id)
        self.webhook.deliver()
        return delivery

    def _now(self) -> int:
        return int(self.clock())


def _typed(text: str) -> Payload:
    """A text as an app sends it: trimmed, never empty, its commands and user names marked."""
    trimmed = text.strip()
    if not 1 <= utf16(trimmed) <= LONGEST:
        raise ValueError("the apps send 1 to 4,096 UTF-16 units; a longer text goes as several messages")
    entities = marked_in(trimmed)
    return {"text": trimmed, **({"entities": entities} if entities else {})}
