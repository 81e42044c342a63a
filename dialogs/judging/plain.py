"""The sentences of a line that say something and ask nothing, but for a tag at their end."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.judging import grammar
from dialogs.judging.segment import sentences
from dialogs.patterns import regex

_TAG = regex(
    r"(?:^\W*|,? )(?:(?:is|are|was|do|does|did|can|could|will|would|won't|isn't|aren't|don't|doesn't|can't|shall|"
    r"wasn't) (?:it|you|we|they|he|she)|ok|okay|right|agreed|no|yes|eh|surely|deal|happy|fair|alright|"
    r"how(?:'s| is) that|how about (?:that|it)|how does (?:that|this|it) sound|sounds? (?:good|fair)|"
    r"would (?:that|this) help)\?\W*$"
)


# What was done is named in order to take it back: "I called it peanuts, that was stupid of me".
_TAKES_BACK = regex(
    r"\bi (?:called (?!because|you\b|to\b|eh\b|will\b|would\b|and\b)\w|spoke of|"
    r"take (?:it|that|this|all of it) back|take back|shouldn't have|should not have|"
    r"made (?:it|that|this|your (?:\w+ ){1,5}?) ?sound)\b"
    r"|\b(?:wrong|rude|stupid|clumsy|unfair|thoughtless|pushy|out of line) of me\b"
    r"|\bthat was (?:\w+ )?(?:wrong|rude|stupid|clumsy|unfair|thoughtless|pushy|out of line)\b(?! of (?:you|them))"
    r"|\bit was (?:wrong|rude|stupid|clumsy|unfair|thoughtless|pushy|out of line)\b(?! of (?:you|them))"
)


def takes_back(lower: str) -> bool:
    """Return True where a line takes back what was said: it names a fault and commits none."""
    return _TAKES_BACK.search(lower) is not None


def said_in(text: str, lower: str) -> Iterator[str]:
    """Yield each sentence that asks nothing, in lower case; a tag at its end, "…, isn't it?", becomes a full stop."""
    for start, end in sentences(text):
        said = _TAG.sub(".", lower[start:end])
        if not said.rstrip().endswith("?") and not grammar.asks_firmly(said):
            yield said


def only_says(text: str, lower: str) -> bool:
    """
    Return True where a line with a question mark asks nothing but by a tag: "we'd do the first ten for free, deal?".

    Without a mark a line may still ask ("whos losing sleep over it"); `question_clauses` tells.
    """
    return "?" in text and len(list(said_in(text, lower))) == len(sentences(text))
