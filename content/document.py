"""
One content file: YAML 1.2 text in, a plain value out that still knows on which line each part of it stands.

Faults are collected, not raised: an author wants to see all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yamlcore import CCoreLoader

from content.findings import Finding

Path = tuple[str | int, ...]

_STR, _MAP, _SEQ = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))

# A hundred levels are opened and none is closed: libyaml's binding recurses in C and would end the process.
_DEEP_BRACKETS = re.compile(r"[\[{](?:[^\[\]{}]*[\[{]){99}")
_DEEP_DASHES = ("- " * 100, "? " * 100)


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: its name below the content folder, its value, and the node tree for line numbers."""

    name: str
    value: Any
    tree: Any
    _listed: dict[Path, tuple[tuple[Path, str], ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def stem(self) -> str:
        return stem_of(self.name)

    def line_of(self, path: Path) -> int:
        """
        Return the line, from 1, of the part at *path*, or of the nearest part around it that exists.

        A field's line is its key's. Names that are no part of the file, such as pydantic's of a
        union's members, are passed over.
        """
        node, line = self.tree, 1
        for key in path:
            named, child = _child(node, key)
            if child is not None:
                node, line = child, named.start_mark.line + 1
        return line

    def part(self, path: Path) -> Any:
        """Return the value of the part at *path*, which is there."""
        found = self.value
        for key in path:
            found = found[key]
        return found

    def texts(self, within: Path = ()) -> Iterator[tuple[Path, str]]:
        """Yield every string value of the part at *within*, with its path from there."""
        if within not in self._listed:  # five rules of the lint go through the same texts
            self._listed[within] = tuple(_texts(self.part(within), ()))
        return iter(self._listed[within])


def stem_of(name: str) -> str:
    """Return a file's name without its folder and its ending: the id of the one thing that it holds."""
    return name.rsplit("/", 1)[-1].removesuffix(".yaml")


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _texts(part, (*path, place))


def _child(node: Any, key: str | int) -> tuple[Any, Any]:
    """Return the node that names a part, for its line, and the part's own node; None, None where there is none."""
    if isinstance(node, yaml.MappingNode):
        return next(((name, part) for name, part in node.value if name.value == str(key)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None, None


def parse(name: str, raw: bytes, findings: list[Finding]) -> Document | None:
    """Return the file as a document, or None after adding to *findings* why it cannot be read."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        findings.append(Finding(name, line, "is not UTF-8 text; save the file as UTF-8"))
        return None
    builder = _Builder(text)
    try:
        if _DEEP_BRACKETS.search(text) or any(dashes in text for dashes in _DEEP_DASHES):
            raise RecursionError
        value = builder.build()
    except yaml.YAMLError as error:
        builder.faults.append(_said(error, text))
    except RecursionError:
        builder.faults.append((1, "is nested too deeply"))
    findings += [Finding(name, line, f"cannot be read as YAML 1.2: {message}") for line, message in builder.faults]
    return None if builder.faults else Document(name, value, builder.tree)


_QUOTE = "; if a quote stands within quotes there, put a \\ before it"


def _said(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """Return the line and the words of a fault of the file's form."""
    if isinstance(error, yaml.reader.ReaderError):
        return text[: error.position].count("\n") + 1, f"a character that is not allowed, number {error.character}"
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        said = ", ".join(part for part in (error.context, error.problem) if part)
        said += _QUOTE if str(error.problem).startswith("did not find expected") else ""
        return (mark.line + 1 if mark else 1), said or "not YAML"
    return 1, str(error) or "not YAML"


class _Builder:
    """
    Builds the value straight from the nodes. PyYAML's own constructor takes twice as long over the same nodes.

    `faults` are (line, message). Text and lists are built here, every other scalar by yamlcore's 1.2 rules.
    """

    def __init__(self, text: str) -> None:
        self.faults: list[tuple[int, str]] = []
        self.tree: Any = None
        self._loader = CCoreLoader(text)
        self._seen: set[int] = set()

    def build(self) -> Any:
        try:
            self.tree = self._loader.get_single_node()
            return None if self.tree is None else self._value(self.tree)
        finally:
            self._loader.dispose()

    def _value(self, node: Any) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.tag == _STR else self._scalar(node)
        if id(node) in self._seen:  # an alias is the very node that it repeats; it may even hold itself
            return self._fault(node, "a part that is repeated by an alias (*name); write it out")
        self._seen.add(id(node))
        if node.tag == _SEQ:
            return [self._value(part) for part in node.value]
        if node.tag == _MAP:
            return self._mapping(node)
        return self._fault(node, f"an unknown tag {node.tag}")

    def _scalar(self, node: Any) -> Any:
        try:
            return self._loader.construct_object(node)
        except yaml.constructor.ConstructorError:
            return self._fault(node, f"an unknown tag {node.tag}")
        except (ValueError, LookupError):  # a number of thousands of digits; a tag that its value does not fit
            return self._fault(node, f"{node.value[:40]!r} is no value of its type; put text in quotes")

    def _mapping(self, node: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        lines: dict[Any, int] = {}
        for name, part in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self._fault(name, "a key that is not a single word")
                continue
            key = self._value(name)
            if key in found:
                self._fault(name, f"the key {key!r} stands twice, first on line {lines[key]}")
            found[key] = self._value(part)
            lines.setdefault(key, name.start_mark.line + 1)
        return found

    def _fault(self, node: Any, message: str) -> None:
        self.faults.append((node.start_mark.line + 1, message))
