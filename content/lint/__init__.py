"""
What the schema cannot say: `lint` finds everything that is wrong with the content, each with file and line.

Content is a leaf, so what the dialogs need of it (their message ids, their reserved words) is passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from content import loader
from content.accuracy import read_accuracy
from content.findings import Finding
from content.lint import (
    checklists,
    customers,
    drills,
    held_out,
    judge_lines,
    messages,
    nudges,
    packs,
    privacy,
    reading_level,
    real_names,
    scenarios,
    wording,
)
from content.lint.corpus import Corpus, open_corpus
from content.reading import misplaced

_RULES: tuple[Callable[[Corpus], Iterator[Finding]], ...] = (
    wording.findings,
    wording.unsourced,
    reading_level.findings,
    real_names.findings,
    messages.findings,
    drills.findings,
    customers.findings,
    held_out.findings,
    scenarios.findings,
    packs.findings,
    checklists.findings,
    nudges.findings,
    judge_lines.findings,
)


@dataclass(frozen=True, slots=True)
class Report:
    """How many files were looked at, and every finding, by file and line."""

    files: int
    findings: tuple[Finding, ...]


def lint(
    folder: Traversable | None = None,
    *,
    more: Sequence[Path] = (),
    used_messages: Mapping[str, Collection[str]] | None = None,
    reserved: Collection[str] = (),
) -> list[Finding]:
    """
    Return everything that is wrong with the content, by file and line: what the loader finds and what it cannot.

    Args:
        more: folders that add to it, as for the loader.
        used_messages: each message id that the dialogs say, with the {names} that they fill in; unchecked if None.
        reserved: words that the engine takes in every state, so that no answer may be called so.
    """
    return list(examine(folder, more=more, used_messages=used_messages, reserved=reserved).findings)


def examine(
    folder: Traversable | None = None,
    *,
    more: Sequence[Path] = (),
    used_messages: Mapping[str, Collection[str]] | None = None,
    reserved: Collection[str] = (),
    pack: str | None = None,
) -> Report:
    """Do what `lint` does, and say as well how many files there were, and whether the *pack* to be used is there."""
    sources = loader.sources_of(folder, more)
    corpus = open_corpus(sources, used_messages=used_messages, reserved=reserved)
    found = {finding for kind in corpus.kinds.values() for finding in kind.findings}
    found |= {*misplaced(sources), *loader.dangling(corpus.kinds)}
    known = corpus.kinds["packs"]
    found |= {loader.no_such_pack(pack, known.entries)} if pack and not known.knows(pack) else set()
    figures: list[Finding] = []
    read_accuracy(sources[0].folder, figures)
    found |= set(figures)
    found |= {finding for rule in _RULES for finding in rule(corpus)} | set(privacy.findings(sources))
    unwritten = wording.unwritten(corpus)
    found = set(wording.gaps(corpus)) | {finding for finding in found if (finding.file, finding.line) not in unwritten}
    return Report(sum(kind.files for kind in corpus.kinds.values()), tuple(sorted(found)))
