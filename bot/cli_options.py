"""What several groups of commands share: options, and how a command is run. Imports nothing that starts slowly."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

DB = click.option(
    "--db",
    metavar="URL",
    help="Database, such as sqlite:////folder/coach.db or a file. Else COACH_DATABASE_URL, else your data folder.",
)
AS = click.option(
    "--as",
    "name",
    metavar="NAME",
    help="Who you are; each name has practice of its own. Default: your log-in name.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def run(command: Callable[[], int]) -> None:
    """Run a command; what a person can put right is one sentence on stderr, never a traceback."""
    from bot.commands.errors import report

    sys.exit(report(command))
