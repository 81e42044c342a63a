"""What the Telegram tests share: a running coach, a look into its database, and ways to bring it into trouble."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Engine, text

from dialogs.errors import StoreUnavailable
from dialogs.model import Listening, Percept
from storage.unit_of_work import SqlUnitOfWork, Store
from tests.channels.clock import Clock, nothing_waits
from tests.channels.running import ReadsAsProblem, Running, running
from tests.fakes.telegram import FakeTelegram, Sent
from tests.waiting import HANG_S

SECRET = "webhook-secret-of-the-tests"
PUBLIC_URL = "https://coach.example"

both_ways = pytest.mark.parametrize("mode", ["polling", "webhook"], indirect=True)
both_databases = pytest.mark.parametrize("db_url", ["sqlite_url", "postgres_url"], indirect=True)
both_ways_and_databases = pytest.mark.parametrize(  # each once; how updates come does not meet what keeps them
    ("mode", "db_url"),
    [
        ("polling", "sqlite_url"),
        ("webhook", "postgres_url"),
        pytest.param("polling", "postgres_url", marks=pytest.mark.soak),
        pytest.param("webhook", "sqlite_url", marks=pytest.mark.soak),
    ],
    indirect=True,
)

WELCOME = "I am the sales coach"
FIRST_DRILL = "Is this buyer looking for a fix"
WRITE = "Now you: ask one question"


class Trouble(ReadsAsProblem):
    """
    A line with "poison" in it breaks the turn; one with "slow" waits for `go`, and `waiting` says how many do.

    Of one with "murky" nobody can tell what it is.
    """

    def __init__(self) -> None:
        self.go = threading.Event()
        self.waiting = 0

    def perceive(self, text: str, listening: Listening) -> Percept:
        if "poison" in text:
            raise RuntimeError(f"cannot think about {text}")
        if "slow" in text:
            self.waiting += 1
            if not self.go.wait(HANG_S):
                raise TimeoutError("the test never let the turn go")
        percept = super().perceive(text, listening)
        if "murky" in text and percept.judgement:
            return replace(percept, judgement=replace(percept.judgement, verdict="abstain"))
        return percept


class Outage:
    """While `on`, no transaction begins."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.on = False
        self.refused = 0
        begin = Store.unit_of_work

        def unit_of_work(store: Store) -> SqlUnitOfWork:
            if self.on:
                self.refused += 1
                raise StoreUnavailable("the database is gone")
            return begin(store)

        monkeypatch.setattr(Store, "unit_of_work", unit_of_work)


@dataclass(frozen=True, slots=True)
class World:
    """A running coach and who talks to it. Its database can be looked at until the test's end."""

    telegram: FakeTelegram
    running: Running
    engine: Engine
    clock: Clock

    @classmethod
    @asynccontextmanager
    async def runs(
        cls,
        telegram: FakeTelegram,
        monkeypatch: pytest.MonkeyPatch,
        engine: Engine,
        *,
        clock: Clock,
        mode: str,
        **settings: Any,
    ) -> AsyncIterator[World]:
        given = {"telegram_token": telegram.token, "telegram_api_url": telegram.base_url, **settings}
        if mode == "webhook":
            given |= {"public_url": PUBLIC_URL, "telegram_webhook_secret": SECRET}
        db_url = engine.url.render_as_string(hide_password=False)
        async with running(monkeypatch, db_url, **given) as found:
            if mode == "webhook":
                telegram.webhook.reroute = found.url
            yield cls(telegram, found, engine, clock)

    @property
    def channel(self) -> Any:
        return self.running.service.channels[0]

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return what a query finds, on a connection of its own."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def change(self, statement: str) -> None:
        """Write to the database behind the coach's back."""
        with self.engine.connect() as connection:
            connection.execute(text(statement))

    def replies(self, who: int = 1001) -> list[dict[str, Any]]:
        """Return a person's replies in the outbox, in order."""
        found = self.rows("SELECT reply FROM outbox WHERE address = :who ORDER BY id", who=str(who))
        return [json.loads(reply) if isinstance(reply, str) else reply for (reply,) in found]

    def turns(self, who: int = 1001) -> list[str | None]:
        """Return what one person did, in the order in which it was taken."""
        query = "SELECT text, choice FROM turn WHERE who = :who ORDER BY id"
        return [typed if typed is not None else pressed for typed, pressed in self.rows(query, who=str(who))]

    def unsent(self) -> int:
        return int(self.rows("SELECT count(*) FROM outbox WHERE waiting")[0][0])

    async def quiet(self) -> None:
        """Wait until every update is confirmed and every reply has gone out, whatever a platform asked to wait."""
        await self.telegram.settled()
        await self.telegram.until(lambda: nothing_waits(self.engine, self.clock), what="an empty outbox")

    async def gets(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(self.running.url + path) as answer:
            return answer.status, await answer.text()

    async def counts(self, line: str) -> None:
        """Wait for a line of the metrics: a send is counted a moment after it was noted in the outbox."""
        async with asyncio.timeout(HANG_S):
            while f"\n{line}\n" not in (await self.gets("/metrics"))[1]:
                await asyncio.sleep(0.01)

    async def starts(self, who: int = 1001) -> Sent:
        before = self.telegram.sent_to(who)
        await self.telegram.says(who, "/start")
        return await self.telegram.reads(who, WELCOME, after=before[-1] if before else None)

    async def writes(self, who: int = 1001) -> Sent:
        """Bring a person to where they write a line of their own; return what they last read."""
        await self.telegram.presses(who, await self.starts(who), label="Try one")
        drill = await self.telegram.reads(who, FIRST_DRILL)
        await self.telegram.presses(who, drill, label="Looking for a fix")
        found = await self.telegram.reads(who, WRITE)
        await self.quiet()
        return found

    def texts(self, who: int = 1001) -> list[str]:
        return [message.visible for message in self.telegram.sent_to(who)]
