"""`coach demo`. Imported when it is called: it has no part in other starts."""

from __future__ import annotations

from datetime import datetime

import click

from bot.cli_options import DB, run


@click.group()
def demo() -> None:
    """Fictional accounts to look around in."""


@demo.command("load")
@click.option(
    "--today",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the demo ends, such as 2026-11-19; its last reviews were two days before. Default: today.",
)
@DB
def demo_load(today: datetime | None, db: str | None) -> None:
    """
    Write a fictional team: a manager, six reps, eight accounts with six weekly reviews each, reviews held and to come.

    Prints who can look at them: the names for --as.

    A second time it puts them back as they were and leaves all else. It refuses a database in which real people
    practise: give it one of its own, such as --db demo.db.
    """
    from bot.commands.demo import load

    run(lambda: load(db=db, today=today.date() if today else None))
