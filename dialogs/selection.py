"""
Which quick item or scenario next, and why in one sentence: what is due, then the weakest, then what is new.

One behaviour at a time: as long as one is being learnt, nothing new is begun (journeys.md 2). Where the rep chose a
focus for the month, that holds within it, and its skills come before all others that are not due.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.library import Library
from dialogs.model import Json
from dialogs.practice import due, focus, longest_ago, seen_at, standing, standings, weakest

if TYPE_CHECKING:  # the menu is in every start
    from content.practice import QuickItem
    from content.schema import Skill

TAPPED = ("PICK", "SPOT", "SORT")


@dataclass(frozen=True, slots=True)
class Choosing:
    """Who chooses: the content, what the member has practised, on which day (`date.toordinal`), and their seed."""

    library: Library
    practice: Json
    day: int
    seed: int

    def items(self, skill: str = "") -> list[QuickItem]:
        """Return what a rep may be given, of one skill or of all."""
        drills = self.library.drills.values()
        return [item for item in drills if item.audience == "rep" and skill in ("", item.skill)]


@dataclass(frozen=True, slots=True)
class Next:
    """
    An item, and why it comes: its skill is "due", "again" (being learnt), "focus" (new, of the rep's focus) or
    "new"; or all skills "rest".

    `passed` of the last `tries` at that skill passed.
    """

    item: str
    why: str = ""
    skill: str = ""  # its name
    passed: int = 0
    tries: int = 0


def next_item(choosing: Choosing) -> Next:
    """Return what comes next by itself."""
    library, practice = choosing.library, choosing.practice
    with_items = {item.skill for item in choosing.items()}
    for skill in due(practice, day=choosing.day):
        if skill in with_items:
            return _next(choosing, skill, "due")
    known = standings(practice)
    first = {skill.id for skill in library.skills.values() if skill.group == focus(practice, day=choosing.day)}
    for among in (with_items & first, with_items):
        learning = weakest({"skills": {k: v for k, v in practice.get("skills", {}).items() if k in among}})
        if learning:
            return _next(choosing, learning, "again")
        wanted = [skill.id for skill in in_order(library) if skill.id in among & first and skill.id not in known]
        if wanted:
            return _next(choosing, wanted[0], "focus")
    fresh = [skill for skill in in_order(library) if skill.id in with_items and skill.id not in known]
    if fresh:
        return _next(choosing, fresh[0].id, "new")
    oldest = longest_ago((item.id for item in choosing.items()), practice, seed=choosing.seed)[0]
    return Next(oldest, "rest")


def _next(choosing: Choosing, skill: str, why: str) -> Next:
    now = standing(choosing.practice, skill)
    return Next(item_of(choosing, skill), why, choosing.library.skills[skill].name, now.passes, len(now.tries))


def why_next(library: Library, coming: Next) -> str:
    """Return the reason in one sentence."""
    return library.text(f"next.{coming.why}", skill=coming.skill, passed=coming.passed, tries=coming.tries)


def in_order(library: Library) -> list[Skill]:
    """Return the skills in the order in which they are learnt."""
    return sorted(library.skills.values(), key=lambda skill: (skill.order, skill.id))


def item_of(choosing: Choosing, skill: str) -> str:
    """
    Return the item of a skill that comes next: never seen before seen, of these the lowest level, then the longest ago.

    A tap and a typed line take turns where both are there, so that two items in a row differ.
    """
    items, practice = choosing.items(skill), choosing.practice
    last = max(items, key=lambda item: seen_at(practice, item.id))
    if seen_at(practice, last.id):
        other = [item for item in items if (item.kind in TAPPED) != (last.kind in TAPPED)]
        fresh = [item for item in other if not seen_at(practice, item.id)]
        items = fresh or [item for item in items if not seen_at(practice, item.id)] or other or items
    unseen = [item for item in items if not seen_at(practice, item.id)]
    if unseen:
        lowest = min(item.level for item in unseen)
        items = [item for item in unseen if item.level == lowest]
    return longest_ago((item.id for item in items), practice, seed=choosing.seed)[0]


def next_scenarios(choosing: Choosing, *, kind: str = "") -> list[str]:
    """
    Return the scenario ids, of one kind of call or of all, the one not played for the longest time first.

    Of those never played, the one whose skill is learnt first: a newcomer does not begin with terms to agree on.
    """
    scenarios, skills, practice = choosing.library.scenarios, choosing.library.skills, choosing.practice
    of_kind = [i for i in choosing.library.offered() if kind in ("", scenarios[i].rubric)]
    by_time = longest_ago(of_kind, practice, seed=choosing.seed)
    return sorted(by_time, key=lambda i: (seen_at(practice, i), skills[scenarios[i].skill].order))


def kinds_of_call(choosing: Choosing) -> list[str]:
    """Return the role-plays that can be chosen, in the order in which a sale runs."""
    from content.schema import RUBRICS

    there = {choosing.library.scenarios[i].rubric for i in choosing.library.offered()}
    return [kind for kind in RUBRICS if kind in there]


def groups(choosing: Choosing) -> dict[str, list[Skill]]:
    """Return the skills that have something to practise, by group, both in their order."""
    with_items = {item.skill for item in choosing.items()}
    found: dict[str, list[Skill]] = {}
    for skill in in_order(choosing.library):
        if skill.id in with_items:
            found.setdefault(skill.group, []).append(skill)
    return found
