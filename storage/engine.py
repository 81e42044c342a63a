"""
Opens a database and says what is wrong with one in words a person can act on.

SQLAlchemy's own messages carry the SQL and what the rep wrote: none of them leaves this package.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dialogs.errors import CoachError, StoreMisuse, StoreUnavailable
from storage.mapping import dump_json

BUSY_TIMEOUT_S: Final = 5.0  # a turn writes for a few milliseconds; longer means another program holds the file

_UPGRADE_HINT = "set it up with `coach db upgrade`"
# https://www.sqlite.org/rescode.html, primary codes; anything else is misuse
_SQLITE_UNAVAILABLE: Final = {
    3: "the file may not be opened; check its permissions",
    5: "another program is writing to it and did not finish in time; close it and try again",
    6: "another part of this program is writing to it; try again",
    7: "there is not enough memory",
    8: "the file or its folder may not be written; check the permissions",
    9: "the operation was interrupted; try again",
    10: "the disk does not read or write; check the disk",
    11: "the file is damaged; bring back a backup with `coach db restore FILE --force`",
    13: "the disk is full; free some space",
    14: "the file cannot be opened; check that its folder exists and may be written",
    15: "other programs are opening it at the same time; try again",
    22: "the file system cannot hold so large a file",
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html: classes 08, 53, 57, 58, 40, 55 and read-only
_POSTGRES_UNAVAILABLE: Final = ("08", "40", "53", "55", "57", "58", "25006")


def parse_url(url: str) -> URL:
    """
    Read a database URL.

    Raises:
        StoreMisuse: neither a SQLite file nor Postgres.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreMisuse("the database URL cannot be read; write sqlite:////folder/coach.db") from error
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise StoreMisuse(
            f"the coach keeps its data in SQLite or Postgres, not {parsed.drivername!r}; "
            "write sqlite:////folder/coach.db or postgresql+psycopg://user@host/coach"
        )
    if is_sqlite(parsed) and (parsed.database in {None, "", ":memory:"} or parsed.query):
        raise StoreMisuse("a database in memory keeps nothing; name a file: sqlite:////folder/coach.db")
    return parsed


def is_sqlite(url: URL) -> bool:
    """Return whether the URL names a file."""
    return url.get_backend_name() == "sqlite"


def sqlite_file(url: URL) -> Path:
    """Return the file that a SQLite URL names."""
    return Path(str(url.database))


def shown(url: URL) -> str:
    """Return the database as messages name it: the file's path, or the URL without its password."""
    return str(sqlite_file(url)) if is_sqlite(url) else url.render_as_string(hide_password=True)


def make_file(file: Path) -> None:
    """
    Make an empty database file and its folders where they are missing, for their owner only: people write there.

    Raises:
        StoreUnavailable: the folder may not be written, or is not one.
    """
    if file.exists():
        return
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"{file} cannot be made: {error.strerror}; name another file") from error


def open_engine(url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Engine:
    """
    Return an engine; nothing is read or written yet.

    Raises:
        StoreMisuse: a URL that the coach cannot use, or a driver that is not installed.
    """
    parsed = parse_url(url)
    try:
        engine = create_engine(parsed, json_serializer=dump_json, connect_args=_connect_args(parsed, busy_timeout_s))
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreMisuse(
            "the Postgres driver is not installed; add it with `pip install 'psycopg[binary]'`, or use a SQLite file"
        ) from error
    if is_sqlite(parsed):
        event.listen(engine, "connect", _prepare_sqlite)
        engine.dialect.do_begin = _begin_sqlite  # type: ignore[method-assign, assignment]
    return engine


def _connect_args(url: URL, busy_timeout_s: float) -> dict[str, Any]:
    # isolation_level None: the driver begins nothing by itself, `_begin_sqlite` does (also before DDL and SELECT)
    return {"timeout": busy_timeout_s, "isolation_level": None} if is_sqlite(url) else {}


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")  # readers and the one writer do not wait for each other
    connection.execute("PRAGMA synchronous = NORMAL")  # safe against a crash of the program
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Any) -> None:
    """SQLAlchemy's own begin, before a first statement. Not its "begin" event: events slow every statement."""
    if not connection.in_transaction:
        connection.execute("BEGIN")


def begin_writing(connection: Connection) -> None:
    """
    Take SQLite's write lock now, waiting for it; on Postgres do nothing.

    A transaction that reads first and takes the lock later fails without waiting, whenever somebody else wrote.
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.execute("BEGIN IMMEDIATE")


def explained(error: SQLAlchemyError | sqlite3.Error, url: URL) -> CoachError:
    """Return the error that the caller can act on; its message holds neither SQL nor values."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, PoolTimeout):
        return StoreUnavailable(f"{shown(url)}: too many turns at the same time; try again")
    if isinstance(cause, sqlite3.Error):
        return _explained_sqlite(cause, url)
    if isinstance(error, DBAPIError) and is_postgres_outage(error):
        return StoreUnavailable(f"{shown(url)}: the database server does not answer; check that it runs")
    kind = type(getattr(error, "orig", None) or error).__name__
    return StoreMisuse(f"{shown(url)}: the database refuses what the coach asked ({kind})")


def _explained_sqlite(cause: sqlite3.Error, url: URL) -> CoachError:
    code = getattr(cause, "sqlite_errorcode", 1) & 0xFF
    if code in _SQLITE_UNAVAILABLE:
        return StoreUnavailable(f"{shown(url)}: {_SQLITE_UNAVAILABLE[code]}")
    if code == sqlite3.SQLITE_NOTADB:
        return StoreMisuse(f"{shown(url)} is not a database; name another file")
    if "no such table" in str(cause) or "no such column" in str(cause):
        return StoreMisuse(f"{shown(url)} has not the coach's tables; {_UPGRADE_HINT}")
    return StoreMisuse(f"{shown(url)}: the database refuses what the coach asked ({cause})")


def is_postgres_outage(error: DBAPIError) -> bool:
    """Return whether the server, not the statement, is at fault. No SQLSTATE: it was never reached."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}
    return str(state).startswith(_POSTGRES_UNAVAILABLE)
