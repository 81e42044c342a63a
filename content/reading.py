"""
Reads content files, one kind at a time, from our folder and those added to it: an id there wins over ours.

YAML 1.2 only: `on` and `no` are words, a duplicate key is an error. The YAML reader is imported where a file is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter, ValidationError, create_model

from content.findings import Finding

if TYPE_CHECKING:
    from content.document import Document, Path
    from content.practice import QuickFile

# Each folder holds files of one kind, and the field that must be the file's name; a file without one holds several.
KINDS = {
    "skills": "id",
    "drills": "",
    "customers": "id",
    "scenarios": "id",
    "packs": "id",
    "checklists": "id",
    "messages": "",  # named by its language
    "customers/held_out": "customer",
    "judge/lines": "author",
    "demo": "id",
    "demo/teams": "id",
    "nudges": "id",
}
# The shape of a file of each kind, by module and name: the first prompt needs the messages alone, so each is imported
# by whoever reads such a file. "drills" is that of one quick item, of which a file holds several.
_SHAPES = {
    "skills": ("schema", "Skill"),
    "drills": ("practice", "QuickItem"),
    "customers": ("buyers", "AnyCustomer"),
    "scenarios": ("schema", "Scenario"),
    "packs": ("pack", "Pack"),
    "checklists": ("checklist", "Section"),
    "messages": ("schema", "Messages"),
    "customers/held_out": ("buyers", "AnyHeldOut"),
    "judge/lines": ("judge_lines", "JudgeLines"),
    "demo": ("demo_accounts", "DemoAccount"),
    "demo/teams": ("demo_team", "DemoTeam"),
    "nudges": ("nudges", "NudgeFile"),
}
FROZEN = "frozen.sha256"  # beside the held-out files; the lint compares it
# Not added to: what trains the judge, what a demo shows, what a nudge says.
OURS_ALONE = ("judge/lines", "demo", "demo/teams", "nudges")

PLAIN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no field here; is it misspelt?",
    "model_type": "must hold fields, each as name: value",
    "model_attributes_type": "must hold fields, each as name: value",
    "dict_type": "must hold fields, each as name: value",
    "tuple_type": "must be a list",
    "string_type": "must be text; put it in quotes",
    "too_short": "needs at least {min_length}",
    "too_long": "has room for at most {max_length}",
    "string_too_short": "needs at least {min_length} characters",
    "string_too_long": "has room for at most {max_length} characters",
}
# pydantic's, in a path; not the file's
_UNION_MEMBERS = ("PICK", "SORT", "SPOT", "LINE", "FIX", "PLAN", "[key]")  # and, where a path begins, SHAPES
_BUTTONS = ("options", "buckets", "stages", "moments")  # fields whose members are buttons


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of content. `name` is how it was given, and stands before its files' names; empty for our own."""

    folder: Traversable
    name: str = ""

    def called(self, file: str) -> str:
        """Return a file's name as findings say it."""
        return f"{self.name.rstrip('/')}/{file}" if self.name else file


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing that fits the schema: its model, and the document that knows the lines.

    `base`: where in its file it stands; empty where it is the whole file, as all but quick items are.
    """

    document: Document
    model: Any
    base: Path = ()

    def finding(self, message: str, *path: str | int, fault: int | None = None) -> Finding:
        """Return a finding at the line of the part at *path*; *fault* as in `Finding`."""
        return Finding(self.document.name, self.document.line_of((*self.base, *path)), message, fault)

    def value(self) -> Any:
        """Return what the file says of it."""
        return self.document.part(self.base)

    def texts(self) -> Iterator[tuple[Path, str]]:
        """Yield every text of it with its path."""
        return self.document.texts(self.base)


@dataclass(slots=True)
class Folder:
    """
    What one kind's folder holds: entries by id (messages by the name of their file), and the files that did not get
    so far.
    """

    kind: str
    files: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def models(self) -> dict[str, Any]:
        return {stem: entry.model for stem, entry in self.entries.items()}

    def values(self) -> dict[str, Any]:
        return {stem: entry.value() for stem, entry in self.entries.items()}

    def knows(self, name: str) -> bool:
        """True also of a broken file's name: what refers to it is not wrong as well."""
        return name in self.entries or name in self.broken


def read(sources: Sequence[Source], kind: str) -> Folder:
    """Read the files of one kind, by name; what is wrong stands in the result's findings."""
    found = Folder(kind)
    for source in sources if kind not in OURS_ALONE else sources[:1]:
        of_source = _read(source, kind)
        found.files += of_source.files
        found.broken |= of_source.broken
        found.findings += of_source.findings
        # messages go by their own ids, not by the file's name: both files are kept, and the later one's texts win
        several = source.name and kind == "messages"
        found.entries |= {source.called(key) if several else key: e for key, e in of_source.entries.items()}
    return found


def _read(source: Source, kind: str) -> Folder:
    from content.document import parse, stem_of

    found = Folder(kind)
    for file, raw in files(source, kind, found.findings):
        found.files += 1
        name = source.called(file)
        document = parse(name, raw, found.findings)
        model: Any = document and _validate(document, kind, found.findings)
        if document is None or model is None:
            found.broken.add(stem_of(name))
            continue
        if kind == "drills":
            _add_items(found, document, model)
            continue
        entry = found.entries[document.stem] = Entry(document, model)
        found.findings += _misnamed(entry, kind, found)
    return found


