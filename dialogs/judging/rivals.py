"""
Others run down in plain words, in a sentence that asks nothing: rivals, whoever did it before, the customer's own.

The model names one attack in six: few lines teach it, and most of those are covert. Of 6,589 replies of the authors who
teach it 16 show these words, and all of them attack (2026-11-24). What is said between the lines stays unseen.
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

# Somebody else, and what nobody says of people they wish to hear out
_SOMEBODY = regex(
    r"\b(?:whoever|(?:the|those|these) (?:\w+ )?(?:people|firms?|guys|ones|compan(?:y|ies)|house|fellas|lot|outfits?|"
    r"vendors?|bidders?|suppliers?|makers?)|that (?:other )?lot|other (?:\w+ )?(?:outfits|vendors|bidders?|firms|"
    r"suppliers?|lot)|competit\w+|rivals?|your (?:old|last|present|current|former|previous) \w+|they(?:'re|'d)?)\b"
)
_DISGRACED = regex(
    r"\b(?:swindlers?|rogues|jokers|crooks|cowboys|took you for a ride|cheated|a disgrace|be ashamed|locked up|"
    r"locking up|be forbidden|out of a job|junk|rubbish|hot air|shambles|bunglers?|(?:not|hadn't) the faintest|no clue|"
    r"clowns?|amateurs?|near (?:a|my) (?:bicycle|kettle|bike)|look after a goldfish)\b"
    r"|\b(?:bunch|pair|lot) of (?:\w+ )?(?:idiots|fools)\b"
)
# The customer's own people, or the customer
_OWN = regex(
    r"\byour (?:\w+ )?(?:people|team|management|department|lot|colleagues|staff|office|buyers|planners|boss\w*|guys|"
    r"crew)\b"
)
_INSULT = regex(
    r"(?<!not )\b(?:careless|useless|incompeten\w+|clowns?|amateur\w*|idiots?|clueless|lazy|stupid|hopeless|gossips?|"
    r"fools?)\b"
)
_INSULTS_YOU = regex(
    r"\byou(?:'re|'ve been| are| have been) (?:\w+ )?(?:hiding behind|wasting (?:my|our|everyone's|the)|deceiving)\b"
    r"|\b(?:cowardly|irresponsible|childish|unprofessional|not professional) of you\b|\bnothing but excuses\b"
    r"|\bonly yourself to blame\b|\b(?:just|only) an excuse\b"
)
_PAIRS = ((_RIVAL, _BAD), (_SOMEBODY, _DISGRACED), (_SOMEBODY, _INSULT), (_OWN, _INSULT))


def runs_down(text: str, lower: str, *, told: Sequence[str], worry: str | None) -> bool:
    """
    Return True where a sentence has a bad word for a rival, or for their own people, that the customer has not used.

    To take up what the customer went through with somebody else is no attack: "they promised you the moon, and left".
    """
    own = content_stems(" ".join([*told, worry or ""]).lower())
    for start, end in sentences(text):
        said = lower[start:end]
        if said.rstrip().endswith("?") or grammar.asks_firmly(said):
            continue
        if _INSULTS_YOU.search(said):
            return True
        for who, bad in _PAIRS:
            found = bad.search(said)
            if found and who.search(said) and not content_stems(found[0]) & own:
                return True
    return False
