"""
Whether a customer has voiced an explicit need: a want, an intention, a wish. A problem alone is none (F45, F48).

The one place that tells the two apart. In doubt it says yes: a benefit taken for less is the worse mistake, since
what the line model found in the words is only ever lowered by it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from dialogs.patterns import regex

_OURS = (
    r"(?:my|our|the) (?:[\w-]+ )?(?:boss(?:es)?|board|directors?|owners?|chief|c[efo]o|council|management|group|parent|"
    r"chair\w*|head|partners?|manager|team|mayor|committee|trustees|shareholders|investors?|company|firm|people|"
    r"ministry)"
)
_WHO = rf"(?:i|we|{_OURS}|every(?:one|body)(?: here)?|people here|management|hq|head office|finance|legal)"
_WE_ARE = r"(?:(?:i am|we are|i'?m|we'?re|(?:i|we)(?:'ll| will) be)|(?:{_OURS}) (?:is|are))".replace("{_OURS}", _OURS)
_SOFTLY = (
    r"(?:(?:really|just|only|simply|also|still|do|all|both|now|so|badly|honestly|always|very much|actually|certainly|"
    r"desperately|definitely|personally|absolutely|frankly|probably|ideally) )*"
)
# What somebody wants said or shown in this talk is no need: "I'd like to know what yours costs".
_ABOUT_US = r"(?:you\w*|(?:it|this|that) (?:costs?|would cost))"
_TALK = (
    rf"(?! (?:to )?(?:(?:just|also|first|quickly) )?(?:(?:know|hear|understand|see) (?:more|about|from you|your|"
    rf"(?:what|how|how much|if|whether|why) {_ABOUT_US})|ask|tell you|say (?:that|this|one|first|thank|sorry)|mention|"
    r"add|thank|be (?:honest|clear|frank)|talk|think (?:about|it)|a (?:brochure|quote|price|coffee|call|moment|minute)|"
    r"(?:your|the) (?:brochure|card|price)|you to (?:know|send|call|explain|tell)|go back to|"
    r"more (?:info\w*|details?)|(?:some )?time)\b)"
)
_GOAL = r"(?:goal|target|aim|priority|wish|dream|objective|ambition|requirement|intention|condition|hope|resolution)"
# "Every order has to be typed twice" is a burden and no need: after "must" only the verb of an aim counts.
_AIM = (
    r"(?:get|cut|bring|stop|be able|make sure|reduce|halve|end|be (?:rid|under|below|within|at|down|up|ready|"
    r"on time|in|"
    r"out|live|certain|sure|safe|faster|quicker|cheaper|better|right|gone|easy|simple|visible|one|fixed)|come|go|"
    r"improve|"
    r"shrink|drop|fall|rise|grow|double|change|know|see|show|prove|have(?! to)|stay|hold|work|run|last|fit|switch|"
    r"finish|"
    r"move (?:off|away|to)|find (?:a|an|some) (?:better|way|other)|never|not)"
)
_BURDEN = regex(
    r"\bshould have\b|\b(?:needs?|have|has|got) to (?:re-?\w+|wait|chase|ring|phone|type|copy|guess|print|stay|"
    r"ask|call|"
    r"keep|queue|sign|fill|correct|sort|pay|apologi\w+|explain|beg|borrow|hire|drive|walk)\b"
)
_NOT_WANTED = regex(
    r"\b(?:do(?:n't| not)|did(?:n't| not)|does(?:n't| not)|never|nobody|no one|no|hardly) (?:really |actually |even )?"
    r"(?:needed|needs?\b(?! (?:to be|another|any more))|wants?(?= (?:to (?:change|hear|talk|buy|spend)|anything|"
    r"it)\b))|"
    r"\bif (?:need|you want|you like|you need)\b|\b(?:what|why|how|when|where|who|which) (?:do|would|did|should) "
    r"(?:you|i|we) (?:want|need)\b"
)
_NEEDS = (
    rf"{_WHO} {_SOFTLY}(?:wants?|wanna|needs?|wish(?:es)?|insists?|demands?|expects?|requires?|hopes?|aims?|"
    rf"intends?|"
    rf"plans? (?:to|on)|means? to)\b{_TALK}",
    rf"{_WE_ARE} {_SOFTLY}(?:determined|keen|set on|hoping|aiming|planning|going (?:to|for)|gonna|committed|dying|"
    rf"desperate|after|looking (?:for|to)|out to|moving (?:\w+ ){{0,3}}to|switching)\b{_TALK}",
    rf"(?:(?:i|we)'?d|{_WHO} would) {_SOFTLY}(?:like|love|want|need|prefer|rather|welcome|buy|jump at|give|pay|"
    rf"kill for|"
    rf"be (?:happy|glad|delighted|over the moon|thrilled|well pleased) (?:if|to|with))\b{_TALK}",
    rf"{_WHO}(?:'ve| have|'s| has)? (?:already |now |just |finally )?(?:decided|agreed|resolved|promised|vowed|"
    rf"pledged|"
    rf"committed|set (?:ourselves|myself|a {_GOAL}|the {_GOAL})|made up (?:my|our) minds?)\b",
    rf"(?:my|our|the|this year's|next year's) (?:[\w-]+ ){{0,3}}?{_GOAL}\b(?: [\w']+){{0,4}}? (?:is|are)\b|"
    rf"(?:is|are|'s) (?:the|our|my|a) (?:\w+ )?(?:{_GOAL}|must)\b|{_GOAL}:|our plan\b[^.?!]{{0,30}} is to\b",
    rf"what (?:i|we|{_OURS})(?:'d|'m|'re)? {_SOFTLY}(?:wants?|needs?|(?:would )?(?:like|love)|after|am|are|is|"
    rf"looking)\b",
    r"(?:i|we)(?:'ll| will) (?:not|never|no longer|go|move|switch|stop|be rid|have|get|see to it|make sure)\b|"
    r"i won't (?:have|accept|pay|let|take)\b",
    rf"(?:i|we) (?:mean|intend|plan|aim|have|am|are) to {_AIM}\b|going to (?:have|get|make sure|stop|end|cut|"
    rf"fix)\b",
    rf"(?:must|has to|have to|(?:have|has|'ve|'s) got to|needs? to|got to|ought to|should|gotta) "
    rf"(?:really |just |simply |all |now |absolutely |finally )?{_AIM}\b",
    r"if only|(?:i|we) (?:wish|dream of)|the dream|in an? (?:ideal|perfect) world|ideally|"
    r"would be (?:great|lovely|nice|wonderful|ideal|perfect|a (?:relief|dream|godsend|blessing|big help)|worth)|"
    r"that would (?:help|do it|solve)",
    r"no more \w+|never again|(?:i'm|we're) done with|enough of|time (?:we|to) (?:got|get|stop|stopped|end|ended)|"
    r"(?:i|we) (?:can't (?:have|accept)|won't have|don't want)|(?:nobody|no one)(?: here)? (?:should|is to)|"
    r"not one more|make (?:it|that|them) stop",
    r"looking for (?:a|an|something|someone)|(?:give|show|find|bring) (?:me|us) (?:a|an|one|something)|"
    r"is what (?:i|we)(?:'d|'re|'m)? (?:want|need|like|love|after|am|are|would|aim|hope)",
)
_NEED = regex(rf"\b(?:{'|'.join(_NEEDS)})")


@functools.lru_cache(maxsize=256)
def states_need(sentence: str) -> bool:
    """Return True where a customer's sentence voices a want or an intention: "we need it down to two"."""
    low = _BURDEN.sub(" ", _NOT_WANTED.sub(" ", sentence.lower()))
    return _NEED.search(low) is not None


def need_told(told: Sequence[str]) -> bool:
    """Return True where any of the customer's sentences voices a need."""
    return any(states_need(sentence) for sentence in told)
