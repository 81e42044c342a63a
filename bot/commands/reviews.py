"""`coach reviews brief`: the page for a strategy review, of an account's latest finished snapshot."""

from __future__ import annotations

from typing import Literal

import click

from bot import wiring
from bot.commands.accounts import accounts_of
from bot.commands.errors import DONE
from bot.render.brief_html import brief_page
from bot.render.terminal import visible
from bot.service.accounts import AccountRefused
from dialogs.reassessment import brief

Format = Literal["chat", "md", "html"]


def show_brief(account: str, *, form: Format, name: str | None, db: str | None) -> int:
    """
    Print the brief.

    Raises:
        AccountRefused: no such account, or no reassessment of it was finished yet.
    """
    with accounts_of(name, db) as accounts:
        file = accounts.file(account)
    latest = file.latest
    if latest is None:
        waits = " One is begun: finish it in `coach chat`." if file.draft else " Type `accounts` in `coach chat`."
        raise AccountRefused(f"No reassessment of {file.account.name} is finished yet.{waits}")
    page = brief.made(file.account, latest, file.snapshots, wiring.library())
    if form == "html":
        click.echo(brief_page(page), nl=False)
    elif form == "md":
        click.echo(visible(brief.markdown(page)), nl=False)
    else:
        click.echo(visible(brief.chat(page)))
    return DONE
