"""When two answers, or two plans, are the same. By columns first, then by words; evidence is no part of it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from dialogs.reassessment.facts import same_words, words
from dialogs.reassessment.model import Answer, Entry

COPIED = 0.85  # reassessment.md, RF20: more than 85 % similar
_LEAST_WORDS = 5  # under it two short reasons are alike by chance; our guess


def same_content(one: Answer | None, other: Answer | None) -> bool:
    """Whether two answers say the same of the account, whatever each rests on. Not known is the same as not asked."""
    if one is None or other is None or not (one.is_known and other.is_known):
        return not (one is not None and one.is_known) and not (other is not None and other.is_known)
    if one.choice != other.choice or len(one.entries) != len(other.entries):
        return False
    return same_words(one.text, other.text) and all(map(_same_entry, one.entries, other.entries))


def _same_entry(one: Entry, other: Entry) -> bool:
    """Compare by who, verb and date where both lines have columns, otherwise by their words."""
    if one.fields and other.fields:
        names = {*one.fields, *other.fields}
        return all(same_words(one.fields.get(name, ""), other.fields.get(name, "")) for name in names)
    return same_words(one.text, other.text)


def copied_from(own: str, others: Mapping[str, str]) -> str:
    """Return whose strategy *own* is a copy of, the most similar one; empty where none is more than 85 % similar."""
    best, whose = COPIED, ""
    for name in sorted(others):
        alike = max((_alike(mine, theirs, best) for mine, theirs in _pairs(own, others[name])), default=0.0)
        if alike > best:
            best, whose = alike, name
    return whose


def _pairs(own: str, other: str) -> list[tuple[str, str]]:
    """Return the sentences and the facts of two plans side by side, as they are compared; short ones are left out."""
    both = zip(own.split("\n"), other.split("\n"), strict=False)
    said = [(words(mine), words(theirs)) for mine, theirs in both]
    return [(" ".join(m), " ".join(t)) for m, t in said if min(len(m), len(t)) >= _LEAST_WORDS]


def _alike(one: str, other: str, over: float) -> float:
    """Return how similar two texts are, 0 to 1; 0 where a quick look shows that it is not over a limit."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() <= over or matcher.quick_ratio() <= over:
        return 0.0
    return matcher.ratio()
