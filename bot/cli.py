"""
The `coach` command. Results go to stdout, messages to stderr; exit 0 done, 1 findings, 2 misuse or not found.

Each command imports what it needs when it runs, so that `coach chat` starts without the rest.
"""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path
from typing import cast

import click

from bot.cli_content import content
from bot.cli_options import AS, DB, JSON, run

_LATER = {  # looked up in these modules only when called: a click command or group of that name
    "accounts": "bot.cli_accounts",
    "admin": "bot.cli_admin",
    "demo": "bot.cli_demo",
    "export": "bot.cli_admin_privacy",
    "invite": "bot.cli_admin",
    "jobs": "bot.cli_jobs",
    "nudges": "bot.cli_nudges",
    "reviews": "bot.cli_accounts",
    "worker": "bot.cli_jobs",
}


class _Coach(click.Group):
    """Commands that Ctrl-C ends quietly, also while they are still being imported; some are imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_LATER])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _LATER:
            return cast(click.Command, getattr(import_module(_LATER[cmd_name]), cmd_name))
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(0)  # as in bot.commands.errors, once a command runs


@click.group(cls=_Coach, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sales-coach")
def main() -> None:
    """
    A coach for people who sell to large accounts: offline, self-hosted, without an LLM.

    Start with `coach chat`. If something does not work, `coach doctor` says what to do.
    """


@main.command()
@AS
@DB
@JSON
def chat(name: str | None, db: str | None, as_json: bool) -> None:
    """
    Practise in this terminal. Type a choice's number or words, or a line; `help` works anywhere.

    With --json each reply is one object on a line: {"type": "say"|"ask"|"card"|"picture", "text",
    "choices": [{"id", "label"}], "state", "last"}; "last" is true on the final object of a turn.
    """
    gc.disable()  # until the model is loaded (wiring): a start makes what stays; to search it costs a sixth of the time
    try:
        from bot.commands.chat import run_chat

        run(lambda: run_chat(name=name, db=db, as_json=as_json))
    finally:
        gc.enable()


@main.command()
@DB
@click.option("--host", help="Address to listen on. Else COACH_HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one. Else COACH_PORT.")
@click.option(
    "--log-level",
    "level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="How much to log, to standard error. Never a token, never what somebody wrote.",
)
def serve(db: str | None, host: str | None, port: int | None, level: str) -> None:
    """
    Coach in Slack and Telegram until stopped (Ctrl-C or SIGTERM). Each runs only if it is configured:

    \b
    Slack:    COACH_SLACK_BOT_TOKEN, and COACH_SLACK_APP_TOKEN (Socket Mode)
              or COACH_SLACK_SIGNING_SECRET (HTTP at /slack/events).
    Telegram: COACH_TELEGRAM_TOKEN; with COACH_PUBLIC_URL a webhook, else long polling.

    Also answers /healthz and /metrics (Prometheus). README: "Slack", "Telegram".
    """
    from bot.commands.serve import run_serve

    run(lambda: run_serve(db=db, host=host, port=port, level=level))


@main.group(invoke_without_command=True)
@click.option("--report", is_flag=True, help="Judge nothing; print how accurate the judge is (content/accuracy.md).")
@click.pass_context
def judge(context: click.Context, report: bool) -> None:
    """
    Judge lines: JSON lines on stdin, one JSON line each on stdout, in order.

    In: {"id", "task": "question"|"reply", "text", "context": {"customer", "told": [...], "worry"}} (context optional).
    Out: id, task, gate, form, label, probabilities, moves, named, verdict, spans, why, kinds; {"error": ...} for a bad
    line. kinds: {feature, advantage, benefit, advance, summary, criteria, number: probability each}, for both tasks;
    null where the gate stopped the line.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.commands.judge import run_judge, run_report

    run(run_report if report else run_judge)


@judge.command("disagreements")
@DB
@click.option("--workspace", metavar="ID", help="Only this workspace, such as a Slack team's id. Default: all.")
@JSON
def judge_disagreements(db: str | None, workspace: str | None, as_json: bool) -> None:
    """
    Show which verdicts reps objected to, for review: how the line was read, the rep's own label, how often; then
    the lines that reps agreed to share. Never who it was; a line that was not shared is in the counts alone.

    With --json: {"disagreements": [{"task", "label", "named", "verdict", "own", "count", "shared"}], "lines": [{"task",
    "label", "named", "verdict", "probabilities", "weights", "own", "content", "text"}]}. label is null for a reply,
    named is empty for a question; verdict is given, ask or abstain; own is null where the rep did not say.
    """
    from bot.commands.disagreements import show

    run(lambda: show(db=db, workspace=workspace, as_json=as_json))


main.add_command(content)


@main.group()
def flows() -> None:
    """Look at and prove the dialogs."""


@flows.command("diagram")
@click.argument("flow", required=False)
def flows_diagram(flow: str | None) -> None:
    """Print the graph of FLOW (default: of each) in Mermaid."""
    from bot.commands.flows import diagram

    run(lambda: diagram(flow))


@flows.command("check")
@JSON
def flows_check(as_json: bool) -> None:
    """
    Prove of each flow: no unreachable state, no dead end, an end from everywhere. Prints what was looked at.

    With --json: {"flows": [{"flow", "states", "transitions", "pairs", "faults": [...]}]}; pairs are (state, choice).
    """
    from bot.commands.flows import check

    run(lambda: check(as_json=as_json))


@main.group()
def db() -> None:
    """Set up, copy and bring back the database."""


@db.command("upgrade")
@DB
def db_upgrade(db: str | None) -> None:
    """Create the database, or bring its tables up to date. `coach chat` does it by itself."""
    from bot.commands.database import upgrade

    run(lambda: upgrade(db))


@db.command("backup")
@DB
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def db_backup(db: str | None, file: Path) -> None:
    """Write a consistent copy of the database to FILE, also while the coach runs."""
    from bot.commands.database import backup

    run(lambda: backup(db, file))


@db.command("restore")
@DB
@click.option("--force", is_flag=True, help="Replace a database that already holds people's practice.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def db_restore(db: str | None, file: Path, force: bool) -> None:
    """Bring back the copy in FILE. A database that is not empty is refused without --force."""
    from bot.commands.database import restore

    run(lambda: restore(db, file, force=force))


@main.group()
def slack() -> None:
    """Set up the Slack app."""


@slack.command("manifest")
@click.option("--url", metavar="URL", help="Public https address of `coach serve`. Without it: Socket Mode.")
def slack_manifest(url: str | None) -> None:
    """Print the app manifest to paste where Slack asks for one ("From a manifest")."""
    from bot.commands.slack import show_manifest

    run(lambda: show_manifest(url))


@main.group()
def model() -> None:
    """The language model's weights."""


@model.command("prepare")
def model_prepare() -> None:
    """Check the weights and prepare them for this machine, once. `make setup` does it."""
    from bot.commands.model import prepare

    run(prepare)


@main.command()
@DB
@JSON
def doctor(db: str | None, as_json: bool) -> None:
    """
    Say what is configured, what is missing, and how to fix it. Exit 1 only if something configured fails.

    With --json: {"checks": [{"name", "status": "ok"|"missing"|"failed", "detail", "fix"}]}.
    """
    from bot.commands.doctor import doctor as examine

    run(lambda: examine(db=db, as_json=as_json))


if __name__ == "__main__":
    main()
