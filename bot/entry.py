"""What the `coach` command starts with: it imports the rest where Ctrl-C is already expected."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; an interrupt while it is still being imported ends it without a word (exit 0)."""
    try:
        from bot.cli import main as run
    except KeyboardInterrupt:
        sys.exit(0)
    run()
