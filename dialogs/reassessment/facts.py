"""
What answers say, read for the rules: contacts in their order, gaps, efforts, concessions. By the columns that the
checklist names (`Entry.fields`); what a column does not hold is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dialogs.patterns import regex
from dialogs.reassessment.model import Answer, Answers, Entry

_NUMBER = regex(r"(?<![\w.,])[-+−]?\d+(?:[.,]\d+)?")
_PERCENT = regex(r"(?<![\w.,])[-+−]?(\d+(?:[.,]\d+)?)\s*(?:%|per ?cent\b|pct\b|percentage points?\b)")
_WORD = regex(r"[^\W_]+(?:['’-][^\W_]+)*")
_NO = frozenset(
    "no none nothing nobody noone nope nil zero never not na haven't hasn't hadn't didn't don't wasn't".split()  # noqa: SIM905
)
# what stands beside a "no" and adds nothing: "nothing so far", "no concessions yet", "not that I know of"
_BESIDE_NO = frozenset(
    """
    a an the any anything anybody anyone one so far yet at all really now for here there that which i we us our of to
    in as is was were has have had did do been know known see seen aware else new news unexpected unusual special
    surprise surprises surprising change changes changed concession concessions discount discounts given give gave
    away back return free agreed committed commitment commitments action actions event events step steps happened
    came up report note since then last time this week today moment from them their side yes just only still
    """.split()  # noqa: SIM905 - a hundred quoted words are not read more easily
)
_ARTICLES = frozenset(["a", "an", "the", "our", "their"])


def says_nothing(text: str) -> bool:
    """Whether words say that there is nothing: "none", "Nobody yet.", "not that I know of", or no words at all."""
    said = words(text)
    if said in ((), ("n", "a")):
        return True
    return not _NO.isdisjoint(said) and all(word in _NO or word in _BESIDE_NO for word in said)


def is_nothing(answer: Answer) -> bool:
    """Whether it is known that there is none: no concession, no step, nobody. "I don't know" is not that."""
    if not answer.is_known:
        return False
    if answer.choice:
        return answer.choice == "none"
    if answer.entries:
        return all(says_nothing(entry.text) and not any(entry.fields.values()) for entry in answer.entries)
    return says_nothing(answer.text)


def holds(answers: Answers, item: str) -> bool:
    """Whether an item was asked and answered with something that is there."""
    answer = answers.get(item)
    return answer is not None and answer.is_known and not is_nothing(answer)


def chosen(answers: Answers, item: str) -> str:
    """Return the option taken at an item; empty where it was not asked, or where the rep does not know."""
    answer = answers.get(item)
    return answer.choice if answer is not None and answer.is_known else ""


def lines(answers: Answers, item: str) -> tuple[Entry, ...]:
    """Return the lines of a list answer that say something; none where it was not asked, not known, or nothing."""
    answer = answers.get(item)
    if answer is None or not answer.is_known:
        return ()
    return tuple(e for e in answer.entries if any(e.fields.values()) or not says_nothing(e.text))


def field(entry: Entry, name: str) -> str:
    """Return a column of a line; empty where it holds nothing or says so ("none")."""
    found = column(entry, name)
    return "" if says_nothing(found) else found


def column(entry: Entry, name: str) -> str:
    """Return a column of a line as it is: "nothing new by then" can be the very sign that is waited for."""
    return entry.fields.get(name, "").strip()


def day_of(entry: Entry, name: str = "day") -> date | None:
    """Return the day of a line; None where it has none that can be read."""
    try:
        return date.fromisoformat(entry.fields.get(name, ""))
    except ValueError:
        return None


def in_order(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return lines by day, oldest first; as they were listed where one of them has no day."""
    days = [day_of(entry) for entry in entries]
    dated = [(day, at) for at, day in enumerate(days) if day is not None]
    return tuple(entries[at] for _, at in sorted(dated)) if len(dated) == len(entries) else tuple(entries)


def latest(answer: Answer) -> date | None:
    """Return the latest day that an answer names: of its evidence or of one of its lines."""
    days = [day for day in (answer.day, *map(day_of, answer.entries)) if day]
    return max(days, default=None)


def gap(answers: Answers) -> float | None:
    """Return how far our price is from the alternative by R2, in percent, without a sign; None where it is not said."""
    answer = answers.get("r2")
    if answer is None or not answer.is_known:
        return None
    for entry in answer.entries:
        told = number(entry.fields.get("gap", ""))
        if told is not None:
            return abs(told)
    for text in (answer.text, *(entry.text for entry in answer.entries), answer.act):
        said = _PERCENT.search(text.lower())
        if said:
            return float(said.group(1).replace(",", "."))
    return None


def number(text: str) -> float | None:
    """Return the first number that a text holds; None without one."""
    found = _NUMBER.search(text)
    return float(found.group().replace(",", ".").replace("−", "-")) if found else None


def percent(text: str) -> float | None:
    """Return the first percentage that a text holds, without a sign; None without one."""
    found = _PERCENT.search(text.lower())
    return float(found.group(1).replace(",", ".")) if found else None


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: in small letters, without marks."""
    return tuple(word.lower().replace("’", "'") for word in _WORD.findall(text))


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same but for marks, capitals and articles."""
    return one == other or _bare(words(one)) == _bare(words(other))


def _bare(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in said if word not in _ARTICLES)
