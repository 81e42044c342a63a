"""
One database transaction that begins with its first statement and ends rolled back unless committed.

A transaction that only reads never waits for a writer. One that reads first and then writes lets go of what
it read and takes the write lock: as on Postgres (READ COMMITTED), what it read may have changed since, which
is why sessions carry a version.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, Executable, Row
from sqlalchemy.exc import SQLAlchemyError

from dialogs.errors import CoachError, StoreMisuse
from storage.engine import be_alone, begin_writing, explained, is_sqlite
from storage.mapping import Values

_ERRORS: Final = (SQLAlchemyError, sqlite3.Error)  # the second from `begin_writing`, which calls the driver itself


class Transaction:
    """Runs statements; every error that leaves it is a `CoachError`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._writing = False
        self._failed = False
        self.woken = False  # whether this transaction enqueues a look into the outbox already (storage.jobs)

    def row(self, statement: Executable, values: Values) -> Row[Any] | None:
        """Read the first row, or None."""
        try:
            return self._begun(writing=False).execute(statement, values).first()
        except _ERRORS as error:
            raise self._explained(error) from error

    def rows(self, statement: Executable, values: Values) -> Sequence[Row[Any]]:
        """Read every row."""
        try:
            return self._begun(writing=False).execute(statement, values).all()
        except _ERRORS as error:
            raise self._explained(error) from error

    def write(self, statement: Executable, values: Values | list[Values]) -> None:
        """Run a statement once, or once for each of several rows."""
        try:
            self._begun(writing=True).execute(statement, values)
        except _ERRORS as error:
            raise self._explained(error) from error

    def written(self, statement: Executable, values: Values) -> bool:
        """Run a statement with RETURNING; return whether it touched a row."""
        try:
            return self._begun(writing=True).execute(statement, values).first() is not None
        except _ERRORS as error:
            raise self._explained(error) from error

    def returned(self, statement: Executable, values: Values) -> Sequence[Row[Any]]:
        """Run a statement with RETURNING; return the rows that it touched, in any order."""
        try:
            return self._begun(writing=True).execute(statement, values).all()
        except _ERRORS as error:
            raise self._explained(error) from error

    def alone(self, what: int) -> None:
        """Wait until nobody else does what this number of `storage.engine` stands for, and keep others from it."""
        try:
            be_alone(self._begun(writing=True), what)
        except _ERRORS as error:
            raise self._explained(error) from error

    @property
    def is_sqlite(self) -> bool:
        return is_sqlite(self._engine.url)

    def by_driver(self, write: Callable[[Any], object]) -> None:
        """Let a library write within this transaction by the driver's own connection."""
        try:
            write(self._begun(writing=True).connection.driver_connection)
        except _ERRORS as error:
            raise self._explained(error) from error
        except Exception:
            self._failed = True
            raise

    def commit(self) -> None:
        """
        Keep what was written.

        Raises:
            StoreMisuse: a statement failed before; the database may have undone the rest already.
        """
        if self._failed:
            raise StoreMisuse("a statement of this transaction failed: roll it back, and take it again from the start")
        if self._connection is None:
            return
        try:
            self._connection.commit()
        except _ERRORS as error:
            raise self._explained(error) from error
        self._writing = self.woken = False

    def end(self) -> None:
        """Roll back what was not committed and give the connection back."""
        connection, self._connection = self._connection, None
        self._writing = self._failed = self.woken = False
        if connection is None:
            return
        try:
            connection.close()
        except _ERRORS as error:
            raise explained(error, self._engine.url) from error

    def _begun(self, *, writing: bool) -> Connection:
        connection = self._connection
        if connection is None:
            connection = self._connection = self._engine.connect()
        if writing and not self._writing:
            connection.rollback()  # nothing where nothing was read
            begin_writing(connection)
            self._writing = True
        return connection

    def _explained(self, error: SQLAlchemyError | sqlite3.Error) -> CoachError:
        self._failed = True
        return explained(error, self._engine.url)
