"""
Reads every content file into one frozen `Library`, or says everything that is wrong, with file and line.

YAML 1.2 only: `on` and `no` are words, a duplicate key is an error. Judge lines and held-out lines
are read apart, since a conversation never needs them. The YAML reader is imported only where a file is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from content import kept
from content.findings import ContentError, Finding
from content.library import Library
from content.schema import Accuracy, Customer, DrillItem, HeldOut, JudgeLines, Message, Messages, Scenario, Skill

if TYPE_CHECKING:
    from content.document import Document, Path

__all__ = ["ContentError", "Finding", "load_held_out", "load_judge_lines", "load_library", "root"]

# Each folder holds files of one kind, and the field that must be the file's name.
KINDS: dict[str, tuple[Any, str]] = {
    "skills": (Skill, "id"),
    "drills": (DrillItem, "id"),
    "customers": (Customer, "id"),
    "scenarios": (Scenario, "id"),
    "messages": (Messages, ""),  # named by its language
    "customers/held_out": (HeldOut, "customer"),
    "judge/lines": (JudgeLines, "author"),
}
CONVERSATION = ("skills", "drills", "customers", "scenarios", "messages")
ACCURACY = "judge/accuracy.json"  # written by training; may be missing
FROZEN = "frozen.sha256"  # beside the held-out files; the lint compares it

_PLAIN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no field here; is it misspelt?",
    "model_type": "must hold fields, each as name: value",
    "model_attributes_type": "must hold fields, each as name: value",
    "dict_type": "must hold fields, each as name: value",
    "tuple_type": "must be a list",
    "string_type": "must be text; put it in quotes",
}
_UNION_MEMBERS = ("PICK", "LINE", "[key]")  # pydantic names these in a path; they are no part of the file


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that fits the schema: its model, and the document that knows the lines."""

    document: Document
    model: Any

    def finding(self, message: str, *path: str | int) -> Finding:
        """Return a finding at the line of the part at *path*."""
        return Finding(self.document.name, self.document.line_of(path), message)


@dataclass(slots=True)
class Folder:
    """What one kind's folder holds: entries by the name of their file, and the files that did not get so far."""

    kind: str
    files: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def models(self) -> dict[str, Any]:
        return {stem: entry.model for stem, entry in self.entries.items()}

    def values(self) -> dict[str, Any]:
        return {stem: entry.document.value for stem, entry in self.entries.items()}

    def knows(self, name: str) -> bool:
        """True also of a broken file's name: what refers to it is not wrong as well."""
        return name in self.entries or name in self.broken


def root() -> Traversable:
    """Return the folder of the content that ships with the program."""
    return resources.files("content")


def load_library(folder: Traversable | None = None, *, cache: FilePath | None = None) -> Library:
    """
    Read all content that a conversation needs.

    Args:
        cache: a folder that keeps what the files say, so that unchanged ones are not read as YAML again.
    Raises:
        ContentError: with every finding; nothing is half loaded.
    """
    base = folder or root()
    digest, sound = _digest(base)
    values = kept.recall(cache, digest) if cache and sound else None
    models = _revived(values) if values else None
    if models is None:
        kinds = {kind: read(base, kind) for kind in CONVERSATION}
        findings = [finding for found in kinds.values() for finding in found.findings] + dangling(kinds)
        if findings:
            raise ContentError(sorted(findings))
        models = {kind: found.models() for kind, found in kinds.items()}
        if cache:
            kept.keep(cache, digest, {kind: found.values() for kind, found in kinds.items()})
    accuracy = _sound_accuracy(base)
    messages: dict[str, Message] = {}
    for file in models.pop("messages").values():
        messages.update(file.messages)
    return Library(hash=digest[:16], messages=messages, accuracy=accuracy, **models)


def _digest(base: Traversable) -> tuple[str, bool]:
    """Return the hash of the conversation's files with their names, and whether nothing but such files is there."""
    digest, findings = hashlib.sha256(), list[Finding]()
    for kind in CONVERSATION:
        for name, raw in _files(base, kind, findings):
            digest.update(name.encode() + b"\0" + raw + b"\0")
    return digest.hexdigest(), not findings


def _revived(values: kept.Values) -> dict[str, dict[str, Any]] | None:
    """Return the models of kept values; None where they do not fit this program's schema."""
    try:
        return {
            kind: {stem: _adapter(kind).validate_python(value) for stem, value in values[kind].items()}
            for kind in CONVERSATION
        }
    except (ValidationError, LookupError, AttributeError):
        return None


def _sound_accuracy(base: Traversable) -> Accuracy | None:
    findings: list[Finding] = []
    accuracy = read_accuracy(base, findings)
    if findings:
        raise ContentError(findings)
    return accuracy


def read_accuracy(base: Traversable, findings: list[Finding]) -> Accuracy | None:
    """Return the judge's figures; None where there is no such file, or after adding to *findings* what is wrong."""
    file = base.joinpath(ACCURACY)
    if not file.is_file():
        return None
    try:
        return Accuracy.model_validate_json(file.read_bytes())
    except OSError as error:
        findings.append(Finding(ACCURACY, 1, f"cannot be read: {error.strerror or error}"))
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            where = ".".join(str(part) for part in fault["loc"]) or "the file"
            findings.append(Finding(ACCURACY, 1, f"{where}: {_PLAIN_WORDS.get(fault['type'], fault['msg'])}"))
    return None


