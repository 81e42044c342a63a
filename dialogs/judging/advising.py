"""
Advice in plain words, which nobody asked for: "you should …", "my advice would be …", "if I were you I'd …".

The model hears five of six, fewer where the advice is kind or speaks of somebody else's work. Of 6,589 replies of the
authors who teach it 46 show these words where no advice was asked for, and all of them prescribe (2026-11-24).
"""

from __future__ import annotations

from dialogs.judging.plain import said_in
from dialogs.patterns import regex

_LEAD = (
    r"(?:^\W*|[.;:] |"
    r"\b(?:please|and|but|so|then|think|view|opinion|maybe|perhaps|honestly|look|listen|believe me|if i may),? )"
)
# "you should know that we …", "you should see our release", "you need to sign here for the helmets"
_NO_DEED = (
    r"(?!(?:know|see|be|have|hear|feel|doubt|ask(?= me\b|[.,;!]|$)|sign here|stop me|tell me|forgive|excuse|"
    r"understand|remember)\b)"
)
_DUTY = (
    r"(?:should|ought to|oughta|need to|(?:'d|had) better(?! \w+s\b)|(?:'d|would) do (?:best|well) to|"
    r"(?:'d|would) be wise to)"
)
_NO_WOULD = r"(?! (?:wait|dawdle|hesitate|sleep|lose|worry|think|feel|be|sign|not)\b)"
_I_WOULD = rf"i(?:'d| would){_NO_WOULD}(?: \w+)?{_NO_WOULD} \w"
_ADVISES = regex(
    r"\bwhat \w+(?: \w+)? (?:must|needs? to|should|ha(?:s|ve) to|ought to|oughta) do is\b"
    rf"|{_LEAD}you(?: really| just| simply)? ?{_DUTY} {_NO_DEED}\w"
    r"|\bmy (?:honest |free |clear |friendly )?(?:advice|recommendation)(?: to you| here)?(?:,| is\b|:| would be\b)"
    r"|\bi(?:'d| would)?(?: \w+)? (?:advise|recommend) (?:you|that you)\b"
    rf"|\bif i (?:was|were) (?:you\b|in your (?:place|shoes)|running your \w+)(?: ?,[^,.]{{1,20}},| ?,)? {_I_WOULD}"
    rf"|\bin your (?:place|shoes),? {_I_WOULD}"
    rf"|\bif (?:it|this) (?:was|were) my \w+,? {_I_WOULD}"
    r"|\b(?:right|best|proper|only right) (?:thing|course)(?: of action)?(?: for \w+(?: \w+)?)?(?: to do)? "
    r"(?:is|would be) to\b"
    r"|\bbest (?:if )?you \w+"
    r"|\b(?:that|this)(?:'s| is| would be|'d be) the (?:solution|way|fix|answer|trick)\b(?! (?:you|they|to|of|from)\b)"
    r"|\b(?:that|this|it) (?:solves|would solve|fixes) (?:everything|the)\b"
    r"|^\W*(?:just|simply) (?:tell|ask|get|put|call|send|take|let|write|give|make|have) "
    r"(?:the|your|them(?! i\b)|her|him|a|somebody|someone)\b"
    r"|\bwhat i(?:'d| would) do(?: here| there| now)?(?:,| is\b)"
    r"(?! (?:\w+ )?(?:send|give|bring|offer|show|lend|put you|take you|write to you|come)\b)"
    r"|\byou(?:'d| would) be better off\b"
    r"|^\W*(?:so |look,? |honestly,? )?what you need(?:, \w+,)? is (?:an?|one|two|three)\b"
)
# What the customer has to do anyway is no advice in these words: "you must put it on one page for the board".
_OBLIGES = regex(
    rf"(?:{_LEAD}you|^\W*(?!(?:we|i|it|that|this|there|which|who|what|he|she|they|nobody|somebody|everybody)\b)\w+)"
    rf"(?: really| just| simply)? (?:must|have to|has to|needs to) {_NO_DEED}\w"
)


def advises(text: str, lower: str, *, likely: bool) -> bool:
    """
    Return True where a sentence that asks nothing tells the customer in plain words what to do.

    Args:
        likely: the model takes it for possible; then "you must …" is advice too.
    """
    return any(_ADVISES.search(said) or (likely and _OBLIGES.search(said)) for said in said_in(text, lower))
