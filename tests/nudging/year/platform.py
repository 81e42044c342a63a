"""A chat platform: what arrived, in order; at times it is away, or takes a message and does not say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from dialogs.model import Outgoing
from dialogs.replies import Ask


class Away(Exception):
    """Nothing was taken, or nobody can tell whether it was."""

    def __init__(self, *, unknown: bool) -> None:
        super().__init__("the platform does not answer")
        self.unknown = unknown


class Deactivated(Exception):
    """Nobody is there any more."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the coach started by itself, as it arrived."""

    at: datetime
    address: str
    key: str
    text: str
    choices: tuple[str, ...]
    stamp: str

    @property
    def nudge_id(self) -> str:
        return self.key.split("/")[1] if self.key.startswith("nudge/") else ""

    @property
    def round(self) -> int:
        """Return how often a nudge was put off before."""
        return int(self.key.split("/")[2]) if self.nudge_id else 0


@dataclass
class Platform:
    """One for all. `downs`: from when until when it is away, and whether it takes messages meanwhile all the same."""

    arrived: Callable[[Sent], None]
    reachable: Callable[[str, datetime], bool]
    downs: tuple[tuple[datetime, datetime, bool], ...] = ()
    sent: list[Sent] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    answers: int = 0

    def take(self, one: Outgoing, now: datetime) -> None:
        """Take a message. Raises Away, Deactivated."""
        down = next((takes for since, until, takes in self.downs if since <= now < until), None)
        if down is False:
            raise Away(unknown=False)
        if not self.reachable(one.address, now):
            raise Deactivated
        if not (one.in_doubt and one.key in self.keys):  # as Slack: the history is read before a second try
            self._note(one, now)
        if down:
            raise Away(unknown=True)

    def _note(self, one: Outgoing, now: datetime) -> None:
        self.keys.add(one.key)
        if not one.unasked:
            self.answers += 1
            return
        choices = tuple(choice.id for choice in one.reply.choices) if isinstance(one.reply, Ask) else ()
        sent = Sent(now, one.address, one.key, one.reply.plain_text(), choices, one.stamp)
        text = one.reply.text if isinstance(one.reply, Ask) else sent.text
        sent = Sent(now, one.address, one.key, text, choices, one.stamp)
        self.sent.append(sent)
        self.arrived(sent)
