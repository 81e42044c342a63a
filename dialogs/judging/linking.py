"""Which of the customer's sentences a line picks up, and whether the customer has told of a difficulty yet."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.judging.language import ENGLISH
from dialogs.judging.line import words

_ALIKE = 0.50  # similarity + shared words from which a sentence counts as picked up; checked on the authors' lines
_SHARED = 0.14  # what one shared content word adds
_MOST_SHARED = 3
_POINTS_BACK = re.compile(
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

_DIFFICULTY = re.compile(
    r"\b(?:problem|issue|trouble|difficult|hassle|headache|pain|nightmare|mess|chaos|struggl|complain|annoy|"
    r"frustrat|fed up|sick of|tired of|hate|grumbl|moan|curs(?:e|ing)|angry|unhappy|upset|worr|afraid|nervous|"
    r"late(?:r|ness)?\b|delay|behind\b|slow|wait(?:s|ing|ed)?\b|overdue|backlog|queue|stuck|stand(?:s|"
    r"ing)? (?:still|idle)|idle|down ?time|(?:go(?:es)?|went|going) (?:down|wrong|missing|off)|breaks?\b|broke|"
    r"broken|breakdown|"
    r"fail|fault|crash|freez|jam(?:s|med)?\b|leak|stops?\b|stopped|error|mistake|wrong|mis\w{4,}|typo|duplicate|"
    r"double[- ]book|twice|again and again|redo|rework|re-?key|re-?type|by hand|manual|on paper|from memory|guess|"
    r"lose|losing|lost|loss|miss(?:es|ed|ing)?\b|forg[eo]t|short(?:age|fall|-staffed| of)|not enough|never|nobody|"
    r"no one|can't|cannot|couldn't|won't|doesn't|don't (?:know|have|get|trust)|isn't|aren't|wasn't|hardly|barely|"
    r"unreliable|"
    r"bad|worse|worst|poor|weak|old|outdated|ancient|expensive|cost(?:s|ing)? us|penalt|fine[sd]?\b|scrap|waste|"
    r"reject|return(?:s|ed)\b|refund|turnover|quit|left us|overtime|weekend work|too (?:many|much|long|late|slow|"
    r"few|often)|"
    r"hours? (?:a|every|each|per)|days? (?:to|for)|takes? (?:us )?(?:hours|days|weeks|ages|forever|half|all|"
    r"a whole)|chas(?:e|ing)|firefight|scrambl|out of (?:date|stock|sync)|unplanned|only (?:one|two)|slip(?:s|"
    r"ped)?\b|gap|risk|"
    r"differ(?:s|ent numbers)|don't match|disagree|argu|disput|blame|embarrass|drop(?:s|ped)?\b|suffer|hurt|bother|"
    r"grief|ticked off|exhaust|overload|drown)"
)
_NO_DIFFICULTY = re.compile(
    r"\b(?:no|never (?:had|been)(?: (?:a|any))?|not (?:a|an|any|really a)|without(?: any)?|hardly any|few) (?:real |"
    r"big |major |serious |particular )?(?:problems?|issues?|trouble|complaints?|delays?|errors?|mistakes?|worries|"
    r"hassle)|"
    r"(?:works|runs|running|going|goes) (?:fine|well|smoothly|ok)|(?:quite|very|pretty|perfectly|really) (?:happy|"
    r"satisfied|content|pleased|smooth)|can't complain|never (?:late|fails|breaks|goes down)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """What the line has to do with what the customer said; `shared` are stems that both have."""

    told: int | None
    problem_told: bool
    picks_up_problem: bool
    shared: frozenset[str] = frozenset()


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
    return bool(_DIFFICULTY.search(_NO_DIFFICULTY.sub(" ", low)))


def link(lower: str, told: Sequence[str], similarities: Sequence[float]) -> Link:
    """
    Return the customer's sentence that the line picks up, by shared words and nearness in meaning.

    A line that only points back ("and what does that cost?") picks up the latest difficulty, or else
    the latest sentence. *similarities* runs parallel to *told*, -1 to 1.
    """
    difficulties = [states_difficulty(sentence) for sentence in told]
    if not told:
        return Link(None, False, False)
    own = content_stems(lower)
    shared = [own & content_stems(sentence.lower()) for sentence in told]
    scores = [s + _SHARED * min(len(c), _MOST_SHARED) for s, c in zip(similarities, shared, strict=True)]
    best = max(range(len(told)), key=lambda i: (scores[i], i))
    alone = len(shared[best]) == 1 and sum(map(bool, shared)) == 1  # no other sentence has the word
    if scores[best] >= _ALIKE or len(shared[best]) >= 2 or alone:
        return Link(best, any(difficulties), difficulties[best], shared[best])
    if _POINTS_BACK.search(lower):
        latest = max((i for i, bad in enumerate(difficulties) if bad), default=len(told) - 1)
        return Link(latest, any(difficulties), difficulties[latest])
    return Link(None, any(difficulties), False)
