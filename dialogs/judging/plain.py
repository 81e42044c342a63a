"""The sentences of a line that say something and ask nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.judging import grammar
from dialogs.judging.segment import sentences
from dialogs.patterns import regex

_TAG = regex(
    r",? (?:(?:is|are|was|do|does|did|can|could|will|would|won't|isn't|aren't|don't|doesn't|can't|shall|wasn't) "
    r"(?:it|you|we|they|he|she)|ok|okay|right|agreed|no|yes|eh|surely)\?\W*$"
)


def said_in(text: str, lower: str) -> Iterator[str]:
    """Yield each sentence that asks nothing, in lower case; a tag at its end, "…, isn't it?", becomes a full stop."""
    for start, end in sentences(text):
        said = _TAG.sub(".", lower[start:end])
        if not said.rstrip().endswith("?") and not grammar.asks_firmly(said):
            yield said
