"""
What the words of a line in a negotiation show besides its amounts: something asked back, a check, a handshake, hurry.

The amounts themselves are read in dialogs/prices.py; what comes of them, dialogs/plays/negotiation says.
"""

from __future__ import annotations

import re

from content.negotiation import NegotiationCustomer
from content.schema import Buyer
from dialogs.judging.advising import advises
from dialogs.judging.plain import only_says
from dialogs.patterns import regex
from dialogs.prices import amounts

BACK = "back"  # something is asked in return
CHECKS = "checks"  # asks whether it was understood right
CLOSES = "closes"  # asks for the handshake
ACCEPTS = "accepts"  # says yes, and hardly more
SUPPOSES = "supposes"  # asks what would be if
HURRIES = "hurries"
GIVES = "gives"  # lets the price go, and names none
OURS = "ours"  # speaks of what we do
OFFERS = "offers"  # says what the customer gets; without that a line about a term speaks of it only
GRANTS = "grants"  # says that we do something, or that something is a gift
GIFT = "gift"  # says that something costs nothing
ADVISES = "advises"  # tells the customer in so many words what to do
TAGGED = "tagged"  # asks nothing but by a tag: "..., fair?"
WALL = "wall"  # says what the customer cannot do, or what they would lose
MOST_BARE = 3  # words: "R$ 470 thousand"
MOST_ACCEPTING = 8  # words; a longer line says more than yes; our guess


def _any(*phrases: str) -> re.Pattern[str]:
    """Return a pattern of whole words that finds any of the phrases."""
    return regex("|".join(rf"\b(?:{phrase})" for phrase in phrases))


