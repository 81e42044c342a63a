"""
Starts `coach serve` again and again without its seconds of imports and reading: a process that has them forks.

What is forked runs the command as a shell would run it, with its own environment and output, but understands every
line alike. Run as a program this file is the process that forks; it ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from tests.secrets import SECRETS
from tests.waiting import HANG_S

ROOT = Path(__file__).parents[2]
HEAVY = (
    *("bot.commands.serve", "bot.channels.slack.channel", "bot.channels.telegram.channel"),
    *("bot.commands.worker", "bot.jobs.embedded", "bot.jobs.distributed"),
    *("content.loader", "psycopg", "storage.unit_of_work", "tests.channels.running"),
)


class Forge:
    """The process that forks, as tests hold it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.channels.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,  # its children end with it
        )
        self._read()

    def start(self, environment: Mapping[str, str], log: Path, command: str = "serve") -> int:
        """Start `coach serve`, or another command, its output in *log*; return the process's number."""
        if self._process.stdin is None:
            raise RuntimeError("no pipe")
        self._process.stdin.write(
            json.dumps({"environment": dict(environment), "log": str(log), "command": command}) + "\n"
        )
        self._process.stdin.flush()
        return int(self._read())

    def close(self) -> None:
        self._process.communicate(timeout=HANG_S)

    def _read(self) -> str:
        said = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not said:
            raise RuntimeError("the process that forks has ended")
        return said


class Coach:
    """`coach serve` in a process, again and again on the same database and port."""

    def __init__(self, environment: dict[str, str], *, folder: Path, forge: Forge, command: str = "serve") -> None:
        self._command = command
        self._environment = environment
        self._folder = folder
        self._forge = forge
        self._pid = 0
        self._child: subprocess.Popen[bytes] | None = None
        self.starts = 0

    @property
    def log(self) -> Path:
        return self._folder / f"log-{self.starts}"

    def start(self, *, plainly: bool = False) -> None:
        """Start it; *plainly*: by the command itself, not by a fork."""
        self.starts += 1
        if not plainly:
            self._child, self._pid = None, self._forge.start(self._environment, self.log, self._command)
            return
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "serve", "--log-level", "debug"],
                env=os.environ | self._environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        self._pid = self._child.pid

    async def ready(self) -> None:
        await until(lambda: self._says("Ready.") or not self._runs(), timeout_s=HANG_S)
        if not self._runs():
            raise RuntimeError(f"coach serve ended: {self.log.read_text()}")

    async def kill(self) -> None:
        """End it as a power cut would; nothing where it does not run."""
        if self._pid and self._runs():
            os.kill(self._pid, signal.SIGKILL)
            await until(lambda: not self._runs(), timeout_s=HANG_S)
        self._pid = 0

    async def stop(self) -> None:
        """End it as a restart does: it finishes what was begun."""
        os.kill(self._pid, signal.SIGTERM)
        await until(lambda: not self._runs(), timeout_s=HANG_S)
        self._pid = 0

    def _runs(self) -> bool:
        return self._child.poll() is None if self._child else exists(self._pid)

    def _says(self, words: str) -> bool:
        return self.log.exists() and words in self.log.read_text()

    def complaints(self) -> list[str]:
        """What any run of it logged as an error, or with a secret in it."""
        lines = [line for log in sorted(self._folder.glob("log-*")) for line in log.read_text().splitlines()]
        errors = [line for line in lines if " ERROR " in line or "Traceback" in line]
        return errors + [f"{line[:40]}... holds a secret" for line in lines if SECRETS.inside(line)]


async def until(holds: Callable[[], object], *, timeout_s: float) -> None:
    """Wait until something holds; look every 20 ms. Raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while not holds():
            await asyncio.sleep(0.02)


def exists(pid: int) -> bool:
    """Return whether a process is there; it is not its parent's zombie, for the parent waits for none."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _serve(environment: Mapping[str, str], log: str, command: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(environment)
    output = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for given, taken in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(given, taken)
    from bot import wiring
    from bot.cli import main
    from tests.channels.running import ReadsAsProblem

    setattr(wiring, "background_perception", ReadsAsProblem)  # noqa: B010 - mypy
    main([command, "--log-level", "debug"])  # ends the process


def _fork_for_each_line() -> None:
    for name in HEAVY:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whatever ends is gone at once
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _serve(asked["environment"], asked["log"], asked["command"])
            os._exit(1)
        print(pid, flush=True)
    os.killpg(0, signal.SIGKILL)  # also when the tests were killed themselves


if __name__ == "__main__":
    _fork_for_each_line()
