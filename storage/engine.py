"""
Opens a database and says what is wrong with one in words a person can act on.

SQLAlchemy's own messages carry the SQL and what the rep wrote: none of them leaves this package.
"""

from __future__ import annotations

import os
import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dialogs.errors import CoachError, StaleSession, StoreMisuse, StoreUnavailable
from storage.mapping import dump_json

BUSY_TIMEOUT_S: Final = 5.0  # a turn writes for a few milliseconds; longer means another program holds the file

UNWRITABLE: Final = "the file or its folder may not be written; check the permissions"
_PAUSE_S: Final = 0.01  # between two tries; a new file changes over in some milliseconds
_UPGRADE_HINT = "set it up with `coach db upgrade`"
# https://www.sqlite.org/rescode.html, primary codes; anything else is misuse
_SQLITE_UNAVAILABLE: Final = {
    3: "the file may not be opened; check its permissions",
    5: "another program is writing to it and did not finish in time; close it and try again",
    6: "another part of this program is writing to it; try again",
    7: "there is not enough memory",
    8: UNWRITABLE,
    9: "the operation was interrupted; try again",
    10: "the disk does not read or write; check the disk",
    11: "the file is damaged; bring back a backup with `coach db restore FILE --force`",
    13: "the disk is full; free some space",
    14: "the file cannot be opened; check that its folder exists and may be written",
    15: "other programs are opening it at the same time; try again",
    22: "the file system cannot hold so large a file",
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html: the longest beginning that fits, tried in this order
_POSTGRES_UNAVAILABLE: Final = {
    "25006": "the server takes no writes (it is a standby); use the primary's address",
    "25P03": "a turn took too long and the server ended it; try again",
    "53300": "the server has no connection left; allow more of them, or run fewer processes",
    "53": "the server is out of disk or memory; free some",
    "55": "another program holds the same rows and did not finish in time; try again",
    "57014": "the server interrupted the operation; try again",
    "08": "the database server does not answer; check that it runs",
    "57": "the database server is stopping or starting; try again",
    "58": "the server's disk does not read or write; check it",
}
_POSTGRES_MISUSE: Final = {
    "42P01": f"has not the coach's tables; {_UPGRADE_HINT}",
    "42703": f"has not the coach's tables; {_UPGRADE_HINT}",
    "42501": "does not let this user do what the coach needs; grant it, or take another user",
}
_POSTGRES_COLLISIONS: Final = ("40001", "40P01")  # serialization failure, deadlock: one of two was rolled back
_CONNECT_TIMEOUT_S: Final = 10  # psycopg's own is 130 s: a person waits for the answer
_IDLE_TIMEOUT_S: Final = 60  # our guess: a process that hangs in a transaction holds others up no longer

# numbers of advisory locks: "sale", then which. The first two are for `be_alone`, the third is `storage.presence`'s
ONE_UPGRADES, ONE_LEASES, SENDERS = 0x73616C6501, 0x73616C6502, 0x73616C6503


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
    if is_sqlite(parsed) and parsed.query:
        raise StoreMisuse("a SQLite file's address has nothing after a question mark: sqlite:////folder/coach.db")
    if is_sqlite(parsed) and parsed.database in {None, "", ":memory:"}:
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


def is_there(file: Path) -> bool:
    """Return whether the file can be seen: not in a folder that may not be searched, of which `Path.exists` raises."""
    return os.path.exists(file)


def make_file(file: Path) -> None:
    """
    Make an empty database file and its folders where they are missing, for their owner only: people write there.

    Raises:
        StoreUnavailable: the folder may not be written, or is not one.
    """
    if is_there(file):
        return
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"{file} cannot be made: {error.strerror}; name another file") from error


