"""
Whether a typed line has what an item's checks ask for: by the judge's reading, by words, by numbers and dates.

A check that cannot tell says None, and costs nothing (frameworks.md, section 1).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.line_checks import (
    AnyCheck,
    AsksCheck,
    AvoidsCheck,
    ComparesCheck,
    CustomerFirstCheck,
    EvidenceCheck,
    FigureCheck,
    LengthCheck,
    MovesCheck,
    NamesCheck,
    SaysCheck,
    StepsCheck,
    TypeCheck,
)
from dialogs import evidence
from dialogs.amounts import AMOUNT
from dialogs.judging.linking import stem
from dialogs.judging.policy import NAMED, SIN_NAMED
from dialogs.model import Judgement
from dialogs.patterns import regex

DOUBTFUL = 0.40  # judge.md 6: under it a reading is not even asked about
_WORD = regex(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE = regex(r"[^.!?]*[^\W_][^.!?]*(?:[.!?]+|$)")
_OURS = frozenset(
    ["we", "our", "ours", "us", "i", "me", "my", "mine", "we're", "we'll", "we've", "i'm", "i'll", "i've"]
)
_THEIRS = frozenset(
    [
        "you",
        "your",
        "yours",
        "you're",
        "you'll",
        "customer",
        "customers",
        "client",
        "clients",
        "buyer",
        "buyers",
        "their",
        "theirs",
    ]
)
_LEAST_PREFIX = 5  # letters of a term's stem from which any longer word counts: "deliver" finds "deliverable"

_NUMBER = (
    r"(?:\d[\d.,]*|an?|half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|sixty|ninety|hundred|dozen)"
)
_TIME = r"(?:minute|hour|day|night|shift|week|fortnight|month|quarter|season|year)s?"
_PERIOD = regex(
    rf"\b(?:(?:per|each|every|any|a|an) (?:\w+ )?{_TIME}|/ ?(?:h|hour|day|week|month|quarter|year)|"
    rf"(?:with)?in (?:the )?(?:first |last |next |under |less than )*{_NUMBER}?[- ]?(?:\w+ )?{_TIME}|"
    rf"(?:over|for|during|after|since|until|till|before|by|last|this|next|past) (?:the )?(?:\w+ ){{0,3}}?"
    rf"(?:{_TIME}|\w+day|january|february|march|april|may|june|july|august|september|october|november|december|"
    rf"\d{{4}})|"
    r"hourly|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?|nightly|"
    rf"(?:same|next)[- ](?:working )?(?:day|week|shift|morning)|{_NUMBER}[- ]{_TIME})\b",
    re.IGNORECASE,
)
_STEP_BREAK = regex(
    r"\s*(?:[,;→>]|->|\.\s|\n|\b(?:and )?then\b|\bafter that\b|\bnext\b|\bbefore\b|\buntil\b|\btill\b|\bup to\b|\bto\b"
    r"(?= (?:the |a |an |their |signed|first|final|paid))|\bthrough\b|\bfollowed by\b|\d[.)])\s*",
    re.IGNORECASE,
)
_STARTS = regex(r"\b(?:from|start\w*|beg[iau]n\w*|first(?:ly)?|once|when(?:ever)?|as soon as|1[.)])\b", re.IGNORECASE)
_ENDS = regex(
    r"\b(?:to|until|till|ends?|ending|finish\w*|last(?:ly)?|final\w*|clos\w+|sign\w*|won|contract|order(?:ed|s)?|"
    r"go(?:es)?[- ]live|hand(?:ed)?[- ]?over|paid)\b",
    re.IGNORECASE,
)
_DENIES = regex(
    r"(?:^|[.!?,;]\s*)(?:no|nope|never|impossible|unfortunately)\b|\b(?:we|i) (?:can't|cannot|can not|won't|will not|"
    r"don't|"
    r"do not|couldn't|could not|have to refuse|must decline|disagree)\b|\b(?:not possible|out of the question|no way|"
    r"not true|that's (?:wrong|not right|too (?:much|low|late|early))|you(?:'re| are) (?:wrong|mistaken))\b",
    re.IGNORECASE,
)
_ASKS = regex(
    r"\?|(?:^|[.!,;:]\s)\W*(?:so |and |but |ok |okay |well |then )*(?:what|which|who|whom|whose|where|when|why|how|"
    r"would|could|can|do|"
    r"does|did|is|are|was|were|will|shall|should|may|has|have|had|tell me|help me|walk me|say)\b",
    re.IGNORECASE,
)
_COMPARES = regex(
    r"\b(?:more|less|fewer|better|worse|rather|instead|than|outweigh\w*|against|versus|vs|compar\w+|while|whereas|"
    r"at the (?:price|cost|expense)|in (?:exchange|return)|weigh\w*|balance\w*|trade\w*|give up|gives? up|"
    r"matter\w* (?:most|more)|counts? (?:most|more)|as much as|really worth|first(?: and|,) |"
    r"which (?:of|one|would|matters|counts|weighs|hurts|costs)|if you had to choose|on the other (?:hand|side)|even if|"
    r"worth it|set (?:that )?(?:beside|next to)|next to|beside|on top of|bigger|smaller|cheaper|dearer|faster|slower|"
    r"longer|shorter|higher|lower|larger|sooner|later)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check made of a line. `passed` is None where it cannot tell; `words` are the rep's that decided it."""

    check: AnyCheck
    passed: bool | None
    words: str = ""


