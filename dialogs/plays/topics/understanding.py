"""
From a percept to an act, for a customer with topics: what closes them first, then what was brought up.

A sin counts only where the judge names it; one in doubt costs nothing (judge.md 6).
"""

from __future__ import annotations

from content.topics import TopicCustomer
from dialogs.model import SINS, Heard, Percept
from dialogs.play import Act, Understood
from dialogs.plays.topics.answering import BARE, HEARD, MOST_POINTED, POINTED, Mood, is_ready, untold
from dialogs.plays.topics.rules import Rules, kind_of
from dialogs.understanding import KNOWN_AT, MOST_QUESTIONS, NEAR_AT, OUTSIDE_SHARE
from dialogs.wording import ECHO, FORMULA, GENERAL, LISTED

READY_BONUS = 0.03  # for what can be told now; our guess
TOLD_MALUS = 0.05  # for what was told: a rep who has heard it goes on
PART_MALUS = 0.02  # for what only one sentence of the line speaks of
HEARD_AT = 0.5  # likelier so than not; our guess
PITCHED_AT = 0.5
ASKED_MALUS = 0.06  # for what is said, in a line that asks; our guess
PLAIN_AT = 0.40  # how near a line that asks nothing must come to what is asked; our guess


def understand(percept: Percept, *, customer: TopicCustomer, mood: Mood, rules: Rules) -> Understood:
    """Say what a line did. A fault comes first, unless the topic that the line is about allows it."""
    act = _act(percept, customer, mood, rules)
    kind = rules.kinds.get(act.kind)
    return Understood(act, kind.label if kind else "none")


def _act(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> Act:
    judgement = percept.judgement
    if judgement.gate == "small_talk":
        return Act("small_talk")
    best, lead = _best(percept, customer, mood, rules)
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
    if kind and (_asks(percept, lead) or not kind.asks):
        bare = kind.sign and kind.sign not in percept.signs
        return Act(kind_of(best), best, BARE if bare else other or _beside(percept, best, rules))
    return _rest(percept, customer, mood, rules, lead=lead, heard=bool(other))


def _moves(percept: Percept) -> set[str]:
    """Return the moves of the line; of a doubtful sin, a sentence by itself may make sure."""
    judgement = percept.judgement
    if judgement.task == "question":
        return {"pitch"} if any(map(_is_pitch, (percept, *percept.parts))) else set()
    named = set(judgement.named)
    for part in percept.parts:
        named |= set(part.judgement.named) & set(judgement.candidates)
    return named


def _is_pitch(percept: Percept) -> bool:
    none = (percept.judgement.probabilities or {}).get("none", 0.0)
    return percept.judgement.kind == "pitch" and none > PITCHED_AT


def _beside(percept: Percept, best: str, rules: Rules) -> str:
    """Return the node that another sentence of the line says, of the kinds that count there; empty: none."""
    for part in percept.parts:
        near = next((one for one in part.heard if one.node != "out_of_scope"), None)
        if near is None or near.node == best or not rules.kinds[kind_of(near.node)].says:
            continue
        if near.similarity - OUTSIDE_SHARE * _outside(part.heard) >= KNOWN_AT:
            return near.node
    return ""


def _asks(percept: Percept, lead: float) -> bool:
    """Whether the line asks. The judge of questions takes each line for one, so that words or nearness must tell."""
    judgement = percept.judgement
    if judgement.questions or {"explore", "hand_back"} & set(judgement.named):
        return True
    return lead >= PLAIN_AT and (judgement.probabilities or {"none": 1.0}).get("none", 0.0) < 0.5


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
    if _asks(percept, lead):
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


def _best(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> tuple[str, float]:
    """Return the node that the line, or a sentence of it, is nearest to where the conversation stands, and its lead."""
    found = [(one, 0.0, percept.heard) for one in percept.heard]
    parts = [(one, PART_MALUS, part.heard) for part in percept.parts for one in part.heard]
    found += [part for part in parts if part[0].node == "out_of_scope" or not rules.kinds[kind_of(part[0].node)].whole]
    best, best_rank, lead = "", -1.0, -1.0
    for one, malus, heard in found:
        if one.node == "out_of_scope":
            continue
        kind, near = rules.kinds[kind_of(one.node)], one.similarity - OUTSIDE_SHARE * _outside(heard)
        asked = ASKED_MALUS if percept.judgement.questions and kind.says else 0.0
        rank = one.similarity - malus - asked + _standing(one, customer, mood, rules)
        if rank > best_rank and not KNOWN_AT <= near < kind.said_at:
            best, best_rank, lead = one.node, rank, near
    return best, lead


def _standing(one: Heard, customer: TopicCustomer, mood: Mood, rules: Rules) -> float:
    if one.node in mood.told:
        return -TOLD_MALUS
    return READY_BONUS if is_ready(customer, mood, one.node, rules=rules) else 0.0


def _outside(heard: tuple[Heard, ...]) -> float:
    return next((one.similarity for one in heard if one.node == "out_of_scope"), 0.0)
