"""
Read the weekdays, months and quarters that patterns found: arithmetic on the calendar alone.

Each reader takes a match of bot/perception/date_words.py and returns its day; None where it names none after all.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from bot.perception import date_words as words
from bot.perception.stretches import BACK, ON, Asked, coming, monday_of, months_from, period_of

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SLIPS = {"wensday": "wed", "tuesady": "tue", "thrusday": "thu"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PERIOD_LETTERS = {"w": "week", "m": "month", "q": "quarter", "y": "year"}
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


def read_weekday_of_week(match: re.Match[str], asked: Asked) -> date | None:
    return monday_of(asked.today, match["which"]) + timedelta(_weekday(match))


def read_week_from_weekday(match: re.Match[str], asked: Asked) -> date | None:
    """Read "Tuesday week" and "a week on Tuesday": one week after the coming Tuesday."""
    return coming(asked.today, _weekday(match)) + timedelta(7)


def read_weekday(match: re.Match[str], asked: Asked) -> date | None:
    """
    Read a weekday. Today is neither the last nor the coming one; "this" may be today.

    "Next Tuesday" is the one of next week, as most people mean it: tomorrow is called tomorrow.
    """
    if words.RECURRING.search(match.string, 0, match.start()):
        return None
    weekday, which, today = _weekday(match), match["which"], asked.today
    if which == "next":
        return monday_of(today, "next") + timedelta(weekday)
    if which in ON:
        return coming(today, weekday)
    if which in ("this", "current"):
        near = (today + timedelta(days) for days in range(-6, 7))
        return asked.pick(day for day in near if day.weekday() == weekday)
    if which is None and asked.ahead:
        return coming(today, weekday)
    return coming(today, weekday) - timedelta(14 if today.weekday() == weekday else 7)


def _weekday(match: re.Match[str]) -> int:
    written = match["weekday"]
    return _WEEKDAYS.index(_SLIPS.get(written, written[:3]))


def read_week_but_one(match: re.Match[str], asked: Asked) -> date | None:
    """Read "the week before last" and "the week after next" as "last week" is read."""
    ahead = match["two"] == "after next"
    return period_of(asked.today, "week", 2 if ahead else -2).day(None, ahead=ahead)


def read_christmas(match: re.Match[str], asked: Asked) -> date | None:
    day = 24 if match["eve"] else 25
    years = range(asked.today.year - 1, asked.today.year + 2)
    return asked.pick(date(year, 12, day) for year in years)


def read_period(match: re.Match[str], asked: Asked) -> date | None:
    """Read "last week", "end of next month", "over the weekend", "month end", "EOQ"."""
    groups = match.re.groupindex
    part = match["part"] if "part" in groups else "end" if "letter" in groups else None
    period = _PERIOD_LETTERS[match["letter"]] if "letter" in groups and match["letter"] else match["period"]
    which = match["which"] if "which" in groups else None
    if part in ("early", "late") and not (which or match["within"]):
        return None  # "a late week"
    if which:
        steps = -1 if which in BACK else 1 if which in ON else 0
        ahead = asked.ahead if not steps else steps > 0
        day = period_of(asked.today, period, steps).day(part, ahead=ahead)
        return max(day, asked.today) if not steps and ahead and not part else day
    near = [period_of(asked.today, period, steps) for steps in (-1, 0, 1)]
    return asked.pick(stretch.day(part, ahead=asked.ahead) for stretch in near)


def read_quarter(match: re.Match[str], asked: Asked) -> date | None:
    number = int(match["quarter"]) if match["quarter"] else _NTH[match["nth"]]
    return _of_year(match["year"], match["part"], asked, month=3 * number - 2, months=3)


def read_month(match: re.Match[str], asked: Asked) -> date | None:
    month, which, part, year = match["month"], match["which"], match["part"], match["year"]
    if not (year or part or which or _is_month(match, asked)):
        return None
    if which in BACK:
        asked = Asked(asked.today.replace(day=1) - timedelta(1), False, asked.month_first)
    elif which in ON:
        asked = Asked(period_of(asked.today, "month", 1).first, True, asked.month_first)
    return _of_year(year, part, asked, month=month_of(month), months=1)


def _is_month(match: re.Match[str], asked: Asked) -> bool:
    """Tell a month from a verb and from a person: "by May" may be either where no day to come is asked for."""
    before, after = match["before"], match.string[match.end() :]
    if not re.search(r"\w", match.string[: match.start("month")] + after):
        return True  # nothing else was said
    if not before:
        return False
    if match["month"] not in words.PEOPLE_OR_VERBS:
        return True
    return before in ("in", "since", "until", "till", "during") or (asked.ahead and before in ("by", "before"))


def _of_year(written: str | None, part: str | None, asked: Asked, *, month: int, months: int) -> date | None:
    """Read months of a year, or of the year in which they lie nearest in the direction asked for."""
    if written:
        stretch = months_from(year_of(written) * 12 + month - 1, months)
        ahead = asked.ahead if stretch.first <= asked.today <= stretch.last else stretch.first > asked.today
        return stretch.day(part, ahead=ahead)
    years = range(asked.today.year - 1, asked.today.year + 2)
    near = [months_from(year * 12 + month - 1, months) for year in years]
    return asked.pick(stretch.day(part, ahead=asked.ahead) for stretch in near)


def read_day_of_month(match: re.Match[str], asked: Asked) -> date | None:
    """Read "the 5th": of the nearest month that has such a day, in the direction asked for."""
    steps = {"last": -1, "this": 0, "next": 1}.get(match["which"] or "")
    day = int(match["day"])
    near = (steps,) if steps is not None else tuple(range(-3, 4))
    firsts = [period_of(asked.today, "month", step).first for step in near]
    days = [first.replace(day=day) for first in firsts if day <= calendar.monthrange(first.year, first.month)[1]]
    return asked.pick(days) if steps is None else next(iter(days), None)


def year_of(written: str) -> int:
    digits = written.lstrip("'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def month_of(written: str) -> int:
    return MONTHS.index(written[:3]) + 1
