"""
A push in plain words: an answer demanded now, a threat with time, a line that will not be hung up.

The model hears half of them. Of 5,150 replies of the authors who teach it nineteen show these words, and all of them
push (2026-11-23). A push between the lines, with somebody's date or a name on a report, stays the model's.
"""

from __future__ import annotations

from dialogs.judging import grammar
from dialogs.judging.segment import sentences
from dialogs.patterns import regex

_WAIT = r"(?:wait|hesitate|dither|put it off|delay)"
_AT_ONCE = r"(?:now|today|tonight|right away|on the spot|this (?:minute|morning|afternoon|week))"
_URGES = regex(
    r"\b(?:not|n't|never) (?:be )?hang(?:ing)? up (?:until|till|before|unless)\b"
    r"|\bclock(?:'s| is|s) ticking\b"
    rf"|\b(?:just|only|simply) say yes\b|\bsay yes {_AT_ONCE}\b"
    r"|\b(?:shake hands|shake on|sign|agree|settle|close|decide)\b[^.?]{0,20}\bbefore i (?:leave|go|hang up)\b"
    r"|\b(?:just|only) (?:a|one|your) (?:small |quick |little |simple )?yes\b"
    r"|\b(?:need|want|expect|must have|have to have|get) (?:a|an|your|some|some kind of) (?:\w+ )?"
    r"(?:yes|answer|decision|signature|commitment|word|go-ahead)\b[^.?]{0,25}"
    rf"\b(?:{_AT_ONCE}|by (?:the end|mon|tues|wednes|thurs|fri)\w*)"
    rf"|\b(?:every|each) (?:day|night|week|month|hour|shift|evening) (?:that )?you {_WAIT}\b"
    rf"|\byou (?:can't|cannot|can not) (?:afford|allow yourself) to {_WAIT}\b"
    r"|\bif you (?:still )?(?:don't|do not) (?:act|move|decide|sign|commit|order)\b"
    rf"|\bif you (?:still )?{_WAIT}(?: any)? (?:longer|more)\b"
)
# "decide now", but neither "nobody has to decide now" nor "before you sign today"
_ORDERS = regex(rf"\b(?<!you )(?:decide|sign|act|commit|order) (?:quickly|fast|{_AT_ONCE}|before it's too late)\b")
_NO_ORDER = regex(
    r"\b(?:no|not|never|nobody|nothing|nor|without|needn't|\w+n't|dont|doesnt|before|when|once|those who)\b"
)


def urges(text: str, lower: str) -> bool:
    """Return True where a sentence that asks nothing pushes in plain words."""
    for start, end in sentences(text):
        said = lower[start:end]
        if said.rstrip().endswith("?") or grammar.asks_firmly(said):
            continue
        ordered = _ORDERS.search(said)
        if _URGES.search(said) or (ordered and not _NO_ORDER.search(said[: ordered.start()])):
            return True
    return False
