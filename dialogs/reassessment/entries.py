"""
The lines of a list answer, read into the columns that the checklist names. What no column takes is kept in the text.

A line is parted at commas, dashes and colons outside of quotes; a day is found first, then the options, then a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from content.checklist import ChecklistItem, Column
from dialogs.model import Dated
from dialogs.patterns import regex
from dialogs.reassessment.model import Entry
from dialogs.reassessment.reading import name_in, number_in, option_in, without_days

_LINE = regex(r"[^\n;]+")
_BULLET = regex(r"^\s*(?:[-*•·–]|\(?\d{1,2}[.)])\s+")
_PART = regex(r"(?:[“\"][^”\"]*[”\"]|[^,|\t])+")
_DASH = regex(r"\s+[-–—]\s+|:\s+")
_NOTHING = regex(
    r"^(?:for\s+)?(?:nothing|none|no(?:thing)? (?:back|in return)|free)(?:\s+(?:back|in return|yet))?$", re.I
)
_IF = regex(
    r"(?:^\W*(?:if|when|should|in case)|\b(?:if|in case))[\s,]+(?P<sign>.+?)\s*"
    r"(?:,|→|[-=]>|\bthen\b|\bwe(?:'ll)? (?:will|shall)?\b|$)",
    re.IGNORECASE,
)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with where it begins; a semicolon parts lines as well, for those who type on one."""
    for found in _LINE.finditer(text):
        bullet = _BULLET.match(found.group())
        start = found.start() + (bullet.end() if bullet else 0)
        line = text[start : found.end()]
        if any(char.isalnum() for char in line):
            yield start + len(line) - len(line.lstrip()), line.strip()


def read_entries(item: ChecklistItem, text: str, dates: Sequence[Dated]) -> tuple[Entry, ...]:
    """Return the lines of a list answer in their order, each with the columns that were understood."""
    found = []
    for start, line in (piece for whole in lines_of(text) for piece in _apart(item.columns, *whole, dates)):
        end = start + len(line)
        own = [replace(d, start=d.start - start, end=d.end - start) for d in dates if start <= d.start and d.end <= end]
        found.append(read_entry(item.columns, line, own))
    return tuple(found)


def _apart(columns: Sequence[Column], start: int, line: str, dates: Sequence[Dated]) -> Iterator[tuple[int, str]]:
    """Part a line that is a list of its own: "trial 3 Dec, contract 15 Jan", "12 days early, 5 late"."""
    found = [(start + part.start(), part.group()) for part in _PART.finditer(line) if part.group().strip()]
    if len(found) > 1 and not any(_opens(part, column) for _, part in found for column in columns):
        days = any(column.kind == "day" for column in columns)
        options = [column for column in columns if column.kind == "option"]
        if (days and all(_is_dated(*part, dates) for part in found)) or any(
            all(_names_option(part, column) for _, part in found) for column in options
        ):
            yield from ((at + len(part) - len(part.lstrip()), part.strip()) for at, part in found)
            return
    yield start, line


def _opens(part: str, column: Column) -> bool:
    """Whether a text begins with words that open a column: it goes on with the line before it."""
    return bool(column.begins) and re.match(rf"\s*(?:{_words(column)})\b", part, re.IGNORECASE) is not None


def _is_dated(start: int, part: str, dates: Sequence[Dated]) -> bool:
    """Whether a text has a day of its own, and says something besides."""
    own = [replace(d, start=d.start - start, end=d.end - start) for d in dates if start <= d.start < start + len(part)]
    return bool(own) and any(char.isalpha() for char in without_days(part, own))


def _names_option(part: str, column: Column) -> bool:
    """Whether a text names an option of a column, and says something besides."""
    id, start, end = option_in(part, column.options)
    return bool(id) and any(char.isalnum() for char in part[:start] + part[end:])


