"""`coach admin` and `coach invite`: whoever has the machine may what an admin of any workspace may."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot import wiring
from bot.channels.terminal import person_named
from bot.commands.errors import DONE, FINDINGS
from bot.render.terminal import visible
from bot.service.people import MOST_INVITE_DAYS, People
from bot.service.people_import import MOST_BYTES, Imported, import_people
from bot.service.people_names import PeopleRefused
from dialogs.errors import StoreMisuse
from dialogs.model import WorkspaceId
from dialogs.people import Grant, Person, Standing, TeamRole


@contextmanager
def operator(db: str | None, workspace: str | None) -> Iterator[People]:
    """
    Yield the use cases in one transaction, and keep what was done.

    Raises:
        StoreMisuse: refused, with what to do in words; nothing was kept.
    """
    here = WorkspaceId(workspace) if workspace else wiring.own_workspace()
    text = wiring.library().text
    with closing(wiring.store(db)) as store, store.unit_of_work() as work:
        try:
            yield People(work, Standing(here, operator=True), datetime.now(UTC), text)
            work.commit()
        except PeopleRefused as refused:
            raise StoreMisuse(explained(refused, here)) from refused


def grant(who: str, role: Grant, *, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        found = people.grant(people.find(who), role)
    _say(f"{_called(found)} is {role} now.")
    return DONE


def revoke(who: str, role: Grant, *, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        found = people.revoke(people.find(who), role)  # as they were before
    _say(f"{_called(found)} is no longer {role}." if role in found.grants else f"{_called(found)} was no {role}.")
    return DONE


def members(*, workspace: str | None, db: str | None, as_json: bool) -> int:
    with operator(db, workspace) as people:
        found = people.members()
    rows = [_member_row(one) for one in found]
    if as_json:
        click.echo(json.dumps({"members": rows}, ensure_ascii=False))
        return DONE
    for person, row in zip(found, rows, strict=True):
        addresses = ", ".join(f"{channel} {address}" for channel, address in person.addresses) or "no address"
        roles = [*row["grants"], *(f"{one['role']} in {one['team']}" for one in row["teams"])]
        off = f", switched off {person.deactivated_at:%Y-%m-%d}" if person.deactivated_at else ""
        _say(f"{person.name} ({addresses}): {', '.join(roles) or 'no team'}{off}")
    if not found:
        _say("Nobody has written to the coach here yet.")
    return DONE


def teams(*, workspace: str | None, db: str | None, as_json: bool) -> int:
    with operator(db, workspace) as people:
        found = [(team, people.managers(team.id), people.reps(team.id)[1]) for team in people.teams()]
    if as_json:
        rows = [
            {"id": team.id, "name": team.name, "managers": [m.name for m in managers], "reps": [r.name for r in reps]}
            for team, managers, reps in found
        ]
        click.echo(json.dumps({"teams": rows}, ensure_ascii=False))
        return DONE
    for team, managers, reps in found:
        _say(f"{team.name} ({team.id}): managers {_names(managers)}; reps {_names(reps)}")
    if not found:
        _say("No teams yet. `coach admin team add NAME` makes one.")
    return DONE


def add_team(name: str, *, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        team = people.add_team(name)
    _say(f"{team.name} is there ({team.id}). `coach invite --team {team.id}` brings people in.")
    return DONE


def rename_team(team: str, name: str, *, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        was, new = people.rename_team(team, name)
    _say(f"{was.name} is now {new}.")
    return DONE


def close_team(team: str, *, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        closed = people.close_team(team)
    _say(f"{closed.name} is closed: everybody left it, and its invitations are void. Nobody's practice is touched.")
    return DONE


def deactivate(who: str, *, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        found = people.deactivate(people.find(who))
    _say(f"{_called(found)} is switched off. Everything of theirs is kept; `coach admin member return` undoes it.")
    return DONE


def left_firm(who: str, *, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        found, due_at = people.left_firm(people.find(who))
    _say(f"{_called(found)} is switched off, and erased on {due_at:%Y-%m-%d}; `coach admin member return` undoes both.")
    return DONE


def bring_back(who: str, *, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        found = people.bring_back(people.find(who))
    _say(f"{_called(found)} can go on where they were.")
    return DONE


def invite(team: str, role: TeamRole, *, days: int, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        found, code = people.invite(team, role, days=min(days, MOST_INVITE_DAYS))
    _say(f"One {role} may come into {found.name} within {days} days, by writing to the coach: join {code}")
    link = wiring.invite_link(code)
    _say(f"In Telegram: {link}" if link else "For a Telegram link set COACH_TELEGRAM_BOT to the bot's user name.")
    return DONE


def revoke_invite(code: str, *, workspace: str | None, db: str | None) -> int:
    with operator(db, workspace) as people:
        people.revoke_invite(code)
    _say("That code is void.")
    return DONE


def import_file(file: Path, *, dry_run: bool, workspace: str | None, db: str | None) -> int:
    """Bring in the people of a CSV file; exit 1 where a row was bad."""
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if dry_run:
        found = _tried(content, workspace, db)
    else:
        with operator(db, workspace) as people:
            found = _imported(content, people)
    changed = "would change (nothing was written)" if dry_run else "changed"
    _say(f"{file.name}: {found.changed} {changed}, {found.new} of them new people; {found.there} were so already.")
    if found.unused:
        _say(f"Columns not used: {', '.join(found.unused)}.")
    text = wiring.library().text
    for row in found.bad:
        known = f"people.{row.why}" in wiring.library().messages
        _say(f"  line {row.line}: {text(f'people.{row.why}', **row.names) if known else row.why}")
    return FINDINGS if found.bad else DONE


class _DryRun(Exception):  # not an error: leaves the transaction without keeping it
    pass


def _tried(content: bytes, workspace: str | None, db: str | None) -> Imported:
    found = Imported()
    try:
        with operator(db, workspace) as people:
            found = _imported(content, people)
            raise _DryRun
    except _DryRun:
        return found


def _imported(content: bytes, people: People) -> Imported:
    try:
        return import_people(content, people, local_address=lambda text: person_named(text).address)
    except ValueError as error:
        raise StoreMisuse(f"It cannot be read: {error}.") from error


def explained(refused: PeopleRefused, here: WorkspaceId) -> str:
    """Return why something cannot be done, for whoever types commands: with the command that helps."""
    if refused.saying == "code_wrong":
        return "No open invitation of this workspace has that code: it is mistyped, used, too old, or void already."
    said = wiring.library().text(f"people.{refused.saying}", **refused.names)
    if refused.saying == "no_person":
        said += f" They have to write to the coach once (workspace {here}); `coach admin members` lists who did."
    return said.replace("Type team to see yours.", "`coach admin teams` lists them.")


def _member_row(person: Person) -> dict[str, Any]:
    off = person.deactivated_at
    return {
        "id": person.id,
        "name": person.name,
        "addresses": [{"channel": channel, "address": address} for channel, address in person.addresses],
        "grants": sorted(person.grants),
        "teams": [{"id": team.id, "team": team.name, "role": role} for team, role in person.teams],
        "deactivated_at": off.isoformat() if off else None,
    }


def _called(person: Person) -> str:
    return f"{person.name} ({', '.join(' '.join(address) for address in person.addresses)})"


def _names(people: Sequence[Person]) -> str:
    return ", ".join(one.name for one in people) or "none"


def _say(line: str) -> None:
    click.echo(visible(line))
