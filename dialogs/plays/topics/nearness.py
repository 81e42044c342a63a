"""Which of a customer's topics a line comes nearest to, where the conversation stands, and whether it asks."""

from __future__ import annotations

from dataclasses import replace

from content.topics import TopicCustomer
from dialogs.model import Heard, Percept
from dialogs.plays.faults import is_fault
from dialogs.plays.topics.answering import Mood, is_ready
from dialogs.plays.topics.rules import Kind, Rules, kind_of
from dialogs.understanding import KNOWN_AT, OUTSIDE_SHARE
from dialogs.wording import SAYS_BACK

READY_BONUS = 0.03  # for what can be told now; our guess
TOLD_MALUS = 0.05  # for what was told: a rep who has heard it goes on
PART_MALUS = 0.02  # for what only one sentence of the line speaks of
ASKED_MALUS = 0.06  # for what is said, in a line that asks; our guess
ASKED_AT = 0.3  # of a line that shows for sure that the customer was heard; our guess
PLAIN_AT = 0.40  # how near a line that asks nothing must come to what is asked; our guess
SURE_AT = 0.45  # a question as near as this to a topic asks for it, and presses nobody; our guess


def nearest(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> tuple[str, float]:
    """Return the node that the line is about where the conversation stands, and its lead."""
    lesser = {name for name, kind in rules.kinds.items() if kind.lesser}
    found = _nearest(percept, customer, mood, rules, without=frozenset())
    if kind_of(found[0]) not in lesser:
        return found
    other = _nearest(percept, customer, mood, rules, without=frozenset(lesser))
    sure = other[1] >= SURE_AT or (other[1] >= KNOWN_AT and other[0] == next(iter(percept.heard)).node)
    gives_way = sure and (asks(percept, other[1]) or not rules.kinds[kind_of(other[0])].asks)
    return other if gives_way else found


def _nearest(
    percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules, *, without: frozenset[str]
) -> tuple[str, float]:
    """Return the node that the line, or a sentence of it, is nearest to where the conversation stands, and its lead."""
    found = [(one, 0.0, percept) for one in percept.heard]
    found += [(one, PART_MALUS, part) for part in percept.parts for one in part.heard]
    best, best_rank, lead = "", -1.0, -1.0
    for one, malus, said in found:
        if one.node == "out_of_scope" or is_fault(one.node) or kind_of(one.node) in without:
            continue
        if _is_ruled_out(one, rules.kinds[kind_of(one.node)], said, percept):
            continue
        kind, near = rules.kinds[kind_of(one.node)], one.similarity - OUTSIDE_SHARE * _outside(said.heard)
        asked = ASKED_MALUS if percept.judgement.questions and kind.says else 0.0
        rank = one.similarity - malus - asked + _standing(one, customer, mood, rules)
        if rank > best_rank and not KNOWN_AT <= near < kind.clear_at:
            best, best_rank, lead = one.node, rank, near
    return best, lead


def _is_ruled_out(one: Heard, kind: Kind, said: Percept, percept: Percept) -> bool:
    """Whether the line, or the sentence that was *said*, cannot be of this kind."""
    # "it does seat every exam, doesn't it?" claims it all the same
    asked = kind.fault and kind.says and said.judgement.questions > 0 and said.judgement.form != "leading"
    part = kind.whole and said is not percept
    first = (percept, *percept.parts[:1])
    # "so it's the seating. is that a must?" says back and asks: it claims nothing, and gives nothing away
    back = kind.fault and percept.judgement.questions > 0 and SAYS_BACK in percept.signs and said in first
    return (
        asked
        or part
        or back
        or one.similarity < kind.similar_at
        or (bool(kind.unless) and kind.unless in percept.signs)
        or (bool(kind.only_with) and not percept.signs.intersection(kind.only_with))
    )


def _standing(one: Heard, customer: TopicCustomer, mood: Mood, rules: Rules) -> float:
    if one.node in mood.told:
        return -TOLD_MALUS
    return READY_BONUS if is_ready(customer, mood, one.node, rules=rules) else 0.0


def _outside(heard: tuple[Heard, ...]) -> float:
    return next((one.similarity for one in heard if one.node == "out_of_scope"), 0.0)


def topic_of(part: Percept) -> str:
    """Return the node that a sentence comes nearest to, and near enough; empty: none, or a fault's."""
    near = next((one for one in part.heard if one.node != "out_of_scope"), None)
    if near is None or is_fault(near.node):
        return ""
    return near.node if near.similarity - OUTSIDE_SHARE * _outside(part.heard) >= KNOWN_AT else ""


def without_kinds(percept: Percept, kinds: tuple[str, ...]) -> Percept:
    """Return the percept as if the customer knew of nothing of these kinds."""
    heard = tuple(one for one in percept.heard if kind_of(one.node) not in kinds)
    return replace(percept, heard=heard, parts=tuple(without_kinds(part, kinds) for part in percept.parts))


def asks(percept: Percept, lead: float = 0.0) -> bool:
    """Whether the line asks. The judge of questions takes each line for one, so that words or nearness must tell."""
    judgement = percept.judgement
    if {"explore", "hand_back"} & set(judgement.named):
        return True
    if judgement.questions and "acknowledge" in judgement.named:  # "I can see why you doubt it" asks nothing
        likely = max((judgement.moves or {}).get(move, 0.0) for move in ("explore", "hand_back")) >= ASKED_AT
        return likely or any(p.judgement.questions and "acknowledge" not in p.judgement.named for p in percept.parts)
    if judgement.questions:
        return True
    return lead >= PLAIN_AT and (judgement.probabilities or {"none": 1.0}).get("none", 0.0) < 0.5