def read_entry(columns: Sequence[Column], line: str, dates: Sequence[Dated]) -> Entry:
    """Return one line with the columns that were understood; *dates* count from its beginning."""
    fields: dict[str, str] = {}
    rest = line
    # "they buy in January, Sam, 12 Dec": the line's own day comes last; before what opens a column, as "will send it by
    # 3 Dec" does, it comes first
    own = dates[:1] if any(column.begins for column in columns) else dates[-1:]
    for column in columns:
        if column.kind == "day" and own:
            fields[column.id] = own[0].day.isoformat()
            rest = without_days(line, own)
    for column in columns:
        if column.kind == "option":
            id, start, end = option_in(rest, column.options)
            if id:
                fields[column.id] = id
                rest = f"{rest[:start].rstrip()},{rest[end:]}"
        elif column.kind == "number" and number_in(rest):
            fields[column.id] = number_in(rest)
    parts = _parts(rest, [column for column in columns if column.begins])
    _fill(fields, [c for c in columns if c.kind in ("who", "words")], parts)
    return Entry(line, fields)


def _parts(rest: str, opened: Sequence[Column]) -> list[str]:
    found = [part.strip(" .,–—-:\t") for whole in _PART.findall(rest) for part in _DASH.split(whole)]
    parts = [part for part in found if any(char.isalnum() for char in part)]
    for column in opened:
        parts = [piece for part in parts for piece in _opened(part, column)]
    return parts


def _opened(part: str, column: Column) -> list[str]:
    """Part a text before the words that open a column: "4 % off for a longer term"."""
    if _opens(part, column):
        return [part]
    hit = re.search(rf"(?<!^)\s(?=(?:{_words(column)})\s)", part, re.IGNORECASE)
    return [part[: hit.start()].strip(), part[hit.end() :].strip()] if hit else [part]


def _words(column: Column) -> str:
    return "|".join(re.escape(word) for word in sorted(column.begins, key=len, reverse=True))


def _fill(fields: dict[str, str], columns: list[Column], parts: list[str]) -> None:
    """Give the parts to the columns: first those that open with a column's words, then names, then in order."""
    for column in [c for c in columns if c.begins]:
        opening = next((p for p in parts if re.match(rf"(?:{_words(column)})\b", p, re.IGNORECASE)), None)
        if opening is not None:
            parts.remove(opening)
            columns = [c for c in columns if c is not column]
            said = re.sub(rf"^(?:{_words(column)})\s+", "", opening, flags=re.IGNORECASE)
            fields[column.id] = "" if _NOTHING.match(opening) or _NOTHING.match(said) else said
    for column in columns:
        if column.kind == "who" and parts:
            _take_name(fields, column, columns, parts)
    left = [column for column in columns if column.kind == "words"]
    for place, column in enumerate(left):
        if parts:
            taken = parts[place:] if column is left[-1] else parts[place : place + 1]
            said = ", ".join(taken)
            if said:
                fields[column.id] = "" if _NOTHING.match(said) and column.begins else said


def _take_name(fields: dict[str, str], column: Column, columns: list[Column], parts: list[str]) -> None:
    """Take the part that is a name; or the name that opens a longer part, whose rest goes on."""
    whole = next((part for part in parts if len(part.split()) <= 4 and name_in(part)), None)
    if whole is not None and len(parts) == 1 and len(columns) > 1 and whole != name_in(whole):
        whole = None  # "Carla sends the log": a name and what they do
    first_words = columns.index(column) == 0 and len(parts) >= len(columns)
    if whole is None and first_words and len(parts[0].split()) <= 4:
        whole = parts[0]  # "the plant head", in the place of the name
    if whole is not None:
        parts.remove(whole)
        fields[column.id] = whole
        return
    name = name_in(parts[0])
    if name and parts[0].startswith(name):
        fields[column.id] = name
        parts[0] = parts[0][len(name) :].strip(" ,:–—-")


def read_tripwire(item: ChecklistItem, line: str, dates: Sequence[Dated]) -> Entry:
    """Return an if-then line: the sign, the day, and what we will then do, as far as they are understood."""
    fields: dict[str, str] = {}
    bare = without_days(line, dates)
    found = _IF.search(bare)
    after = f"{bare[: found.start()]} {bare[found.end() :]}" if found else bare
    for column in item.columns:
        if column.kind == "day" and dates:
            fields[column.id] = dates[0].day.isoformat()
        elif column.kind == "option":
            id, _, _ = option_in(after, column.options)
            fields |= {column.id: id} if id else {}
        elif column.kind == "words" and found and found["sign"].strip(" ,."):
            fields[column.id] = found["sign"].strip(" ,.")
    return Entry(line, fields)
