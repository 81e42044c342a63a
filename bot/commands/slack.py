"""`coach slack manifest`: what to paste where Slack asks for an app manifest."""

from __future__ import annotations

import json

import click

from bot.channels.slack.manifest import manifest
from bot.commands.errors import DONE, MISUSE


def show_manifest(url: str | None) -> int:
    if url and not url.startswith("https://"):
        click.echo("Slack calls https addresses only; leave --url out for Socket Mode, which needs none.", err=True)
        return MISUSE
    click.echo(json.dumps(manifest(url), indent=2))
    return DONE
