"""`coach content preview`: an item, a scenario or a pack as the rep meets it, and the author's lines judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from bot.commands.content_trying import tried
from bot.commands.errors import DONE, FINDINGS, MISUSE
from content.library import Library
from content.pack import Pack
from content.practice import LineItem, QuickItem
from dialogs.ports import Perception
from dialogs.replies import Reply

if TYPE_CHECKING:
    from bot.service.previewing import Judged

_RULE = "-" * 60
_WORDS = {9: "a better line does not pass", 10: "a line that must miss passes"}


def preview(name: str, *, pack: str | None = None) -> int:
    """
    Show one item, scenario or company pack by its id; *pack*: whose product is sold, else as the settings say.

    Raises:
        ContentError: the content cannot be used.
    """
    from bot import wiring

    library = wiring.library(pack) if pack else wiring.library()
    if name in library.drills:
        return _item(library, library.drills[name])
    if name in library.scenarios:
        return _scenario(library, name)
    if name in library.packs:
        return _pack(wiring.library(name), library.packs[name])
    click.echo(f"There is no item, no scenario and no pack {name!r}; coach content list shows what there is.", err=True)
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
    """Show the briefing, the checks, what the customer opens with, and how the author's own lines are taken."""
    from bot.service.sitting import Sitting

    scenario = library.scenarios[name]
    of_pack = f", sold by the pack {library.pack}" if name in library.sold else ""
    click.echo(f"{name}: {scenario.rubric}, level {scenario.level}, customer {scenario.customer}{of_pack}")
    sitting = Sitting.at_scenario(library, name)
    _say(sitting.said)
    for choice in ("checks", "start"):
        if choice in {offered.id for offered in sitting.choices()}:
            sitting = sitting.picks(choice)
            click.echo(f"{_RULE}\n> {choice}")
            _say(sitting.said)
    faults = tried(library, name)
    click.echo(f"Next: coach content walk {name}, coach content simulate {scenario.customer}", err=True)
    return FINDINGS if faults else DONE


def _pack(library: Library, pack: Pack) -> int:
    """Show what is sold with the pack, product by product, how the lines are taken, and what stays as it is."""
    from bot import wiring

    perception = wiring.load_perception()
    if perception.notice:
        click.echo(perception.notice, err=True)
    click.echo(f"{pack.id}: {pack.company}. {pack.about}")
    faults = 0
    for key, product in pack.products.items():
        click.echo(f"{_RULE}\n{key}: {product.sells}")
        faults += sum(_sold_in(library, name, perception) for name in product.fits)
    others = [name for name in library.scenarios if name not in library.sold]
    click.echo(f"{_RULE}\nThese keep their own offer: {', '.join(others) or 'none'}")
    click.echo(f"{faults} lines not taken as they are meant.", err=True)
    click.echo(f"Next: coach content preview SCENARIO --pack {pack.id}; COACH_PACK={pack.id} coach chat", err=True)
    return FINDINGS if faults else DONE


def _sold_in(library: Library, name: str, perception: Perception) -> int:
    """Show one briefing and how each line is taken; return how many are not taken as an answer to the need."""
    from bot.service.offering import taken

    scenario = library.scenarios[name]
    click.echo(f"\n{name}: {scenario.title}\n{scenario.briefing}")
    rows = list(taken(library, name, perception))
    for row in rows:
        click.echo(f"{'misses' if row.instead else 'passes'}  ({row.problem}) {row.text}")
        if row.instead:
            click.echo(f"        [9] the customer does not always take it as an answer to the need: {row.instead}")
    return sum(bool(row.instead) for row in rows)


def _say(replies: Iterable[Reply], *, indent: str = "") -> None:
    for reply in replies:
        for row in reply.plain_text().splitlines():
            click.echo(f"{indent}{row}".rstrip())
