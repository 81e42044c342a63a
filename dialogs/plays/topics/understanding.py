"""
From a percept to an act, for a customer with topics: what closes them first, then what was brought up.

A sin counts only where the judge names it; one in doubt costs nothing (judge.md 6).
"""

from __future__ import annotations

from content.topics import TopicCustomer
from dialogs.model import SINS, Percept
from dialogs.play import IN_DOUBT, Act, Understood
from dialogs.plays.faults import LEAST_SIN, faults_of
from dialogs.plays.topics.answering import BARE, HEARD, MOST_POINTED, POINTED, POLITE, Mood, is_ready, untold
from dialogs.plays.topics.moves import (
    OPEN_AT,
    doubtful,
    faults_in_passing,
    is_only_polite,
    is_pitch,
    moves_named,
    named_beside,
    only_presents,
    unlikely,
)
from dialogs.plays.topics.nearness import SURE_AT, asks, nearest, topic_of
from dialogs.plays.topics.rules import Kind, Rules, kind_of
from dialogs.understanding import KNOWN_AT, MOST_QUESTIONS, NEAR_AT
from dialogs.wording import BESIDES, ECHO, FORMULA, GENERAL, LISTED

HEARD_AT = 0.3  # and likelier than anything else; one kindness too many does no harm; our guess
MOVE_SHARE = 0.2  # how much of a lead the judge's probability of the same move is worth; our guess
_UNKIND = ("minimise", "pressure", "attack")


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
    best, lead = _besides(percept, customer, mood, rules) or (best, lead)
    best, lead = _shown(percept, customer, best, rules) or (best, lead)
    kind = _known(percept, best, lead, rules)
    if kind and GENERAL in percept.signs and not _is_general(kind, percept, best, mood, lead):
        kind = None
    brings_up = kind is not None and (not kind.asks or asks(percept, lead))
    allowed = set(kind.allows) if kind and brings_up and is_ready(customer, mood, best, rules=rules) else set()
    if any(is_pitch(part) and topic_of(part) != best for part in percept.parts):
        allowed.discard("pitch")  # what it presents beside the topic is not what the topic allows
    moves = moves_named(percept, rules) - (allowed - faults_of(percept))
    if kind and kind.asks and judgement.questions and not any(map(only_presents, percept.parts)):
        moves -= {"pitch"}  # "do you think our kit could cope with yours? what makes you say that?"
    if kind and kind.asks and judgement.questions:
        moves -= unlikely(percept, lead) - named_beside(percept, best)
    if kind and brings_up and not (kind.asks or kind.fault) and lead >= OPEN_AT:
        moves -= doubtful(percept) - faults_of(percept)
    moves |= faults_in_passing(percept, kind if brings_up else None, rules, best) - (allowed - faults_of(percept))
    sins = [sin for sin in SINS if sin in moves]
    if sins:
        node = best if kind and kind_of(best) == sins[0] else ""
        return Act(sins[0], node, sins[1] if len(sins) > 1 else "")
    if judgement.questions > MOST_QUESTIONS or (LISTED in percept.signs and "attack" not in moves):
        return Act("scatter")
    if ECHO in percept.signs:
        return Act("echo")
    given = next((move for move in ("concede", "attack", "pitch") if move in moves), "")
    if given:
        return Act(given)
    other = HEARD if _is_heard(percept) else ""
    if kind and other and _only_hears(percept, kind, lead):
        return Act("acknowledge")
    if kind and brings_up:
        bare = kind.sign and kind.sign not in percept.signs
        return Act(kind_of(best), best, BARE if bare else other or _beside(percept, best, rules))
    return _rest(percept, customer, mood, rules, lead=lead, heard=bool(other))


def _known(percept: Percept, best: str, lead: float, rules: Rules) -> Kind | None:
    """Return the kind of the topic that the line is about; None where it is not near enough to any."""
    if not best:
        return None
    kind = rules.kinds[kind_of(best)]
    least = KNOWN_AT if asks(percept, lead) and not kind.fault else max(KNOWN_AT, kind.said_at)
    moves = percept.judgement.moves or {}
    heard_so = moves.get(kind_of(best), 0.0)  # a fault that is a move as well
    if kind.fault and kind_of(best) in SINS and heard_so < LEAST_SIN:
        return None
    if kind.fault and kind_of(best) in _UNKIND:  # of a rival or of a date the judge takes one for another
        heard_so = max(moves.get(name, 0.0) for name in _UNKIND)
    return kind if lead + MOVE_SHARE * heard_so >= least else None


