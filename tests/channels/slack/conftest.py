"""The coach against the strict fake Slack, over Socket Mode and over HTTP. Whatever a test does, nobody is pinged."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import create_engine

from bot.channels.slack import channel as slack_channel
from tests.channels.clock import Clock, still_clock
from tests.channels.running import Running, running
from tests.channels.slack.asking import Coaching
from tests.fakes.slack import FakeSlack
from tests.waiting import HANG_S


@pytest.fixture
def db_url(request: pytest.FixtureRequest, upgraded_file: Path, tmp_path: Path) -> Iterator[str]:
    """
    A database of the test's own: an SQLite file, or, where a test is marked `ON_BOTH`, also a PostgreSQL.

    With COACH_TEST_DATABASE=postgres every test has a PostgreSQL (`make soak`).
    """
    if getattr(request, "param", os.environ.get("COACH_TEST_DATABASE", "sqlite")) == "postgres":
        yield request.getfixturevalue("postgres_url")
        return
    shutil.copy(upgraded_file, tmp_path / "coach.db")
    yield f"sqlite:///{tmp_path / 'coach.db'}"


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> str:
    """How Slack reaches the coach; a test marked `OVER_HTTP` or `OVER_SOCKETS` runs one way only."""
    return str(request.param)


@pytest.fixture
def org() -> str | None:
    """The organisation of an org-wide install; a test may override it."""
    return None


@pytest.fixture
def ack_within_s() -> float:
    """How long Slack waits for an acknowledgement; `Attempt.expire` ends the wait of one."""
    return HANG_S


@pytest.fixture
def retry_after_s() -> Sequence[float]:
    """How long Slack rests before each time that it brings an event again."""
    return 0.05, 0.2, 1.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The coach's clock. Slack's own is real: it signs with it."""
    return still_clock(monkeypatch)


@pytest_asyncio.fixture
async def slack(org: str | None, ack_within_s: float, retry_after_s: Sequence[float]) -> AsyncIterator[FakeSlack]:
    async with FakeSlack(ack_within_s=ack_within_s, retry_after_s=retry_after_s, enterprise_id=org) as fake:
        fake.add_user("U1", name="Rita Rep", tz="Europe/Berlin")
        yield fake
    assert fake.pings == [], "somebody's phone rang"
    assert fake.strays == [], "the coach sent what is no acknowledgement"


@pytest.fixture
def ping_s() -> float:
    """How often the coach looks whether its connection still is one; with `LOSES_SOCKETS` that is soon."""
    return HANG_S


@pytest.fixture
def coaching(  # noqa: PLR0917 - fixtures
    monkeypatch: pytest.MonkeyPatch, slack: FakeSlack, db_url: str, transport: str, clock: Clock, ping_s: float
) -> Iterator[Coaching]:
    """The coach, not yet started: `async with coaching.runs()`, as often as a test wants."""
    monkeypatch.setattr(slack_channel, "PING_S", ping_s)

    @asynccontextmanager
    async def runs(**more: Any) -> AsyncIterator[Running]:
        settings = {
            "slack_bot_token": slack.bot_token,
            "slack_api_url": slack.api_url,
            "slack_app_token": slack.app_token if transport == "socket" else None,
            "slack_signing_secret": slack.signing_secret if transport == "http" else None,
        }
        async with running(monkeypatch, db_url, **(settings | more)) as service:
            slack.events_url = f"{service.url}/slack/events" if transport == "http" else None
            yield service

    engine = create_engine(db_url)
    yield Coaching(slack, engine, runs, clock)
    engine.dispose()


@pytest_asyncio.fixture
async def coach(coaching: Coaching) -> AsyncIterator[Coaching]:
    """The coach, running."""
    async with coaching.runs() as service:
        coaching.service = service.service
        coaching.url = service.url
        yield coaching
