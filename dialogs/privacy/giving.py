"""What the coach says and does when a person asks for their data, or to be erased; in every state."""

from __future__ import annotations

from dataclasses import replace

from dialogs.model import LOCAL_CHANNEL
from dialogs.privacy.exporting import MOST_PARTS, json_text, parts_of
from dialogs.privacy.model import UNDO_DAYS, Export
from dialogs.privacy.readable import readable
from dialogs.privacy.retained import RETAINED
from dialogs.privacy.telling import notice_text, privacy_text
from dialogs.reassessment.telling import day_words
from dialogs.replies import Card
from dialogs.scene import Scene

_OWN_CHATS = ("outbox",)  # what the coach sent stands in the chat already: an export there leaves it out


def tell_privacy(scene: Scene) -> None:
    """Say who sees what, what is to change, and whether the person is to be erased."""
    rights = scene.desk.rights()
    for notice in rights.notices:
        scene.say_text(notice_text(scene.library, notice))
    if rights.erasure is not None:
        scene.say("privacy.erasing", day=day_words(rights.erasure.due_at.date()))
    scene.ask_text(privacy_text(scene.library, rights, channel=scene.turn.channel))


def give_export(scene: Scene) -> None:
    """Give all that is kept of the person, as far as it fits into this chat."""
    export = scene.desk.export()
    scene.acts.append("exported")
    here = replace(export, tables={n: rows for n, rows in export.tables.items() if n not in _OWN_CHATS})
    told, raw = parts_of(readable(scene.library, here)), parts_of(json_text(here))
    fits, all_fits = len(told) <= MOST_PARTS, len(told) + len(raw) <= MOST_PARTS
    shown = [*told, *raw] if all_fits else told if fits else []
    for number, part in enumerate(shown, 1):
        title = scene.words("export.title", part=number, parts=len(shown))
        scene.replies.append(Card(title, (("", part),)))
    size, command = _kilobytes(export), _command(scene)
    if all_fits:
        how = scene.words("export.all_here")
    elif fits:
        how = scene.words("export.readable_here", size=size, command=command)
    else:
        how = scene.words("export.too_long", size=size, command=command)
    tables = sum(bool(rows) for rows in export.tables.values())
    if shown and export.names:
        from dialogs.reviewing.model import ToldAbout  # no part of a start

        scene.do(ToldAbout(export.names))
    scene.ask("export.summary", rows=export.rows, tables=tables, how=how)


def ask_for_erasing(scene: Scene) -> None:
    """List what goes and what stays with the reason, and ask once."""
    counts, library = scene.desk.rights().counts, scene.library
    goes = []
    for row in library.privacy.rows:
        count = sum(counts.get(name, 0) for name in row.tables)
        goes += [scene.words("erase.count", count=count, what=row.label)] if count else []
    scene.say("erase.goes", goes=", ".join(goes) or scene.words("erase.goes_nothing"))
    scene.say("erase.stays", stays="; ".join(scene.words(kept.why) for kept in RETAINED))
    scene.ask("erase.ask", days=UNDO_DAYS)


def ask_what_is_pending(scene: Scene) -> None:
    """Ask whether an erasing that stands shall be undone."""
    erasure = scene.desk.rights().erasure
    if erasure is None:  # undone or done since the question came up
        scene.ask("erase.nothing_to_undo")
    else:
        scene.ask("erase.pending", day=day_words(erasure.due_at.date()))


def undo_said(scene: Scene) -> None:
    """Take an erasing back that was asked for, and say what came of it."""
    if scene.desk.rights().erasure is None:
        scene.say("erase.nothing_to_undo")
        return
    scene.acts.append("undo")
    scene.desk = scene.desk.with_rights(replace(scene.desk.rights(), erasure=None))
    scene.say("erase.undone")


def undo(scene: Scene) -> None:
    """Answer "erase undo" typed in any state; what waits is asked again."""
    undo_said(scene)
    if scene.state.prompt:
        scene.state.prompt(scene)


def _kilobytes(export: Export) -> int:
    return -(-len(json_text(export).encode()) // 1024)


def _command(scene: Scene) -> str:
    turn = scene.turn
    if turn.channel == LOCAL_CHANNEL:
        return f"coach export --as {turn.who} --to FOLDER"
    return f"coach export --channel {turn.channel} --who {turn.who} --to FOLDER"
