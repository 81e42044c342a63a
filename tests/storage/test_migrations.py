"""The migrated schema is the tables' schema; an up-to-date database needs no Alembic to be recognised."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.exc import IntegrityError

from dialogs.errors import StoreMisuse
from dialogs.model import Member, MemberId, WorkspaceId
from dialogs.nudging.model import Nudge, NudgeSettings
from storage import account_tables as _account_tables  # noqa: F401 - for the metadata
from storage import assignment_tables as _assignment_tables  # noqa: F401 - for the metadata
from storage import job_tables as _job_tables  # noqa: F401 - for the metadata
from storage import migrations, people_tables
from storage import nudge_tables as _nudge_tables  # noqa: F401 - for the metadata
from storage import privacy_tables as _privacy_tables  # noqa: F401 - for the metadata
from storage import review_tables as _review_tables  # noqa: F401 - for the metadata
from storage.engine import make_file, open_engine, sqlite_file
from storage.migrations import runner
from storage.tables import OUTBOX_STATES
from storage.unit_of_work import SqlUnitOfWork, open_store
from tests.apart import at_once
from tests.storage.conftest import AT
from tests.waiting import HANG_S

HERE = WorkspaceId("w")
METADATA = people_tables.team.metadata  # of all tables; the later ones are in it once they are imported

_AT = "'2026-03-02 09:30:00'"
_OF = "'w', 's'"
FIRST_ROWS = [  # as the first release wrote them
    f"INSERT INTO workspace VALUES ('w', {_AT})",
    f"INSERT INTO member VALUES ('w', 'm', 'Ann', {_AT})",
    "INSERT INTO identity VALUES ('w', 'slack', 'U1', 'm')",
    f"INSERT INTO event_claim VALUES ('w', 'slack', 'e', {_AT})",
    f"INSERT INTO session VALUES ({_OF}, 'm', 1, 1, 5, 'hash', '[]', '[]', '{{}}', false, {_AT}, {_AT})",
    f"INSERT INTO turn VALUES (1, {_OF}, 'slack', 'e', 'U1', 'hello', NULL, 'menu.choosing', {_AT})",
    f"INSERT INTO attempt VALUES (1, {_OF}, 'r', 'c', 'PLAY', 'x', NULL, 'ask', '[]', '{{}}', {_AT})",
    f"INSERT INTO score VALUES (1, {_OF}, 'r', 'c', 'k', NULL, 1, '[]', {_AT})",
    *(
        f"INSERT INTO outbox VALUES ({number}, 'w', '{state}', 's', 'slack', 'U1', 0, "
        f"""'{{"type":"say","text":"hello"}}', 'x', '{state}', 0, NULL, {_AT}, {_AT if state == "sent" else "NULL"})"""
        for number, state in enumerate(OUTBOX_STATES, 1)
    ),
]


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


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table is the coach's: on PostgreSQL procrastinate has some beside them."""
    return not (kind == "table" and str(name).startswith("procrastinate_"))


