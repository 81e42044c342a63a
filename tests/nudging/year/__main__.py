"""
`python -m tests.nudging.year`: a year of any size; prints each break and what it cost. 0: no rule was broken.

A seed is a year of its own: what breaks in one comes again with the same seed.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path

from storage import migrations
from tests.nudging.year.rules import broken
from tests.nudging.year.whole import Size, lived


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=60)
    asked.add_argument("--restarts", type=int, default=100)
    asked.add_argument("--every-h", type=int, default=1, help="so often the hourly jobs run")
    asked.add_argument("--try-each", type=int, default=4, help="of so many nudges one has each button tried")
    asked.add_argument("--seed", type=int, default=8)
    given = asked.parse_args()
    size = Size(given.people, given.restarts, given.every_h, given.try_each)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coach.db"
        migrations.upgrade(f"sqlite:///{path}")
        with lived(path, size, seed=given.seed) as acting:
            found = [*broken(acting.year), *acting.faults]
            sent = acting.year.platform.sent
            told = hashlib.sha256("\n".join(f"{one.at} {one.key} {one.text}" for one in sent).encode()).hexdigest()
            kinds = Counter(one.key.split("/")[0] for one in sent)
            kills, tried, angles = len(acting.year.killed), acting.tried, acting.angles()
    for fault in found:
        print(fault)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"seed {given.seed}, {size}: {len(found)} breaks, {kills} kills, angles {sorted(angles)}, {dict(kinds)}")
    print(f"pressed {dict(tried)}; {used.ru_utime + used.ru_stime:.0f} CPU s; all that was told: {told[:12]}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
