"""
`coach chat`: practise in this terminal. It chooses the face and opens the store.

The first prompt is shown before the model loads; nothing that only later turns need is imported before it.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click

from bot import wiring
from bot.channels.terminal import KEPT, Conversation, Face, Person, person_named
from bot.commands.errors import DONE, FINDINGS, MISUSE, forget_stdout
from bot.render.terminal import visible

if TYPE_CHECKING:
    from bot.perception.perceive import BackgroundPerception


def run_chat(*, name: str | None, db: str | None, as_json: bool, perception: BackgroundPerception | None = None) -> int:
    """
    Talk until the input ends; return the exit code.

    Args:
        name: who practises; None is whoever is logged in.
        db: the database URL; None is COACH_DATABASE_URL, then the user's data folder.
        perception: what understands typed lines; None is the judge with its model.
    Raises:
        StoreMisuse, StoreUnavailable, ContentError: there was no first turn.
        BrokenPipeError: whoever read the output left; what they did not see stays in the outbox.
    """
    try:
        person = person_named(name)
    except ValueError as error:
        _notify(f"{error}.")
        return MISUSE
    out: TextIO | None = sys.stdout  # None where it was closed before we began
    if out is None:
        _notify("There is no standard output to talk on.")
        return MISUSE
    try:
        _converse(person, db=db, as_json=as_json, perception=perception)
    except KeyboardInterrupt:
        _notify(KEPT)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _notify(f"The conversation cannot go on here: {error.strerror}{where}. {KEPT}")
        forget_stdout()
        return FINDINGS
    return DONE


def _converse(person: Person, *, db: str | None, as_json: bool, perception: BackgroundPerception | None) -> None:
    model = wiring.background_perception() if perception is None else perception
    face = _face(as_json=as_json)
    with closing(wiring.store(db, upgrade=True)) as store:
        turns = wiring.turns(store, model)
        trouble = wiring.library().text("channel.trouble")
        talk = Conversation(
            turns=turns, face=face, model=model, person=person, clock=_now, notify=_notify, trouble=trouble
        )
        talk.run()


def _face(*, as_json: bool) -> Face:
    """Return the face for what stands at the other end. Only a person at a real terminal gets colours."""
    typed: TextIO | None = sys.stdin  # None where it was closed before we began
    if typed and not as_json and typed.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        return _tty_face(sys.stdout)
    from bot.channels.terminal_plain import JsonFace, PlainFace

    source: BinaryIO | None = typed.buffer if typed else None
    return JsonFace(source=source, out=sys.stdout) if as_json else PlainFace(source=source, out=sys.stdout)


def _tty_face(out: TextIO) -> Face:
    from platformdirs import user_data_path

    from bot.channels.terminal_tty import TtyFace

    return TtyFace(out=out, history_path=user_data_path("sales-coach") / "history")


def _now() -> datetime:
    return datetime.now(UTC)


def _notify(message: str) -> None:
    """Write one message to standard error, if anybody is still there."""
    try:
        click.echo(visible(message), err=True)
    except OSError:
        return
