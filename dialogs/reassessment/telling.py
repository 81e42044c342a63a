"""Answers, days and names in few words, as a diff, a trail and a brief show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from content.library import Library
from dialogs.reassessment.facts import field, gap, is_nothing
from dialogs.reassessment.ladder import base_level
from dialogs.reassessment.model import Answer, Entry

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ELLIPSIS = "…"


def day_words(day: date, *, seen: date | None = None) -> str:
    """Return a day as "19 Nov"; with its year where that is not the year of the day on which it is *seen*."""
    short = f"{day.day} {_MONTHS[day.month - 1]}"
    return short if seen is None or seen.year == day.year else f"{short} {day.year}"


def clip(text: str, limit: int) -> str:
    """Return a text on one line of at most *limit* characters, never cut within a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    found = _cut(line, limit)
    if not _is_open(found):
        return found
    shorter = _cut(line, limit - 1)
    return f"{shorter}”" if _is_open(shorter) else shorter


def _is_open(text: str) -> bool:
    """Whether a quotation in it is not closed."""
    return text.count("“") > text.count("”")


def _cut(line: str, limit: int) -> str:
    cut = line[: max(0, limit - 1)]
    if not line[len(cut)].isspace():
        cut = cut.rpartition(" ")[0]
    return cut.rstrip(" ,;:–-(“") + _ELLIPSIS if limit > 0 else ""


def listed(parts: Sequence[str], library: Library) -> str:
    """Return parts as "one, two and three"."""
    if len(parts) < 2:
        return "".join(parts)
    return library.text("tell.and", first=", ".join(parts[:-1]), last=parts[-1])


def name_of(item: str, library: Library) -> str:
    """Return an item's short name: "power"; its id where the checklist has it no more."""
    known = library.checklist.items.get(item)
    return known.short if known else item.upper()


def label_of(item: str, library: Library) -> str:
    """Return an item's id and short name: "B4 power"."""
    name = name_of(item, library)
    return name if name == item.upper() else f"{item.upper()} {name}"


def option_words(answer: Answer, library: Library) -> str:
    """Return the option taken as its button says it; by its id where the checklist has it no more."""
    item = library.checklist.items.get(answer.item)
    options = item.options if item else ()
    return next((one.label for one in options if one.id == answer.choice), answer.choice.replace("_", " "))


def in_short(answer: Answer | None, library: Library) -> str:
    """Return what was answered in as few words as possible: the option's id, a quotation, the lines of a list."""
    if answer is None or not answer.is_known:
        return library.text("tell.unknown")
    if is_nothing(answer) and answer.item != "b4":
        return library.text("tell.none")
    option = answer.choice.replace("_", " ")
    words = " ".join(answer.text.split())
    lines = "; ".join(map(line, answer.entries))
    far = gap({"r2": answer}) if answer.item == "r2" else None
    if far is not None:
        return library.text("tell.gap", said=option or f"“{words}”", gap=f"{far:g}")
    quoted = f"“{words}”" if words else lines
    if any(entry.fields.get("seen") == "yes" for entry in answer.entries):
        quoted = library.text("tell.seen_sign", said=quoted)
    return f"{option}: {quoted}" if option and quoted else option or quoted


def line(entry: Entry) -> str:
    """Return a line of a list as the rep wrote it; its columns where there are no words."""
    return " ".join(entry.text.split()) or ", ".join(value for value in entry.fields.values() if value)


def source(answer: Answer, today: date, library: Library, *, width: int = 110) -> str:
    """
    Return what an answer rests on, in brackets: who told us, what they did, when; or that we assume it.

    Args:
        width: characters of what somebody wrote; the day stands behind it in full.
    """
    if not answer.is_known:
        return ""
    if base_level(answer) < 2 or answer.day is None:
        return library.text("tell.assumed")
    day = day_words(answer.day, seen=today)
    if answer.basis == "said":
        return library.text("tell.told", who=clip(answer.who, width), day=day)
    act = clip(answer.act or answer.who, width) or library.text("tell.seen")
    return library.text("tell.did", act=act, day=day)


def best_column(entry: Entry, *names: str) -> str:
    """Return the first of the columns that a line has; its words where it has none of them."""
    return next((field(entry, name) for name in names if field(entry, name)), line(entry))
