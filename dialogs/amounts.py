"""Figures with a unit in a typed line: "€40", "12 %", "within 20 minutes". By words alone."""

from __future__ import annotations

import re

from dialogs.patterns import regex

AMOUNT = regex(
    r"(?:[€$£¥]\s?\d[\d.,]*|\b\d[\d.,]*\s?(?:%|[€$£¥]|k\b|h\b|m\b)|"
    r"\b(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"ninety|half an?|a dozen|a hundred|a thousand)(?:-|\s+)(?:(?:a|an|per|each|every)\s+[a-z]{3,}|(?!and\b|or\b|"
    r"of\b|to\b|in\b|the\b|is\b)[a-z]{2,}))",
    re.IGNORECASE,
)
_LOOSE = regex(r"(?:one|1) (?!minute|hour|day|week|month|quarter|year|second|in\b|out\b|of\b|per)", re.IGNORECASE)

_SHARE = regex(
    r"\b(?:\d+|nine|nineteen|ninety\S*) (?:calls? )?(?:out )?of (?:every |a )?(?:\d+|ten|twenty|a? ?hundred)\b|"
    r"\bquarters? of an hour\b",
    re.IGNORECASE,
)


def names_an_amount(text: str) -> bool:
    """True where the line holds a figure and its unit; "one thing" is none."""
    return _SHARE.search(text) is not None or any(not _LOOSE.match(hit.group()) for hit in AMOUNT.finditer(text))
