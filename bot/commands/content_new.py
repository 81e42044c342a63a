"""
`coach content new`: a commented template, complete in form; the lint names each text that is still to be written.

The templates are content/templates/*.txt. There "- 12 x WRITE: a line" stands for twelve lines to write.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from string import Template

import click

from bot.commands.errors import DONE, FINDINGS, MISUSE
from bot.commands.pack_fits import fits, sellable
from content.library import Library
from content.schema import Reactions

QUICK = ("PICK", "SORT", "SPOT", "LINE", "FIX", "PLAN")
KINDS = (*(kind.lower() for kind in QUICK), "customer", "skill", "pack")
_ID = re.compile(r"[a-z][a-z0-9_]{1,29}")  # ten less than content may have: a scenario's id is a customer's and more
_SEVERAL = re.compile(r"^( *)- (\d+) x (WRITE.*)$", re.MULTILINE)
_FOLDERS = {"skill": "skills", "pack": "packs"}  # those of quick items are drills
_PROBLEMS = ("first", "second", "third")

_PROBLEM = """\
  $name:
    name: "WRITE: the $name problem in two words"
    openness: 1
    ask:
      - 12 x WRITE: a question for the $name problem
    say:
      - "WRITE: how the $name problem is told"
    guarded:  # said instead while the customer is not open enough
      - 2 x WRITE: a guarded answer about the $name problem
    implications:
      cost:
        severity: 4  # 1 to 5
        ask:
          - 12 x WRITE: what the $name problem costs
        say:
          - "WRITE: the cost of the $name problem as the customer tells it"
      people:
        severity: 2
        ask:
          - 12 x WRITE: what the $name problem does to people
        say:
          - "WRITE: what the $name problem does to people as the customer tells it"
    payoffs:
      better:
        after: ["cost", "people"]  # any one of these comes first
        ask:
          - 12 x WRITE: what a cure of the $name problem would be worth
        say:
          - "WRITE: the need behind the $name problem: I want ..."
"""


def create(
    *, kind: str, name: str, folder: Path | None, framework: str, skill: str | None, scenarios: tuple[str, ...] = ()
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
        click.echo(f"{name!r} is no id: small letters, digits and _, 2 to 30 of them, a letter first.", err=True)
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
    names = {"id": name, "framework": framework, "skill": skill or _skill_of(framework, library)}
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
    steps = {
        "customer": f"coach content preview {name}_discovery, walk {name}_discovery, simulate {name}",
        "skill": "write an item that trains it: coach content new PICK ID --skill " + name,
        "pack": f"coach content preview {name}, then start the coach with COACH_PACK={name}"
        "\n  (too much to delete? remove the file and name the scenarios you want: --scenario ID --scenario ID)",
    }
    then = steps.get(kind, f"coach content preview {name}")
    return f"Next:{export}\n  write what begins with WRITE, until coach content lint finds nothing\n  {then}"


def _skill_of(framework: str, library: Library) -> str:
    """Return the skill that this framework's items train; the first skill there is, where it has none."""
    trained = [item.skill for item in library.drills.values() if item.frameworks[0] == framework]
    return trained[0] if trained else min(library.skills)


def _files(kind: str, names: dict[str, str]) -> dict[str, str]:
    """Return the text of each file by where it lies below the folder."""
    name = names["id"]
    if kind == "customer":
        places = {
            "customer": f"customers/{name}.yaml",
            "scenario": f"scenarios/{name}_discovery.yaml",
            "held_out": f"customers/held_out/{name}.yaml",
        }
    else:
        places = {kind: f"{_FOLDERS.get(kind, 'drills')}/{name}.yaml"}
    return {file: _filled(template, names | _repeated()) for template, file in places.items()}


def _filled(template: str, names: dict[str, str]) -> str:
    text = resources.files("content").joinpath("templates", f"{template}.txt").read_text("utf-8")
    return _SEVERAL.sub(_several, Template(text).substitute(names))


def _several(match: re.Match[str]) -> str:
    """Return as many lines to write as asked for, no two the same."""
    indent, count, text = match.groups()
    return "\n".join(f'{indent}- "{text}, {number} of {count}"' for number in range(1, int(count) + 1))


def _repeated() -> dict[str, str]:
    """Return what stands in the customer's templates once a problem, once a reaction."""
    wordings = "[needs {one} and {other}]"
    meant = {name: wordings if name == "unclear" else _meant(name) for name in Reactions.model_fields}
    reactions = [f"  {name}:\n    - 3 x WRITE: {said}" for name, said in meant.items()]
    nodes = [("problem.{}", "the {} problem"), ("implication.{}.cost", "what the {} problem costs")]
    nodes += [("implication.{}.people", "what the {} problem does to people"), ("payoff.{}.better", "a cure of the {}")]
    held = [
        f"  {node.format(name)}:\n    - 5 x WRITE: a question for {what.format(name)}"
        for name in _PROBLEMS
        for node, what in nodes
    ]
    benefits = [
        f'  payoff.{n}.better:\n    - "WRITE: a line tied to the need behind the {n} problem"' for n in _PROBLEMS
    ]
    return {
        "problems": "\n".join(Template(_PROBLEM).substitute(name=name).rstrip() for name in _PROBLEMS),
        "reactions": "\n".join(reactions),
        "held_problems": "\n".join(held),
        "held_benefits": "\n".join(benefits),
    }


def _meant(reaction: str) -> str:
    """Return in words when a reaction is said."""
    return {
        "puzzled": "asked what follows from something never told",
        "no_need": "asked what a gain is worth before any cost is told",
        "repeat": "asked for what is told already",
        "in_briefing": "asked for what the briefing gives",
        "impatient": "asked for one fact too many",
        "scatter": "asked several things at once",
        "vague": "what do you mean?",
        "lost": "I know nothing of that",
        "statement": "told something instead of asked",
        "echo": "their own words handed back",
        "small_talk": "answer to small talk",
        "pitch": "presented to before the need",
        "pitch_ok": "presented what they said they want",
        "pitch_off": "presented something else than what they want",
        "close_early": "asked for the order too soon",
        "leave": "ends the call",
    }.get(reaction, reaction)
