"""`coach admin assignments`: what teams were asked for, and who is how far, as an admin may see it."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import click

from bot import wiring
from bot.commands.errors import DONE
from bot.render.terminal import visible
from bot.service.assigned_reading import AssignedReading
from bot.service.assignments import Assignments
from bot.service.people import People
from bot.service.people_names import PeopleRefused
from bot.service.reading import NotAllowed
from bot.service.retention import tables_in_effect
from dialogs.assigning.model import STATUSES
from dialogs.assigning.seen import Overview
from dialogs.errors import StoreMisuse
from dialogs.model import WorkspaceId
from dialogs.people import Standing


def show(who: str, *, workspace: str | None, db: str | None, as_json: bool) -> int:
    """
    Print each assignment with names by status; each person looked at finds the look in their log.

    Raises:
        StoreMisuse: *who* is nobody here, or no admin.
    """
    here, now, library = (
        WorkspaceId(workspace) if workspace else wiring.own_workspace(),
        datetime.now(UTC),
        wiring.library(),
    )
    with closing(wiring.store(db)) as store, store.unit_of_work() as work:
        try:
            found = People(work, Standing(here, operator=True), now, library.text).find(who)
            doing = Assignments(work, work.people(here).standing(found), now, library)
            seen = AssignedReading(doing, tables_in_effect(library)).statuses()
        except PeopleRefused as refused:
            raise StoreMisuse(f"there is nobody {who!r}, or several, in the workspace {here!r}") from refused
        except NotAllowed as refused:
            raise StoreMisuse(f"{who} is no admin of {here!r}: `coach admin grant` makes one") from refused
        work.commit()
    if as_json:
        click.echo(json.dumps({"assignments": [_row(one) for one in seen]}, ensure_ascii=False))
        return DONE
    for one in seen:
        click.echo(visible(_line(one)))
    if not seen:
        click.echo("No team was asked for anything yet.")
    return DONE


def _row(one: Overview) -> dict[str, Any]:
    people = {status: [person.name for person in one.having(status)] for status in STATUSES}
    row = {"id": one.id, "team": one.team, "title": one.title, "bar": one.bar, "due_on": one.due_on.isoformat()}
    return row | {"withdrawn": one.withdrawn, "people": people}


def _line(one: Overview) -> str:
    told = {status: ", ".join(person.name for person in one.having(status)) or "nobody" for status in STATUSES}
    back = ", taken back" if one.withdrawn else ""
    return (
        f"{one.title} ({one.team}), by {one.due_on.isoformat()}{back}: met {told['met']}; "
        f"trying {told['trying']}; not started {told['open']}"
    )