def _is_general(kind: Kind, percept: Percept, node: str, mood: Mood, lead: float) -> bool:
    """
    Whether a line that names no subject can be about this node where the conversation stands.

    "What does she say about it?" goes on from what was told, and neither asks for it again nor to be brought to her.
    """
    if not kind.asks:
        return not percept.judgement.questions or lead >= SURE_AT
    told = {kind_of(node), *map(kind_of, mood.told)}
    shown = bool(set(kind.general_signs) & percept.signs) if kind.general_signs else node not in mood.told
    return shown and bool(set(kind.general) & told)


def _besides(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> tuple[str, float] | None:
    """
    Return what is left of the kind that voices the doubt, for a line that asks what there is besides; else None.

    It names what was told already, and comes near to that, or to what cannot be told yet.
    """
    if BESIDES not in percept.signs or GENERAL in percept.signs or not asks(percept) or not mood.told:
        return None
    best, lead = nearest(percept, customer, mood, rules)
    left = [node for node in untold(customer, mood, rules.pointed) if is_ready(customer, mood, node, rules=rules)]
    if not left or lead < KNOWN_AT or (best not in mood.told and is_ready(customer, mood, best, rules=rules)):
        return None
    return left[0], lead


def _shown(percept: Percept, customer: TopicCustomer, best: str, rules: Rules) -> tuple[str, float] | None:
    """Return the fault that a sign shows, for a line that comes nearest to a question or another fault; else None."""
    near = rules.kinds.get(kind_of(best))
    if near is not None and not (near.asks or near.fault):
        return None
    shown = (name for name, topic in customer.topics.items() if rules.kinds[topic.kind].shown_by in percept.signs)
    return next(((f"{customer.topics[name].kind}.{name}", KNOWN_AT) for name in shown), None)


def _beside(percept: Percept, best: str, rules: Rules) -> str:
    """Return the node that another sentence of the line says, of the kinds that count there; empty: none."""
    for part in percept.parts:
        node = topic_of(part)
        if node and node != best and rules.kinds[kind_of(node)].says and not rules.kinds[kind_of(node)].fault:
            return node
    return ""


def _is_heard(percept: Percept) -> bool:
    """Whether the line shows that the customer was heard: in a sentence of its own, where the line also asks."""
    judgement = percept.judgement
    if judgement.task == "question" or FORMULA in percept.signs or "minimise" in judgement.candidates:
        return False
    if asks(percept):
        return any("acknowledge" in part.judgement.named for part in percept.parts if not part.judgement.questions)
    moves = judgement.moves or {}
    likeliest = max(moves, key=lambda move: moves[move], default="")
    return likeliest == "acknowledge" and moves[likeliest] >= HEARD_AT


def _only_hears(percept: Percept, kind: Kind, lead: float) -> bool:
    """
    Whether a line takes up what was said, and no more: "I see why you'd doubt it" is no proof.

    Nor does "and there's not a word in it on who sits where, no wonder" admit anything.
    """
    if kind.only_with:
        return kind.only_with[0] not in percept.signs
    return kind.proves and lead < SURE_AT and not (kind.fault or percept.parts or asks(percept))


def _rest(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules, *, lead: float, heard: bool) -> Act:
    """Say what a line did that brings up no topic."""
    if asks(percept, lead):
        if GENERAL in percept.signs and rules.pointed and mood.pointed < MOST_POINTED:
            nodes = [n for n in untold(customer, mood, rules.pointed) if is_ready(customer, mood, n, rules=rules)]
            if nodes:
                return Act(rules.pointed, nodes[0], POINTED)
        if heard:
            return Act("acknowledge")
        return Act("vague" if GENERAL in percept.signs or lead >= NEAR_AT else "lost")
    if heard:
        return Act("acknowledge")
    if "proof" in moves_named(percept, rules):
        return Act("proof")
    if is_only_polite(percept):
        return Act("empty_acknowledge") if FORMULA in percept.signs else Act("statement", other=POLITE)
    return Act("statement", other=IN_DOUBT if set(SINS) & set(percept.judgement.candidates) else "")
