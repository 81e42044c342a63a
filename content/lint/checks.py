"""Checks that decide nothing: one that no line can pass, one that all pass. What needs the judge, `preview` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from content.findings import Finding
from content.line_checks import AnyCheck, AvoidsCheck, EvidenceCheck, MovesCheck, NamesCheck, SaysCheck
from content.lint.likeness import plain
from content.reading import Entry

NO_LINE_PASSES, EVERY_LINE_PASSES = 7, 8  # journeys.md 5


def findings(entry: Entry, checks: Sequence[AnyCheck], *path: str | int) -> Iterator[Finding]:
    avoided = {plain(term) for check in checks if isinstance(check, AvoidsCheck) for term in check.terms}
    for place, check in enumerate(checks):
        never = _never(check, avoided)
        if never:
            yield entry.finding(f"no line can pass this check: {never}", *path, place, fault=NO_LINE_PASSES)
        always = _always(check)
        if always:
            yield entry.finding(f"every line passes this check: {always}", *path, place, fault=EVERY_LINE_PASSES)


def _never(check: AnyCheck, avoided: set[str]) -> str:
    match check:
        case NamesCheck():
            terms = {plain(term) for term in check.terms}
            if check.at_least > len(terms):
                return f"it wants {check.at_least} of {len(terms)} terms"
            return "other checks forbid its terms" if check.at_least > len(terms - avoided) else ""
        case MovesCheck() | SaysCheck():
            left = set(check.one_of) - set(check.none_of)
            return "what it wants it also forbids" if check.one_of and not left else ""
        case _:
            return ""


def _always(check: AnyCheck) -> str:
    match check:
        case MovesCheck() | SaysCheck():
            return "" if check.one_of or check.none_of else "it wants nothing and forbids nothing"
        case EvidenceCheck():
            return "" if check.parts else "it asks for no part"
        case _:
            return ""
