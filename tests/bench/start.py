"""`coach chat` to its first prompt, against "import sqlmodel, open the database, one query"."""

from __future__ import annotations

import os
import pty
import select
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

ROUNDS = 15
BARE = """
import sys
from sqlmodel import Session, create_engine, text
with Session(create_engine(sys.argv[1])) as session:
    session.execute(text("select count(*) from member")).one()
print("ready", flush=True)
"""


def measure(folder: Path) -> Iterator[str]:
    url = f"sqlite:///{folder / 'start.db'}"
    environment = os.environ | {"COACH_DATABASE_URL": url}
    chat = [sys.executable, "-m", "bot.cli", "chat", "--as", "bench"]
    subprocess.run(chat, input=b"", env=environment, check=True, capture_output=True)  # makes the database, warms the disk
    bare = [sys.executable, "-c", BARE, url]
    times: dict[str, list[float]] = {"bare": [], "piped": [], "terminal": []}
    for _ in range(ROUNDS):
        times["bare"].append(_first_output(bare, environment))
        times["piped"].append(_first_output(chat, environment))
        times["terminal"].append(_first_screen(chat, environment))
    middle = {name: statistics.median(values) for name, values in times.items()}
    for name in ("piped", "terminal"):
        ratio = middle[name] / middle["bare"]
        yield f"start, {name}: {middle[name]:.0f} ms to the first prompt, bare {middle['bare']:.0f} ms: {ratio:.2f} (at most 1.5)"


def _first_output(command: list[str], environment: dict[str, str]) -> float:
    """Return milliseconds until the first byte on stdout."""
    began = perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout and process.stdin
        process.stdout.read(1)
        took = (perf_counter() - began) * 1000
        process.stdin.close()
        process.stdout.read()
    return took


def _first_screen(command: list[str], environment: dict[str, str]) -> float:
    """Return milliseconds until the first prompt's text stands on a terminal."""
    began = perf_counter()
    child, screen = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment | {"TERM": "xterm-256color"})
    seen = b""
    while b"1." not in seen:
        if not select.select([screen], [], [], 30)[0]:
            break
        seen += os.read(screen, 65536)
    took = (perf_counter() - began) * 1000
    os.write(screen, b"\x04")
    try:
        while os.read(screen, 65536):
            pass
    except OSError:
        pass  # the terminal is gone when the program has ended
    finally:
        os.waitpid(child, 0)
        os.close(screen)
    return took
