"""
What a server's first start does once: make or upgrade the database, read the content's files.

In a process of its own: what that imports and leaves behind (Alembic, a YAML reader; 30 MB) would otherwise stay in the
serving process to its end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

from bot import wiring
from dialogs.errors import CoachError


def do_apart(db: str | None) -> None:
    """
    Do what is to be done, and come back when it is over; at other starts there is nothing.

    It raises nothing: what cannot be done apart is tried again where it is needed, and said there.
    """
    try:
        if wiring.is_ready(db):
            return
    except CoachError:
        return
    environment = os.environ | {"COACH_DATABASE_URL": wiring.database_url(db)}  # no argument: others see those
    with suppress(OSError):
        subprocess.run(  # noqa: S603 - this program, by the name of this module
            (sys.executable, "-P", "-m", __name__),  # -P: no folder named "bot" of where we are started
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )


def main() -> None:
    with suppress(CoachError, KeyboardInterrupt):
        wiring.store(None, upgrade=True).close()
        wiring.library()


if __name__ == "__main__":
    main()
