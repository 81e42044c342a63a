"""A row of the log in words: who looked at what of whom, exported, erased, changed a rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from content.library import Library
from dialogs.privacy.model import COACH, OPERATOR, Looked

_DONE: Final[Mapping[str, str]] = {
    "read": "read",
    "refused": "was refused",
    "export": "took out",
    "erase": "asked to erase",
    "undo": "took back the erasing of",
    "erased": "erased",
    "rule": "shortened the keeping of",
}
_CALLED: Final[Mapping[str, str]] = {OPERATOR: "whoever runs the coach", COACH: "the coach"}


def looked_words(library: Library, looked: Looked, called: Mapping[str, str]) -> str:
    """
    Return one act in a line: "Rita (manager) read assigned drills of Bo: status".

    Args:
        called: names by member id; who is not in it keeps the id, as one who was erased does.
    """
    labels: dict[str, str] = {row.kind: row.label for row in library.privacy.rows}
    actor = called.get(looked.actor) or _CALLED.get(looked.actor) or looked.actor
    role = "" if looked.actor in _CALLED or looked.role == "none" else f" ({looked.role})"
    about = f" of {called.get(looked.subject, looked.subject)}" if looked.subject else ""
    form = "" if looked.form in ("whole", "none") else f": {looked.form}"
    return f"{actor}{role} {_DONE[looked.act]} {labels.get(looked.kind, looked.kind)}{about}{form}"
