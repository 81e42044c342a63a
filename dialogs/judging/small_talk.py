"""Lines that only greet, thank, or speak of the weather. One word of business in the line and it is not small talk."""

from __future__ import annotations

import functools
import re

from dialogs.judging.line import read_line
from dialogs.judging.segment import Stretch, sentences
from dialogs.patterns import regex

_WHEN = r"(?: (?:today|tonight|this (?:morning|afternoon|evening|week)|so far|lately|now|at the moment|right now))?"
_PLACE = (
    r"(?: (?:there|over there|out there|outside|down there|up there|where you are|your (?:end|way|side)|with you|"
    r"in [a-z]+))?"
)
_SKY = r"(?:weather|rain|sunshine|sun|heat|heatwave|snow|wind|cold|fog|storm)"
_SAID = (
    r"how(?: are|'re|re| r) (?:you|u|ya|things|we|you all|you guys)(?: (?:doing|getting on|keeping|all|both))?" + _WHEN,
    r"how(?:'s| is|s) (?:it going|everything|life|things|the family|your (?:day|week|morning|"
    r"afternoon)(?: going)?)" + _WHEN,
    r"how(?:'s| is|s) the weather(?: (?:treating you|looking))?" + _PLACE + _WHEN,
    r"how (?:have you been|do you do|you doing)" + _WHEN,
    r"how (?:was|were) (?:your|the) (?:weekend|trip|holidays?|vacation|flight|journey|drive|day|christmas|"
    r"easter|break)",
    r"(?:i )?(?:hope|trust) (?:you(?:'re| are|r)?|this finds you|all is|everything is|everything's)(?: (?:doing|"
    r"keeping))?"
    r" (?:ok|okay|well|good|fine|great|alright)" + _WHEN,
    r"(?:i )?hope you(?: had|'ve had|'re having| are having)? an? (?:good|nice|great|lovely|relaxing|wonderful) "
    r"(?:weekend|day|week|morning|holiday|break|trip|summer|christmas)" + _WHEN,
    r"(?:did you |have you )?(?:have|had) a (?:good|nice|great|lovely) (?:weekend|day|holiday|trip|evening|one|"
    r"week|afternoon)",
    r"(?:it's |its |it is |so )?(?:really |very )?(?:nice|good|great|lovely|pleased|glad|happy|wonderful|"
    r"a pleasure)"
    r"(?: to)? (?:finally )?(?:meet|see|meeting|seeing|speak (?:to|with)|talk to|be talking to|hear from|"
    r"connect with)(?:ing)? (?:you|u|you all|you both)"
    r"(?: (?:again|too|finally|in person|all|both))?" + _WHEN,
    r"(?:many thanks|thanks|thank you|thank u|thankyou|thx|ty|cheers|much appreciated)"
    r"(?: (?:a lot|so much|very much|a million|again|kindly|indeed))*"
    r"(?: for (?:having me|your time|the time|taking the time|the coffee|the tea|the call|(?:taking|joining|"
    r"making|accepting) "
    r"(?:my|the|this|our)? ?(?:call|time|meeting)|seeing me|seeing us|meeting (?:me|us|with me)|coming|"
    r"joining))?" + _WHEN,
    r"(?:good ?bye|bye|bye bye|see (?:you|u|ya)|talk (?:soon|to you soon)|speak soon|take care)"
    r"(?: (?:later|soon|then|around|tomorrow|next (?:week|time)|on [a-z]+day))?",
    r"(?:what|such|isn't it|it's|its|it is) (?:an? )?(?:lovely|terrible|awful|nice|horrible|beautiful|great|bad|"
    r"gorgeous|miserable|"
    r"rainy|sunny|cold|hot|crazy|dreadful|foul|wet|freezing|boiling) ?(?:" + _SKY + r"|day)?" + _PLACE + _WHEN,
    r"(?:is it|it's|its|it is|still)? ?(?:raining|snowing|sunny|pouring|freezing|boiling)(?: (?:hard|again|"
    r"too))?" + _PLACE + _WHEN,
    r"(?:this|that|the) " + _SKY + r"(?: (?:is|was) (?:awful|terrible|lovely|great|bad|something|crazy|nice))?",
    r"(?:can|do) (?:you|u) (?:hear|see) me(?: (?:ok|okay|alright|all right|well|clearly|now))*",
    r"(?:hi|hello|hey|hiya|howdy|greetings|yo|(?:good )?(?:morning|afternoon|evening)|good day|welcome)"
    r"(?: (?:there|all|everyone|everybody|team|again|mate|sir|madam|both))*",
    r"(?:i'm|im|i am|we're|all|doing|not) (?:very |too |quite )?(?:good|fine|well|great|bad|ok|okay)(?: thanks|"
    r" thank you)?",
    r"(?:and )?(?:how about |what about )?(?:you|yourself)",
    r"you (?:ok|okay|well|good|alright|all right)",
)
_PIECES = tuple(regex(r"(?<![\w'])" + pattern + r"(?![\w'])") for pattern in _SAID)
_SOCIAL = len(_PIECES) - 3  # the last three pieces are small talk only beside another
_NAMED = regex(r"#[ ,]*((?:(?:mr|mrs|ms|dr)\.? )?[a-z]+(?: [a-z]+)?)(?=\s*(?:[,.!\n#]|$))")
_FILLING = (
    "and so well oh ok okay great good fine nice also very too again today by the way haha lol hehe yes yeah really "
    "indeed sure anyway is it all i right super perfect lovely then"
)
_FILLER = frozenset(_FILLING.split())
_ANY_WORD = "[a-z]+"  # of a piece: where somebody is, or which day
_LITERALS = " ".join(_SAID).replace(_ANY_WORD, " ")
# Every word that a piece can hold is one or several of these in a row: "holidays?" is "holidays" or "holiday".
_PARTS = {part[: len(part) - cut] for part in re.findall(r"[a-z]+", _LITERALS) for cut in (0, 1)} - {""}
_SOCIAL_WORD = regex(f"(?:{'|'.join(sorted(_PARTS))})+")
_TITLES = frozenset({"mr", "mrs", "ms", "dr"})
_MOST_OF_NAME = 2  # words of a name, a title apart
_WORD = regex(r"[^\W_]+")
_BUSINESS = regex(
    r"\b(?:how|what|who|why|where|when|which|your|you|we|our|they|can|do|does|is|are|the|this|that|to|for|any)\b"
)
# One of these stands in every such line; most lines have none and skip the pieces.
_SOCIABLE = regex(
    r"\b(?:hi|hello|hey|hiya|howdy|greetings|yo|morning|afternoon|evening|good day|welcome|than[kx]|thx|ty|cheers|"
    r"much appreciated|bye|goodbye|see (?:you|u|ya)|take care|(?:talk|speak) (?:soon|to you)|"
    r"how (?:are|r|have|do|was|were|is|you)? ?(?:you|u|ya|things|your|the|it|everything|life|doing)\b|how'?(?:s|re)\b|"
    r"hope (?:you|this|all|everything)|trust (?:you|this|all|everything)|ha(?:ve|d) a|to (?:finally )?meet|meeting you|"
    r"(?:it'?s|it is|what|such|isn't it) an? |raining|snowing|sunny|pouring|freezing|boiling|weather|heatwave|fog|"
    r"storm|(?:hear|see) me|(?:this|that|the) (?:rain|sun|heat|snow|wind|cold))"
)
LONGEST_SMALL_TALK = 160  # our guess: a longer line says something else as well


