"""Company packs: what cannot be honest. That a product cannot be sold where it says is found as it is loaded."""

from __future__ import annotations

from collections.abc import Iterator

from content.findings import Finding
from content.lint.corpus import Corpus
from content.offer import WORDS
from content.reading import Entry

_HONEST = {"strengths": "nothing speaks for it", "weaknesses": "each product has some, and customers ask for them"}


def findings(corpus: Corpus) -> Iterator[Finding]:
    for entry in corpus.entries("packs"):
        for name, product in entry.model.products.items():
            for part, why in _HONEST.items():
                if not getattr(product, part):
                    yield entry.finding(
                        f"products.{name}: no {part} are given, beside product and sells: {why}", "products", name
                    )
    yield from _unnamed(corpus)


def _unnamed(corpus: Corpus) -> Iterator[Finding]:
    """A scenario that others' products may be sold in, and whose briefing names its own, would say both."""
    for entry in corpus.entries("scenarios"):
        if entry.model.binds and not _says_what(entry):
            named = " or ".join(f"{{{word}}}" for word in WORDS[:2])
            yield entry.finding(f"briefing: with binds it says what is sold by {named}", "briefing")


def _says_what(entry: Entry) -> bool:
    return any(f"{{{word}}}" in entry.model.briefing for word in WORDS[:2])
