"""A copy of the real content that a test may spoil, and what the lint finds in it beyond what it finds anyway."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.commands import message_use
from bot.commands.message_use import used_messages
from content import document as documents
from content.document import Document
from content.findings import Finding
from content.lint import customers, held_out, judge_lines, likeness, lint, reading_level, real_names, scenarios
from content.loader import root
from content.reading import FROZEN
from dialogs.machine import COMMANDS

CUSTOMERS = {"cold_chain_ops", "heat_billing_head"}  # one of each play
DRILLS = {"f32.yaml", "f44.yaml", "f54.yaml"}  # which tests change

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


_parse, _alike = documents.parse, likeness.alike  # as they are


@cache
def _parsed(name: str, raw: bytes) -> tuple[Document | None, tuple[Finding, ...]]:
    findings: list[Finding] = []
    return _parse(name, raw, findings), tuple(findings)


def _parse_once(name: str, raw: bytes, findings: list[Finding]) -> Document | None:
    document, said = _parsed(name, raw)
    findings += said
    return document


@cache
def _compared(texts: tuple[str, ...], above: float, start: int) -> tuple[tuple[int, int, float], ...]:
    return tuple(_alike(texts, above=above, start=start))


def _alike_once(
    texts: Sequence[str], *, above: float = likeness.ALIKE, start: int = 0
) -> Iterator[tuple[int, int, float]]:
    return iter(_compared(tuple(texts), above, start))


_LINTED: dict[bytes, tuple[Finding, ...]] = {}
_ONCE = [
    (module, name, cache(getattr(module, name)))
    for module, name in ((message_use, "_said_in"), (reading_level, "_too_hard"), (real_names, "_named"))
]


class Copy:
    """A copy of the content folder, changed line by line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def document(self, file: str) -> Document:
        document, _ = _parsed(file, (self.folder / file).read_bytes())
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
        return deepcopy(value)  # what is read once is shared

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


def _values(kind: str) -> dict[str, Any]:
    """Return what the shipped files of a kind hold, by their names."""
    files = sorted((Path(str(root())) / kind).glob("*.yaml"))
    documents = {file.name: _parsed(f"{kind}/{file.name}", file.read_bytes())[0] for file in files}
    return {name: document.value for name, document in documents.items() if document}


@cache
def _left_out() -> list[str]:
    """Return the files that no test needs: all customers but CUSTOMERS, and drills whose skills others train too."""
    left = [file.name for file in Path(str(root()), "customers").glob("*.yaml") if file.stem not in CUSTOMERS]
    left += [name for name, scenario in _values("scenarios").items() if scenario["customer"] not in CUSTOMERS]
    drills, trained = _values("drills"), set[str]()
    for name in sorted(drills, key=lambda name: (name not in DRILLS, name)):
        skills = {item["skill"] for item in drills[name]["items"]}
        left += [] if name in DRILLS or skills - trained else [name]
        trained |= skills
    return left


def copied(to: Path) -> Copy:
    """Copy as much of the content as holds together, and no judge's lines: a hundred tests lint what is copied."""
    left_out = shutil.ignore_patterns("*.py", "__pycache__", "lint", "lines", *_left_out())
    shutil.copytree(Path(str(root())), to, ignore=left_out)
    (to / "judge" / "lines").mkdir(parents=True)
    copy = Copy(to)
    for product in ("hand_to_hand", "night_hands", "clear_desk"):  # they are sold to customers that are left out
        copy.drop("packs/quillmere.yaml", "products", product)
    ann = {"text": "what breaks", "greeting": "Good morning to you", "reply": "What is new about it?"}
    ben = {"text": "who is upset", "greeting": "lovely weather", "reply": "Tell me more, please."}
    copy.write("judge/lines/ann.yaml", _AUTHOR.format(author="ann", split="train", industry="ferries", **ann))
    copy.write("judge/lines/ben.yaml", _AUTHOR.format(author="ben", split="dev", industry="choirs", **ben))
    copy.freeze()
    return copy


@cache
def _said() -> dict[str, frozenset[str]]:
    return used_messages()


@pytest.fixture(scope="module", autouse=True)
def _read_and_compare_once() -> Iterator[None]:
    """A hundred copies differ in a line each: of equal files, texts and sets of lines one is looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "parse", _parse_once)
        for rules in (customers, held_out, judge_lines, scenarios):
            patch.setattr(rules, "alike", _alike_once)
        for module, name, looked_at_once in _ONCE:
            patch.setattr(module, name, looked_at_once)
        yield


def linted(copy: Copy) -> tuple[Finding, ...]:
    """Lint the copy as the command does; one that is as it was, or as another was, has what was found then."""
    digest = hashlib.sha256()
    for file in sorted(file for file in copy.folder.rglob("*") if file.is_file()):
        digest.update(f"{file.relative_to(copy.folder)}\0".encode() + file.read_bytes() + b"\0")
    key = digest.digest()
    if key not in _LINTED:
        _LINTED[key] = tuple(lint(copy.folder, used_messages=_said(), reserved=COMMANDS))
    return _LINTED[key]


def found(copy: Copy) -> set[tuple[str, int, str]]:
    return {(f.file, f.line, f.message) for f in linted(copy)}


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that each test has a copy of: to make it takes longer than to copy it."""
    return copied(tmp_path_factory.mktemp("untouched") / "content").folder


@pytest.fixture(scope="session")
def already(untouched: Path) -> set[tuple[str, str]]:
    """What the lint finds in an unspoilt copy: without lines, since a fault may move them."""
    return {(file, message) for file, _, message in found(Copy(untouched))}


@pytest.fixture
def copy(untouched: Path, tmp_path: Path) -> Copy:
    return Copy(Path(shutil.copytree(untouched, tmp_path / "content", copy_function=shutil.copyfile)))


@pytest.fixture
def finds(copy: Copy, already: set[tuple[str, str]]) -> Callable[[str, int, str], None]:
    """Assert that the copy has a finding at file and line whose message holds the words, and that it is new."""

    def check(file: str, line: int, words: str) -> None:
        new = {f for f in found(copy) if (f[0], f[2]) not in already}
        assert any(f[0] == file and f[1] == line and words in f[2] for f in new), sorted(new)

    return check
