"""
What the words of a line in a negotiation show besides its amounts: something asked back, a check, a handshake, hurry.

The amounts themselves are read in dialogs/prices.py; what comes of them, dialogs/plays/negotiation says.
"""

from __future__ import annotations

import re

from content.negotiation import NegotiationCustomer
from content.schema import Buyer
from dialogs.prices import amounts

BACK = "back"  # something is asked in return
CHECKS = "checks"  # asks whether it was understood right
CLOSES = "closes"  # asks for the handshake
ACCEPTS = "accepts"  # says yes, and hardly more
SUPPOSES = "supposes"  # asks what would be if
HURRIES = "hurries"
GIVES = "gives"  # lets the price go, and names none
OURS = "ours"  # speaks of what we do
OFFERS = "offers"  # says who gives; without that a line about a term speaks of it only
MOST_BARE = 3  # words: "R$ 470 thousand"
MOST_ACCEPTING = 8  # words; a longer line says more than yes; our guess


def _any(*phrases: str) -> re.Pattern[str]:
    """Return a pattern of whole words that finds any of the phrases."""
    return re.compile("|".join(rf"\b(?:{phrase})" for phrase in phrases))


# What a customer does for us, and what we wish of them.
_DOES = (
    r"(?:sign|commit|open|host|show|let|bring|order|extend|keep|install|book|invite|recommend|introduce|speak|vouch|"
    r"agree to|stay|give|tell|buy|renew|train|send|receive|lend|name|confirm|accept|move|join|allow|write|"
    r"put (?:us|our)|take (?:the|a|our|out|on|over|three|two|\d))\b"
)
_WISHES = r"(?:need|want|ask|expect (?=a|three|two|your|something|in)|like you|count on|have to have)\b"
_WE = r"(?:i|i'll|i'd|we|we'll|we'd)"
_NO_RETURN = (  # what "for a ..." names that is nothing given back
    r"(?:price|sum|total|moment|while|start|good|minute|lower|little|bit|customer|cooperative|friend|client|buyer|change)"
)
_BACK = _any(
    r"if (?:you|your \w+|the \w+|they)(?:'d|'re| could| can| would| will| are| were)?+"
    r"(?! (?:pay|paid|wait|like\b|want\b|prefer|need|get|got|had\b|have to|ask|still|think))\b",
    r"in (?:return|exchange|turn|trade)\b",
    r"(?:provided|providing|conditional on|subject to|(?:as|so) long as|on (?:the )?(?:condition|understanding))\b",
    r"against (?:a|an|your|three|two|\d)\b",
    r"for (?:that|this|it),? (?:i|we|you|could|would|can)\b",
    r"what (?:i|we)(?:'d| would)? (?:need|want|ask)\b",
    rf"(?:i|we)(?:'d|'ll| would| will| do)? (?:also |then )?{_WISHES}(?! to |,? (?:r\$ ?)?\d| (?:four|five|half)\b)",
    rf"(?:you|you'd|you'll|your \w+|they) (?:would |will |then |also )*{_DOES}",
    rf"(?:would|could|can|will) (?:you|your \w+) (?:then |also )*{_DOES}",
    r"(?:when|once) (?:you|we have|we get)\b",
    rf"for (?:a|an|three|two) (?!{_NO_RETURN})",
    r"(?:should you|were you to|assuming you|in case you)\b",
    r"(?:requires?|depends on|condition|tied to|linked to|(?:combined|together|comes|goes|only) with|gives us)\b",
    r"(?:i|we) (?:would |could |can |also )*get\b",
    r"what (?:do|would|could|can) (?:i|we) (?:get|have)\b",
    r"(?:from you|swap|trade|make it (?:two|three|four|five|\d))\b(?! (?:hundred|\d))",
)
# "let us build in winter and it is 471", "with three years of service it is 470"
_FIRST = re.compile(
    r"(?:^|[.;:!] )(?:then |so |now |just )?(?:let|allow|give|sign|commit|host|open|show|take|put|order|grant|agree|"
    rf"invite|receive|add|extend|bring)\b[^.?]{{4,70}}?(?:,| and| then|:) (?:and )?(?:then )?(?:{_WE}|the|it|it's|you|"
    rf"you'll)\b|^(?:with|for|at) (?:a|an|three|two|your|\d)\b ?+(?!{_NO_RETURN})[^?]{{6,60}}?,? "
    rf"(?:it's|it is|it would|{_WE}|the price|you'd|that)\b"
)
_CHECKS = _any(
    r"(?:have|did|do) i (?:got|get|have|understand|understood|hear|heard|read|put|miss\w*|leave|left|say|follow)\b",
    r"is (?:that|this|it) (?:right|correct|how|what|all|the way|a fair|everything)\b",
    r"(?:am i right|correct me|stop me)\b",
    r"(?:right|correct|yes|accurate|is that so)\?",
    r"what (?:did|have) i (?:miss|missed|get wrong|got wrong|forgot\w*)\b",
    r"anything (?:wrong|missing|i missed|i got wrong|i've missed|you(?:'d| would) (?:correct|change))\b",
    r"does that (?:match|fit|sound|cover|agree with)\b",
    r"how you (?:see|understand|understood|heard|have) it\b",
)
_CLOSES = _any(
    r"(?<!big )(?<!great )(?<!good )deal\b(?! with| breaker)",
    r"(?:are we agreed\b|agreed\?)",
    r"(?:shall|can|could|let's|will) (?:we |you )?(?:now )?(?:sign|shake)\b",
    r"(?:(?:ready|happy) to sign|(?:shake|shaking) (?:hands|on it)|handshake|(?:i|we) accept)\b",
    r"(?:do we have an agreement|sign (?:it|here|now|today))\b",
)
_ACCEPTS = re.compile(
    r"^\W*(?:ok|okay|fine|agreed|deal|done|sure|all right|alright|you(?:'ve)? got it|you (?:have|get) it|yes|yeah|"
    r"very well|granted|no problem|it's yours|(?:i|we) can do that|consider it done|of course|gladly)\b"
)
_GIVES = _any(
    r"(?:discount|rebate|better price|special price|cheaper|split the difference)\b",
    r"(?:(?:knock|take|drop) (?:\w+ )?(?:off|something)|(?:come|go|move) down)\b",
    r"(?:lower|reduce|cut|drop|improve) (?:the|our|my) (?:price|sum|figure|offer)\b",
    r"(?:do something (?:about|on|with) (?:the|our) price|meet (?:you )?(?:halfway|in the middle)|make a concession)\b",
)
_KEEPS = _any(
    r"(?:no|not|never|without|can't|cannot|won't|don't|any) (?:\w+ ){0,3}?(?:discount|rebate|down|lower|cheaper)\b",
)
_OURS = _any(r"(?:we|we'd|we'll|we're|i|i'd|i'll|i'm|our|ours|us|let me|let's|how about|what about)\b")
_OFFERS = _any(
    r"(?:you'd|you'll)\b",
    r"(?:you (?:can|could|get|have|may|will|would)|free|gift|included?|payment|how about|what (?:if|about))\b",
    r"(?:in (?:exchange|return|turn)|pay (?:us )?(?:after|later|once|when))\b",
)
_SUPPOSES = _any(
    r"(?:suppose|supposing|imagine|assuming|what if|were we to|say we|say i)\b",
    r"if (?:we|i) (?:could|can|found|find|solved?|did|were|moved?|got|managed?|sort\w*|settle\w*|clear\w*|took)\b",
    r"(?:if|once|when) (?:that|this|it|the \w+|payment|paying|you (?:could |can )?(?:only )?(?:pay|paid))\b",
)
_HURRIES = _any(
    r"(?:today|tonight|tomorrow|right now|this (?:week|afternoon)|deadline|now or never|expires?|take it or leave)\b",
    r"(?:last (?:chance|offer|word)|final offer|only (?:until|till|valid|good|today)|decide now|running out)\b",
    r"(?:by|until|till|before) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    r"(?:(?:prices?|rate) (?:goes|go|will go|rises?|will rise)|can't hold|cannot hold)\b",
    r"(?:another|other|someone|somebody) (?:\w+ )?(?:is|are|else is) (?:waiting|asking|interested|ahead)\b",
)


def signs_of_trade(text: str, *, customer: Buyer) -> frozenset[str]:
    """Return what a line shows to a customer who negotiates, amounts as "price:472"; nothing for any other."""
    if not isinstance(customer, NegotiationCustomer):
        return frozenset()
    low = text.lower().replace("’", "'").strip()
    asks = "?" in low
    shown = {
        BACK: _BACK.search(low) or _FIRST.search(low),
        CHECKS: _CHECKS.search(low),
        CLOSES: _CLOSES.search(low),
        ACCEPTS: _ACCEPTS.search(low) and not asks and len(low.split()) <= MOST_ACCEPTING,
        SUPPOSES: asks and _SUPPOSES.search(low),
        HURRIES: _HURRIES.search(low),
        OURS: _OURS.search(low),
        OFFERS: _OURS.search(low) or _OFFERS.search(low),
        GIVES: not asks and _GIVES.search(low) and not _KEEPS.search(low),
    }
    found = amounts(text, top=customer.range.top, limit=customer.range.limit)
    named = (f"{kind}:{value:g}" for kind, value in found)
    return frozenset((*(sign for sign, there in shown.items() if there), *named))


def as_offer(text: str, *, customer: Buyer) -> str:
    """Return a bare figure ("470k") as the sentence that it stands for; any other line as it is."""
    bare = len(text.split()) <= MOST_BARE and any(":" in sign for sign in signs_of_trade(text, customer=customer))
    return f"I can make it {text.strip()} for you." if bare else text


def amounts_in(signs: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """Return the amounts among the signs of a line, as `offered` takes them."""
    pairs = (sign.partition(":") for sign in sorted(signs) if ":" in sign)
    return tuple((kind, float(value)) for kind, _, value in pairs)
