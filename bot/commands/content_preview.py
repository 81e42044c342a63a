"""`coach content preview`: an item or a scenario as the rep meets it, every verdict, and the author's lines judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from bot.commands.errors import DONE, FINDINGS, MISUSE
from content.library import Library
from content.practice import LineItem, QuickItem
from dialogs.replies import Reply

if TYPE_CHECKING:
    from bot.service.previewing import Judged

_RULE = "-" * 60
_WORDS = {9: "a better line does not pass", 10: "a line that must miss passes"}


def preview(name: str) -> int:
    """
    Show one item or scenario by its id.

    Raises:
        ContentError: the content cannot be used.
    """
    from bot import wiring

    library = wiring.library()
    if name in library.drills:
        return _item(library, library.drills[name])
    if name in library.scenarios:
        return _scenario(library, name)
    click.echo(f"There is no item and no scenario {name!r}; coach content list shows what there is.", err=True)
    return MISUSE


def _item(library: Library, item: QuickItem) -> int:
    from bot.service.previewing import answers
    from bot.service.sitting import Sitting

    click.echo(f"{item.id}: {item.kind}, level {item.level}, {', '.join(item.frameworks)}, trains {item.skill}")
    _say(Sitting.at_item(library, item.id).said)
    for answered in answers(library, item):
        click.echo(f"{_RULE}\n> {answered.answer}")
        _say(answered.said)
    if item.kind not in ("LINE", "FIX", "PLAN"):
        return DONE
    if isinstance(item, LineItem) and item.self_check:
        click.echo(f"{_RULE}\nThe rep marks the line: " + "; ".join(item.self_check))
        return DONE
    return _lines(library, item)


def _lines(library: Library, item: QuickItem) -> int:
    from bot import wiring
    from bot.service.previewing import judged

    perception = wiring.load_judge()
    if perception.notice:
        click.echo(perception.notice, err=True)
    click.echo(_RULE)
    rows = list(judged(library, item, perception))
    for row in rows:
        _show_line(row)
    faults = sum(row.fault is not None for row in rows)
    click.echo(f"{len(rows)} lines, {faults} not judged as they are meant.", err=True)
    return FINDINGS if faults else DONE


def _show_line(row: Judged) -> None:
    part = f"{row.part}, " if row.part else ""
    click.echo(f"{'passes' if row.passed else 'misses'}  ({part}{row.meant}) {row.text}")
    if row.fault:
        click.echo(f"        [{row.fault}] {_WORDS[row.fault]}; the coach says:")
        _say(row.said, indent="        ")


def _scenario(library: Library, name: str) -> int:
    """Show the briefing, the checks, and what the customer opens with."""
    from bot.service.sitting import Sitting

    scenario = library.scenarios[name]
    click.echo(f"{name}: {scenario.rubric}, level {scenario.level}, customer {scenario.customer}")
    sitting = Sitting.at_scenario(library, name)
    _say(sitting.said)
    for choice in ("checks", "start"):
        if choice in {offered.id for offered in sitting.choices()}:
            sitting = sitting.picks(choice)
            click.echo(f"{_RULE}\n> {choice}")
            _say(sitting.said)
    click.echo(f"Next: coach content walk {name}, coach content simulate {scenario.customer}", err=True)
    return DONE


def _say(replies: Iterable[Reply], *, indent: str = "") -> None:
    for reply in replies:
        for row in reply.plain_text().splitlines():
            click.echo(f"{indent}{row}".rstrip())
