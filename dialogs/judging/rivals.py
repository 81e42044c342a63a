"""
A rival run down in plain words: somebody else's offer, and a bad word for it, in one sentence that asks nothing.

The model names one attack in six: few lines teach it, and most of those are covert. Of the 7,000 replies of all authors
eight show these words, and every one of them is an attack (2026-11-23). What is said between the lines stays unseen.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.judging import grammar
from dialogs.judging.linking import content_stems
from dialogs.judging.segment import sentences
from dialogs.patterns import regex

_RIVAL = regex(
    r"\b(?:(?:those|these|the|your|both|either of|neither of|any of|half of|one of|of) (?:\w+ )?(?:others?|"
    r"other (?:two|three|one|lot|side|firms?|bidders?|offers?|vendors?|suppliers?|quotes?|quotations?|guys|people|"
    r"crowd|mob|compan\w+|house|mill|plant)|competit\w+|rivals?|incumbents?|cheap (?:one|offer|firm|provider|quote)|"
    r"(?:last|current|old|present) (?:supplier|vendor|contractor|provider|installer|firm|lot|people))|competitors|"
    r"(?:my|our) (?:rivals|competitors|competition)|(?:those|these) (?:guys|fellas|fellows|people|folks|"
    r"multinationals|boys)|(?:that|this) (?:lot|crowd|mob|outfit|firm|supplier|installer|company)|theirs|"
    r"(?:either|both) of them|"
    r"their (?:software|support|products?|kit|service|system|people|stuff|staff|machines?|program|platform|"
    r"technicians?|fitters))\b"
)
_BAD = regex(
    r"\b(?:rubbish|junk|a joke|awful|terrible|dreadful|horrible|useless|amateur\w*|crooks?|cowboys?|liars?|lies|lying|"
    r"empty promises|bankrupt|nearly broke|a mess|disaster|scandals?|garbage|ashamed|bungl\w+|"
    r"(?:no|not a) (?:idea|clue)|incompeten\w+|clumsy|can(?:'t|not) even|never (?:pick|answer|deliver|finish)\w*|"
    r"cut(?:s|ting)? corners|overbill\w*|rob(?:s|bed|bing)|squeez\w+|sloppy|shoddy|dodgy|crap|a cartel|"
    r"promise (?:you )?the (?:moon|earth|world)|cheat\w*|flimsy|worthless|clowns?|swindlers?|careless)\b"
)

# Whoever did it, or the customer's own people, with a word that nobody says of those they hear out.
_WHO = regex(
    r"\b(?:whoever|your (?:\w+ )?(?:people|team|management|department|lot|colleagues|staff|office|buyers|planners|"
    r"boss\w*|guys|crew))\b"
)
_INSULT = regex(
    r"\b(?:careless|useless|incompeten\w+|clowns?|amateur\w*|idiots?|clueless|lazy|stupid|hopeless|gossips?|fools?)\b"
)


def runs_down(text: str, lower: str, *, told: Sequence[str], worry: str | None) -> bool:
    """
    Return True where a sentence has a bad word for a rival, or for their own people, that the customer has not used.

    To take up what the customer went through with somebody else is no attack: "they promised you the moon, and left".
    """
    own = content_stems(" ".join([*told, worry or ""]).lower())
    for start, end in sentences(text):
        said = lower[start:end]
        found = _BAD.search(said)
        asked = said.rstrip().endswith("?") or grammar.asks_firmly(said)
        if asked:
            continue
        if found and _RIVAL.search(said) and not content_stems(found[0]) & own:
            return True
        insult = _INSULT.search(said)
        if insult and _WHO.search(said) and not content_stems(insult[0]) & own:
            return True
    return False
