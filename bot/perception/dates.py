"""
Find the days that a line names, in plain English words: "last Tuesday", "19 Nov", "two weeks ago", "end of Q1".

What names a day is found by strict patterns, so that "it may sit in March's queue" names none; how many days back, and
which day a number and a month make, is read by dateparser. It reads no clock: today is given. What is read here is
echoed to the rep, who may correct it.
"""

from __future__ import annotations

import calendar
import functools
import re
import threading
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from bot.perception import date_stretches as readers
from bot.perception import date_words as words
from bot.perception.date_stretches import MONTHS, month_of, year_of
from bot.perception.stretches import BACK, Asked, working_days
from dialogs.model import Dated

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_COUNTS = {"a": 1, "an": 1, "a couple": 2, "couple": 2, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3} | {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
}
_FRACTIONS = {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)}  # "1/2" is a half and rarely a day

_LOADING = threading.Lock()  # dateparser builds its tables at the first reading; threads share them


def find_dates(text: str, *, today: date, ahead: bool = False, month_first: bool = False) -> tuple[Dated, ...]:
    """
    Return the days that a line names, in the order of the line; what cannot be one for sure is left out.

    Args:
        today: in the rep's zone.
        ahead: a day without a year or a week is the next one, today included; otherwise the last one.
        month_first: how "5/6" is read where neither number can be a month alone.
    """
    line = _plain(text)
    if not words.HINT.search(line):
        return ()
    asked = Asked(today, ahead, month_first or _shows_month_first(line))
    taken: dict[tuple[int, int], date | None] = {}  # None: no such day, and nothing else there is one
    for pattern, read in _RULES:
        for match in pattern.finditer(line):
            start, end = _trimmed(match)
            if not any(start < last and first < end for first, last in taken):
                was = words.SINCE.search(line, 0, start) is not None
                taken[start, end] = read(match, Asked(today, False, asked.month_first) if was else asked)
    return tuple(Dated(*place, day) for place, day in sorted(taken.items()) if day is not None)


def _plain(text: str) -> str:
    """Return the line as the patterns meet it, sign for sign: small letters, plain quotes, dashes and spaces."""
    plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return plain.translate(_SIGNS)


