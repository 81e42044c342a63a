"""
Whether what a message said was so at that moment: worked out from what people wrote down, without the product's rules.

Of the product's it takes the words (wordings, messages, names of items), not what chooses among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from content.library import Library
from dialogs.reassessment.model import AccountId, Answer, Snapshot
from dialogs.reassessment.telling import name_of
from tests.nudging.year.people import Person
from tests.nudging.year.platform import Sent
from tests.nudging.year.process import WORDINGS

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SEEN = 4  # of the latest snapshots a nudge speaks


def short(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def with_weekday(day: date, today: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {short(day, today)}"


class Truth:
    """What one person knew and did when a message arrived."""

    def __init__(self, person: Person, sent: Sent, library: Library) -> None:
        self.person, self.sent, self.library = person, sent, library
        self.today = person.wall(sent.at).date()

    def shots(self, account: AccountId) -> Sequence[Snapshot]:
        made = [one for one in self.person.accounts[account] if one.at <= self.sent.at]
        return made[-SEEN:]

    def name(self, account: AccountId) -> str:
        number, _, place = account.removeprefix("a").partition("x")
        return f"Firm {number} {place}"

    def review(self, account: AccountId) -> date:
        return next(day for at, day in reversed(self.person.reviews[account]) if at <= self.sent.at)

    # --- the weekly nudge

    def of_angle(self, angle: str, account: AccountId, item: str, wording: str) -> str:
        """Return what is not true of a nudge; empty where all of it is."""
        told, _, also = self.sent.text.partition("\nAlso worth a look: ")
        text = {one.id: one.text for one in WORDINGS()[angle].wordings}[wording]  # type: ignore[index]
        named = {"account": self.name(account), "item": name_of(item, self.library), **self._counts(account, item)}
        possible = [text.format(**named, **more) for more in getattr(self, f"_{angle}")(account, item)]
        if told not in possible:
            return f"told {told!r}, true were {possible}"
        others = {self.name(one) for one in self.person.accounts if one != account}
        strange = set(re.split(", | and ", also)) - others if also else set()
        return f"named {strange} besides" if strange else ""

    def _counts(self, account: AccountId, item: str) -> dict[str, str]:
        shots = self.shots(account)
        pairs = list(pairwise(shots))
        moved = sum(
            item in after.answers and not _same(before.answers.get(item), after.answers[item])
            for before, after in pairs
        )
        return {"changes": str(moved), "reviews": str(len(pairs))}

    def _answer(self, account: AccountId, item: str) -> Answer | None:
        return self.shots(account)[-1].answers.get(item)

    def _stale(self, account: AccountId, item: str) -> Iterator[Mapping[str, str]]:
        answer = self._answer(account, item)
        if answer and answer.day and answer.basis in ("said", "did") and (self.today - answer.day).days > 30:
            yield {"days": str((self.today - answer.day).days), "day": short(answer.day, self.today)}

    def _contradiction(self, account: AccountId, item: str) -> Iterator[Mapping[str, str]]:
        worried, criteria = self._answer(account, "a1"), self._answer(account, "v1")
        if item == "a1" and worried and criteria and worried.choice == "worried" and criteria.basis == "unknown":
            yield {"other": name_of("v1", self.library)}

    def _unexpected(self, account: AccountId, item: str) -> Iterator[Mapping[str, str]]:
        answer = self._answer(account, "a2")
        if item == "a2" and answer and answer.text != "nothing":
            yield from self._own_words(answer)

    def _premortem(self, account: AccountId, item: str) -> Iterator[Mapping[str, str]]:
        answer = self._answer(account, "a5")
        if item == "a5" and answer:
            yield from self._own_words(answer)

    def _own_words(self, answer: Answer) -> Iterator[Mapping[str, str]]:
        if (self.today - answer.given).days >= 7:
            yield {"quote": answer.text.rstrip("."), "days": str((self.today - answer.given).days)}

    def _tripwire(self, account: AccountId, item: str) -> Iterator[Mapping[str, str]]:
        answer = self._answer(account, "a9")
        fields = answer.entries[0].fields if answer and answer.entries else {}
        day = date.fromisoformat(fields["day"]) if "day" in fields else None
        if item == "a9" and day and -14 <= (day - self.today).days <= 2 and "seen" not in fields:
            yield {"quote": fields["sign"], "day": short(day, self.today)}

    def _unheard(self, account: AccountId, item: str) -> Iterator[Mapping[str, str]]:
        answer = self._answer(account, "b5")
        for entry in answer.entries if answer else ():
            days = (self.today - date.fromisoformat(entry.fields["day"])).days
            if item == "b5" and days > 30:
                yield {"who": entry.fields["who"], "days": str(days)}

    def _success(self, account: AccountId, item: str) -> Iterator[Mapping[str, str]]:
        *_, before, latest = (None, *self.shots(account))
        gone = set(before.flags) - set(latest.flags) if before and latest else set()
        for flag in gone:
            day = short(latest.day, self.today)  # type: ignore[union-attr]
            yield {"flag": self.library.text(f"flag.{flag}.name"), "day": day}

    def _unchanged(self, account: AccountId, item: str) -> Iterator[Mapping[str, str]]:
        latest, count = self._answer(account, item), 0
        for shot in reversed(self.shots(account)[:-1]):
            if latest is None or not _same(latest, shot.answers.get(item)):
                break
            count += 1
        if latest is not None and count >= 2 and latest.basis != "unknown":
            yield {"count": str(count + 1), "day": short(latest.given, self.today)}

    # --- what follows one

    def of_drill(self, item: str) -> str:
        group = self.library.skills[self.library.drills[item].skill].group
        return "" if group == "worries" else f"{item} is of {group}, the focus is worries"

    def of_reminder(self, account: AccountId, item: str, weekly: Sent, began: datetime | None) -> str:
        """Return what is not so: it was opened and not finished; or the review is near and nothing was done."""
        done = self.person.accounts[account]
        if any(weekly.at <= one.at <= self.sent.at for one in done):
            return "it was finished meanwhile"
        if self.sent.at < weekly.at + timedelta(hours=48):
            return "it is too early"
        name, latest, review = self.name(account), self.shots(account)[-1].day, self.review(account)
        if began is not None:
            return self._told("nudge.remind_open", account=name)
        if not 0 <= self._working_days(review) <= 3 or review < self.today:
            return f"the review is on {review}"
        about = {"review": with_weekday(review, self.today), "day": with_weekday(latest, self.today)}
        return self._told("nudge.remind_review", account=name, **about)

    def of_review(self, account: AccountId) -> str:
        review, latest = self.review(account), self.shots(account)[-1]
        if review <= self.today or self._working_days(review) != 1:
            return f"the review is on {review}, today is {self.today}"
        if any(at > latest.at for at, one in self.person.drafts if one == account and at <= self.sent.at):
            return "a sitting was begun since"
        about = {"review": with_weekday(review, self.today), "day": with_weekday(latest.day, self.today)}
        return self._told("nudge.review_tomorrow", account=self.name(account), sees="", **about)  # nobody manages here

    def _working_days(self, day: date) -> int:
        """Return how many working days come after today up to a day, that one included; a day off is none."""
        days = [self.today + timedelta(days=n) for n in range(1, max(0, (day - self.today).days) + 1)]
        off = self.person.by(self.sent.at).settings.quiet.days_off
        return sum(one.isoweekday() < 6 and one not in off for one in days)

    def _told(self, message: str, **names: Any) -> str:
        expected = self.library.text(message, **names)
        return "" if self.sent.text == expected else f"told {self.sent.text!r}, not {expected!r}"


def _same(one: Answer | None, other: Answer | None) -> bool:
    known = [answer if answer is not None and answer.basis != "unknown" else None for answer in (one, other)]
    if None in known:
        return known == [None, None]
    return all(getattr(known[0], name) == getattr(known[1], name) for name in ("choice", "text", "entries"))
