"""
From a percept to an act: what the rep really did, for the customer to answer.

The judge's probabilities and the nearness to what this customer knows are weighed together: first
the act, then the thing asked about. A guess below the threshold is no guess; the customer asks back.
"""

from __future__ import annotations

import math

from content.schema import Customer
from dialogs.customer import POINTED, Act, Mood, kind_of, problem_of
from dialogs.model import Heard, Judgement, Percept
from dialogs.play import Understood
from dialogs.wording import BESIDES, DATED, ECHO, GENERAL, LISTED

__all__ = ["Understood", "understand"]

_TYPE_OF = {"situation": "situation", "problem": "problem", "implication": "implication", "payoff": "need_payoff"}

# Tuned on the customers' own ask lines, each left out in turn, and on a first set of other authors' lines that is
# spent now; never on the frozen held-out lines. content/accuracy.md says how.
CERTAINTY_WEIGHT = 0.05  # how much of a similarity a factor e in the judge's probability is worth
FOCUS_BONUS = 0.02  # for the problem that is being talked about
UNTOLD_MALUS = 0.14  # for what follows from a problem not told yet: a rep who knows of none asks for the problem
NEED_BONUS = 0.10  # for the need that was voiced, when we say what we offer
MOST_POINTED = 3  # in one conversation; a rep who never names the customer's subject has not listened; our guess
POINTED_AT = 0.45  # how sure of its type a line must be that names no subject
PROPOSED_AT = 0.3  # of a sentence that asks nothing: how likely it closes, to be a step that is asked for; our guess
DAY_BONUS = 0.15  # for asking for a next step, where the line reads as a close and names a day
ASKED_NONE = 0.15  # with less a line is a question, before a need is voiced; of 84 authored steps the least has .38
OUTSIDE_SHARE = 0.57  # how much nearness to a line that nothing answers speaks against being understood
KNOWN_AT = 0.265  # lead over that; below it the customer is not sure what is meant
NEAR_AT = 0.20  # below this it is nothing that this customer knows
# Of a sentence before a question: in 100 calls of the method remarks reached .84, once, and .69, our own lines .84 up
PITCHED_BESIDE = 0.75
FLOOR = 0.02  # no probability counts as less: the judge is never that sure
MOST_QUESTIONS = 2  # more in one line is "one at a time" (customer.md 3)


def understand(percept: Percept, *, customer: Customer, mood: Mood) -> Understood:
    """Say what a line did. Pitch, close and statement come before any topic (customer.md 1)."""
    judgement = percept.judgement
    if judgement.gate == "small_talk":
        return Understood(Act("small_talk"), "none")
    if judgement.questions > MOST_QUESTIONS or LISTED in percept.signs or _scatters(percept):
        return Understood(Act("scatter"), "none")
    if ECHO in percept.signs:
        return Understood(Act("echo"), "none")
    in_parts = _in_parts(percept, mood) if percept.parts else None
    if in_parts is not None:
        return Understood(in_parts, "none")
    if GENERAL in percept.signs:
        pointed = _pointed(judgement, customer, mood)
        if pointed is not None and mood.pointed >= MOST_POINTED:
            return Understood(Act("vague"), _TYPE_OF[pointed.kind])
        if pointed is not None:
            return Understood(pointed, _TYPE_OF[pointed.kind])
    heard = _besides(percept, mood)
    best = _best(heard, judgement, mood)
    lead = _lead(heard, best)
    if heard is not percept.heard and lead < KNOWN_AT:
        pointed = _pointed(judgement, customer, mood)
        if pointed is not None and mood.pointed < MOST_POINTED:
            return Understood(pointed, _TYPE_OF[pointed.kind])
    advances = _is_advance(percept, best, dated=DATED in percept.signs)
    if _is_none(judgement, lead) or (advances and (mood.need or not _asks_for_sure(judgement))):
        return Understood(_none_act(percept, mood), "none")
    understood = _question(heard, judgement, best, lead)
    if understood.act.kind == "lost" and GENERAL in percept.signs and mood.told:
        return Understood(Act("vague"), understood.label)  # "how long has it been so?" is not outside their work
    return understood


