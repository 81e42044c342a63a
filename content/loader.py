"""
Reads every content file into one frozen `Library`, or says everything that is wrong, with file and line.

YAML 1.2 only: `on` and `no` are words, a duplicate key is an error. Judge lines and held-out lines
are read apart, since a conversation never needs them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from yamlcore import CCoreLoader

from content.library import Library
from content.schema import Customer, DrillItem, HeldOut, JudgeLines, Messages, Scenario, Skill

_ADAPTERS: dict[str, TypeAdapter[Any]] = {}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing wrong with the content: where, and what to do about it. `line` counts from 1; 0 is the whole file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class ContentError(Exception):
    """The content cannot be used. Carries every finding, not just the first."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: its name below the content folder, its value, and the node tree for line numbers."""

    name: str
    text: str
    value: Any

    @property
    def stem(self) -> str:
        return self.name.rsplit("/", 1)[-1].removesuffix(".yaml")

    def line_of(self, path: tuple[Any, ...]) -> int:
        """Return the line, from 1, of the value at *path*, or of the nearest part of it that exists."""
        node = yaml.compose(self.text, Loader=CCoreLoader)
        line = 1
        for key in path:
            child = _child(node, key)
            if child is None:
                continue  # pydantic's paths also name union members, which are no part of the file
            node = child
            line = node.start_mark.line + 1
        return line


def _child(node: Any, key: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key]
    return None


def root() -> Traversable:
    """Return the folder of the content that ships with the program."""
    return resources.files("content")


def load_library(folder: Traversable | None = None) -> Library:
    """
    Read all content that a conversation needs.

    Raises:
        ContentError: with every finding; nothing is half loaded.
    """
    base = folder or root()
    findings: list[Finding] = []
    digest = hashlib.sha256()
    skills = _read_kind(base, "skills", Skill, findings, digest)
    drills = _read_kind(base, "drills", DrillItem, findings, digest)
    customers = _read_kind(base, "customers", Customer, findings, digest)
    scenarios = _read_kind(base, "scenarios", Scenario, findings, digest)
    messages = {}
    for document in _documents(base, "messages", findings, digest):
        parsed = _validate(document, Messages, findings)
        if parsed is not None:
            messages.update(parsed.messages)
    findings += _dangling(skills, drills, customers, scenarios)
    if findings:
        raise ContentError(sorted(findings))
    return Library(digest.hexdigest()[:16], skills, drills, customers, scenarios, messages)


def load_held_out(folder: Traversable | None = None) -> dict[str, HeldOut]:
    """Return the frozen paraphrases by customer id. Raises ContentError."""
    return {held.customer: held for held in _read_all(folder or root(), "customers/held_out", HeldOut)}


def load_judge_lines(folder: Traversable | None = None) -> list[JudgeLines]:
    """Return the judge's lines, one entry an author, ordered by author. Raises ContentError."""
    return _read_all(folder or root(), "judge/lines", JudgeLines)


def _read_all(base: Traversable, kind: str, model: Any) -> list[Any]:
    findings: list[Finding] = []
    parsed = [_validate(document, model, findings) for document in _documents(base, kind, findings)]
    if findings:
        raise ContentError(sorted(findings))
    return parsed


def _read_kind(base: Traversable, kind: str, model: Any, findings: list[Finding], digest: Any) -> dict[str, Any]:
    found = {}
    for document in _documents(base, kind, findings, digest):
        parsed = _validate(document, model, findings)
        if parsed is None:
            continue
        if parsed.id != document.stem:
            line = document.line_of(("id",))
            findings.append(Finding(document.name, line, f"id {parsed.id!r} is not the file's name {document.stem!r}"))
        found[parsed.id] = parsed
    return found


def _documents(base: Traversable, kind: str, findings: list[Finding], digest: Any = None) -> Iterator[Document]:
    """Yield the parsed files of one folder by name, the frozen hash files and subfolders left out."""
    folder = base.joinpath(kind)
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if not entry.name.endswith(".yaml"):
            continue
        name = f"{kind}/{entry.name}"
        raw = entry.read_bytes()
        if digest is not None:
            digest.update(name.encode() + b"\0" + raw + b"\0")
        document = _parse(name, raw, findings)
        if document is not None:
            yield document


def _parse(name: str, raw: bytes, findings: list[Finding]) -> Document | None:
    try:
        text = raw.decode("utf-8")
        return Document(name, text, yaml.load(text, Loader=CCoreLoader))  # noqa: S506 - CCoreLoader builds plain values only
    except UnicodeDecodeError as error:
        findings.append(Finding(name, raw[: error.start].count(b"\n") + 1, "is not UTF-8 text; save it as UTF-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "is not YAML"
        findings.append(Finding(name, mark.line + 1 if mark else 0, f"cannot be read as YAML 1.2: {said}"))
    except ValueError as error:  # yamlcore: a duplicate key is a plain ConstructorError, a bad scalar a ValueError
        findings.append(Finding(name, 0, f"cannot be read as YAML 1.2: {error}"))
    return None


def _validate(document: Document, model: Any, findings: list[Finding]) -> Any:
    try:
        if isinstance(model, type) and issubclass(model, BaseModel):
            return model.model_validate(document.value)
        key = repr(model)
        adapter = _ADAPTERS.setdefault(key, TypeAdapter(model)) if key not in _ADAPTERS else _ADAPTERS[key]
        return adapter.validate_python(document.value)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            where = ".".join(str(part) for part in fault["loc"]) or "the file"
            line = document.line_of(tuple(fault["loc"]))
            findings.append(Finding(document.name, line, f"{where}: {fault['msg']}"))
        return None


def _dangling(
    skills: dict[str, Any], drills: dict[str, Any], customers: dict[str, Any], scenarios: dict[str, Any]
) -> list[Finding]:
    """Return a finding for each reference to an id that does not exist."""
    findings = []
    for drill in drills.values():
        if drill.skill not in skills:
            findings.append(Finding(f"drills/{drill.id}.yaml", 0, f"skill {drill.skill!r} does not exist"))
    for scenario in scenarios.values():
        file = f"scenarios/{scenario.id}.yaml"
        if scenario.skill not in skills:
            findings.append(Finding(file, 0, f"skill {scenario.skill!r} does not exist"))
        if scenario.customer not in customers:
            findings.append(Finding(file, 0, f"customer {scenario.customer!r} does not exist"))
    for customer in customers.values():
        findings += [Finding(f"customers/{customer.id}.yaml", 0, message) for message in _dangling_nodes(customer)]
    return findings


def _dangling_nodes(customer: Any) -> list[str]:
    faults = [
        f"situation.{fact_id} surfaces {fact.surfaces!r}, which is no problem of this customer"
        for fact_id, fact in customer.situation.items()
        if fact.surfaces and fact.surfaces not in customer.problems
    ]
    for problem_id, problem in customer.problems.items():
        for payoff_id, payoff in problem.payoffs.items():
            faults += [
                f"problems.{problem_id}.payoffs.{payoff_id} comes after {name!r}, which is no implication of it"
                for name in payoff.after
                if name not in problem.implications
            ]
    return faults
