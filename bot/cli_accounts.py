"""`coach accounts` and `coach reviews`. Imported when one of them is called: they have no part in other starts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli_options import AS, DB, JSON, run

if TYPE_CHECKING:
    from dialogs.reassessment.model import Phase

# as dialogs.reassessment.model has them
PHASE = click.Choice(("recognition", "evaluation", "concerns", "implementation"), case_sensitive=False)


@click.group()
def accounts() -> None:
    """A rep's accounts: list, add, rename, close, merge, date, import."""


@accounts.command("list")
@AS
@DB
@JSON
def accounts_list(name: str | None, db: str | None, as_json: bool) -> None:
    """
    Show the accounts by name, open and closed ones.

    With --json: {"accounts": [{"id", "name", "phase", "review_at": day|null, "status": "open"|"closed", "snapshots",
    "coverage": 0 to 1|null, "flags": ["RF1", ...]}]}; coverage and flags are those of the latest snapshot.
    """
    from bot.commands.accounts import show

    run(lambda: show(name=name, db=db, as_json=as_json))


@accounts.command("add")
@click.argument("account", metavar="NAME")
@click.option("--phase", type=PHASE, default="recognition", show_default=True, help="Where the customer is.")
@click.option("--review", metavar="DATE", help="Day of the next strategy review, such as 2026-11-19 or `next Friday`.")
@AS
@DB
def accounts_add(account: str, phase: Phase, review: str | None, name: str | None, db: str | None) -> None:
    """Open an account. Prints its id."""
    from bot.commands.accounts import add

    run(lambda: add(account, phase=phase, review=review, name=name, db=db))


@accounts.command("rename")
@click.argument("account")
@click.argument("new_name", metavar="NEW_NAME")
@AS
@DB
def accounts_rename(account: str, new_name: str, name: str | None, db: str | None) -> None:
    """Give ACCOUNT (its id or its name) another name."""
    from bot.commands.accounts import rename

    run(lambda: rename(account, new_name, name=name, db=db))


@accounts.command("close")
@click.argument("account")
@AS
@DB
def accounts_close(account: str, name: str | None, db: str | None) -> None:
    """Close ACCOUNT. Its history stays; `reopen` undoes it."""
    from bot.commands.accounts import close

    run(lambda: close(account, name=name, db=db))


@accounts.command("reopen")
@click.argument("account")
@AS
@DB
def accounts_reopen(account: str, name: str | None, db: str | None) -> None:
    """Open a closed ACCOUNT again, or take a merged one out of the other."""
    from bot.commands.accounts import reopen

    run(lambda: reopen(account, name=name, db=db))


@accounts.command("merge")
@click.argument("account")
@click.argument("into")
@AS
@DB
def accounts_merge(account: str, into: str, name: str | None, db: str | None) -> None:
    """Put ACCOUNT's snapshots beside those of INTO and take it out of the list. No snapshot is lost."""
    from bot.commands.accounts import merge

    run(lambda: merge(account, into, name=name, db=db))


@accounts.command("review")
@click.argument("account")
@click.argument("date")
@AS
@DB
def accounts_review(account: str, date: str, name: str | None, db: str | None) -> None:
    """Say when ACCOUNT's next strategy review is: 2026-11-19, "19 Nov", "next Friday", or `none`."""
    from bot.commands.accounts import review

    run(lambda: review(account, date, name=name, db=db))


@accounts.command("phase")
@click.argument("account")
@click.argument("phase", type=PHASE)
@AS
@DB
def accounts_phase(account: str, phase: Phase, name: str | None, db: str | None) -> None:
    """Say where ACCOUNT's customer is: which questions a sitting asks depends on it."""
    from bot.commands.accounts import phase as set_phase

    run(lambda: set_phase(account, phase, name=name, db=db))


@accounts.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@AS
@DB
def accounts_import(file: Path, dry_run: bool, name: str | None, db: str | None) -> None:
    """
    Open the accounts of a CSV FILE, such as a CRM's export.

    The first line names the columns: name (or account, company, customer), and where there are any review (a date,
    2026-11-19 or in plain words) and phase; others are not used. A bad row is named with its line and reason, and the
    good ones are kept: exit 1 then. What is there already is left as it is, so a file may be imported again.
    """
    from bot.commands.accounts import import_file

    run(lambda: import_file(file, dry_run=dry_run, name=name, db=db))


@click.group()
def reviews() -> None:
    """The page for an account's strategy review."""


@reviews.command("brief")
@click.argument("account")
@click.option(
    "--format",
    "form",
    type=click.Choice(("chat", "md", "html")),
    default="chat",
    show_default=True,
    help="chat: at most 2,400 characters; md: Markdown; html: a page that prints on one sheet.",
)
@AS
@DB
def reviews_brief(account: str, form: Any, name: str | None, db: str | None) -> None:
    """
    Print the brief of ACCOUNT (its id or its exact name), of its latest finished snapshot, sent or kept.

    Exit 2 where there is none.
    """
    from bot.commands.reviews import show_brief

    run(lambda: show_brief(account, form=form, name=name, db=db))
