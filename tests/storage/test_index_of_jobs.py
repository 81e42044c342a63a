"""What the jobs ask of everybody goes through an index: a look costs the same, however many people there are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from dialogs.ports import UnitOfWork
from storage.unit_of_work import open_store
from tests.storage.conftest import AT

LOOKS = {  # by the name of the look: the index, and what it reads of others for each row that is found there
    "due": "nudge_setting USING INDEX ix_nudge_setting_due (next_due_at<?)",
    "planned": "nudge USING INDEX ix_nudge_planned (due_at<?)",
    "sending": "nudge USING INDEX ix_nudge_sending",
    "unreminded": "nudge USING INDEX ix_nudge_sent (sent_at>? AND sent_at<?)",
    "waiting": "contact USING INDEX ix_contact_waiting (due_at<?)",
    "without_settings": "member USING INDEX ix_member_unenrolled",
    "approaching": "account USING INDEX ix_account_review (review>? AND review<?)",
}


def look(work: UnitOfWork, name: str) -> None:
    book, today = work.nudging(), AT.date()
    match name:
        case "unreminded":
            book.unreminded(AT, AT + timedelta(days=1), limit=9)
        case "approaching":
            book.approaching(today, today + timedelta(days=3), AT, limit=9)
        case "sending" | "without_settings":
            getattr(book, name)(limit=9)
        case _:
            getattr(book, name)(AT, limit=9)


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_at_everybody_begins_at_its_index(sqlite_url: str, tmp_path: Path, name: str) -> None:
    store, seen = open_store(sqlite_url), {}

    def note(_connection: object, _cursor: object, sql: str, values: Any, _context: object, _many: bool) -> None:
        seen[sql] = values

    event.listen(store._engine, "before_cursor_execute", note)
    with store.unit_of_work() as work:
        look(work, name)
    store.close()

    ((sql, values),) = seen.items()
    with closing(sqlite3.connect(tmp_path / "coach.db")) as db:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert [step for step in plan if LOOKS[name] in step], plan
    # a scan of an index that holds just what is looked for is no scan of everybody
    assert not [step for step in plan if step.startswith("SCAN") and LOOKS[name] not in step], plan
