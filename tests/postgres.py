"""
Fixtures: a real PostgreSQL for the whole run, and a new database in it for each test that asks for one.

One server for each process of pytest (0.8 s, at the first test that needs it); a database is a copy of an upgraded one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
import pytest

from storage import migrations
from tests.postgres_server import USER, PostgresMissing, PostgresServer

_TEMPLATE = "upgraded"


class Postgres:
    """Hands out databases of one server."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._numbers = count(1)
        self._commands = self._connected()
        self._do(f"CREATE DATABASE {_TEMPLATE}")
        migrations.upgrade(server.url(_TEMPLATE))

    @contextmanager
    def database(self, *, upgraded: bool = True) -> Iterator[str]:
        """Yield the URL of a new database, with the coach's tables or with none; afterwards it is gone."""
        name = f"test_{next(self._numbers)}"
        # FILE_COPY takes half the time of the default where there is no fsync
        self._do(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE if upgraded else 'template0'} STRATEGY FILE_COPY")
        try:
            yield self.server.url(name)
        finally:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._commands.close()

    def _do(self, statement: str) -> None:
        try:
            self._commands.execute(statement)  # our own names only
        except psycopg.OperationalError:
            if not self._commands.broken:
                raise
            self._commands = self._connected()  # a test has restarted the server
            self._do(statement)

    def _connected(self) -> psycopg.Connection:
        """One connection for all commands: another one costs as much as a new database."""
        return psycopg.connect(f"postgresql://{USER}@127.0.0.1:{self.server.port}/postgres", autocommit=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The run's server."""
    try:
        server = PostgresServer()
    except (PostgresMissing, OSError) as error:
        pytest.fail(f"these tests need a PostgreSQL of their own, and it did not start: {error}")
    made = Postgres(server)
    yield made
    made.close()
    server.close()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL ("postgresql+psycopg://…") of a new database that is up to date."""
    with postgres.database() as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL of a new database without tables."""
    with postgres.database(upgraded=False) as url:
        yield url