_SIGNS = str.maketrans("‘’–—\u00a0\u202f\t\n", "''--    ")


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Return where the day itself stands: without "in" or "by" before it, or a full stop after it."""
    start, end = match.span()
    if "before" in match.re.groupindex and match["before"]:
        start = match.end("before") + 1
    elif match.re is words.SHORT_WEEKDAY:
        start = match.start("which") if match["which"] else match.start("weekday")
    while end > start and match.string[end - 1] in " .,":
        end -= 1
    return start, end


# Days with a month or a year.


def _read_iso(match: re.Match[str], asked: Asked) -> date | None:
    return _read(f"{match['year']}-{match['month']:0>2}-{match['day']:0>2}", asked)


def _read_day_month(match: re.Match[str], asked: Asked) -> date | None:
    month, after = match["month"], match.string[match.end() :]
    bare = not (match["th"] or match["of"] or match["year"])
    if month == "may" and bare and re.match(r" ?[a-z]", after):
        return None  # "of the 5, 3 may leave"
    return _read_calendar(int(match["day"]), month, match["year"], asked)


def _read_month_day(match: re.Match[str], asked: Asked) -> date | None:
    return _read_calendar(int(match["day"]), match["month"], match["year"], asked)


def _read_numeric(match: re.Match[str], asked: Asked) -> date | None:
    a, b, year, sign = int(match["a"]), int(match["b"]), match["year"], match["sign"]
    if not year and not _is_bare_numeric(match, a, b):
        return None
    first_is_month = b > 12 or (a <= 12 and asked.month_first and sign != ".")
    day, month = (b, a) if first_is_month else (a, b)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return _read_calendar(day, MONTHS[month - 1], year, asked)


def _is_bare_numeric(match: re.Match[str], a: int, b: int) -> bool:
    """Tell "19/11" from a fraction, "on 19.11." from a price or a version, and all from a range."""
    before = words.BEFORE_A_DAY.search(match.string, 0, match.start()) is not None
    if match["sign"] == "/":
        return (a, b) != (24, 7) and (before or (a, b) not in _FRACTIONS)
    if match["sign"] == "." and match["dot"]:
        return before and bool(re.match(r" [a-z]", match.string[match.end() :]) or a > 12 >= b)
    return False


def _shows_month_first(line: str) -> bool:
    """Whether another day of the line can be read just with the month before the day."""
    pairs = [(int(match["a"]), int(match["b"])) for match in words.NUMERIC.finditer(line) if match["sign"] == "/"]
    return any(a <= 12 < b <= 31 for a, b in pairs)


def _read_calendar(day: int, month: str, year: str | None, asked: Asked) -> date | None:
    """Read a day of a month; without a year the nearest in the direction asked for. None: there is no such day."""
    if year:
        return _read(f"{day} {month} {year_of(year)}", asked)
    step = 1 if asked.ahead else -1
    for one in range(asked.today.year, asked.today.year + 9 * step, step):  # 29 February has one among them
        if day <= calendar.monthrange(one, month_of(month))[1]:
            near = _read(f"{day} {month} {one}", asked)
            if near and asked.pick([near]):
                return near
    return None


# So many days from today.


def _read_word(match: re.Match[str], asked: Asked) -> date | None:
    word = match["word"].removeprefix("the ")
    if word.startswith("this ") or word == "tonight":
        word = "today"
    return _read({"yday": "yesterday", "last night": "yesterday", "tmrw": "tomorrow"}.get(word, word), asked)


def _read_ago(match: re.Match[str], asked: Asked) -> date | None:
    if match["back"] and words.GIVEN_BACK.search(match.string, 0, match.start()):
        return None  # "it gives you a day back"
    return _away(match, asked, back=True)


def _read_from_now(match: re.Match[str], asked: Asked) -> date | None:
    return _away(match, asked, back=False)


def _read_in_time(match: re.Match[str], asked: Asked) -> date | None:
    """Read "in two weeks"; where a past day is asked for it is how long something took, but for "weeks' time"."""
    return _away(match, asked, back=False) if asked.ahead or match["time"] else None


def _read_stretch_of(match: re.Match[str], asked: Asked) -> date | None:
    return _away(match, asked, back=match["which"] in BACK)


def _away(match: re.Match[str], asked: Asked, *, back: bool) -> date | None:
    count = _COUNTS.get(match["count"]) or int(match["count"])
    if match["work"]:
        return working_days(asked.today, -count if back else count) if match["unit"] == "day" else None
    unit = {"wk": "week", "yr": "year"}.get(match["unit"], match["unit"])
    if unit == "quarter":
        count, unit = 3 * count, "month"
    elif unit == "fortnight":
        count, unit = 2 * count, "week"
    return _read(f"{count} {unit}s ago" if back else f"in {count} {unit}s", asked)


# The library.


def _read(phrase: str, asked: Asked) -> date | None:
    """Return the day of a phrase that dateparser reads one way only; None where there is no such day."""
    return _read_on(phrase, asked.today)


@functools.lru_cache(maxsize=256)  # the same line is read again with each step that a turn takes
def _read_on(phrase: str, today: date) -> date | None:
    with _LOADING:
        found = _parser(today).get_date_data(phrase).date_obj
    return found.date() if found else None


@functools.lru_cache(maxsize=8)  # people of all zones live in three days at a time
def _parser(today: date) -> DateDataParser:
    from dateparser.date import DateDataParser  # half a second; most lines name no day

    settings = {"RELATIVE_BASE": datetime.combine(today, time(12)), "PARSERS": ["relative-time", "absolute-time"]}
    return DateDataParser(languages=["en"], settings=settings)


_Reader = Callable[[re.Match[str], Asked], date | None]

# What says more comes first: a later rule takes nothing of what an earlier one has read.
_RULES: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (words.ISO, _read_iso),
    (words.DAY_MONTH, _read_day_month),
    (words.MONTH_DAY, _read_month_day),
    (words.NUMERIC, _read_numeric),
    (words.AGO, _read_ago),
    (words.FROM_NOW, _read_from_now),
    (words.WORD, _read_word),
    (words.STRETCH_OF, _read_stretch_of),
    (words.IN_TIME, _read_in_time),
    (words.WEEKDAY_OF_WEEK, readers.read_weekday_of_week),
    (words.WEEK_ITS_WEEKDAY, readers.read_weekday_of_week),
    (words.WEEK_FROM_WEEKDAY, readers.read_week_from_weekday),
    (words.WEEKDAY, readers.read_weekday),
    (words.SHORT_WEEKDAY, readers.read_weekday),
    (words.DAY_OF_MONTH, readers.read_day_of_month),
    (words.WEEK_BUT_ONE, readers.read_week_but_one),
    (words.CHRISTMAS, readers.read_christmas),
    (words.PERIOD_PART, readers.read_period),
    (words.QUARTER, readers.read_quarter),
    (words.MONTH, readers.read_month),
    (words.PERIOD, readers.read_period),
    (words.WEEKEND, readers.read_period),
    (words.PERIOD_END, readers.read_period),
)
