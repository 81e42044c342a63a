"""`coach export` and `coach admin audit|retention|fact-sheet`: thin; what is done stands in bot/service."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
from dialogs.model import WorkspaceId
from dialogs.privacy.exporting import json_text, readable
from dialogs.privacy.model import OPERATOR, Logged
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
    if as_json:
        click.echo(json.dumps({"audit": [_row(one) for one in found]}))
    elif not found:
        click.echo("Nobody has looked at anybody's data yet.", err=True)
    for one in () if as_json else found:
        looked = one.looked
        about = f" of {looked.subject}" if looked.subject else ""
        line = (
            f"{one.at:%Y-%m-%d %H:%M} {looked.actor} ({looked.role}) {looked.act} {looked.kind}, {looked.form}{about}"
        )
        click.echo(line)
    return DONE


def _row(one: Logged) -> dict[str, str | None]:
    looked = one.looked
    row = {"at": one.at.isoformat(), "actor": looked.actor, "role": looked.role, "act": looked.act}
    return row | {"kind": looked.kind, "form": looked.form, "subject": looked.subject}


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
        f"{kind} is kept for {days} days from {notice.effective_at:%Y-%m-%d} on, or later: the daily run tells "
        "everybody, and it begins a day after the last one could be told."
    )
    return DONE


def run_retention(*, dry_run: bool, db: str | None) -> int:
    """Do the daily run now, and say what went."""
    with _retention(db) as retention:
        done = retention.run(datetime.now(UTC), dry_run=dry_run)
    would = "would be " if dry_run else ""
    for one in done:
        rows = ", ".join(f"{count} {name}" for name, count in sorted(one.rows.items())) or "nothing"
        click.echo(f"{one.workspace_id}: {one.erased} people {would}erased; {would}deleted: {rows}; {one.told} told")
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
