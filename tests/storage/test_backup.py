"""A backup is whole while the coach runs; a restore never costs anybody their work unasked."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dialogs.errors import StoreMisuse, StoreUnavailable
from dialogs.model import EventId
from storage import backup as backups
from storage import migrations
from storage.backup import backup, restore
from storage.unit_of_work import Store, open_store
from tests.storage.conftest import AT, HERE, a_session, a_turn, ann_in, saved
from tests.waiting import HANG_S


@pytest.fixture
def url(sqlite_url: str) -> str:
    """A backup of the coach's own is SQLite's; Postgres has tools (test_postgres)."""
    return sqlite_url


@pytest.fixture
def open_one(url: str) -> Iterator[Store]:
    store = open_store(url)
    yield store
    store.close()


@pytest.fixture
def copy(open_one: Store, url: str, tmp_path: Path) -> Path:
    """A backup that knows Ann and her session."""
    saved(open_one, a_session(ann_in(open_one)))
    backup(url, tmp_path / "copy.backup")
    return tmp_path / "copy.backup"


def knows_ann(url: str) -> bool:
    store = open_store(url)
    with store.unit_of_work() as work:
        ann = work.member(HERE, "terminal", "ann")
        known = ann is not None and work.latest_session(HERE, ann.id) is not None
    store.close()
    return known


def test_a_backup_goes_back_into_a_new_place(copy: Path, tmp_path: Path) -> None:
    there = f"sqlite:///{tmp_path}/new/coach.db"

    restore(there, copy)

    assert knows_ann(there)
    assert (tmp_path / "new" / "coach.db").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_one_private_file_and_replaces_an_older_one(copy: Path, url: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())

    backup(url, copy)

    assert sorted(tmp_path.iterdir()) == before
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as db:
        assert db.execute("SELECT name FROM member").fetchall() == [("Ann",)]


def test_a_backup_during_writes_is_a_moment_that_was(open_one: Store, url: str, tmp_path: Path) -> None:
    """Each turn commits a claim and a turn together: a copy that has one without the other is torn."""
    session = saved(open_one, a_session(ann_in(open_one)))
    stop, started = threading.Event(), threading.Event()

    def writes() -> None:
        number = 0
        while not stop.is_set():
            with open_one.unit_of_work() as work:
                work.claim(HERE, "terminal", EventId(f"event-{number}"), AT)
                work.append_turn(session, a_turn(f"event-{number}", text="x" * 2_000), "menu.choosing")
                work.commit()
            number += 1
            started.set()

    writer = threading.Thread(target=writes)
    writer.start()
    counts = []
    for number in range(5):
        assert started.wait(HANG_S)
        started.clear()  # until it has written again
        file = tmp_path / f"{number}.backup"
        backup(url, file)
        with closing(sqlite3.connect(file)) as db:
            counts.append(
                db.execute("SELECT (SELECT count(*) FROM turn), (SELECT count(*) FROM event_claim)").fetchone()
            )
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    stop.set()
    writer.join()

    assert all(turns == claims for turns, claims in counts)
    assert counts[-1][0] > counts[0][0] > 0


def test_a_restore_into_a_database_with_people_is_refused(copy: Path, url: str, open_one: Store) -> None:
    with open_one.unit_of_work() as work:
        bob = work.add_member(HERE, "terminal", "bob", "Bob", AT)
        work.commit()

    with pytest.raises(StoreMisuse, match=r"not empty \(2 members, 1 session, 0 turns\).*--force"):
        restore(url, copy)

    with open_one.unit_of_work() as work:
        assert work.member(HERE, "terminal", "bob") == bob


def test_force_replaces_what_is_there_also_under_an_open_store(copy: Path, url: str, open_one: Store) -> None:
    with open_one.unit_of_work() as work:
        work.add_member(HERE, "terminal", "bob", "Bob", AT)
        work.commit()

    restore(url, copy, force=True)

    with open_one.unit_of_work() as work:
        assert work.member(HERE, "terminal", "bob") is None
        assert work.member(HERE, "terminal", "ann") is not None


def test_a_restore_into_an_upgraded_but_unused_database_needs_no_force(copy: Path, tmp_path: Path) -> None:
    fresh = f"sqlite:///{tmp_path}/fresh.db"
    migrations.upgrade(fresh)

    restore(fresh, copy)

    assert knows_ann(fresh)


def test_force_puts_a_damaged_database_aside(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database at all" * 100)
    url = f"sqlite:///{tmp_path}/broken.db"

    with pytest.raises(StoreMisuse, match="damaged"):
        restore(url, copy)
    restore(url, copy, force=True)

    assert knows_ann(url)
    assert (tmp_path / "broken.db.damaged").read_bytes().startswith(b"no database")


def test_another_program_s_database_is_never_replaced(copy: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE invoices (id INTEGER)")

    with pytest.raises(StoreMisuse, match="another program"):
        restore(f"sqlite:///{tmp_path}/other.db", copy, force=True)


@pytest.mark.parametrize("what", ["missing", "folder", "text", "cut", "scribbled", "foreign", "newer", "empty"])
def test_a_file_that_is_no_good_backup_is_refused(copy: Path, url: str, what: str) -> None:
    spoil(copy, what)

    with pytest.raises(StoreMisuse):
        restore(url, copy, force=True)

    assert knows_ann(url)


def spoil(file: Path, what: str) -> None:
    content = file.read_bytes()
    file.unlink()
    if what == "folder":
        file.mkdir()
    elif what in {"text", "cut", "scribbled", "empty"}:
        wrong = {
            "text": b"Dear customer",
            "cut": content[: len(content) // 2],
            "scribbled": content[:8192] + b"\xff" * (len(content) - 8192),
            "empty": b"",
        }
        file.write_bytes(wrong[what])
    elif what != "missing":
        with closing(sqlite3.connect(file)) as db:
            db.execute("CREATE TABLE invoices (id INTEGER)")
            if what == "newer":
                db.execute("CREATE TABLE alembic_version (version_num TEXT)")
                db.execute("INSERT INTO alembic_version VALUES ('9999')")
            db.commit()


def test_the_database_itself_is_no_place_for_its_backup(open_one: Store, url: str, tmp_path: Path) -> None:
    saved(open_one, a_session(ann_in(open_one)))

    with pytest.raises(StoreMisuse, match="the database itself"):
        backup(url, tmp_path / "coach.db")
    with pytest.raises(StoreMisuse, match="the database itself"):
        restore(url, tmp_path / "." / "coach.db", force=True)

    assert knows_ann(url)


def test_a_database_in_use_is_no_place_for_a_backup(open_one: Store, url: str, tmp_path: Path) -> None:
    migrations.upgrade(f"sqlite:///{tmp_path}/second.db")
    second = open_store(f"sqlite:///{tmp_path}/second.db")
    ann_in(second)

    with pytest.raises(StoreMisuse, match="in use"):
        backup(url, tmp_path / "second.db")
    second.close()


def test_a_pipe_is_no_place_for_a_backup_and_stays_one(open_one: Store, url: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(StoreMisuse, match="no ordinary file"):
        backup(url, tmp_path / "pipe")

    assert (tmp_path / "pipe").is_fifo()


def test_a_place_that_cannot_be_written_is_refused(open_one: Store, url: str, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")

    for place in (tmp_path / "a-file" / "copy", tmp_path / "no-folder" / "copy", tmp_path):
        with pytest.raises(StoreMisuse):
            backup(url, place)


def test_a_backup_of_nothing_is_refused_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreMisuse, match="no such database"):
        backup(f"sqlite:///{tmp_path}/missing.db", tmp_path / "copy")

    assert list(tmp_path.iterdir()) == []


def test_a_restore_gives_up_on_a_database_that_stays_locked(
    copy: Path, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "BUSY_TIMEOUT_S", 0.1)
    with closing(sqlite3.connect(tmp_path / "coach.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="another program is writing"):
            restore(url, copy, force=True)

    assert knows_ann(url)
