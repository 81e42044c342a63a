"""A terminal as a user has it: real streams, a real SQLite file; a process of its own where that matters."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pexpect
import pytest

from bot.commands.chat import run_chat
from bot.commands.errors import report
from storage import migrations
from tests.secrets import SECRETS
from tests.terminal.talk import FakePerception
from tests.waiting import HANG_S

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Heard:
    """What came out of one run."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Coach:
    """Runs `coach chat` in this process, on streams of bytes as pipes give them."""

    database: Path
    monkeypatch: pytest.MonkeyPatch

    def hears(self, typed: str | bytes, *, encoding: str = "utf-8", **arguments: Any) -> Heard:
        """Pipe lines in, to the end. `stdin=None`, `stdout=None`: it was closed before."""
        sent = typed.encode() if isinstance(typed, str) else typed
        for line in sent.decode(errors="replace").splitlines():
            SECRETS.typed(line)
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="") for _ in range(2))
        perception: Any = FakePerception(notice=arguments.pop("notice", None))
        asked = {"name": None, "db": f"sqlite:///{self.database}", "as_json": False} | arguments
        streams = {"stdin": io.TextIOWrapper(io.BytesIO(sent)), "stdout": out, "stderr": err}
        with self.monkeypatch.context() as patch:
            for name, stream in streams.items():
                patch.setattr(sys, name, asked.pop(name, stream))
            code = report(lambda: run_chat(**asked, perception=perception))
        return Heard(code, *(stream.buffer.getvalue().decode(encoding) for stream in (out, err)))

    def turns(self, typed: str | bytes, **arguments: Any) -> list[list[dict[str, Any]]]:
        """Pipe lines in, and return the JSON objects that come out, by turn."""
        heard = self.hears(typed, as_json=True, **arguments)
        assert heard.code == 0, heard.err
        return turns_of(heard.out)


@dataclass(frozen=True)
class CoachProcess:
    """Starts `coach chat` on one database and one user data folder."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "coach.db"

    def environ(self) -> dict[str, str]:
        bare = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "TERM")}
        folders = {"XDG_DATA_HOME": str(self.folder / "data")}  # what is kept of the content is everyone's
        ours = {"COACH_DATABASE_URL": f"sqlite:///{self.database}", "PYTHONWARNINGS": "error", "TERM": "xterm-256color"}
        return bare | folders | ours | self.environment

    def command(self, **arguments: Any) -> list[str]:
        return [sys.executable, "-m", "tests.terminal.talk", json.dumps(arguments)]

    def hears(self, typed: str, **arguments: Any) -> Heard:
        """Pipe lines in, to the end."""
        return self.runs(self.command(**arguments), typed=typed.encode())

    def runs(self, command: list[str], *, typed: bytes) -> Heard:
        """Run any command in this environment."""
        done = subprocess.run(
            command, input=typed, capture_output=True, env=self.environ(), cwd=ROOT, timeout=HANG_S, check=False
        )
        return Heard(done.returncode, done.stdout.decode(), done.stderr.decode())

    def opens(self, **arguments: Any) -> subprocess.Popen[bytes]:
        """Start it on pipes and leave them open."""
        pipe = subprocess.PIPE
        command = self.command(**arguments)
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=self.environ(), cwd=ROOT)

    def sits_down(self, *, columns: int = 80, **arguments: Any) -> pexpect.spawn[str]:
        """Start it on a pseudo-terminal."""
        program, *rest = self.command(**arguments)
        size = (40, columns)
        environ: Any = self.environ()
        child: pexpect.spawn[str] = pexpect.spawn(
            program, rest, env=environ, cwd=ROOT, dimensions=size, encoding="utf-8", timeout=HANG_S
        )
        return child


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("upgraded") / "coach.db"
    migrations.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(autouse=True)
def _database_is_there(upgraded_file: Path, tmp_path: Path) -> None:
    """To make one takes as long as a conversation; tests/storage and `test_the_command_itself_talks` do."""
    shutil.copy(upgraded_file, tmp_path / "coach.db")


@pytest.fixture
def coach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coach:
    return Coach(tmp_path / "coach.db", monkeypatch)


@pytest.fixture
def process(tmp_path: Path) -> CoachProcess:
    return CoachProcess(tmp_path)


def turns_of(out: str) -> list[list[dict[str, Any]]]:
    """Group the objects by turn, as `last` tells."""
    turns: list[list[dict[str, Any]]] = [[]]
    for line in out.splitlines():
        body = json.loads(line)
        turns[-1].append(body)
        if body["last"]:
            turns.append([])
    assert turns.pop() == [], "the final object is not the last of its turn"
    return turns
