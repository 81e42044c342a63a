"""Who, when and what deed a line names: the parts of evidence on an account. By words alone, without a clock."""

from __future__ import annotations

import re

from dialogs.judging.language import ENGLISH
from dialogs.patterns import regex
from dialogs.wording import date_words

# A name is a word with a capital that is no day or month and, where it opens a sentence, no everyday word.
_CAPITAL = regex(r"(?<![\w'’])[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+(?:[-'’][A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)*")
_OPENS = regex(r"(?:^|[.!?]\s)\W*$")
_DATES = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "spring",
        "summer",
        "autumn",
        "winter",
        "christmas",
        "easter",
        "english",
        "euro",
        "euros",
    ]
)
_ROLE = regex(
    r"\b(?:(?:chief|head|director|vice[- ]president|president|vp|manager|lead|leader|chair(?:man|woman|person)?|"
    r"committee|rep|"
    r"board|owner|founder|partner|buyer|purchas(?:er|ing)|procurement|controller|accountant|treasurer|counsel|lawyer|"
    r"engineer|planner|foreman|supervisor|superintendent|nurse|doctor|surgeon|matron|teacher|principal|dean|"
    r"officer|secretary|assistant|administrator|analyst|architect|clerk|dispatcher|operator|technician|chef|"
    r"receptionist|pharmacist|mayor|driver|fitter|mechanic|chemist|caretaker|keeper|electrician|scheduler|dispatch|"
    r"warehouse(?:man)?|storekeeper|ceo|cfo|coo|cio|cto|cmo|ciso|it|hr|finance|"
    r"quality|operations|maintenance|sales|marketing|legal)(?:s|'s)?)\b",
    re.IGNORECASE,
)
_DEED = regex(
    r"\b(?:(?:has|have|had|did|was|were)(?:n't| not)? (?:\w+ )?[a-z]{3,}|now [a-z]{3,}s|said|says|told|tells|wrote|"
    r"writes|sent|sends|asked|asks|gave|gives|got|gets|met|rang|chose|made|took|put|brought|bought|"
    r"led|held|left|went|came|began|broke|built|paid|sold|signed|spoke|heard|read|ran|saw|showed|shown|set|cut|let|"
    r"kept|"
    r"won|lost|agreed|refused|"
    r"(?!need|speed|feed|seed|bleed|indeed|exceed|proceed|succeed|agreed\b|hundred|bed\b|red\b)[a-z]{2,}ed)\b",
    re.IGNORECASE,
)


def who(text: str) -> str:
    """Return the first person or role that a line names; empty where it names none."""
    for found in _CAPITAL.finditer(text):
        word = found.group().lower()
        everyday = word in ENGLISH and _OPENS.search(text[: found.start()]) is not None
        if word not in _DATES and not everyday:
            return found.group()
    role = _ROLE.search(text)
    return role.group() if role else ""


def when(text: str) -> str:
    """Return the first words that name a day, a date or a week, past or ahead; empty where there are none."""
    return date_words(text)


def deed(text: str) -> str:
    """Return the first word that tells what somebody said or did; empty where there is none."""
    found = _DEED.search(text)
    return found.group() if found else ""
