"""
Weeks, months and quarters on the calendar, and which of their days stands for one. Arithmetic; it reads no clock.

A stretch of time counts as its first day where it was and as its last where it is to come: evidence is then never
fresher than it is, and a deadline never earlier.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

BACK = ("last", "past", "previous")
ON = ("next", "coming", "following")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a day is read against: the rep's today, whether a bare day is one to come, and which number is the month."""

    today: date
    ahead: bool
    month_first: bool

    def pick(self, days: Iterable[date]) -> date | None:
        """Return the nearest of *days* in the direction asked for, today included; None where none lies there."""
        if self.ahead:
            return min((day for day in days if day >= self.today), default=None)
        return max((day for day in days if day <= self.today), default=None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A week (its working days), a weekend, a month, a quarter or a year."""

    first: date
    last: date

    def day(self, part: str | None, *, ahead: bool) -> date:
        """Return the day that stands for it, or for a part of it."""
        days = (self.last - self.first).days
        third = timedelta(round((days + 1) / 3) - 1)
        match (part or "").removeprefix("by the ").split(" ")[0]:
            case "start" | "beginning":
                return self.first
            case "early":
                return self.first + third if ahead else self.first
            case "mid" | "middle":
                return self.first + timedelta(14 if 27 <= days <= 30 else days // 2)
            case "late":
                return self.last if ahead else self.last - third
            case "end":
                return self.last
        return self.last if ahead else self.first


def period_of(today: date, period: str, steps: int) -> Stretch:
    """Return the week, month, quarter or year of today, or that so many *steps* later."""
    if period in ("week", "weekend"):
        monday = today - timedelta(today.weekday()) + timedelta(weeks=steps)
        days = (0, 4) if period == "week" else (5, 6)
        return Stretch(monday + timedelta(days[0]), monday + timedelta(days[1]))
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    index = (today.year * 12 + today.month - 1) // months + steps
    return months_from(index * months, months)


def months_from(index: int, count: int) -> Stretch:
    """Return *count* months from the month of that *index*, counted from the year 0."""
    end = index + count - 1
    last = calendar.monthrange(end // 12, end % 12 + 1)[1]
    return Stretch(date(index // 12, index % 12 + 1, 1), date(end // 12, end % 12 + 1, last))


def coming(today: date, weekday: int) -> date:
    """Return the coming day of that name, one to seven days away."""
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def monday_of(today: date, which: str | None) -> date:
    """Return the Monday of this week, of the last or of the next one."""
    weeks = -1 if which in BACK else 1 if which in ON else 0
    return today - timedelta(today.weekday()) + timedelta(weeks=weeks)


def working_days(today: date, count: int) -> date:
    """Return the day that is *count* days from Monday to Friday away; holidays are not known."""
    day = today
    while count:
        day += timedelta(1 if count > 0 else -1)
        if day.weekday() < 5:
            count += -1 if count > 0 else 1
    return day
