"""Stores as a user has them: a real file, and a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.model import Attempt, Disagreement, EventId, Frame, Member, Session, SessionId, Turn, WorkspaceId
from dialogs.replies import Ask, Card, Choice, Picture, Reply, Say
from storage.unit_of_work import Store, open_store

AT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
HERE, ELSEWHERE = WorkspaceId("here"), WorkspaceId("elsewhere")
REPLIES: list[Reply] = [
    Say("Read this."),
    Ask("Which one?", (Choice("a", "The first"), Choice("b", "The second"))),
    Card("Counts", (("S", "2"), ("P", "3"))),
    Picture("A rising line", "progress"),
]
ATTEMPT = Attempt("run-1", "late_trucks", "PLAY", "What does it cost?", "implication", "passed", ("F21",), {"p": 0.9})
DISAGREEMENT = Disagreement("run-1", "3", "late_trucks", "question", "implication", (), "problem", False)
STORES = ("sqlite", "postgres")


@pytest.fixture
def sqlite_url(upgraded_file: Path, tmp_path: Path) -> str:
    """The URL of a SQLite database that is up to date: `tmp_path / "coach.db"`."""
    return f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}"


@pytest.fixture(params=STORES)
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a database that is up to date, of each kind that the coach supports."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=STORES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/coach.db"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store on each database that the coach supports."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def session(store: Store) -> Session:
    return saved(store, a_session(ann_in(store)))


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
    return Turn(EventId(event_id), "terminal", "ann", AT, text, choice)


def queued(store: Store, event_id: str = "event-1") -> tuple[str, ...]:
    """Take one turn in a session of Ann's, with every kind of reply."""
    ann = ann_in(store)
    with store.unit_of_work() as work:
        session = work.latest_session(HERE, ann.id) or work.save_session(a_session(ann), AT)
        keys = work.put_replies(session, a_turn(event_id), REPLIES, "menu.choosing")
        work.commit()
    return keys
