"""`coach admin assignments` and `coach admin checks`: what an admin and an author see of what teams were asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from bot import wiring
from bot.commands.errors import DONE
from bot.commands.people import explained
from bot.render.terminal import visible
from bot.service.assigned_reading import AssignedReading
from bot.service.assignments import Assignments
from bot.service.people import People
from bot.service.people_names import PeopleRefused
from bot.service.reading import NotAllowed
from bot.service.retention import tables_in_effect
from dialogs.assigning.model import STATUSES
from dialogs.assigning.result_words import check as check_words
from dialogs.assigning.seen import Counted, Overview
from dialogs.errors import StoreMisuse
from dialogs.model import WorkspaceId
from dialogs.people import Standing

Found = TypeVar("Found")


def show(who: str, *, workspace: str | None, db: str | None, as_json: bool) -> int:
    """
    Print each assignment with names by status; each person looked at finds the look in their log.

    Raises:
        StoreMisuse: *who* is nobody here, or no admin.
    """
    seen = _looked(who, AssignedReading.statuses, role="admin", workspace=workspace, db=db)
    if as_json:
        click.echo(json.dumps({"assignments": [_row(one) for one in seen]}, ensure_ascii=False))
        return DONE
    for one in seen:
        click.echo(visible(_line(one)))
    if not seen:
        click.echo("No team was asked for anything yet.")
    return DONE


def show_checks(who: str, *, workspace: str | None, db: str | None, as_json: bool) -> int:
    """
    Print, by content, how many people missed each check in their first run; the look is in the log.

    Raises:
        StoreMisuse: *who* is nobody here, or no author.
    """
    seen = _looked(who, AssignedReading.checks, role="author", workspace=workspace, db=db)
    if as_json:
        click.echo(json.dumps({"checks": [_counted(one) for one in seen]}, ensure_ascii=False))
        return DONE
    for one in seen:
        told = "; ".join(
            f"{missed} of {one.of} missed {check_words(wiring.library(), check)}"
            for check, missed in one.missed.items()
        )
        click.echo(visible(f"{one.title}: in the first run {told or f'none of {one.of} missed anything'}"))
    if not seen:
        click.echo("Nothing that was asked for has first runs of enough people to be counted.")
    return DONE


def _looked(
    who: str,
    look: Callable[[AssignedReading], tuple[Found, ...]],
    *,
    role: str,
    workspace: str | None,
    db: str | None,
) -> tuple[Found, ...]:
    here, now, library = (
        WorkspaceId(workspace) if workspace else wiring.own_workspace(),
        datetime.now(UTC),
        wiring.library(),
    )
    with closing(wiring.store(db)) as store, store.unit_of_work() as work:
        try:
            found = People(work, Standing(here, operator=True), now, library.text).find(who)
            doing = Assignments(work, work.people(here).standing(found), now, library)
            seen = look(AssignedReading(doing, tables_in_effect(library)))
        except PeopleRefused as refused:
            raise StoreMisuse(explained(refused, here)) from refused
        except NotAllowed as refused:
            made = f"`coach admin grant {who} --role {role}` makes one"
            raise StoreMisuse(f"{who} is no {role} of the workspace {here}: {made}.") from refused
        work.commit()
    return seen


def _counted(one: Counted) -> dict[str, Any]:
    row = {"what": one.what, "content": one.content_id, "title": one.title}
    return row | {"people": one.of, "missed": dict(one.missed)}


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
