"""What the `coach` command starts with: it imports the rest where Ctrl-C is already expected."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

LOADING = "load-perception"  # the thread of bot/perception/perceive.py


def main() -> None:
    """Run the command line; an interrupt while it is still being imported ends it without a word (exit 0)."""
    try:
        from bot.cli import main as run
    except KeyboardInterrupt:
        sys.exit(0)
    try:
        run()
    except SystemExit as end:
        if any(thread.name == LOADING for thread in threading.enumerate()):
            _leave(end.code)
        raise


def _leave(code: object) -> None:
    """
    End at once where the model is still loading: nothing of ours is open any more by then.

    The runtime that loads it has threads of its own, and aborts the process where the interpreter is taken down
    under them: "terminate called without an active exception", exit code 134.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            if stream is not None:  # closed before we began
                stream.flush()
    os._exit(code if isinstance(code, int) else 0)