def decide(checks: Sequence[AnyCheck], text: str, judgement: Judgement) -> tuple[Checked, ...]:
    """Return what each check makes of the line, in their order."""
    return tuple(_decided(check, text, judgement) for check in checks)


def verdict(found: Sequence[Checked]) -> bool | None:
    """
    Return whether the line has all that was asked for.

    One check that fails decides. Where the first, the heart of the item, cannot tell, nobody can; another that cannot
    tell leaves the total.
    """
    if any(one.passed is False for one in found):
        return False
    return None if not found or found[0].passed is None else True


def first_miss(found: Iterable[Checked]) -> Checked | None:
    """Return the first check that the line does not meet."""
    return next((one for one in found if one.passed is False), None)


def _decided(check: AnyCheck, text: str, judgement: Judgement) -> Checked:
    match check:
        case TypeCheck():
            return Checked(check, _is_type(check, judgement), _words_of(text, judgement, check.type))
        case MovesCheck():
            return _moves(check, text, judgement)
        case SaysCheck():
            return Checked(check, _says(check, judgement))
        case NamesCheck():
            hits = named(text, check.terms)
            return Checked(check, len(hits) >= check.at_least, _once(hits.values()))
        case AvoidsCheck():
            hits = named(text, check.terms)
            return Checked(check, not hits, _once(hits.values()))
        case LengthCheck():
            return _length(check, text)
        case CustomerFirstCheck():
            return _customer_first(check, text)
        case _:
            return _by_words(check, text)


def _once(words: Iterable[str]) -> str:
    """Return the words in a row, each once: several terms may be found in the same one."""
    return ", ".join(dict.fromkeys(words))


def _by_words(check: AnyCheck, text: str) -> Checked:
    match check:
        case FigureCheck():
            amount = AMOUNT.search(text)
            dated = not check.period or _PERIOD.search(text) is not None or evidence.when(text) != ""
            return Checked(check, amount is not None and dated, amount.group() if amount else "")
        case StepsCheck():
            steps = [part for part in _STEP_BREAK.split(text) if part and _WORD.search(part)]
            ordered = len(steps) >= check.at_least and bool(_STARTS.search(text)) and bool(_ENDS.search(text))
            return Checked(check, ordered)
        case EvidenceCheck():
            found = {part: getattr(evidence, part)(text) for part in check.parts}
            return Checked(check, all(found.values()), ", ".join(words for words in found.values() if words))
        case AsksCheck():
            denied = _DENIES.search(text) if check.no_denial else None
            asked = _ASKS.search(text)
            words = denied.group().strip(" ,.;") if denied else ""
            return Checked(check, asked is not None and denied is None, words)
        case ComparesCheck():
            weighed = _COMPARES.search(text)
            return Checked(check, weighed is not None, weighed.group() if weighed else "")
        case _:
            raise TypeError(f"no rule for the check {check.check!r}")


