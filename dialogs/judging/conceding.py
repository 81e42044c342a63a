"""
Something given away in plain words: money off the price, a part for nothing, a longer time to pay.

The model hears few where the line also names what is missing ("since the seating isn't in it, let's knock a bit off").
Of 5,150 replies of the authors who teach it 28 show these words, and all of them concede (2026-11-23).
"""

from __future__ import annotations

from dialogs.judging.segment import sentences
from dialogs.patterns import regex

_PRICE = r"(?:price|bill|fees?|total|sum|invoice|figure|quote|rate|cost|offer|list price)"
_SHARE = (
    r"(?:\d+(?:[.,]\d+)?|a|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|some|something|"
    r"a bit|a little)"
)
_WE = r"(?:^\W*|[,.;:!] |\b(?:i|we|let's|let me|so|then)(?:'ll|'d|ll|d| can| could| will| would| might)? )"
_GIVEN = regex(
    rf"{_WE}(?:knock|shave|chop|trim|take|lop|cut)(?: \w+){{0,4}} off (?:the|our|my|that|this|your)? ?{_PRICE}\b"
    rf"|{_WE}(?:knock|take|give you|do|offer(?: you)?|make it) {_SHARE} ?(?:%|per ?cent|percent) (?:off|less|cheaper)\b"
    rf"|{_WE}(?:do|give|let|have)\b[^.?]{{0,40}}\b(?:at|for) half (?:the )?price\b"
    rf"|{_WE}(?:give|offer|grant|throw in|find)(?: you)?(?: \w+){{0,2}} (?:discount|rebate)\b"
    r"|^\W*(?:pay|settle)(?: \w+){0,5} (?:later|after|in)\b[^.?]{0,25}\b(?:no|without|free of) interest\b"
    r"|\b(?:first|second|last) (?:\w+ )?(?:month|quarter|semester|term|season|year)s?,? (?:is |are |will be )?"
    r"(?:free|gratis|on (?:us|me|the house))\b"
    r"|(?<!\bthat)(?<!\bthis)(?<!\bit)(?: is|\bare|'s|'re|\bbe|\bcomes?|\bgoes) (?:entirely |all |completely )?"
    r"on (?:us|the house)\b(?! (?:to|if|that))"
    rf"|{_WE}(?:\w+ ){{0,4}}?waive (?:the|your|all|our|any|half)\b"
    rf"|{_WE}(?:\w+ )?(?:throw|chuck) in (?:the|a|an|two|three|our|some)\b"
    rf"|{_WE}(?:come|go|drop) down (?:by )?{_SHARE} ?(?:%|per ?cent|percent)\b"
)
_NOT_GIVEN = regex(
    r"\b(?:not|never|no|nobody|without|don't|won't|can't|cannot|wouldn't|instead of|rather than|asked|ask|asking|"
    r"wants?|if|whether|should|suppose|what would)\b"
)
# "…, but then I'd need three years": no gift
_TRADED = regex(
    r"\b(?:if you|provided|in (?:return|exchange)|against (?:a|an|your|three|two)|but then|"
    r"(?:for (?:that|it)|then) (?:i|we)(?:'d)? (?:need|want|ask|would))\b"
)


def concedes(text: str, lower: str) -> bool:
    """Return True where a sentence gives something away in plain words, and neither asks, denies nor supposes it."""
    for start, end in sentences(text):
        said = lower[start:end]
        found = None if _TRADED.search(said) else _GIVEN.search(said)
        if found and not _NOT_GIVEN.search(
            said[: found.start()].rpartition(",")[2] + found.group().replace("no interest", "")
        ):
            return True
    return False
