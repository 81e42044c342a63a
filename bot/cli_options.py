"""What several groups of commands share: an option, and how a command is run. Imports nothing that starts slowly."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def run(command: Callable[[], int]) -> None:
    """Run a command; what a person can put right is one sentence on stderr, never a traceback."""
    from bot.commands.errors import report

    sys.exit(report(command))
