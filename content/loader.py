"""
Joins every content file into one frozen `Library`, or says everything that is wrong, with file and line.

Judge lines and held-out lines are read apart, since a conversation never needs them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from content import kept, untouched
from content.findings import ContentError, Finding
from content.judge_lines import Accuracy
from content.later import Later, Once
from content.library import Library
from content.privacy_reading import privacy_later
from content.reading import Entry, Folder, Source, everything, files, in_plain_words, misplaced, read

if TYPE_CHECKING:  # no first prompt needs them
    from content.buyers import AnyHeldOut
    from content.checklist import Checklist
    from content.demo_accounts import DemoAccount
    from content.demo_team import DemoTeam
    from content.judge_lines import JudgeLines
    from content.nudges import NudgeFile
    from content.pack import Pack

__all__ = [
    "ContentError",
    "Finding",
    "load_demo",
    "load_demo_team",
    "load_held_out",
    "load_judge_lines",
    "load_library",
    "load_nudges",
    "root",
    "sources_of",
]

REST = ("skills", "drills", "customers", "scenarios", "packs", "checklists")
SAID = "messages"
CONVERSATION = (*REST, SAID)
ACCURACY = "judge/accuracy.json"  # written by training; may be missing
_TEXTS = TypeAdapter(dict[str, str])


def root() -> Traversable:
    """Return the folder of the content that ships with the program."""
    return resources.files("content")


def sources_of(folder: Traversable | None = None, more: Sequence[FilePath] = ()) -> tuple[Source, ...]:
    """Return our folder, or *folder* for it, and those added; a later one's ids win."""
    return (Source(folder or root()), *(Source(added, str(added)) for added in more))


def load_library(
    folder: Traversable | None = None,
    *,
    more: Sequence[FilePath] = (),
    cache: FilePath | None = None,
    pack: str | None = None,
    controller: str = "",
) -> Library:
    """
    Read all content that a conversation needs.

    Args:
        more: folders laid out as ours that add to it; an id in one of them wins over ours and over earlier ones'.
        cache: a folder that keeps what the files say, so that unchanged ones are not read as YAML again.
        pack: the id of the company pack whose products are sold where they fit.
        controller: who answers for people's data, as `privacy` names them.
    Raises:
        ContentError: with every finding; nothing is half loaded.
    """
    sources = sources_of(folder, more)
    read = _recalled(sources, cache) if cache else None
    read = read or _read_and_kept(sources, cache)
    bound = Once(lambda: _bound(read.rest(), pack))
    sold = bound().sold if pack else {}
    key = hashlib.sha256(f"{read.digest} {pack}".encode()).hexdigest() if pack else read.digest
    accuracy = _sound_accuracy(sources[0].folder)
    later = _later(bound) | privacy_later(sources[0].folder)
    return Library(
        hash=key[:16], messages=read.said, accuracy=accuracy, pack=pack, sold=sold, controller=controller, **later
    )


class _Read(NamedTuple):
    """The files' own hash, what the messages say by their ids, and all other kinds, made when somebody looks."""

    digest: str
    said: Mapping[str, str]
    rest: Once[dict[str, dict[str, Any]]]


def _recalled(sources: Sequence[Source], cache: FilePath) -> _Read | None:
    """Return what the kept copy says, where it is of these very files; None where they must be read as YAML."""
    known = kept.recall(cache)
    if known is None:
        return None
    marks = untouched.marks(sources, CONVERSATION)
    if not marks or marks != known.marks or misplaced(sources):
        digest, sound = _digest(sources)
        if digest != known.digest or not sound:
            return None
        if marks:
            kept.write(cache, known._replace(marks=marks))  # touched, and the same bytes still
    said = _words(known.said)
    if said is None:
        return None
    return _Read(known.digest, said, Once(lambda: _revived(known.rest, REST) or _models(_read_all(sources))))


def _read_and_kept(sources: Sequence[Source], cache: FilePath | None) -> _Read:
    """Read the files as YAML, and keep what they say. Raises ContentError."""
    marks = untouched.marks(sources, CONVERSATION) if cache else ""  # before they are read: what changes later, differs
    digest, _ = _digest(sources)
    kinds = _read_all(sources)
    files = _models(kinds)
    said = {id: message.text for file in files[SAID].values() for id, message in file.messages.items()}
    if cache:
        kept.keep(cache, said, {kind: kinds[kind].values() for kind in REST}, digest=digest, marks=marks)
    return _Read(digest, said, Once(lambda: files))


class _Bound(NamedTuple):
    """The kinds with their offers filled in, and by scenario which product of the pack it is sold with."""

    models: dict[str, dict[str, Any]]
    sold: Mapping[str, str]


def _bound(models: Mapping[str, dict[str, Any]], pack: str | None) -> _Bound:
    from content import binding

    chosen = _chosen(models["packs"], pack)
    products = binding.sold(chosen, models["scenarios"])
    scenarios = binding.bind_all(models["scenarios"], chosen)
    customers = binding.bind_customers(models["customers"], scenarios, products)
    return _Bound({**models, "scenarios": scenarios, "customers": customers}, products)


def _checklist(bound: _Bound) -> Checklist:
    from content.checklist import Checklist

    return Checklist(bound.models["checklists"])


