"""
What the words of a line in a negotiation show besides its amounts: something asked back, a check, a handshake, hurry.

The amounts themselves are read in dialogs/amounts.py; what comes of them, dialogs/plays/negotiation says.
"""

from __future__ import annotations

import re

from content.negotiation import NegotiationCustomer
from content.schema import Buyer
from dialogs.amounts import amounts

BACK, CHECKS, CLOSES, ACCEPTS, SUPPOSES, HURRIES, GIVES, OFFERS = (
    *("back", "checks", "closes", "accepts", "supposes", "hurries", "gives", "offers"),
)
MOST_ACCEPTING = 8  # words; a longer line says more than yes; our guess

_DOES = (
    r"(?:sign|commit|open|host|show|let|bring|order|extend|keep|install|book|invite|recommend|introduce|speak|vouch|"
    r"agree to|stay|give|tell|buy|renew|train|send|receive|lend|name|confirm|accept|move|join|allow|write|put us|"
    r"put our|take (?:the|a|our|out|on|over|three|two|\d))"
)
_WISHES = r"(?:need|want|ask|expect|like you|count on|have to have)"
_BACK = re.compile(
    r"\bif (?:you|your \w+|the \w+|they)(?:'d|'re| could| can| would| will| are| were)?"
    r"(?! (?:pay|paid|wait|like\b|want\b|prefer|need|get|got|had\b|have to|ask|still|think))\b|"
    r"\bin (?:return|exchange|turn|trade)\b|\b(?:provided|providing|conditional on|subject to|as long as|so long as)\b|"
    r"\bon (?:the )?(?:condition|understanding)\b|\bagainst (?:a|an|your|three|two|\d)\b|"
    r"\bfor (?:that|this|it),? (?:i|we|you|could|would|can)\b|\bwhat (?:i|we)(?:'d| would)? (?:need|want|ask)\b|"
    rf"\b(?:i|we)(?:'d|'ll| would| will| do)? (?:also |then )?{_WISHES}\b(?! to |,? (?:r\$ ?)?\d| (?:four|five|half)\b)|"
    rf"\b(?:you|you'd|you'll|your \w+|they) (?:would |will |then |also )*{_DOES}\b|"
    rf"\b(?:would|could|can|will) (?:you|your \w+) (?:then |also )*{_DOES}\b|\b(?:when|once) (?:you|we have|we get)\b|"
    r"\bfrom you\b|\b(?:swap|trade)\b|\bmake it (?:two|three|four|five|\d) \b|"
    r"^(?:with|for|at) (?:a|an|three|two|your|\d)[^?]{6,60}?,? (?:it's|it is|it would|i\b|we\b|the price|you'd|that)"
)
_CHECKS = re.compile(
    r"\b(?:have|did|do) i (?:got|get|have|understand|understood|hear|heard|read|put|miss\w*|leave|left|say|follow)\b|"
    r"\bis (?:that|this|it) (?:right|correct|how|what|all|the way|a fair|everything)\b|\bam i right\b|"
    r"\b(?:right|correct|yes|accurate|is that so)\?|\bwhat (?:did|have) i (?:miss|missed|get wrong|forgot\w*)\b|"
    r"\banything (?:wrong|missing|i missed|i got wrong|i've missed|you(?:'d| would) (?:correct|change))\b|"
    r"\bdoes that (?:match|fit|sound|cover|agree with)\b|\bhow you (?:see|understand|understood|heard|have) it\b|"
    r"\bcorrect me\b|\bstop me\b"
)
_CLOSES = re.compile(
    r"(?<!big )(?<!great )(?<!good )\bdeal\b(?! with| breaker)|\bare we agreed\b|\bagreed\?|\b(?:shall|can|could|let's|will) (?:we |you )?(?:now )?(?:sign|shake)\b|"
    r"\b(?:ready|happy) to sign\b|\b(?:shake|shaking) (?:hands|on it)\b|\bhandshake\b|\b(?:i|we) accept\b|"
    r"\bdo we have an agreement\b|\bsign (?:it|here|now|today)\b"
)
_ACCEPTS = re.compile(
    r"^\W*(?:ok|okay|fine|agreed|deal|done|sure|all right|alright|you(?:'ve)? got it|you (?:have|get) it|yes|yeah|"
    r"very well|granted|no problem|it's yours|(?:i|we) can do that|consider it done|of course|gladly)\b"
)
_GIVES = re.compile(
    r"\b(?:discount|rebate|(?:knock|take|drop) (?:\w+ )?(?:off|something)|(?:come|go|move) down|(?:lower|reduce|cut|drop|"
    r"improve) (?:the|our|my) (?:price|sum|figure|offer)|better price|special price|cheaper|do something (?:about|on|with) "
    r"(?:the|our) price|split the difference|meet (?:you )?(?:halfway|in the middle)|make (?:you )?a concession)\b"
)
_KEEPS = re.compile(r"\b(?:no|not|never|without|can't|cannot|won't|don't|any) (?:\w+ ){0,3}?(?:discount|rebate|down|lower|cheaper)\b")
# Whoever gives something says so: without one of these a line about a term speaks of it only.
_OFFERS = re.compile(
    r"\b(?:we|we'd|we'll|we're|i|i'd|i'll|i'm|our|ours|us|let me|let's|you'd|you'll|you (?:can|could|get|have|may|will|"
    r"would)|free|gift|included?|payment|in (?:exchange|return|turn)|how about|what (?:if|about)|pay (?:us )?(?:after|later|"
    r"once|when))\b"
)
_SUPPOSES = re.compile(
    r"\b(?:suppose|supposing|imagine|assuming|what if|were we to|say we|say i)\b|\bif (?:we|i) (?:could|can|found|find|"
    r"solved?|did|were|moved?|got|managed?|sort\w*|settle\w*|clear\w*|took)\b|"
    r"\b(?:if|once|when) (?:that|this|it|the \w+|payment|paying|you (?:could|can)? ?(?:only )?(?:pay|paid))\b"
)
_HURRIES = re.compile(
    r"\b(?:today|tonight|tomorrow|right now|this (?:week|afternoon)|deadline|now or never|expires?|take it or leave|"
    r"last (?:chance|offer|word)|final offer|only (?:until|till|valid|good|today)|"
    r"decide now|running out|(?:price|prices|rate) (?:goes|go|will go|rises?|will rise)|can't hold|cannot hold|"
    r"(?:another|other|someone|somebody) (?:\w+ )?(?:is|are|else is) (?:waiting|asking|interested|ahead)|"
    r"(?:by|until|till|before) (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)


def signs_of_trade(text: str, *, customer: Buyer) -> frozenset[str]:
    """Return what a line shows to a customer who negotiates, amounts as "price:472"; nothing for any other."""
    if not isinstance(customer, NegotiationCustomer):
        return frozenset()
    low = text.lower().replace("’", "'").strip()
    shown = {
        BACK: _BACK.search(low),
        CHECKS: _CHECKS.search(low),
        CLOSES: _CLOSES.search(low),
        ACCEPTS: _ACCEPTS.search(low) and "?" not in low and len(low.split()) <= MOST_ACCEPTING,
        SUPPOSES: "?" in low and _SUPPOSES.search(low),
        HURRIES: _HURRIES.search(low),
        OFFERS: _OFFERS.search(low),
        GIVES: "?" not in low and _GIVES.search(low) and not _KEEPS.search(low),
    }
    found = amounts(text, top=customer.range.top, limit=customer.range.limit)
    named = (f"{kind}:{value:g}" for kind, value in found)
    return frozenset((*(sign for sign, there in shown.items() if there), *named))


def amounts_in(signs: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """Return the amounts among the signs of a line, as `offered` takes them."""
    pairs = (sign.partition(":") for sign in sorted(signs) if ":" in sign)
    return tuple((kind, float(value)) for kind, _, value in pairs)
