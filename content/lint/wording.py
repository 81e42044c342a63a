"""What holds for every text: how the coach speaks, where braces may stand, who wrote it and who re-read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.document import Path
from content.findings import Finding
from content.lint.corpus import Corpus
from content.loader import Entry

# Fields in which the coach itself speaks; all others are lines of a customer or of a rep, who may exclaim.
_OWN = {
    "skills": ("name", "goal", "why"),
    "drills": ("context", "prompt", "why"),
    "customers": (),
    "scenarios": ("title", "sells", "briefing", "goal"),
}
_FRAMEWORK = re.compile(r"(?<!macro-)\bF(\d+)\b")
LAST_FRAMEWORK = 89  # frameworks.md
NOT_REVIEWED = "pending"


def findings(corpus: Corpus) -> Iterator[Finding]:
    for kind, own in _OWN.items():
        for entry in corpus.entries(kind):
            yield from _spoken(entry, own)
    for entry in corpus.entries("messages"):
        for name, message in entry.model.messages.items():
            yield from _manner(entry, message.text, ("messages", name))
    for entry in [*corpus.items(), *corpus.entries("customers/held_out")]:
        yield from _braces(entry)
        yield from _review(entry)


def _spoken(entry: Entry, own: tuple[str, ...]) -> Iterator[Finding]:
    for path, text in entry.document.texts():
        in_option = path[0] == "options" and path[-1] == "why"
        if path[0] in own or in_option:
            yield from _manner(entry, text, path)


def _manner(entry: Entry, text: str, path: Path) -> Iterator[Finding]:
    where = ".".join(map(str, path))
    if "!" in text:
        yield entry.finding(f"{where}: the coach uses no exclamation marks", *path)
    for number in _FRAMEWORK.findall(text):
        if not (len(number) == 2 and 1 <= int(number) <= LAST_FRAMEWORK):
            yield entry.finding(
                f"{where}: there is no framework F{number}; they run from F01 to F{LAST_FRAMEWORK}", *path
            )


def _braces(entry: Entry) -> Iterator[Finding]:
    for path, text in entry.document.texts():
        if path[:2] != ("reactions", "unclear") and ("{" in text or "}" in text):
            where = ".".join(map(str, path))
            yield entry.finding(f"{where}: braces would be shown as they are; nothing fills them in", *path)


def _review(entry: Entry) -> Iterator[Finding]:
    author, reviewer = (name.strip().lower() for name in (entry.model.author, entry.model.reviewer))
    if reviewer in (NOT_REVIEWED, ""):
        yield entry.finding("nobody has reviewed it yet: name a second person in reviewer", "reviewer")
    elif author == reviewer:
        yield entry.finding(f"author and reviewer are both {entry.model.author!r}; a second person reviews", "reviewer")
