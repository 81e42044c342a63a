"""The data-protection fact sheet, as Markdown: from the table that the policy decides by, and from RETAINED."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from content.library import Library
from content.privacy import READERS, Reader, Row
from dialogs.privacy.model import NOTICE_DAYS, UNDO_DAYS
from dialogs.privacy.retained import RETAINED
from dialogs.privacy.telling import keep_days

# Each message that it says, with what is filled in, for the lint of content.
SAID: Mapping[str, frozenset[str]] = {
    **{
        f"fact.{name}": frozenset[str]()
        for name in (
            *("title", "no_controller", "purpose", "table", "head", "manager_note", "recipients", "recipients_text"),
            *("never", "never_text", "bot", "rights", "keeping", "keeping_text", "yes", "no"),
        )
    },
    "fact.about": frozenset({"day"}),
    "fact.controller": frozenset({"controller"}),
    "fact.rights_text": frozenset({"days", "stays", "notice"}),
    "fact.days": frozenset({"days"}),
}


def fact_sheet(library: Library, keeps: Mapping[str, int], *, today: date) -> str:
    """
    Return the whole sheet.

    Args:
        keeps: days by kind where the workspace has its own.
    """
    return "\n\n".join(_parts(library, keeps, today)) + "\n"


def _parts(library: Library, keeps: Mapping[str, int], today: date) -> Iterator[str]:
    text = library.text
    yield f"# {text('fact.title')}"
    yield text("fact.about", day=today.isoformat())
    named = library.controller
    yield text("fact.controller", controller=named) if named else text("fact.no_controller")
    yield text("fact.purpose")
    yield text("fact.bot")
    yield f"## {text('fact.table')}"
    yield _table(library, keeps)
    yield text("fact.manager_note")
    yield f"## {text('fact.recipients')}"
    yield text("fact.recipients_text")
    yield f"## {text('fact.never')}"
    yield text("fact.never_text")
    yield f"## {text('fact.rights')}"
    stays = "; ".join(text(kept.why) for kept in RETAINED)
    yield text("fact.rights_text", days=UNDO_DAYS, stays=stays, notice=NOTICE_DAYS)
    yield f"## {text('fact.keeping')}"
    yield text("fact.keeping_text")


def _table(library: Library, keeps: Mapping[str, int]) -> str:
    head = library.text("fact.head")
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([head, rule, *(_line(library, row, keeps) for row in library.privacy.rows)])


def _line(library: Library, row: Row, keeps: Mapping[str, int]) -> str:
    days = keep_days(row, keeps)
    kept = row.keep.until if row.keep.until and days == row.keep.days else library.text("fact.days", days=days)
    cells = (row.label, row.holds, row.purpose, *(_cell(library, row, reader) for reader in READERS), kept)
    return "| " + " | ".join(cells) + " |"


def _cell(library: Library, row: Row, reader: Reader) -> str:
    cell = row.cell(reader)
    if reader == "vendor":
        return library.text("fact.no")  # none is built in; the table says what one would see
    if cell.form == "none":
        return library.text("fact.no")
    return library.text("fact.yes") if cell.form == "whole" else cell.say
