"""The coach as `coach serve` joins it, before a strict Telegram, on a real database; time runs ten times as fast."""

from __future__ import annotations

import functools
import os
import shutil
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import serving
from bot.service.delivery import Delivery
from storage import migrations
from tests.channels.telegram.world import Clock, Outage, Trouble, World
from tests.fakes.telegram import FakeTelegram

_certificates = functools.cache(ssl.create_default_context)

Starts = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("upgraded") / "coach.db"
    migrations.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(upgraded_file: Path, tmp_path: Path) -> str:
    """The URL of a new SQLite file that is up to date."""
    return f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}"


@pytest.fixture
def db_url(request: pytest.FixtureRequest) -> str:
    """A database: SQLite, or what COACH_TEST_DATABASE names (`make soak`), unless the test says @both_databases."""
    usual = f"{os.environ.get('COACH_TEST_DATABASE', 'sqlite')}_url"
    return str(request.getfixturevalue(getattr(request, "param", usual)))


@pytest.fixture
def mode(request: pytest.FixtureRequest) -> str:
    """How updates come: by polling, unless the test says @both_ways."""
    return str(getattr(request, "param", "polling"))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Ten seconds a second, for the coach and for Telegram, so that no test waits for a retry."""
    clock = Clock()
    monkeypatch.setattr(serving, "_now", clock.now)
    monkeypatch.setattr(serving, "Delivery", lambda **parts: Delivery(**parts, sweep_s=0.05))
    return clock


@pytest_asyncio.fixture
async def telegram(clock: Clock) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(clock=clock.time) as telegram:
        telegram.messages.query_lifetime_s *= 10
        telegram.webhook.reroute = "http://127.0.0.1:9"  # nobody listens there until the coach runs
        telegram.add_user(1001, "Dana", language_code="de")
        yield telegram


@pytest.fixture(autouse=True)
def _read_certificates_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a test's time would go into reading certificates that nobody here shows."""
    monkeypatch.setattr(ssl, "create_default_context", _certificates)


@pytest.fixture(autouse=True)
def outage(monkeypatch: pytest.MonkeyPatch) -> Outage:
    """A database that is gone while `outage.on` is true."""
    return Outage(monkeypatch)


@pytest.fixture
def trouble() -> Trouble:
    """Perception that waits or breaks where a test wants it to."""
    return Trouble()


@pytest.fixture
def start(telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch, db_url: str, mode: str, trouble: Trouble) -> Starts:
    """Return what starts a coach; a second one on the same database is the next run."""
    monkeypatch.setenv("COACH_BUSY_TIMEOUT_S", "0.1")

    def starts(**settings: Any) -> AbstractAsyncContextManager[World]:
        return World.runs(telegram, monkeypatch, db_url, mode=mode, perception=trouble, **settings)

    return starts


@pytest_asyncio.fixture
async def coach(start: Starts) -> AsyncIterator[World]:
    """A coach that runs during the whole test."""
    async with start() as world:
        yield world