def load_held_out(folder: Traversable | None = None) -> dict[str, HeldOut]:
    """Return the frozen paraphrases by customer id. Raises ContentError."""
    return _sound(read(folder or root(), "customers/held_out"))


def load_judge_lines(folder: Traversable | None = None) -> list[JudgeLines]:
    """Return the judge's lines, one entry an author, ordered by author. Raises ContentError."""
    return list(_sound(read(folder or root(), "judge/lines")).values())


def _sound(found: Folder) -> dict[str, Any]:
    if found.findings:
        raise ContentError(sorted(found.findings))
    return found.models()


def read(base: Traversable, kind: str) -> Folder:
    """Read the files of one kind, by name; what is wrong stands in the result's findings."""
    from content.document import parse, stem_of

    found = Folder(kind)
    for name, raw in _files(base, kind, found.findings):
        found.files += 1
        document = parse(name, raw, found.findings)
        model = document and _validate(document, kind, found.findings)
        if document is None or model is None:
            found.broken.add(stem_of(name))
            continue
        entry = found.entries[document.stem] = Entry(document, model)
        found.findings += _misnamed(entry, kind, found)
    return found


def _files(base: Traversable, kind: str, findings: list[Finding]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each content file in one folder, and say what else lies there."""
    folder = base.joinpath(kind)
    if not folder.is_dir():
        findings.append(Finding(kind, 1, "the folder is missing"))
        return
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        name = f"{kind}/{entry.name}"
        if entry.name.startswith((".", "__")) or (entry.name == FROZEN and kind.endswith("held_out")):
            continue
        if entry.is_dir():
            if not any(known.startswith(name) for known in KINDS):
                findings.append(Finding(name, 1, "is a folder; only files are read here"))
        elif not entry.name.endswith(".yaml"):
            findings.append(Finding(name, 1, "is not read: a content file's name ends in .yaml"))
        else:
            try:
                yield name, entry.read_bytes()
            except OSError as error:
                findings.append(Finding(name, 1, f"cannot be read: {error.strerror or error}"))


def _misnamed(entry: Entry, kind: str, found: Folder) -> Iterator[Finding]:
    """An id is unique since it is the file's name; two files with one id are told apart from a misspelt one."""
    key = KINDS[kind][1]
    if not key:
        earlier = [e for e in found.entries.values() if e is not entry]
        for name in entry.model.messages:
            for other in (e for e in earlier if name in e.model.messages):
                yield entry.finding(f"{name!r} stands in {other.document.name} as well", "messages", name)
        return
    given = getattr(entry.model, key)
    if given == entry.document.stem:
        return
    same = next((e for e in found.entries.values() if e is not entry and getattr(e.model, key) == given), None)
    of_another = f"; {same.document.name} has the same" if same else ""
    yield entry.finding(f"{key} {given!r} is not the file's name {entry.document.stem!r}{of_another}", key)


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind][0])


def _validate(document: Document, kind: str, findings: list[Finding]) -> Any:
    if document.tree is None:
        findings.append(Finding(document.name, 1, "the file is empty"))
        return None
    try:
        return _adapter(kind).validate_python(document.value)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            path: Path = fault["loc"] if fault["type"] != "union_tag_invalid" else (*fault["loc"], "kind")
            where = ".".join(str(part) for part in path if part not in _UNION_MEMBERS) or "the file"
            said = _PLAIN_WORDS.get(fault["type"], fault["msg"])
            if fault["type"] in ("string_too_long", "too_long", "too_short"):
                said += f", it has {len(fault['input'])}"
            findings.append(Finding(document.name, document.line_of(path), f"{where}: {said}"))
        return None


def dangling(kinds: Mapping[str, Folder]) -> list[Finding]:
    """Return a finding for each reference to an id that does not exist."""
    skills, customers = kinds["skills"], kinds["customers"]
    findings = []
    for entry in (*kinds["drills"].entries.values(), *kinds["scenarios"].entries.values()):
        if not skills.knows(entry.model.skill):
            findings.append(entry.finding(f"skill {entry.model.skill!r} does not exist", "skill"))
    for entry in kinds["scenarios"].entries.values():
        if not customers.knows(entry.model.customer):
            findings.append(entry.finding(f"customer {entry.model.customer!r} does not exist", "customer"))
    for entry in customers.entries.values():
        findings += _dangling_nodes(entry)
    return findings


def _dangling_nodes(entry: Entry) -> Iterator[Finding]:
    problems: Collection[str] = entry.model.problems
    for fact_id, fact in entry.model.situation.items():
        if fact.surfaces and fact.surfaces not in problems:
            message = f"situation.{fact_id} surfaces {fact.surfaces!r}, which is no problem of this customer"
            yield entry.finding(message, "situation", fact_id, "surfaces")
    for problem_id, problem in entry.model.problems.items():
        for payoff_id, payoff in problem.payoffs.items():
            for name in (n for n in payoff.after if n not in problem.implications):
                message = (
                    f"problems.{problem_id}.payoffs.{payoff_id} comes after {name!r}, which is no implication of it"
                )
                yield entry.finding(message, "problems", problem_id, "payoffs", payoff_id, "after")
