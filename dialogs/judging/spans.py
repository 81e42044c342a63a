"""
Wording that shows *why* a line was read as it was.

These patterns supply explanation spans; they never decide a label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogs.judging.grammar import AUX, WH_CORE
from dialogs.judging.line import Line
from dialogs.judging.segment import Stretch
from dialogs.patterns import regex

_Patterns = tuple[re.Pattern[str], ...]
_CORE = regex(WH_CORE)
ASKING_MOVES = frozenset({"explore", "hand_back"})
FEWEST_QUOTED = 3  # words
_PHRASE_END = regex(r"\?|(?=[,;:.!\n\u2013\u2014](?!\w))")  # not within "1.5" or "3,000"
MOST_SPANS = 3  # more underlining than that shows nothing


def _compiled(*patterns: str) -> _Patterns:
    return tuple(regex(rf"(?<![\w'])(?:{pattern})(?![\w'])") for pattern in patterns)


QUESTION_CUES: dict[str, _Patterns] = {
    "situation": _compiled(
        r"how (?:many|often|long|big|large|far|old|much)(?: \w+)?|what (?:percent\w*|share|proportion|kind|type|"
        r"sort|system|size|volume)(?: of \w+)?",
        r"who (?:\w+ ){0,2}(?:decides?|signs?|owns?|runs?|handles?|does|makes?|looks after|is|buys|picks|keeps|"
        r"enters|checks|plans)|who's",
        r"since (?:when|which \w+)|which (?:\w+ )?(?:system|software|supplier|team|site|one|ones|tool|version|model|"
        r"make)|where (?:do|does|is|are)(?: \w+)?",
        r"walk (?:me|us) through|talk (?:me|us) through|how (?:do|does|is|are) (?:\w+ ){1,3}(?:work|done|run|"
        r"organi[sz]ed|set up|handled?|planned?|manage|do)|current(?:ly)?|set ?up",
    ),
    "problem": _compiled(
        r"(?:how )?(?:happy|satisfied|content|pleased|confident|comfortable|reliable|accurate|safe|easy|hard|"
        r"difficult|smooth)(?: (?:are|is|with|about)(?: \w+)?)?",
        r"(?:go|goes|going|went|gone) (?:wrong|sideways|badly|bad|awry|missing)|wrong with|trips? \w+ up|fall(?:s|"
        r"ing)? (?:down|short|over|apart)|let(?:s|ting)? (?:you|them|ye|\w+) down",
        r"(?:problems?|issues?|troubles?|difficult\w*|complain\w*|complaints?|headaches?|annoy\w*|frustrat\w*|"
        r"bother\w*|bugs?|hassle|struggl\w*|grief|pain(?:ful)?|worst|hardest|hate|nightmare|moan\w*|grumbl\w*|"
        r"quarrel\w*|"
        r"unhappy|dissatisf\w*|mistakes?|errors?|breaks? down|fail(?:s|ed|ures?)?|delays?|slip\w*|crash\w*|messy|"
        r"weak\w*|shortcomings?|drives? \w+ (?:mad|crazy|nuts|up the wall))",
        r"(?:would|could) (?:you|they|he|she) (?:\w+ )?(?:change|improve|fix|do differently)|could be better|"
        r"wish(?: \w+){0,2}|hold(?:s|ing)? up|coping|catch everything|where does it (?:hurt|pinch|hang|jam)",
    ),
    "implication": _compiled(
        r"(?:and )?(?:then what|what then|and then)(?: happens)?|what happens(?: (?:next|then|when|if|to))?|"
        r"what (?:does|did|do|would|is|are|'s) (?:that|this|it|those|they) (?:do(?:ing)?|mean|cost|lead)\b(?: (?:to|"
        r"for) \w+)?",
        r"(?:cost|costs|costing)(?: (?:you|them|the \w+))?|who (?:else )?(?:\w+ )?(?:pays?|suffers?|feels?|gets hit|"
        r"ends up \w+|carries|bears|notices|hears|has to|had to|foots|gets (?:the|it|held|blamed))",
        r"(?:effect|impact|knock-?on|consequence\w*|repercussion\w*|fallout|result)(?: on(?: \w+)?)?|lead(?:s|"
        r"ing)? to|end(?:s|ed)? up|turn into|come(?:s)? (?:of|from|back)(?: (?:to )?(?:bite|haunt))?|"
        r"because of (?:it|that|this)",
        r"(?:what|how) (?:about|does (?:that|this|it) affect|far does|much of (?:that|it)|bad)|how (?:do|does|did|"
        r"has|is) (?:that|this|it|the \w+) (?:affect|hit|hurt|show|go down|sit)|spill(?:s|ed)? over|off the back of|"
        r"falling behind",
        r"(?:lose|loses|lost|losing)|(?:risk|penalt\w+|overtime|churn|fines?|scrap|rework|margins?|deadline|shifts?|"
        r"audit\w*)|in (?:money|euros|dollars|pounds|hours)|left (?:with|holding)|takes? the hit",
    ),
    "need_payoff": _compiled(
        r"(?:what|how) (?:would|could|might|will) (?:that|it|this|they|you|your \w+|\w+) (?:do|mean|give|bring|help|"
        r"free|save|open|let|change|be worth|gain|use)(?: (?:you|for|with)(?: \w+)?)?|what'd (?:\w+ ){1,3}(?:do|get|"
        r"be)",
        r"(?:be )?worth(?: (?:to|it|having|chasing)(?: \w+)?)?|(?:how )?(?:useful|valuable|helpful|important|"
        r"attractive)(?: (?:would|is|for|to)(?: \w+)?)?|(?:would|could|will|does|how) (?:\w+ ){0,3}help(?:s|"
        r"ed)?(?: \w+)?",
        r"(?:gain|benefit|save|free up|freed|difference|easier|happiest|gladdest|better|open up|value|matter|payoff|"
        r"use)(?: (?:from|to|for|most|first)(?: \w+)?)?|get out of (?:it|that)|get to do|care(?: about| for)?",
        r"if (?:you|that|it|this|they|the|your|we|nobody|everyone|somebody|all|those|someone)(?: [\w']+){0,4}|"
        r"suppose|imagine|say|picture|supposing|(?:would|could) (?:you|they|that|it) (?:want|like|welcome|use|be)",
    ),
}  # fmt: skip

KIND_CUES: dict[str, _Patterns] = {
    "pitch": _compiled(
        r"(?:our|we've got (?:a|an)|we have (?:a|an)|we built|we make|we offer|we do|"
        r"we provide) (?:[\w-]+ ){0,3}?(?:that|which|does|do|is|are|can|will|has|have|gives?|cuts?|lets?|talks?|"
        r"puts?|makes?|handles?|tracks?|shows?|solves?|integrates?|"
        r"app|platform|system|software|tool|product|solution|scanner|module|service|team|portal|machine|planner|box|"
        r"kit)(?: [\w-]+){0,2}",
        r"did you (?:know|realise|realize)|what if i told you|were you aware|you know (?:our|we|that our)|(?:our|we|"
        r"we're|ours) \S+(?: \S+){0,3}",
    ),
    "close": _compiled(
        r"(?:can|could|shall|should|may|might|would|will|let'?s|why don't) (?:we|i|you|us|me) (?:\w+ ){0,2}?(?:book|"
        r"schedule|set up|arrange|meet|sign|start|pencil|fix|reserve|send|agree|go ahead|put|get|take|receive|come|"
        r"bring|run|do|lock)(?: [\w']+){0,3}",
        r"(?:on )?(?:monday|tuesday|wednesday|thursday|friday|next week|this week|tomorrow|the \d+(?:st|nd|rd|"
        r"th)?)(?: (?:at|morning|afternoon))?|sign(?:ed|ature)?|order form|pilot|trial|contract|demo|deposit|"
        r"go ahead",
    ),
    "small_talk": _compiled(
        r"hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?|weekend|weather|raining|hear me|"
        r"how are you|how was"),
    "other_question": _compiled(
        r"sorry|mind if|is it (?:ok|okay|alright|fine)(?: if)?|shall (?:i|we)|may i|can i|did i get|criteria|"
        r"compare|weigh\w*|counts? (?:the )?most|scor\w+|decide between"),
    "statement": (),
}  # fmt: skip

MOVE_CUES: dict[str, _Patterns] = {
    "acknowledge": _compiled(
        r"(?:i|we) (?:can |do |totally |completely |really |fully )?(?:hear|understand|get|see|"
        r"appreciate)(?: \w+){0,3}|(?:that|it) (?:sounds|must (?:be|have)|makes sense|is fair|"
        r"would worry)(?: \w+){0,4}|that's (?:fair|a (?:real|fair|serious|legitimate)|hard|tough|rough)(?: \w+)?",
        r"fair (?:enough|point|worry|concern)|no wonder|(?:i'd|anyone would|most people would|i would) (?:be|feel|"
        r"worry)(?: \w+){0,3}|you(?:'re| are) right (?:to|that)(?: \w+)?|sorry (?:that|you|to hear|"
        r"about)(?: \w+){0,3}|it landed on you|i don't blame you",
    ),
    "explore": _compiled(r"(?:what|how|which|where|who|when|why)(?:'s|'d)? (?:[\w']+ ){0,4}[\w']+(?=\s*\?)",
        r"(?:tell|walk|talk|help) me (?:[\w']+ ){0,4}[\w']+", WH_CORE + r"(?: [\w']+){0,4}",
            rf"(?:{AUX}) (?:you|it|that|there|they|this)(?: [\w']+){{0,4}}"),
    "hand_back": _compiled(
        r"what (?:would|do|could|might) (?:you|your \w+|they|he|she) (?:\w+ )?(?:need|want|have to|like|prefer|"
        r"rather|suggest|see|decide|do)(?: [\w']+){0,4}|what (?:would|has to|must|needs to) (?:have to )?(?:be|"
        r"happen|change)(?: [\w']+){0,3}",
        r"(?:how|where|which|who) would you (?:[\w']+ ){0,4}[\w']+|up to you|your (?:call|decision|choice|pace)|"
        r"you (?:decide|choose|tell me|say)|(?:on|in) your (?:terms|own time|hands)|for you to (?:feel|be|decide|"
        r"say)(?: [\w']+){0,3}",
    ),
    "proof": _compiled(
        r"\d[\d.,]*\s*(?:%|percent|weeks?|days?|hours?|months?|sites?|plants?|customers?|clients?|minutes?|years?|"
        r"of (?:them|our))?(?: [\w']+){0,3}|"
        r"(?:visit|reference|trial|pilot|guarantee|case study|report|certificate|audit|test|"
        r"references|call them|talk to|speak to|put you in touch|show you)(?: [\w']+){0,3}",
    ),
    "minimise": _compiled(
        r"(?:don't|do not|dont|no need to|never|wouldn't) (?:you )?(?:worry|fret|panic|stress|lose sleep|"
        r"be (?:silly|nervous|afraid|scared|concerned))(?: [\w']+){0,3}|(?:not|isn't|never|hardly|no) (?:really |"
        r"actually |such |that |as |even )*(?:a )?(?:big |huge |real |major )?(?:deal|issue|problem|drama|biggie|"
        r"as bad)(?: [\w']+){0,2}",
        r"(?:everyone|everybody|people|they all|most (?:people|customers|clients)|all our \w+|you all|nobody|"
        r"no ?one|no one else) (?:always |else |ever |usually )?(?:says?|feels?|thinks?|worries|worried|gets?|has|"
        r"asks?|complain\w*|mention\w*|raises?)(?: [\w']+){0,3}",
        r"(?:that's|it's|this is|totally|perfectly|completely|quite|just) (?:just |only |all |perfectly |totally |"
        r"quite )?(?:normal|natural|nerves|jitters|cold feet|teething|a phase|a formality|a detail|in your head|"
        r"nothing|standard|routine|water under)(?: [\w']+){0,2}",
        r"(?:overthink\w*|overreact\w*|blow(?:n|ing)? (?:this|it) (?:up|out)|worst case|happens to everyone|"
        r"you'll (?:be fine|see|laugh|forget|get used to)|(?:it )?will (?:all )?be fine|bit of|in a (?:week|month|"
        r"year) you(?:'ll| will)|relax|a (?:little|tiny|small)(?: \w+)?|ancient history)",
    ),
    "prescribe": _compiled(
        r"(?:what )?you (?:really |just |simply |only )?(?:need to|should|must|have to|ought to|want to|'d better|"
        r"had better|had best|gotta|might want to|'ll want to|could just)(?: do is)?(?: [\w']+){0,4}|(?:i'd|i would|"
        r"if i were you|in your shoes|my advice|i suggest|i recommend|i'd suggest)(?:,)?(?: [\w']+){0,5}",
        r"(?:just|simply|first|best|better|the (?:best|right|smart|obvious) (?:thing|move|way|step)(?: is)?(?: to)?|"
        r"the way to do (?:it|this) is|the trick is) (?:to )?(?:[\w']+)(?: [\w']+){0,3}|"
        r"why don't you (?:[\w']+ ?){0,4}|(?:start|go|begin|take|get|put|tell|ask|have|make|move|run|keep|let|do|"
        r"pick|book|sign|send|call|talk) (?:with|your|the|it|him|her|them|a|one|to|in|on)(?: [\w']+){0,3}",
    ),
    "pressure": _compiled(
        r"(?:only|just) (?:until|till|valid|good|holds?|for|\d+|a (?:few|couple|handful)|two|three|"
        r"one)(?: [\w']+){0,4}|(?:by|before|until|till|after) (?:the )?(?:end of|friday|monday|tuesday|wednesday|"
        r"thursday|today|tonight|tomorrow|month|quarter|year|next|this|christmas|the \w+)(?: [\w']+){0,2}",
        r"(?:last|final|one) (?:chance|slot|slots|spot|place|places|day|window|call|unit|units)(?: \w+){0,2}|"
        r"now or never|running out|(?:can't|cannot|won't|couldn't) (?:hold|keep|wait|promise|guarantee|"
        r"save)(?: [\w']+){0,4}|(?:sign|decide|commit|move|act|order|book) (?:now|today|this week|soon|quickly|fast)",
        r"(?:your|the) (?:competitors?|competition|rivals?|others?|neighbou?rs?)(?: [\w']+){0,4}|(?:every|"
        r"each) (?:day|week|month) you (?:wait|\w+)(?: [\w']+){0,3}|(?:miss|lose|behind|regret|goes up|go up|"
        r"price rise|increase|too late|somebody else|someone else|waiting list|queue)(?: [\w']+){0,3}",
    ),
    "concede": _compiled(
        r"(?:\d+\s*(?:%|percent)|discount|free|waive\w*|throw in|knock (?:off|\d+)|off the price|drop the|lower|"
        r"reduce|cheaper|no charge|extra|include|take off|on us|at cost|payment terms|extend|"
        r"half price)(?: [\w']+){0,4}",
    ),
    "attack": _compiled(
        r"(?:they|they're|their|them|those (?:guys|people|lot)|the other (?:lot|guys|vendor|supplier|one)|"
        r"[\w-]+'s) (?:[\w']+ ){0,3}(?:never|always|can't|don't|won't|fail\w*|rubbish|poor|bad|worse|cheap|junk|"
        r"slow|late|mess|disaster|sloppy|outdated|bust|struggl\w*|cut corners|let (?:people|customers) down|weak|"
        r"fold)(?: [\w']+){0,3}",
    ),
    "pitch": KIND_CUES["pitch"],
}  # fmt: skip


def find_cues(line: Line, patterns: _Patterns, *, within: Stretch) -> list[Stretch]:
    """Return where the first cue of each pattern stands inside *within*, in order, without overlaps."""
    found: list[Stretch] = []
    for pattern in patterns:
        hit = pattern.search(line.lower, *within)
        if hit and all(hit.end() <= a or hit.start() >= b for a, b in found):
            found.append(hit.span())
    return sorted(found)[:MOST_SPANS]


def core(line: Line, within: Stretch) -> Stretch:
    """Return the clause without what stands before its question word."""
    start, end = within
    found = _CORE.search(line.lower, start, end)
    return (found.start(), end) if found else within


def quoted_cue(line: Line, cues: Sequence[Stretch], whole: Stretch) -> str:
    """Return what was typed for the longest cue and the rest of its phrase; for *whole* where each cue is too short."""
    start, end = max(cues, key=lambda cue: cue[1] - cue[0], default=whole)
    if line.text.count(" ", start, end) + 1 < FEWEST_QUOTED:
        return line.typed(*whole)
    if line.text[end - 1] not in ".!?":
        phrase = _PHRASE_END.search(line.text, end, max(end, whole[1]))
        end = phrase.end() if phrase else max(end, whole[1])
    return line.typed(start, end).rstrip()


def question_cues(line: Line, clause: Stretch, *, label: str, kind: str) -> list[Stretch]:
    """Return the words that decided a question's label; the clause's core where no cue stands out."""
    cues = KIND_CUES[kind] if label == "none" else QUESTION_CUES[label]
    found = find_cues(line, cues, within=clause) or [clause if label == "none" else core(line, clause)]
    return [(start, end) for start, end in found if end > start]


def move_cues(line: Line, move: str, *, within: Stretch) -> list[Stretch]:
    """Return the words that show a reply move; the whole of *within* where no cue stands out."""
    found = find_cues(line, MOVE_CUES[move], within=within) or [within]
    if move in ASKING_MOVES and found[0] != within:
        return [(found[0][0], within[1])]  # a question is understood only to its end
    return found
