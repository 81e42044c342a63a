"""Runs Alembic inside a transaction of the caller's: its config is this code, there is no alembic.ini and no env.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER: Final = Path(__file__).parent


def scripts() -> ScriptDirectory:
    """Return the revisions in `versions/`."""
    return ScriptDirectory(str(FOLDER))


def run(connection: Connection, *, to: str = "head") -> None:
    """Apply every missing revision up to one. The caller holds the write lock and commits."""
    found = scripts()

    def missing(current: Any, _context: object) -> Any:
        return found._upgrade_revs(to, current)  # what alembic.command.upgrade does

    with EnvironmentContext(Config(), found, fn=missing, destination_rev=to) as environment:
        # transactional_ddl: SQLite has it where the driver does not begin by itself; Alembic assumes that it has not
        environment.configure(connection=connection, transactional_ddl=True)
        with environment.begin_transaction():
            environment.run_migrations()
