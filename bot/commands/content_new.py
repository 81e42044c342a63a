"""
`coach content new`: a commented template, complete in form; the lint names each text that is still to be written.

The templates are content/templates/*.txt. There "- 12 x WRITE: a line" stands for twelve lines to write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import click

from bot.commands.content_new_customer import files_of
from bot.commands.errors import DONE, FINDINGS, MISUSE
from bot.commands.pack_fits import fits, sellable
from content.library import Library
from content.schema import RUBRICS

QUICK = ("PICK", "SORT", "SPOT", "LINE", "FIX", "PLAN")
KINDS = (*(kind.lower() for kind in QUICK), *RUBRICS, "skill", "pack")
_ID = re.compile(r"[a-z][a-z0-9_]{1,27}")  # content may have 40: a scenario's id is a customer's and "_negotiation"
_FIRST = "F44"  # what an item serves where nothing is said; a role-play serves what its checks do
_SEVERAL = re.compile(r"^( *)- (\d+) x (WRITE.*)$", re.MULTILINE)
_FOLDERS = {"skill": "skills", "pack": "packs"}  # those of quick items are drills


def create(
    *,
    kind: str,
    name: str,
    folder: Path | None,
    framework: str | None,
    skill: str | None,
    scenarios: tuple[str, ...] = (),
) -> int:
    """
    Write the template of one thing, and say what to do next.

    Args:
        scenarios: of a pack, those to sell in; none: every one that another's product may be sold in.

    Raises:
        ContentError: the content cannot be used, so that nothing says which skill a framework's items train.
    """
    from bot import wiring

    if not _ID.fullmatch(name):
        click.echo(f"{name!r} is no id: small letters, digits and _, 2 to 28 of them, a letter first.", err=True)
        return MISUSE
    chosen = folder or next(iter(wiring.content_folders()), None)
    if chosen is None:
        click.echo("Name a folder for it with --folder, such as --folder ~/coach-content.", err=True)
        return MISUSE
    library = wiring.library()
    there_are = sellable(library)
    unknown = [scenario for scenario in scenarios if scenario not in there_are]
    if unknown:
        click.echo(
            f"No product of yours can be sold in {', '.join(unknown)}, only in {', '.join(there_are)}.", err=True
        )
        return MISUSE
    names = {"id": name, **_served(kind, framework, library)} | ({"skill": skill} if skill else {})
    texts = _files(kind, names | {"fits": fits(library, scenarios or there_are) if kind == "pack" else ""})
    there = [chosen / file for file in texts if (chosen / file).exists()]
    if there:
        click.echo(f"{there[0]} is there already; nothing was written.", err=True)
        return MISUSE
    return _written(chosen, texts, kind, name)


def _written(folder: Path, texts: dict[str, str], kind: str, name: str) -> int:
    try:
        for file, text in texts.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            with (folder / file).open("x", encoding="utf-8") as opened:
                opened.write(text)
            click.echo(str(folder / file))
    except OSError as error:
        click.echo(f"{error.filename or folder} cannot be written: {error.strerror or error}.", err=True)
        return FINDINGS
    click.echo(_next(folder, kind, name), err=True)
    return DONE


def _next(folder: Path, kind: str, name: str) -> str:
    from bot import wiring

    known = folder.expanduser().resolve() in {known.resolve() for known in wiring.content_folders()}
    export = (
        "" if known else f"\n  export COACH_CONTENT_PATH={folder.expanduser().resolve()}   # so that the coach reads it"
    )
    play = f"{name}_{kind}"
    steps = {
        **dict.fromkeys(RUBRICS, f"coach content preview {play}, walk {play}, simulate {name}"),
        "skill": "write an item that trains it: coach content new PICK ID --skill " + name,
        "pack": f"coach content preview {name}, then start the coach with COACH_PACK={name}"
        "\n  (too much to delete? remove the file and name the scenarios you want: --scenario ID --scenario ID)",
    }
    then = steps.get(kind, f"coach content preview {name}")
    return f"Next:{export}\n  write what begins with WRITE, until coach content lint finds nothing\n  {then}"


def _served(kind: str, framework: str | None, library: Library) -> dict[str, str]:
    """Return what the new thing serves first and trains: what others of its framework, or of its role-play, train."""
    if kind in RUBRICS:
        trained = [scenario.skill for scenario in library.scenarios.values() if scenario.rubric == kind]
        return {"framework": framework or "", "skill": trained[0]}
    first = framework or _FIRST
    trained = [item.skill for item in library.drills.values() if item.frameworks[0] == first]
    return {"framework": first, "skill": trained[0] if trained else min(library.skills)}


def _files(kind: str, names: dict[str, str]) -> dict[str, str]:
    """Return the text of each file by where it lies below the folder."""
    if kind in RUBRICS:
        return files_of(kind, names, _filled)
    return {f"{_FOLDERS.get(kind, 'drills')}/{names['id']}.yaml": _filled(kind, names)}


def _filled(template: str, names: Mapping[str, Any]) -> str:
    text = resources.files("content").joinpath("templates", f"{template}.txt").read_text("utf-8")
    return _SEVERAL.sub(_several, Template(text).substitute(names))


def _several(match: re.Match[str]) -> str:
    """Return as many lines to write as asked for, no two the same."""
    indent, count, text = match.groups()
    return "\n".join(f'{indent}- "{text}, {number} of {count}"' for number in range(1, int(count) + 1))