def _add_items(found: Folder, document: Document, file: QuickFile) -> None:
    """Take each item of a file by its id, which no other has."""
    for place, item in enumerate(file.items):
        entry = Entry(document, item, ("items", place))
        other = found.entries.get(item.id)
        if other is None:
            found.entries[item.id] = entry
        else:
            found.findings.append(entry.finding(f"the id {item.id!r} stands in {other.document.name} as well", "id"))


def files(source: Source, kind: str, findings: list[Finding]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each content file of one kind in one folder, and say what else lies there."""
    folder = source.folder.joinpath(kind)
    if not folder.is_dir():
        findings += [] if source.name else [Finding(kind, 1, "the folder is missing")]
        return
    for name, entry in sorted((entry.name, entry) for entry in folder.iterdir()):
        file = f"{kind}/{name}"
        if name.startswith((".", "__")) or (name == FROZEN and kind.endswith("held_out")):
            continue
        if not name.endswith(".yaml") and not entry.is_dir():
            findings.append(Finding(source.called(file), 1, "is not read: a content file's name ends in .yaml"))
            continue
        try:
            yield file, entry.read_bytes()
        except IsADirectoryError:
            if not any(known.startswith(file) for known in KINDS):
                findings.append(Finding(source.called(file), 1, "is a folder; only files are read here"))
        except OSError as error:
            findings.append(Finding(source.called(file), 1, f"cannot be read: {error.strerror or error}"))


def misplaced(sources: Sequence[Source]) -> list[Finding]:
    """Return a finding for each added folder that is not there, and for what in it is never read."""
    kinds = sorted({kind.partition("/")[0] for kind in KINDS if kind not in OURS_ALONE})
    findings = []
    for source in (source for source in sources if source.name):
        if not source.folder.is_dir():
            findings.append(Finding(source.name, 1, "COACH_CONTENT_PATH names this folder, and it is not there"))
            continue
        for entry in source.folder.iterdir():
            lost = entry.is_dir() or entry.name.endswith((".yaml", ".yml"))
            if lost and entry.name not in kinds and not entry.name.startswith((".", "__")):
                message = f"is not read: content lies in the folders {', '.join(kinds)}"
                findings.append(Finding(source.called(entry.name), 1, message))
    return findings


def _misnamed(entry: Entry, kind: str, found: Folder) -> Iterator[Finding]:
    """An id is unique since it is the file's name; two files with one id are told apart from a misspelt one."""
    key = KINDS[kind]
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


def _shape(kind: str) -> Any:
    module, name = _SHAPES[kind]
    return getattr(import_module(f"content.{module}"), name)


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    if kind == "drills":
        from content.practice import QuickFile

        return TypeAdapter(QuickFile)
    return TypeAdapter(_shape(kind))


@cache
def everything(kinds: tuple[str, ...]) -> type[BaseModel]:
    """Return a model of all things of these kinds, as `Folder.values` gives them: quick items without their files."""
    fields: dict[str, Any] = {kind: (dict[str, _shape(kind)], ...) for kind in kinds}  # type: ignore[misc]
    return create_model("Everything", **fields)


def _validate(document: Document, kind: str, findings: list[Finding]) -> Any:
    if document.tree is None:
        findings.append(Finding(document.name, 1, "the file is empty"))
        return None
    try:
        return _adapter(kind).validate_python(document.value)
    except ValidationError as error:
        from content.buyers import SHAPES

        for fault in error.errors(include_url=False):
            path, said = _where_and_what(fault)
            named = path[1:] if path[:1] and path[0] in SHAPES else path
            where = ".".join(str(part) for part in named if part not in _UNION_MEMBERS) or "the file"
            if fault["type"] in ("string_too_long", "too_long", "too_short"):
                said += f", it has {len(fault['input'])}"
            number = _numbered(fault["type"], [part for part in path if isinstance(part, str)])
            findings.append(Finding(document.name, document.line_of(path), f"{where}: {said}", number))
        return None


def _where_and_what(fault: Any) -> tuple[Path, str]:
    """Return the path and the words of a break of the schema; a rule of our own begins with the field it is about."""
    path: Path = fault["loc"]
    if fault["type"] == "value_error":
        field, colon, said = str(fault["ctx"]["error"]).partition(": ")
        known = isinstance(fault["input"], dict) and field in fault["input"]
        return ((*path, field), said) if colon and known else (path, str(fault["ctx"]["error"]))
    if fault["type"] == "union_tag_invalid":
        field = fault["ctx"]["discriminator"].strip("'")
        return (*path, field if field.isidentifier() else "play"), in_plain_words(fault)
    return path, in_plain_words(fault)


def in_plain_words(fault: Any) -> str:
    """Return what one of pydantic's errors says, in words for whoever writes the file."""
    plain = PLAIN_WORDS.get(fault["type"])
    return plain.format_map(fault.get("ctx", {})) if plain else str(fault["msg"])


def _numbered(kind: str, path: list[str]) -> int | None:
    """Return which of the twenty faults a break of the schema is; the path's names tell."""
    last = path[-1] if path else ""
    if last == "baits":
        return 11
    if last == "frameworks":
        return 19
    if kind == "string_too_long":
        return 12
    return 13 if kind == "too_long" and last in _BUTTONS else None
