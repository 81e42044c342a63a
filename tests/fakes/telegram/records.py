"""What the fake remembers. Records are kept by the test's own process, so they outlive a bot that is killed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Payload = dict[str, Any]


@dataclass
class Call:
    """One call of a method, also one that is still being answered (a long poll) or whose caller has died."""

    method: str
    params: Payload
    at: float
    via: str  # "http", or "webhook": it came in the body of a webhook's answer
    result: Any = None
    error: str | None = None  # Telegram's description; or what the injected fault did
    status: int | None = None  # None: not yet answered, or the connection was dropped
    done: bool = False

    @property
    def ok(self) -> bool:
        return self.done and self.error is None


@dataclass(frozen=True)
class Sent:
    """A message of the bot, as it was sent or as an edit left it. *text* is as given, *visible* as people see it."""

    chat_id: int
    message_id: int
    text: str
    visible: str
    at: float
    parse_mode: str | None = None
    entities: tuple[Payload, ...] = ()
    reply_markup: Payload | None = None

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        """The inline keyboard: rows of (label, callback data, or the URL of a link button)."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [[(b["text"], b.get("callback_data", b.get("url", ""))) for b in row] for row in rows]

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return [button for row in self.rows for button in row]

    @property
    def content(self) -> tuple[Any, ...]:
        """What an edit must change: Telegram compares text, formatting and keyboard."""
        return self.visible, self.entities, self.reply_markup


@dataclass(frozen=True)
class Answer:
    """answerCallbackQuery that was accepted."""

    query_id: str
    user_id: int
    text: str
    show_alert: bool
    at: float


@dataclass(frozen=True)
class Action:
    """sendChatAction, such as "typing"."""

    chat_id: int
    action: str
    at: float


@dataclass(frozen=True)
class Attempt:
    """One time that an update was handed over."""

    at: float
    how: str  # "poll" or "webhook"
    status: int | None = None  # the webhook's answer; None: no answer came


@dataclass
class Delivery:
    """An update and what became of it."""

    update: Payload
    chat_id: int | None
    at: float
    attempts: list[Attempt] = field(default_factory=list)
    confirmed: bool = False
    unwanted: bool = False  # its kind is not in allowed_updates: never handed over

    @property
    def update_id(self) -> int:
        return int(self.update["update_id"])

    @property
    def message_id(self) -> int:
        """Of the message that the person sent, edited or pressed a button of."""
        for kind in ("message", "edited_message"):
            if kind in self.update:
                return int(self.update[kind]["message_id"])
        return int(self.update["callback_query"]["message"]["message_id"])

    @property
    def query_id(self) -> str:
        return str(self.update["callback_query"]["id"])
