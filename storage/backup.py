"""
A copy of a SQLite database, out and in, while the coach runs. Postgres has tools of its own; their names are told.

Never by copying the file: what was committed last is in the log beside it. SQLite's own backup takes both.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from dialogs.errors import StoreMisuse, StoreUnavailable
from storage.engine import BUSY_TIMEOUT_S, explained, is_sqlite, make_file, parse_url, shown, sqlite_file
from storage.migrations import REVISIONS

_FULL_OF_PEOPLE: Final = ("member", "session", "turn")  # rows here mean that a restore would lose something


def backup(url: str, file: Path) -> None:
    """
    Write a consistent copy to *file*, readable by its owner only; an older copy there is replaced at the end.

    Raises:
        StoreMisuse: not a SQLite URL, no such database, or a place that cannot be written.
        StoreUnavailable: the database is locked or damaged, or the disk is full.
    """
    source = _sqlite_url(url, instead="pg_dump --format=custom --file FILE")
    if not sqlite_file(source).is_file():
        raise StoreMisuse(f"{sqlite_file(source)}: there is no such database to back up")
    _refuse_live(file, source)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    _make(unfinished)
    try:
        with _acting_on(source):
            _copy_out(sqlite_file(source), unfinished)
        os.replace(unfinished, file)
    except OSError as error:
        raise StoreMisuse(f"{file} cannot be written: {error.strerror}; name another file") from error
    finally:
        unfinished.unlink(missing_ok=True)


def restore(url: str, file: Path, force: bool = False) -> None:
    """
    Replace the database's content by a backup's, in one transaction.

    An older backup is brought up to date by the next `upgrade`. With *force*, a database that is
    damaged beyond opening is put aside as `NAME.damaged` first.

    Raises:
        StoreMisuse: the database holds people's work and *force* is false, the backup is missing, damaged or
            not the coach's, or not a SQLite URL.
        StoreUnavailable: the database is locked or cannot be written.
    """
    target = _sqlite_url(url, instead="pg_restore --clean --if-exists --single-transaction FILE --dbname")
    _refuse_live(file, target)
    _check_backup(file)
    where = sqlite_file(target)
    with _acting_on(target):
        state = _content(where)
    if state == "foreign":
        raise StoreMisuse(f"{where} holds another program's tables; name another database")
    if state != "empty" and not force:
        raise StoreMisuse(f"{where} is not empty ({state}); --force replaces what is in it")
    if state == "damaged":
        _put_aside(where)
    make_file(where)
    with _acting_on(target):
        _copy_in(file, where)


def _sqlite_url(url: str, *, instead: str) -> URL:
    parsed = parse_url(url)
    if not is_sqlite(parsed):
        address = shown(parsed._replace(drivername="postgresql", password=None))  # `set` takes no password away
        raise StoreMisuse(f"for Postgres use its own tool: {instead} {address}")
    return parsed


def _refuse_live(file: Path, database: URL) -> None:
    if file.resolve() == sqlite_file(database).resolve():
        raise StoreMisuse(f"{file} is the database itself; name another file")
    if file.is_dir():
        raise StoreMisuse(f"{file} is a folder; name a file in it")
    if file.exists() and not file.is_file():  # /dev/stdout, a pipe: to replace it would take it away from everybody
        raise StoreMisuse(f"{file} is no ordinary file; name another file")
    if file.with_name(f"{file.name}-wal").exists():
        raise StoreMisuse(f"{file} is a database in use (it has a log, {file.name}-wal); name another file")


@contextmanager
def _acting_on(url: URL) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, url) from error


def _connect(file: Path, *, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True, timeout=BUSY_TIMEOUT_S)


def _copy_out(database: Path, file: Path) -> None:
    with closing(_connect(database, mode="rw")) as source, closing(_connect(file, mode="rw")) as target:
        source.backup(target, progress=_deadline())
        target.execute("PRAGMA journal_mode = DELETE")  # one file, complete in itself, readable from anywhere


def _copy_in(file: Path, database: Path) -> None:
    with closing(_connect(file, mode="ro")) as source, closing(_connect(database, mode="rw")) as target:
        source.backup(target, progress=_deadline())


def _deadline() -> Callable[[int, int, int], None]:
    """Python's backup tries again for ever while the database is locked: end it after the busy timeout."""
    ends = time.monotonic() + BUSY_TIMEOUT_S

    def check(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > ends:
            raise StoreUnavailable("another program is writing to the database; stop the coach and try again")

    return check


def _check_backup(file: Path) -> None:
    if not file.is_file():
        raise StoreMisuse(f"{file}: there is no such backup")
    try:
        with closing(_connect(file, mode="ro")) as connection:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise StoreMisuse(f"{file} is not a backup of the coach's, or it is damaged ({error})") from error
    if verdict != "ok":
        raise StoreMisuse(f"{file} is damaged ({verdict}); take an older backup")
    if found is None or found[0] not in REVISIONS:
        raise StoreMisuse(f"{file} is newer than this program, or another program's; install the newer coach")


def _content(database: Path) -> str:
    """Return "empty", "damaged", "foreign", or what the database holds, in words."""
    if not database.exists() or database.stat().st_size == 0:
        return "empty"
    try:
        with closing(_connect(database, mode="rw")) as connection:
            return _held(connection)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            return "damaged"
        raise


def _held(connection: sqlite3.Connection) -> str:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return "empty"
    if not tables.issuperset({"alembic_version", *_FULL_OF_PEOPLE}):
        return "foreign"
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        return "damaged"
    counts = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 (our own three names)
        for table in _FULL_OF_PEOPLE
    }
    if not any(counts.values()):
        return "empty"
    return ", ".join(f"{count} {table}{'s' * (count != 1)}" for table, count in counts.items())


def _put_aside(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            os.replace(part, database.with_name(f"{database.name}.damaged{suffix}"))


def _make(file: Path) -> None:
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreMisuse(f"{file.parent}: no file can be made there ({error.strerror}); name another") from error
