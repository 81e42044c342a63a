"""
The evidence ladder: what an answer is worth, and how that ages. A level says how well something is known of the
account; it is never a grade of the rep.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from dialogs.reassessment.model import Answer, Level

FRESH_DAYS = 30  # reassessment.md 1: one level less after 30 days
OLD_DAYS = 60  # and at most 1 after 60

Missing = Literal["", "who", "day", "act"]


def level(answer: Answer, today: date) -> Level:
    """Return what an answer is worth on a day: 0 unknown, 1 we assume, 2 the customer told us, 3 they did something."""
    worth = base_level(answer)
    days = age(answer, today)
    if worth < 2 or days is None or days <= FRESH_DAYS:
        return worth
    return 2 if worth == 3 and days <= OLD_DAYS else 1


def base_level(answer: Answer) -> Level:
    """Return what an answer was worth on the day of its evidence; evidence without its parts is an assumption."""
    if not answer.is_known:
        return 0
    if answer.basis == "assumed" or lacks(answer):
        return 1
    return 3 if answer.basis == "did" else 2


def lacks(answer: Answer) -> Missing:
    """Return the part without which what the customer said (who, day) or did (what, day) counts as assumed."""
    if not answer.is_known or answer.basis == "assumed":
        return ""
    if answer.basis == "said" and not answer.who.strip():
        return "who"
    if answer.basis == "did" and not (answer.act.strip() or answer.text.strip() or answer.entries):
        return "act"  # the lines of a list say what was done
    return "" if answer.day else "day"


def age(answer: Answer, today: date) -> int | None:
    """Return the days since what an answer rests on; 0 for a day to come, None where it rests on nothing dated."""
    if base_level(answer) < 2 or answer.day is None:
        return None
    return max(0, (today - answer.day).days)


def is_stale(answer: Answer, today: date) -> bool:
    """Whether evidence is older than 30 days; an assumption has no age."""
    days = age(answer, today)
    return days is not None and days > FRESH_DAYS