def _is_type(check: TypeCheck, judgement: Judgement) -> bool | None:
    if judgement.task != "question" or judgement.verdict == "abstain":
        return None
    if judgement.verdict == "ask":
        return None if check.type in judgement.candidates else False
    if judgement.label != check.type:
        return False
    return judgement.linked is not None if check.linked else True


def _moves(check: MovesCheck, text: str, judgement: Judgement) -> Checked:
    if judgement.moves is None:
        return Checked(check, None)
    done = [move for move in check.none_of if judgement.moves[move] >= _named_at(move)]
    if done:
        return Checked(check, False, _words_of(text, judgement, done[0]))
    doubtful = any(judgement.moves[move] >= 0.5 for move in check.none_of)
    if not check.one_of:
        return Checked(check, None if doubtful else True)
    there = [move for move in check.one_of if judgement.moves[move] >= NAMED]
    if there:
        return Checked(check, None if doubtful else True, _words_of(text, judgement, there[0]))
    perhaps = any(judgement.moves[move] >= DOUBTFUL for move in check.one_of)
    return Checked(check, None if perhaps else False)


def _named_at(move: str) -> float:
    return SIN_NAMED.get(move, NAMED)


def _says(check: SaysCheck, judgement: Judgement) -> bool | None:
    kinds = judgement.statement_kinds
    if kinds is None:
        return None
    if any(kinds[kind] >= NAMED for kind in check.none_of):
        return False
    if check.one_of and all(kinds[kind] < DOUBTFUL for kind in check.one_of):
        return False
    sure = not check.one_of or any(kinds[kind] >= NAMED for kind in check.one_of)
    return True if sure and all(kinds[kind] < DOUBTFUL for kind in check.none_of) else None


def _words_of(text: str, judgement: Judgement, label: str) -> str:
    span = next((span for span in judgement.spans if span.label == label), None)
    return text[span.start : span.end] if span else ""


def _length(check: LengthCheck, text: str) -> Checked:
    sentences = len(_SENTENCE.findall(text))
    count = len(_WORD.findall(text))
    return Checked(check, count <= check.most_words and sentences <= check.most_sentences)


def _customer_first(check: CustomerFirstCheck, text: str) -> Checked:
    words = [word.lower() for word in _WORD.findall(text.replace("’", "'"))]
    ours = [place for place, word in enumerate(words) if word in _OURS]
    theirs = [place for place, word in enumerate(words) if word in _THEIRS]
    theirs += [place for term in check.terms for place in _places(words, term)]
    if not theirs:
        return Checked(check, False)
    first = not ours or min(theirs) < min(ours)
    return Checked(check, first and len(set(theirs)) > len(ours), words[ours[0]] if ours and not first else "")


def named(text: str, terms: Sequence[str]) -> dict[str, str]:
    """Return for each term that stands in the text, in any form, the words that it stands in."""
    words = _WORD.findall(text.replace("’", "'"))
    lower = [word.lower() for word in words]
    found: dict[str, str] = {}
    for term in terms:
        size = len(_WORD.findall(term))
        for place in _places(lower, term)[:1]:
            found[term] = " ".join(words[place : place + size])
    return found


def _places(words: Sequence[str], term: str) -> list[int]:
    wanted = _stems_of(term)
    size = len(wanted)
    starts = range(len(words) - size + 1) if size else ()
    return [at for at in starts if all(map(_is_form, words[at : at + size], wanted))]


def _is_form(word: str, wanted: str) -> bool:
    own = stem(word)
    return own == wanted or (len(wanted) >= _LEAST_PREFIX and own.startswith(wanted))


@functools.lru_cache(maxsize=1_024)
def _stems_of(term: str) -> tuple[str, ...]:
    return tuple(stem(word.lower()) for word in _WORD.findall(term.replace("’", "'")))
