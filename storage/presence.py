"""
Which processes send replies: each holds a shared lock while it lives, and loses it however it ends.

Whoever gets that lock alone knows that every lease is a dead process's, and that nobody need wait for its end.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from dialogs.errors import StoreMisuse, StoreUnavailable
from storage import outbox
from storage.engine import SENDERS, explained, is_sqlite, shown, sqlite_file
from storage.transaction import Transaction


class _Lock(Protocol):
    def try_alone(self) -> bool:
        """Take the lock where nobody else has it."""
        ...

    def share(self) -> None:
        """Have it together with others, no longer alone; wait for whoever has it alone."""
        ...

    def lost(self) -> bool: ...
    def close(self) -> None: ...


class Presence:
    """One process's. For one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock: _Lock | None = None
        self._known = False  # whether the first `hold` is done

    def hold(self) -> None:
        """
        Be counted among those who send. The first time, where nobody else is, free what a killed process had leased.

        Call it before each look into the outbox: a lock that was lost with its connection is taken anew.

        Raises:
            StoreUnavailable: the database cannot be reached.
        """
        if self._lock and not self._lock.lost():
            return
        self.close()
        lock: _Lock = _FileLock(self._engine) if is_sqlite(self._engine.url) else _ServerLock(self._engine)
        with ExitStack() as on_failure:  # a lock that was not got to the end is none: the next call tries again
            on_failure.callback(lock.close)
            if not self._known and lock.try_alone():  # later on we have leases ourselves
                self._free_leases()
            lock.share()
            on_failure.pop_all()
        self._lock, self._known = lock, True

    def _free_leases(self) -> None:
        run = Transaction(self._engine)
        try:
            outbox.free_leases(run)
            run.commit()
        finally:
            run.end()

    def close(self) -> None:
        """Be counted no longer."""
        lock, self._lock = self._lock, None
        if lock:
            lock.close()


class _ServerLock:
    """An advisory lock on Postgres, held by a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        try:
            # a transaction would be idle for hours, and ended
            self._connection: Connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except SQLAlchemyError as error:
            raise explained(error, engine.url) from error
        self._alone = False

    def try_alone(self) -> bool:
        self._alone = bool(self._do(f"SELECT pg_try_advisory_lock({SENDERS})"))
        return self._alone

    def share(self) -> None:
        self._do(f"SELECT pg_advisory_lock_shared({SENDERS})")
        if self._alone:
            self._do(f"SELECT pg_advisory_unlock({SENDERS})")
            self._alone = False

    def lost(self) -> bool:
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            return True
        return False

    def close(self) -> None:
        # at once, for whoever comes next: the server is slower to see that a connection has ended
        with suppress(SQLAlchemyError):
            if not self._connection.invalidated:
                self._connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")
        self._connection.invalidate()  # closed, instead of given back to the pool
        self._connection.close()

    def _do(self, statement: str) -> object:
        try:
            return self._connection.exec_driver_sql(statement).scalar()
        except SQLAlchemyError as error:
            raise explained(error, self._engine.url) from error


class _FileLock:
    """A lock on an empty file beside SQLite's: its own is SQLite's to lock."""

    def __init__(self, engine: Engine) -> None:
        file = sqlite_file(engine.url)
        try:
            self._file = os.open(f"{file}-serving", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(f"{shown(engine.url)}-serving cannot be made: {error.strerror}") from error

    def try_alone(self) -> bool:
        import fcntl  # not on Windows, where `coach chat` runs and `coach serve` does not

        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # taken, or a file system without locks: then each lease runs out by itself
            return False
        return True

    def share(self) -> None:
        import fcntl

        with suppress(OSError):
            fcntl.flock(self._file, fcntl.LOCK_SH)

    def lost(self) -> bool:
        return False

    def close(self) -> None:
        os.close(self._file)


class Alone:
    """Keeps a second process from serving from one SQLite file. However this one ends, the file is free then."""

    def __init__(self, engine: Engine) -> None:
        """Raises StoreMisuse: another process serves from it. Raises StoreUnavailable: its folder cannot be written."""
        self._file: int | None = None
        if not is_sqlite(engine.url):
            return
        import fcntl  # as in `_FileLock`

        file = f"{sqlite_file(engine.url)}-one"
        try:
            opened = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(f"{file} cannot be made: {error.strerror}") from error
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            raise StoreMisuse(
                f"another `coach serve` uses {shown(engine.url)}: stop it first. To run several, keep the data in "
                "PostgreSQL (COACH_DATABASE_URL)."
            ) from None
        except OSError:  # a file system without locks: nobody can be kept away
            pass
        self._file = opened

    def close(self) -> None:
        """Let another process serve."""
        opened, self._file = self._file, None
        if opened is not None:
            os.close(opened)
