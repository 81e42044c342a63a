"""
What a typed answer says: "I don't know", "none", an option with words behind it, who did or said what on which day.

By words alone. A day is read elsewhere (`Percept.dates`) and given; what is not understood stays in the rep's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from content.checklist import ChecklistItem, Option
from dialogs import evidence
from dialogs.model import Dated
from dialogs.patterns import regex
from dialogs.reassessment.facts import percent, says_nothing, words
from dialogs.reassessment.model import Basis

UNKNOWN, NONE = "unknown", "none"
_UNKNOWN = frozenset(
    [
        *("unknown", "i don't know", "i do not know", "don't know", "do not know", "dont know", "i dont know"),
        *("no idea", "i have no idea", "not sure", "i am not sure", "i'm not sure", "can't tell", "cannot tell"),
        *("i can't tell", "i cannot tell", "can't say", "cannot say", "dunno", "idk", "not known", "no clue"),
    ]
)
_NOT_KNOWN = regex(
    r"^\W*(?:(?:i|we|honestly|sorry|really|still|just)\W+)*"
    r"(?:no idea|no clue|not sure|not certain which|not known|"
    r"(?:do not|don't|dont|can't|cannot|can not) (?:know|tell|say)|hard to (?:say|tell)|dunno|idk|unknown)\b",
    re.IGNORECASE,
)
_BESIDE_UNKNOWN = frozenset(
    """
    yet at all really still right now so far today for the moment i we do does is it that this to say tell be honest
    honestly sorry just here about who what which when where how if
    """.split()  # noqa: SIM905 - forty quoted words are not read more easily
)
_NEGATED = regex(r"(?:\bnot|n't|\bno longer|\bno more|\bnever|\bnobody|\bno one|\bno)\s+(?:[\w']+\s+){0,2}$")
_AFTER_OPTION = r"(?=$|[\s:,;.–—-])"
_LINK = regex(r"^[\s:,;.–—-]*(?:because|since|as|with|in that)?\b[\s:,;–—-]*", re.IGNORECASE)
_BUT = regex(r"^\W*(?:but|though|although|only)\b", re.IGNORECASE)
_OURS = regex(r"^[^\w“”\"‘']*(?:we|i|our|us|my)\b", re.IGNORECASE)  # in quotes it is they who say "I"
_MONEY_BEFORE = regex(r"[$€£¥]\s*$")
_AMOUNT = regex(r"(?<![\w.,])(\d+(?:[.,]\d+)?)(?![\w.,]*\w)(?!\s*(?:k|m|thousand|million|[$€£¥]|usd|eur|gbp|chf)\b)")
_SPOKE = regex(
    r"\b(?:said|says|told|tells|wrote|writes|asked|asks|mentioned|mentions|called|rang|explained|explains|complained|"
    r"complains|confirmed|confirms|admitted|admits|emailed|mailed|replied|answered|claimed|claims|put it|insisted)\b"
    r"|[“\"]",
    re.IGNORECASE,
)
_NAME = regex(
    r"(?<![\w'’])[A-ZÀ-ÖØ-Þ](?:[a-zß-öø-ÿ]+|\.)(?:[-'’][A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+)*"
    r"(?:\s+(?:(?:van|von|de|der|den|di|da|del|la|le|bin|al)\s+)*[A-ZÀ-ÖØ-Þ](?:[a-zß-öø-ÿ]+|\.)(?:[-'’]\w+)?){0,3}"
)
_NUMBER = regex(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Told:
    """
    What a line says of what happened: on the customer's side, as far as the words tell.

    `ours`: the line begins with what we did. `ahead`: a day that is still to come, where no past one is named.
    """

    basis: Basis
    who: str = ""
    day: date | None = None
    ahead: date | None = None
    ours: bool = False

    @property
    def whole(self) -> bool:
        """Whether the line by itself is evidence: who, which day, and what they said or did."""
        return self.basis in ("said", "did") and bool(self.who) and self.day is not None and not self.ours


def plain(text: str) -> str:
    """Return a short answer as answers are compared: small letters, one space, straight signs, no full stop."""
    return " ".join(text.replace("’", "'").lower().split()).strip(" .,;:")


def says_unknown(text: str) -> bool:
    said = plain(text)
    if said in _UNKNOWN:
        return True
    begun = _NOT_KNOWN.match(said)
    return begun is not None and set(words(said[begun.end() :])) <= _BESIDE_UNKNOWN


def says_none(text: str, item: ChecklistItem) -> bool:
    """Whether the line says that there is none, where the item takes that for an answer."""
    return bool(item.none) and bool(text.strip()) and (says_nothing(text) or plain(text) == plain(item.none))


def option_of(text: str, item: ChecklistItem) -> tuple[str, str]:
    """
    Return the option that a line takes, and the words behind it: "worried: the CFO moved it" is ("worried", the rest).

    The option stands first; or it is the only one that the line names at all and does not deny: "not worried" takes
    none. A "yes, but" takes what stands behind it. Both are empty where none of these holds.
    """
    lower = text.replace("’", "'").lower()
    for word, option in _names(item.options) if not _NOT_KNOWN.match(lower) else ():
        if re.match(re.escape(word) + _AFTER_OPTION, lower.lstrip()):
            rest = text.lstrip()[len(word) :]
            if word in ("yes", "no") and _BUT.match(rest):
                break
            said = rest[_end_of_link(rest) :].strip()
            return option.id, said if any(char.isalnum() for char in said) else ""
    found = {option.id for word, option in _names(item.options) if len(word) > 3 and _stands_in(word, lower)}
    return (found.pop(), text.strip()) if len(found) == 1 else ("", "")


def _end_of_link(rest: str) -> int:
    link = _LINK.match(rest)
    return link.end() if link else 0


def _names(options: Sequence[Option]) -> list[tuple[str, Option]]:
    """Return each word or label with its option, the longest first."""
    named = [
        (name.replace("’", "'").lower(), o) for o in options for name in (o.label, o.id.replace("_", " "), *o.words)
    ]
    return sorted(named, key=lambda pair: -len(pair[0]))


def _stands_in(word: str, lower: str) -> bool:
    """Whether a line names an option somewhere without denying it: "no longer worried" denies it."""
    places = re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", lower)
    return any(_NEGATED.search(lower, 0, place.start()) is None for place in places)


def option_in(text: str, options: Sequence[Option]) -> tuple[str, int, int]:
    """Return the first option that a text names and does not deny: (id, start, end); the id is empty where none is."""
    lower = text.replace("’", "'").lower()
    hits = []
    for word, option in _names(options):
        hit = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", lower)
        if hit and _NEGATED.search(lower, 0, hit.start()) is None:
            hits.append((hit.start(), -len(word), option.id, hit.end()))
    if not hits:
        return "", 0, 0
    start, _, id, end = min(hits)
    return id, start, end


def number_in(text: str) -> str:
    """Return the first number of a text, with a point; empty where there is none."""
    found = _NUMBER.search(text)
    return found.group().replace(",", ".") if found else ""


def gap_in(text: str, dates: Sequence[Dated]) -> str:
    """Return a gap in percent; of other numbers just one that is no day and no amount of money. Empty without one."""
    share = percent(text)
    if share is not None:
        return f"{share:g}"
    bare = without_days(text, dates)
    found = [one for one in _AMOUNT.finditer(bare) if not _MONEY_BEFORE.search(bare, 0, one.start())]
    return found[0].group(1).replace(",", ".") if found else ""


def name_in(text: str) -> str:
    """Return the first person or role that a text names, with all parts of the name; empty where it names none."""
    first = evidence.who(text)
    if not first or first in ("it", "It"):  # the department is written in capitals
        return ""
    for found in _NAME.finditer(text):
        if first in found.group():
            words = found.group().split()
            start = next((at for at, word in enumerate(words) if first in word), 0)
            start -= 1 if start and words[start - 1].endswith(".") else 0  # an initial
            return " ".join(words[start:])
    return first


def told(text: str, dates: Sequence[Dated], today: date) -> Told:
    """Return who said or did what on which day, as far as a line tells; the latest of several days that are past."""
    bare = without_days(text, dates)
    past = [found.day for found in dates if found.day <= today]
    ahead = [found.day for found in dates if found.day > today]
    deed = evidence.deed(bare)
    basis: Basis = "said" if _SPOKE.search(bare) else "did" if deed else "assumed"
    return Told(
        basis=basis,
        who=name_in(bare),
        day=max(past, default=None),
        ahead=min(ahead, default=None) if not past else None,
        ours=_OURS.match(bare) is not None,
    )


_BEFORE_DAY = regex(r"(?:^|[\s,;(])(?:by|on|at|until|till|since|from|in|the|of|due)?\s*$", re.IGNORECASE)


def without_days(text: str, dates: Sequence[Dated]) -> str:
    """Return the text without the days in it and the small words that lead to them."""
    return "".join(piece for _, piece in pieces(text, dates))


def act_in(text: str, dates: Sequence[Dated]) -> str:
    """Return what happened as it is kept beside its day: the words without the days."""
    parts = (part.strip() for part in without_days(text, dates).split(","))
    return ", ".join(part for part in parts if part).strip(" .;:")


def pieces(text: str, dates: Sequence[Dated]) -> Iterator[tuple[int, str]]:
    """Yield what stands between the days of a text, with where it begins; a day leaves a comma behind."""
    at = 0
    for found in sorted(dates, key=lambda one: one.start):
        if found.start < at:
            continue
        before = text[at : found.start]
        lead = _BEFORE_DAY.search(before)
        yield at, (before[: lead.start()] if lead else before) + ","
        at = found.end
    yield at, text[at:]
