"""Which of the customer's sentences a line picks up, and whether the customer has told of a difficulty yet."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.judging.language import ENGLISH
from dialogs.judging.line import words
from dialogs.patterns import regex

_ALIKE = 0.50  # similarity + shared words from which a sentence counts as picked up; checked on the authors' lines
_SHARED = 0.14  # what one shared content word adds
_MOST_SHARED = 3
_POINTS_BACK = regex(
    r"\b(?:(?:that|this|it|those|these|they|them)\b(?! (?:is |was )?(?:you|we|i)\b)|and then\b|then what\b|"
    r"so what happens|like that\b|such an?\b)"
)
_NO_TOPIC = "lot thing things bit guys folks stuff happen mean usual ever done case cases honest roughly"
_TOPIC = "wrong late order orders customer customers staff team teams price"  # everyday words that still say what about
_DULL = (ENGLISH | frozenset(_NO_TOPIC.split())) - frozenset(_TOPIC.split())
_SUFFIXES = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "iness",
    "ness",
    "ies",
    "ers",
    "ed",
    "es",
    "er",
    "ly",
    "s",
    "e",
    "y",
)

_DIFFICULTY = regex(
    r"\b(?:problem|issue|trouble|difficult|hassle|headache|pain(?:s|ful)?\b|nightmare|mess(?:y|ed)?\b|chaos|"
    r"struggl|complain|annoy|"
    r"frustrat|fed up|sick of|tired of|hate|grumbl|moan|curs(?:e|ing)|angry|unhappy|upset|worr|afraid|nervous|"
    r"late(?:r|ness)?\b|delay|behind\b|slow|wait(?:s|ing|ed)?\b|overdue|backlog|queue|stuck|stand(?:s|"
    r"ing)? (?:still|idle)|idle|down ?time|(?:go(?:es)?|went|going) (?:down|wrong|missing|off)|breaks?\b|broke|"
    r"broken|breakdown|"
    r"fail|fault|crash|freez|jam(?:s|med)?\b|leak|stops?\b|stopped|error|mistake|wrong|mis\w{4,}|typo|duplicate|"
    r"double[- ]book|twice\b(?! (?:a|per|every|each|in) )|again and again|redo|rework|re-?key|re-?type|by hand|"
    r"manual|on paper|from memory|guess|"
    r"lose|losing|lost|loss|miss(?:es|ed|ing)?\b|forg[eo]t|short(?:age|fall|-staffed| of)|not enough|never|nobody|"
    r"no one|can't|cannot|couldn't|won't|doesn't|don't (?:know|have|get|trust)|isn't|aren't|wasn't|hardly|barely|"
    r"unreliable|"
    r"bad(?:ly)?\b|worse|worst|poor|weak|old|outdated|ancient|expensive|cost(?:s|ing)? us|penalt|(?:a|the|"
    r"in) fines?\b|fines us|fined\b|scrap|waste|"
    r"reject|return(?:s|ed)\b|refund|turnover|quit(?:s|ting)?\b|left us|overtime|weekend work|too (?:many|much|"
    r"long|late|slow|"
    r"few|often)|"
    r"hours? (?:a|every|each|per)|days? (?:to|for)|takes? (?:us )?(?:hours|days|weeks|ages|forever|half|all|"
    r"a whole)|chas(?:e|ing)|firefight|scrambl|out of (?:date|stock|sync)|unplanned|only (?:one|two)|slip(?:s|"
    r"ped)?\b|gap|risk|"
    r"differ(?:s|ent numbers)|don't match|disagree|argu|disput|blame|embarrass|drop(?:s|ped)?\b|suffer|hurt|bother|"
    r"grief|ticked off|exhaust|overload|drown)"
)
# What goes badly without any of those words: something is refused, missing, too much, or comes undone.
_GOES_BADLY = regex(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|must|should)(?:n't| not)\b|not\b|no\b|"
    r"none\b|"
    r"nothing|zero\b|without\b|too \w+|(?:run|runs|ran|running) (?:out|over|away|dry|late)|(?:come|comes|came|"
    r"fall|falls|fell|"
    r"go|goes|went) (?:back|off|out|apart|crooked|down|bad)|cut(?:s)? (?:off|out)|out of (?:order|action|use|hours)|"
    r"(?:chok|sink|sank|swell|blunt|dock(?:ed|s us)|queried|tailgat|robbed|robber|gives? up|gave up|dies\b|died\b|"
    r"wear(?:s|ing)? out|worn|warm\b|rubber[- ]?stamp|down\b|short\b|trip|drip|drift|peel|crack|rust|leak|sticks|"
    r"hangs|hung|locks|locked|stray|swapped|mixed[- ]up|mix(?:es)?[- ]up|stain|clog|burns|burnt|burned|spill|rots|"
    r"rotten|rotting|spoil|sagg|"
    r"wobbl|overheat|flood|lifts at|slid|tears|torn|fray|warp|smear|chipped|curls|snag|stalls|stalled|lags|lagg|"
    r"flak|splash|creak|squeak|"
    r"vibrat|melt|"
    r"freez|flicker|crackl|fades|fading|faded|skip|abort|reject|refus|cancel|postpon|collaps|vanish|disappear|"
    r"shrink|clash|"
    r"overlap|bounce|"
    r"escap|steal|stol|cheat|burst|complain|swear|curse|shout|cry|cries|escalat|overfill|overflow|underfill|overrun|"
    r"overbook|overpay|overshoot|undercook|unread|unable|unknown|unsafe|unclear|uneven|unsold|unpaid|unused|"
    r"untidy|illegib|"
    r"irregular|inconsist|incomplet|inaccura|incorrect|impossib|useless|empty|dead\b|blind\b|dirty|lukewarm|crooked|"
    r"thick\b|sour\b|blurr|faint|loose\b|swollen|muddy|no-?show)\w*|"
    r"(?:every|each|any) time|(?:if|when|unless) (?:they|he|she|somebody|we) remember|stays? open|be everywhere|"
    r"(?:about|roughly|up to|takes? (?:us|me|them)?) ?(?:\w+ )?(?:weeks|months|forty days|days on average)|"
    r"packs? (?:in|up)|off (?:sick|with)|pay (?:twice|triple|extra)|(?:a|every) (?:third|quarter|fourth|fifth|"
    r"tenth)|should be|supposed to|half (?:of )?(?:the|our|my|every|empty|a)|"
    r"one (?:\w+ ){1,3}in (?:\w+ )?(?:two|three|four|"
    r"five|six|seven|eight|nine|ten|twelve|twenty|thirty|\d+)|(?:walk|walked|walks) (?:out|off)|leav(?:es|"
    r"ing) (?:us|within|"
    r"after)|sent (?:back|home)|hold(?:s|ing)? (?:up|back)|(?:hours?|days?|weeks?|months?) (?:late|later|behind|before "
    r"(?:we|anybody|anyone|somebody))|(?:until|till) (?:\w+ ){0,2}(?:night|midnight|evening)|myself\b|ourselves\b|"
    r"instead of|"
    r"alone\b|(?:we|i) (?:find out|notice|discover|see it|learn) (?:only|it only|too)|only (?:after|when|on|at|"
    r"then|see|find|"
    r"notice)|first (?:after|when))"
)
_NO_DIFFICULTY = regex(
    r"\b(?:no|never (?:had|been)(?: (?:a|any))?|not (?:a|an|any|really a)|without(?: any)?|hardly any|few) (?:real |"
    r"big |major |serious |particular )?(?:problems?|issues?|trouble|complaints?|delays?|errors?|mistakes?|worries|"
    r"hassle)|"
    r"(?:works|runs|running|going|goes) (?:fine|well|smoothly|ok)|(?:quite|very|pretty|perfectly|really) (?:happy|"
    r"satisfied|content|pleased|smooth)|can't complain|never (?:late|fails|breaks|goes down)"
)


_GOES_ON = regex(r"^\W*(?:and|so|then|but)\b|\b(?:that|this|those|these|them|they|then|such)\b")
# What a difficulty has led to, in a customer's words: money, time, people, what had to be done then.
_LED_TO = regex(
    r"[€$£]|said no\b|\b(?:\d[\d.,]*\s?(?:k|%|percent|per cent)|(?:euros?|dollars?|pounds?|rupees|kroner|francs?)\b|"
    r"(?:it|that|this|which|each|every \w+) (?:\w+ )?costs?|cost(?:s|ing)? (?:us|me|them|the)|"
    r"(?:thousand|million|grand|fortune|money)\b|penalt|fine[sd]?\b|refund|overtime|"
    r"los[et]s?\b|losing|loss|quit|left us|leav(?:e|es|ing) us|walk(?:s|ed)? (?:out|away)|resign|complain|angr|furious|"
    r"sue[sd]?\b|claims?\b|scrap|wast|thr(?:ow|ew|own) (?:it |them )?away|bin\b|rework|redo|again\b|"
    r"stand(?:s|ing)? (?:still|idle|waiting|there)|wait(?:s|ing)?\b|idle|^so\b|so (?:we|i|they|the|my|our|nobody|"
    r"everyone|he|she|this|last)\b|"
    r"then (?:we|i|they|the|my|our|he|she)\b|which means|that means|meaning\b|because of (?:it|that)|as a result|"
    r"end(?:s|ed)? up|hold(?:s|ing)? up|held up|ate\b|eats?\b|pay(?:s|ing)? (?:for|triple|twice|extra|the)|paid|"
    r"(?:hours?|days?|weeks?|minutes?) (?:a|each|every|per|of)\b|(?:call|ring|phone|shout)s? (?:at )?(?:me|us)|"
    r"(?:miss|missed|misses) (?:the|a|our)|fed up|sick of|on my desk|gone\b|behind\b)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """What the line has to do with what the customer said; `shared` are stems that both have."""

    told: int | None
    problem_told: bool
    picks_up_problem: bool
    shared: frozenset[str] = frozenset()
    takes_up: bool = (
        False  # goes on from what was told ("and then?"): it treats that as a difficulty, whatever its words
    )


@functools.lru_cache(maxsize=4_096)
def stem(word: str) -> str:
    """Cut one common ending, so that "planning" meets "planned"; rough, and only ever compared with itself."""
    word = word.removesuffix("'s").removesuffix("n't")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word.removesuffix(suffix)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@functools.lru_cache(maxsize=256)
def content_stems(lower: str) -> frozenset[str]:
    """Return the stems of the words that carry the topic."""
    return frozenset(stem(word) for word in words(lower) if len(word) > 2 and word not in _DULL)


@functools.lru_cache(maxsize=256)
def states_difficulty(sentence: str) -> bool:
    """Return True where a customer's sentence tells of something that goes badly."""
    low = sentence.lower()
    told = _NO_DIFFICULTY.sub(" ", low)
    return bool(_DIFFICULTY.search(told) or _GOES_BADLY.search(told))


