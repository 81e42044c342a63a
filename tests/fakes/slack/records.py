"""What the fake wrote down. Lists only grow, so a test may compare them before and after a kill."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

EnvelopeKind = Literal["events_api", "interactive", "slash_commands"]


@dataclass(frozen=True)
class Posted:
    """One message that took effect in a channel, whether or not the sender ever heard of it."""

    channel: str
    user: str | None  # the person whose direct-message channel it is
    text: str
    blocks: list[dict[str, Any]]  # as sent
    ts: str
    at: float  # the fake's clock
    message: dict[str, Any]  # as Slack echoes it: block ids and action ids filled in
    params: Mapping[str, Any]  # every argument of the call

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """(label, value) of every button, in reading order."""
        return [
            (element["text"]["text"], element.get("value", ""))
            for element in elements(self.message)
            if element["type"] == "button"
        ]


def elements(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every interactive element of a message, each with the id of its block under `block_id`."""
    found = []
    for block in message.get("blocks", []):
        held = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        found += [{**element, "block_id": block["block_id"]} for element in held if "action_id" in element]
    return found


@dataclass
class Call:
    """One call of a Web API method. `status` stays None when no answer left the fake (dropped, or still delayed)."""

    method: str
    params: dict[str, Any]
    at: float
    token: str | None
    ok: bool = False
    error: str | None = None
    status: int | None = None


@dataclass(frozen=True)
class Ping:
    """An unescaped mention in a text that Slack would render as one: it would have rung somebody's phone."""

    channel: str
    ts: str
    what: str
    where: str  # a JSON pointer into the message


@dataclass
class Attempt:
    """One try to hand over an event: `status` for HTTP, `connection` for a websocket; neither when nobody listened."""

    number: int  # 0 is the first; X-Slack-Retry-Num from 1
    reason: str | None  # why this try was made: http_timeout, http_error, connection_failed, timeout
    acknowledged: bool = False
    status: int | None = None
    connection: int | None = None
    ms: float = 0.0
    answer: Any = None  # the body of the answer, or the payload of the acknowledgement
    failed: str | None = None  # why it was no acknowledgement
    window: asyncio.Timeout | None = field(default=None, repr=False)  # until when an acknowledgement counts

    def expire(self) -> None:
        """Let the time for an acknowledgement be over now, unless one has come."""
        if self.window is not None and self.failed is None and not self.acknowledged:
            self.window.reschedule(asyncio.get_running_loop().time())


@dataclass
class Delivery:
    """One thing that happened in Slack, and every try to tell the app."""

    kind: EnvelopeKind
    payload: dict[str, Any]
    at: float
    attempts: list[Attempt] = field(default_factory=list)
    finished: bool = False  # acknowledged or given up

    @property
    def acknowledged(self) -> bool:
        return any(attempt.acknowledged for attempt in self.attempts)

    @property
    def status(self) -> int | None:
        """The HTTP status of the last try."""
        return self.attempts[-1].status if self.attempts else None

    @property
    def answer(self) -> Any:
        return self.attempts[-1].answer if self.attempts else None

    @property
    def ms(self) -> float:
        """Milliseconds until the answer of the last try."""
        return self.attempts[-1].ms if self.attempts else 0.0

    @property
    def event_id(self) -> str | None:
        return self.payload.get("event_id")

    @property
    def event_ts(self) -> str:
        """The ts of the message that a person wrote."""
        return str(self.payload["event"]["ts"])
