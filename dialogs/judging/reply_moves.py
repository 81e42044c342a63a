"""
What a reply to a worry does: the model's ten probabilities, corrected by rule.

A sin needs a target, and nobody who invited or owned it: the parking is no worry, advice may be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from dialogs.judging.linking import content_stems
from dialogs.model import MOVES
from dialogs.patterns import regex

# A sin that a rule clears is held at or below this: neither named nor asked about, nor a fault (plays/faults.py).
CLEARED = 0.10
# What is done in plain words is at least this likely: it is named, and no more; but making small is heard in passing as
# well (bot/perception/understanding.py), and a push is one for sure, also in a line that hears the worry (urging.py,
# conceding.py, advising.py and belittling.py have the counts).
SAID_PLAINLY: Mapping[str, float] = {
    "attack": 0.65,
    "concede": 0.65,
    "minimise": 0.85,
    "prescribe": 0.75,
    "pressure": 0.93,
}
# A line that may take the worry up as well, without a word that makes anything small, is asked about and not accused:
# of 262 lines by authors whom the model never read in which it heard making small, 22 wrong ones and 10 right ones.
MAY_ACKNOWLEDGE, ASKED_ABOUT = 0.20, 0.60
_YIELDING = ("minimise", "prescribe")  # a rule that clears them holds for plain words too
LIKELY_ADVICE = 0.15  # from which "you must …" is advice; our guess
_NEAR = 0.30  # similarity from which what is brushed aside counts as the worry itself; our guess

# What is brushed aside by name, before or after the phrase: "don't worry about the parking", "the gate is no problem".
_BRUSHED = regex(
    r"\b(?:(?:don't|dont|do not|no need to|please don't) (?:you )?(?:worry|stress|fret|panic|mind)|no (?:worries|"
    r"stress|bother|"
    r"need to worry)|relax|never mind|(?:no|never a|not a) (?:problem|worries|bother|trouble|issue))"
    r" (?:(?:about|with|for|on|over) |(?=the |your |my ))(?P<target>[^,.;:!?]+)"
    r"|(?:^|[.!?;,]\s+)(?:and |oh |so |well |about |on |as for )*(?P<other>(?:the|your|my|those|"
    r"these) (?:[\w'-]+ ){0,3}?[\w'-]+),? "
    r"(?:(?:is|are|was|'s) (?:really )?(?:no (?:problem|bother|trouble|issue)|not (?:a|an) (?:problem|issue)|"
    r"nothing to worry)|"
    r"(?:doesn't|does not|don't) matter|(?:please )?don't (?:you )?worry|no (?:problem|bother|stress|worries))\b"
)
_STILL_BRUSHING = regex(
    r"\b(?:every(?:one|body)|nobody|no one|normal|natural|relax|overthink\w*|overreact\w*|be fine|no big deal|"
    r"big deal|just nerves|"
    r"nothing|forget|you'll (?:laugh|see|get used)|happens to|sky|storm in a|exaggerat\w*|get over|calm down|silly)\b"
)
_ADVICE_ASKED = regex(
    r"\b(?:what|how|which|where|whom?)(?: \w+){0,2}? (?:would|should|do|could|can|'d) (?:you|i|we|one|someone|"
    r"people|others)"
    r"(?: \w+)? (?:do|suggest|recommend|advise|start|begin|handle|tackle|go about|pick|choose|say|approach|"
    r"proceed|propose|"
    r"tell|explain|play|bring|present|break|put|take|ask|split|sell|introduce|announce|think (?:we|i) should)\b|"
    r"\b(?:any|your|some|give (?:me|us)(?: an?)?|need|want|like) (?:honest )?(?:advice|suggestions?|recommendations?|"
    r"ideas?|tips|steer|opinion|"
    r"view)\b|\badvise (?:me|us)\b|\bif (?:you|it) (?:were|was) (?:me|us|in my|you|yours?)\b|\bif you sat\b|"
    r"\bin (?:my|our) (?:place|shoes|chair|seat|position)\b|\btell (?:me|us)(?: \w+)? (?:what|how|where|"
    r"which)\b(?! (?:it|that|"
    r"this|the|your) )|\byou tell (?:me|us)\b|\bwhat (?:is|are|'s) (?:the|our|my) (?:best|next) (?:way|step|move)|"
    r"(?<!why )\bshould (?:i|we) (?!have|be|believe|trust|pay|care|even|worry|sign|buy|not)\w|"
    r"\bdo you think (?:we|i) should\b|\b(?:would you|do i|do we|shall (?:i|we)) (?:\w+ ){1,8}or\b"
)
_DATE = (
    r"(?:jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|\w+day|q[1-4]|quarter|"
    r"spring|"
    r"summer|autumn|winter|christmas|easter|year|month|week|weeks|\d+(?:st|nd|rd|th)?)"
)
_THEIR_DATE = regex(
    r"\b(?:you(?:'ve| have|'d)? (?:said|mentioned|told (?:me|us)|wrote|named|were saying)|(?:as|like) you (?:say|said)|"
    r"your (?:own )?(?:lease|contract|licen[cs]e|audit|season|deadline|budget|board|year[- ]end|go-?live|tender|"
    r"renewal|"
    rf"inspection|shutdown|permit))\b[^,.;]{{0,40}}\b{_DATE}\b|"
    rf"\b{_DATE} (?:is|are|was) (?:your|their|the \w+'s|your \w+'s) (?:\w+ )?(?:date|deadline|audit|calendar|"
    rf"choice|call)\b|"
    r"\b(?:date|deadline|calendar)\b[^.;]{0,12}\bnot (?:mine|ours)\b"
)
_DATE_NAMED = regex(rf"\b(?:by|before|until|till|since|this|next|in|on) (?:the )?(?:\w+ )?{_DATE}\b")
# What is said to want something: beside it "I understand you" takes no push back.
_WANTED = regex(
    r"\b(?:sign\w*|orders?|contract|deal|decid\w+|decision|forms?|name (?:on|under)|answer|yes|commit\w*|"
    r"pay\w*|unless|or|(?:i|we)(?:'d| would)? (?:need|want|expect|ask)|you (?:must|need|have to|should))\b"
)
# Feelings by which one may threaten as well: "I wouldn't want to be in your chair", "a lot of money burnt each week".
_MAY_THREATEN = regex(
    r"\bmakes? sense to\b|\b(?:i|anyone) (?:would|wouldn't|would not) (?:want|wish)\b|\bthat's a lot (?:to|of)\b"
)
# The rep takes the hurry out, or names a date that others have set and published.
_NO_HURRY = regex(
    r"\b(?:no (?:rush|hurry|deadline|date on (?:it|that|this|my side|our side)|expiry)|(?:same|"
    r"unchanged) (?:price|slot|"
    r"terms|rebate|sum|quote)|nothing (?:expires|runs away|runs out|changes)|(?:price|quote|offer|terms?|"
    r"rate) (?:in it )?(?:stays?|"
    r"stands?|holds|keeps|doesn't move|does not move|won't move)|take your time|think slow|whenever you (?:like|"
    r"want|order|are "
    r"ready|call)|it keeps\b|your (?:clock|pace|own time)|(?:isn't|not|no slot's|nothing's) (?:tied to|running out)|"
    r"waiting costs (?:you )?(?:nowt|nothing)|nothing (?:you need )?to sign|there'?s no (?:date|hurry|last chance|"
    r"deadline)|"
    r"(?:on|from) (?:their|the) (?:website|notice|gazette|ministry)|(?:by|the) law|according to|"
    r"since you ask(?:ed)?|as you asked|"
    r"you asked)\b"
)
_FORCING = regex(
    r"\b(?:now or never|last (?:chance|slot|one|few)|only (?:\d+|one|two|three|a few|a couple|valid|until|till|"
    r"good)|running out|competitors?|competition|rivals?|can't (?:hold|keep)|cannot hold|won't hold|too late|regret|"
    r"lose (?:out|the|your|it)|miss (?:out|the|this)|"
    r"today|tonight|midnight|right now|sign (?:now|today|this|by)|signed (?:by|this|before)|signature (?:by|now|"
    r"today|before)|"
    r"goes up|go up|price rise|someone else|somebody else|waiting list|or else|otherwise|gone|lapses?|flips?|"
    r"on your head|waited|"
    r"(?:each|every) (?:day|week|month) you|behind you|will wonder|the last (?:one|to)|(?:history|dead) (?:after|by))\b"
)
_AGREED = regex(
    r"\b(?:as (?:we )?(?:agreed|discussed|quoted|in the (?:offer|quote|contract))|(?:already|we) agreed|"
    r"agreed (?:price|terms|rate)|same (?:price|terms|rate) (?:as|we|that)|(?:price|offer|terms?|rate) (?:stays?|"
    r"stands?|remains?|hasn't changed|is unchanged|holds))\b"
)
_CONCEDING = regex(
    r"\b(?:discount|waive\w*|throw in|knock \w+|for free|free of charge|reduce\w*|lower|cheaper|come down|drop the|"
    r"off the (?:price|list)|extra|sweeten)\b"
)
_FAIR = regex(
    r"\b(?:they(?:'re| are)|it(?:'s| is)|he is|[\w-]+ (?:is|are|make|makes|do|does|have|"
    r"has)) (?:\w+ )?(?:a )?(?:good|solid|decent|fine|strong|serious|great|respectable|well[- ]known|proper|"
    r"capable)\b|\bnothing (?:bad|against)\b"
)
_BAD = regex(
    r"\b(?:but|though|rubbish|poor|bad|worse|fail\w*|never|can't|won't|late|slow|cheap|mess|disaster|sloppy|"
    r"outdated|struggl\w*|corners|let (?:you|people|them) down|hear(?:d)? (?:things|stories))\b"
)
# Somebody else's word, to be had by asking them: of 5,150 replies of the first authors and 1,634 of eight more 21 show
# these words; none presses, none attacks.
_MAY_BE_ASKED = regex(
    r"\bput you in touch\b|\btak(?:es?|ing) (?:a |your )?calls?\b|"
    r"\byou (?:(?:can|could|may|'d|might) )+(?:ring|call|phone|visit|ask|speak to|talk to) (?:them|him|her|one)\b|"
    r"\b(?:ring|call|phone|visit|speak (?:to|with)|talk (?:to|with)) (?:one|any|some) of them\b|"
    r"\b(?:give|send|pass) you (?:his|her|their) (?:number|name)s?\b"
)
# A sentence of which all is that the rep's own question is a small one: "ballpark is fine", "that's all I came for".
_ASKS_LITTLE = regex(
    r"^\W*(?:even |just )?(?:an? )?(?:roughly|rough (?:figure|number|idea|guess|count|estimate)|ballpark(?: figure)?|"
    r"guess|estimate|round (?:figure|number)s?)(?:'s| is| are|'ll| will| would)?(?: (?:do|be))?"
    r"(?: (?:fine|enough|plenty|ok|okay|good enough|all right))?\W*$|"
    r"^\W*(?:and )?that(?:'s|s| is) (?:all|the lot)"
    r"(?: (?:it is|there is to it|(?:that )?i (?:want|need|ask|came for)))?\W*$"
)

# The rep feels with the customer in plain words, and turns it no way: "that must have been a hard morning".
_FEELS_WITH = regex(
    r"\b(?:that|it|this|which)(?:'s| is| was| must(?: have been| be)?| sounds?| (?:would|will|can) (?:be|feel))"
    r"(?: like)?(?: (?:a|an|really|very|quite|such|so|one|pretty|horribly|incredibly))* "
    r"(?:hard|rough|tough|awful|horrible|terrible|dreadful|ghastly|grim|bitter|cruel|brutal|painful|frightening|scary|heavy|worrying|stressful|frustrating|exhausting|"
    r"difficult|nasty|unsettling|lonely|a lot)\b|"
    r"\b(?:i'm|i am|im|we're|so|very|really) sorry\b|\bno wonder\b|"
    r"\bwhat (?:really |still )?(?:hurts|stings|makes (?:it|this|that) (?:so )?(?:hard|heavy|difficult|lonely))\b|"
    r"\b(?:i|we) (?:can |do |get |really |fully |quite )*(?:see|get|understand|hear) "
    r"(?:(?:why|how|that|what) )?(?:it|you|this|that|they)\b|\bmakes? sense (?:that|to)\b|"
    r"\b(?:hard|tough|a lot) to (?:forget|carry|live (?:down|with)|have riding|take)\b|"
    r"\b(?:would|'d) (?:keep|worry|bother|frighten|scare|trouble) (?:me|anyone|anybody)\b|"
    r"\b(?:awful|rotten|terrible|dreadful|horrible|nasty|hard|bad|rough|long|lonely|bitter) (?:night|day|morning|"
    r"evening|week|month|year|winter|summer|spring|autumn|christmas|place|spot|chair|thing)\b|"
    r"\byou (?:don't|do not|never|won't|will not|can't) forget\b|\b(?:i|we) can (?:picture|imagine)\b|"
    r"\bthat's a lot (?:to|of)\b|\b(?:weighs|weigh) on you\b|"
    r"\b(?:that|it|this|which)(?:'s| is| was| must(?: have)?(?: been| be| felt| feel)?| sounds?| feels?| felt|"
    r" (?:would|will|can)(?: have)? (?:be|been|feel|felt))(?: like)?(?: for you)?"
    r"(?: (?:a|an|really|very|quite|such|so|one|pretty|too))* "
    r"(?:unpleasant|squeeze|fright|(?:load|burden|strain|blow|slap)(?! of| on the wrist)|humiliat\w+|"
    r"embarrass\w+|unfair|maddening|"
    r"infuriating|upsetting|alarming|unnerving|daunting|long (?:hours?|night|day|wait)\b)\b|"
    r"\b(?:that|this|it)(?: must| would| really| does| still)*(?: have)? "
    r"(?:hurts?(?! less| no| only| a (?:bit|little))|stings?(?! less| a (?:bit|little))|stung|"
    r"weighs(?= on\b| heav|[.,]|$)|"
    r"rankles?|wears? (?:people|you|anyone|a person) (?:down|out))\b|"
    r"\bmust (?:have )?(?:felt|feel|been|be) (?:\w+ )?"
    r"(?:long(?! \w+ ?[:;!])|lonely|unpleasant|awful|endless|helpless|exposed|alone|sour|bitter)\b|"
    r"\b(?:i'd|id|i would)(?:'ve| have)? (?:want|dread|hate|feel|felt|be|been|had|wanted|hated|dreaded|worry|"
    r"worried|fear|feared) (?:\w+ ){0,8}(?:too|as well|either)\b|"
    r"\bheart in my mouth\b|\b(?:i|anyone) (?:would|wouldn't|would not) (?:want|wish) (?:to |that |it |anyone )"
)
_TURNED = regex(
    r"\b(?:but|though|although|however|still|yet|just|only|simply|merely|at least|"
    r"over now|in the past|behind (?:you|us)|soon|(?<!you )(?:won't|wont|never|don't|dont|do not)|always|laugh|"
    r"then again|no need|easy|easily|fine|ok|okay|all right|alright|fix|fixed|"
    r"solves?|solved|anyway|actually|honestly|trust|used to|small|little|bit|minor|tiny|pass(?:es)?|blow over|"
    r"luckily|thankfully|worse|used to it|grow|part of|comes with|same (?:for|with)|"
    r"(?:any|every|most|all) (?:\w+ )?(?:buyers?|customers?|clients?|firms?|compan\w+|people|teams?|managers?|"
    r"switch\w*|projects?|changes?|starts?)|"
    r"we (?:have|do|can|will|offer)|our|with us|no\?|right\?|isn't it|wasn't it)\b|!"
)


def _feels_with(lower: str) -> bool:
    """Return True where the rep says that it is hard, or that they see why, and makes nothing smaller by it."""
    return _FEELS_WITH.search(lower) is not None and not (_TURNED.search(lower) or _STILL_BRUSHING.search(lower))


def _only_feels_with(lower: str) -> bool:
    """Return True where the rep feels with the customer, and neither asks, wants, dates nor forces anything by it."""
    wanted = "?" in lower or _WANTED.search(lower) or _FORCING.search(lower) or _DATE_NAMED.search(lower)
    return not wanted and _feels_with(_MAY_THREATEN.sub(" ", lower))


def _has_small_words(lower: str) -> bool:
    return any(words.search(lower) for words in (_TURNED, _STILL_BRUSHING, _BRUSHED))


def _worry_is_elsewhere(lower: str, worry: str | None, told: Sequence[str], target_nearness: float | None) -> bool:
    """Return True where all that is brushed aside is something else than the customer's worry (the parking)."""
    targets = brushed_aside(lower)
    if not targets or not (worry or told) or _STILL_BRUSHING.search(_BRUSHED.sub(" ", lower)):
        return False
    voiced = content_stems(" ".join([worry or "", *told]).lower())
    named = [content_stems(target) for target in targets]
    points_back = not all(named)  # "don't worry about that": the worry itself
    return not points_back and not any(stems & voiced for stems in named) and (target_nearness or 0.0) < _NEAR


