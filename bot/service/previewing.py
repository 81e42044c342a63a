"""
What an item says to each answer: every verdict of a tapped one, and how a typed one's model lines are judged.

A line is judged by the flow itself, so what passes here passes for a rep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.service.sitting import Sitting
from content.library import Library
from content.practice import FixItem, LineItem, PickItem, PlanItem, QuickItem, SortItem, SpotItem
from dialogs.ports import Perception
from dialogs.replies import Reply

FAILS_ITS_OWN, NOT_DETECTED = 9, 10  # journeys.md 5: the numbers of these two faults


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer by buttons, in words, and what the coach says to it."""

    answer: str
    said: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """
    One of the author's lines. `part` is a plan's field; `meant` is better, miss or flawed.

    `passed` is what came of it; where that is not what the author meant, `fault` has the number.
    """

    part: str
    meant: str
    text: str
    passed: bool
    said: tuple[Reply, ...]

    @property
    def fault(self) -> int | None:
        if self.meant == "better":
            return None if self.passed else FAILS_ITS_OWN
        return NOT_DETECTED if self.passed else None


def answers(library: Library, item: QuickItem) -> Iterator[Answered]:
    """Yield every answer to an item of buttons with what it brings; nothing for an item that is typed."""
    start = Sitting.at_item(library, item.id)
    match item:
        case PickItem() | SpotItem():
            for choice in start.choices():
                taken = start.picks(choice.id)
                yield Answered(choice.label, taken.said)
                yield from _reasons(choice.label, taken) if isinstance(item, PickItem) and item.reason else ()
        case SortItem():
            yield from _sorted(start, item)


def _reasons(label: str, asked: Sitting) -> Iterator[Answered]:
    for reason in asked.choices():
        yield Answered(f"{label} > {reason.label}", asked.picks(reason.id).said)


def _sorted(sitting: Sitting, item: SortItem) -> Iterator[Answered]:
    """Try each answer to each card, and go on with the right one."""
    keys = [card.bucket for card in item.cards] or [stage.id for stage in item.stages[:-1]]
    for number, key in enumerate(keys, 1):
        for choice in sitting.choices():
            yield Answered(f"{number}: {choice.label}", sitting.picks(choice.id).said)
        sitting = sitting.picks(key)


def judged(library: Library, item: QuickItem, perception: Perception) -> Iterator[Judged]:
    """Yield each line that the author wrote as better, miss or flawed, as the coach judges it; none of a self-check."""
    if isinstance(item, PlanItem):
        yield from _planned(library, item, perception)
    elif isinstance(item, LineItem | FixItem) and (item.wants or item.checks):
        start = Sitting.at_item(library, item.id)
        lines = [("better", line) for line in item.better] + [("miss", line) for line in item.misses]
        lines += [("flawed", item.flawed)] if isinstance(item, FixItem) else []
        for meant, text in lines:
            after = _typed(start, text, perception)
            passed = after.state == "judged" and bool(after.data.get("passed"))
            yield Judged("", meant, text, passed, after.said)


def _planned(library: Library, item: PlanItem, perception: Perception) -> Iterator[Judged]:
    """A line of a plan passes where the coach takes it and goes on; fields before it are filled with better lines."""
    for place, field in enumerate(item.fields):
        done = [before.better for before in item.fields[:place]]
        start = Sitting.at_item(library, item.id).keeping(lines=done, met=[True] * place)
        lines = [("better", field.better)] + [("miss", line) for line in field.misses]
        for meant, text in lines if field.checks or field.beside else ():
            after = _typed(start, text, perception)
            passed = len(after.data.get("lines", ())) > place
            yield Judged(field.id, meant, text, passed, after.said)


def _typed(sitting: Sitting, text: str, perception: Perception) -> Sitting:
    listening = sitting.listening()
    if listening is None:
        raise ValueError(f"nothing is typed in {sitting.flow}.{sitting.state}")
    return sitting.types(text, perception.perceive(text, listening))
