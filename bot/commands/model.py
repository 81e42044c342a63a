"""`coach model prepare`: check the weights once, and build what this machine loads."""

from __future__ import annotations

import click

from bot import wiring
from bot.commands.errors import DONE
from dialogs.errors import ModelUnavailable


def prepare() -> int:
    """Return 0 also where the weights are missing: the coach works without them, and says so."""
    try:
        where = wiring.prepare_model()
    except ModelUnavailable as error:
        click.echo(f"{error}\nThe coach works on words and characters alone until then.", err=True)
    else:
        click.echo(f"The language model is ready in {where}.", err=True)
    return DONE
