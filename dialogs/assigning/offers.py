"""
What a manager may choose from: skills, three recommended things to practise, a bar for each, and what the rep will see.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from content.basics import Content
from content.library import Library
from content.practice import FixItem, LineItem, PickItem, PlanItem, QuickItem
from content.schema import Skill
from dialogs.assigning.asking import Issue
from dialogs.assigning.model import LONGEST_NOTE, Assignment, AssignmentId, Bar, What
from dialogs.people import Standing
from dialogs.plays import play_of
from dialogs.scene import clip
from dialogs.selection import in_order

RECOMMENDED: Final = 3  # journeys.md 4: one of three
LEAST_ROW: Final = 3  # our guess: fewer exercises of a skill are no row
ROW: Final = 5  # exercises of a row, for the bar "four of five"
_TITLE_BYTES = 56  # of a label's 60 characters
# Of each rubric the checks that say that no sin was committed (rubrics.md; F47 is the pitch before the need).
CLEAN: Final[Mapping[str, tuple[str, ...]]] = {
    "entry": ("ent_presented_nothing",),
    "discovery": ("no_pitch",),
    "evaluation": ("ev_no_attack", "ev_no_sins"),
    "objection": ("obj_no_attack", "obj_no_sins"),
    "concern": ("acknowledged", "no_prescribing", "no_pressure"),
    "negotiation": ("neg_late", "neg_no_pressure"),
}
BARS: Final[Mapping[What, tuple[str, ...]]] = {
    "scenario": ("won_2_of_3", "clean_2_of_3", "won_once", "all_once"),
    "item": ("right_once", "right_2_of_3"),
    "row": ("right_4_of_5", "right_3_of_3", "right_8_of_10"),
}
_MEASURES: Final = {"won": "won", "clean": "checks", "all": "checks", "done": "done", "right": "right"}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to practise, as a manager chooses it."""

    what: What
    content_id: str
    title: str

    @property
    def key(self) -> str:
        """Return what a button carries: at most 40 characters, as content ids are."""
        return f"row-{self.content_id}"[:40] if self.what == "row" else self.content_id


def countable(library: Library, skill: str) -> list[QuickItem]:
    """Return the exercises of a skill that have a verdict of the coach's, the easiest first."""
    found = [item for item in library.drills.values() if item.skill == skill and item.audience == "rep"]
    judged = [one for one in found if not isinstance(one, PlanItem) and not (_is_own(one))]
    return sorted(judged, key=lambda item: (item.level, item.id))


def _is_own(item: QuickItem) -> bool:
    return isinstance(item, LineItem) and bool(item.self_check)


def skills(library: Library) -> list[Skill]:
    """Return the skills that there is something to assign of, in the order in which they are learnt."""
    return [skill for skill in in_order(library) if offers(library, skill.id)]


def offers(library: Library, skill: str) -> list[Offer]:
    """Return up to three things to practise: conversations, the easiest first; a row of exercises; a single one."""
    plays = [library.scenarios[id] for id in library.offered() if library.scenarios[id].skill == skill]
    plays.sort(key=lambda scenario: (scenario.level, scenario.id))
    found = [Offer("scenario", one.id, one.title) for one in plays[: RECOMMENDED - 1]]
    items = countable(library, skill)
    if len(items) >= LEAST_ROW:
        found.append(Offer("row", skill, library.text("assign.row", skill=library.skills[skill].name)))
    typed = sorted(items, key=lambda item: (item.kind not in ("LINE", "FIX"), item.level, item.id))
    for item in typed[: RECOMMENDED - len(found)]:
        title = library.text("assign.item", task=clip(item.prompt, _TITLE_BYTES - 14))
        found.append(Offer("item", item.id, title))
    return found[:RECOMMENDED]


def found(library: Library, what: What, content_id: str) -> bool:
    """Return whether the content still has what an assignment names."""
    if what == "scenario":
        return content_id in library.scenarios
    return content_id in library.drills if what == "item" else bool(countable(library, content_id))


def skill_of(library: Library, what: What, content_id: str) -> str:
    if what == "scenario":
        return library.scenarios[content_id].skill
    return library.drills[content_id].skill if what == "item" else content_id


def bar(library: Library, what: What, content_id: str, name: str) -> Bar:
    """
    Return a bar of BARS as it is frozen: numbers, the checks that decide, and the words.

    A name is "MEASURE_once" or "MEASURE_K_of_N".
    """
    measure, _, share = name.partition("_")
    passes, runs = (1, 1) if share == "once" else (int(part) for part in share.split("_of_"))
    words = library.text(f"assign.bar_{name}")
    return Bar(runs, passes, _MEASURES[measure], words, _checks(library, what, content_id, measure))  # type: ignore[arg-type]


def drawn_up(
    library: Library, given: Issue, *, id: AssignmentId, by: Standing, at: datetime, due_at: datetime
) -> Assignment:
    """Return an assignment as it is frozen when it is given; the content must have it (`found`)."""
    what, content = given.what, given.content_id
    skill = skill_of(library, what, content)
    titles = {(one.what, one.content_id): one.title for one in offers(library, skill)}
    return Assignment(
        id=id,
        workspace_id=by.workspace_id,
        team_id=given.team_id,
        by=by.member_id,
        issued_at=at,
        content_hash=library.hash,
        what=what,
        content_id=content,
        skill=skill,
        title=titles.get((what, content), content),
        mark=mark_of(library, what, content),
        bar=bar(library, what, content, given.bar),
        due_on=given.due_on,
        due_at=due_at,
        note=given.note[:LONGEST_NOTE],
    )


def _checks(library: Library, what: What, content_id: str, measure: str) -> tuple[str, ...]:
    if what != "scenario" or measure in ("done", "right"):
        return ()
    scenario = library.scenarios[content_id]
    customer = library.customers[scenario.customer]
    play = play_of(customer)
    if measure == "clean":
        return CLEAN[scenario.rubric]
    return tuple(
        check.id
        for check in play.checks
        if measure == "all" or (check.points >= 2 and check.applies(customer))  # as `play.is_won` has it
    )


def preview(library: Library, offer: Offer) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return title and rows of a card: what the rep reads first."""
    if offer.what == "scenario":
        scenario = library.scenarios[offer.content_id]
        persona = library.customers[scenario.customer].persona
        who = library.text("play.who", name=persona.name, role=persona.role, company=persona.company)
        return scenario.title, [("", who), ("", scenario.briefing), ("", scenario.goal)]
    items = [library.drills[offer.content_id]] if offer.what == "item" else countable(library, offer.content_id)
    return offer.title, [("", clip(shown(item), 300)) for item in items[:2]]


def shown(item: QuickItem) -> str:
    """Return what stands before an exercise, and its task."""
    said: list[str] = [item.context] if item.context else []
    if isinstance(item, LineItem | FixItem):
        said += [f"“{line}”" for line in item.told]
    elif isinstance(item, PickItem) and item.customer:
        said.append(f"“{item.customer}”")
    return " ".join([*said, item.prompt])


def mark_of(library: Library, what: What, content_id: str) -> str:
    """Return what changes with the content of an assignment, and with nothing else; empty where it is gone."""
    if not found(library, what, content_id):
        return ""
    parts = [part.model_dump_json() for part in _parts(library, what, content_id)]
    return hashlib.blake2s("".join(parts).encode(), digest_size=8).hexdigest()


def _parts(library: Library, what: What, content_id: str) -> list[Content]:
    if what == "scenario":
        scenario = library.scenarios[content_id]
        return [scenario, library.customers[scenario.customer]]
    return [library.drills[content_id]] if what == "item" else list(countable(library, content_id))
