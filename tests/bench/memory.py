"""Memory of `coach chat` once the model is loaded and a role-play is under way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil


def measure(folder: Path) -> Iterator[str]:
    environment = os.environ | {"COACH_DATABASE_URL": f"sqlite:///{folder / 'memory.db'}"}
    command = [sys.executable, "-m", "bot.cli", "chat", "--as", "bench", "--json"]
    questions = ["what goes wrong in the mornings", "who pays for that", "tell me more about it"]
    lines = ["skip", "play", "discovery", "cold_chain_ops_discovery", "start", *questions]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
    ) as process:
        assert process.stdin and process.stdout
        for line in lines:
            process.stdin.write(line + "\n")
        process.stdin.flush()
        seen = 0
        while seen < len(lines) + 1:
            seen += '"last": true' in process.stdout.readline()
        info = psutil.Process(process.pid).memory_full_info()
        process.stdin.close()
    yield f"memory: {info.rss / 2**20:.0f} MB resident, {info.uss / 2**20:.0f} MB of its own (at most 250)"