def test_the_migrated_schema_is_the_tables_schema(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_sqlite_sees_the_same_tables_either_way(sqlite_url: str, tmp_path: Path) -> None:
    straight = create_engine(f"sqlite:///{tmp_path}/straight.db")
    METADATA.create_all(straight)
    straight.dispose()

    migrated, made = schema(tmp_path / "coach.db"), schema(tmp_path / "straight.db")
    assert migrated.pop("alembic_version")
    assert migrated == made


@pytest.fixture
def at_0001(empty_url: str) -> str:
    """The URL of a database as the first release made it, with a row in every table."""
    engine = open_engine(empty_url)
    if engine.dialect.name == "sqlite":
        make_file(sqlite_file(engine.url))
    with engine.connect() as connection:
        runner.run(connection, to="0001")
        for statement in FIRST_ROWS:
            connection.exec_driver_sql(statement)
        connection.commit()
    engine.dispose()
    return empty_url


def contents(url: str) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, by the columns' names."""
    engine = open_engine(url)
    with engine.connect() as connection:
        found = contents_of(connection)
    engine.dispose()
    return found


def contents_of(connection: Connection) -> dict[str, list[dict[str, object]]]:
    return {
        name: [dict(row) for row in sorted(connection.exec_driver_sql(f"SELECT * FROM {name}").mappings(), key=repr)]
        for name in inspect(connection).get_table_names()
        if name in METADATA.tables
    }


def test_a_database_of_the_first_release_keeps_every_row(at_0001: str) -> None:
    before = contents(at_0001)

    assert migrations.revision(at_0001) == "0001"
    with pytest.raises(StoreMisuse, match="coach db upgrade"):
        open_store(at_0001)
    assert migrations.upgrade(at_0001) is True

    after = contents(at_0001)
    assert all(before.values())
    for name, rows in before.items():
        assert [{column: row[column] for column in rows[0]} for row in after[name]] == rows
    store = open_store(at_0001)
    with store.unit_of_work() as work:
        assert work.member(WorkspaceId("w"), "slack", "U1") == Member(
            MemberId("m"), WorkspaceId("w"), "Ann", "slack", "U1"
        )
        assert [(one.key, one.stamp) for one in work.lease_replies(["slack"], AT, lease_until=AT, limit=9)] == [
            ("pending", ""),
            ("sending", ""),
        ]
    store.close()


def test_the_disagreements_can_be_taken_out_again_and_nothing_else_goes(at_0001: str) -> None:
    migrations.upgrade(at_0001)
    kept = {name: rows for name, rows in contents(at_0001).items() if name != "disagreement"}
    engine = open_engine(at_0001)

    with engine.connect() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            runner.scripts().get_revision("0003").module.downgrade()
        connection.commit()

    assert contents(at_0001) == kept
    engine.dispose()


def test_the_accounts_can_be_taken_out_again_and_nothing_else_goes(at_0001: str) -> None:
    migrations.upgrade(at_0001)
    reviews = {"review_session", "question_back", "told_about"}  # they refer to accounts, and so go first
    gone = {"account", "account_draft", "snapshot", "snapshot_answer", *reviews}
    kept = {name: rows for name, rows in contents(at_0001).items() if name not in gone}
    engine = open_engine(at_0001)

    with engine.connect() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            runner.scripts().get_revision("0009").module.downgrade()
            runner.scripts().get_revision("0005").module.downgrade()
            assert contents_of(connection) == kept
            runner.scripts().get_revision("0005").module.upgrade()
            runner.scripts().get_revision("0009").module.upgrade()
        connection.commit()

    assert contents(at_0001) == kept | {name: [] for name in gone}
    engine.dispose()


def test_the_people_can_be_taken_out_again_and_nothing_else_goes(at_0001: str) -> None:
    migrations.upgrade(at_0001)
    gone = ("team", "membership", "role_grant", "invite", "link_code", "code_try", "member_link", "linked_identity")
    engine = open_engine(at_0001)
    with engine.connect() as connection:  # what refers to a team, or to who is deactivated, goes first
        with Operations.context(MigrationContext.configure(connection)):
            runner.scripts().get_revision("0013").module.downgrade()
            runner.scripts().get_revision("0008").module.downgrade()
        connection.commit()
    engine.dispose()
    kept = {name: rows for name, rows in contents(at_0001).items() if name not in gone}
    for member in kept["member"]:
        assert member.pop("deactivated_at", "missing") is None
    engine = open_engine(at_0001)

    with engine.connect() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            runner.scripts().get_revision("0006").module.downgrade()
            assert contents_of(connection) == kept
            runner.scripts().get_revision("0006").module.upgrade()
        connection.commit()

    assert {name: contents(at_0001)[name] for name in gone} == {name: [] for name in gone}
    engine.dispose()


def test_who_has_nudges_already_is_not_looked_for_after_the_upgrade(at_0001: str) -> None:
    migrations.upgrade(at_0001)
    store = open_store(at_0001)
    with store.unit_of_work() as work:
        ann = work.add_member(WorkspaceId("w"), "slack", "U1", "Ann", AT)
        bob = work.add_member(WorkspaceId("w"), "slack", "U2", "Bob", AT)
        work.nudging().keep_settings(WorkspaceId("w"), ann.id, NudgeSettings(AT), None)
        work.commit()
    store.close()
    engine = open_engine(at_0001)

    with engine.connect() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            runner.scripts().get_revision("0013").module.downgrade()
            runner.scripts().get_revision("0013").module.upgrade()
        connection.commit()

    found = {row["id"]: bool(row["enrolled"]) for row in contents(at_0001)["member"]}
    assert found == {ann.id: True, bob.id: False}
    engine.dispose()


@pytest.mark.parametrize(
    ("revision", "column", "note"),
    [
        ("0014", "unhelpful_at", lambda work, member: work.nudging().note_unhelpful(HERE, member, "n", [], AT)),
        ("0015", "minutes", lambda work, member: work.nudging().note_minutes(HERE, member, "n", 5)),
    ],
)
def test_what_is_noted_of_a_nudge_can_be_taken_out_again_and_no_nudge_goes(
    at_0001: str, revision: str, column: str, note: Callable[[SqlUnitOfWork, MemberId], object]
) -> None:
    migrations.upgrade(at_0001)
    store = open_store(at_0001)
    with store.unit_of_work() as work:
        ann = work.add_member(HERE, "slack", "U1", "Ann", AT)
        work.nudging().plan([Nudge("n", HERE, ann.id, "2026-W10", "weekly", AT)])
        note(work, ann.id)
        work.commit()
    store.close()
    assert contents(at_0001)["nudge"][0][column] is not None
    engine = open_engine(at_0001)

    with engine.connect() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            runner.scripts().get_revision(revision).module.downgrade()
            assert [(row["id"], column in row) for row in contents_of(connection)["nudge"]] == [("n", False)]
            runner.scripts().get_revision(revision).module.upgrade()
        connection.commit()

    assert [(row["id"], row[column]) for row in contents(at_0001)["nudge"]] == [("n", None)]
    engine.dispose()


def test_the_list_of_revisions_is_what_the_files_say() -> None:
    found = [script.revision for script in runner.scripts().walk_revisions()]

    assert tuple(reversed(found)) == migrations.REVISIONS
    assert runner.scripts().get_heads() == [migrations.HEAD]


@pytest.mark.parametrize("state", OUTBOX_STATES)
def test_the_outbox_takes_every_state_of_the_design_and_no_other(url: str, state: str) -> None:
    insert = (
        "INSERT INTO outbox (id, workspace_id, key, channel, address, position, reply, dialog_state, state, attempts,"
        " created_at) VALUES (1, 'w', 'k', 'c', 'a', 0, '{}', 'x', '%s', 0, '2026-03-02 09:30:00')"
    )
    engine = open_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql(insert % state)
        with pytest.raises(IntegrityError, match="ck_outbox_state"):
            connection.exec_driver_sql(insert.replace("(1, 'w', 'k'", "(2, 'w', 'k2'") % (state + "?"))
    engine.dispose()


def test_upgrading_an_empty_database_says_whether_there_was_anything_to_do(empty_url: str) -> None:
    assert migrations.revision(empty_url) is None
    assert migrations.upgrade(empty_url) is True
    assert migrations.revision(empty_url) == migrations.HEAD
    assert migrations.upgrade(empty_url) is False


def test_upgrading_makes_file_and_folders_and_looking_does_not(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a/b/coach.db"

    assert migrations.revision(url) is None
    assert not (tmp_path / "a").exists()
    assert migrations.upgrade(url) is True
    assert migrations.revision(url) == migrations.HEAD
    assert migrations.upgrade(url) is False


def test_a_path_with_odd_characters_is_upgraded(tmp_path: Path) -> None:
    assert migrations.upgrade(f"sqlite:///{tmp_path}/100% Änns data/coach.db")

    assert (tmp_path / "100% Änns data" / "coach.db").exists()


def test_opening_an_up_to_date_database_imports_no_alembic(sqlite_url: str, postgres_url: str) -> None:
    program = (
        "import sys; from storage.unit_of_work import open_store; "
        f"[open_store(url, upgrade=True).close() for url in {[sqlite_url, postgres_url]!r}]; "
        "print('alembic' in sys.modules)"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"


def test_three_processes_upgrade_one_new_database_once(empty_url: str) -> None:
    assert True in at_once(migrations.upgrade, *[(empty_url,)] * 3)
    assert migrations.revision(empty_url) == migrations.HEAD


def test_a_second_upgrade_waits_for_the_first_and_then_has_nothing_to_do(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have seen an empty database; whoever comes second looks again once it is alone."""
    whole, ran, both_looked = runner.run, [], Barrier(2)
    looked = migrations.revision_of

    def looks(engine: Engine) -> str | None:
        found = looked(engine)
        both_looked.wait(HANG_S)
        return found

    def runs(connection: Connection) -> None:
        ran.append(1)
        whole(connection)

    monkeypatch.setattr(migrations, "revision_of", looks)
    monkeypatch.setattr(runner, "run", runs)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrations.upgrade, [empty_url] * 2))

    assert ran == [1]


@pytest.mark.parametrize("upgrade", [True, False])
def test_a_newer_database_is_left_alone(url: str, upgrade: bool) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()

    with pytest.raises(StoreMisuse, match="newer than this program"):
        open_store(url, upgrade=upgrade)


@pytest.mark.parametrize("upgrade", [True, False])
def test_another_program_s_database_is_left_alone(empty_url: str, tmp_path: Path, upgrade: bool) -> None:
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id INTEGER)")

    with pytest.raises(StoreMisuse, match="another program"):
        open_store(empty_url, upgrade=upgrade)

    assert inspect(engine).get_table_names() == ["invoices"]
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = runner.run

    def breaks(connection: Connection) -> None:
        whole(connection)
        raise KeyError("half way")

    monkeypatch.setattr(runner, "run", breaks)
    with pytest.raises(KeyError):
        migrations.upgrade(empty_url)

    assert migrations.revision(empty_url) is None
    engine = open_engine(empty_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
