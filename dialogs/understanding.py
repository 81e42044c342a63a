"""
From a percept to an act: what the rep really did, for the customer to answer.

The judge's probabilities and the nearness to what this customer knows are weighed together: first
the act, then the thing asked about. A guess below the threshold is no guess; the customer asks back.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass

from content.schema import Customer
from dialogs.customer import Act, Mood, kind_of, problem_of
from dialogs.model import Heard, Judgement, Percept

_TYPE_OF = {"situation": "situation", "problem": "problem", "implication": "implication", "payoff": "need_payoff"}

# Tuned on the customers' own ask lines, each left out in turn, and on a first set of other authors' lines that is
# spent now; never on the frozen held-out lines. content/accuracy.md says how.
CERTAINTY_WEIGHT = 0.05  # how much of a similarity a factor e in the judge's probability is worth
FOCUS_BONUS = 0.02  # for the problem that is being talked about
UNTOLD_MALUS = 0.08  # for what follows from a problem not told yet: a rep who knows of none asks for the problem
DAY_BONUS = 0.15  # for asking for a next step, where the line reads as a close and names a day
OUTSIDE_SHARE = 0.6  # how much nearness to a line that nothing answers speaks against being understood
KNOWN_AT = 0.26  # lead over that; below it the customer is not sure what is meant
NEAR_AT = 0.20  # below this it is nothing that this customer knows
FLOOR = 0.02  # no probability counts as less: the judge is never that sure
MOST_QUESTIONS = 2  # more in one line is "one at a time" (customer.md 3)
ECHO_SHARE = 0.8  # this much of a line's words are the customer's own

_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Understood:
    """The act, and the question type that it counts as (a QUESTION_LABELS value, "none" for all else)."""

    act: Act
    label: str


def understand(percept: Percept, *, text: str, customer: Customer, mood: Mood, told: tuple[str, ...]) -> Understood:
    """Say what *text* did. Pitch, close and statement come before any topic (customer.md 1)."""
    judgement = percept.judgement
    if judgement.gate == "small_talk":
        return Understood(Act("small_talk"), "none")
    if judgement.questions > MOST_QUESTIONS or is_listed(text) or _topics(percept) >= 3:
        return Understood(Act("scatter"), "none")
    if is_echo(text, told):
        return Understood(Act("echo"), "none")
    best = _best(percept.heard, judgement, mood)
    if _is_none(judgement, _lead(percept.heard, best)) or _is_advance(percept, best, text):
        return Understood(_none_act(percept, text), "none")
    return _question(percept.heard, judgement, best)


def _question(heard: tuple[Heard, ...], judgement: Judgement, best: Heard | None) -> Understood:
    label = max(_TYPE_OF.values(), key=lambda name: _probability(judgement, name))
    lead = _lead(heard, best)
    if best is None or lead < NEAR_AT:
        return Understood(Act("lost"), label)
    kind = kind_of(best.node)
    if lead < KNOWN_AT:
        other = next((h.node for h in heard if problem_of(h.node) not in ("", problem_of(best.node))), "")
        return Understood(Act("unclear", best.node, other), label)
    return Understood(Act(kind, best.node), _TYPE_OF[kind])


def _lead(heard: tuple[Heard, ...], best: Heard | None) -> float:
    """Return how much nearer the line is to *best* than to the lines that this customer has no answer to."""
    outside = next((h.similarity for h in heard if h.node == "out_of_scope"), 0.0)
    return best.similarity - OUTSIDE_SHARE * outside if best else -1.0


def _best(heard: tuple[Heard, ...], judgement: Judgement, mood: Mood) -> Heard | None:
    """Return the node that similarity and type together speak for; `similarity` stays the bare one."""
    certainty = {
        kind: CERTAINTY_WEIGHT * math.log(_probability(judgement, label)) for kind, label in _TYPE_OF.items()
    }
    most = max(certainty.values()) + FOCUS_BONUS  # what a node can gain on its similarity
    best, best_rank = None, -math.inf
    for one in heard:
        if one.similarity + most < best_rank:
            break  # nearest first: what follows is further away still
        kind = kind_of(one.node)
        rank = one.similarity + certainty[kind] + _standing(one.node, kind, mood) if kind in certainty else -math.inf
        if rank > best_rank:
            best, best_rank = one, rank
    return best


def _standing(node: str, kind: str, mood: Mood) -> float:
    """Return what the conversation so far speaks for a node: its problem is in focus, or was never told."""
    problem = problem_of(node)
    focus = FOCUS_BONUS if mood.focus and problem == mood.focus else 0.0
    follows = kind in ("implication", "payoff") and f"problem.{problem}" not in mood.told
    return focus - (UNTOLD_MALUS if follows else 0.0)


def _probability(judgement: Judgement, label: str) -> float:
    return max((judgement.probabilities or {}).get(label, 0.0), FLOOR)


def _is_none(judgement: Judgement, lead: float) -> bool:
    """A line is none of the four where the judge says so, unless it is very near to something that can be asked."""
    none = (judgement.probabilities or {}).get("none", 0.0)
    if judgement.form == "statement" and judgement.kind == "pitch" and none > 0.5:
        return True  # however near its subject is to something that can be asked
    return none > (0.5 if lead < KNOWN_AT else 0.8)


def _is_advance(percept: Percept, best: Heard | None, text: str) -> bool:
    """True where the line is nearer to asking for a next step than to anything that can be asked; a day speaks for it."""
    advance = next((h for h in percept.heard if h.node == "advance"), None)
    if advance is None or best is None:
        return False
    lead, question = _lead(percept.heard, advance), _lead(percept.heard, best)
    if percept.judgement.kinds.get("close", 0.0) > 0.5 and names_a_date(text):
        return lead > max(question - DAY_BONUS, NEAR_AT)
    return lead > max(question, KNOWN_AT)


def _none_act(percept: Percept, text: str) -> Act:
    judgement, heard = percept.judgement, percept.heard
    topic = next((h.node for h in heard if problem_of(h.node)), "")
    best = next((h for h in heard if kind_of(h.node) in _TYPE_OF), None)
    kind = judgement.kind or "statement"
    if kind == "close" or (_is_advance(percept, best, text) and kind != "pitch"):
        return Act("advance" if names_a_date(text) else "close")
    if kind == "other_question":
        return Act("lost")
    return Act(kind, topic if kind == "pitch" else "")


def _topics(percept: Percept) -> int:
    """Count the different things that the question clauses ask about."""
    found = {clause[0].node for clause in percept.clauses if clause and _lead(clause, clause[0]) >= KNOWN_AT}
    return len(found)


_FUNCTION = frozenset(
    "a an the i you he she it we they me us them my your our their its this that these those there here what who whom whose "
    "which when where why how is are was were be been am do does did done have has had will would can could should may might "
    "must shall to of in on at by for from with about as into through over after before up down out off and or but if so "
    "than then not no any some all each every more most much many one ever else just only very too also get gets got".split()
)


def is_listed(text: str) -> bool:
    """True for a heap of key words that is no sentence: five or more words, and hardly a word that binds them."""
    words = _words_of(text)
    if len(words) < 5:
        return False
    bound = sum(word.partition("'")[0] in _FUNCTION for word in words)
    return bound / len(words) < 0.2  # the leanest tenth of the judge's own lines has .3; content/accuracy.md


def is_echo(text: str, told: tuple[str, ...]) -> bool:
    """True where nearly all the words are the customer's own, in one of the lines they said."""
    words = _words_of(text)
    if len(words) < 4:
        return False
    for said in told:
        own = frozenset(_words_of(said))
        if sum(word in own for word in words) / len(words) >= ECHO_SHARE:
            return True
    return False


@functools.lru_cache(maxsize=64)  # what the customer says is compared with every line that follows
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(text))


_DATE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:mon|tue|tues|wed|thu|thur|thurs|fri)\b|\btomorrow\b|\btonight\b|\btoday\b"
    r"|\b(?:this|next|coming|following) (?:week|month|quarter)\b|\b(?:the )?week (?:of|after|commencing)\b"
    r"|\b(?:in|within) (?:a|one|two|three|four|five|six|ten|\d+) (?:days?|weeks?|months?)\b|\b\d+ (?:days|weeks) from\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|\bmay \d"
    r"|\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.? ?\d|\b\d{1,2}(?:st|nd|rd|th)\b|\bthe (?:first|second|third|fourth|fifth|tenth|twelfth|fifteenth|twentieth)\b"
    r"|\b\d{1,2}[./]\d{1,2}\b|\bend of (?:the |this |next )?(?:week|month|quarter)\b|\bmonth[- ]end\b|\bfortnight\b|\ba week today\b",
    re.IGNORECASE,
)


def names_a_date(text: str) -> bool:
    """True where the line names a day, a date, or a week that both can write down."""
    return _DATE.search(text) is not None
