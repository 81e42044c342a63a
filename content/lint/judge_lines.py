"""
The judge's training lines: each once, each with one label, and no author, industry or line in both splits.

Two lines alike with different labels are wanted where what the customer told differs: that is a contrast pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from content.document import Path
from content.findings import Finding
from content.judge_lines import JudgeLines
from content.lint.corpus import Corpus
from content.lint.likeness import alike, plain
from content.reading import Entry


@dataclass(frozen=True, slots=True)
class _Placed:
    """One line of either task, and where it stands. `told` is all that it is judged with."""

    entry: Entry
    path: Path
    id: str
    task: str
    text: str
    told: tuple[str, ...]
    label: tuple[str, ...]

    @property
    def split(self) -> str:
        split: str = self.entry.model.split
        return split

    def finding(self, message: str) -> Finding:
        return self.entry.finding(f"{self.id}: {message}", *self.path)

    def at(self) -> str:
        return f"{self.id} ({self.entry.document.name}:{self.entry.document.line_of(self.path)})"


def findings(corpus: Corpus) -> Iterator[Finding]:
    entries = corpus.entries("judge/lines")
    lines = [line for entry in entries for line in _placed(entry, entry.model)]
    yield from _ids(lines)
    yield from _kinds(entries)
    for task in ("question", "reply", "statement"):
        yield from _likenesses([line for line in lines if line.task == task])
    yield from _industries(entries)


def _placed(entry: Entry, author: JudgeLines) -> Iterator[_Placed]:
    for place, line in enumerate(author.questions):
        told = tuple(map(plain, line.told))
        yield _Placed(entry, ("questions", place), line.id, "question", line.text, told, (line.label, line.kind or ""))
    for place, reply in enumerate(author.replies):
        told = (*map(plain, reply.told), plain(reply.worry))
        yield _Placed(entry, ("replies", place), reply.id, "reply", reply.text, told, tuple(sorted(reply.moves)))
    for place, said in enumerate(author.statements):
        told, kinds = tuple(map(plain, said.told)), tuple(sorted(said.kinds))
        yield _Placed(entry, ("statements", place), said.id, "statement", said.text, told, kinds)


def _ids(lines: list[_Placed]) -> Iterator[Finding]:
    first: dict[str, _Placed] = {}
    for line in lines:
        if line.id in first:
            yield line.finding(f"the id is that of {first[line.id].at()} as well")
        first.setdefault(line.id, line)


def _kinds(entries: list[Entry]) -> Iterator[Finding]:
    for entry in entries:
        for place, line in enumerate(entry.model.questions):
            if line.label == "none" and line.kind is None:
                message = f"{line.id}: the label none needs a kind: what is the line instead?"
                yield entry.finding(message, "questions", place, "label")
            if line.label != "none" and line.kind is not None:
                message = f"{line.id}: a {line.label} question has no kind; it is for the label none"
                yield entry.finding(message, "questions", place, "kind")


def _likenesses(lines: list[_Placed]) -> Iterator[Finding]:
    for earlier, later, score in alike([line.text for line in lines]):
        one, other = lines[earlier], lines[later]
        same_words = plain(one.text) == plain(other.text)
        if one.split != other.split:
            yield other.finding(f"nearly {one.at()}, of the other split (likeness {score:.2f})")
        elif one.label == other.label:
            yield other.finding(f"nearly {one.at()}, with the same label (likeness {score:.2f})")
        elif same_words and one.told == other.told:
            yield other.finding(f"the same line as {one.at()}, told the same, with another label")


def _industries(entries: list[Entry]) -> Iterator[Finding]:
    """An industry that the judge was trained on makes the dev figures too good."""
    trained: dict[str, str] = {}
    for entry in entries:
        if entry.model.split == "train":
            for line in (*entry.model.questions, *entry.model.replies, *entry.model.statements):
                trained.setdefault(line.industry, entry.model.author)
    for entry in (e for e in entries if e.model.split == "dev"):
        reported: set[str] = set()
        for block in ("questions", "replies", "statements"):
            for place, line in enumerate(getattr(entry.model, block)):
                if line.industry in trained and line.industry not in reported:
                    reported.add(line.industry)
                    message = f"{line.id}: {line.industry} is an industry of {trained[line.industry]}'s training lines"
                    yield entry.finding(message, block, place, "industry")
