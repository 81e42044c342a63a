"""A nudge's wordings: filled in they fit a message, they name what their angle knows, and none of them blames."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from content.basics import LONGEST_PROMPT
from content.findings import Finding
from content.lint.corpus import Corpus
from content.nudges import COUNTS, FILLED, OF_ANGLE, NudgeFile, NudgeWording
from content.reading import Entry

# "\nAlso worth a look: ..." with two names and what stands between them (dialogs/nudging/choosing.py, nudge.also)
ALSO = 2 * 26 + 5 + 20
# nudges.md: a fact, never guilt. Words that say that somebody failed, is late, is watched or is compared.
_GUILT = re.compile(
    r"\b(?:you (?:forgot|failed|neglected|should have|ought to|never|still have not|still haven't|did not|didn't)|"
    r"overdue|behind schedule|too late|at last|finally|disappoint\w*|lazy|ignored|neglect\w*|ashamed|guilty|"
    r"your manager|everyone else|everybody else|others have|your colleagues have|streak)\b",
    re.IGNORECASE,
)


def findings(corpus: Corpus) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for entry in corpus.entries("nudges"):
        file: NudgeFile = entry.model
        for place, wording in enumerate(file.wordings):
            for said in _faults(file, wording):
                yield entry.finding(f"{wording.id}: {said}", "wordings", place, "text")
            yield from _twice(entry, place, wording, seen)
        yield from _for_everybody(entry, file)


def _faults(file: NudgeFile, wording: NudgeWording) -> Iterator[str]:
    names = {name for _, name, _, _ in string.Formatter().parse(wording.text) if name is not None}
    known = {"account", "item", *OF_ANGLE[file.id], *(COUNTS if wording.tone == "insight" else ())}
    for name in sorted(names - known):
        yield f"nothing fills in {{{name}}} there"
    if "account" not in names:
        yield "it does not say which account it is about"
    if not names & {"item", "quote", "who", "flag"}:
        yield "it states no fact: name the item, the words, the person or the flag"
    if wording.tone == "insight" and not names & set(COUNTS):
        yield "an insight says how often something changed, or over how many reviews"
    if not wording.text.rstrip().endswith(("?", ".")) or "?" not in wording.text:
        yield "it asks nothing"
    if "{account}." in wording.text:
        yield "a sentence ends with the account's name, which may end with a full stop itself (Acme Inc.)"
    length = longest(wording.text) + ALSO
    if length > LONGEST_PROMPT:
        yield f"{length} characters with the longest names filled in; a message has at most {LONGEST_PROMPT}"
    blamed = _GUILT.search(wording.text)
    if blamed:
        yield f"{blamed[0]!r} blames; a nudge states a fact and asks"


def longest(text: str) -> int:
    """Return how many characters a wording has with the longest names filled in."""
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    return len(text) + sum(FILLED.get(name, 0) - len(name) - 2 for name in names)


def _twice(entry: Entry, place: int, wording: NudgeWording, seen: dict[str, str]) -> Iterator[Finding]:
    for key in (wording.id, wording.text.casefold()):
        other = seen.setdefault(key, wording.id)
        if other != wording.id:
            yield entry.finding(f"{wording.id}: {other!r} says the same", "wordings", place, "text")


def _for_everybody(entry: Entry, file: NudgeFile) -> Iterator[Finding]:
    """Six weeks without a repetition need two wordings of an angle for each reader; eight stand there in all."""
    for reader, tones in (("a newcomer", ("plain", "suggestion")), ("a regular", ("plain", "insight"))):
        if sum(one.tone in tones for one in file.wordings) < 3:
            yield entry.finding(f"{reader} has fewer than three wordings of this angle", "wordings")