@functools.lru_cache(maxsize=256)
def states_consequence(sentence: str) -> bool:
    """Return True where a sentence tells what a difficulty leads to; in doubt too, as only its lack is spoken of."""
    return bool(_LED_TO.search(sentence.lower()))


def link(lower: str, told: Sequence[str], similarities: Sequence[float]) -> Link:
    """
    Return the customer's sentence that the line picks up, by shared words and nearness in meaning.

    A line that only points back ("and what does that cost?") picks up the latest difficulty, or else
    the latest sentence. *similarities* runs parallel to *told*, -1 to 1.
    """
    difficulties = [states_difficulty(sentence) for sentence in told]
    if not told:
        return Link(None, False, False)
    takes_up = bool(_GOES_ON.search(lower))
    own = content_stems(lower)
    shared = [own & content_stems(sentence.lower()) for sentence in told]
    scores = [s + _SHARED * min(len(c), _MOST_SHARED) for s, c in zip(similarities, shared, strict=True)]
    best = max(range(len(told)), key=lambda i: (scores[i], i))
    alone = len(shared[best]) == 1 and sum(map(bool, shared)) == 1  # no other sentence has the word
    if scores[best] >= _ALIKE or len(shared[best]) >= 2 or alone:
        return Link(best, any(difficulties), difficulties[best], shared[best], takes_up)
    if _POINTS_BACK.search(lower):
        latest = max((i for i, bad in enumerate(difficulties) if bad), default=len(told) - 1)
        return Link(latest, any(difficulties), difficulties[latest], takes_up=takes_up)
    return Link(None, any(difficulties), False, takes_up=takes_up)


ECHO_SHARE, FEWEST_ECHOED = 0.8, 4  # as in dialogs/wording.py, which looks at what a customer said in a role-play


def gives_back(lower: str, told: Sequence[str]) -> bool:
    """Return True where nearly all the words are the customer's own, in one of the sentences told."""
    found = words(lower)
    if len(found) < FEWEST_ECHOED:
        return False
    return any(sum(word in own for word in found) / len(found) >= ECHO_SHARE for own in map(_words_told, told))


def _words_told(sentence: str) -> frozenset[str]:
    return frozenset(words(sentence.lower()))
