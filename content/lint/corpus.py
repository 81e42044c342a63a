"""What lies under the content folder as the lint sees it: broken files are left out, references to them not blamed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from content.reading import KINDS, Entry, Folder, Source, read


@dataclass(frozen=True, slots=True)
class Corpus:
    """
    The folders by kind, and what the lint is told of the dialogs, since content knows nothing of them.

    used_messages: every message id that a dialog says, with the {names} it fills in; None where that is not known.
    reserved: words that the engine takes in every state.
    """

    sources: Sequence[Source]
    kinds: Mapping[str, Folder]
    used_messages: Mapping[str, Collection[str]] | None = None
    reserved: Collection[str] = ()

    def entries(self, *kinds: str) -> list[Entry]:
        return [entry for kind in kinds for entry in self.kinds[kind].entries.values()]

    def items(self) -> list[Entry]:
        """Return the entries that serve a framework."""
        return self.entries("skills", "drills", "customers", "scenarios")

    def written(self) -> list[Entry]:
        """Return the entries that an author writes and another person reads."""
        return [*self.items(), *self.entries("customers/held_out", "packs", "checklists", "nudges")]

    def messages(self) -> dict[str, str]:
        """Return the text of every message by id."""
        files = self.entries("messages")
        return {name: message.text for file in files for name, message in file.model.messages.items()}


def open_corpus(
    sources: Sequence[Source], *, used_messages: Mapping[str, Collection[str]] | None, reserved: Collection[str]
) -> Corpus:
    return Corpus(sources, {kind: read(sources, kind) for kind in KINDS}, used_messages, reserved)
