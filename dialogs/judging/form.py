"""
Open, closed, leading or statement, by rule.

Reported and never punished: the field studies saw no difference (judge.md 2).
"""

from __future__ import annotations

from dialogs.judging import grammar
from dialogs.judging.grammar import AUX
from dialogs.model import Form
from dialogs.patterns import regex

_PRONOUNS = ("i", "you", "u", "it", "he", "she", "we", "they", "there", "that", "this", "those", "these")
_PRONOUN = rf"(?:{'|'.join(_PRONOUNS)})"
_NEGATIVE_TAG = regex(rf"\w[\s,\u2013\u2014-]+(?:{AUX}|wo|ca)\s+{_PRONOUN}\s*[?.!]*$")
_NEGATED = regex(r"(?:n't|nt|not)\s+\w+\s*[?.!]*$|\bnot\s*[?.!]*$")
_COMMA_TAG = regex(rf"\w\s*[,\u2013\u2014-]\s*(?:{AUX})\s+{_PRONOUN}\s*[?.!]*$")
_WORD_TAG = regex(
    r"(?:[,\u2013\u2014.?!-]\s*|\s)(?:right|correct|no|yes|yeah|yea|yep|eh|huh|innit|agreed|agree|am i right|"
    r"am i wrong|"
    r"or am i wrong|or not\b(?<!whether or not)|don'?t you think|"
    r"wouldn'?t you (?:say|agree|think)|don'?t you agree|isn'?t that (?:so|right|it|true|the case)|is that (?:right|"
    r"fair|correct)|do you not|if i'?m not mistaken|isn'?t it)\s*[?.!]*$"
)
_OPENER = regex(
    r"\W*(?:(?:would|is|are|do|does|wo|ca|could|should|did|have|has|was|were)n'?t\s+(?:you|u|it|that|this|they|we|"
    r"there|your|the|these|those|people|everyone|anyone)\b|"
    r"(?:surely|obviously|clearly)\b)"
)
_PRESUMED = regex(
    r"\b(?:i|we)(?:'d| would)? (?:imagine|bet|guess|assume|take it|suppose|presume|expect|reckon|trust)\b|"
    r"\b(?:must (?:be|have|cost|hurt|feel|get|mean|make|drive)|surely|obviously|"
    r"no doubt|i'?m (?:sure|guessing|assuming)|you'?d agree|you would agree|you agree|don'?t you (?:think|agree)|"
    r"wouldn'?t you (?:agree|say|think))\b"
)
_YES_OR_NO = regex(
    r"\b(?:curious|wonder\w*|know|ask|sure|understand|check|tell (?:me|us)|see|clear|hear) (?:whether|if)\b"
)


def _ends_in_tag(clause: str) -> bool:
    *_, last = clause.rstrip(" \t\n?.!").rsplit(None, 1) or ("",)
    if last not in _PRONOUNS:  # most clauses end otherwise, and the patterns look at every word
        return False
    return bool(_COMMA_TAG.search(clause) or (_NEGATIVE_TAG.search(clause) and _NEGATED.search(clause)))


def _is_leading(clause: str, *, marked: bool) -> bool:
    declarative = not (grammar.starts_with_wh(clause) or grammar.starts_with_auxiliary(clause))
    if _OPENER.match(clause, grammar.after_fillers(clause)) or _OPENER.match(clause):
        return True
    if _ends_in_tag(clause):
        return declarative or bool(_NEGATED.search(clause))
    if _WORD_TAG.search(clause) and declarative and marked:
        return True
    return marked and declarative and bool(_PRESUMED.search(clause)) and not grammar.has_wh_inside(clause)


def form_of(clause: str) -> Form:
    """Return the form of one question clause in lower case; "" stands for a line that asks nothing."""
    if not clause:
        return "statement"
    if _is_leading(clause, marked="?" in clause):
        return "leading"
    if _YES_OR_NO.search(clause):
        return "closed"
    if grammar.starts_with_wh(clause) or grammar.starts_with_directive(clause):
        return "open"
    if grammar.starts_with_auxiliary(clause):
        return "closed"
    return "open" if grammar.has_wh_inside(clause) or grammar.is_indirect(clause) else "closed"