def _asks_for_sure(judgement: Judgement) -> bool:
    """Whether the judge has no doubt of a question: "where do mornings get hard at the depots?" asks for no step."""
    return judgement.verdict == "given" and (judgement.probabilities or {}).get("none", 1.0) < ASKED_NONE


def _besides(percept: Percept, mood: Mood) -> tuple[Heard, ...]:
    """Return what the line may be about: whoever asks for another difficulty names the old one."""
    if BESIDES not in percept.signs or _likeliest(percept.judgement) != "problem":
        return percept.heard
    asking = [part for part in percept.parts if part.judgement.questions]
    heard = asking[0].heard if len(asking) == 1 else percept.heard  # what is said before it is about the old one too
    return tuple(one for one in heard if not (kind_of(one.node) == "problem" and one.node in mood.told))


def _in_parts(percept: Percept, mood: Mood) -> Act | None:
    """
    Say what a line of several sentences did, where one of them presents or asks for a step; None for all others.

    Before the need, presenting is what counts, whatever stands around it. After it, the step is; what was
    offered along with it goes in the act's node, so that the debrief can tell whether it answered the need.
    """
    dated = DATED in percept.signs  # the step and its day may stand in two sentences
    least = PITCHED_BESIDE if percept.judgement.questions else 0.0
    pitched = [part for part in percept.parts if _is_pitch(part.judgement, least=least)]
    if pitched and not mood.need:
        return Act("pitch", _topic(pitched[0].heard, mood))
    best = [(part, _best(part.heard, part.judgement, mood)) for part in percept.parts]
    asking = [(part, near) for part, near in best if part not in pitched and _proposes(part.judgement)]
    if mood.need and any(_closes(part, near, dated=dated) for part, near in asking):
        topic = _topic(pitched[0].heard, mood) if pitched else ""
        return Act("advance", topic) if dated else Act("close")
    return None


def _is_pitch(judgement: Judgement, *, least: float = 0.0) -> bool:
    none = (judgement.probabilities or {}).get("none", 0.0)
    if judgement.kind != "pitch" or judgement.kinds.get("pitch", 1.0) < least:
        return False
    return none > (0.5 if judgement.form == "statement" else 0.8)


def _proposes(judgement: Judgement) -> bool:
    """Whether a sentence may ask for a step: "you'd plan it for the night then" only takes up what was said."""
    return judgement.questions > 0 or judgement.kinds.get("close", 0.0) > PROPOSED_AT


def _closes(part: Percept, best: Heard | None, *, dated: bool) -> bool:
    none = (part.judgement.probabilities or {}).get("none", 0.0)
    return (none > 0.5 and part.judgement.kind == "close") or _is_advance(part, best, dated=dated)


def _topic(heard: tuple[Heard, ...], mood: Mood) -> str:
    """Return the node that a line about what we offer speaks to; the need's own, where it is about as near."""
    bonus = {problem_of(mood.need): NEED_BONUS} if mood.need else {}
    about = [h for h in heard if problem_of(h.node)]
    return max(about, key=lambda h: h.similarity + bonus.get(problem_of(h.node), 0.0)).node if about else ""


def _pointed(judgement: Judgement, customer: Customer, mood: Mood) -> Act | None:
    """
    Say what a line without a subject of its own points at: "who else feels it?", "what else goes wrong?".

    A consequence or the worth of a fix is that of the problem last spoken of; a difficulty is one not told yet.
    """
    label = _likeliest(judgement)
    if _probability(judgement, label) < POINTED_AT:
        return None
    if label == "problem":
        untold = [p for p in customer.problems if f"problem.{p}" not in mood.told]
        easiest = min(untold, key=lambda p: customer.problems[p].openness, default="")
        return Act("problem", f"problem.{easiest}", POINTED) if easiest else None
    if f"problem.{mood.focus}" not in mood.told or label == "situation":
        return None
    problem = customer.problems[mood.focus]
    if label == "need_payoff":
        return Act("payoff", f"payoff.{mood.focus}.{next(iter(problem.payoffs))}", POINTED)
    nodes = [f"implication.{mood.focus}.{name}" for name in problem.implications]
    return Act("implication", next((node for node in nodes if node not in mood.told), nodes[0]), POINTED)


