"""
Which account, which angle and which wording this week; or nothing, where nothing is worth asking.

Deterministic: the same facts, past and salt always give the same nudge.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from content.library import Library
from content.nudges import NudgeFile, NudgeWording
from dialogs.nudging.facts import Seen, facts
from dialogs.nudging.model import Angle, Fact, Nudge, Past
from dialogs.nudging.timing import working_days_until
from dialogs.reassessment.model import AccountId
from dialogs.reassessment.telling import clip, listed

ANGLE_RESTS = timedelta(weeks=3)  # nudges.md: no angle repeated within 3 weeks,
WORDING_RESTS = timedelta(weeks=6)  # no wording within 6
BUNDLED: Final = 3  # accounts in one nudge
REGULAR: Final = 4  # reviews finished after which somebody is no newcomer; our guess
COUNTED: Final = 3  # reviews that a count of changes needs to say anything; our guess
LONGEST_ALSO: Final = 26  # characters of each further account's name
# How much a fact of each angle promises to be worth the minute; our guess, and tuned by own data later.
WEIGHTS: Final[Mapping[Angle, float]] = {
    "tripwire": 3.0,
    "contradiction": 2.4,
    "unexpected": 1.6,
    "unheard": 1.5,
    "stale": 1.4,
    "premortem": 1.2,
    "success": 1.0,
    "unchanged": 1.0,
}
_NEAR = ((3, 3.0), (7, 2.0), (14, 1.5))  # working days to the review: factor
_SAME_ACCOUNT = 0.5  # for the account of the nudge before
_OLDEST = 3.0  # three months count as much as a year


@dataclass(frozen=True, slots=True)
class Chosen:
    """A nudge's content: the fact that it states, by which wording, and which other accounts it names."""

    fact: Fact
    wording: NudgeWording
    also: tuple[str, ...] = ()

    def text(self, library: Library) -> str:
        told = self.wording.text.format(**self.fact.values)
        if not self.also:
            return told
        return f"{told}\n{library.text('nudge.also', names=listed(self.also, library))}"


def choose(
    seen: Sequence[Seen],
    past: Iterable[Past],
    wordings: Mapping[str, NudgeFile],
    *,
    today: date,
    salt: str,
    set_aside: Mapping[AccountId, date] | None = None,
) -> Chosen | None:
    """
    Return what to nudge about; None where no fact is left that may be told with words that may be used.

    Args:
        seen: the person's accounts; those that are closed or were never reassessed have no facts.
        past: what went out before, in any order.
        set_aside: accounts that the person wants to hear nothing of until a day.
    """
    gone = tuple(past)
    aside = set_aside or {}
    tired = {one.angle for one in gone if today - one.day < ANGLE_RESTS}
    used = {one.wording for one in gone if today - one.day < WORDING_RESTS}
    last = max(gone, key=lambda one: one.day).account if gone else None
    regular = sum(one.file.account.snapshots for one in seen) >= REGULAR
    ranked = []
    for one in seen:
        if aside.get(one.file.account.id, today) > today:
            continue
        for fact in facts(one):
            words = [] if fact.angle in tired else _usable(wordings, fact, used, regular=regular)
            if words:
                worth = _worth(one, fact) * (_SAME_ACCOUNT if fact.account == last else 1.0)
                ranked.append((-worth, fact.account, fact.item, fact.angle, fact, words))
    if not ranked:
        return None
    ranked.sort(key=lambda row: row[:4])
    fact, words = ranked[0][4:]
    wording = min(words, key=lambda word: zlib.crc32(f"{salt}:{word.id}".encode()))
    others = dict.fromkeys(row[4].name for row in ranked if row[4].account != fact.account)
    return Chosen(fact, wording, tuple(clip(name, LONGEST_ALSO) for name in list(others)[: BUNDLED - 1]))


def again(
    seen: Sequence[Seen], nudge: Nudge, wordings: Mapping[str, NudgeFile], *, set_aside: Mapping[AccountId, date]
) -> Chosen | None:
    """Return what a nudge said that was put off, as it stands by now; None where that is not so any more."""
    for one in seen:
        account = one.file.account.id
        if account != nudge.account or set_aside.get(account, one.today) > one.today:
            continue
        for fact in facts(one):
            words = [word for word in wordings[fact.angle].wordings if word.id == nudge.wording]
            if (fact.angle, fact.item) == (nudge.angle, nudge.item) and words:
                return Chosen(fact, words[0])
    return None


def _usable(wordings: Mapping[str, NudgeFile], fact: Fact, used: set[str], *, regular: bool) -> list[NudgeWording]:
    """Return the wordings for a fact: suggestions for newcomers, insights for regulars where there is enough to say."""
    tones = {"plain"} if regular else {"plain", "suggestion"}
    if regular and int(fact.values["reviews"]) >= COUNTED:
        tones.add("insight")
    return [word for word in wordings[fact.angle].wordings if word.tone in tones and word.id not in used]


def _worth(seen: Seen, fact: Fact) -> float:
    """Return how much a fact promises: its age by the weight of its angle and item, by how near the review is."""
    aged = min(_OLDEST, max(1.0, int(fact.values.get("days", "0")) / 30))
    first = 1.3 if fact.item in seen.library.checklist.first() else 1.0  # the items of a very first sitting
    return aged * WEIGHTS[fact.angle] * first * _nearness(seen)


def _nearness(seen: Seen) -> float:
    review = seen.file.account.review
    if review is None or review < seen.today:
        return 1.0
    days = working_days_until(seen.today, review)
    return next((factor for most, factor in _NEAR if days <= most), 1.0)
