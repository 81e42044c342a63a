"""`coach content`: look at, check, write and try what the coach teaches. Each command imports what it needs."""

from __future__ import annotations

import click

from bot.cli_options import JSON, run


@click.group()
def content() -> None:
    """Look at and check what the coach teaches."""


@content.command("lint")
@JSON
def content_lint(as_json: bool) -> None:
    """
    Check all content and print every finding; exit 1 if there is any.

    With --json: {"files": n, "findings": [{"file", "line", "message"}]}.
    """
    from bot.commands.content import lint

    run(lambda: lint(as_json=as_json))


@content.command("list")
@JSON
def content_list(as_json: bool) -> None:
    """
    Show what there is, by framework id.

    With --json: {"frameworks": {"F44": [{"kind", "id", "name", "author", "reviewer"}]}}.
    """
    from bot.commands.content import show

    run(lambda: show(as_json=as_json))


@content.command("coverage")
@JSON
def content_coverage(as_json: bool) -> None:
    """
    Show how much practice each framework has; exit 1 if one falls short of the rule.

    A quick item counts for its first id only. With --json: {"frameworks": [{"framework", "items", "kinds": {kind: n},
    "levels": {level: n}, "manager", "customers": [id], "scenarios": [id], "exempt", "holds", "lacks": [text]}],
    "sums": {"frameworks", "exempt", "short", "items", "manager", "kinds": {kind: n}, "customers", "scenarios"}}.
    """
    from bot.commands.content_coverage import show_coverage

    run(lambda: show_coverage(as_json=as_json))


@content.command("simulate")
@click.argument("customer", required=False)
@click.option(
    "--sessions",
    type=click.IntRange(1, 400),
    default=40,
    show_default=True,
    help="Sessions for each bot; seeds are 0, 1, 2 ...",
)
@JSON
def content_simulate(customer: str | None, sessions: int, as_json: bool) -> None:
    """
    Let the bots talk to CUSTOMER (default: to each), and print who won how often, and how well lines are understood.

    Exit 1 if a limit of the design does not hold.
    With --json: {"customers": [{"customer", "bots": [{"bot", "sessions", "won", "share", "limit", "holds"}],
    "reps": [{"rep", "points"}]}], "understanding": {"problem", "node", "refused", "n", "holds"}}.
    """
    from bot.commands.simulate import simulate

    run(lambda: simulate(customer=customer, sessions=sessions, as_json=as_json))
