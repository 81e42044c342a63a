"""
How a question begins in English as reps type it: patterns over lower-case text.

They find clauses and never decide a question's type.
"""

from __future__ import annotations

import functools

from dialogs.patterns import regex

AUX = (
    r"(?:do|does|did|is|are|was|were|can|could|would|will|have|has|had|should|must|may|might|shall|r|am)(?:n'?t)?|"
    r"won'?t|can'?t|ain'?t|d'(?=y)"
)
SUBJECT = (
    r"(?:you|u|ya|y'all|your|yours|the|a|an|it|its|this|that|these|those|they|their|he|she|his|her|we|our|i|my|there|"
    r"any\w*|some\w*|every\w*|people|one|most|all|both|each|no ?(?:one|body)|things|either|either|customers|anybody)"
)
_WH = r"(?:what|wat|wot|how|why|where|who|whom|whose|which|when)"
_HOW_MUCH = (
    r"how (?:many|much|often|long|far|big|bad|badly|soon|early|late|old|quickly|fast|easy|easily|hard|happy|well|"
    r"sure|confident|"
    r"reliable|regularly|serious|important|useful|close|large|small|wide|deep|frequently|come|else|about|tight|"
    r"accurate|satisfied)"
)
_NOT_SUBJECT = r"(?!(?:you|u|we|they|i|he|she|it|to|the|your|our|this|that|these|those|my|their|people)\b)"
# "who pays", "what happens", "which one breaks": the question word is itself the subject.
_VERB = (
    r"(?:else\s+)?(?:\w+ly\s+)?(?:happens?|happened|goes|went|breaks?|broke|causes?|made|makes?|keeps?|kept|drives?|"
    r"triggers?|"
    r"stops?|annoys?|bothers?|worries|hurts?|gets?|got|comes?|came|changes?|changed|prevents?|tends?|becomes?|"
    r"takes?|took|runs?|"
    r"pays?|paid|ends?|owns?|decides?|decided|signs?|looks?|knows?|knew|uses?|used|picks?|handles?|deals?|notices?|"
    r"hears?|feels?|felt|sees?|"
    r"does|did|sits?|stands?|gives?|gave|tells?|told|suffers?|loses?|lost|covers?|covered|started|starts?|caught|"
    r"catches|"
    r"finds?|found|falls?|fell|says?|said|wants?|needs?|matters?|works?|slips?|waits?|eats?|bears?|carries|foots|"
    r"picked|(?!this\b|as\b|its\b|his\b)[a-z]{2,}(?:ed|[^siu'\W]s))"
)
WH_CORE = (
    r"\b(?:(?:what|how|who|where|why|when|which)(?:'s|'re|'d|'ll|'ve)|(?:whats|hows|whos|wheres|whens|whys)"
    rf"|{_WH}(?:\s+(?:else|exactly|then|on earth|the hell))?\s+(?:{AUX})"
    rf"|(?:what|which|whose)\s+{_NOT_SUBJECT}(?:[\w'/-]+\s+){{1,4}}?(?:{AUX})"
    rf"|how\s+{_NOT_SUBJECT}(?:[\w'/-]+\s+){{1,5}}?(?:{AUX})"
    rf"|(?:what|who|which(?: \w+)?)\s+{_VERB}"
    rf"|{_HOW_MUCH}|(?:what|who|where|how) (?:else|about|exactly|for|if|kind|sort|type|time|percentage|share|number|"
    rf"level|size)"
    r"|since when|why not|how so|at what|in what|to what|by how|for how|with whom|on what|from where|until when)\b"
)
AUX_CORE = (
    rf"\b(?:(?:{AUX})\s+(?:not\s+)?{SUBJECT}|d'y(?:ou|a)|(?:does|did)\s+[a-z]+|do (?!not|let|have|feel|give|call|be|"
    rf"so|note)[a-z]{{3,}} [a-z]+|mind if)\b"
)
FRAGMENT = (
    r"\b(?:any(?:thing|one|body|where)?\b(?! (?:way|how|case))|ever\b|got any\b|and then$|then what\b|meaning\b|"
    r"because\b$|such as$|like what\b|(?:what|which|who|how|where|when|why)(?: [\w']+){0,2}\W*$)"
)
DIRECTIVE = (
    r"\b(?:please\s+|pls\s+|just\s+|maybe\s+|(?:can|could|would|will|might) (?:you|u)(?: (?:please|maybe|perhaps|"
    r"just|kindly|also|quickly|possibly))*\s+|do\s+)*"
    r"(?:(?:tell|walk|talk|take|run|bring|show|lead|step)(?: (?:me|us))?(?: (?:through|about|more|how|what|who|"
    r"where|when|why|which|whether|if|a bit|a little|something|over))|"
    r"(?:tell|show) (?:me|us)|give (?:me|us) (?:an?|some|the|your)(?: \w+)? (?:sense|idea|picture|feel|feeling|"
    r"example|flavou?r|overview|rundown|sketch|view|taste|"
    r"number|figure|ballpark|instance|insight|impression|lay of)|help (?:me|us)(?: to)? (?:understand|see|get|"
    r"picture|figure|with|grasp|learn)|"
    r"describe|explain|elaborate|share (?:a |some|more|how|what|your|with)|say (?:a bit |a little |some )?more|"
    r"paint (?:me |us )?(?:a|the)|sketch|"
    r"let (?:me|us) (?:know|hear) (?:how|what|who|where|when|why|which|about|more)|remind me (?:how|what|who|where|"
    r"when|why|which|again|of)|unpack|expand on|talk about|go through|rank (?:the|these|those|them|your|all|it)|"
    r"(?:put|sort|line|arrange|lay|set)(?: up)? (?:the|these|those|them|your|all)(?: [\w']+){0,4}? "
    r"(?:in (?:an? |the |some |your )?order|by (?:weight|importance|size)|"
    r"from (?:the )?(?:most|thick|heav|big|first|top|worst)\w*))\b"
)
INDIRECT = (
    r"(?:\b(?:i|i'm|im|i'd|id|me|we|we'd|just|am|very|really|bit|always|was|still|"
    r"got me)\s+(?:[\w']+\s+){0,2}?(?:curious|wonder|wondering|wondered|intrigued|keen to|"
    r"interested (?:in (?:how|what|why|your|hearing|knowing|understanding|whether|where|who|which)|to (?:know|hear|"
    r"learn|understand|see)))|"
    r"^\W*(?:curious|wondering|intrigued|interested to|keen to)\b|"
    r"\b(?:i'?d|i would|we'?d|we would|i)\s+(?:[\w']+\s+){0,2}?(?:love|like|want|need|prefer|appreciate|hoping|"
    r"hope)\s+(?:to\s+)?"
    r"(?:know(?! (?:by|before|today|tonight|now|until|till|this week)\b)|hear|hearing|understand|understanding|learn|"
    r"see (?:how|what|where|why|who)|get (?:a|an|your)|"
    r"find out|ask|dig|explore|knowing|picture|figure out)\b|"
    r"\b(?:trying to|want to|wanted to|need to|like to|wish to|let me|help me)\s+(?:understand|figure out|"
    r"get a (?:sense|feel|picture)|picture|work out|check|ask)\s+(?:how|what|why|where|who|which|when|whether|if|"
    r"about|you)\b|"
    r"\b(?:may|can|could|might) (?:i|we) (?:just )?ask\b|\bmy (?:next |first |other |real )?question (?:is|was|"
    r"would be)\b|"
    r"\b(?:not|isn't|never) (?:quite |really |entirely |yet |so )?(?:sure|clear|certain) (?:i (?:get|understand|"
    r"follow) )?(?:how|what|who|which|where|whether|when|why|if) \w+|"
    r"\bi (?:don't|dont|do not|can't|cannot) (?:yet |really |quite |fully )?(?:know|understand|get|see|picture|"
    r"tell) (?:how|what|who|which|where|when|why|whether|if) (?:you|your|it|that|the|they|this)\b)"
)
# Words before the question proper: "ok so", "out of curiosity,", "Anna,", "quick one:"
_FILLER = regex(
    r"\W*(?:(?:so|and|n|but|or|ok|okay|k|kindly|well|right|now|then|um+|uh+|er+|erm|hm+|ah|oh|yeah|yes|no|sure|"
    r"alright|great|thanks|thank you|hi|hello|hey|sorry|look|listen|"
    r"actually|basically|honestly|also|just|maybe|perhaps|quick (?:one|question)|(?:one|another|last|first|"
    r"next)(?: more)?(?: quick)? (?:thing|question|one)|"
    r"out of (?:curiosity|interest)|by the way|btw|if i may|if you don't mind(?: me asking)?|for (?:me|context|"
    r"example|instance)|in (?:that|this|which) case|at the moment|"
    r"today|these days|usually|typically|normally|currently|got it|i see|fair enough|understood|makes sense|"
    r"interesting|exactly|roughly|plus|because|cos|say|"
    r"would you say|do you think|in your (?:view|opinion|experience|case)|from your side|on your side|in general|"
    r"generally|overall|tell me|let's see|on a (?:normal|typical|bad|good|busy) \w+)\b[\s,:;.\-\u2013\u2014\u2026]*|"
    r"[a-z]+,\s+)"
)
_START = regex(rf"\W*(?:{WH_CORE}|{AUX_CORE}|{DIRECTIVE}|{INDIRECT}|{FRAGMENT})")
_WH_START = regex(rf"\W*(?:to |at |in |for |by |on |with |from |of )?{WH_CORE}")
_AUX_START = regex(rf"\W*{AUX_CORE}")
_DIRECTIVE_START = regex(rf"\W*{DIRECTIVE}")
# Inside a sentence only true inversion counts: "…, who do you call" but not "the people who call".
_INVERTED = regex(
    rf"\b(?:(?:what|how|why|where|which|when)(?:'s|'re|'ll|'d)?|who|(?:what|which|"
    rf"whose)\s+{_NOT_SUBJECT}(?:\w+\s+){{1,3}}?|{_HOW_MUCH}\s+(?:\w+\s+){{0,4}}?)\s*"
    rf"\b(?:{AUX})\s+{SUBJECT}\b|\b(?:what|who)\s+(?:usually\s+|normally\s+|typically\s+|then\s+|actually\s+)?"
    r"(?:happens|goes wrong|gets|pays|ends up|decides|takes the|picks up|suffers|notices)\b|\bhow come\b|"
    r"\bwhat else\b|\bwhat about\b"
)
_INVERTED_AUX = regex(
    r"(?:[,:;\u2013\u2014-]\s*|^(?:when|if|once|after|with|for|on|in|at|during|given|since|because|as)\b.{6,}?)(?<!\w)"
    r"(?:so |then |and |but )?\b(?:do|does|did|is|are|was|were|has|have|can|could|would|will)(?:n't)? (?:you|it|"
    r"that|they|anyone|anybody|there|your|the|this|people|somebody|someone)\b"
)
_INDIRECT = regex(INDIRECT)
# After a pause, or after "when …", "besides …", a question word asks: but not "how we do it".
_ASKING = (
    r"(?:(?:in|to|at|for|on|of|by|from|under|with)(?:to)? )?(?:(?:what|who|how|where|why)'?(?:s|d|re|ll)?|whose|"
    r"how (?:\w+ )?(?:they|he|it)|which(?! (?:is|are|was|were|means?|meant|has|have|had|"
    r"makes?|can|will|would|could|should|gives?|puts?|may|might|i|we|you|they|it|the|in|then|also|lets?|helps?|"
    r"takes|saves?|led)\b))"
    r"(?! (?:we|i|you|they|it|he|she|our|my|your|to|the|a|this|that)\b(?! (?:take|kind|sort)\b))\b(?=.{3})"
)
_AFTER_PAUSE = regex(
    rf"(?:[,:;.\u2026\u2013\u2014-]+\s+(?:(?:so|and|but|then|um|uh|well|ok|or|honestly|tell me)[, ]+)*){_ASKING}"
)
_FRONTED = regex(
    r"\W*(?:when|if|once|after|while|with|without|for|on|in|at|from|of|since|until|before|besides|every|each|"
    r"supposing|suppose|"
    rf"say|picture|imagine|should|as|out of|apart|during|given|because|among)\b.{{4,}}?\s(?:then )?{_ASKING}"
)
_AT_END = regex(
    rf"\w,? (?:{AUX}) (?:it|they|you|he|she|there|that)\W*$|\bor (?:nah|not|no|what|is it|are they|do they)\W*$"
)


