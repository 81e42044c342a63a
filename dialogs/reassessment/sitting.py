"""
One reassessment from its first question to its snapshot: which step comes next, what each answer makes of the draft.

A sitting is read anew in every turn from the account's file and its draft, so it may rest for days at any step. The
draft's `data` holds what the answers do not: sections decided, items left out, the way so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from content.checklist import Checklist, ChecklistItem, Section
from dialogs.reassessment.ladder import level
from dialogs.reassessment.model import AccountFile, Answer, Answers, Draft, Entry, Phase

Kind = Literal["section", "module", "seen", "item", "question", "more", "basis", "source", "close"]
TAPPED: tuple[Kind, ...] = ("section", "module", "seen", "item")  # nothing is typed there but a choice

# A1 says in which buying phase the customer is (F32); what it says of no phase leaves the account where it was.
PHASE_OF: Mapping[str, Phase] = {
    "problem": "recognition",
    "comparing": "evaluation",
    "worried": "concerns",
    "implementing": "implementation",
}
WHERE, TRIPWIRE = "a1", "a9"
LONGEST_WAY = 60  # steps that back can undo


@dataclass(frozen=True, slots=True)
class Next:
    """What to ask: a section, a module that is new, an item, a part of its answer. `id` is a section's or an item's."""

    kind: Kind
    id: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting as it stands on a day of the rep's."""

    checklist: Checklist
    file: AccountFile
    draft: Draft
    today: date

    @property
    def base(self) -> Answers:
        """What the latest snapshot holds; nothing in a first sitting."""
        return self.file.latest.answers if self.file.latest else {}

    @property
    def answers(self) -> dict[str, Answer]:
        """Return every answer as it stands now; with whether the tripwire's sign has shown, where that was asked."""
        found = {**self.base, **self.draft.answers}
        seen, wire = self.get("seen"), found.get(TRIPWIRE)
        if seen and wire and wire.entries and wire.entries == self.base[TRIPWIRE].entries:
            entry = replace(wire.entries[0], fields={**wire.entries[0].fields, "seen": seen})
            found[TRIPWIRE] = replace(wire, entries=(entry, *wire.entries[1:]))
        return found

    @property
    def gone_off(self) -> Entry | None:
        """Return the tripwire whose sign has shown by this sitting, also where another one was set since."""
        wire = self.base.get(TRIPWIRE) if self.get("seen") == "yes" else None
        return wire.entries[0] if wire and wire.entries else None

    @property
    def is_first(self) -> bool:
        return self.file.latest is None

    @property
    def phase(self) -> Phase:
        """Return the phase that the customer's own place shows, or else the account's."""
        where = self.answers.get(WHERE)
        return PHASE_OF.get(where.choice if where else "", self.file.account.phase)

    def get(self, key: str, default: Any = None) -> Any:
        return self.draft.data.get(key, default)

    def with_draft(self, draft: Draft) -> Sitting:
        return replace(self, draft=draft)

    def item(self, id: str) -> ChecklistItem:
        return self.checklist.items[id]

    def is_done(self, id: str) -> bool:
        return id in self.draft.checked or id in self.get("left", ())


def begun(today: date) -> Draft:
    return Draft(today, {})


# --- what comes next


def next_step(sitting: Sitting) -> Next:
    """Return what to ask now; "close" where all that applies has been asked."""
    part = sitting.get("part")
    if part:
        return Next(part["at"], part["item"])
    first = sitting.get("ask_first")  # what a nudge asked about
    if first in sitting.base and first in sitting.checklist.items and not sitting.is_done(first):
        return Next("item", first)
    for section in sitting.checklist.sections:
        found = _next_of(sitting, section)
        if found:
            return found
    due = next(iter(unproven(sitting)), None) if sitting.get("evidence") else None
    return Next("source", due) if due else Next("close")


def _next_of(sitting: Sitting, section: Section) -> Next | None:
    if sitting.is_first and not sitting.get("all"):
        return _question(sitting, section.first)
    if not _applies(sitting, section):
        return None
    known = [item.id for item in section.items if item.id in sitting.base]
    new = [item.id for item in section.items if item.id not in sitting.base]
    return _next_known(sitting, section, known) or _next_new(sitting, section, new)


def _next_known(sitting: Sitting, section: Section, known: list[str]) -> Next | None:
    if not known or _is_fresh(sitting, section):
        return None
    if TRIPWIRE in known and tripped(sitting):
        return Next("seen", TRIPWIRE)
    decided = sitting.get("decided", {}).get(section.id)
    if decided is None and not all(map(sitting.is_done, known)):
        return Next("section", section.id)
    left = next((id for id in known if not sitting.is_done(id)), None) if decided == "walk" else None
    return Next("item", left) if left else None