def _question(heard: tuple[Heard, ...], judgement: Judgement, best: Heard | None, lead: float) -> Understood:
    """Say what was asked for. What was not understood counts as a question only where the judge is sure of it."""
    if best is not None and lead >= KNOWN_AT:
        kind = kind_of(best.node)
        return Understood(Act(kind, best.node), _TYPE_OF[kind])
    sure = _likeliest(judgement) if judgement.verdict == "given" else "none"
    if best is None or lead < NEAR_AT:
        return Understood(Act("lost"), sure)
    other = next((h.node for h in heard if problem_of(h.node) not in ("", problem_of(best.node))), "")
    return Understood(Act("unclear", best.node, other), sure)


def _lead(heard: tuple[Heard, ...], best: Heard | None) -> float:
    """Return how much nearer the line is to *best* than to the lines that this customer has no answer to."""
    return best.similarity - OUTSIDE_SHARE * (_nearness(heard, "out_of_scope") or 0.0) if best else -1.0


def _nearness(heard: tuple[Heard, ...], node: str) -> float | None:
    for one in heard:
        if one.node == node:
            return one.similarity
    return None


def _best(heard: tuple[Heard, ...], judgement: Judgement, mood: Mood) -> Heard | None:
    """Return the node that similarity and type together speak for; `similarity` stays the bare one."""
    p = judgement.probabilities or {}
    certainty = {kind: CERTAINTY_WEIGHT * math.log(max(p.get(t, 0.0), FLOOR)) for kind, t in _TYPE_OF.items()}
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


def _likeliest(judgement: Judgement) -> str:
    return max(_TYPE_OF.values(), key=lambda label: _probability(judgement, label))


def _is_none(judgement: Judgement, lead: float) -> bool:
    """A line is none of the four where the judge says so, unless it is very near to something that can be asked."""
    if _is_pitch(judgement):
        return True  # however near its subject is to something that can be asked
    none = (judgement.probabilities or {}).get("none", 0.0)
    return none > (0.5 if lead < KNOWN_AT else 0.8)


def _is_advance(percept: Percept, best: Heard | None, *, dated: bool) -> bool:
    """True where the line is nearer to a next step than to anything that can be asked; a day speaks for it."""
    near = _nearness(percept.heard, "advance")
    if near is None or best is None:
        return False
    outside = OUTSIDE_SHARE * (_nearness(percept.heard, "out_of_scope") or 0.0)
    lead, question = near - outside, best.similarity - outside
    if percept.judgement.kinds.get("close", 0.0) > 0.5 and dated:
        return lead > max(question - DAY_BONUS, NEAR_AT)
    return lead > max(question, KNOWN_AT)


def _none_act(percept: Percept, mood: Mood) -> Act:
    judgement, heard = percept.judgement, percept.heard
    best = next((h for h in heard if kind_of(h.node) in _TYPE_OF), None)
    kind = judgement.kind or "statement"
    if kind == "close" or (_is_advance(percept, best, dated=DATED in percept.signs) and kind != "pitch"):
        return Act("advance" if DATED in percept.signs else "close")
    if kind == "other_question":
        return Act("lost")
    return Act(kind, _topic(heard, mood) if kind == "pitch" else "")


def _scatters(percept: Percept) -> bool:
    """True where the question clauses ask about three different things or more."""
    if len(percept.clauses) < 3:
        return False
    found = {clause[0].node for clause in percept.clauses if clause and _lead(clause, clause[0]) >= KNOWN_AT}
    return len(found) >= 3
