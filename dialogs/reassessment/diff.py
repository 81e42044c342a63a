"""
What changed between two snapshots of an account, item by item. A difference holds all that it takes to rebuild the
later answers from the earlier ones.

"Still true" without a new date or source changes nothing: the item is the same, and its evidence goes on ageing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dialogs.reassessment.contradictions import Contradiction, contradictions
from dialogs.reassessment.ladder import base_level, level
from dialogs.reassessment.likeness import same_content
from dialogs.reassessment.model import Answer, Answers, Snapshot

Kind = Literal["new", "changed", "confirmed", "weakened", "aged", "contradicted", "dropped", "same"]
KINDS: tuple[Kind, ...] = ("new", "changed", "confirmed", "weakened", "aged", "contradicted", "dropped", "same")


@dataclass(frozen=True, slots=True)
class Change:
    """
    How one item differs.

    new: first asked. changed: says something else. confirmed: the same, with a new date or source. weakened: the same,
    on less evidence. aged: the same, a level lower by time alone. contradicted: the same, and now at odds with another
    answer. dropped: was known, and is not any more. same: the rest.
    """

    item: str
    kind: Kind
    before: Answer | None
    after: Answer | None


@dataclass(frozen=True, slots=True)
class Diff:
    """All items of two snapshots side by side, in the later one's order, and what became of the flags."""

    since: date | None  # the earlier snapshot's day; None for the first one
    day: date
    items: tuple[Change, ...]
    contradictions: tuple[Contradiction, ...] = ()  # that were not there before
    raised: tuple[str, ...] = ()  # flags
    cleared: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the items that are not the same."""
        return tuple(one for one in self.items if one.kind != "same")

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.contradictions or self.raised or self.cleared)

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """Return the items of one kind."""
        return tuple(one for one in self.items if one.kind == kind)


def diff(before: Snapshot | None, after: Snapshot) -> Diff:
    """Return how a snapshot differs from an earlier one of the same account, or from nothing."""
    earlier: Answers = before.answers if before else {}
    then = before.day if before else after.day
    at_odds = _new_contradictions(before, after)
    doubted = {one.items[0] for one in at_odds}
    old_flags = before.flags if before else ()
    return Diff(
        since=before.day if before else None,
        day=after.day,
        items=tuple(_changes(earlier, then, after, doubted)),
        contradictions=at_odds,
        raised=tuple(flag for flag in after.flags if flag not in old_flags),
        cleared=tuple(flag for flag in old_flags if flag not in after.flags),
    )


def applied(answers: Answers, change: Diff) -> dict[str, Answer]:
    """Return the later answers, from the earlier ones and what lies between them."""
    later = {one.item: one.after for one in change.items if one.after is not None}
    gone = {one.item for one in change.items if one.after is None}
    return {**{item: answer for item, answer in answers.items() if item not in gone}, **later}


def _new_contradictions(before: Snapshot | None, after: Snapshot) -> tuple[Contradiction, ...]:
    old = set(contradictions(before.answers, before.day)) if before else set()
    return tuple(one for one in contradictions(after.answers, after.day) if one not in old)


def _changes(earlier: Answers, then: date, after: Snapshot, doubted: set[str]) -> Iterator[Change]:
    items = [*after.answers, *(item for item in earlier if item not in after.answers)]
    for item in items:
        old, new = earlier.get(item), after.answers.get(item)
        kind = _kind(old, new, then, after.day)
        if item in doubted and kind in ("same", "aged", "confirmed"):
            kind = "contradicted"
        yield Change(item, kind, old, new)


def _kind(old: Answer | None, new: Answer | None, then: date, day: date) -> Kind:
    if new is None:
        return "dropped"
    if old is None:
        return "new"
    if old.is_known and not new.is_known:
        return "dropped"
    if not same_content(old, new):
        return "changed"
    return _kind_of_evidence(old, new, then, day)


def _kind_of_evidence(old: Answer, new: Answer, then: date, day: date) -> Kind:
    if level(new, day) < level(old, day):  # what the older evidence would still be worth today
        return "weakened"
    later = new.day is not None and (old.day is None or new.day > old.day)
    if base_level(new) < base_level(old) and not later:
        return "weakened"
    if later or _has_new_source(old, new):
        return "confirmed"
    return "aged" if level(new, day) < level(old, then) else "same"


def _has_new_source(old: Answer, new: Answer) -> bool:
    """Whether another person or act is named. A word that was merely taken away is no source."""
    who, act = new.who.strip().casefold(), new.act.strip().casefold()
    named = (who and who != old.who.strip().casefold()) or (act and act != old.act.strip().casefold())
    return bool(named) or base_level(new) > base_level(old)