def _next_new(sitting: Sitting, section: Section, new: list[str]) -> Next | None:
    """Ask what was never asked; a whole section of it just where the rep has the time now."""
    if not section.later:
        return _question(sitting, new)
    decided = sitting.get("opened", {}).get(section.id)
    if decided is None and not all(map(sitting.is_done, new)):
        return Next("module", section.id)
    return _question(sitting, new) if decided == "now" else None


def _question(sitting: Sitting, ids: Any) -> Next | None:
    open_one = next((id for id in ids if not sitting.is_done(id)), None)
    return Next("question", open_one) if open_one else None


def _applies(sitting: Sitting, section: Section) -> bool:
    """Whether a section is asked at all: a phase's just in that phase, or while a flag of its own is open."""
    if section.phase is None or section.phase == sitting.phase:
        return True
    last = sitting.file.latest
    return last is not None and bool(set(section.flags) & set(last.flags))


def _is_fresh(sitting: Sitting, section: Section) -> bool:
    """Whether a section that comes once a month was looked at within it."""
    kept = [sitting.base[item.id].kept for item in section.items if item.id in sitting.base]
    return bool(section.every_days and kept) and (sitting.today - max(kept)).days < section.every_days


def tripped(sitting: Sitting) -> bool:
    """Whether the tripwire's day has come and nobody has asked yet whether its sign showed."""
    answer = sitting.answers.get(TRIPWIRE)
    if answer is None or not answer.entries or sitting.get("seen"):
        return False
    fields = answer.entries[0].fields
    day = fields.get("day", "")
    return bool(day) and "seen" not in fields and day < sitting.today.isoformat()


def unproven(sitting: Sitting) -> tuple[str, ...]:
    """Return the items of this sitting that rest on our own view, those first for which who and when matter most."""
    asked = sitting.get("asked", ())
    found = []
    for place, (id, item) in enumerate(sitting.checklist.items.items()):
        answer = sitting.draft.answers.get(id)
        if answer is None or id in asked or not answer.is_known or level(answer, sitting.today) > 1:
            continue
        if id in sitting.base and replace(answer, kept=sitting.base[id].kept) == sitting.base[id]:
            continue  # waved through as it was: nothing changed, so nothing more is asked
        if answer.choice == "none" and "none" not in item.follow and not item.options:
            continue  # there is none: nobody can have shown it
        found.append((id != WHERE and answer.choice not in item.follow, place, id))
    return tuple(id for *_, id in sorted(found))


def unopened(sitting: Sitting) -> bool:
    """Whether a first sitting could go on to the people and the phase."""
    return sitting.is_first and not sitting.get("all")


def progress(sitting: Sitting) -> tuple[int, int]:
    """Return which question of a first sitting comes now, and of how many."""
    first = sitting.checklist.first()
    return min(sum(map(sitting.is_done, first)) + 1, len(first)), len(first)


# --- what an answer makes of the draft


def note(draft: Draft, **values: Any) -> Draft:
    """Return the draft with values of its data set; None takes one away."""
    data = {**draft.data, **values}
    return replace(draft, data={key: value for key, value in data.items() if value is not None})


def logged(draft: Draft, kind: Kind, id: str) -> Draft:
    return note(draft, log=[*draft.data.get("log", ()), [kind, id]][-LONGEST_WAY:])


def checked(draft: Draft, *ids: str) -> Draft:
    new = tuple(id for id in ids if id not in draft.checked)
    left = [id for id in draft.data.get("left", ()) if id not in ids]
    return note(replace(draft, checked=(*draft.checked, *new)), left=left or None)


def with_answer(draft: Draft, answer: Answer) -> Draft:
    return replace(draft, answers={**draft.answers, answer.item: answer})


def all_true(sitting: Sitting, section: str) -> Draft:
    """Return the draft once a whole section is still true: each answer was looked at, none was confirmed."""
    draft = decided(sitting.draft, section, "true")
    ids = [item.id for item in sitting.checklist.section(section).items if item.id in sitting.base]
    for id in ids:
        if not sitting.is_done(id):
            draft = _kept(sitting, draft, id)
    return draft


def _kept(sitting: Sitting, draft: Draft, id: str) -> Draft:
    return checked(with_answer(draft, replace(sitting.base[id], kept=sitting.today)), id)


def decided(draft: Draft, section: str, how: str) -> Draft:
    return logged(note(draft, decided={**draft.data.get("decided", {}), section: how}), "section", section)


def opened(draft: Draft, section: str, how: str) -> Draft:
    return logged(note(draft, opened={**draft.data.get("opened", {}), section: how}), "module", section)


