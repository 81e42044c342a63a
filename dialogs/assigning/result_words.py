"""What a manager reads of an assignment: one message, which grows shorter before it grows too long."""

from __future__ import annotations

from datetime import date

from content.library import Library
from dialogs.assigning.counting import EXERCISE
from dialogs.assigning.model import Status
from dialogs.assigning.seen import Overview, Seen
from dialogs.assigning.telling import due_words
from dialogs.reassessment.telling import clip
from dialogs.replies import LIMITS

_NAMES = (120, 60, 30, 0)  # characters of names, the most first


def summary(library: Library, found: Overview, today: date) -> str:
    """Return asked, done, trying below the bar, not started, the hardest check; at most a prompt's characters."""
    for most in _NAMES:
        text = "\n".join(_lines(library, found, today, most=most))
        if len(text) <= LIMITS["prompt"]:
            return text
    return clip(text, LIMITS["prompt"])


def _lines(library: Library, found: Overview, today: date, *, most: int) -> list[str]:
    trying, waiting = found.having("trying"), found.having("open")
    lines = [
        library.text("assign.result_of", title=clip(found.title, 60), team=clip(found.team, 30)),
        library.text(
            "assign.result",
            asked=len(found.people),
            done=len(found.having("met")),
            trying=len(trying),
            open=len(waiting),
            day=due_words(found.due_on, today),
        ),
    ]
    if most and trying:
        lines.append(library.text("assign.result_trying", names=_names(library, trying, most)))
    if most and waiting:
        lines.append(library.text("assign.result_open", names=_names(library, waiting, most)))
    if found.withdrawn:
        lines.append(library.text("assign.result_withdrawn"))
    if found.disputed:
        lines.append(library.text("assign.result_disputes", count=found.disputed))
    lines.append(hardest(library, found))
    return [*lines, library.text("assign.result_huddle")] if found.hardest else lines


def hardest(library: Library, found: Overview) -> str:
    """Return the hardest check in words, or why there is none."""
    if found.hardest is None:
        return library.text("assign.result_none_missed" if found.counted else "assign.result_few")
    of = found.hardest
    return library.text("assign.result_hardest", check=clip(check(library, of.check), 90), missed=of.missed, of=of.of)


def check(library: Library, id: str) -> str:
    """Return a check in words; the bare id where the content no longer has it."""
    name = "assign.exercise_right" if id == EXERCISE else f"check.{id}"
    return library.text(name) if name in library.messages else id


def _names(library: Library, people: list[Seen], most: int) -> str:
    """Return whole names as far as *most* characters hold them, and how many more there are."""
    shown = clip(people[0].name, most)
    for count, one in enumerate(people[1:], 1):
        if len(shown) + len(one.name) + 2 > most:
            return library.text("assign.and_others", names=shown, count=len(people) - count)
        shown += f", {one.name}"
    return shown


def names(library: Library, found: Overview) -> list[tuple[str, str]]:
    """Return every name under its status."""
    shown: tuple[Status, ...] = ("met", "trying", "open")
    return [
        (library.text(f"assign.status_{status}"), clip(", ".join(one.name for one in found.having(status)), 600))
        for status in shown
        if found.having(status)
    ]


def line(library: Library, found: Overview) -> str:
    """Return a line of the list of assignments."""
    done, asked = len(found.having("met")), len(found.people)
    return library.text("assign.result_line", title=found.title, team=clip(found.team, 20), done=done, asked=asked)


def huddle(library: Library, found: Overview) -> tuple[str, list[tuple[str, str]]]:
    """Return a guide for ten minutes with the team, and a question for whoever tries below the bar."""
    rows = [("", hardest(library, found))] if found.hardest else []
    skill = library.skills.get(found.skill)
    if f"huddle.{found.skill}" in library.messages:  # a skill that somebody added may have none
        rows.append(("", library.text(f"huddle.{found.skill}")))
    if f"coaching.{found.skill}" in library.messages:
        rows.append((library.text("assign.huddle_one"), library.text(f"coaching.{found.skill}")))
    return library.text("assign.huddle_title", skill=skill.name if skill else found.title), rows
