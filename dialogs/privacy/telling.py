"""The `privacy` message: the table of who sees what in four lines, and what is going to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from content.library import Library
from content.privacy import PrivacyTable, Reader, Row
from dialogs.model import LOCAL_CHANNEL
from dialogs.privacy.model import Notice, Rights
from dialogs.reassessment.telling import day_words
from dialogs.scene import clip

_MONTH_DAYS = 365 / 12
LONGEST_CONTROLLER = 60  # our guess: bytes of a controller's name in the message


def privacy_text(library: Library, rights: Rights, *, channel: str) -> str:
    """Return the message: who alone sees what, the manager, the others, and for how long with whom it lies."""
    table = library.privacy
    return library.text(
        "privacy.told",
        private=_list(row.label for row in table.rows if row.is_private),
        manager=_phrases(table, "manager"),
        author=_phrases(table, "author"),
        admin=_phrases(table, "admin"),
        outside=library.text("privacy.here" if channel == LOCAL_CHANNEL else "privacy.chat"),
        kept=kept_words(library, rights.keeps),
        controller=controller_of(library),
    )


def controller_of(library: Library) -> str:
    """Return who answers for the data, as the settings name them."""
    return clip(library.controller, LONGEST_CONTROLLER) or library.text("privacy.nobody_named")


def kept_words(library: Library, keeps: Mapping[str, int]) -> str:
    """
    Return for how long each kind is kept, the shortest first: by days below a year, by months from there.

    The time that would take the most words comes last, as that of the rest.
    """
    by_days: dict[int, list[str]] = {}
    for row in library.privacy.rows:
        by_days.setdefault(keep_days(row, keeps), []).append(row.label)
    rest = max(by_days, key=lambda days: (len(by_days[days]), days))
    by_days[rest] = [library.text("privacy.rest")]
    return "; ".join(_kept(library, days, by_days[days]) for days in sorted(by_days, key=lambda d: (d == rest, d)))


def keep_days(row: Row, keeps: Mapping[str, int]) -> int:
    """Return for how many days a kind is kept where a workspace keeps *keeps*: its own, but never longer than ours."""
    return min(row.keep.days, keeps.get(row.kind, row.keep.days))


def _kept(library: Library, days: int, labels: list[str]) -> str:
    kinds = ", ".join(labels)
    if days < 365:
        return library.text("privacy.days", kinds=kinds, days=days)
    return library.text("privacy.months", kinds=kinds, months=round(days / _MONTH_DAYS))


def notice_text(library: Library, notice: Notice) -> str:
    """Return what will change, and when."""
    return library.text("privacy.notice", day=day_of(notice), change=change_words(library, notice))


def announcement(library: Library, notice: Notice) -> str:
    """Return what is said of a change once, to each of those whom it is about."""
    return library.text("privacy.announced", day=day_of(notice), change=change_words(library, notice))


def day_of(notice: Notice) -> str:
    return day_words(notice.effective_at.date())


def change_words(library: Library, notice: Notice) -> str:
    change = notice.change
    labels = {row.kind: row.label for row in library.privacy.rows}
    if notice.about == "keep":
        kind = labels.get(change["kind"], change["kind"])
        return library.text("privacy.notice_keep", kind=kind, days=change["days"], before=change["before"])
    if notice.about == "hold_out":
        return library.text("privacy.notice_hold_out", percent=change["percent"], before=change["before"])
    return library.text("privacy.notice_sees", kinds=_list(labels.get(kind, kind) for kind in change["kinds"]))


def _phrases(table: PrivacyTable, reader: Reader) -> str:
    said = (row.cell(reader) for row in table.rows)
    return _list(cell.say for cell in said if cell.form != "none")


def _list(parts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(parts))