def open_engine(url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S, pool_size: int | None = None) -> Engine:
    """
    Return an engine; nothing is read or written yet.

    Args:
        pool_size: connections to PostgreSQL at most; None is SQLAlchemy's default, 15.

    Raises:
        StoreMisuse: a URL that the coach cannot use, or a driver that is not installed.
    """
    parsed = parse_url(url)
    try:
        engine = create_engine(
            parsed,
            json_serializer=dump_json,
            connect_args=_connect_args(parsed, busy_timeout_s),
            **({"pool_size": pool_size, "max_overflow": 0} if pool_size and not is_sqlite(parsed) else {}),
            # after a restart of the server a pool is full of dead connections: 0.1 ms a transaction finds them out
            pool_pre_ping=not is_sqlite(parsed),
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreMisuse(
            "the Postgres driver is not installed; add it with `pip install 'psycopg[binary]'`, or use a SQLite file"
        ) from error
    if is_sqlite(parsed):
        event.listen(engine, "connect", partial(_prepare_sqlite, busy_timeout_s=busy_timeout_s))
        engine.dialect.do_begin = _begin_sqlite  # type: ignore[method-assign, assignment]
    else:
        event.listen(engine, "connect", partial(_prepare_postgres, busy_timeout_s=busy_timeout_s))
    return engine


def _connect_args(url: URL, busy_timeout_s: float) -> dict[str, Any]:
    # isolation_level None: the driver begins nothing by itself, `_begin_sqlite` does (also before DDL and SELECT)
    if is_sqlite(url):
        return {"timeout": busy_timeout_s, "isolation_level": None}
    return {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_TIMEOUT_S}


def _prepare_sqlite(connection: sqlite3.Connection, _record: object, *, busy_timeout_s: float) -> None:
    _keep_a_log(connection, ends_at=time.monotonic() + busy_timeout_s)
    connection.execute("PRAGMA synchronous = NORMAL")  # safe against a crash of the program
    connection.execute("PRAGMA foreign_keys = ON")


def _keep_a_log(connection: sqlite3.Connection, *, ends_at: float) -> None:
    """
    Write ahead to a log, so that readers and the one writer do not wait for each other.

    A file that has no log yet changes over only while nobody else reads or writes it, such as another coach that starts
    on the same new file. SQLite waits for no lock that it asks for while it has a lesser one, so we do.
    """
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= ends_at:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def _prepare_postgres(connection: Any, _record: object, *, busy_timeout_s: float) -> None:
    connection.execute("SET default_transaction_isolation = 'read committed'")  # whatever the server's default is
    connection.execute(f"SET lock_timeout = {round(busy_timeout_s * 1000)}")
    connection.execute(f"SET idle_in_transaction_session_timeout = {_IDLE_TIMEOUT_S * 1000}")
    connection.commit()


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


def be_alone(connection: Connection, what: int, *, patient: bool = False) -> None:
    """
    On Postgres wait until no other transaction is alone with the same number; on SQLite a writer is alone anyway.

    Args:
        patient: wait as long as it takes, also for every lock that this transaction asks for later.
    """
    if is_sqlite(connection.engine.url):
        return
    if patient:
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({what})")


def explained(error: SQLAlchemyError | sqlite3.Error, url: URL) -> CoachError:
    """Return the error that the caller can act on; its message holds neither SQL nor values."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, PoolTimeout):
        return StoreUnavailable(f"{shown(url)}: too many turns at the same time; try again")
    if isinstance(cause, sqlite3.Error):
        return _explained_sqlite(cause, url)
    if isinstance(error, DBAPIError):
        return _explained_postgres(error, url)
    return _refused(error, url)


def _explained_sqlite(cause: sqlite3.Error, url: URL) -> CoachError:
    code = getattr(cause, "sqlite_errorcode", 1) & 0xFF
    if code in _SQLITE_UNAVAILABLE:
        return StoreUnavailable(f"{shown(url)}: {_SQLITE_UNAVAILABLE[code]}")
    if code == sqlite3.SQLITE_NOTADB:
        return StoreMisuse(f"{shown(url)} is not a database; name another file")
    if "no such table" in str(cause) or "no such column" in str(cause):
        return StoreMisuse(f"{shown(url)} has not the coach's tables; {_UPGRADE_HINT}")
    return StoreMisuse(f"{shown(url)}: the database refuses what the coach asked ({cause})")


def _explained_postgres(error: DBAPIError, url: URL) -> CoachError:
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return _explained_connecting(error, url)
    if state in _POSTGRES_COLLISIONS:
        return StaleSession(f"{shown(url)}: another turn was in the way and went first; take it again")
    for beginning, sentence in _POSTGRES_UNAVAILABLE.items():
        if state.startswith(beginning):
            return StoreUnavailable(f"{shown(url)}: {sentence}")
    return StoreMisuse(f"{shown(url)} {_POSTGRES_MISUSE[state]}") if state in _POSTGRES_MISUSE else _refused(error, url)


def _explained_connecting(error: DBAPIError, url: URL) -> CoachError:
    """No SQLSTATE: the connection failed. psycopg tells why in the server's words only, English by default."""
    said = str(error.orig)
    if "FATAL" in said and "does not exist" in said:
        return StoreMisuse(f"{shown(url)}: the server has no such database or user; make it, or correct the URL")
    if "authentication failed" in said or "no password supplied" in said:
        return StoreMisuse(f"{shown(url)}: the server refuses the user or the password; correct the URL")
    if error.connection_invalidated or type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}:
        return StoreUnavailable(f"{shown(url)}: the database server does not answer; check that it runs")
    return _refused(error, url)


def _refused(error: SQLAlchemyError | sqlite3.Error, url: URL) -> CoachError:
    kind = type(getattr(error, "orig", None) or error).__name__
    return StoreMisuse(f"{shown(url)}: the database refuses what the coach asked ({kind})")
