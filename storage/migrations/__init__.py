"""
Which revision a database is at, and how it gets to this program's.

Alembic is imported only where something is to be done: at every other start one plain query says that the
database is up to date. A new revision is a new file in `versions/` and one more entry in REVISIONS.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from dialogs.errors import StoreMisuse
from storage.engine import (
    ONE_UPGRADES,
    be_alone,
    begin_writing,
    explained,
    is_sqlite,
    is_there,
    make_file,
    open_engine,
    shown,
    sqlite_file,
)

REVISIONS: Final = (  # oldest first
    *("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012", "0013", "0014"),
    "0015",
)
HEAD: Final = REVISIONS[-1]
_VERSION_TABLE: Final = "alembic_version"  # alembic's own name for it
_FIND: Final = "SELECT version_num FROM alembic_version"


def upgrade(url: str) -> bool:
    """
    Make the database (its file and folder too) or bring it up to date; return whether there was anything to do.

    Raises:
        StoreMisuse: a wrong URL, another program's database, or newer than this program.
        StoreUnavailable: locked, unwritable, damaged, or the server is down.
    """
    engine = open_engine(url)
    try:
        return upgrade_engine(engine)
    finally:
        engine.dispose()


def revision(url: str) -> str | None:
    """
    Return the revision that a database is at, None where it is empty or missing.

    Raises:
        StoreMisuse, StoreUnavailable: as `upgrade`.
    """
    engine = open_engine(url)
    try:
        return revision_of(engine)
    finally:
        engine.dispose()


def revision_of(engine: Engine) -> str | None:
    """As `revision`, for an engine that is open."""
    if is_sqlite(engine.url) and not is_there(sqlite_file(engine.url)):
        return None  # looking must not make the file
    try:
        with engine.connect() as connection:
            return _revision(connection)
    except SQLAlchemyError as error:
        raise explained(error, engine.url) from error


def upgrade_engine(engine: Engine) -> bool:
    """As `upgrade`, for an engine that is open."""
    if is_sqlite(engine.url):
        make_file(sqlite_file(engine.url))
    if revision_of(engine) == HEAD:
        return False
    from storage.migrations import runner

    try:
        with engine.connect() as connection:
            begin_writing(connection)
            be_alone(connection, ONE_UPGRADES, patient=True)
            if _looked_up(connection) != HEAD:  # another process may have come first while this one waited
                runner.run(connection)
            connection.commit()
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise explained(error, engine.url) from error
    return True


def _revision(connection: Connection) -> str | None:
    try:
        found = connection.exec_driver_sql(_FIND).scalar()
    except DBAPIError:  # most likely no such table; if it is worse, the look below says so
        connection.rollback()
        found = None
    return str(found) if found in REVISIONS else _looked_up(connection)


def _looked_up(connection: Connection) -> str | None:
    """Return the revision of a database that may be empty or not ours, without leaving the transaction."""
    where = shown(connection.engine.url)
    tables = set(inspect(connection).get_table_names())
    found = connection.exec_driver_sql(_FIND).scalar() if _VERSION_TABLE in tables else None
    if found is None and tables - {_VERSION_TABLE}:
        raise StoreMisuse(f"{where} holds another program's tables; name another database")
    if found is not None and found not in REVISIONS:
        raise StoreMisuse(
            f"{where} is at revision {found!r}, newer than this program's {HEAD!r}; install the newer coach"
        )
    return None if found is None else str(found)
