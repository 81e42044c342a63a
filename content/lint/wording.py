"""What holds for every text: how the coach speaks, where braces may stand, who wrote it and who re-read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.document import Path
from content.findings import Finding
from content.lint.corpus import Corpus
from content.reading import Entry
from content.practice import Quick

# Fields in which the coach itself speaks, wherever they stand; all others are lines of a customer or of a rep, who may
# exclaim.
_OWN = {
    "skills": ("name", "goal", "why"),
    "drills": ("context", "prompt", "why", "miss", "hint", "settled", "self_check"),
    "customers": (),
    "scenarios": ("title", "sells", "briefing", "goal"),
}
_FRAMEWORK = re.compile(r"(?<!macro-)\bF(\d+)\b")
LAST_FRAMEWORK = 89  # frameworks.md
NOT_REVIEWED = "pending"
_SIGNED = {
    "reviewer": "reviewed it",
    "truth": "signed that no model answer claims what is untrue or misleads",
    "people": "signed that nobody in it is a stereotype",
}
_SIGNS = {"reviewer": "reviews", "truth": "signs the claims", "people": "signs how people are shown"}


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
                f"{where}: there is no framework F{number}; they run from F01 to F{LAST_FRAMEWORK}", *path
            )


def _braces(entry: Entry) -> Iterator[Finding]:
    for path, text in entry.texts():
        if path[:2] != ("reactions", "unclear") and ("{" in text or "}" in text):
            where = ".".join(map(str, path))
            yield entry.finding(f"{where}: braces would be shown as they are; nothing fills them in", *path)


def _review(entry: Entry) -> Iterator[Finding]:
    author = entry.model.author.strip().lower()
    for field in ("reviewer", *(("truth", "people") if isinstance(entry.model, Quick) else ())):
        signed = getattr(entry.model, field).strip().lower()
        if signed in (NOT_REVIEWED, ""):
            yield entry.finding(f"nobody has {_SIGNED[field]} yet: name a second person in {field}", field)
        elif signed == author:
            message = f"author and {field} are both {entry.model.author!r}; a second person {_SIGNS[field]}"
            yield entry.finding(message, field)
