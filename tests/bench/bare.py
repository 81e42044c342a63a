"""
What any store has to do for a turn, and nothing of the coach's: load a session, append a turn, update a score, commit.

On the coach's own file, rows, connection settings and turn table, so that only what is done differs.
"""

from __future__ import annotations

from datetime import UTC, datetime
from time import thread_time

from sqlmodel import Field, SQLModel, select, text
from sqlmodel import Session as DbSession

from storage.engine import open_engine
from storage.tables import SessionRow, TurnRow

LINE = "what goes wrong between the plan and the gate in the morning"
LOAD = text("select * from session where workspace_id = :workspace_id and id = :id")
APPEND = text(
    "insert into turn (workspace_id, session_id, channel, event_id, who, text, choice, state, at) values "
    "(:workspace_id, :session_id, :channel, :event_id, :who, :text, :choice, :state, :at)"
)
UPDATE = text("update barescore set points = :points where session_id = :id")


class BareScore(SQLModel, table=True):
    """A score that may be updated; the coach's own are append-only."""

    session_id: str = Field(primary_key=True)
    points: int


class Bare:
    """Two ways to write the transaction: with SQLModel's objects, as its manual does, and with SQL as text."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        SQLModel.metadata.create_all(self.engine, tables=[SQLModel.metadata.tables["barescore"]])
        with DbSession(self.engine) as session:
            self.key = session.execute(select(SessionRow.workspace_id, SessionRow.id)).one()
            session.add(BareScore(session_id=self.key.id, points=0))
            session.commit()

    def with_objects(self, number: int) -> float:
        """Return milliseconds of CPU of one transaction; SQLite commits without waiting for the disk (WAL, NORMAL)."""
        began = thread_time()
        with DbSession(self.engine) as session:
            row = session.get_one(SessionRow, tuple(self.key))
            session.add(TurnRow(**self._turn(number), session_id=row.id))  # type: ignore[arg-type]
            score = session.get_one(BareScore, row.id)
            score.points = number
            session.add(score)
            session.commit()
        return (thread_time() - began) * 1000

    def with_text(self, number: int) -> float:
        """Return milliseconds of the same without objects: the least that SQLAlchemy takes."""
        began = thread_time()
        with DbSession(self.engine) as session:
            session.execute(LOAD, dict(self.key._mapping)).one()
            session.execute(APPEND, self._turn(number) | {"session_id": self.key.id, "at": "2026-01-01 00:00:00"})
            session.execute(UPDATE, {"points": number, "id": self.key.id})
            session.commit()
        return (thread_time() - began) * 1000

    def _turn(self, number: int) -> dict[str, object]:
        return {
            "workspace_id": self.key.workspace_id,
            "channel": "bare",
            "event_id": f"bare-{number}",
            "who": "bare",
            "text": f"{LINE} {number}",
            "choice": None,
            "state": "role_play.talking",
            "at": datetime.now(UTC),
        }
