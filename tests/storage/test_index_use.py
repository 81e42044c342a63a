"""Cost per turn does not grow with what is stored: every look-up of a turn goes through an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from dialogs.model import Attempt, Disagreement, EventId, Score
from dialogs.replies import Say
from storage.unit_of_work import Store, open_store
from tests.storage.conftest import AT, HERE, a_session, a_turn, ann_in, saved

INDEXES = {  # what a turn looks up, and the index that it must take
    "FROM member JOIN identity": "sqlite_autoindex_identity_1 (workspace_id=? AND channel=? AND address=?)",
    "FROM session": "sqlite_autoindex_session_2 (workspace_id=? AND member_id=?)",  # the unique ordinal
    "FROM attempt": "ix_attempt_session (workspace_id=? AND session_id=?)",
    "UPDATE session": "sqlite_autoindex_session_1 (workspace_id=? AND id=?)",
    "FROM outbox": "ix_outbox_unsent (workspace_id=? AND channel=? AND address=? AND waiting=?)",
    "UPDATE outbox": "sqlite_autoindex_outbox_1 (workspace_id=? AND key=?)",
    "SELECT outbox.id FROM outbox": "ix_outbox_waiting (waiting=?)",
    "SELECT outbox.created_at FROM outbox": "ix_outbox_waiting (waiting=?)",
    "outbox AS earlier": "ix_outbox_unsent (workspace_id=? AND channel=? AND address=? AND waiting=? AND id<?)",
}


@pytest.fixture
def database(sqlite_url: str, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "coach.db")) as db:
        yield db


def statements_of_a_turn(store: Store) -> dict[str, Any]:
    """Take a turn, deliver, and return the SQL that reached SQLite, with its values."""
    session, seen = saved(store, a_session(ann_in(store))), {}

    def note(_connection: object, _cursor: object, sql: str, values: Any, _context: object, many: bool) -> None:
        seen[" ".join(sql.split())] = values[0] if many else values

    event.listen(store._engine, "before_cursor_execute", note)
    with store.unit_of_work() as work:
        work.member(HERE, "terminal", "ann")
        work.claim(HERE, "terminal", EventId("e"), AT)
        work.latest_session(HERE, session.member_id)
        session = work.save_session(session, AT)
        work.append_turn(session, a_turn(), "menu.choosing")
        work.add_attempts(session, [Attempt("r", "c", "PLAY", "text", None, "passed")], AT)
        work.add_scores(session, [Score("r", "c", "k", True, 1)], AT)
        work.keep_disagreements(session, [Disagreement("r", "1", "c", "question", None, (), None, True)], AT)
        keys = work.put_replies(session, a_turn(), [Say("Hello")], "menu.choosing")
        work.pending_replies(HERE, "terminal", "ann")
        work.lease_replies(["slack", "terminal"], AT, lease_until=AT, limit=10)
        work.oldest_unsent(["slack", "terminal"])
        work.postpone(HERE, keys, AT)
        work.mark_sent(HERE, keys, AT)
        work.give_up(HERE, keys)
        work.mark_unreachable(HERE, "terminal", "ann", AT)
        work.mark_reachable(HERE, "terminal", "ann")
        work.set_profile(HERE, session.member_id, zone="Europe/Berlin")
        work.commit()
    return seen


def test_every_look_up_of_a_turn_goes_through_its_index_and_sorts_nothing(
    database: sqlite3.Connection, sqlite_url: str
) -> None:
    store = open_store(sqlite_url)
    statements = statements_of_a_turn(store)
    store.close()

    plans = {
        sql: [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        for sql, values in statements.items()
    }

    assert len(plans) == 20
    for sql, plan in plans.items():
        assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step], (sql, plan)
    for part, index in INDEXES.items():
        assert [True for sql, plan in plans.items() if part in sql and any(index in step for step in plan)], part


def test_every_foreign_key_has_an_index_behind_it(database: sqlite3.Connection) -> None:
    without = []
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        indexes = [
            [column for _, _, column in database.execute(f"PRAGMA index_info({row[1]})")]
            for row in database.execute(f"PRAGMA index_list({table})").fetchall()
        ]
        keys: dict[int, list[str]] = {}
        for key in database.execute(f"PRAGMA foreign_key_list({table})"):
            keys.setdefault(key[0], []).append(key[3])
        without += [(table, key) for key in keys.values() if not any(ix[: len(key)] == key for ix in indexes)]

    assert without == []
