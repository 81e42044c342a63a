"""What the tests ask of the coach's side: its database's rows, and what it told a person."""

from __future__ import annotations

import html
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot import serving
from tests.channels.clock import Clock, nothing_waits
from tests.channels.running import Running
from tests.fakes.slack import Delivery, FakeSlack, Posted

OVER_HTTP = pytest.mark.parametrize("transport", ["http"])
OVER_SOCKETS = pytest.mark.parametrize("transport", ["socket"])
# Slack waits for an acknowledgement a second, and brings what has none again for as long as it takes
IMPATIENT = pytest.mark.parametrize(("ack_within_s", "retry_after_s"), [(1.0, (0.05,) * 600)])
LOSES_SOCKETS = pytest.mark.parametrize("ping_s", [1.0])
ON_BOTH = pytest.mark.parametrize("db_url", ["sqlite", "postgres"], indirect=True)
EACH_ONCE = pytest.mark.parametrize(  # transports and databases; how events come does not meet what keeps them
    ("transport", "db_url"),
    [
        ("socket", "sqlite"),
        ("http", "postgres"),
        pytest.param("socket", "postgres", marks=pytest.mark.soak),
        pytest.param("http", "sqlite", marks=pytest.mark.soak),
    ],
    indirect=["db_url"],
)


@dataclass
class Coaching:
    """One coach and the Slack that it lives in."""

    slack: FakeSlack
    engine: Engine  # the test's own, on the coach's database
    runs: Callable[..., AbstractAsyncContextManager[Running]]
    clock: Clock
    service: serving.Service = field(init=False)  # once it runs
    url: str = field(init=False)

    def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a query of the coach's database gives, by a connection of the test's own."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def turns(self, who: str = "U1") -> list[str | None]:
        """What a person typed or pressed, in the order in which it was saved."""
        found = self.rows("SELECT text, choice FROM turn WHERE who = :who ORDER BY id", who=who)
        return [typed if typed is not None else choice for typed, choice in found]

    def unsent(self) -> int:
        return len(self.rows("SELECT 1 FROM outbox WHERE waiting"))

    async def all_sent(self) -> None:
        """Wait until the outbox is empty."""
        await self.slack.wait_for(lambda: nothing_waits(self.engine, self.clock))

    async def hears(self, words: str, *, who: str = "U1", **more: Any) -> Delivery:
        """A person writes, and everything the coach has to say to it arrives."""
        delivery = await self.slack.says(who, words, **more)
        await self.all_sent()
        return delivery


def read(posted: Posted) -> str:
    """A message as its reader sees it: the texts of the blocks, unescaped once."""
    texts = [block["text"]["text"] for block in posted.blocks if "text" in block]
    return html.unescape("\n".join(texts))


def said(messages: list[Posted]) -> str:
    return "\n".join(read(one) for one in messages)


def spoil_the_next_address(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Slack give out a websocket address that it then refuses, once."""
    give = slack._methods.open_socket
    spoiled: list[str] = []

    def spoil() -> str:
        url = give()
        if not spoiled:
            spoiled.append(url)
            slack._sockets._tickets.clear()
        return url

    monkeypatch.setattr(slack._methods, "open_socket", spoil)
