"""
The ways to talk to the coach: a terminal, Slack and Telegram, the platforms by their strict fakes.

Each act ends when everything that it brings has arrived; a message that comes later is one too many.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import wiring
from bot.channels.terminal import Conversation, person_named
from bot.channels.terminal_plain import JsonFace
from bot.perception.perceive import BackgroundPerception
from bot.render.buttons import read_button
from storage.unit_of_work import Store
from tests.channels.running import running
from tests.channels.saying import Message, Way, of_slack, of_telegram, of_terminal
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.waiting import HANG_S

PUBLIC_URL = "https://coach.example"
SECRET = "webhook-secret-of-the-tests"
RITA, CHAT = "U1", 1001


@dataclass(frozen=True)
class Place:
    """What every way needs: where the coach keeps its database, and what understands lines."""

    monkeypatch: pytest.MonkeyPatch
    db_url: str
    perception: BackgroundPerception


@dataclass
class Terminal:
    """`coach chat --json`; each opening is a conversation of its own, as a process would have it."""

    place: Place
    _out: io.StringIO = field(default_factory=io.StringIO)
    _talk: Conversation | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        place = self.place
        with closing(wiring.store(place.db_url, upgrade=True)) as store:
            self._talk = Conversation(
                turns=wiring.turns(store, place.perception),
                face=JsonFace(source=None, out=self._out),
                model=place.perception,
                person=person_named("Rita"),
                clock=lambda: datetime.now(UTC),
                notify=pytest.fail,
                trouble="",
            )
            yield

    async def arrives(self, *, again: bool) -> None:
        self._now.greet()

    async def types(self, text: str) -> None:
        self._now.answer(text)

    async def presses(self, choice: str) -> None:
        """Type the choice's number, as nothing can be pressed here."""
        ids = [known for known, _ in self.received()[-1].choices]
        self._now.answer(str(ids.index(choice) + 1))

    def received(self) -> list[Message]:
        return [of_terminal(json.loads(line)) for line in self._out.getvalue().splitlines()]

    @property
    def _now(self) -> Conversation:
        if self._talk is None:
            raise RuntimeError("no conversation is open")
        return self._talk


@dataclass
class Slack:
    """A direct message in Slack."""

    place: Place
    slack: FakeSlack
    over_http: bool
    _store: Store | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        settings = {
            "slack_bot_token": self.slack.bot_token,
            "slack_api_url": self.slack.api_url,
            "slack_app_token": None if self.over_http else self.slack.app_token,
            "slack_signing_secret": self.slack.signing_secret if self.over_http else None,
        }
        place = self.place
        async with running(place.monkeypatch, place.db_url, perception=place.perception, **settings) as coach:
            self.slack.events_url = f"{coach.url}/slack/events" if self.over_http else None
            with closing(wiring.store(place.db_url)) as self._store:
                yield

    async def arrives(self, *, again: bool) -> None:
        if not again:
            await self.types("hello")

    async def types(self, text: str) -> None:
        delivery = await self.slack.says(RITA, text)
        assert [attempt.acknowledged for attempt in delivery.attempts] == [True], "not taken the first time"
        await _all_sent(self._store, "slack")

    async def presses(self, choice: str) -> None:
        delivery = await self.slack.presses(RITA, self.slack.posted_to(RITA)[-1], f"choice:{choice}")
        assert delivery.acknowledged
        await _all_sent(self._store, "slack")

    def received(self) -> list[Message]:
        return [of_slack(posted) for posted in self.slack.posted_to(RITA)]


@dataclass
class Telegram:
    """A private chat in Telegram."""

    place: Place
    telegram: FakeTelegram
    by_webhook: bool
    _store: Store | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        settings = {
            "telegram_token": self.telegram.token,
            "telegram_api_url": self.telegram.base_url,
            "public_url": PUBLIC_URL if self.by_webhook else None,
            "telegram_webhook_secret": SECRET if self.by_webhook else None,
        }
        place = self.place
        async with running(place.monkeypatch, place.db_url, perception=place.perception, **settings) as coach:
            self.telegram.webhook.reroute = coach.url
            with closing(wiring.store(place.db_url)) as self._store:
                yield

    async def arrives(self, *, again: bool) -> None:
        if not again:
            await self.types("/start")

    async def types(self, text: str) -> None:
        await self.telegram.says(CHAT, text)
        await self._answered()

    async def presses(self, choice: str) -> None:
        last = self.telegram.sent_to(CHAT)[-1]
        data = next(data for _, data in last.buttons if read_button(data)[1] == choice)
        await self.telegram.presses(CHAT, last, data)
        await self._answered()

    async def _answered(self) -> None:
        await self.telegram.settled(timeout_s=HANG_S)
        await _all_sent(self._store, "telegram")

    def received(self) -> list[Message]:
        return [of_telegram(sent) for sent in self.telegram.sent_to(CHAT)]


async def _all_sent(store: Store | None, channel: str) -> None:
    """Wait until the outbox holds nothing more."""
    if store is None:
        raise RuntimeError("no coach is running")
    async with asyncio.timeout(HANG_S):
        while _oldest(store, channel):
            await asyncio.sleep(0.005)


def _oldest(store: Store, channel: str) -> Any:
    with store.unit_of_work() as work:
        return work.oldest_unsent((channel,))


@asynccontextmanager
async def way_to(name: str, place: Place) -> AsyncIterator[Way]:
    """Yield one way: "terminal", "slack socket", "slack http", "telegram polling" or "telegram webhook"."""
    channel, _, manner = name.partition(" ")
    if channel == "terminal":
        yield Terminal(place)
    elif channel == "slack":
        async with FakeSlack(ack_within_s=HANG_S) as slack:
            slack.add_user(RITA, name="Rita Rep", tz="Europe/Berlin")
            yield Slack(place, slack, over_http=manner == "http")
        assert slack.pings == [], "somebody's phone rang"
        assert slack.strays == [], "the coach sent what is no acknowledgement"
    else:
        async with FakeTelegram() as telegram:
            telegram.add_user(CHAT, "Rita", language_code="de")
            yield Telegram(place, telegram, by_webhook=manner == "webhook")
