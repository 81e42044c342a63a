"""The migrated schema is the tables' schema; an up-to-date database needs no Alembic to be recognised."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from dialogs.errors import StoreMisuse
from storage import migrations
from storage.engine import open_engine
from storage.migrations import runner
from storage.tables import OUTBOX_STATES, Row
from storage.unit_of_work import open_store


def schema(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """What SQLite itself says of every table: columns, indexes with their columns, foreign keys."""
    found = {}
    with closing(sqlite3.connect(file)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            indexes = [row[1:4] for row in db.execute(f"PRAGMA index_list({name})")]
            found[name] = [
                *db.execute(f"PRAGMA table_info({name})"),
                *sorted((*index, *db.execute(f"PRAGMA index_info({index[0]})")) for index in indexes),
                *sorted(row[2:] for row in db.execute(f"PRAGMA foreign_key_list({name})")),
            ]
    return found


def test_the_migrated_schema_is_the_tables_schema(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Row.metadata) == []
    engine.dispose()


def test_sqlite_sees_the_same_tables_either_way(url: str, tmp_path: Path) -> None:
    straight = create_engine(f"sqlite:///{tmp_path}/straight.db")
    Row.metadata.create_all(straight)
    straight.dispose()

    migrated = schema(tmp_path / "coach.db")
    assert migrated.pop("alembic_version")
    assert migrated == schema(tmp_path / "straight.db")


def test_the_list_of_revisions_is_what_the_files_say() -> None:
    found = [script.revision for script in runner.scripts().walk_revisions()]

    assert tuple(reversed(found)) == migrations.REVISIONS
    assert runner.scripts().get_heads() == [migrations.HEAD]


@pytest.mark.parametrize("state", OUTBOX_STATES)
def test_the_outbox_takes_every_state_of_the_design_and_no_other(url: str, tmp_path: Path, state: str) -> None:
    insert = (
        "INSERT INTO outbox (workspace_id, key, channel, address, position, reply, dialog_state, state, attempts,"
        " created_at) VALUES ('w', 'k', 'c', 'a', 0, '{}', 'x', ?, 0, '2026-03-02 09:30:00')"
    )
    with closing(sqlite3.connect(tmp_path / "coach.db")) as db:
        db.execute(insert, (state,))
        with pytest.raises(sqlite3.IntegrityError, match="ck_outbox_state"):
            db.execute(insert.replace("'k'", "'k2'"), (state + "?",))


def test_upgrading_says_whether_there_was_anything_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a/b/coach.db"

    assert migrations.revision(url) is None
    assert not (tmp_path / "a").exists()
    assert migrations.upgrade(url) is True
    assert migrations.revision(url) == migrations.HEAD
    assert migrations.upgrade(url) is False


def test_a_path_with_odd_characters_is_upgraded(tmp_path: Path) -> None:
    assert migrations.upgrade(f"sqlite:///{tmp_path}/100% Änns data/coach.db")

    assert (tmp_path / "100% Änns data" / "coach.db").exists()


def test_opening_an_up_to_date_database_imports_no_alembic(url: str) -> None:
    program = (
        "import sys; from storage.unit_of_work import open_store; "
        f"open_store({url!r}, upgrade=True).close(); print('alembic' in sys.modules)"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"


def test_two_processes_upgrade_one_new_database(tmp_path: Path) -> None:
    program = f"from storage import migrations; migrations.upgrade('sqlite:///{tmp_path}/coach.db')"

    running = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True) for _ in range(2)]

    assert [process.communicate(timeout=60)[1] for process in running] == ["", ""]
    assert migrations.revision(f"sqlite:///{tmp_path}/coach.db") == migrations.HEAD


@pytest.mark.parametrize("upgrade", [True, False])
def test_a_newer_database_is_left_alone(url: str, tmp_path: Path, upgrade: bool) -> None:
    with closing(sqlite3.connect(tmp_path / "coach.db")) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()

    with pytest.raises(StoreMisuse, match="newer than this program"):
        open_store(url, upgrade=upgrade)


@pytest.mark.parametrize("upgrade", [True, False])
def test_another_program_s_database_is_left_alone(tmp_path: Path, upgrade: bool) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE invoices (id INTEGER)")

    with pytest.raises(StoreMisuse, match="another program"):
        open_store(f"sqlite:///{tmp_path}/other.db", upgrade=upgrade)

    assert list(schema(tmp_path / "other.db")) == ["invoices"]


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/coach.db"
    whole = runner.run

    def breaks(connection: object) -> None:
        whole(connection)  # type: ignore[arg-type]
        raise KeyError("half way")

    monkeypatch.setattr(runner, "run", breaks)
    with pytest.raises(KeyError):
        migrations.upgrade(url)

    assert migrations.revision(url) is None
    assert schema(tmp_path / "coach.db") == {}
