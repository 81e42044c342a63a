"""How one item stood over time: "A1: felt → comparing (2 Oct) → worried (19 Nov)"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from content.library import Library
from dialogs.reassessment.likeness import same_content
from dialogs.reassessment.model import Answer, Point, Snapshot
from dialogs.reassessment.telling import clip, day_words, in_short

MOST = 700  # journeys.md: feedback
_WIDTHS = (120, 90, 60, 40, 24)


def points(snapshots: Iterable[Snapshot], item: str) -> tuple[Point, ...]:
    """Return how an item stood in each snapshot in which its answer changed; *snapshots* and points oldest first."""
    found: list[Point] = []
    for snapshot in snapshots:
        answer = snapshot.answers.get(item)
        if answer is not None and not (found and same_content(found[-1].answer, answer)):
            found.append(Point(item, snapshot.day, answer))
    return tuple(found)


def told(found: Sequence[Point], library: Library, *, today: date) -> str:
    """Return a trail as a line of at most 700 characters; the oldest steps go first where it is too long."""
    steps = _steps(found)
    if not steps:
        return library.text("trail.nothing")
    name = steps[0].item.upper()
    for width in _WIDTHS:
        line = f"{name}: {_joined(steps, library, width, today)}"
        if len(line) <= MOST:
            return line
    for left in range(1, len(steps)):
        line = f"{name}: … → {_joined(steps[left:], library, _WIDTHS[-1], today, dated=True)}"
        if len(line) <= MOST:
            break
    return line


def strategies(found: Sequence[Point], library: Library, *, today: date) -> str:
    """Return the strategy sentences over time, the latest first, a line each, in at most 700 characters."""
    lines = [f"{_day(one, today)}  {clip(in_short(one.answer, library), 160)}" for one in reversed(_steps(found))]
    shown: list[str] = []
    for line in lines:
        if len("\n".join([*shown, line])) > MOST:
            break
        shown.append(line)
    return "\n".join(shown) or library.text("trail.nothing")


def _steps(found: Sequence[Point]) -> list[Point]:
    """Leave out points that say what the one before says, such as an answer that was just dated anew."""
    steps: list[Point] = []
    for one in found:
        if not (steps and same_content(steps[-1].answer, one.answer)):
            steps.append(one)
    return steps


def _joined(steps: Sequence[Point], library: Library, width: int, today: date, *, dated: bool = False) -> str:
    first, *others = [_step(one, library, width, today, dated=dated or at > 0) for at, one in enumerate(steps)]
    return " → ".join([first, *others])


def _step(one: Point, library: Library, width: int, today: date, *, dated: bool) -> str:
    said = clip(_state(one.answer, library), width)
    return f"{said} ({_day(one, today)})" if dated else said


def _state(answer: Answer, library: Library) -> str:
    """Return the option alone where there is one: a trail shows where the customer stood, not the reasons."""
    return answer.choice.replace("_", " ") if answer.is_known and answer.choice else in_short(answer, library)


def _day(one: Point, today: date) -> str:
    return day_words(one.answer.day or one.day, seen=today)
