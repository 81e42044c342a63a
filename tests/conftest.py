"""What many tests share: the real content, and the real perception, loaded once a run."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot import wiring
from bot.perception import encoder, heads, understanding
from bot.perception.understanding import CoachPerception
from content.library import Library
from storage import migrations
from tests.postgres import empty_postgres_url, postgres, postgres_url
from tests.secrecy import WATCH, hear_everything
from tests.secrets import SECRETS

__all__ = ["empty_postgres_url", "postgres", "postgres_url"]  # fixtures, for all tests below


# Fixtures that a worker has once, and then cheaply for every test; and the group of tests that share it.
DEAR = {"copy": "copy", "reader": "written", "walked": "walked"}


if find_spec("sniffio") is None:
    # httpcore tries to import it for each lock that it makes; here it is not even looked for a second time
    sys.modules["sniffio"] = None  # type: ignore[assignment]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests of one dear fixture to one worker (`--dist loadgroup`)."""
    for item in items:
        for name, group in DEAR.items():
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(group))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the collector pass over what tests are made of, and look less often: it took a twelfth of all the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()


@pytest.fixture(scope="session")
def perception() -> CoachPerception:
    """
    The judge and the customers' understanding as they ship, with the prepared language model.

    It remembers more than the one that ships: bots say the same line in many calls, and calls of a customer are alike.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in (encoder, heads, understanding):
            patch.setattr(module, "MOST_REMEMBERED", 16_384)
        patch.setattr(encoder, "MOST_TOKENS_REMEMBERED", 1_024)  # 60 MB
        loaded = wiring.load_perception()
    if loaded.notice:
        pytest.fail(f"these tests need the language model: {loaded.notice}")
    return loaded


@pytest.fixture(scope="session")
def shipped() -> Library:
    return wiring.library()


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that is up to date, for tests to copy."""
    path = tmp_path_factory.mktemp("upgraded") / "coach.db"
    migrations.upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def upgraded_url(upgraded_file: Path, tmp_path: Path) -> str:
    """The URL of an SQLite database that is up to date: a copy, in a tenth of the time that its migrations take."""
    return f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}"


@pytest.fixture(scope="session", autouse=True)
def _vendors() -> Iterator[tuple[str, ...]]:
    """The loggers that `coach serve` silences; at the end of the run nothing may have leaked late."""
    from bot.commands.serve import VENDORS

    yield VENDORS
    gc.collect()  # "Task exception was never retrieved"
    assert WATCH.taken() == []


@pytest.fixture(autouse=True)
def _no_log_record_holds_a_secret(_vendors: tuple[str, ...]) -> Iterator[None]:
    """No line of any logger at any level holds a token or what a rep wrote, in no test (tests/secrecy.py)."""
    SECRETS.forget()
    hear_everything(WATCH, _vendors)
    yield
    assert WATCH.taken() == []
