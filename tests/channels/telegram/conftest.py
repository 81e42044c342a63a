"""The coach as `coach serve` joins it, before a strict Telegram, on a real database; time stands still."""

from __future__ import annotations

import functools
import os
import shutil
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Engine, create_engine

from tests.channels.clock import Clock, still_clock
from tests.channels.telegram.world import Outage, Trouble, World
from tests.fakes.telegram import FakeTelegram

_certificates = functools.cache(ssl.create_default_context)

Starts = Callable[..., AbstractAsyncContextManager[World]]


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
    """For the coach and for Telegram."""
    return still_clock(monkeypatch)


@pytest_asyncio.fixture
async def telegram(clock: Clock) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(clock=clock.time) as telegram:
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
def engine(db_url: str) -> Iterator[Engine]:
    """The test's own, on the coach's database; of the fixture, because tests look also after the coach has stopped."""
    made = create_engine(db_url, isolation_level="AUTOCOMMIT")
    yield made
    made.dispose()


@pytest.fixture
def start(  # noqa: PLR0917 - fixtures
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch, engine: Engine, clock: Clock, mode: str, trouble: Trouble
) -> Starts:
    """Return what starts a coach; a second one on the same database is the next run."""

    def starts(**settings: Any) -> AbstractAsyncContextManager[World]:
        return World.runs(telegram, monkeypatch, engine, clock=clock, mode=mode, perception=trouble, **settings)

    return starts


@pytest_asyncio.fixture
async def coach(start: Starts) -> AsyncIterator[World]:
    """A coach that runs during the whole test."""
    async with start() as world:
        yield world
