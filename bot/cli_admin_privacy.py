"""`coach export` and `coach admin audit|retention|fact-sheet`. Imported when one of them is called."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli_options import AS, DB, JSON, run

WORKSPACE = click.option(
    "--workspace", metavar="ID", help="Such as a Slack team's id. Default: COACH_WORKSPACE, else the install's own."
)


@click.command()
@AS
@click.option("--channel", help="Where the person is known, such as slack or telegram. Default: terminal.")
@click.option("--who", metavar="ADDRESS", help="Under which address, with --channel; instead of --as.")
@WORKSPACE
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write export.json and export.txt into this folder. Default: the JSON on standard output.",
)
@click.option("--text", "as_text", is_flag=True, help="Print what can be read instead of the JSON.")
@DB
def export(
    *,
    name: str | None,
    channel: str | None,
    who: str | None,
    workspace: str | None,
    folder: Path | None,
    as_text: bool,
    db: str | None,
) -> None:
    """
    Take out all that the coach keeps of one person. Whoever takes it out stands in the log, which the person can read.

    \b
    Examples:
      coach export --as ann --to ann-export
      coach export --channel slack --who U012AB --text

    {"format": "sales-coach-export", "version": 1, "made_at": instant, "tables": {table: [{column: value}]}}: every
    table and every column; instants in UTC. `coach admin fact-sheet` says what each kind of data is for.
    """
    from bot.commands.privacy import take_out

    run(
        lambda: take_out(
            name=name, channel=channel, who=who, workspace=workspace, folder=folder, as_text=as_text, db=db
        )
    )


@click.command()
@WORKSPACE
@DB
@JSON
def audit(workspace: str | None, db: str | None, as_json: bool) -> None:
    """
    Show who looked at whose data, exported, erased, or changed a rule; the latest 200 first.

    With --json: {"audit": [{"at", "actor", "role", "act", "kind", "form", "subject": id|null,
    "actor_name", "subject_name": string|null}]}; names of who is to be erased are left out.
    """
    from bot.commands.privacy import show_log

    run(lambda: show_log(workspace=workspace, db=db, as_json=as_json))


@click.group()
def retention() -> None:
    """For how long what is kept; deleting what is too old."""


@retention.command("show")
@WORKSPACE
@DB
@JSON
def retention_show(workspace: str | None, db: str | None, as_json: bool) -> None:
    """
    Show for how many days each kind of data is kept, and what will change.

    With --json: {"kinds": [{"kind", "days", "most"}], "changes": [{"kind", "days", "effective_at"}]}.
    """
    from bot.commands.privacy import show_rules

    run(lambda: show_rules(workspace=workspace, db=db, as_json=as_json))


@retention.command("set")
@click.argument("kind")
@click.argument("days", type=click.IntRange(1))
@WORKSPACE
@DB
def retention_set(kind: str, days: int, workspace: str | None, db: str | None) -> None:
    """
    Keep KIND for DAYS days only, a week from now on or later: a week after the last of those here could be told.

    It can be shorter than the table, never longer. `coach admin retention show` lists the kinds with their days.

    \b
    Example:
      coach admin retention set practice 14
    """
    from bot.commands.privacy import set_rule

    run(lambda: set_rule(kind, days, workspace=workspace, db=db))


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@DB
def retention_run(dry_run: bool, db: str | None) -> None:
    """
    Do what `coach serve` does daily: erase those whose time to undo is over, delete what is too old, tell of changes.

    It may be run at any time, and as often as one likes.
    """
    from bot.commands.privacy import run_retention

    run(lambda: run_retention(dry_run=dry_run, db=db))


@click.command("fact-sheet")
@WORKSPACE
@DB
def fact_sheet(workspace: str | None, db: str | None) -> None:
    """Print the data-protection facts as Markdown: for a works council, an impact assessment, the intranet."""
    from bot.commands.privacy import print_fact_sheet

    run(lambda: print_fact_sheet(workspace=workspace, db=db))
