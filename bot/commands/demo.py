"""`coach demo load`: the demo's accounts into a database of their own."""

from __future__ import annotations

import shlex
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from bot import wiring
from bot.commands.errors import DONE

if TYPE_CHECKING:
    from bot.service.demo import Story


def load(*, db: str | None, today: date | None) -> int:
    """
    Write the demo; print the manager's and each rep's name for `--as`.

    Raises:
        DemoRefused, StoreMisuse, StoreUnavailable, ContentError: nothing was written.
    """
    from bot.service import demo

    now = datetime.now(UTC)
    with closing(wiring.store(db, upgrade=True)) as store:
        told, team = demo.load(
            store.unit_of_work,
            wiring.demo(),
            workspace_id=wiring.own_workspace(),
            today=today or now.date(),
            at=now,
            library=wiring.library(),
            team=wiring.demo_team(),
        )
    click.echo(f"{team.manager}: manages the team {team.team}, {len(team.reps)} reps")
    for rep in team.reps:
        names = [*map(_shown, told.get(rep, ())), *team.added[rep]]
        click.echo(f"{rep}: {', '.join(names) or 'no accounts yet'}")
    where = f" --db {shlex.quote(db)}" if db else ""
    first = next(iter(told))
    click.echo(f"Look at them: coach accounts list --as {first}{where}", err=True)
    click.echo(f"Walk through one: coach chat --as {first}{where}, then type: accounts", err=True)
    manager = f"coach chat --as {team.manager}{where}"
    click.echo(f"Hold a review: {manager}, then type: review", err=True)
    click.echo(f"Read what their practice came to: {manager}, then type: results", err=True)
    return DONE


def _shown(story: Story) -> str:
    status = story.account.status
    return story.account.name if status == "open" else f"{story.account.name} ({status})"
