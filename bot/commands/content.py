"""`coach content lint` and `list`: what is wrong with the content, and what there is by framework id."""

from __future__ import annotations

import json
from typing import Any

import click

from bot.commands.errors import DONE, FINDINGS
from content.library import Library
from content.pack import Pack
from content.practice import Quick
from content.schema import Buyer, Item, Scenario, Skill


def lint(*, as_json: bool) -> int:
    """Print every finding as file:line: message, and how many there are on stderr."""
    from bot import wiring
    from bot.commands.message_use import used_messages
    from content.lint import examine
    from dialogs.machine import COMMANDS

    folders, pack = wiring.content_folders(), wiring.settings().pack
    report = examine(more=folders, used_messages=used_messages(), reserved=COMMANDS, pack=pack)
    if as_json:
        rows = [{"file": f.file, "line": f.line, "fault": f.fault, "message": f.message} for f in report.findings]
        click.echo(json.dumps({"files": report.files, "findings": rows}))
    else:
        for finding in report.findings:
            click.echo(str(finding))
    click.echo(f"{_count(report.files, 'file')} looked at, {_count(len(report.findings), 'finding')}.", err=True)
    return FINDINGS if report.findings else DONE


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def show(*, as_json: bool) -> int:
    """
    Print every object under each framework that it serves, and the company packs.

    Raises:
        ContentError: the content cannot be used.
    """
    from bot import wiring

    frameworks: dict[str, list[Item]] = {}
    library = wiring.library()
    for item in library.items():
        for framework in dict.fromkeys(item.frameworks):
            frameworks.setdefault(framework, []).append(item)
    ordered = {framework: [_row(item) for item in frameworks[framework]] for framework in sorted(frameworks)}
    if as_json:
        click.echo(json.dumps({"frameworks": ordered, "packs": [_pack(pack) for pack in library.packs.values()]}))
        return DONE
    for framework, rows in ordered.items():
        click.echo(framework)
        width = max(len(row["id"]) for row in rows)
        for row in rows:
            click.echo(f"  {row['kind']:<8} {row['id']:<{width}}  {row['name']}")
    _show_packs(library)
    return DONE


def _show_packs(library: Library) -> None:
    if library.packs:
        click.echo("packs")
    for pack in library.packs.values():
        click.echo(f"  {pack.id}{' (in use)' if pack.id == library.pack else ''}  {pack.company}")
        for product in pack.products.values():
            click.echo(f"    {product.product}: {', '.join(product.fits)}")


def _pack(pack: Pack) -> dict[str, Any]:
    products = {key: {"product": one.product, "fits": list(one.fits)} for key, one in pack.products.items()}
    return pack.model_dump(include={"id", "company", "author", "reviewer", "truth"}) | {"products": products}


def _row(item: Item) -> dict[str, str]:
    kind, name = _named(item)
    return {"kind": kind, "id": item.id, "name": name, "author": item.author, "reviewer": item.reviewer}


def _named(item: Item) -> tuple[str, str]:
    """Return an object's kind, and what a person would call it; a drill item has no name, so its task is given."""
    match item:
        case Skill():
            return "skill", item.name
        case Buyer():
            return "customer", f"{item.persona.name}, {item.persona.role}"
        case Scenario():
            return "scenario", item.title
        case Quick():
            return "drill", f"{item.kind}: {item.prompt}"
    raise TypeError(f"{item.id} is of no kind that is listed")
