"""The tables as SQLModel classes, and instants in and out of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import StatementError
from sqlmodel import Session as DbSession
from sqlmodel import select

from storage.engine import open_engine
from storage.tables import EventClaimRow
from tests.storage.conftest import AT

INDIA = timezone(timedelta(hours=5, minutes=30))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def claimed(engine: Engine, at: datetime) -> datetime:
    """Store an instant and read it back in another transaction."""
    with DbSession(engine) as db:
        db.add(EventClaimRow(workspace_id="here", channel="terminal", event_id="e", at=at))
        db.commit()
    with DbSession(engine) as db:
        return db.exec(select(EventClaimRow)).one().at


@pytest.mark.parametrize("at", [AT, AT.astimezone(INDIA), AT.astimezone(ZoneInfo("America/New_York"))])
def test_an_instant_comes_back_aware_and_in_utc(engine: Engine, at: datetime) -> None:
    found = claimed(engine, at)

    assert found == AT
    assert found.tzinfo is UTC


def test_a_naive_instant_never_reaches_the_database(engine: Engine) -> None:
    with pytest.raises(StatementError, match="naive"):
        claimed(engine, AT.replace(tzinfo=None))


def test_a_plain_database_session_is_a_transaction_too(engine: Engine) -> None:
    """The driver begins nothing by itself: without our begin this would be kept at once."""
    with DbSession(engine) as db:
        db.add(EventClaimRow(workspace_id="here", channel="terminal", event_id="e", at=AT))
        db.flush()
        db.rollback()
        assert db.exec(select(EventClaimRow)).all() == []
