"""Whether a turn could be kept in a database, without keeping one: for `coach doctor`."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from dialogs.errors import StoreUnavailable
from storage.engine import (
    BUSY_TIMEOUT_S,
    UNWRITABLE,
    begin_writing,
    explained,
    is_sqlite,
    is_there,
    open_engine,
    parse_url,
    sqlite_file,
)


def try_writing(url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
    """
    See whether a SQLite file can be written, or made where it is not there; nothing is written.

    Raises:
        StoreUnavailable: locked, or the file or its folder may not be written.
    """
    parsed = parse_url(url)
    if not is_sqlite(parsed):
        return
    _try_access(sqlite_file(parsed))
    if not is_there(sqlite_file(parsed)):
        return
    engine = open_engine(url, busy_timeout_s=busy_timeout_s)
    try:
        with engine.connect() as connection:
            begin_writing(connection)
            connection.rollback()
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise explained(error, parsed) from error
    finally:
        engine.dispose()


def _try_access(file: Path) -> None:
    """Ask the file system: on a file that may only be read, SQLite begins a write as if it were a read."""
    if not is_there(file):
        folder = next(folder for folder in file.absolute().parents if is_there(folder))
        if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
            raise StoreUnavailable(f"{file} cannot be made: {folder} may not be written; name another file")
    elif not os.access(file, os.W_OK):
        raise StoreUnavailable(f"{file}: {UNWRITABLE}")
