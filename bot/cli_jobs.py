"""`coach worker` and `coach jobs`. Imported when one of them is called: they have no part in other starts."""

from __future__ import annotations

import click

from bot.cli_options import DB, JSON, run


@click.command()
@DB
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Jobs that this process runs at the same time; each holds a connection to PostgreSQL while it runs.",
)
@click.option(
    "--log-level",
    "level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="How much to log, to standard error. Never a token, never what somebody wrote.",
)
def worker(db: str | None, concurrency: int, level: str) -> None:
    """
    Do what nobody asked for: nudges, retention, and sending what waits. On PostgreSQL, in any number, beside any
    number of `coach serve`; each may be killed at any time. Until stopped (Ctrl-C or SIGTERM).

    Needs the tokens of the platforms, as `coach serve` does, and listens to none of them. On SQLite `coach serve` does
    the same by itself. README: "From one team to a whole company".
    """
    from bot.commands.worker import run_worker

    run(lambda: run_worker(db=db, concurrency=concurrency, level=level))


@click.group(invoke_without_command=True)
@DB
@JSON
@click.pass_context
def jobs(context: click.Context, db: str | None, as_json: bool) -> None:
    """
    Show what waits to be sent, what failed, what is in doubt, and how the jobs ran. Exit 1 where something failed.

    In doubt: it may have arrived, and nobody knows; Slack is asked before it is sent again, Telegram cannot be.

    With --json: {"outbox": [{"channel", "waiting", "sending", "in_doubt", "failed", "sent_again", "oldest_at"}],
    "failed": [{"id", "workspace_id", "channel", "attempts", "created_at"}], "jobs": [{"name", "began_at", "ended_at",
    "moved", "failed_at", "failure", "failures"}], "queue": {state: count}}. At most 50 of failed; queue is empty on
    SQLite. Never what a message says, nor to whom.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.commands.jobs import show

    run(lambda: show(db=db, as_json=as_json))


@jobs.command("retry")
@click.argument("ids", metavar="[ID]...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All messages that failed, and all jobs whose last run failed.")
@DB
def jobs_retry(ids: tuple[int, ...], everything: bool, db: str | None) -> None:
    """
    Let messages that failed be sent again, by their numbers in `coach jobs`; with --all also run failed jobs now.

    What is held back for somebody who is to be erased stays so.
    """
    from bot.commands.jobs import retry

    run(lambda: retry(ids, everything=everything, db=db))
