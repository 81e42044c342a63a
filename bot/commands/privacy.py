"""`coach export` and `coach admin audit|retention|fact-sheet`: thin; what is done stands in bot/service."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import wiring
from bot.channels.terminal import CHANNEL, person_named
from bot.commands.errors import DONE
from bot.render.terminal import visible
from bot.service.fact_sheet import fact_sheet
from bot.service.own_data import OwnData
from dialogs.errors import StoreMisuse
from dialogs.model import MemberId, WorkspaceId
from dialogs.ports import UnitOfWork
from dialogs.privacy.exporting import json_text
from dialogs.privacy.log_words import looked_words
from dialogs.privacy.model import OPERATOR, Logged
from dialogs.privacy.readable import readable
from dialogs.privacy.telling import change_words, keep_days

if TYPE_CHECKING:
    from bot.service.retention import Retention

MOST_SHOWN = 200  # our guess: rows of the log that fit a look; --json has them too


class NobodyThere(StoreMisuse):
    """There is no such person."""


def take_out(
    *,
    name: str | None,
    channel: str | None,
    who: str | None,
    workspace: str | None,
    folder: Path | None,
    as_text: bool,
    db: str | None,
) -> int:
    """Print one person's export, or write it into a folder as JSON and as text."""
    if (channel is None) != (who is None):
        raise NobodyThere("Name a person by --as NAME, or by --channel and --who.")
    address = who or _address(name)
    at, here = datetime.now(UTC), _workspace(workspace)
    with closing(wiring.store(db)) as store, store.unit_of_work() as work:
        member = work.member(here, channel or CHANNEL, address)
        if member is None:
            raise NobodyThere(f"The coach knows nobody under {channel or CHANNEL} {address!r}.")
        export = OwnData(work, here, member.id).taken_out(at, by=OPERATOR, role="operator")
        work.commit()
    raw, told = json_text(export), readable(wiring.library(), export)
    if folder is None:
        click.echo(visible(told) if as_text else raw, nl=False)
        return DONE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file, text in (("export.json", raw), ("export.txt", told)):
        _write(folder / file, text)
    click.echo(f"Written: {folder / 'export.json'}, {folder / 'export.txt'} ({export.rows} records).", err=True)
    return DONE


def _address(name: str | None) -> str:
    try:
        return person_named(name).address
    except ValueError as error:
        raise NobodyThere(f"{error}.") from error


def _write(file: Path, text: str) -> None:
    file.touch(mode=0o600, exist_ok=True)  # what a person wrote is for their own eyes
    file.write_text(text, encoding="utf-8")


def show_log(*, workspace: str | None, db: str | None, as_json: bool) -> int:
    """Print the latest rows of the log."""
    with closing(wiring.store(db)) as store, store.unit_of_work() as work:
        found = work.privacy(_workspace(workspace)).logged(None, limit=MOST_SHOWN)
        called = _called(work, _workspace(workspace), found)
    if as_json:
        click.echo(json.dumps({"audit": [_row(one, called) for one in found]}, ensure_ascii=False))
    elif not found:
        click.echo("Nobody has looked at anybody's data yet.", err=True)
    words = [f"{one.at:%Y-%m-%d %H:%M} {looked_words(wiring.library(), one.looked, called)}" for one in found]
    for line, count in () if as_json else Counter(words).items():  # one look may read several rows of one person
        click.echo(visible(line + (f" ({count} times)" if count > 1 else "")))
    return DONE


def _called(work: UnitOfWork, here: WorkspaceId, found: Sequence[Logged]) -> dict[str, str]:
    """Return the names of those in the log, but for who is to be erased: they are named to nobody any more."""
    people, store = work.people(here), work.privacy(here)
    ids = {MemberId(id) for one in found for id in (one.looked.actor, one.looked.subject) if id}
    leaving = {wish.member_id for wish in store.erasures(sorted(ids))} if ids else set()
    named = {id: person.name for id in ids - leaving if (person := people.person(id)) is not None}
    return {str(id): name for id, name in named.items()}


def _row(one: Logged, called: Mapping[str, str]) -> dict[str, str | None]:
    looked, subject = one.looked, one.looked.subject
    row = {"at": one.at.isoformat(), "actor": looked.actor, "role": looked.role, "act": looked.act}
    row |= {"kind": looked.kind, "form": looked.form}
    names = {"actor_name": called.get(looked.actor), "subject_name": called.get(subject) if subject else None}
    return row | {"subject": subject} | names


def show_rules(*, workspace: str | None, db: str | None, as_json: bool) -> int:
    """Print how long each kind is kept, and the changes to come."""
    now, library = datetime.now(UTC), wiring.library()
    with closing(wiring.store(db)) as store, store.unit_of_work() as work:
        privacy = work.privacy(_workspace(workspace))
        own, notices = privacy.keeps(now), privacy.notices(now)
    kinds = [(row.kind, keep_days(row, own), row.keep.days) for row in library.privacy.rows]
    if as_json:
        shown = [{"kind": kind, "days": days, "most": most} for kind, days, most in kinds]
        changes = [
            {"kind": n.change["kind"], "days": n.change["days"], "effective_at": n.effective_at.isoformat()}
            for n in notices
            if n.about == "keep"
        ]
        click.echo(json.dumps({"kinds": shown, "changes": changes}))
        return DONE
    for kind, days, most in kinds:
        click.echo(f"{kind}: {days} days" + (f" (at most {most})" if days != most else ""))
    for notice in notices:
        click.echo(f"from {notice.effective_at:%Y-%m-%d}: {change_words(library, notice)}")
    return DONE


def set_rule(kind: str, days: int, *, workspace: str | None, db: str | None) -> int:
    """Shorten how long a kind is kept; it takes effect a week from now."""
    with _retention(db) as retention:
        notice = retention.set_rule(_workspace(workspace), kind, days, now=datetime.now(UTC))
    click.echo(
        f"{kind} is kept for {days} days from {notice.effective_at:%Y-%m-%d} on at the earliest: the daily run tells "
        "everybody, and it counts a week after the last of them could be told."
    )
    return DONE


def run_retention(*, dry_run: bool, db: str | None) -> int:
    """Do the daily run now, and say what went."""
    with _retention(db) as retention:
        done = retention.run(datetime.now(UTC), dry_run=dry_run)
    would = "would be " if dry_run else ""
    for one in done:
        rows = ", ".join(f"{count} {name}" for name, count in sorted(one.rows.items())) or "nothing"
        told = f"; changes {'to announce' if dry_run else 'announced'}: {one.told}" if one.told else ""
        click.echo(f"{one.workspace_id}: people {would}erased: {one.erased}; {would}deleted: {rows}{told}")
    if not done:
        click.echo("There is nobody here yet.", err=True)
    return DONE


@contextmanager
def _retention(db: str | None) -> Iterator[Retention]:
    with closing(wiring.store(db)) as store:
        yield wiring.retention(store)


def print_fact_sheet(*, workspace: str | None, db: str | None) -> int:
    """Print the facts with this workspace's own times; with the table's where there is no database yet."""
    now, own = datetime.now(UTC), {}
    try:
        with closing(wiring.store(db)) as store, store.unit_of_work() as work:
            own = dict(work.privacy(_workspace(workspace)).keeps(now))
    except StoreMisuse:
        click.echo("No database yet: the times are those of the table.", err=True)
    click.echo(fact_sheet(wiring.library(), own, today=now.date()), nl=False)
    return DONE


def _workspace(given: str | None) -> WorkspaceId:
    return WorkspaceId(given) if given else wiring.own_workspace()
