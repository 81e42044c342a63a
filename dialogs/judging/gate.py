"""
Which lines are not judged at all, and why. Text is data.

In doubt a line passes: a real question refused is the worst answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dialogs.judging.language import ENGLISH, is_foreign
from dialogs.judging.line import LONGEST, Line, words
from dialogs.judging.small_talk import is_small_talk
from dialogs.patterns import regex

_COMMAND = regex(
    r"\s*(?:/(?:why|help|hint|repeat|skip|back|restart|stop|menu|privacy|export|erase)[.?!]*"
    r"|why|(?:help|hint|repeat|skip|back|restart|stop|menu|privacy|export|erase)[.!]*)\s*"
)

# What is said to a program and not to a customer. An order counts where an order can stand: at the start
# of a sentence or after "please", "you must" and the like, so that "do people ignore your rules?" passes.
_ORDER = (
    r"(?:^|[.!?:;\n>\"(\])}*]\s{0,3}|\b(?:please|pls|kindly|now|just|must|want you to|need you to|would like you to|"
    r"ask you to|asked you to|order you to|tell you to|telling you to|you should|you will|you can|you may|and|"
    r"(?:can|could|would) you|ok|okay|hey|so|and then)[,:]?\s+|[,-]\s*(?=(?:ignore|disregard|override|bypass)\b))"
)
_ORDERED = (
    r"(?:ignore|disregard|forget|override|bypass|overlook|drop|discard)\b[^.?!\n]{0,25}"
    r"\b(?:your|previous|prior|above|earlier|preceding|system|initial|original|these|"
    r"all (?:of )?(?:the|those|these)?)\s+"
    r"(?:\w+\s+){0,2}(?:instructions?|rules?|prompts?|guidelines?|programming|training|directives?)\b"
    r"(?! for (?:a|one) (?:sec|moment|minute))",
    r"(?:ignore|disregard|forget) (?:the|what(?:ever)? (?:is|was|stands)) (?:above|before)\b"
    r"(?! (?:mentioned|price))",
    r"you are now (?:a|an|my)\b[^.?!\n]{0,40}[.,;:!]\s*(?:and )?"
    r"(?:say|tell|agree|give|answer|respond|always|never|only)\b",
    r"(?:ignore|disregard|forget) (?:everything|all|anything) (?:above|before|that came before|you were told|"
    r"you(?:'ve| have) been told|said (?:above|before))",
    r"(?:score|rate|mark|grade|label|classify|judge|count|evaluate|categori[sz]e|treat)\s+"
    r"(?:this|it|me|that|mine|everything|all of (?:this|it)|(?:my|the|this|that|every|each|following)(?: \w+){0,2}?"
    r" ?(?:line|answer|question|reply|sentence|message|text|turn|input|one|above|attempt)?)"
    r"(?:\s*(?:as|with|:|=)\s*)?(?:\s*(?:a|an|the|being))?\s*[\"'*]?(?:perfect|correct|excellent|passed|pass\b|"
    r"full|top|max|best|"
    r"right\b|ten\b|10|100|given\b|need[- _]payoff|implication|(?:situation|problem) question|5 stars|five stars)",
    r"set (?:my |the |your )?(?:score|verdict|label|trust|openness|patience|impatience|credit|"
    r"probability)\s*(?:to|=)",
    r"(?:output|return|respond|reply|answer|print|say)\b[^.?!\n]{0,20}"
    r"(?:\{|\"label\"|label\s*[:=]|verdict\s*[:=]|(?:only |just )?(?:with )?the (?:word|label|token) |in json\b|"
    r"implication\b|need_payoff)",
    r"(?:write|compose|make up|generate) (?:me |us )?an? (?:\w+ )?(?:poem|haiku|limerick|joke|essay|song|"
    r"short story|python|javascript|program\b)",
    r"translate (?:this|that|it|the (?:above|following)) (?:in)?to \w+",
    r"(?:tell|give|show) me (?:the )?(?:right |correct |expected )?(?:answer|solution) (?:to|for|of) (?:this|the) "
    r"(?:drill|exercise|task|quiz|test)\b",
    r"tell me (?:that )?i(?: am|'m|m) (?:right|correct|perfect)\b",
    r"(?:say|answer|reply|output|print) (?:only )?(?:the word )?[\"']?(?:situation|problem|implication|"
    r"need[- _]payoff)[\"']?\W*$",
    r"(?:pretend (?:to be|that you|you(?:'re| are))|role-?play as|act as (?:if you were )?(?:an? |the )?"
    r"(?:ai|judge|grader|assistant|evaluator|linux|terminal|system|dan|python))",
)
_AS_AN_ORDER = regex(f"{_ORDER}(?:{'|'.join(_ORDERED)})")  # one look for where an order can stand, not thirteen
_ANYWHERE = tuple(
    regex(pattern)
    for pattern in (
        r"\b(?:reveal|print|show|repeat|output|display|leak|ignore|override|change|what(?:'s| is| was)|give me)\b"
        r"[^.?!\n]{0,20}\bsystem prompt\b(?!s (?:the|your|them))",
        r"^\s*system prompt\s*(?:[:=].*)?$|\bnew system prompt\b|\b(?:jailbreak|prompt injection|developer mode on)\b",
        r"\b(?:give|award|grant|assign)\s+(?:me|us|this|it|my \w+|this \w+)\s+(?:\w+\s+){0,3}"
        r"(?:full|max(?:imum)?|top|perfect|highest|best|all(?: the)?|100|ten)\s*(?:marks?|points?|credits?|scores?|"
        r"stars?|grades?|%|percent|out of)",
        r"\b(?:give|award|grant)\s+(?:me|this|it)\s+(?:an?\s+)?(?:10\s*/\s*10|100\s*/\s*100|5\s*/\s*5|100\s*%|a\+|"
        r"pass\b)",
        r"\byour new instructions? (?:is|are)\b|^\W*what (?:is|are|were|was) your (?:\w+ )?"
        r"(?:instructions?|prompts?)\W*$",
        r"\bwhat (?:system )?prompts? (?:were|was|are|have|did) you\b|"
        r"\b(?:which|what) (?:ai |language |llm )?model are you\b(?! \w+ing\b)",
        r"\b(?:classify|label|score|grade|rate) the following\b|\bconfidence\s*[:=]?\s*(?:1\.0|100)\b|"
        r"\b(?:answer|label|verdict|class) ?[:=] ?(?:situation|problem|implication|need[- _]payoff)\b",
        r"\b(?:admin|god|debug|sudo|dan) mode\b.{0,20}\b(?:set|give|score|mark|you|ignore|say|output|pass)\b",
        r"\bi (?:should|deserve|must|want to|need to) (?:get|have|receive|be given)?\s*(?:\w+\s+){0,2}(?:full marks|"
        r"full points|"
        r"full score|perfect score|full credit)",
        r"\b(?:this|my|the above|the following) (?:line|question|answer|reply|sentence|message)\s+(?:is|should be|"
        r"must be|"
        r"shall be|counts as|has to be)\s+(?:\w+\s+){0,3}(?:perfect|correct|implication question|need[- ]payoff|scored|"
        r"labell?ed|classified|marked|full marks)",
        r"\b(?:mark|let) me (?:as )?(?:pass(?:ed)?|correct|complete)\b|\bpass me\b(?! (?:the|to|on|over|a|an)\b)",
        r"\bfrom now on,? (?:you are|you're|(?:you (?:must|will|should) )?(?:only |always )?(?:respond|answer|reply|"
        r"act|score|"
        r"label|grade|say yes|agree|output|speak)\b)",
        r"\byou(?:'re| are) (?:now |no longer )?(?:an? |the )?(?:ai\b|a\.i\.|language model|llm|large language|"
        r"chat ?bot|bot\b|grader|"
        r"evaluator|gpt|chatgpt|dan\b|unrestricted|scoring (?:system|engine))",
        r"\b(?:dear|hey|hello|hi|attention|note to|message to|instructions? (?:to|for))[, :]+(?:the |this )?"
        r"(?:ai|judge|grader|evaluator|classifier|scorer|scoring|chat ?bot|language model|llm|model\b(?! \w))",
        r"^\W*(?:system|user|developer|assistant)\s*[:>]\s*(?:you\b|ignore|the (?:user|judge|following|next|rep)|"
        r"give|score|"
        r"set|new|override|label|mark|grade|from now|respond|disregard|all |this |please|sure|ok)",
        r"<\|?/?\s*(?:system|im_start|im_end|assistant|user|endoftext|instructions?|prompt|judge|s)\s*\|?>|"
        r"\[/?(?:inst|sys|system|"
        r"assistant|user)\]|<</?sys>>|#{2,}\s*(?:system|instructions?|response|assistant|new task|user|override)",
        r"\"(?:label|verdict|probabilities|score|role|gate|task)\"\s*:",
        r"```|<script|</?\w+>\s*\w*\s*</\w+>|<\?php|#!/|\$\{[^}]*\}|\{\{[^}]*\}\}|\{%|\brm -rf?\b|\bsudo \w|__\w+__|"
        r"\bos\.system|\b(?:eval|exec|print|alert|console\.log|system)\s*\(|\bimport (?:os|sys|re|json|numpy|"
        r"requests)\b|"
        r"\bdef \w+\(|\bfunction\s*\w*\s*\(|=>\s*\{|\bdrop table\b|\bselect \*|\bunion select\b|\bor 1\s*=\s*1|;\s*--|"
        r"\binsert into \w+\s*(?:\(|values\b)|\bcurl https?:|<img |onerror\s*=|\bjavascript:",
        r"<(?:/?(?:a|b|i|p|u|br|div|span|html|body|head|table|tr|td|ul|li|h[1-6]|style|iframe|svg|xml|form|input)\b"
        r"[^<>]*>|!--|\?xml)|&(?:lt|gt|nbsp|quot|amp);|\|\s*:?-{3,}|\\[a-z]+\{",
        r"\bdelete from \w+\W*(?:$|where\b)|\bupdate \w+ set \w+\s*=|\btruncate table\b|\bxp_cmdshell\b|"
        r"\balter table \w+ (?:add|drop|rename)\b|\bselect [\w*,() ]{1,60} from \w+ (?:where \w+\s*[<>=]|group by|"
        r"order by|limit \d)",
        r"\bfor \w+ in range\b|\bwhile true\s*[;:{]|\bif \([^)]*\)\s*\{|;\s*(?:\}|done\b)|\bpublic static\b|#include\b|"
        r"\blambda \w+:|\b(?:const|var) \w+ ?=|\w ?== ?\S|&&|\|\||\b(?:npm|pip|docker|git|apt-get) "
        r"(?:install|run|commit|push|clone|pull) ?-?\S*-\w|\bpip install\b|\bnpm install\b|\bls -[a-z]|/etc/\w+|"
        r"\w\*\*\d|^(?:\w=\S+;){2}|\becho \$",
    )
)

# Two letters that stand side by side in no English word.
_NEVER = regex(
    r"bq|bz|cf|cj|cv|cx|dx|fk|fq|fv|fx|fz|gq|gv|gx|hx|hz|jb|jc|jd|jf|jg|jh|jk|jl|jm|jn|jp|jq|jr|js|jt|jv|jw|jx|jy|jz|"
    r"kq|kx|kz|lx|mx|mz|pq|pv|px|qb|qc|qd|qe|qf|qg|qh|qj|qk|ql|qm|qn|qo|qp|qr|qv|qw|qx|qy|qz|sx|tq|vb|vc|vf|vh|vj|"
    r"vm|vp|"
    r"vq|vt|vw|vx|wq|wv|wx|wz|xb|xd|xg|xj|xk|xr|xv|xz|yq|zb|zc|zd|zf|zg|zj|zn|zq|zr|zx"
)
_MASHED = regex(
    r"(?:^(?:asd|sdf|dfg|fgh|ghj|hjk|jkl|lkj|kjh|jhg|hgf|gfd|fds|dsa|qwe|ewq|rty|yui|zxc|xcv|cvb|vbn|bnm|q)+$|asdf|"
    r"sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert(?!h)|erty(?<!perty)(?<!berty)|rtyu|tyui|yuio|uiop|zxcv|xcvb|cvbn|vbnm|lkjh|"
    r"kjhg|jhgf|hgfd|"
    r"gfds|fdsa|poiu|oiuy|iuyt|rewq|mnbv|nbvc|bvcx|vcxz)|(.)\1{3,}|^(\w{1,3})\2{2,}$|[^\Waeiouy\d_]{6,}|"
    r"^[^\Waeiouy\d_]{4,}$"
)


_REPEATED, _FEWEST_LETTERS = 3, 3  # our guesses; no authored line has as much of either


def _is_mashed(word: str) -> bool:
    return bool(_MASHED.search(word) or (len(word) >= 4 and _NEVER.search(word)))


def _says_nothing(found: Sequence[str]) -> bool:
    """Return True for one word over and over, and for single letters: "late late late late late", "g 9 k r u"."""
    if len(set(found)) <= min(2, len(found) // _REPEATED) and found:
        return True
    return len(found) >= _FEWEST_LETTERS and all(len(word) == 1 for word in found)


_MOST_STRANGE = 4  # long words without one everyday word among them; no authored line has as many (tests/judging)


def _is_gibberish(line: Line) -> bool:
    """Return True for keyboard mash: no everyday English word, and a lot of it, or most of it could be in none."""
    found = words(line.lower)
    if _says_nothing(found):
        return True
    if any(word in ENGLISH and len(word) > 1 for word in found):
        return False
    long = [word for word in found if len(word) >= 3]
    shouted = line.text.isupper() and all(len(word) <= 5 for word in long)  # "SLA WMS KPI"
    mashed = sum(1 for word in long if _is_mashed(word))
    listed = line.text != line.lower or any(sign in line.text for sign in ",;:0123456789-")  # of names, or of parts
    if len(long) >= _MOST_STRANGE and not listed:
        return True
    return not shouted and mashed >= 1 and mashed * 2 > len(long)


# One of these stands in every instruction; nine real lines in ten have none and skip the patterns.
_SUSPECT = regex(
    r"[<\[{`#\"$=*>|]|--|&|;\s*(?:\}|done)|\\|/etc/|\b(?:ignor|disregard|forget|overrid|bypass|overlook|discard|drop|prompt|jailbreak|developer|"
    r"marks?\b|"
    r"points|credit|scor|stars|grade|label|rate\b|judge|count\b|evaluat|categori|classif|treat|perfect|pass|set\b|"
    r"output|return|"
    r"respond|reply|answer|print|say\b|from now|you are\b|you're\b|pretend|role-?play|act as|dear|attention|note to|"
    r"message to|instruction|system|user|assistant|grader|award|assign|give (?:me|us|this|it|my)|grant|let me pass|"
    r"full|import|write|compose|generate|translat|the following|confidence|instructions|model are|answer|mode\b|"
    r"while true|for \w+ in range|delete|update|truncate|alter|xp_cmd|public static|lambda|const|var\b|npm|pip|docker|"
    r"git\b|ls -|make up|tell me (?:that )?i\b|"
    r"def |eval|exec|curl|javascript|sudo|rm -|select|union|insert|or 1|os\.|alert|console|function|__|"
    r"(?:hey|hello|hi)[, ]+(?:the )?(?:ai|judge|grader|evaluator|classifier|chat|language|llm|model))"
)


def is_instruction(lower: str) -> bool:
    """Return True for text aimed at the program that reads it: orders to the judge, role tags, code."""
    if _SUSPECT.search(lower) is None:
        return False
    return _AS_AN_ORDER.search(lower) is not None or any(pattern.search(lower) for pattern in _ANYWHERE)


def _is_too_short(line: Line) -> bool:
    found = words(line.lower)
    if len(found) >= 2:
        return False
    asked = line.text.rstrip().endswith("?") or any(c.isdigit() for c in line.text)
    return not (asked and sum(map(len, found)) >= 3)  # "why?", "delays?" are questions; "ok?" is not


# In this order: the first that holds is the reason.
_CHECKS: tuple[tuple[str, Callable[[Line], bool]], ...] = (
    ("too_long", lambda line: len(line.original) > LONGEST),
    ("empty", lambda line: not line.text.strip()),
    ("no_letters", lambda line: not any(c.isalpha() for c in line.text)),
    ("command", lambda line: _COMMAND.fullmatch(line.lower) is not None),
    ("instruction", lambda line: is_instruction(line.lower)),
    ("not_english", lambda line: is_foreign(line.text, line.lower)),
    ("gibberish", _is_gibberish),
    ("small_talk", lambda line: is_small_talk(line.lower)),
    ("too_short", _is_too_short),
)
REASONS = tuple(reason for reason, _ in _CHECKS)


def gate(line: Line) -> str | None:
    """Return one of REASONS, or None where the line can be judged."""
    return next((reason for reason, holds in _CHECKS if holds(line)), None)
