"""What a turn reads of accounts comes through indexes, whatever else is stored; nothing of it is part of a start."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import event

from dialogs.reassessment.model import AccountId, AccountSaved, Draft, DraftSaved
from storage.unit_of_work import Store, open_store
from tests.storage.accounts import ANSWERS, DAY, an_account, made
from tests.storage.conftest import AT, HERE, ann_in

INDEXES = {  # what is looked up, and the index that it must take
    "account.id = ?": "sqlite_autoindex_account_1 (workspace_id=? AND id=?)",
    "account.name_key = ?": "sqlite_autoindex_account_2 (workspace_id=? AND member_id=? AND name_key=?)",
    "account.merged_into = ?": "ix_account_merged (workspace_id=? AND merged_into=?)",
    "FROM account_draft WHERE": "sqlite_autoindex_account_draft_1 (workspace_id=? AND account_id=?)",
    "FROM snapshot WHERE": "ix_snapshot_account (workspace_id=? AND account_id=?)",
    "FROM snapshot_answer WHERE": "ix_snapshot_answer_trail (workspace_id=? AND account_id=? AND item=?)",
}


def statements(store: Store) -> dict[str, Any]:
    """Keep and read everything of one account; return the SQL that reached SQLite, with its values."""
    ann, seen = ann_in(store), dict[str, Any]()
    acme = an_account(ann)

    def note(_connection: object, _cursor: object, sql: str, values: Any, _context: object, many: bool) -> None:
        seen[" ".join(sql.split())] = values[0] if many else values

    event.listen(store._engine, "before_cursor_execute", note)
    with store.unit_of_work() as work:
        for change in (AccountSaved(acme), DraftSaved(acme.id, Draft(DAY, ANSWERS)), made(acme)):
            work.keep_account_change(HERE, ann.id, change, AT)
        work.keep_account_change(HERE, ann.id, AccountSaved(acme), AT)
        work.accounts(HERE, ann.id)
        work.accounts_named(HERE, ann.id, "Acme")
        work.account_file(HERE, ann.id, acme.id)
        work.account_trail(HERE, ann.id, AccountId("acme"), "a1")
        work.commit()
    return seen


def test_every_look_up_goes_through_its_index_and_sorts_nothing(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)
    seen = statements(store)
    store.close()

    with closing(sqlite3.connect(tmp_path / "coach.db")) as database:
        plans = {
            sql: [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            for sql, values in seen.items()
        }

    for sql, plan in plans.items():
        assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step], (sql, plan)
    for part, index in INDEXES.items():
        assert [True for sql, plan in plans.items() if part in sql and any(index in step for step in plan)], part


def test_opening_a_store_imports_nothing_of_accounts(sqlite_url: str) -> None:
    program = (
        "import sys; from storage.unit_of_work import open_store; "
        f"open_store({sqlite_url!r}, upgrade=True).close(); "
        "print([name for name in sys.modules if name.startswith('storage.account')])"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"
