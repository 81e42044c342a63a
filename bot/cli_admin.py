"""`coach admin` and `coach invite`. Imported when one of them is called: they have no part in other starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bot.cli_admin_privacy import WORKSPACE, audit, fact_sheet, retention
from bot.cli_nudges import admin_nudges, admin_unhelpful
from bot.cli_options import DB, JSON, run

ROLE = click.option("--role", type=click.Choice(("admin", "author")), required=True, help="What they may.")


@click.group()
def admin() -> None:
    """
    People, teams and roles of a workspace. Whoever can run this has the machine, and may what an admin may.

    NAME_OR_ADDRESS is a person's name as `coach admin members` shows it, or their address: a Slack id such as U012AB,
    a Telegram number, or the name given to `coach chat --as`.

    \b
    From nothing to a team:
      coach admin team add North
      coach invite --team North --role manager     # the manager writes to the coach: join CODE
      coach admin import people.csv                # or the manager types: team add @NAME
      coach admin grant Lena --role admin
    """


admin.add_command(admin_nudges)
admin.add_command(admin_unhelpful)
admin.add_command(audit)
admin.add_command(retention)
admin.add_command(fact_sheet)


@admin.command("grant")
@click.argument("who", metavar="NAME_OR_ADDRESS")
@ROLE
@WORKSPACE
@DB
def admin_grant(who: str, role: Any, workspace: str | None, db: str | None) -> None:
    """Make somebody an admin or an author. They must have written to the coach once."""
    from bot.commands.people import grant

    run(lambda: grant(who, role, workspace=workspace, db=db))


@admin.command("revoke")
@click.argument("who", metavar="NAME_OR_ADDRESS")
@ROLE
@WORKSPACE
@DB
def admin_revoke(who: str, role: Any, workspace: str | None, db: str | None) -> None:
    """Take that role away again; from then on it counts for nothing."""
    from bot.commands.people import revoke

    run(lambda: revoke(who, role, workspace=workspace, db=db))


@admin.command("members")
@WORKSPACE
@DB
@JSON
def admin_members(workspace: str | None, db: str | None, as_json: bool) -> None:
    """
    List everybody by name, with addresses, roles and teams.

    With --json: {"members": [{"id", "name", "addresses": [{"channel", "address"}], "grants": [...], "teams": [{"id",
    "team", "role": "rep"|"manager"}], "deactivated_at": instant|null}]}.
    """
    from bot.commands.people import members

    run(lambda: members(workspace=workspace, db=db, as_json=as_json))


@admin.command("teams")
@WORKSPACE
@DB
@JSON
def admin_teams(workspace: str | None, db: str | None, as_json: bool) -> None:
    """
    List the open teams with who is in them.

    With --json: {"teams": [{"id", "name", "managers": [name], "reps": [name]}]}.
    """
    from bot.commands.people import teams

    run(lambda: teams(workspace=workspace, db=db, as_json=as_json))


@admin.command("assignments")
@click.option("--as", "who", metavar="NAME_OR_ADDRESS", required=True, help="The admin who looks; it is in the log.")
@WORKSPACE
@DB
@JSON
def admin_assignments(who: str, workspace: str | None, db: str | None, as_json: bool) -> None:
    """
    List what teams were asked to practise, with who is how far: names by status, and nothing of how.

    With --json: {"assignments": [{"id", "team", "title", "bar", "due_on": day, "withdrawn", "people": {"open": [name],
    "trying": [name], "met": [name]}}]}.
    """
    from bot.commands.assignments import show

    run(lambda: show(who, workspace=workspace, db=db, as_json=as_json))


@admin.command("checks")
@click.option("--as", "who", metavar="NAME_OR_ADDRESS", required=True, help="The author who looks; it is in the log.")
@WORKSPACE
@DB
@JSON
def admin_checks(who: str, workspace: str | None, db: str | None, as_json: bool) -> None:
    """
    Count what people missed in their first run of what they were asked for, over all teams and at least four people.

    With --json: {"checks": [{"what", "content", "title", "people", "missed": {check: people}}]}, the most missed first.
    """
    from bot.commands.assignments import show_checks

    run(lambda: show_checks(who, workspace=workspace, db=db, as_json=as_json))


@admin.group("team")
def admin_team() -> None:
    """Add, rename, close a team."""


@admin_team.command("add")
@click.argument("name")
@WORKSPACE
@DB
def team_add(name: str, workspace: str | None, db: str | None) -> None:
    """Make a team. Prints its id."""
    from bot.commands.people import add_team

    run(lambda: add_team(name, workspace=workspace, db=db))


@admin_team.command("rename")
@click.argument("team")
@click.argument("new_name", metavar="NEW_NAME")
@WORKSPACE
@DB
def team_rename(team: str, new_name: str, workspace: str | None, db: str | None) -> None:
    """Give TEAM (its id or its name) another name."""
    from bot.commands.people import rename_team

    run(lambda: rename_team(team, new_name, workspace=workspace, db=db))


@admin_team.command("close")
@click.argument("team")
@WORKSPACE
@DB
def team_close(team: str, workspace: str | None, db: str | None) -> None:
    """Close TEAM: everybody leaves it and is told. Nobody's practice or accounts are touched."""
    from bot.commands.people import close_team

    run(lambda: close_team(team, workspace=workspace, db=db))


