"""
Something given away in plain words: money off the price, a part for nothing, a longer time to pay.

The model hears few where the line also names what is missing ("since the seating isn't in it, let's knock a bit off").
Of 6,589 replies of the authors who teach it 70 show these words, and all of them concede (2026-11-24).
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
_GIVE = (
    r"(?:do|give|fit|throw|put|install|run|train|visit|add|include|send|bring|supply|inspect|host|set|build|lend|"
    r"leave|hang|equip|cover|look after|let|take|teach|check|repair|move|migrate)"
)
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
    # for nothing
    r"|\b(?:free of charge|gratis|at no (?:\w+ )?(?:charge|cost)|no charge|at our (?:own )?expense|nothing to pay|"
    r"pay nothing|without (?:any |a )?(?:paying|charging|payment)|won't charge|"
    r"(?:will cost(?: you)?|costs you) nothing)\b"
    rf"|{_WE}(?:(?:just|even|also|gladly|happily) )?{_GIVE} (?:\w+ ){{0,6}}(?:for free|for nothing)\b"
    r"|\b(?:first|next) (?:(?!ha(?:ve|s)\b)\w+ ){1,3}(?:is |are |will be )?"
    r"(?:for free|free(?! (?:\w+ )?(?:day|time|shift)s?)|at half)\b"
    r"|\bfree (?:\w+ ){1,3}for (?:the|a|\d+|six|three|twelve) "
    # less, or later
    rf"|\b(?:take|taking|get you|give|do|knock|offer|say)\b[^.?!]{{0,25}}\b{_SHARE} ?(?:%|per ?cent|percent) "
    r"(?:off|less|cheaper)\b"
    r"|\bwaiv(?:e|ing|ed)\b|\bno (?:setup|set-up|installation) (?:fee|charge|cost)\b"
    r"|\b(?:match|beat|undercut) (?:any|whichever|whatever|every)\b|\bgo under it\b"
    rf"|{_WE}(?:always |happily |gladly )?(?:lower|drop|reduce|cut|shave|halve|improve) (?:the|our|my|your) "
    rf"(?:\w+ )?{_PRICE}\b"
    rf"|{_WE}(?:always |happily |gladly )?go lower\b"
    r"|\bpay (?:us )?(?:only )?(?:when you like|the rest whenever|after (?:\w+ ){1,2}months)\b"
)
_NOT_GIVEN = regex(
    r"\b(?:not|never|no|nobody|without|don't|won't|can't|cannot|wouldn't|instead of|rather than|asked|ask|asking|"
    r"wants?|if|whether|should|suppose|what would)\b"
)
# what is denied in what is given away: "no charge", "without paying"
_DENIED_COST = regex(
    r"\bno (?=interest|charge|cost|setup|set-up|installation|\w+ (?:charge|cost))|\bwithout (?=any |a |pay|charg)|"
    r"\bwon't (?=charge)"
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
            said[: found.start()].rpartition(",")[2] + _DENIED_COST.sub("", found.group())
        ):
            return True
    return False
