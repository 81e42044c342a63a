"""What holds for every text: how the coach speaks, where braces may stand, who wrote it and who re-read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.document import Path
from content.findings import Finding
from content.lint.corpus import Corpus
from content.nudges import NudgeFile
from content.offer import FILLED, WORDS
from content.pack import Pack
from content.practice import Quick
from content.reading import Entry
from content.schema import Scenario, Signed
from content.topics import TopicCustomer

# Fields in which the coach itself speaks, wherever they stand; all others are lines of a customer or of a rep, who may
# exclaim.
_OWN = {
    "skills": ("name", "goal", "why"),
    "drills": ("context", "prompt", "why", "miss", "hint", "settled", "self_check"),
    "customers": (),
    "scenarios": ("title", "sells", "product", "briefing", "goal"),
    "packs": ("sells", "product", "about"),
    "checklists": ("title", "still", "short", "ask", "how", "more", "none", "label", "evidence", "follow", "miss"),
    "nudges": ("text",),
}
_FILLED_IN = re.compile(rf"\{{(?:{'|'.join(WORDS)})\}}")
_FRAMEWORK = re.compile(r"(?<!macro-)\bF(\d+)\b")
LAST_FRAMEWORK = 89  # frameworks.md
TO_WRITE, ID_TO_WRITE = "WRITE", "write_"  # content/templates
_COUNTED = re.compile(r", \d+ of \d+$")
NOT_REVIEWED = "pending"
_SIGNED = {
    "reviewer": "reviewed it",
    "truth": "signed that no model answer claims what is untrue or misleads",
    "people": "signed that nobody in it is a stereotype",
}
_SIGNS = {"reviewer": "reviews", "truth": "signs the claims", "people": "signs how people are shown"}
_FAULTS = {"reviewer": None, "truth": 17, "people": 16}  # fields signed by a second reader, no lists of words
# frameworks.md, conflicts between sources (e): the sources define none of these; what we say of them is ours
DEFINED_BY_US = ("F54", "F55", "F56", "F57", "F87")


def findings(corpus: Corpus) -> Iterator[Finding]:
    for kind, own in _OWN.items():
        for entry in corpus.entries(kind):
            yield from _spoken(entry, own)
    for entry in corpus.entries("messages"):
        for name, message in entry.model.messages.items():
            yield from _manner(entry, message.text, ("messages", name))
    for entry in corpus.written():
        yield from _braces(entry)
        yield from _review(entry)


def gaps(corpus: Corpus) -> Iterator[Finding]:
    """Return what a template left to be written: one finding for all that is left of one list."""
    for entry in corpus.written():
        left: dict[Path, list[tuple[Path, str]]] = {}
        for path, text in _left(entry):
            left.setdefault(path[:-1] if isinstance(path[-1], int) else path, []).append((path, text))
        for whole, places in left.items():
            first, text = places[0]
            what = _COUNTED.sub("", text.partition(":")[2].strip()) or "a word, in small letters and _"
            how = f"{len(places)} lines are" if len(places) > 1 else "is"
            yield entry.finding(f"{'.'.join(map(str, whole))}: {how} still to be written: {what}", *first)


def unwritten(corpus: Corpus) -> set[tuple[str, int]]:
    """Return file and line of each text that is left to be written. What else is wrong there can wait until it is."""
    found = (entry.finding("", *path) for entry in corpus.written() for path, _ in _left(entry))
    return {(finding.file, finding.line) for finding in found}


def _left(entry: Entry) -> Iterator[tuple[Path, str]]:
    for path, text in entry.texts():
        if text.startswith(TO_WRITE) or (path[-1] == "industry" and text.startswith(ID_TO_WRITE)):
            yield path, text


def _spoken(entry: Entry, own: tuple[str, ...]) -> Iterator[Finding]:
    for path, text in entry.texts():
        field = next(key for key in reversed(path) if isinstance(key, str))
        if field in own:
            yield from _manner(entry, text, path)


def _manner(entry: Entry, text: str, path: Path) -> Iterator[Finding]:
    where = ".".join(map(str, path))
    if "!" in text:
        yield entry.finding(f"{where}: the coach uses no exclamation marks", *path)
    for number in _FRAMEWORK.findall(text):
        if not (len(number) == 2 and 1 <= int(number) <= LAST_FRAMEWORK):
            yield entry.finding(
                f"{where}: there is no framework F{number}; they run from F01 to F{LAST_FRAMEWORK}", *path, fault=19
            )


def _braces(entry: Entry) -> Iterator[Finding]:
    for path, text in entry.texts():
        left = _FILLED_IN.sub("", text) if _is_filled(entry, path) else text
        if path[0] == "wordings" and isinstance(entry.model, NudgeFile):
            continue  # content/lint/nudges.py knows what fills them in
        if path[:2] != ("reactions", "unclear") and ("{" in left or "}" in left):
            where = ".".join(map(str, path))
            yield entry.finding(f"{where}: braces would be shown as they are; nothing fills them in", *path)


def _is_filled(entry: Entry, path: Path) -> bool:
    """Whether the words in braces there are filled in by what is sold."""
    if isinstance(entry.model, Scenario):
        return path[0] in FILLED
    return isinstance(entry.model, TopicCustomer) and path[0] == "topics" and path[2:3] == ("model",)


def _review(entry: Entry) -> Iterator[Finding]:
    author = entry.model.author.strip().lower()
    for field in ("reviewer", *_signatures(entry)):
        signed = getattr(entry.model, field).strip().lower()
        if signed in (NOT_REVIEWED, ""):
            message = f"nobody has {_SIGNED[field]} yet: name a second person in {field}"
            yield entry.finding(message, field, fault=19 if field == "reviewer" and _is_ours(entry) else _FAULTS[field])
        elif signed == author:
            message = f"author and {field} are both {entry.model.author!r}; a second person {_SIGNS[field]}"
            yield entry.finding(message, field, fault=_FAULTS[field])


def _signatures(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry.model, Signed):
        return "truth", "people"
    return ("truth",) if isinstance(entry.model, Pack) else ()


def _is_ours(entry: Entry) -> bool:
    return isinstance(entry.model, Quick) and entry.model.frameworks[0] in DEFINED_BY_US


def unsourced(corpus: Corpus) -> Iterator[Finding]:
    """What no source defines says so, so that a reader can tell the source's teaching from ours."""
    for entry in corpus.entries("drills"):
        if _is_ours(entry) and entry.model.conflict != "ours":
            message = f"{entry.model.frameworks[0]} is defined by us alone: say conflict: ours, and in settled how"
            yield entry.finding(message, "frameworks", fault=19)
