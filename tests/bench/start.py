"""
`coach chat` to its first prompt, against "import sqlmodel, open the database, one query".

Both have their bytecode from a run before: a program is compiled once, not at each start. By the clock, and by the CPU
of the main thread until then (Linux tells it): the least of all rounds, which other programs disturb least.
"""

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

ROUNDS = 21
PATIENCE_S = 30
READS = b"\x1b[?2004h"  # prompt_toolkit asks the terminal to mark what is pasted: from here on it reads
BARE = """
import sys
from sqlmodel import Session, create_engine, text
with Session(create_engine(sys.argv[1])) as session:
    session.execute(text("select count(*) from member")).one()
print("ready", flush=True)
"""


def measure(folder: Path) -> Iterator[str]:
    url = f"sqlite:///{folder / 'start.db'}"
    environment = os.environ | {"COACH_DATABASE_URL": url, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    chat = [sys.executable, "-m", "bot.cli", "chat", "--as", "bench"]
    bare = [sys.executable, "-c", BARE, url]
    greeting = ""
    for _ in range(2):  # makes the database, keeps the content, compiles, warms the disk; then greets as ever after
        shown = subprocess.run(chat, input="", env=environment, check=True, capture_output=True, text=True).stdout
        greeting = shown.rstrip().splitlines()[-1].partition(". ")[2]  # the last choice's label
    on_screen(chat, environment, greeting)
    times: dict[str, list[float]] = {"bare": [], "piped": [], "terminal": [], "keyboard": []}
    cpu: dict[str, list[float]] = {"bare": [], "piped": [], "terminal": []}
    for _ in range(ROUNDS):
        for name, command in (("bare", bare), ("piped", chat)):
            clock, own = first_output(command, environment)
            times[name].append(clock)
            cpu[name].append(own)
        screen, keyboard, own = on_screen(chat, environment, greeting)
        times["terminal"].append(screen)
        times["keyboard"].append(keyboard)
        cpu["terminal"].append(own)
    middle = {name: statistics.median(values) for name, values in times.items()}
    least = {name: min(values) for name, values in cpu.items()}
    for name in ("piped", "terminal"):
        figures = f"{middle[name]:.0f} ms to the first prompt, bare {middle['bare']:.0f} ms"
        yield f"start, {name}: {figures}: {middle[name] / middle['bare']:.2f} (at most 1.5)"
        if least["bare"]:
            figures = f"{least[name]:.0f} ms CPU of the main thread at least, bare {least['bare']:.0f} ms"
            yield f"start, {name}: {figures}: {least[name] / least['bare']:.2f}"
    yield f"start, terminal: the line to type on is there after {middle['keyboard']:.0f} ms (prompt_toolkit)"


def first_output(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """
    Return milliseconds until the first byte on stdout, by the clock and of CPU.

    `coach chat` writes its whole first turn at once.
    """
    began = perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout and process.stdin
        process.stdout.read(1)
        took = (perf_counter() - began) * 1000
        own = cpu_ms(process.pid)
        process.stdin.close()
        process.stdout.read()
    return took, own


def cpu_ms(pid: int) -> float:
    """Return milliseconds of CPU of a process's main thread so far; 0 where the system does not tell."""
    told = Path(f"/proc/{pid}/task/{pid}/schedstat")
    return int(told.read_text().split()[0]) / 1e6 if told.exists() else 0.0


def on_screen(command: list[str], environment: dict[str, str], greeting: str) -> tuple[float, float, float]:
    """Return milliseconds until a terminal shows the first prompt to its end, until it can be typed on, and of CPU."""
    began = perf_counter()
    child, screen = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment | {"TERM": "xterm-256color"})
    seen = bytearray()  # both may come in one piece
    shown = _milliseconds_until(screen, seen, greeting.encode(), began)
    own = cpu_ms(child)
    ready = _milliseconds_until(screen, seen, READS, began)
    os.write(screen, b"\x04")
    try:
        while os.read(screen, 65536):
            pass
    except OSError:
        pass  # the terminal is gone when the program has ended
    finally:
        os.waitpid(child, 0)
        os.close(screen)
    return shown, ready, own


def _milliseconds_until(screen: int, seen: bytearray, wanted: bytes, began: float) -> float:
    while wanted not in seen:
        if not select.select([screen], [], [], PATIENCE_S)[0]:
            raise TimeoutError(f"the terminal never showed {wanted!r}, but {bytes(seen)!r}")
        seen += os.read(screen, 65536)
    return (perf_counter() - began) * 1000