def still_true(sitting: Sitting, id: str) -> Draft:
    return logged(_kept(sitting, sitting.draft, id), "item", id)


def unsure(sitting: Sitting, id: str) -> Draft:
    """Return the draft with an answer that the rep is not sure of any more: one step down, its words stay."""
    answer = sitting.base[id]
    basis: Literal["assumed", "unknown"] = "assumed" if answer.basis in ("said", "did") else "unknown"
    weaker = replace(answer, basis=basis, who="", act="", day=None, given=sitting.today, kept=sitting.today)
    return logged(checked(with_answer(sitting.draft, weaker), id), "item", id)


def at_part(draft: Draft, item: str, at: Kind, *, renewed: bool = False) -> Draft:
    """Return the draft within an item's answer. `renewed`: the answer stands, just what it rests on is new."""
    part = draft.data.get("part") or {}
    renewed = renewed or (part.get("item") == item and at != "question" and bool(part.get("renewed")))
    return note(draft, part={"item": item, "at": at} | ({"renewed": True} if renewed else {}))


def finished(draft: Draft, item: str) -> Draft:
    """Return the draft once an item's answer is whole."""
    return logged(checked(note(draft, part=None), item), "question", item)


def left_out(draft: Draft, item: str) -> Draft:
    """Return the draft without this item: it counts as not asked in this sitting, and an older answer stays."""
    left = [*draft.data.get("left", ()), item]
    answers = {key: value for key, value in draft.answers.items() if key != item}
    return logged(note(replace(draft, answers=answers), part=None, left=left), "question", item)


def evidence_asked(draft: Draft, item: str) -> Draft:
    return logged(note(draft, part=None, asked=[*draft.data.get("asked", ()), item]), "source", item)


def back(sitting: Sitting) -> Draft | None:
    """Return the draft one step back, or None at the beginning. What was answered there stays until it is changed."""
    draft = sitting.draft
    part = draft.data.get("part")
    if part and part["item"] not in draft.checked:
        return _part_back(sitting, part)
    log = list(draft.data.get("log", ()))
    if not log:
        return None
    kind, id = log.pop()
    draft = note(draft, log=log or None, part=None, evidence=None if kind != "source" else draft.data.get("evidence"))
    return _undone(sitting, draft, kind, id)


_BEFORE: Mapping[str, Kind] = {"source": "basis", "basis": "question", "more": "question"}


def _part_back(sitting: Sitting, part: Mapping[str, Any]) -> Draft:
    """Return the draft one part of an answer back; from its first part to "still true / changed / not sure"."""
    at, id = part["at"], part["item"]
    if at == "question" or (at == "basis" and part.get("renewed")):
        return note(sitting.draft, part=None)
    return at_part(sitting.draft, id, _BEFORE[at])


def _undone(sitting: Sitting, draft: Draft, kind: str, id: str) -> Draft:
    if kind == "source":
        return note(draft, asked=[one for one in draft.data.get("asked", ()) if one != id] or None)
    if kind == "seen":
        return note(draft, seen=None)
    if kind == "module":
        return note(draft, opened={k: v for k, v in draft.data.get("opened", {}).items() if k != id} or None)
    if kind == "section":
        draft = note(draft, decided={k: v for k, v in draft.data.get("decided", {}).items() if k != id} or None)
        return _unchecked(draft, _just_kept(sitting, draft, id))
    if kind == "item":
        return _unchecked(draft, (id,))
    left = [one for one in draft.data.get("left", ()) if one != id]
    draft = note(replace(draft, checked=tuple(c for c in draft.checked if c != id)), left=left or None)
    return draft if id not in sitting.base else at_part(draft, id, "question")


def _just_kept(sitting: Sitting, draft: Draft, section: str) -> tuple[str, ...]:
    """Return a section's items that were waved through as they were."""
    ids = [item.id for item in sitting.checklist.section(section).items if item.id in sitting.base]
    same = [id for id in ids if id in draft.answers]
    return tuple(id for id in same if replace(draft.answers[id], kept=sitting.base[id].kept) == sitting.base[id])


def _unchecked(draft: Draft, ids: tuple[str, ...]) -> Draft:
    answers = {key: value for key, value in draft.answers.items() if key not in ids}
    return replace(draft, answers=answers, checked=tuple(c for c in draft.checked if c not in ids))


def is_changing(sitting: Sitting, id: str) -> bool:
    """Whether an answer changes one that a snapshot holds: then who, when, and said or did are asked for at once."""
    return id in sitting.base


def known_items(sitting: Sitting, section: str) -> Iterator[Answer]:
    for item in sitting.checklist.section(section).items:
        if item.id in sitting.base:
            yield sitting.base[item.id]