@admin.group("member")
def admin_member() -> None:
    """Switch the coach off for somebody, and on again."""


@admin_member.command("deactivate")
@click.argument("who", metavar="NAME_OR_ADDRESS")
@click.option("--left-firm", is_flag=True, help="They left the firm: all that is theirs is erased in 7 days.")
@WORKSPACE
@DB
def member_deactivate(who: str, *, left_firm: bool, workspace: str | None, db: str | None) -> None:
    """Switch the coach off for somebody. Nothing of theirs is lost; with --left-firm all of it is, after 7 days."""
    from bot.commands import people

    act = people.left_firm if left_firm else people.deactivate
    run(lambda: act(who, workspace=workspace, db=db))


@admin_member.command("return")
@click.argument("who", metavar="NAME_OR_ADDRESS")
@WORKSPACE
@DB
def member_return(who: str, workspace: str | None, db: str | None) -> None:
    """Switch it on again, with the teams and roles that they had; the erasing of one who left is undone."""
    from bot.commands.people import bring_back

    run(lambda: bring_back(who, workspace=workspace, db=db))


@admin.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@WORKSPACE
@DB
def admin_import(file: Path, dry_run: bool, workspace: str | None, db: str | None) -> None:
    """
    Bring in the people of a CSV FILE, such as an export of a directory.

    The first line names the columns: address (a Slack id, a Telegram number, or a name for the terminal), and where
    there are any name, channel, team (one that is there) and role (rep, manager, author, admin; default rep). A bad row
    is named with its line and reason, and the good ones are kept: exit 1 then. A file may be imported again; who is
    known already keeps the name that they have.

    \b
    Example of a file:
      address,name,channel,team,role
      U012AB,Rita Holm,slack,North,manager
      ann,Ann Lee,terminal,North,rep
    """
    from bot.commands.people import import_file

    run(lambda: import_file(file, dry_run=dry_run, workspace=workspace, db=db))


@click.command()
@click.option("--team", help="Its name or id.")
@click.option("--role", type=click.Choice(("rep", "manager")), default="rep", show_default=True)
@click.option("--days", type=click.IntRange(1, 90), default=7, show_default=True, help="How long the code works.")
@click.option("--revoke", metavar="CODE", help="Make a code void instead.")
@WORKSPACE
@DB
def invite(
    team: str | None, *, role: Any, days: int, revoke: str | None, workspace: str | None, db: str | None
) -> None:
    """
    Print a code by which one person comes into a team: they write `join CODE` to the coach in any chat.

    It works once. Only its hash is kept: print another one if it is lost.

    \b
    Examples:
      coach invite --team North
      coach invite --team North --role manager --days 3
      coach invite --revoke ABCD-2345
    """
    from bot.commands.people import invite as make_invite
    from bot.commands.people import revoke_invite

    if revoke:
        run(lambda: revoke_invite(revoke, workspace=workspace, db=db))
    if not team:
        raise click.UsageError("Name the team with --team, or a code with --revoke.")
    run(lambda: make_invite(team, role, days=days, workspace=workspace, db=db))
