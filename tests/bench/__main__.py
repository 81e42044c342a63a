"""Run every benchmark and print its ratio beside its limit (issue: "Speed"). Exit 0; a person reads it."""

from __future__ import annotations

import platform
import sys
import tempfile
from pathlib import Path

from tests.bench import accounts, channels, company, content, growth, memory, start, together, turn


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}; medians, baseline and coach taking turns")
    with tempfile.TemporaryDirectory() as folder:
        for measure in (
            start.measure,
            content.measure,
            turn.measure,
            growth.measure,
            accounts.measure,
            memory.measure,
            channels.measure,
            together.measure,
            company.measure,
        ):
            for row in measure(Path(folder)):
                print(row)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
