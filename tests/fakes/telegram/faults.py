"""Faults that a test injects. *after_effect* is the cruel one: the message is sent, and the bot is told it failed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.fakes.telegram.errors import Refused


@dataclass
class Fault:
    method: str  # lower case, or "*"
    left: int
    status: int | None
    description: str | None
    retry_after_s: int | None
    drop: bool
    after_effect: bool
    delay_s: float
    chat: int | None
    gate: asyncio.Event = field(default_factory=asyncio.Event)  # until it is open, the calls hang
    hits: int = 0

    def release(self) -> None:
        """Let the calls that hang go on, and no other hang."""
        self.gate.set()

    def meets(self, method: str, chat_id: str) -> bool:
        return (
            self.left > 0 and self.method in ("*", method.lower()) and (self.chat is None or str(self.chat) == chat_id)
        )

    def refusal(self) -> Refused | None:
        """What the caller is told; None where the fault only delays or drops."""
        if self.retry_after_s is not None:
            told = self.description or f"Too Many Requests: retry after {self.retry_after_s}"
            return Refused(told, code=self.status or 429, retry_after_s=self.retry_after_s)
        if self.status is not None:
            return Refused(self.description or HTTPStatus(self.status).phrase, code=self.status)
        return Refused(self.description) if self.description else None


class Faults:
    def __init__(self) -> None:
        self.all: list[Fault] = []

    def take(self, method: str, chat_id: str) -> Fault | None:
        """The first fault that this call meets, counted down."""
        for fault in self.all:
            if fault.meets(method, chat_id):
                fault.left -= 1
                fault.hits += 1
                return fault
        return None
