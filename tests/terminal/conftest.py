"""A terminal as a user has it: a process of its own, a real SQLite file, and pipes or a pseudo-terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pexpect
import pytest

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 60  # the machine may be busy; a test waits for output, never for a time


@dataclass(frozen=True)
class Coach:
    """Starts `coach chat` on one database and one user data folder."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "coach.db"

    def environ(self) -> dict[str, str]:
        bare = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "TERM")}
        folders = {"XDG_DATA_HOME": str(self.folder / "data"), "XDG_CACHE_HOME": str(self.folder / "cache")}
        ours = {"COACH_DATABASE_URL": f"sqlite:///{self.database}", "PYTHONWARNINGS": "error", "TERM": "xterm-256color"}
        return bare | folders | ours | self.environment

    def command(self, **arguments: Any) -> list[str]:
        return [sys.executable, "-m", "tests.terminal.talk", json.dumps(arguments)]

    def hears(self, typed: str | bytes, **arguments: Any) -> subprocess.CompletedProcess[bytes]:
        """Pipe lines in, to the end."""
        sent = typed.encode() if isinstance(typed, str) else typed
        command, environ = self.command(**arguments), self.environ()
        return subprocess.run(command, input=sent, capture_output=True, env=environ, cwd=ROOT, timeout=TIMEOUT_S)

    def objects(self, typed: str | bytes, **arguments: Any) -> list[dict[str, Any]]:
        """Pipe lines in, and return the JSON objects that come out."""
        done = self.hears(typed, as_json=True, **arguments)
        assert done.returncode == 0, done.stderr.decode()
        return [json.loads(line) for line in done.stdout.decode("ascii").splitlines()]

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
            program, rest, env=environ, cwd=ROOT, dimensions=size, encoding="utf-8", timeout=TIMEOUT_S
        )
        return child


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    return Coach(tmp_path)


def turns_of(objects: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Group the objects by turn, as `last` tells."""
    turns: list[list[dict[str, Any]]] = [[]]
    for body in objects:
        turns[-1].append(body)
        if body["last"]:
            turns.append([])
    assert turns.pop() == [], "the final object is not the last of its turn"
    return turns