@functools.lru_cache(maxsize=64)  # nearly every question about a clause begins with it
def after_fillers(lower: str, start: int = 0) -> int:
    """Return where the sentence proper begins, past "ok so", a name and the like."""
    for _ in range(5):
        found = _FILLER.match(lower, start)
        if not found or found.end() == start:
            return start
        start = found.end()
    return start


@functools.lru_cache(maxsize=64)
def starts_with_wh(lower: str) -> bool:
    """Return True where the clause opens with a question word used as one ("when do you", not "when it rains")."""
    return bool(_WH_START.match(lower, after_fillers(lower)) or _WH_START.match(lower))


@functools.lru_cache(maxsize=64)
def starts_with_auxiliary(lower: str) -> bool:
    """Return True for "do you", "is it", "has anyone"."""
    return bool(_AUX_START.match(lower, after_fillers(lower)) or _AUX_START.match(lower))


def starts_with_directive(lower: str) -> bool:
    """Return True for "tell me", "can you walk us through", "describe"."""
    return bool(_DIRECTIVE_START.match(lower, after_fillers(lower)))


@functools.lru_cache(maxsize=64)
def is_indirect(lower: str) -> bool:
    """Return True for "I'd be curious how", "not sure I get what you"."""
    return bool(_INDIRECT.search(lower))


