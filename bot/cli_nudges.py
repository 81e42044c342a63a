"""`coach nudges`, `coach admin nudges` and `coach admin unhelpful`. Imported when one of them is called."""

from __future__ import annotations

import click

from bot.cli_admin_privacy import WORKSPACE
from bot.cli_options import AS, DB, JSON, run


@click.group()
def nudges() -> None:
    """The weekly question that each rep gets."""


@nudges.command("preview")
@click.option("--week", is_flag=True, required=True, help="The seven days from now.")
@AS
@WORKSPACE
@DB
@JSON
def nudges_preview(*, week: bool, name: str | None, workspace: str | None, db: str | None, as_json: bool) -> None:
    """
    Show who would get which kind of nudge, when and why, or why nothing. Nothing is planned or sent.

    The text is shown just for the demo's people, and for yourself with --as.

    With --json: {"nudges": [{"name", "at": instant|null, "zone", "kind", "why", "text"}]}.
    """
    from bot.commands.nudges import show

    run(lambda: show(name=name, workspace=workspace, db=db, as_json=as_json))


@nudges.command("effect")
@WORKSPACE
@DB
@JSON
def nudges_effect(*, workspace: str | None, db: str | None, as_json: bool) -> None:
    """
    Show what nudges do: user-weeks with one against user-weeks held out, over the last 90 days; in a chat: effect.

    null: too early to tell, below 200 user-weeks; for a secondary measure or the minutes also below four people on
    either side. Points are percentage points, with a nudge less without; low and high are the 95 % interval.

    With --json: {"nudged": user-weeks, "held_out": user-weeks, "weeks": since the first held out,
    "finished": {"points", "low", "high"}|null: a reassessment within 72 hours,
    "redated": the same|null: an item newly dated by the customer's evidence within 72 hours,
    "flags": the same|null: flags of the account asked about that were gone within 14 days,
    "briefs": the same|null: its brief sent before its review within 7 days,
    "minutes": {"nudged", "held_out"}|null: median in the chat where a reassessment followed within 72 hours,
    "angles": {kind of question: points}, "snoozed": percent|null, "stopped": percent|null, "unhelpful": percent|null}.
    """
    from bot.commands.nudge_effect import show_effect

    run(lambda: show_effect(workspace=workspace, db=db, as_json=as_json))


@click.command("nudges")
@click.option("--hold-out", type=click.IntRange(0, 50), metavar="PERCENT", help="Of user-weeks that get none, 0 to 50.")
@WORKSPACE
@DB
def admin_nudges(hold_out: int | None, workspace: str | None, db: str | None) -> None:
    """Show, or with --hold-out set, how many user-weeks get no nudge so that its effect can be measured."""
    from bot.commands.nudges import measure

    run(lambda: measure(hold_out, workspace=workspace, db=db))


@click.command("unhelpful")
@click.option("--as", "who", metavar="NAME_OR_ADDRESS", required=True, help="The admin who looks; it is in the log.")
@WORKSPACE
@DB
@JSON
def admin_unhelpful(who: str, workspace: str | None, db: str | None, as_json: bool) -> None:
    """
    Show in which teams at least four people said that a weekly question was no help; never who.

    Counted over the eight whole weeks before this one, in steps of four. An admin reads the same in a chat: effect.

    With --json: {"weeks": 8, "teams": [{"team", "people": at least so many, or 0: fewer than four}]}.
    """
    from bot.commands.nudges import show_unhelpful

    run(lambda: show_unhelpful(who, workspace=workspace, db=db, as_json=as_json))
