"""`coach db`: upgrade, backup, restore."""

from __future__ import annotations

from pathlib import Path

import click

from bot import wiring
from bot.commands.errors import DONE


def upgrade(db: str | None) -> int:
    wiring.store(db, upgrade=True).close()
    click.echo("The database is up to date.", err=True)
    return DONE


def backup(db: str | None, file: Path) -> int:
    wiring.back_up(db, file)
    click.echo(f"Copied to {file}.", err=True)
    return DONE


def restore(db: str | None, file: Path, *, force: bool) -> int:
    wiring.bring_back(db, file, force=force)
    click.echo(f"Brought back from {file}.", err=True)
    return DONE
