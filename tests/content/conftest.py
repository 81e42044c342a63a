"""A copy of the real content that a test may spoil, and what the lint finds in it beyond what it finds anyway."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.commands.message_use import used_messages
from content.document import Document, parse
from content.lint import lint
from content.loader import root
from content.reading import FROZEN
from dialogs.machine import COMMANDS

# A small pair of authors stands in for the real ones: reading those takes longer than all the rest.
_AUTHOR = """\
author: {author}
split: {split}
voice: "plain"
english: native
questions:
  - {{id: {author}-1, industry: {industry}, told: [], text: {text}, label: problem, hard: false}}
  - {{id: {author}-2, industry: {industry}, told: [], text: {greeting}, label: none, kind: small_talk, hard: false}}
replies:
  - id: {author}-3
    industry: {industry}
    told: []
    worry: "It is new."
    text: "{reply}"
    moves: [explore]
    hard: false
"""


class Copy:
    """A copy of the content folder, changed line by line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def document(self, file: str) -> Document:
        document = parse(file, (self.folder / file).read_bytes(), [])
        assert document is not None
        return document

    def path(self, file: str, *path: str | int) -> tuple[str | int, ...]:
        """Return where a part stands: in a file of several items, of the first of them."""
        value = self.document(file).value
        several = isinstance(value, dict) and "items" in value and path[:1] != ("items",)
        return ("items", 0, *path) if several else path

    def line_of(self, file: str, *path: str | int) -> int:
        return self.document(file).line_of(self.path(file, *path))

    def value(self, file: str, *path: str | int) -> Any:
        value: Any = self.document(file).value
        for key in self.path(file, *path):
            value = value[key]
        return value

    def change(self, file: str, *path: str | int, to: object) -> int:
        """Write another value on the one line where *path* stands; return that line."""
        line = self.line_of(file, *path)
        rows = (self.folder / file).read_text("utf-8").splitlines()
        old = rows[line - 1]
        indent = " " * (len(old) - len(old.lstrip()))
        head = "-" if isinstance(path[-1], int) else f"{path[-1]}:"
        rows[line - 1] = f"{indent}{head} {json.dumps(to)}"
        (self.folder / file).write_text("\n".join(rows) + "\n", "utf-8")
        assert self.value(file, *path) == to
        return line

    def drop(self, file: str, *path: str | int) -> None:
        """Take out the line where *path* stands, and the deeper ones below it."""
        start = self.line_of(file, *path) - 1
        rows = (self.folder / file).read_text("utf-8").splitlines()
        depth = len(rows[start]) - len(rows[start].lstrip())
        end = start + 1
        while end < len(rows) and len(rows[end]) - len(rows[end].lstrip()) > depth:
            end += 1
        (self.folder / file).write_text("\n".join(rows[:start] + rows[end:]) + "\n", "utf-8")

    def freeze(self) -> list[str]:
        """Write the rows of the hash file for the held-out files as they are; return them."""
        folder = self.folder / "customers/held_out"
        files = sorted(folder.glob("*.yaml"))
        rows = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in files]
        (folder / FROZEN).write_text("\n".join(rows) + "\n")
        return rows

    def write(self, file: str, content: str | bytes) -> None:
        raw = content if isinstance(content, bytes) else content.encode()
        (self.folder / file).write_bytes(raw)


def copied(to: Path) -> Copy:
    """Copy all content but the second customer and the judge's lines: a hundred tests lint what is copied."""
    left_out = shutil.ignore_patterns("*.py", "__pycache__", "lint", "lines", "clinic_lab_head*")
    shutil.copytree(Path(str(root())), to, ignore=left_out)
    (to / "judge" / "lines").mkdir(parents=True)
    copy = Copy(to)
    copy.drop("packs/quillmere.yaml", "products", "hand_to_hand")  # it is sold to the second customer
    ann = {"text": "what breaks", "greeting": "Good morning to you", "reply": "What is new about it?"}
    ben = {"text": "who is upset", "greeting": "lovely weather", "reply": "Tell me more, please."}
    copy.write("judge/lines/ann.yaml", _AUTHOR.format(author="ann", split="train", industry="ferries", **ann))
    copy.write("judge/lines/ben.yaml", _AUTHOR.format(author="ben", split="dev", industry="choirs", **ben))
    copy.freeze()
    return copy


@cache
def _said() -> dict[str, frozenset[str]]:
    return used_messages()


def found(copy: Copy) -> set[tuple[str, int, str]]:
    """Lint the copy as the command does."""
    return {(f.file, f.line, f.message) for f in lint(copy.folder, used_messages=_said(), reserved=COMMANDS)}


@pytest.fixture(scope="session")
def already(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What the lint finds in an unspoilt copy: without lines, since a fault may move them."""
    return {(file, message) for file, _, message in found(copied(tmp_path_factory.mktemp("untouched") / "content"))}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copied(tmp_path / "content")


@pytest.fixture
def finds(copy: Copy, already: set[tuple[str, str]]) -> Callable[[str, int, str], None]:
    """Assert that the copy has a finding at file and line whose message holds the words, and that it is new."""

    def check(file: str, line: int, words: str) -> None:
        new = {f for f in found(copy) if (f[0], f[2]) not in already}
        assert any(f[0] == file and f[1] == line and words in f[2] for f in new), sorted(new)

    return check
