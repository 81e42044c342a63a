"""`coach nudges preview`, `coach admin nudges` and `unhelpful`: what would be sent, and what it does."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from bot import wiring
from bot.channels.terminal import person_named
from bot.commands.errors import DONE
from bot.commands.people import explained
from bot.render.terminal import visible
from bot.service.nudge_measuring import set_hold_out
from bot.service.nudge_preview import Previewed, is_demo, preview
from bot.service.nudge_unhelpful import WEEKS, unhelpful_by_team
from bot.service.people import People
from bot.service.people_names import PeopleRefused
from bot.service.reading import NotAllowed
from bot.service.retention import tables_in_effect
from dialogs.errors import StoreMisuse
from dialogs.model import LOCAL_CHANNEL, WorkspaceId
from dialogs.nudging.model import TeamCount
from dialogs.people import Person, Standing
from dialogs.ports import UnitOfWork


def show(*, name: str | None, workspace: str | None, db: str | None, as_json: bool) -> int:
    """Print a line for everybody, in their own wall time; the text for the demo's people, and for *name*."""
    here = WorkspaceId(workspace) if workspace else wiring.own_workspace()
    own = (LOCAL_CHANNEL, person_named(name).address) if name else None

    def may_read(person: Person) -> bool:
        return is_demo(person) or own in person.addresses

    with closing(wiring.store(db)) as store, store.unit_of_work() as work:
        look_for(work, here)
        found = preview(
            work, here, datetime.now(UTC), library=wiring.library(), wordings=wiring.nudge_wordings(), may_read=may_read
        )
    if as_json:
        click.echo(json.dumps({"nudges": [_row(one) for one in found]}, ensure_ascii=False))
        return DONE
    for one in found:
        click.echo(visible(_line(one)))
    coming = sum(one.at is not None for one in found)
    click.echo(f"{coming} of {len(found)} would get one in the next seven days; nothing was sent.", err=True)
    return DONE


def look_for(work: UnitOfWork, here: WorkspaceId) -> None:
    """Raise StoreMisuse where a workspace is not there."""
    if here not in work.workspaces():
        raise StoreMisuse(f"there is no workspace {here!r} yet")


def _row(one: Previewed) -> dict[str, object]:
    at = one.at.isoformat() if one.at else None
    return {"name": one.name, "at": at, "zone": one.zone, "kind": one.kind, "why": one.why, "text": one.text}


def _line(one: Previewed) -> str:
    if one.at is None:
        return f"{one.name}: nothing; {one.why}"
    local = one.at.astimezone(ZoneInfo(one.zone))
    text = "\n  " + one.text.replace("\n", "\n  ") if one.text else ""
    return f"{one.name}: {local:%a %d %b %H:%M} ({one.zone}), {one.kind}; {one.why}{text}"


def measure(percent: int | None, *, workspace: str | None, db: str | None) -> int:
    """Set or show the percentage of user-weeks that get no nudge. Raises StoreMisuse: no such workspace."""
    here = WorkspaceId(workspace) if workspace else wiring.own_workspace()
    now = datetime.now(UTC)
    with closing(wiring.store(db)) as store, store.unit_of_work() as work:
        look_for(work, here)
        since = now
        if percent is not None:
            since = set_hold_out(work, here, percent, now)
            work.commit()
        found = work.nudging().hold_out(here, now)
    click.echo(f"{found} % of user-weeks are held out to measure what nudges do.")
    if since > now:
        click.echo(f"From {since:%Y-%m-%d} on it is {percent} %, or later: a day after the last one could be told.")
    return DONE


def show_unhelpful(who: str, *, workspace: str | None, db: str | None, as_json: bool) -> int:
    """
    Print in which teams so many people find nudges no help, and what an admin can do; the look is in the log.

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
            teams = unhelpful_by_team(work, work.people(here).standing(found), tables_in_effect(library), now)
        except PeopleRefused as refused:
            raise StoreMisuse(explained(refused, here)) from refused
        except NotAllowed as refused:
            work.commit()  # the refusal is in the log
            made = f"`coach admin grant {who} --role admin` makes one"
            raise StoreMisuse(f"{who} is no admin of the workspace {here}: {made}.") from refused
        work.commit()
    if as_json:
        rows = [{"team": one.team, "people": one.people} for one in teams]
        click.echo(json.dumps({"weeks": WEEKS, "teams": rows}, ensure_ascii=False))
        return DONE
    for one in teams:
        click.echo(visible(_counted(one)))
    if any(one.people for one in teams):
        click.echo("What you can do: ask that team what would be worth a question; each sets how often with `nudges`.")
    if not teams:
        click.echo("There is no team yet.")
    return DONE


def _counted(one: TeamCount) -> str:
    if not one.people:
        return f"{one.team}: fewer than four people said in the last {WEEKS} whole weeks that a question was no help."
    return f"{one.team}: {one.people} or more people said in the last {WEEKS} whole weeks that a question was no help."
