"""A database that is locked, unwritable, missing or not a database: a clear error, and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from dialogs.errors import StoreMisuse, StoreUnavailable
from dialogs.model import EventId
from storage import migrations
from storage.examine import try_writing
from storage.unit_of_work import Store, open_store
from tests.storage.conftest import AT, HERE, a_session, a_turn, ann_in, saved


@contextmanager
def writer_of(file: Path) -> Iterator[None]:
    """Another program, in the middle of writing."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture
def impatient(sqlite_url: str) -> Iterator[Store]:
    store = open_store(sqlite_url, busy_timeout_s=0.05)
    yield store
    store.close()


def test_a_locked_database_can_be_read_and_says_that_it_is_locked(impatient: Store, tmp_path: Path) -> None:
    ann = ann_in(impatient)
    session = saved(impatient, a_session(ann))

    with writer_of(tmp_path / "coach.db"), impatient.unit_of_work() as work:
        assert work.latest_session(HERE, ann.id) == session
        with pytest.raises(StoreUnavailable, match=r"coach\.db: another program is writing") as caught:
            work.claim(HERE, "terminal", EventId("e"), AT)

    assert "INSERT" not in str(caught.value)
    with impatient.unit_of_work() as work:
        assert work.claim(HERE, "terminal", EventId("e"), AT)


def test_a_write_waits_for_another_that_ends_in_time(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)
    other = sqlite3.connect(tmp_path / "coach.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ending = threading.Timer(0.2, lambda: other.execute("ROLLBACK"))
    ending.start()

    with store.unit_of_work() as work:
        assert work.claim(HERE, "terminal", EventId("e"), AT)

    assert not other.in_transaction  # it had to end first
    ending.join()
    other.close()
    store.close()


def test_a_new_file_that_another_program_is_writing_is_waited_for(tmp_path: Path) -> None:
    """Two coaches that start on one new file: SQLite itself does not wait to give it a log."""
    other = sqlite3.connect(tmp_path / "coach.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ending = threading.Timer(0.2, lambda: other.execute("ROLLBACK"))
    ending.start()

    open_store(f"sqlite:///{tmp_path}/coach.db", upgrade=True).close()

    assert not other.in_transaction  # it had to end first
    ending.join()
    other.close()


def test_a_new_file_that_stays_locked_says_so_in_time(tmp_path: Path) -> None:
    with (
        writer_of(tmp_path / "coach.db"),
        pytest.raises(StoreUnavailable, match=r"coach\.db: another program is writing"),
    ):
        open_store(f"sqlite:///{tmp_path}/coach.db", upgrade=True, busy_timeout_s=0.05)


def test_no_message_holds_what_a_rep_wrote(impatient: Store, tmp_path: Path) -> None:
    session = saved(impatient, a_session(ann_in(impatient)))

    with writer_of(tmp_path / "coach.db"), pytest.raises(StoreUnavailable) as caught, impatient.unit_of_work() as work:
        work.append_turn(session, a_turn(text="my secret"), "menu.choosing")

    assert "secret" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("not a folder")

    with pytest.raises(StoreUnavailable, match="cannot be made"):
        migrations.upgrade(f"sqlite:///{tmp_path}/a-file/coach.db")


def test_a_folder_in_the_place_of_the_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "coach.db").mkdir()

    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}/coach.db", upgrade=True)


def test_a_file_that_is_not_a_database_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer, " * 500)

    with pytest.raises(StoreMisuse, match=r"letter\.txt is not a database"):
        open_store(f"sqlite:///{letter}", upgrade=True)

    assert letter.read_text() == "Dear customer, " * 500


def test_a_database_that_is_missing_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(StoreMisuse, match="coach db upgrade"):
        open_store(f"sqlite:///{tmp_path}/coach.db")

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_unavailable_and_nothing_is_saved(impatient: Store) -> None:
    session = saved(impatient, a_session(ann_in(impatient)))
    with impatient._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite's own "disk full"

    with pytest.raises(StoreUnavailable, match="disk is full"), impatient.unit_of_work() as work:
        work.append_turn(session, a_turn(text="x" * 200_000), "menu.choosing")


def test_a_damaged_database_names_the_way_back(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "coach.db"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(bytes(content))

    with pytest.raises(StoreUnavailable, match="coach db restore"):
        open_store(sqlite_url)


@pytest.mark.parametrize(
    "url", ["", "no url", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory", "oracle://x/y"]
)
def test_a_url_that_cannot_be_used_is_misuse(url: str) -> None:
    with pytest.raises(StoreMisuse):
        open_store(url)


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://ann:hidden@localhost:1/coach", "postgres://ann:hidden@localhost:1/c"]
)
def test_postgres_without_its_driver_says_how_to_get_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)

    with pytest.raises(StoreMisuse, match="psycopg") as caught:
        open_store(url)

    assert "hidden" not in str(caught.value)


def test_the_database_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/coach.db", upgrade=True)
    ann_in(store)

    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    store.close()


def test_connections_are_set_as_the_design_says(impatient: Store) -> None:
    with impatient._engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert found == ["wal", 1, 1, 50]


def test_trying_to_write_says_what_a_turn_would_meet_and_leaves_nothing(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (tmp_path / "coach.db").read_bytes()
    try_writing(sqlite_url)
    try_writing(f"sqlite:///{tmp_path}/new/folder/coach.db")

    with writer_of(tmp_path / "coach.db"), pytest.raises(StoreUnavailable, match="another program is writing"):
        try_writing(sqlite_url, busy_timeout_s=0.05)
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        try_writing(f"sqlite:///{tmp_path}/coach.db/coach.db")
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)  # root may write everywhere
    with pytest.raises(StoreUnavailable, match="may not be written"):
        try_writing(sqlite_url)
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        try_writing(f"sqlite:///{tmp_path}/new/folder/coach.db")

    assert (tmp_path / "coach.db").read_bytes() == before
    assert not (tmp_path / "new").exists()


def test_a_folder_that_may_not_be_searched_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refused)  # root may search everywhere
    monkeypatch.setattr(os, "stat", refused)
    monkeypatch.setattr(Path, "mkdir", refused)

    with pytest.raises(StoreUnavailable, match="Permission denied"):
        open_store(f"sqlite:///{tmp_path}/shut/coach.db", upgrade=True)
