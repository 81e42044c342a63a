"""
From a percept to an act, for a customer with topics: what closes them first, then what was brought up.

A sin counts only where the judge names it; one in doubt costs nothing (judge.md 6).
"""

from __future__ import annotations

from content.topics import TopicCustomer
from dialogs.model import SINS, Heard, Percept
from dialogs.play import Act, Understood
from dialogs.plays.topics.answering import HEARD, MOST_POINTED, POINTED, Mood, is_ready, untold
from dialogs.plays.topics.rules import Rules, kind_of
from dialogs.understanding import KNOWN_AT, MOST_QUESTIONS, NEAR_AT, OUTSIDE_SHARE
from dialogs.wording import ECHO, FORMULA, GENERAL, LISTED

READY_BONUS = 0.03  # for what can be told now; our guess
TOLD_MALUS = 0.05  # for what was told: a rep who has heard it goes on
PART_MALUS = 0.02  # for what only one sentence of the line speaks of
HEARD_AT = 0.5  # likelier so than not; our guess
PITCHED_AT = 0.5


def understand(percept: Percept, *, customer: TopicCustomer, mood: Mood, rules: Rules) -> Understood:
    """Say what a line did. A fault comes first, unless the topic that the line is about allows it."""
    act = _act(percept, customer, mood, rules)
    kind = rules.kinds.get(act.kind)
    return Understood(act, kind.label if kind else "none")


def _act(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> Act:
    judgement = percept.judgement
    if judgement.gate == "small_talk":
        return Act("small_talk")
    best, lead = nearest(percept, customer, mood, rules)
    kind = rules.kinds[kind_of(best)] if best and lead >= KNOWN_AT else None
    moves = _moves(percept) - set(kind.allows if kind else ())
    sins = [sin for sin in SINS if sin in moves]
    if sins:
        return Act(sins[0], other=sins[1] if len(sins) > 1 else "")
    if judgement.questions > MOST_QUESTIONS or LISTED in percept.signs:
        return Act("scatter")
    if ECHO in percept.signs:
        return Act("echo")
    given = next((move for move in ("concede", "attack", "pitch") if move in moves), "")
    if given:
        return Act(given)
    other = HEARD if _is_heard(percept) else ""
    if kind and (_asks(percept) or not kind.asks):
        return Act(kind_of(best), best, other)
    return _rest(percept, customer, mood, rules, lead=lead, heard=bool(other))


def _moves(percept: Percept) -> set[str]:
    """Return the moves of the line; of a doubtful sin, a sentence by itself may make sure."""
    judgement = percept.judgement
    if judgement.task == "question":
        none = (judgement.probabilities or {}).get("none", 0.0)
        return {"pitch"} if judgement.kind == "pitch" and none > PITCHED_AT else set()
    named = set(judgement.named)
    for part in percept.parts:
        named |= set(part.judgement.named) & set(judgement.candidates)
    return named


def _asks(percept: Percept) -> bool:
    judgement = percept.judgement
    if judgement.questions or {"explore", "hand_back"} & set(judgement.named):
        return True
    return (judgement.probabilities or {"none": 1.0}).get("none", 0.0) < 0.5


def _is_heard(percept: Percept) -> bool:
    """Whether the line shows that the customer was heard: in a sentence of its own, where the line also asks."""
    judgement = percept.judgement
    if judgement.task == "question" or FORMULA in percept.signs or "minimise" in judgement.candidates:
        return False
    if judgement.questions:
        return any("acknowledge" in part.judgement.named for part in percept.parts if not part.judgement.questions)
    moves = judgement.moves or {}
    likeliest = max(moves, key=lambda move: moves[move], default="")
    return likeliest == "acknowledge" and moves[likeliest] >= HEARD_AT


def _rest(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules, *, lead: float, heard: bool) -> Act:
    """Say what a line did that brings up no topic."""
    if _asks(percept):
        if GENERAL in percept.signs and rules.pointed and mood.pointed < MOST_POINTED:
            nodes = [n for n in untold(customer, mood, rules.pointed) if is_ready(customer, mood, n, rules=rules)]
            if nodes:
                return Act(rules.pointed, nodes[0], POINTED)
        if heard:
            return Act("acknowledge")
        return Act("vague" if GENERAL in percept.signs or lead >= NEAR_AT else "lost")
    if heard:
        return Act("acknowledge")
    if "proof" in _moves(percept):
        return Act("proof")
    return Act("empty_acknowledge" if FORMULA in percept.signs else "statement")


def nearest(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> tuple[str, float]:
    """Return the node that the line, or a sentence of it, is nearest to where the conversation stands, and its lead."""
    found = [(one, 0.0, percept.heard) for one in percept.heard]
    found += [(one, PART_MALUS, part.heard) for part in percept.parts for one in part.heard]
    best, best_rank, lead = "", -1.0, -1.0
    for one, malus, heard in found:
        if one.node == "out_of_scope":
            continue
        rank = one.similarity - malus + _standing(one, customer, mood, rules)
        if rank > best_rank:
            best, best_rank, lead = one.node, rank, one.similarity - OUTSIDE_SHARE * _outside(heard)
    return best, lead


def _standing(one: Heard, customer: TopicCustomer, mood: Mood, rules: Rules) -> float:
    if one.node in mood.told:
        return -TOLD_MALUS
    return READY_BONUS if is_ready(customer, mood, one.node, rules=rules) else 0.0


def _outside(heard: tuple[Heard, ...]) -> float:
    return next((one.similarity for one in heard if one.node == "out_of_scope"), 0.0)
