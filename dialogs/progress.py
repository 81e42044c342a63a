"""How the skills stand, as a card: counts and what they rest on, what is due. No percentages, no ranks, no streaks."""

from __future__ import annotations

from datetime import date

from content.library import Library
from dialogs.practice import GAPS_DAYS, STAGES, Standing, mark_of, standings
from dialogs.replies import Card
from dialogs.scene import clip
from dialogs.selection import Choosing, in_order, next_item, why_next

ON = 36  # bytes of what a try was on; our guess: enough to know it by
MOST_SHOWN = 10  # rows of skills; of more, those practised longest ago are counted


def progress_card(choosing: Choosing) -> Card:
    """Return the skills that were tried, the latest first, with their last tries, and what comes next and why."""
    library, known = choosing.library, standings(choosing.practice)
    tried = [skill for skill in in_order(library) if skill.id in known]
    tried.sort(key=lambda skill: -known[skill.id].last_day)
    on = _subjects(library)
    rows = [(skill.name, _row(library, known[skill.id], on)) for skill in tried[:MOST_SHOWN]]
    if len(tried) > MOST_SHOWN:
        rows.append(("", library.text("progress.more", count=len(tried) - MOST_SHOWN)))
    rows.append((library.text("progress.next"), why_next(library, next_item(choosing))))
    return Card(library.text("progress.title" if tried else "progress.nothing"), tuple(rows))


def _row(library: Library, now: Standing, on: dict[str, str]) -> str:
    """Return the last tries in words, with what each was on, the latest last and with its day; then where they lead."""
    told = "; ".join(
        library.text("progress.passed" if tried.passed else "progress.missed", on=on.get(tried.mark, "?"))
        for tried in now.tries
    )
    return f"{library.text('progress.tries', told=told, day=_day(now.last_day))} {_leads_to(library, now)}"


def _leads_to(library: Library, now: Standing) -> str:
    if not now.is_mastered:
        return library.text("progress.learning", passed=now.passes, tries=len(now.tries))
    if now.stage == STAGES:
        return library.text("progress.done", days=GAPS_DAYS[-1])
    return library.text("progress.due", day=_day(now.due))


def _day(ordinal: int) -> str:
    day = date.fromordinal(ordinal)
    return f"{day.day} {day:%B}"


def _subjects(library: Library) -> dict[str, str]:
    """Return in a few words what each item and scenario is about, by its mark."""
    found = {mark_of(item.id): item.context or item.prompt for item in library.drills.values()}
    found |= {mark_of(scenario.id): scenario.title for scenario in library.scenarios.values()}
    return {mark: clip(text, ON).rstrip(".,;:") for mark, text in found.items()}