# What a customer does for us, and what we wish of them.
_COUNT = r"(?:two|three|four|five|six|seven|eight|ten)"
_SUM = rf"(?:\d{{3}}|\d+ ?(?:k|thousand|%|percent)|half|{_COUNT}[ -](?:hundred|thousand|ten|\w+teen|\w+ty))\b"
_DOES = (
    r"(?:sign|commit|open|host|show|let|bring|order|extend|keep|install|book|invite|recommend|introduce|speak|talk|vouch|"
    r"agree to|stay(?! as)|give|tell|buy|renew|train|send|receive|lend|name|confirm|accept|move|join|allow|write|"
    r"add|include|hold|throw in|stand (?:up|by)|come (?:to|and|as)|do (?:a|an|one|us)(?! (?:lot|great|good|fine))|"
    rf"put (?:us|our)|take (?:the|a|our|out|on|over|{_COUNT}|\d))\b"
)
_WISHES = r"(?:need|want|ask|expect (?=a|three|two|four|five|your|something|in)|count on|have to have)\b"
_WE = r"(?:i|i'?ll|i'?d|we|we'll|we'?d)"
_NO_RETURN = (  # what "for a ..." names that is nothing given back
    r"(?:price|sum|total|moment|while|start|good|minute|lower|little|bit|customer|cooperative|friend|client|buyer|"
    r"change|whole|entire|full|complete|lot|package|job|project|thing|order|offer|same|sake|time|next|first|last|rest|"
    r"record|hundred|thousand|day|days|minutes|service(?! (?:contract|agreement)))\b"
)
_LOWER = (
    rf"{_WE}(?:'d| can| could| will| would)? (?:go|come|do|make|drop|lower|take|give|offer|reduce|cut|knock|get to)"
)
_EARLY = r"(?: [\w']+){0,4} (?:in advance|up ?front|ahead|early|at once|on signing|in one go|within \w+(?: \w+)?)\b"
_BACK = _any(
    r"if (?:you|your \w+|the \w+|they)"
    r"(?:'d|'re| could| can| would| will| are| were)?+"
    rf"(?! (?:pay(?!{_EARLY})|paid|wait|like\b|want\b|prefer|need|get|got|had\b|have to|ask|still|think))\b",
    rf"if (?:both|all)(?: (?!of us)[\w-]+){{1,3}} (?:go|come|order|join|{_DOES})",
    r"in (?:return|exchange|turn|trade)\b",
    r"(?:provided|providing|conditional on|subject to|(?:as|so) long as)\b",
    r"(?:on|under) (?:(?:the|one) )?(?:condition|understanding)\b",
    rf"against (?:a|an|the|your|{_COUNT}|\d)\b",
    r"if (?:\w+ ){1,3}(?:comes?|joins?|is (?:in|added|included|part))\b(?! (?:up|down|true|back|late|in))",
    r"if (?:\w+ ){1,3}(?:may|can|could) (?:visit|come|look|see|watch)\b(?! (?:up|down|true|back|late|in))",
    r"(?:when|once) (?:\w+ ){1,4}(?:comes (?:along|with|too)|joins|is (?:added|included|part))\b",
    r"if (?:i|we)(?:'re| are| were) allowed\b",
    r"if (?:i|we) (?:may|get|got|can have|could have)\b(?! (?:say|ask|be))",
    r"if (?:i|we) (?:can|could) (?:hold|visit|show|bring|use|name|start|begin|build|host|film|come|put|invite|send)\b",
    rf"please (?:also |then )?{_DOES}",
    r"for (?:that|this) \w+,? (?:i|we|you)\b",
    r"for (?:that|this|it),? (?:i|we|you|could|would|can)\b",
    r"what (?:i|we)(?:'d| would)? (?:need|want|ask)\b",
    rf"(?:i|we)(?:'d|'ll| would| will| do)? (?:also |then )?{_WISHES}"
    rf"(?! to | (?:a|your) (?:yes|answer|decision)|,? (?:r\$ ?)?{_SUM})",
    rf"(?<!before )(?:you|you'd|you'll|your \w+|they) (?:would |will |then |also )*{_DOES}",
    rf"(?:you|you'd|you'll) (?:would |will )?have to {_DOES}",
    rf"(?:i'd|we'd|i would|we would) (?:also |then )?like (?!to |(?:r\$ ?)?{_SUM})",
    r"(?:could|may|can) (?:i|we) (?:then |also )?(?:have|ask (?:you )?for)\b",
    rf"(?:would|could|can|will) (?:you|your \w+) (?:then |also )*{_DOES}",
    r"(?:when|once) (?:you|we have|we get)\b",
    rf"(?:when|once) your (?:\w+ ){{1,2}}(?:(?:mount|unload|dig|wire|lay|help|carry|do)\b|{_DOES})",
    rf"(?<!reason )(?<!time )(?<!ready )(?<!need )for (?:a|an|{_COUNT}|\d{{1,2}}) "
    rf"(?!{_NO_RETURN}|{_SUM}|\w+ty\b|\w+teen\b|k\b|percent|\W)",
    rf"(?:for|with) (?:the|your|that) (?!{_NO_RETURN})[^.?]{{3,50}}?,? {_LOWER}\b",
    rf"(?:{_COUNT}|\d|an?|the|your) (?:[\w-]+ ){{0,3}}(?!problem|trouble|issue|step|risk|loss|matter|hard|fine|good)"
    r"[\w-]+ for us\b",
    r"(?:should you|were you to|assuming you|in case you)\b",
    r"(?:requires?|depends on|condition|tied to|linked to|(?:combined|together|comes|goes|only) with|gives us)\b",
    r"(?:i|we) (?:would |could |can |also )*get\b(?! (?:that|it|you|how|why|the point))",
    r"what (?:do|would|could|can) (?:i|we) (?:get|have)\b",
    r"(?:from you|from your (?:side|end)|your (?:part|side of it)|swap|trade)\b",
    r"(?:my|our) side of it:",
    r"but then (?:i|we)(?:'d| would) (?:also )?(?:like|want|need|ask)\b",
    r"but then (?:please )?(?:you|your|let|host|we stay|the price stays)\b(?! (?:have|are|get|know|see))",
    rf"make it (?!{_SUM})(?:{_COUNT}|\d)\b",
    r"you let us\b",
    r"give (?:me|us) [^.?]{3,80}?,? and (?:it's|it is|i'll|i go|i come|my price|the price)\b",
)
# "let us build in winter and it is 471", "with three years of service it is 470"
_FIRST = regex(
    r"(?:^|[.;:!] )(?:then |so |now |just )?(?:let|allow|give|sign|commit|host|open|show|take|put|order|grant|agree|"
    rf"invite|receive|add|extend|bring)\b[^.?]{{4,70}}?(?:,| and| then|:) (?:and )?(?:then )?(?:{_WE}|the|my|our|it|"
    rf"it's|you|you'll|pay|get)\b|^(?:with|for|at) (?:a|an|{_COUNT}|your|\d)\b ?+(?!{_NO_RETURN})[^?]{{6,60}}?,? "
    rf"(?:it's|it is|it would|{_WE}|the price|you'd|that)\b"
)
_CHECKS = _any(
    r"(?:have|did|do) i (?:got|get|have|understand|understood|hear|heard|read|put|miss\w*|leave|left|say|follow)\b",
    r"is (?:that|this|it) (?:right|correct|how|what|all|the way|a fair|everything)\b",
    r"(?:am i right|correct me|stop me)\b",
    r"(?:right|correct|yes|accurate|is that so)\?",
    r"what (?:did|have) i (?:miss|missed|get wrong|got wrong|forgot\w*)\b",
    r"anything (?:wrong|missing|i (?:missed|got|have|left|forgot\w*)|i've missed)\b",
    r"anything you(?:'d| would) (?:correct|change)\b",
    r"(?:would|could|will|can) you (?:send|write|put|sign|say|note) (?:it|that|this) (?:like (?:that|this)|so|"
    r"(?:down )?the same(?: way)?|as it is)\b",
    r"does that (?:match|fit|sound|cover|agree with)\b",
    r"(?:ok|okay|fine|good) (?:like (?:this|that)|so|this way|that way)\?",
    r"(?:all|everything) (?:correct|right|clear|fine|folded|covered)\?",
    r"how you (?:see|understand|understood|heard|have) it\b",
)
_CLOSES = _any(
    r"(?<!big )(?<!great )(?<!good )deal\b(?! with|[ -]breaker)",
    r"(?:are we agreed\b|agreed\?)",
    r"(?:shall|can|could|let's|will) (?:we |you )?(?:now )?(?:sign|shake)\b",
    r"(?:(?:ready|happy) to sign|(?<!before we )(?:shake|shaking) (?:hands|on it)|handshake)\b",
    r"(?:i|we) accept\b(?! that)",
    r"(?:do we have an agreement|sign (?:it|here|now|today))\b",
)
_ACCEPTS = regex(
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
    r"you(?:'d|'ll| can| could| may| will| would)? (?:also |only |then )?"
    r"(?:get|have(?! to)|pay|keep|receive|take|start|settle|transfer|wait)\b",
    r"payment (?:in|after|at|once|when|can|could|would|will|moves|follows)\b",
    r"(?:how about|what (?:if|about)|in (?:exchange|return|turn)|pay (?:us )?(?:after|later|once|when))\b",
)
# What follows "I", "we" where nothing is given: "I see", "we'd be stuck", "whatever I say".
_GIVES_NOTHING = (
    r"(?:see|saw|hear|heard|understand|understood|get (?:it|that|you|how|why|the)|follow|imagine|guess|think|thought|"
    r"know|knew|feel|felt|say|said|tell|remember|believe|bet|accept|take (?:it|your)|be|am|are|is|was|were|have|had|"
    r"not|never|hate|worry|fear|want|like|love|need|ask|asked|argue|expect|appreciate|notice|realise|realize|hope|wish|"
    r"agree|spoke|talked|mean|meant|wonder|lose|count on|rather|prefer|do (?:see|get|hear|know|understand)|did|should|"
    r"must|might|\w+n't|cannot|also|just|really|fully|totally|quite|completely|in|at|on|to|of|for|from|before|after|"
    r"and|or|with)\b"
)
_NO_OFFER_BEFORE = "".join(
    rf"(?<!\b{word} )" for word in ("if", "when", "what", "nothing", "before", "until", "till", "as", "than")
)
_GRANTS = _any(
    rf"{_NO_OFFER_BEFORE}(?:we|i|our \w+)(?:'d|'ll| can| could| will| would| may|(?:'re|'m| are| am) (?:ready|happy|"
    rf"willing|prepared) to)?+(?: (?:also|only|then|gladly|simply|just|even|easily))*+ (?!{_GIVES_NOTHING})[a-z]",
    rf"{_NO_OFFER_BEFORE}(?:we|i) (?:don't|won't|wouldn't) (?:touch|come|drill|start|charge|invoice|bill|send|begin|"
    r"install|build|collect|enter|put|set)\b",
    r"(?:let me (?:add|offer|give|throw|include|move|put|postpone|shift))\b",
    r"let's (?:do|say|make|move|start|put|trade|swap)\b",
    r"(?:free|gratis|gift|bonus|included?|thrown in|on (?:us|the house|top)|(?:a|our|my|your) present|present from)\b",
    r"(?:at no (?:\w+ )?(?:charge|cost)|(?:is|are) yours|there'd be|there would be|comes with it|for nothing)\b",
    r"(?:no problem|no strings|without paying|won't cost|costs you nothing|of ours|(?:my|our) (?:treat|shout))\b",
    r"(?:goes?|puts?|is|comes?|be) on (?:our|my) (?:account|bill)\b",
    r"(?:(?:fine|ok|okay|all right) (?:with|by|for) (?:us|me)|works for (?:us|me))\b",
    r"you(?:'ll| can| could| may) (?:get|have)\b(?! (?:to|money|paid|your|the money))",
)
_GIFT = _any(
    r"(?:throw(?:s|n|ing)? (?:\w+ )?in|for free|free of charge|gratis)\b",
    r"(?:a|our) (?:gift|gesture|bonus|present)\b",
    r"(?:(?:at no|without) (?:\w+ )?(?:charge|cost)|for nothing|on (?:the house|top of it))\b",
    r"(?:my|our) (?:treat|shout)\b",
    r"(?:goes?|puts?|is|comes?|be) on (?:our|my) (?:account|bill)\b",
    r"as (?:a present|present from)\b|from (?:me|us) as present\b",
    r"you (?:don't|won't|needn't|do not|will not) (?:have to )?(?:pay|be billed) for (?:him|her|it|them|that|this)\b",
    r"(?:i|we)(?:'ll| can| could| will| would)? have (?:a|an|one|two|our|some\w*) (?:\w+ ){1,3}"
    r"(?:stay|come|live|sit|work|run|watch|train|visit)\b",
)
# "you have to explain it to them", where the sentence begins with it: elsewhere it says back what is so; and advice
# that is announced
_TELLS = regex(
    r"(?:^|[.;:!] )you (?:must|have to|need to|gotta) (?:just |simply )?"
    r"(?:speak|talk|explain|convince|persuade|sort|organi[sz]e|reassure|calm)\b|"
    r"\b(?:give|offer) (?:you )?(?:a|some|one) (?:\w+ )?(?:piece of )?advice\b"
)
_ASKED = regex(r"[^.?!]*\?")
_WALL = _any(
    r"(?:you|they|he|she|nobody|no one|anyone|the \w+|your \w+) (?:really |simply |just )?(?:can't|cannot|couldn't|"
    r"could not|may not|mustn't|must not|(?:aren't|are not|isn't|is not) allowed|(?:won't|wouldn't) be able|have no)\b",
    r"(?:nobody|no one|nothing) (?:\w+ ){0,2}?(?:may|can|could|moves|happens|goes)\b",
    r"(?:lose|losing|break|breaks|breach|violate|risk|forfeit|endanger|at risk|fail\w*|forbid\w*|forbade|impossible)\b",
    r"(?:not (?:allowed|permitted|possible|(?:your|up to you))|out of the question|a wall|hands are tied)\b",
    r"there(?:'s| is) (?:simply |just )?(?:no (?:money|cash|budget|way|room|chance)|nothing (?:in|left|to))\b",
    rf"(?:you|you'd|you would|they'd) have to (?!{_DOES})|you (?:can|could|may) only (?!get|have)",
)
_SUPPOSES = _any(
    r"(?:suppose|supposing|imagine|assuming|what if|were we to|say we|say i)\b",
    r"if (?:we|i) (?:could|can|found|find|solved?|did|were|moved?|got|managed?|sort\w*|settle\w*|clear\w*|took)\b",
    r"(?:if|once|when) (?:that|this|it|the \w+|payment|paying|you (?:could |can )?(?:only )?(?:pay|paid))\b",
)
# As it is typed on a phone: "ill throw in", "id want"; only where neither can be the other word.
_BARE_WILL = regex(r"(?:^|(?<=[,.;:!?] )|(?<=and )|(?<=so )|(?<=but )|(?<=then )|(?<=ok ))ill (?=[a-z])")
_BARE_WOULD = regex(
    r"\b(i|you|they)d (?=(?:also |then |just )?(?:like|want|need|ask|expect|take|give|get|have|be|go|do|make|call|"
    r"put|let|move|drop|come|sign)\b)"
)
_WHATEVER = regex(r"\b(?:whatever|whichever|no matter|however much)\b[^,.;:?!]*")  # says that nothing changes it
_HURRIES = _any(
    r"(?:today|tonight|tomorrow|right now|this (?:week|afternoon)|deadline|now or never|expires?|take it or leave)\b",
    r"(?:last (?:chance|offer|word)|final offer|only (?:until|till|valid|good|today)|decide now|running out)\b",
    r"(?:by|until|till|before) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    r"(?:(?:prices?|rate) (?:(?:goes|go|will go)(?! down)|rises?|will rise)|can't hold|cannot hold)\b",
    r"(?:another|other|someone|somebody) (?:\w+ )?(?:is|are|else is) (?:waiting|asking|interested|ahead)\b",
)


def signs_of_trade(text: str, *, customer: Buyer) -> frozenset[str]:
    """Return what a line shows to a customer who negotiates, amounts as "price:472"; nothing for any other."""
    if not isinstance(customer, NegotiationCustomer):
        return frozenset()
    low = _BARE_WILL.sub("i'll ", text.lower().replace("’", "'").strip())
    low = _BARE_WOULD.sub(r"\1'd ", low)
    asks = "?" in low
    meant = _WHATEVER.sub("", low)
    shown = {
        BACK: _BACK.search(meant) or _FIRST.search(meant),
        CHECKS: _CHECKS.search(low),
        CLOSES: _CLOSES.search(low),
        ACCEPTS: _ACCEPTS.search(low) and not asks and " but " not in low and len(low.split()) <= MOST_ACCEPTING,
        SUPPOSES: asks and _SUPPOSES.search(low),
        HURRIES: _HURRIES.search(meant),
        OURS: _OURS.search(low),
        OFFERS: _OFFERS.search(meant),
        GRANTS: _GRANTS.search(meant),
        GIFT: _GIFT.search(meant) and not _KEEPS.search(low),
        ADVISES: advises(low, low, likely=False) or _TELLS.search(_ASKED.sub(" ", low)),
        TAGGED: only_says(low, low),
        WALL: _WALL.search(low),
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