@functools.lru_cache(maxsize=8_192)
def _is_social(word: str) -> bool:
    return word in _FILLER or word in _TITLES or _SOCIAL_WORD.fullmatch(word) is not None


def _says_more(lower: str) -> bool:
    """Return True where more words stand than pieces, a name and places can hold: most lines need no closer look."""
    found = _WORD.findall(lower)
    others = len(found) - sum(map(_is_social, found))
    return others > _MOST_OF_NAME and others > _MOST_OF_NAME + found.count("in") + found.count("on")


def is_small_talk(lower: str) -> bool:
    """Return True where greeting, thanks, weather and how-are-you are all there is, a name apart."""
    if len(lower) > LONGEST_SMALL_TALK:
        return False
    if not _SOCIABLE.search(lower) or _says_more(lower):
        return False
    rest, hits = lower, 0
    for index, piece in enumerate(_PIECES):
        rest, count = piece.subn("#", rest)
        hits += count if index < _SOCIAL else 0
    name = _NAMED.search(rest)
    if name and not _BUSINESS.search(name[1]):
        rest = rest[: name.start(1)] + rest[name.end(1) :]
    return hits > 0 and all(word in _FILLER for word in _WORD.findall(rest))


@functools.lru_cache(maxsize=64)  # the judge and the customer both look past the greeting
def past_greeting(text: str) -> Stretch:
    """
    Return the stretch of a safe text that begins at its first sentence of business; all of it where there is none.

    "Hi Dana, lovely to meet you. Where does it go wrong?" is its question: read with the greeting, "meet" and a name
    pull it towards a next step.
    """
    found = sentences(text)
    lower = read_line(text).lower
    first = next((start for start, end in found if not is_small_talk(lower[start:end])), 0)
    return first, len(text)