def _names_who_may_be_asked(lower: str) -> bool:
    """Return True where the rep offers that others be asked, and hurries nobody by it."""
    return _MAY_BE_ASKED.search(lower) is not None and not _FORCING.search(lower)


def brushed_aside(lower: str) -> list[str]:
    """Return what the reply tells the customer not to worry about, where it names it."""
    return [found["target"] or found["other"] for found in _BRUSHED.finditer(lower)]


def asks_advice(told: Sequence[str], worry: str | None) -> bool:
    """Return True where the customer has just asked what to do."""
    return _ADVICE_ASKED.search(" ".join([*told[-1:], worry or ""]).lower()) is not None


def is_patient(lower: str) -> bool:
    """Return True where a date is the customer's or the law's, or none is set, and nobody is pushed with it."""
    calm = _NO_HURRY.sub(" ", lower)
    return bool(calm != lower or _THEIR_DATE.search(lower)) and not _FORCING.search(calm)


def read_moves(
    probabilities: Mapping[str, float],
    lower: str,
    *,
    told: Sequence[str],
    worry: str | None,
    target_nearness: float | None,
    plain: Collection[str] = (),
) -> dict[str, float]:
    """
    Return ten probabilities; where a rule clears a sin, it is held at CLEARED.

    Args:
        plain: what is done in plain words, whatever the model hears (`pipeline._plainly_done`).
        target_nearness: similarity of the nearest thing brushed aside to the worry, -1 to 1; None where there is none.
    """
    moves = {move: min(1.0, max(0.0, round(float(probabilities.get(move, 0.0)), 6))) for move in MOVES}
    clears: dict[str, Callable[[], bool]] = {
        "minimise": lambda: (
            bool(_ASKS_LITTLE.search(lower))
            or _feels_with(lower)
            or _worry_is_elsewhere(lower, worry, told, target_nearness)
        ),
        "prescribe": lambda: asks_advice(told, worry),
        "pressure": lambda: is_patient(lower) or _only_feels_with(lower) or _names_who_may_be_asked(lower),
        "concede": lambda: bool(_AGREED.search(lower)) and not _CONCEDING.search(lower),
        "attack": lambda: (bool(_FAIR.search(lower)) or _names_who_may_be_asked(lower)) and not _BAD.search(lower),
    }
    for move, holds in clears.items():
        if moves[move] > CLEARED and holds():
            moves[move] = CLEARED
    if moves["acknowledge"] >= MAY_ACKNOWLEDGE and not _has_small_words(lower):
        moves["minimise"] = min(moves["minimise"], ASKED_ABOUT)
    for move in plain:
        if move in _YIELDING and clears[move]():
            continue
        moves[move] = max(moves[move], SAID_PLAINLY[move])
    return moves
