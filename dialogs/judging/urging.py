"""
A push in plain words: an answer demanded now, a threat with time, a line that will not be hung up.

The model hears half of them. Of 6,589 replies of the authors who teach it 56 show these words, and all but one push
(2026-11-24). A push between the lines, with somebody's date or a name on a report, stays the model's.
"""

from __future__ import annotations

from dialogs.judging.plain import said_in
from dialogs.patterns import regex

_WAIT = r"(?:wait|hesitate|dither|put it off|delay)\b(?! (?:for|until|till|a|the|on)\b)"
_AT_ONCE = r"(?:now|today|tonight|right away|on the spot|this (?:minute|morning|afternoon|week))"
_SOON = (
    r"(?:the (?:end|month|week)|mon|tues|wednes|thurs|fri|close of|lunch|noon|midnight|to-?morrow|tonight|today|"
    r"(?:we|i) (?:hang|leave|go|start))\w*"
)
# What is lost by whoever waits: "otherwise the crew goes to somebody else", "or I can't guarantee February"
_LOST = (
    r"(?:place|slot|spot|offer|price|discount|deal|date|crew|window|rate|seat|lads|fitters|team|it)s?"
    r"(?:'s| is| are| will be|s) (?:gone|off(?! the)|dead|lost)"
    r"|they(?:'re| are) gone|i(?:'m| am)? (?:can't|cannot|can not|not able to) (?:guarantee|promise|hold|keep)"
    r"|i (?:can )?(?:promise|guarantee) nothing"
    r"|(?:goes|go) to (?:the (?:next|other)|another|someone|somebody|others)|i withdraw|(?:offer|price) lapses"
)
_WE = r"(?:^\W*|\b(?:i|we)(?:'d|'ll| will| really| do| would| must| just)* )"
_START = r"(?:^\W*|[.,;:!] |\b(?:please|just|so|then) )"
_URGES = regex(
    r"(?:\b(?:not|never)|n't) (?:be )?hang(?:ing)? up (?:until|till|before|unless)\b"
    r"|\bclock(?:'s| is|s) ticking\b(?! (?:for|at|on)\b)"
    rf"|^\W*(?:so |just |please )?(?:a )?yes or (?:a )?no,? {_AT_ONCE}\b"
    rf"|{_START}(?:just|simply) say yes\b|{_START}say yes {_AT_ONCE}\b|\bbetter say yes {_AT_ONCE}\b"
    r"|\b(?:shake hands|shake on it|sign|get (?:it|this) signed)\b[^.?]{0,20}\bbefore i (?:leave|go|hang up)\b"
    r"|^\W*(?:just|only) (?:a|one|your) (?:small |quick |little |simple )?yes\b"
    rf"|{_WE}(?:need|want|expect|must have|have to have) (?:a|an|the|your|some|some kind of) (?:\w+ )?"
    r"(?:yes|answer|decision|signature|commitment|word|go-ahead)\b(?! from (?!you\b))[^.?]{0,25}"
    rf"\b(?:{_AT_ONCE}|(?:by|before|until|till) (?:{_SOON}))"
    rf"|\b(?:otherwise|or(?: else)?|after that)\b[^.?]{{0,40}}\b(?:{_LOST})"
    r"|\b(?:offer|price|place|slot|rate|this|it)(?:'s| is)? (?:only (?:valid|good|open|yours)|(?:valid|good|open) only)"
    rf" (?:until|till) (?:{_SOON})"
    r"|\b(?:(?:you've|you have|there's|we've|we have) (?:got )?)?no time (?:left )?to (?:lose|waste|spare)\b"
    r"|\byou(?: really| simply)? (?:can't|cannot|can not)(?: really)? "
    r"(?:leave|put) (?:it|this) (?:off|any longer|much longer)\b"
    r"|\bit(?:'ll| will) be (?:you (?:who|explaining|standing|they)|your (?:head|neck|job|chair|name))\b"
    rf"|\b(?:conditions?|terms|price|offer|rate|discount|figure|slot|place|date|quote|this|it)s? "
    rf"(?:holds?|stands?|lasts?|runs?|applies|apply|stays?)(?: good| open)? only (?:until|till|to) (?:{_SOON}|my )"
    rf"|\bif we (?:still )?(?:don't|do not) sign (?:\w+ )?(?:{_AT_ONCE}|(?:by|before|until|till) )"
    r"|\b(?:go|goes|gone|going|taken?) (?:right |straight )?over your head\b"
    r"|\b(?:boss\w*|superiors?|board|managers?|directors?|head office|people upstairs|company)\b[^.?]{0,25}\b"
    r"(?:losing|lose|loses|run(?:s|ning) out of) patience\b"
    # now, or it is gone
    r"|(?<!whether )\b(?:it's|it is|its) (?:now|today|tonight|this \w+) or\b|\bnow or never\b"
    r"|(?<!you )(?<!they )\b(?:can't|cannot|can not|won't be able to) (?:hold|keep) "
    r"(?:it|this|that|the \w+|your \w+|a \w+|them)(?: \w+){0,2} "
    r"(?:past|after|beyond|any longer|much longer|until|till|forever|for you)\b"
    r"|\b(?:offer|slots?|places|conditions|terms)(?:'s| is| are| will(?: be)?)?(?: \w+)? "
    rf"(?:ends?|closes?|closed|expires?|finish(?:es|ing)?|gone) (?:on |by |at |from )?(?:{_SOON})"
    r"|\b(?:prices?|rates?|tariffs?|fees?)(?:'s| is| are| will)? (?:go|goes|going|rise|rises)(?: up)? (?:\w+ )?"
    r"(?:on the|from the|next|after|tomorrow)\b|\bfrom the \w+(?: of the month)? the prices? (?:go|goes|rise)"
    r"|\bafter (?:the |next )?\w+ (?:it|this|that|the \w+)(?:'s| is| will be) gone\b"
    r"|\bgive me (?:a|your) (?:\w+ )?yes\b|\bso,? say yes\b"
    r"|\b(?:let's|let us) (?:just )?(?:close|finish|settle|sign|shake on|wrap up)(?: it| this)? (?:\w+ )?"
    r"(?:now|today)\b"
    r"|\byou(?:'d| had)? (?:better|have to|must) (?:be quick|hurry)\b|\bbetter (?:be quick|hurry|get going)\b"
    r"|\bbe (?:one of )?the (?:very )?last\b(?! (?:thing|time|word|to (?:know|hear)))"
    r"|\b(?:please (?:do not|don't)|if you) hesitate\b|\bplease (?:do not|don't) wait\b"
    rf"|\blet's get your signature\b[^.?]{{0,12}}\b{_AT_ONCE}"
    rf"|\b(?:every|each) \w+ (?:that )?you {_WAIT}"
    rf"|\bneed to know (?:{_AT_ONCE}|(?:by|before|until|till) (?:{_SOON}))"
    r"|\b(?:won't|not going to|will not) look (?:good|great|nice|well)\b"
    rf"|\byou (?:can't|cannot|can not) (?:afford|allow yourself) to {_WAIT}"
    r"|\bif you (?:still )?(?:don't|do not) (?:act|move|decide|sign|commit|order)\b"
    rf"|\bif you (?:still )?{_WAIT}(?: any)? (?:longer|more)\b"
)
# "decide now": an order where the clause begins with it, but neither "they sign now" nor "don't decide now"
_ORDERS = regex(
    r"(?:^\W*|[.,;:!] |\b(?:please|just|so|then|better|must|have to|should|let's|i'd|'d want to) )"
    rf"(?P<order>(?:decide|sign|act|commit|order) (?:quickly|fast|{_AT_ONCE}|before it's too late))\b"
)
_NO_ORDER = regex(r"\b(?:no|not|never|nobody|nothing|nor|without|needn't|\w+n't|dont|doesnt|before|when|once|if)\b")
# What the customer has said or may do: "you told me the clock is ticking", "if you don't sign, that's fine".
_THEIRS = regex(
    r"\b(?:you (?:said|say|told|mentioned|wrote)|i (?:see|know|hear|get|understand)|i'd understand|"
    r"(?:that's|that is|it's) (?:all right|alright|fine|ok|okay)|perfectly|no harm|no problem|"
    r"still (?:send|be|help|call))\b"
)


def urges(text: str, lower: str, *, patient: bool = False) -> bool:
    """
    Return True where a sentence that asks nothing, or only ends in a tag, pushes in plain words.

    Args:
        patient: the line takes the hurry out elsewhere; then "decide now" is no order, a threat is still one.
    """
    for said in said_in(text, lower):
        if _THEIRS.search(said):
            continue
        ordered = None if patient else _ORDERS.search(said)
        if _URGES.search(said) or (ordered and not _NO_ORDER.search(_clause_before(said, ordered.start("order")))):
            return True
    return False


def _clause_before(said: str, place: int) -> str:
    """Return what stands before a place in its own clause."""
    return said[max(said.rfind(mark, 0, place) for mark in (",", ":", ";", "!")) + 1 : place]
