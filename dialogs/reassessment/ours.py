"""Whose act a line tells of, ours or the customer's, and whether a step of our plan presents or pushes. By words."""

from __future__ import annotations

import re

from dialogs.patterns import regex

_OUR_DEED = (
    r"(?:re)?sent|presented|showed|shown|demo(?:e?d|'d)|demonstrated|proposed|offered|quoted|pitched|submitted|"
    r"delivered|mailed|e-?mailed|called|phoned|rang|followed up|chased|visited|invited|shared|walked|gave|ran|held|"
    r"scheduled|booked|arranged|prepared|sold|discounted|explained|issued|did|made"
)
_OUR_THING = (
    r"demo|demonstration|proposal|quote|quotation|offer|presentation|pitch|deck|slides|brochure|pricing|price list|"
    r"sample|samples|meeting|call|visit|workshop|webinar|e-?mail|mail|follow-?up|tender|bid"
)
# the customer's deed, after its subject
_DEED = (
    r"(?!need|speed|feed|seed|indeed|exceed|proceed|succeed|hundred|bed\b|red\b)[a-z]{2,}ed|said|told|gave|sent|took|"
    r"made|put|brought|bought|got|wrote|met|did|ran|saw|showed|set|cut|let|kept|won|lost|chose|spoke|held|left|went|"
    r"came|began|broke|built|paid|sold|led|heard|read|asks|wants|says|compares|is|are|was|were|has|have|keeps|sends"
)
_BETWEEN = r"(?:\s+(?:has|have|had|also|then|just|now|again|since|twice|\w+ly))*"
_SUBJECT = regex(rf"\b([a-z'’]+){_BETWEEN}\s+(?:{_DEED})\b")
_PASSIVE = regex(
    r"\b(?:we|i)\s+(?:were|was|got|have been|had been|are|am|heard|received|learned|learnt|saw|noticed)\b|"
    r"\bby (?!us\b|me\b|e-?mail|mail|post|phone|\w+day|then\b|the end|\d)"
)
_TO_US = regex(r"\b(?:us|me)\b")
_STARTS = r"^\W*(?:(?:on|at|last|this|yesterday|today|the|a|an|our|my|first|second|third|new|revised|\d+|\w+day)\W+)*"
_OURS_FIRST = regex(r"^\W*(?:\w+\W+){0,3}?(?:we|i|i've|we've|our (?:team|side|rep|engineer\w*|people)|my team)\b")
_OUR_VERB_FIRST = regex(rf"{_STARTS}(?:{_OUR_DEED})\b")
_OUR_THING_FIRST = regex(
    rf"{_STARTS}(?:{_OUR_THING})s?(?: v?\d+(?:\.\d+)?)?\b(?:\W*$|.*?\b(?:{_OUR_DEED}|done|given|completed|went|out)\b)"
)
_NO_SUBJECT = frozenset(
    """
    we i our my us me you and or then to not but also with for by of in on at from a an the it this that these those
    who which there here is are was were be been has have had will would after before when while where as so if than
    we've i've we're yesterday today week month
    """.split()  # noqa: SIM905 - sixty quoted words are not read more easily
)
_THINGS = regex(rf"(?:{_OUR_THING}|proposals|quotes|offers|slides)")
_SELLS = regex(
    r"\b(?:re-?)?(?:send|submit|present|pitch|demo|demonstrate|propose|quote|deliver|push|close|discount|mail|e-?mail|"
    r"offer|show|issue|walk)\b.*?\b(?:proposals?|quotes?|quotations?|offers?|demos?|presentations?|deck|slides|brochures?|"
    r"pric\w+|contracts?|discounts?|deals?|products?|platform|features?|v\d+)\b|^\W*(?:present|pitch|demo|close)\b|"
    r"^\W*(?:the |a |our |second |final |new |revised )*(?:proposal|quote|demo|pitch|presentation|offer)\b",
    re.IGNORECASE,
)
_ASKS = regex(r"^\W*(?:ask|find out|listen|learn|hear|understand|talk through|let)\b", re.IGNORECASE)


def is_our_act(text: str) -> bool:
    """
    Whether a line that should tell what the customer did tells only what we did: "demo done", "we sent the offer".

    Where it tells of both, or cannot be told, it is not called ours.
    """
    line = " ".join(text.lower().replace("’", "'").split())
    if not line or _tells_theirs(line):
        return False
    if _OURS_FIRST.search(line):
        return True
    by_verb = _OUR_VERB_FIRST.search(line) is not None and not _TO_US.search(line)
    return by_verb or _OUR_THING_FIRST.search(line) is not None


def _tells_theirs(line: str) -> bool:
    if _PASSIVE.search(line):
        return True
    subjects = (found.group(1) for found in _SUBJECT.finditer(line))
    return any(word not in _NO_SUBJECT and not _is_ours(word) for word in subjects)


def _is_ours(word: str) -> bool:
    return _THINGS.fullmatch(word) is not None or re.fullmatch(_OUR_DEED, word) is not None


def is_selling_step(text: str) -> bool:
    """Whether a step of our plan presents, quotes or pushes: "send proposal v3"; asking and listening do not."""
    return _ASKS.search(text) is None and _SELLS.search(text) is not None
