"""
Accounts from a CSV file, as a spreadsheet or a CRM writes it: each row is opened, or said why not. A bad row never
keeps a good one out, and a file may be read again: what is there already is left as it is.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.service.accounts import AccountRefused, Accounts, name_key
from dialogs.reassessment.model import PHASES, Account, Phase

ReadDay = Callable[[str, date], date | None]  # the day that plain words name, seen from a day; None: not one day

MOST_BYTES = 5_000_000  # our guess: a CRM's export of 10,000 accounts with thirty columns
_BATCH = 200  # rows a transaction: a chat beside waits half a second at most
_SEPARATORS = ",;\t|"

_COLUMNS = {  # what a header may be called, without spaces and signs
    **dict.fromkeys(("name", "account", "company", "customer", "client", "prospect"), "name"),
    **dict.fromkeys(("accountname", "companyname", "customername", "organisation", "organization"), "name"),
    **dict.fromkeys(("review", "reviewdate", "reviewat", "reviewon", "reviewday", "dateofreview"), "review"),
    **dict.fromkeys(("nextreview", "nextreviewdate", "nextreviewon", "strategyreview", "accountreview"), "review"),
    **dict.fromkeys(("phase", "stage", "buyingphase", "buyingstage", "salesstage", "step"), "phase"),
}
_PHASES: dict[str, Phase] = {
    **dict.fromkeys(("recognition", "recognitionofneeds", "needs", "problem", "1"), PHASES[0]),
    **dict.fromkeys(("evaluation", "evaluationofoptions", "options", "comparing", "2"), PHASES[1]),
    **dict.fromkeys(("concerns", "resolutionofconcerns", "resolution", "worries", "worried", "3"), PHASES[2]),
    **dict.fromkeys(("implementation", "implementationandgrowth", "implementing", "growth", "4"), PHASES[3]),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a row that was not taken: the line of the file that it begins on, and why, in words."""

    line: int
    why: str


@dataclass(slots=True)
class Imported:
    """What a file holds. `ready`: what is opened, with its line; `there`: rows whose account exists already."""

    ready: list[tuple[int, Account]] = field(default_factory=list)
    there: list[Row] = field(default_factory=list)
    bad: list[Row] = field(default_factory=list)
    unused: tuple[str, ...] = ()  # headers of columns that mean nothing here


def read_accounts(content: bytes, accounts: Accounts, read_day: ReadDay) -> Imported:
    """
    Read a file and write nothing.

    Args:
        content: CSV in UTF-8, UTF-16 with its mark, or Windows' Western letters; separated by , ; | or tabs.
    Raises:
        AccountRefused: the file as a whole cannot be read; the message says what it must look like.
    """
    rows = _rows(_text(content))
    line, header = next(rows, (1, []))
    columns = _columns(header)
    if "name" not in columns:
        seen = ", ".join(cell for cell in header if cell.strip()) or "nothing"
        raise AccountRefused(f"The first line must name the columns, one of them `name`; line {line} has: {seen}.")
    used = set(columns.values())
    unused = tuple(cell.strip() for place, cell in enumerate(header) if place not in used and cell.strip())
    reading = _Reading(accounts, read_day, columns, len(header))
    for line, cells in rows:
        reading.take(line, cells)
    reading.found.unused = unused
    return reading.found


def keep_accounts(found: Imported, accounts: Accounts) -> None:
    """Open what is ready. Raises StoreMisuse: another process took a name since it was read."""
    ready: Sequence[Account] = [account for _, account in found.ready]
    for start in range(0, len(ready), _BATCH):
        accounts.add_all(ready[start : start + _BATCH])


class _Reading:
    """Takes row after row. It knows what is there before the first one."""

    def __init__(self, accounts: Accounts, read_day: ReadDay, columns: dict[str, int], width: int) -> None:
        self._accounts = accounts
        self._read_day = read_day
        self._columns = columns
        self._width = width
        self._known = {name_key(one.name): one for one in sorted(accounts.all(), key=lambda one: one.status == "open")}
        self._lines: dict[str, int] = {}  # of names in this file
        self.found = Imported()

    def take(self, line: int, cells: list[str]) -> None:
        """Read one row."""
        extra = [cell for cell in cells[self._width :] if cell.strip()]
        if extra:
            self._refuse(line, f"more cells than columns; put quotes around a text with a separator ({extra[0]!r})")
            return
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in self._columns.items()}
        try:
            new = self._accounts.new(row["name"], phase=_phase(row.get("phase", "")), review=self._day(row))
        except AccountRefused as why:
            self._refuse(line, str(why).rstrip("."))
            return
        self._place(line, new)

    def _place(self, line: int, new: Account) -> None:
        key = name_key(new.name)
        known = self._known.get(key) or next(iter(self._accounts.named(new.name)), None)  # the second: a merged one
        if key in self._lines:
            self._refuse(line, f"{new.name} is on line {self._lines[key]} already")
        elif known is None:
            self._lines[key] = line
            self.found.ready.append((line, new))
        elif known.status == "open":
            self.found.there.append(Row(line, f"{known.name} is there already"))
        else:
            self.found.there.append(
                Row(line, f"{known.name} is {known.status}; `coach accounts reopen` opens it again")
            )

    def _refuse(self, line: int, why: str) -> None:
        self.found.bad.append(Row(line, why))

    def _day(self, row: dict[str, str]) -> date | None:
        text = row.get("review", "")
        if not text or not any(c.isalnum() for c in text):
            return None
        day = self._read_day(text, self._accounts.today)
        if day is None:
            raise AccountRefused(f"the review date {text!r} cannot be read; write it like 2026-11-19")
        return day


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise AccountRefused(f"The file has {len(content):,} bytes; at most {MOST_BYTES:,}.")
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:  # the last is what Excel writes on Windows
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise AccountRefused("This is not a text file; save the sheet as CSV (UTF-8) first.")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty with the line that it begins on, from 1."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise AccountRefused(f"Line {line} cannot be read as CSV ({error}).") from error
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _columns(header: list[str]) -> dict[str, int]:
    """Return at which place each column that means something stands; of two that mean the same the first."""
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        if name := _COLUMNS.get(_plain(cell)):
            found.setdefault(name, place)
    return found


def _phase(text: str) -> Phase:
    word = _plain(text)
    if not word:
        return "recognition"
    if word not in _PHASES:
        raise AccountRefused(f"the phase {text!r} is none of {', '.join(PHASES)}")
    return _PHASES[word]


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
