"""A firm, made once and copied: nine people who come in by typing take as long as most tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.unit_of_work import open_store
from tests.service.assigning_there import Assigning


@pytest.fixture(scope="session")
def firm_file(upgraded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with `Assigning.filled` in it."""
    file = tmp_path_factory.mktemp("firm") / "coach.db"
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, file)}")
    Assigning(store).filled()
    store.close()
    return file


@pytest.fixture
def firm(firm_file: Path, tmp_path: Path) -> Iterator[Assigning]:
    """A firm of the test's own, as `Assigning.filled` leaves it."""
    store = open_store(f"sqlite:///{shutil.copy(firm_file, tmp_path / 'firm.db')}")
    yield Assigning(store)
    store.close()
