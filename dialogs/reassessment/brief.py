"""
The page for the manager's review: nine sections of a finished snapshot, made of the answers alone.

Nothing in it grades the rep. What is unknown stands in it as an open question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.basics import LONGEST_LABEL
from content.library import Library
from dialogs.patterns import regex
from dialogs.reassessment import flags
from dialogs.reassessment.brief_parts import Page
from dialogs.reassessment.case import case_of
from dialogs.reassessment.model import Account, AccountFile, Snapshot
from dialogs.reassessment.questions import coaching
from dialogs.reassessment.telling import clip

MOST = 2400  # journeys.md: brief, in characters
SECTIONS = ("account", "strategy", "since", "people", "position", "flags", "decision", "tripwire", "coaching")
_BULLET = "- "
_MARKS = regex(r"[\\`*_{}\[\]<>#|~]")  # of Markdown, which would be shown as something else


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the brief: its id of SECTIONS, a title, and lines of plain text."""

    id: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The nine sections of one account on one day, not clipped."""

    account: str
    day: date
    sections: tuple[Section, ...]


def made(account: Account, snapshot: Snapshot, earlier: Sequence[Snapshot], library: Library) -> Brief:
    """
    Return the brief of a snapshot; the same whenever it is asked for, but for the account's name and review day.

    Args:
        earlier: the account's other snapshots, oldest first, as many as there are on the desk; later ones are let be.
    """
    case = case_of(AccountFile(account, tuple(earlier)), snapshot)
    raised = flags.by_weight(flags.frozen(case, snapshot.flags))
    parts = Page(account, snapshot, case.history, raised, library)
    lines: dict[str, Sequence[str]] = {
        "account": parts.account(),
        "strategy": parts.strategy(),
        "since": parts.since(),
        "people": parts.people(),
        "position": parts.position(),
        "flags": parts.flags(),
        "decision": parts.decision(),
        "tripwire": parts.tripwire(),
        "coaching": coaching(raised, snapshot.answers, snapshot.day, library),
    }
    titles = {id: library.text(f"brief.{id}") for id in SECTIONS[1:]} | {"account": clip(account.name, LONGEST_LABEL)}
    sections = tuple(Section(id, titles[id], tuple(lines[id])) for id in SECTIONS)
    return Brief(account.name, snapshot.day, sections)


def chat(page: Brief) -> str:
    """Return the brief as one message of at most 2,400 characters: the longest lines are clipped first."""
    longest = max((len(line) for section in page.sections for line in section.lines), default=0)
    text = _chat(page, longest)
    if len(text) <= MOST:
        return text
    fits, fails = 0, longest  # a line's bound that fits, and one that does not; the largest that fits is sought
    while fails - fits > 1:
        middle = (fits + fails) // 2
        fits, fails = (middle, fails) if len(_chat(page, middle)) <= MOST else (fits, middle)
    return _chat(page, fits)


def _chat(page: Brief, width: int) -> str:
    parts = []
    for section in page.sections:
        lines = [clip(line, width) for line in section.lines]
        parts.append("\n".join([section.title, *(_BULLET + line for line in lines if line)]))
    return "\n".join(parts)


def markdown(page: Brief) -> str:
    """Return the whole brief as Markdown; what people wrote is shown as they wrote it."""
    first, *others = page.sections
    parts = [f"# {_escaped(first.title)}", _items(first)]
    for section in others:
        parts += [f"## {_escaped(section.title)}", _items(section)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _items(section: Section) -> str:
    mark = "1. " if section.id == "coaching" else "- "
    return "\n".join(f"{mark}{_escaped(' '.join(line.split()))}" for line in section.lines)


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def said() -> dict[str, frozenset[str]]:
    """Return every message id that is put together here, with the names that are filled in."""
    return {f"brief.{id}": frozenset[str]() for id in SECTIONS if id != "account"}