@functools.lru_cache(maxsize=64)
def has_wh_inside(lower: str) -> bool:
    """Return True where a question word with inversion stands anywhere ("if that fails who do you call")."""
    start = after_fillers(lower)
    return bool(_INVERTED.search(lower) or _AFTER_PAUSE.search(lower) or _FRONTED.match(lower, start))


def has_auxiliary_inside(lower: str) -> bool:
    """Return True for "when it stops, do you…"."""
    return bool(_INVERTED_AUX.search(lower))


_CLEFT = regex(
    r"what (?:(?:makes|sets|gives) (?:our|us|ours)|(?:i|we)(?!'d like|'m (?:asking|wondering)))\b[^?,;]{1,60}? "
    r"(?:is|was|are) (?:the|that|our|a|an|to|this|simply|its|just)\b(?!.*\b(?:what|who|how|why|(?<!, )which)\b)"
    r"|what (?:\w+ ){1,3}(?:must|should|ought to|needs? to|ha(?:s|ve) to) do is\b[^?]*$"
)


def asks_firmly(lower: str) -> bool:
    """Return True where the piece is a question by its own start or by inversion, not by a "when …" before it."""
    start = after_fillers(lower)
    return bool(
        _WH_START.match(lower, start)
        or _AUX_START.match(lower, start)
        or _DIRECTIVE_START.match(lower, start)
        or is_indirect(lower)
        or _INVERTED.search(lower)
    )


def is_cleft(lower: str) -> bool:
    """Return True for what begins like a question and says something: "what makes our service special is the app"."""
    return _CLEFT.match(lower, after_fillers(lower)) is not None


def asks(lower: str) -> bool:
    """Return True where the wording alone, without a question mark, makes the sentence a question."""
    start = after_fillers(lower)
    if _START.match(lower, start) or (start and _START.match(lower)):
        return True
    return bool(is_indirect(lower) or has_wh_inside(lower) or has_auxiliary_inside(lower) or _AT_END.search(lower))
