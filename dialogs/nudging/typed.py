"""How a person writes an hour, a day of the week, or the hours of the night."""

from __future__ import annotations

from typing import Final

from dialogs.patterns import regex

_CLOCK = regex(r"(?<!\d)(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|uhr|h)?(?!\d)")
_NOON: Final = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY: Final = 24 * 60  # minutes


def minute_in(text: str) -> int | None:
    """Return the first time of day that a text names, in minutes from midnight; None where it names none."""
    found = minutes_in(text)
    return found[0] if found else None


def minutes_in(text: str) -> list[int]:
    """Return every time of day in a text, in its order: "18:00-08:00", "7 pm to 8 am", "noon"."""
    told = text.lower()
    for word, minute in _NOON.items():
        told = told.replace(word, f"{minute // 60:02d}:{minute % 60:02d}")
    found = []
    for match in _CLOCK.finditer(told):
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
        if half in ("am", "pm"):
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour < 24 and minute < 60:
            found.append(hour * 60 + minute)
    return found


def weekday_in(text: str) -> int | None:
    """Return the day of the week that a text begins with, 0 for Monday; three letters are enough."""
    word = text.strip().lower().rstrip(".s ")
    if len(word) < 3:
        return None
    return next((place for place, day in enumerate(_DAYS) if day.startswith(word) or word.startswith(day)), None)
