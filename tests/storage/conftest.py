"""Stores as a user has them: a real file each. Postgres joins the contract by one more line in STORES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.model import Frame, Member, Session, SessionId, Turn, WorkspaceId
from storage import migrations
from storage.unit_of_work import Store, open_store

AT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
HERE, ELSEWHERE = WorkspaceId("here"), WorkspaceId("elsewhere")
STORES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder}/coach.db",
}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a SQLite database that is up to date."""
    made = STORES["sqlite"](tmp_path)
    migrations.upgrade(made)
    return made


@pytest.fixture(params=list(STORES.values()), ids=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store on each database that the coach supports."""
    opened = open_store(request.param(tmp_path), upgrade=True)
    yield opened
    opened.close()


def ann_in(store: Store, workspace_id: WorkspaceId = HERE) -> Member:
    with store.unit_of_work() as work:
        ann = work.add_member(workspace_id, "terminal", "ann", "Ann", AT)
        work.commit()
    return ann


def a_session(of: Member, name: str = "first", ordinal: int = 1) -> Session:
    frames = (Frame("menu", "choosing"), Frame("discovery", "asking", {"told": ["späte Züge"], "credit": 2.5}))
    return Session(SessionId(name), of.workspace_id, of.id, ordinal, 0, 2**40, "hash", frames)


def saved(store: Store, session: Session) -> Session:
    with store.unit_of_work() as work:
        session = work.save_session(session, AT)
        work.commit()
    return session


def a_turn(event_id: str = "event-1", text: str | None = "How often is it late?", choice: str | None = None) -> Turn:
    return Turn(event_id, "terminal", "ann", AT, text, choice)  # type: ignore[arg-type]
