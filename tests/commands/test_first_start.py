"""A server's first start: what is done once is done in another process, and what fails there is said in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import first_start, wiring
from dialogs.errors import StoreMisuse

START = """
import sys
from bot import first_start, wiring
first_start.do_apart(None)
made = wiring.is_ready(None)
wiring.store(None, upgrade=True).close()
wiring.library()
print(made, sorted({"alembic", "yaml"} & set(sys.modules)))
"""


def test_the_database_is_made_and_the_content_read_in_another_process(tmp_path: Path) -> None:
    environment = os.environ | {
        "COACH_DATABASE_URL": f"sqlite:///{tmp_path / 'coach.db'}",
        "COACH_CACHE_PATH": str(tmp_path / "cache"),
    }

    done = subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("True []\n", "")


def test_what_cannot_be_done_apart_is_said_where_it_is_needed(tmp_path: Path) -> None:
    no_database = tmp_path / "coach.db"
    no_database.write_bytes(b"a shopping list, and a long one: " * 40)

    first_start.do_apart(str(no_database))

    with pytest.raises(StoreMisuse):
        wiring.store(str(no_database), upgrade=True)
    assert no_database.read_bytes().startswith(b"a shopping list")


def test_another_start_has_nothing_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = str(tmp_path / "coach.db")
    wiring.store(database, upgrade=True).close()
    wiring.library()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "never run"))
    begun: list[object] = []
    monkeypatch.setattr(subprocess, "run", lambda *given, **named: begun.append(given))

    first_start.do_apart(database)

    assert begun == []
