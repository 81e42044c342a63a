"""`coach accounts`: a rep's accounts from the command line, the same that the conversation shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from bot import wiring
from bot.channels.terminal import person_named
from bot.commands.errors import DONE, FINDINGS
from bot.render.terminal import visible
from bot.service.account_import import MOST_BYTES, Imported, Row, keep_accounts, read_accounts
from bot.service.accounts import AccountRefused, Accounts
from bot.service.days import writes_month_first
from dialogs.model import Member, MemberId
from dialogs.ports import UnitOfWork
from dialogs.reassessment.coverage import word_of
from dialogs.reassessment.model import Account, Phase

_CHANNEL = "terminal"
_NO_DATE = ("none", "no", "-", "off")


@contextmanager
def accounts_of(name: str | None, db: str | None, *, add: bool = False) -> Iterator[Accounts]:
    """
    Yield the accounts of whoever `--as NAME` is.

    Args:
        add: make the database and the member where they are missing; otherwise a stranger just has no accounts.
    Raises:
        AccountRefused: NAME is no name. StoreMisuse, StoreUnavailable: see `wiring.store`.
    """
    try:
        person = person_named(name)
    except ValueError as error:
        raise AccountRefused(f"{error}.") from error
    at = datetime.now(UTC)
    with closing(wiring.store(db, upgrade=add)) as store:
        member = _member(store.unit_of_work, person.address, person.name, at if add else None)
        yield Accounts(store.unit_of_work, member, at)


def _member(unit_of_work: Callable[[], UnitOfWork], address: str, name: str, at: datetime | None) -> Member:
    with unit_of_work() as work:
        member = work.member(wiring.own_workspace(), _CHANNEL, address)
        if member is None and at is not None:
            member = work.add_member(wiring.own_workspace(), _CHANNEL, address, name, at)
            work.commit()
    return member or Member(MemberId(""), wiring.own_workspace(), name, _CHANNEL, address)


def show(*, name: str | None, db: str | None, as_json: bool) -> int:
    """Print the accounts by name."""
    with accounts_of(name, db) as accounts:
        found = accounts.all()
    if as_json:
        click.echo(json.dumps({"accounts": [_row(account) for account in found]}, ensure_ascii=False))
    elif not found:
        _say("No accounts yet. `coach accounts add NAME` opens one, `coach accounts import FILE` many.")
    else:
        for line in _table(found):
            _say(line)
    return DONE


def add(account: str, *, phase: Phase, review: str | None, name: str | None, db: str | None) -> int:
    with accounts_of(name, db, add=True) as accounts:
        new = accounts.add(account, phase=phase, review=None if review is None else _day_of(review, accounts))
    _say(f"{new.name} is open ({new.id}), phase {new.phase}{_reviewed(new)}.")
    return DONE


def rename(account: str, new_name: str, *, name: str | None, db: str | None) -> int:
    with accounts_of(name, db) as accounts:
        was, now = accounts.rename(account, new_name)
    _say(f"{was.name} is now {now.name}.")
    return DONE


def close(account: str, *, name: str | None, db: str | None) -> int:
    with accounts_of(name, db) as accounts:
        now = accounts.close(account)
    _say(f"{now.name} is closed. Its history stays; `coach accounts reopen` opens it again.")
    return DONE


def reopen(account: str, *, name: str | None, db: str | None) -> int:
    with accounts_of(name, db) as accounts:
        was, now = accounts.reopen(account)
    _say(f"{now.name} is open again" + (", apart from the account it was merged into." if was.merged_into else "."))
    return DONE


def merge(account: str, into: str, *, name: str | None, db: str | None) -> int:
    with accounts_of(name, db) as accounts:
        one, other = accounts.merge(account, into)
    count = f"{other.snapshots} snapshot{'s' * (other.snapshots != 1)}"
    _say(f"{one.name} is merged into {other.name}, which has {count} now. `coach accounts reopen {one.id}` undoes it.")
    return DONE


def review(account: str, day: str, *, name: str | None, db: str | None) -> int:
    with accounts_of(name, db) as accounts:
        given = None if day.strip().casefold() in _NO_DATE else _day_of(day, accounts)
        now = accounts.set_review(account, given)
    _say(f"{now.name}: " + (f"review on {_told(now.review)}." if now.review else "no review date."))
    return DONE


def phase(account: str, phase: Phase, *, name: str | None, db: str | None) -> int:
    with accounts_of(name, db) as accounts:
        now = accounts.set_phase(account, phase)
    _say(f"{now.name}: phase {now.phase}.")
    return DONE


def import_file(file: Path, *, dry_run: bool, name: str | None, db: str | None) -> int:
    """Open the accounts of a CSV file; exit 1 where a row was bad."""
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    with accounts_of(name, db, add=not dry_run) as accounts:
        found = read_accounts(content, accounts, day_reader(accounts))
        if not dry_run:
            keep_accounts(found, accounts)
    for line in _report(found, file, dry_run=dry_run):
        _say(line)
    return FINDINGS if found.bad else DONE


def day_reader(accounts: Accounts) -> Callable[[str, date], date | None]:
    """Return what reads one day in plain words as its member writes it: ISO, "19 Nov", "next Friday"; None: not one."""
    month_first = writes_month_first(accounts.member.zone)

    def read(text: str, today: date) -> date | None:
        iso = re.fullmatch(r"(\d{4}-\d\d-\d\d)([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?", text.strip())
        if iso:
            try:
                return date.fromisoformat(iso[1])
            except ValueError:
                return None
        from bot.perception.dates import find_dates

        found = {one.day for one in find_dates(text.strip(), today=today, ahead=True, month_first=month_first)}
        return found.pop() if len(found) == 1 else None

    return read


def _day_of(text: str, accounts: Accounts) -> date:
    day = day_reader(accounts)(text, accounts.today)
    if day is None:
        raise AccountRefused(f"{text!r} is no date that can be read; write it like 2026-11-19 or `next Friday`.")
    return day


def _row(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        "phase": account.phase,
        "review_at": account.review.isoformat() if account.review else None,
        "status": account.status,
        "snapshots": account.snapshots,
        "coverage": account.coverage,
        "flags": [flag.upper() for flag in account.flags],
    }


def _table(found: Sequence[Account]) -> Iterator[str]:
    text = wiring.library().text
    rows = [("id", "name", "phase", "review", "status", "snapshots", "coverage", "flags")]
    for one in found:
        coverage = "-" if one.coverage is None else text(f"coverage.{word_of(one.coverage)}")
        day = one.review.isoformat() if one.review else "-"
        flags = " ".join(flag.upper() for flag in one.flags) or "-"
        rows.append((one.id, one.name, one.phase, day, one.status, str(one.snapshots), coverage, flags))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _report(found: Imported, file: Path, *, dry_run: bool) -> Iterator[str]:
    count = len(found.ready)
    opened = "would be opened (nothing was written)" if dry_run else "opened"
    yield f"{file.name}: {count} account{'s' * (count != 1)} {opened}."
    if found.unused:
        yield f"Columns not used: {', '.join(found.unused)}."
    for title, rows in (("Left as they are:", found.there), ("Not taken:", found.bad)):
        if rows:
            yield title
            yield from (f"  line {row.line}: {row.why}." for row in _in_order(rows))


def _in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.line)


def _reviewed(account: Account) -> str:
    return f", review on {_told(account.review)}" if account.review else ""


def _told(day: date | None) -> str:
    return "" if day is None else f"{day:%A} {day.day} {day:%B %Y}"


def _say(line: str) -> None:
    click.echo(visible(line))
