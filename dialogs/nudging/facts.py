"""
What is true of an account on a day and worth a nudge: each fact names its account, its item and what is filled in.

All of it is worked out from the latest snapshots, by the rules that a sitting and its brief use. A fact is true as long
as it is among the facts of the same file on the same day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from content.basics import LONGEST_LABEL
from content.library import Library
from dialogs.nudging.model import Angle, Fact
from dialogs.reassessment import flags
from dialogs.reassessment.case import Case, unchanged
from dialogs.reassessment.contradictions import contradictions
from dialogs.reassessment.facts import day_of, field, holds, in_order, is_nothing, lines
from dialogs.reassessment.ladder import FRESH_DAYS, age, is_stale
from dialogs.reassessment.likeness import same_content
from dialogs.reassessment.model import AccountFile, Answer, Snapshot
from dialogs.reassessment.telling import clip, day_words, name_of

LONGEST_WHO = 30
LONGEST_QUOTE = 70
STEADY = 2  # snapshots in a row in which an answer stood as before; our guess of when that is worth a doubt
TRIPWIRE_DAYS = 2  # so many days before its day a tripwire is worth a look; our guess
WIRE_PAST_DAYS = 14  # and so many after it: an older one would stand before all else for ever; our guess
RESTED_DAYS = 7  # after which the rep's own words are worth a second look; our guess
CONTACTS, LOSS, UNEXPECTED, WIRE = "b5", "a5", "a2", "a9"


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as a nudge looks at it: its file, the day, and the texts to name things by."""

    file: AccountFile
    today: date
    library: Library

    @property
    def latest(self) -> Snapshot | None:
        return self.file.latest

    def fact(self, angle: Angle, item: str, **values: str) -> Fact:
        account = self.file.account
        name = clip(account.name, LONGEST_LABEL)
        changes, reviews = moved(self.file, item)
        named = {"account": name, "item": name_of(item, self.library)}
        counted = {"changes": str(changes), "reviews": str(reviews)}
        return Fact(angle, account.id, name, item, {**named, **counted, **values})


def facts(seen: Seen) -> tuple[Fact, ...]:
    """Return everything worth a nudge about an account, in no order; nothing where it was never reassessed."""
    file = seen.file
    if file.latest is None or file.account.status != "open":
        return ()
    return tuple(fact for find in _FINDERS for fact in find(seen, file.latest))


def _is_rested(seen: Seen, answer: Answer) -> bool:
    """Whether the rep's own words are old enough to be looked at anew."""
    return (seen.today - answer.given).days >= RESTED_DAYS


def _since(seen: Seen, day: date) -> str:
    return str((seen.today - day).days)


def _stale(seen: Seen, latest: Snapshot) -> Iterator[Fact]:
    """An answer that rests on something the customer said or did more than thirty days ago."""
    for item, answer in latest.answers.items():
        if answer.day is None or not is_stale(answer, seen.today) or is_nothing(answer):
            continue
        days = age(answer, seen.today)
        yield seen.fact("stale", item, days=str(days), day=day_words(answer.day, seen=seen.today))


def _contradiction(seen: Seen, latest: Snapshot) -> Iterator[Fact]:
    for found in contradictions(latest.answers, seen.today):
        other = found.items[-1]
        if len(found.items) > 1:
            yield seen.fact("contradiction", found.items[0], other=name_of(other, seen.library))


def _unexpected(seen: Seen, latest: Snapshot) -> Iterator[Fact]:
    """Something that the customer did and the plan did not expect, as the rep wrote it down."""
    answer = latest.answers.get(UNEXPECTED)
    if answer is not None and holds(latest.answers, UNEXPECTED) and _is_rested(seen, answer):
        yield seen.fact("unexpected", UNEXPECTED, quote=_quote(answer), days=_since(seen, answer.given))


def _premortem(seen: Seen, latest: Snapshot) -> Iterator[Fact]:
    """How the rep said that the account would most likely be lost."""
    answer = latest.answers.get(LOSS)
    if answer is not None and holds(latest.answers, LOSS) and _is_rested(seen, answer):
        yield seen.fact("premortem", LOSS, quote=_quote(answer), days=_since(seen, answer.given))