def _later(bound: Once[_Bound]) -> dict[str, Any]:
    """Return each kind but the messages, to be made when somebody looks: no first prompt needs them."""

    def of(kind: str) -> Later[Any]:
        return Later(lambda: bound().models[kind])

    checklist = Once(lambda: _checklist(bound()))
    return {**{kind: of(kind) for kind in REST}, "checklist_later": checklist}


def _read_all(sources: Sequence[Source]) -> dict[str, Folder]:
    """Return each kind as the files hold it. Raises ContentError with every finding."""
    kinds = {kind: read(sources, kind) for kind in CONVERSATION}
    findings = [finding for found in kinds.values() for finding in found.findings]
    findings += misplaced(sources) + dangling(kinds)
    if findings:
        raise ContentError(sorted(findings))
    return kinds


def _models(kinds: Mapping[str, Folder]) -> dict[str, dict[str, Any]]:
    return {kind: found.models() for kind, found in kinds.items()}


def _chosen(packs: Mapping[str, Pack], name: str | None) -> Pack | None:
    if name is not None and name not in packs:
        raise ContentError([no_such_pack(name, packs)])
    return packs[name] if name is not None else None


def no_such_pack(name: str, packs: Collection[str]) -> Finding:
    there = f"there are {', '.join(sorted(packs))}" if packs else "there is none"
    return Finding("packs", 1, f"there is no company pack {name!r}, which --pack or COACH_PACK names; {there}")


def _digest(sources: Sequence[Source]) -> tuple[str, bool]:
    """
    Return the hash of the conversation's files with their names, and whether nothing but such files is there.

    An added folder counts by its place among the others, so that moving it changes nothing.
    """
    digest, findings = hashlib.sha256(), misplaced(sources)
    for place, source in enumerate(sources):
        for kind in CONVERSATION:
            for name, raw in files(source, kind, findings):
                digest.update((f"{place}:{name}\0" if place else f"{name}\0").encode())
                digest.update(raw)
                digest.update(b"\0")
    return digest.hexdigest(), not findings


def _revived(known: bytes, kinds: tuple[str, ...]) -> dict[str, dict[str, Any]] | None:
    """
    Return the models of kept values; None where they do not fit this program's schema.

    They are validated as they are parsed: from Python's objects it takes half as long again (README, "Measured").
    """
    try:
        return dict(everything(kinds).model_validate_json(known))
    except ValidationError:
        return None


def _words(known: bytes) -> dict[str, str] | None:
    """Return kept texts; None where they are no texts. Their kinds matter to the lint alone, which reads the files."""
    try:
        return _TEXTS.validate_json(known)
    except ValidationError:
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
            findings.append(Finding(ACCURACY, 1, f"{where}: {in_plain_words(fault)}"))
    return None


def load_held_out(folder: Traversable | None = None, *, more: Sequence[FilePath] = ()) -> dict[str, AnyHeldOut]:
    """Return the frozen paraphrases by customer id. Raises ContentError."""
    return _sound(read(sources_of(folder, more), "customers/held_out"))


def load_judge_lines(folder: Traversable | None = None) -> list[JudgeLines]:
    """Return the judge's lines, one entry an author, ordered by author. Raises ContentError."""
    return list(_sound(read(sources_of(folder), "judge/lines")).values())


def load_demo(folder: Traversable | None = None) -> list[DemoAccount]:
    """Return the demo's accounts by id. Raises ContentError."""
    return list(_sound(read(sources_of(folder), "demo")).values())


def load_demo_team() -> DemoTeam:
    """Return the demo's team. Raises ContentError."""
    team: DemoTeam = next(iter(_sound(read(sources_of(None), "demo/teams")).values()))
    return team


def load_nudges(folder: Traversable | None = None) -> dict[str, NudgeFile]:
    """Return the wordings of nudges by angle. Raises ContentError."""
    return _sound(read(sources_of(folder), "nudges"))


def _sound(found: Folder) -> dict[str, Any]:
    if found.findings:
        raise ContentError(sorted(found.findings))
    return found.models()


def dangling(kinds: Mapping[str, Folder]) -> list[Finding]:
    """Return a finding for each reference to an id that does not exist."""
    from content import binding
    from content.schema import Customer

    skills, customers = kinds["skills"], kinds["customers"]
    findings = []
    for entry in (*kinds["drills"].entries.values(), *kinds["scenarios"].entries.values()):
        if not skills.knows(entry.model.skill):
            findings.append(entry.finding(f"skill {entry.model.skill!r} does not exist", "skill"))
    for entry in kinds["scenarios"].entries.values():
        if not customers.knows(entry.model.customer):
            findings.append(entry.finding(f"customer {entry.model.customer!r} does not exist", "customer"))
        known = customers.entries.get(entry.model.customer)
        if known and known.model.play != entry.model.rubric:
            message = f"rubric {entry.model.rubric!r}: its customer is made for {known.model.play!r}"
            findings.append(entry.finding(message, "rubric"))
    findings += binding.misfits(kinds)
    for entry in customers.entries.values():
        findings += _dangling_nodes(entry) if isinstance(entry.model, Customer) else ()
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
                yield entry.finding(message, "problems", problem_id, "payoffs", payoff_id, "after", fault=4)
