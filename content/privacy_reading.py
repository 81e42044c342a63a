"""Reads `privacy.yaml`, when somebody first asks who sees what. Ours alone: an added folder cannot change it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from content.findings import ContentError, Finding
from content.later import Once
from content.reading import in_plain_words

if TYPE_CHECKING:
    from content.document import Document
    from content.privacy import PrivacyTable

FILE = "privacy.yaml"


def privacy_later(folder: Traversable) -> dict[str, Callable[[], PrivacyTable]]:
    """Return the library's field: the table, read at the first look. That look raises ContentError."""
    return {"privacy_later": Once(lambda: load_privacy(folder))}


def load_privacy(folder: Traversable | None = None) -> PrivacyTable:
    """Return the table of *folder*; of what ships with the program where it has none. Raises ContentError."""
    table, findings = read_privacy(folder or resources.files("content"))
    if table is None or findings:
        raise ContentError(findings)
    return table[1]


def read_privacy(folder: Traversable) -> tuple[tuple[Document, PrivacyTable] | None, list[Finding]]:
    """Return the table with its document, and what is wrong with the file."""
    from content.document import parse
    from content.privacy import PrivacyTable  # no part of a start

    file = folder.joinpath(FILE)
    raw = file if file.is_file() else resources.files("content").joinpath(FILE)
    findings: list[Finding] = []
    document = parse(FILE, raw.read_bytes(), findings)
    if document is None:
        return None, findings
    try:
        return (document, PrivacyTable.model_validate(document.value)), findings
    except ValidationError as error:
        return None, [_finding(document, fault) for fault in error.errors(include_url=False)]


def _finding(document: Document, fault: Any) -> Finding:
    path = tuple(part for part in fault["loc"] if part != "[key]")
    said = in_plain_words(fault)
    if fault["type"] == "value_error":
        field, colon, rest = str(fault["ctx"]["error"]).partition(": ")
        path, said = ((*path, field), rest) if colon else (path, field)
    where = ".".join(str(part) for part in path) or "the file"
    return Finding(FILE, document.line_of(path), f"{where}: {said}")