def _tripwire(seen: Seen, latest: Snapshot) -> Iterator[Fact]:
    for entry in lines(latest.answers, WIRE)[:1]:
        day, sign = day_of(entry), field(entry, "sign") or entry.text
        ahead = (day - seen.today).days if day else TRIPWIRE_DAYS + 1
        if day and sign and "seen" not in entry.fields and -WIRE_PAST_DAYS <= ahead <= TRIPWIRE_DAYS:
            quote = clip(_unstopped(sign), LONGEST_QUOTE)
            yield seen.fact("tripwire", WIRE, quote=quote, day=day_words(day, seen=seen.today))


def _unheard(seen: Seen, latest: Snapshot) -> Iterator[Fact]:
    """Somebody of the customer with whom there was no contact for thirty days."""
    met: dict[str, tuple[str, date]] = {}
    for entry in in_order(lines(latest.answers, CONTACTS)):
        who, day = field(entry, "who"), day_of(entry)
        if who and day:
            met[who.casefold()] = (who, max(day, met.get(who.casefold(), ("", day))[1]))
    for who, day in met.values():
        if (seen.today - day).days > FRESH_DAYS:
            yield seen.fact("unheard", CONTACTS, who=clip(who, LONGEST_WHO), days=_since(seen, day))


def _success(seen: Seen, latest: Snapshot) -> Iterator[Fact]:
    """A flag that stood in the snapshot before and not in the latest: something worked, and nobody wrote down what."""
    if len(seen.file.snapshots) < 2:
        return
    before = seen.file.snapshots[-2]
    for id in before.flags:
        rule = flags.RULES.get(id)
        item = _what_moved(rule.items, before, latest) if rule and id not in latest.flags else ""
        if item:
            flag = seen.library.text(f"flag.{id}.name")
            day = day_words(latest.day, seen=seen.today)
            yield seen.fact("success", item, flag=flag, day=day)


def _what_moved(items: Sequence[str], before: Snapshot, latest: Snapshot) -> str:
    """
    Return the item to write down at what made the difference: the first of a flag's whose answer is not what it was.

    Where none is, the flag's first; empty where it has none of its own (RF16 looks at every answer).
    """
    asked = items or tuple(latest.answers)
    moved = (item for item in asked if item in latest.answers and not _stands(before.answers.get(item), latest, item))
    return next(moved, items[0] if items else "")


def _stands(before: Answer | None, latest: Snapshot, item: str) -> bool:
    """Whether an answer is the one before, also where it was looked at anew."""
    return before is not None and replace(latest.answers[item], kept=before.kept) == before


def _unchanged(seen: Seen, latest: Snapshot) -> Iterator[Fact]:
    """An answer that stands word for word as it stood some reviews ago."""
    account = seen.file.account
    case = Case(
        latest.answers, seen.today, account.phase, account.opened, account.name, history=seen.file.snapshots[:-1]
    )
    for item, answer in latest.answers.items():
        count = unchanged(case, item)
        if count >= STEADY and answer.is_known and not is_nothing(answer):
            yield seen.fact("unchanged", item, count=str(count + 1), day=day_words(answer.given, seen=seen.today))


def moved(file: AccountFile, item: str) -> tuple[int, int]:
    """Return in how many of the latest reviews an answer changed, and how many reviews there are to tell."""
    shots = file.snapshots
    pairs = list(pairwise(shots))
    changed = sum(
        not same_content(one, before.answers.get(item))
        for before, after in pairs
        for one in (after.answers.get(item),)
        if one is not None
    )
    return changed, len(pairs)


def _quote(answer: Answer) -> str:
    return clip(_unstopped(answer.text or "; ".join(entry.text for entry in answer.entries)), LONGEST_QUOTE)


def _unstopped(text: str) -> str:
    """Return words on one line without the stop behind them: they stand within a sentence of ours."""
    return " ".join(text.split()).rstrip(" .;,")


_FINDERS = (_stale, _contradiction, _unexpected, _premortem, _tripwire, _unheard, _success, _unchanged)
