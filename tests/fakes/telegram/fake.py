"""The whole of Telegram as one bot meets it. The package's docstring says how tests use it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from tests.fakes.telegram.acting import Acting
from tests.fakes.telegram.changes import Changes, Found
from tests.fakes.telegram.chats import Chats
from tests.fakes.telegram.commands import Commands
from tests.fakes.telegram.errors import WEBHOOK_ACTIVE, Refused, bad_request
from tests.fakes.telegram.faults import Fault, Faults
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.messages import Messages
from tests.fakes.telegram.params import Params
from tests.fakes.telegram.records import Action, Answer, Call, Delivery, Payload, Sent
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.webhook import Webhook
from tests.secrets import SECRETS
from tests.waiting import HANG_S

TOKEN = "123456:TEST-token_of_the_fake_Telegram_AAA"


class FakeTelegram(Acting):
    """A Bot API server on 127.0.0.1 and the people behind it."""

    def __init__(
        self,
        token: str = TOKEN,
        username: str = "coach_bot",
        *,
        clock: Callable[[], float] = time.time,
        allow_http: bool = False,
        port: int = 0,
    ) -> None:
        self.token, self.clock = token, clock
        SECRETS.token(token)
        number = int(token.partition(":")[0])
        self.bot: Payload = {"id": number, "is_bot": True, "first_name": "Coach", "username": username}
        self.changes, self.chats, self.faults = Changes(), Chats(), Faults()
        self.limits = Limits(clock)
        self.updates = Updates(self.changes, clock)
        self.webhook = Webhook(self.updates, self.changes, clock, allow_http=allow_http)
        self.messages = Messages(self.chats, self.limits, self.changes, clock, self.bot)
        self.commands = Commands(self.chats)
        self._server = Server(token, self.faults, self.changes, clock)
        self._server.offer(self._methods())
        self.webhook.by_reply = self._server.by_reply
        self._port = port

    async def __aenter__(self) -> Self:
        await self._server.open(self._port)
        await self.webhook.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.updates.end_poll("Internal Server Error: restart")
        await self.webhook.close()
        await self._server.close()

    @property
    def base_url(self) -> str:
        """For `ApplicationBuilder().base_url(...)`: PTB appends the token."""
        return f"http://127.0.0.1:{self._server.port}/bot"

    @property
    def file_url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}/file/bot"

    # records

    @property
    def sent(self) -> list[Sent]:
        return self.messages.sent

    @property
    def edits(self) -> list[Sent]:
        return self.messages.edits

    @property
    def answers(self) -> list[Answer]:
        return self.messages.answers

    @property
    def actions(self) -> list[Action]:
        return self.messages.actions

    @property
    def calls(self) -> list[Call]:
        return self._server.calls

    @property
    def deliveries(self) -> list[Delivery]:
        return self.updates.deliveries

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def sent_to(self, chat_id: int) -> list[Sent]:
        return [message for message in self.sent if message.chat_id == chat_id]

    def shown(self, chat_id: int) -> list[Sent]:
        """The bot's messages in this chat as they stand now, edits included."""
        return [message for (chat, _), message in self.messages.shown.items() if chat == chat_id]

    # waiting

    async def until(
        self, holds: Callable[[], Found | None], *, timeout_s: float = HANG_S, what: str = "the condition"
    ) -> Found:
        return await self.changes.until(holds, timeout_s=timeout_s, what=what)

    async def reads(self, chat_id: int, words: str, *, after: Sent | None = None, timeout_s: float = HANG_S) -> Sent:
        """Wait for a message (later than *after*) that shows *words*, as sent or as edited."""

        def found() -> Sent | None:
            later = [m for m in self.shown(chat_id) if after is None or m.message_id > after.message_id]
            return next((m for m in later if words in m.visible), None)

        return await self.until(found, timeout_s=timeout_s, what=f"a message to {chat_id} with {words!r}")

    async def receives(self, chat_id: int, count: int, *, timeout_s: float = HANG_S) -> list[Sent]:
        """Wait until *count* messages in all have been sent to this chat; return them."""
        what = f"{count} messages to {chat_id}"
        await self.until(lambda: len(self.sent_to(chat_id)) >= count, timeout_s=timeout_s, what=what)
        return self.sent_to(chat_id)

    async def settled(self, *, timeout_s: float = HANG_S) -> None:
        """Wait until every update has been confirmed."""
        await self.until(lambda: not self.updates.pending, timeout_s=timeout_s, what="confirmation of all updates")

    # trouble

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        status: int | None = None,
        description: str | None = None,
        retry_after_s: int | None = None,
        drop: bool = False,
        after_effect: bool = False,
        delay_s: float = 0.0,
        hold: bool = False,
        chat: int | None = None,
    ) -> Fault:
        """
        Let the next *times* calls of *method* ("*": any) go wrong; return the fault, which counts its `hits`.

        One of: *status* (502), *description* ("Forbidden: …" gives its own status), *retry_after_s* (429),
        *drop* (the connection ends without an answer). *after_effect*: the method has done its work by then.
        *delay_s* comes first; alone, it only delays. With *hold* the calls hang until `release()` of the fault.
        """
        fault = Fault(
            method=method.lower(),
            left=times,
            status=status,
            description=description,
            retry_after_s=retry_after_s,
            drop=drop,
            after_effect=after_effect,
            delay_s=delay_s,
            chat=chat,
        )
        if not hold:
            fault.release()
        self.faults.all.append(fault)
        return fault

    def limit(self, *, per_chat_s: float | None = 1.0, burst: int = 3, per_second: float | None = 30.0) -> None:
        """Turn the rate limits on: *burst* messages at once in a chat, then one every *per_chat_s* seconds."""
        self.limits.set(per_chat_s=per_chat_s, burst=burst, per_second=per_second)

    def flood(self, chat_id: int, *, for_s: float = 1.0) -> None:
        """Refuse everything to one chat with 429 for so long; `retry_after` says how many seconds are left."""
        self.limits.flood(chat_id, for_s=for_s)

    # the webhook

    def webhook_at(self, url: str, *, secret: str = "", max_connections: int = 40) -> None:
        """Set the webhook as if the bot had done it, without setWebhook's rules."""
        self.webhook.point_at(url, secret=secret, max_connections=max_connections)

    async def posts(
        self, body: Delivery | Payload | bytes, *, secret: str | None = None, content_type: str = "application/json"
    ) -> tuple[int, str]:
        """POST anything to the webhook once, with any *secret* (None: no header); return (status, text)."""
        if isinstance(body, Delivery):
            body = body.update
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        SECRETS.raw(content)
        return await self.webhook.post(content, secret=secret, content_type=content_type)

    # methods without a module of their own

    def _methods(self) -> dict[str, Callable[[Params], Any]]:
        return {
            "getMe": self._get_me,
            "getChat": self._get_chat,
            "getUpdates": self._get_updates,
            "setWebhook": self.webhook.set,
            "deleteWebhook": lambda params: self.webhook.set(Params({**params, "url": ""})),
            "getWebhookInfo": lambda params: self.webhook.info(),
            "sendMessage": self.messages.send_message,
            "editMessageText": self.messages.edit_message_text,
            "editMessageReplyMarkup": self.messages.edit_message_reply_markup,
            "answerCallbackQuery": self.messages.answer_callback_query,
            "sendChatAction": self.messages.send_chat_action,
            "setMyCommands": self.commands.set,
            "deleteMyCommands": self.commands.delete,
            "getMyCommands": self.commands.get,
        }

    def _get_me(self, params: Params) -> Payload:
        rights = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "has_main_web_app")
        return {**self.bot, **dict.fromkeys(rights, False), "can_connect_to_business": False}

    def _get_chat(self, params: Params) -> Payload:
        person = self.chats.people.get(self.chats.known(params.text("chat_id")))
        if person is None or not person.started:
            raise bad_request("chat not found")
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        return {
            **person.chat,
            "accent_color_id": 1,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, True),
        }

    async def _get_updates(self, params: Params) -> list[Payload]:
        if self.webhook.url:
            raise Refused(WEBHOOK_ACTIVE)
        return await self.updates.get_updates(params)
