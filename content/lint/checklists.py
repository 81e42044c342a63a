"""The checklist: an item stands once, no answer is called like a command, columns and options are told apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from content.checklist import ChecklistItem, Option
from content.findings import Finding
from content.lint.corpus import Corpus
from content.reading import Entry


def findings(corpus: Corpus) -> Iterator[Finding]:
    seen: dict[str, Entry] = {}
    for entry in corpus.entries("checklists"):
        for place, item in enumerate(entry.model.items):
            other = seen.setdefault(item.id, entry)
            if other is not entry:
                message = f"the item {item.id!r} stands in {other.document.name} as well; answers are kept by it"
                yield entry.finding(message, "items", place, "id")
            yield from _item(entry, place, item, corpus.reserved)


def _item(entry: Entry, place: int, item: ChecklistItem, reserved: Collection[str]) -> Iterator[Finding]:
    yield from _options(entry, item.id, item.options, ("items", place, "options"), reserved)
    for at, column in enumerate(item.columns):
        path = ("items", place, "columns", at, "options")
        yield from _options(entry, f"{item.id}.{column.id}", column.options, path, ())
    named = [column.id for column in item.columns]
    for name in sorted({name for name in named if named.count(name) > 1}):
        yield entry.finding(f"{item.id}: two columns are called {name!r}", "items", place, "columns")


def _options(
    entry: Entry, of: str, options: Sequence[Option], path: tuple[str | int, ...], reserved: Collection[str]
) -> Iterator[Finding]:
    """Return a finding for each word that takes two options, or none since the engine takes it in every state."""
    taken: dict[str, str] = {}
    for at, option in enumerate(options):
        for word in {option.id, option.label.lower(), *(word.lower() for word in option.words)}:
            if word in reserved:
                yield entry.finding(f"{of}: {word!r} is a command in every state; call it otherwise", *path, at)
            if taken.setdefault(word, option.id) != option.id:
                yield entry.finding(f"{of}: {word!r} takes both {taken[word]!r} and {option.id!r}", *path, at)
