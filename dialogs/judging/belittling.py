"""
A trouble made small in plain words: "no big deal", "I wouldn't lose sleep over it", "that's ancient history".

The model hears four of nine such lines, fewer where they are kindly meant. Of 6,589 replies of the authors who teach it
27 show these words, and all of them make small (2026-11-24). What is no small thing is left alone.
"""

from __future__ import annotations

from dialogs.judging.plain import said_in
from dialogs.patterns import regex

_SMALL = r"(?:small|minor|tiny|modest|trifling|little)"
_THING = r"(?:thing|point|matter|detail|issue|sum|item|problem|story|hiccup)"
_BELITTLES = regex(
    # do not dwell on it
    r"\b(?:wouldn't|would not|wouldnt|i'd not|don't|dont|no need to|not) (?:\w+ )?"
    r"(?:lose (?:any |much )?(?:sleep|heart)|dwell on|make too much of|read too much into|"
    r"take (?:that|it|this) (?:so )?to heart|"
    r"give (?:it|that|this) (?:so|too) much (?:weight|thought))\b"
    r"|\byou(?:'re| are)?(?: just| only| really)? (?:worry|worrying|fret|fretting|thinking about it)"
    r"(?: about \w+)? (?:far |way )?too much\b|\byou(?:'re| are) overthinking\b"
    r"|\bnothing (?:\w+ )?to (?:worry|fret|panic|get upset|be (?:nervous|afraid|worried|scared))\b"
    r"|\b(?:wouldn't|would not|shouldn't|don't|do not|not) (?:\w+ )?(?:make (?:such a|a|so much) fuss|attach too much|"
    r"build (?:a|the) whole|take (?:it|this|that|them|one)?(?: \w+)? ?so serious(?:ly)?|take it so much)"
    r"|\b(?:wouldn't|would not|shouldn't) worry (?:too much|so much)\b|\byou worry (?:far |way )?too much\b"
    # it is less than you say
    r"|\b(?:not|isn't|hardly) (?:quite )?(?:as|so|half as|half so|nearly as|that) "
    r"(?:dire|serious|bad|important|dramatic|terrible|long|many)\b(?! (?:i|you|we|they|that|a|an)\b)"
    r"|\bnothing (?:very |so |that )?(?:special|serious|dramatic|terrible)\b"
    r"|\b(?:small change|peanuts|rounding error|small potatoes|small beer|a drop in the|crumbs|pocket money|"
    r"chicken feed|trifles?)\b"
    r"|\bnever hurt (?:any|a)\w*|\bnobody (?:ever )?(?:dies|died) (?:of|from)\b"
    r"|\bno(?:body| one) (?:was|got) (?:killed|hurt)\b"
    r"|\bthere are worse (?:things|crimes)\b|\bworse things happen\b"
    r"|\b(?:rather|quite|pretty|really) harmless\b|\bno great difference\b|\b(?:really|honestly) nothing\b(?! to)"
    # it is as it is everywhere
    r"|\b(?:quite|perfectly|just|all) normal (?:in|for|at|with)\b|\b(?:that's|it's|this is|that is) (?:\w+ )?"
    r"(?:normal|usual|common) (?:in|for|at|with|everywhere)\b|\b(?:work|life) everywhere\b"
    r"|\bmak(?:e|es|ing) (?:\w+ ){0,3}(?:mountain|more of (?:it|this|that)\b|bigger than|too much of|a lot of a small|"
    r"(?:it|this|that) (?:\w+ )?(?:bigger|higher|worse|harder|larger))\b|\bbigger than it (?:really )?is\b"
    r"|\b(?:sounds?|looks?|seems?|feels?) (?:\w+ )?(?:worse|bigger|scarier|larger)\b[^.?]{0,30}\bthan\b"
    r"|\b(?:no|not (?:such )?a|not that|not so|isn't (?:such )?a|isn't that|hardly a|never a) big (?:a )?"
    r"(?:deal|drama|thing|issue|matter|problem|story)\b"
    r"|(?:\bnot|n't|\bhardly) the end of the world\b"
    r"|\b(?:it's|that's|is|it is|that is|isn't|it wasn't|was|are) (?:really |honestly )?(?:not )?(?:so|that) "
    r"(?:bad|serious|terrible|dramatic|tragic)\b(?! (?:i|you|we|they|that|a|an)\b)"
    # it is over
    r"|\b(?:ancient history|water under the bridge|all in the past|forget quickly|(?:soon|quickly|long) forgotten)\b"
    r"|\b(?:ago|past|then)\b[^.?]{0,25}\b(?:hardly matters|(?:doesn't|does not|don't) matter (?:any ?more|now))\b"
    # everybody has that
    r"|\b(?:every|each) (?:\w+ ){1,3}(?:has|have|had|gets) (?:one|those|these|such|that|a few|them)\b"
    r"|\bhappens (?:in|to|at) (?:every|all|any|the best)\b"
    r"|\b(?:comes|goes) with the (?:job|trade|territory)\b|\bpart of the (?:job|trade|game)\b"
    # it will pass
    r"|\b(?:will|they'll|he'll|she'll|you'll) (?:soon |surely |all |quickly )?"
    r"(?:get (?:over it|used to it)|forget (?:it|about it))\b"
    # a trifle
    r"|\b(?:it's|that's|is|was|just|only|merely|such)(?: really| just| only| rather| but)? a (?:\w+ )?"
    rf"{_SMALL} {_THING}\b"
    r"|\b(?:just|only|simply) a formality\b|\ba mere formality\b"
    r"|\b(?:just|only|simply|surely) (?:\w+ )?(?:bad luck|a one.?off|a blip|a hiccup|nerves)\b|\ba hiccup or two\b"
)
_NOT_SMALL = regex(
    r"\b(?:no small|not a small|not a little|no little|nobody|no one|never just|not just|not only|isn't just|without|"
    r"you (?:said|say|told|mean)|they (?:said|say|tell)|won't (?:say|pretend|tell)|can't (?:say|pretend|tell)|"
    r"if (?:it|that|this)|whether|or is it|but (?:not|for you|to you))\b"
)


def belittles(text: str, lower: str) -> bool:
    """Return True where a sentence that asks nothing, or only ends in a tag, makes something small in plain words."""
    return any(_BELITTLES.search(said) and not _NOT_SMALL.search(said) for said in said_in(text, lower))
