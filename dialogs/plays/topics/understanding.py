"""
From a percept to an act, for a customer with topics: what closes them first, then what was brought up.

A sin counts only where the judge names it; one in doubt costs nothing (judge.md 6).
"""

from __future__ import annotations

from dataclasses import replace

from content.topics import TopicCustomer
from dialogs.judging.reply_moves import CLEARED
from dialogs.model import SINS, Heard, Judgement, Percept
from dialogs.play import IN_DOUBT, Act, Understood
from dialogs.plays.faults import LEAST_SIN, faults_of, is_fault
from dialogs.plays.topics.answering import BARE, HEARD, MOST_POINTED, POINTED, POLITE, Mood, is_ready, untold
from dialogs.plays.topics.rules import Kind, Rules, kind_of
from dialogs.understanding import KNOWN_AT, MOST_QUESTIONS, NEAR_AT, OUTSIDE_SHARE
from dialogs.wording import BESIDES, ECHO, FORMULA, GENERAL, LISTED, SAYS_BACK, SORRY

READY_BONUS = 0.03  # for what can be told now; our guess
TOLD_MALUS = 0.05  # for what was told: a rep who has heard it goes on
PART_MALUS = 0.02  # for what only one sentence of the line speaks of
HEARD_AT = 0.3  # and likelier than anything else; one kindness too many does no harm; our guess
PITCHED_AT = 0.5
# Of a sentence that asks nothing: 35 of 42 of two customers' held-out pitches reach it, and of 256 others ten, all of
# which say an insight, where it is allowed, or offer a brochure
TOLD_AT = 0.35
MOVE_SHARE = 0.2  # how much of a lead the judge's probability of the same move is worth; our guess
SURE_AT = 0.45  # a question as near as this to a topic asks for it, and presses nobody; our guess
# An open question as near as this presses nobody and makes nothing small: of the held-out lines of six customers it
# clears five that were accused, and none of the faults; "why don't you sell some?" may be advice
OPEN_AT = 0.35
# Of lines that say a topic of six customers the judge accuses five, of .82 to .88 at most; our guess
SURE_OF_SIN = 0.9
_UNASKED = frozenset(("pressure", "minimise"))
ASKED_AT = 0.3  # of a line that shows for sure that the customer was heard; our guess
ASKED_MALUS = 0.06  # for what is said, in a line that asks; our guess
_UNKIND = ("minimise", "pressure", "attack")
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
    best, lead = nearest(percept, customer, mood, rules)
    best, lead = _besides(percept, customer, mood, rules) or (best, lead)
    best, lead = _shown(percept, customer, best, rules) or (best, lead)
    kind = _known(percept, best, lead, rules)
    if kind and GENERAL in percept.signs and not _is_general(kind, percept, best, mood, lead):
        kind = None
    brings_up = kind is not None and (not kind.asks or _asks(percept, lead))
    allowed = set(kind.allows) if kind and brings_up and is_ready(customer, mood, best, rules=rules) else set()
    if any(_is_pitch(part) and _topic_of(part) != best for part in percept.parts):
        allowed.discard("pitch")  # what it presents beside the topic is not what the topic allows
    moves = _moves(percept, rules) - (allowed - faults_of(percept))
    if kind and kind.asks and judgement.questions and not any(map(_only_presents, percept.parts)):
        moves -= {"pitch"}  # "do you think our kit could cope with yours? what makes you say that?"
    if kind and kind.asks and judgement.questions:
        moves -= _unlikely(percept, lead) - _named_beside(percept, best)
    if kind and brings_up and not (kind.asks or kind.fault) and lead >= OPEN_AT:
        moves -= _doubtful(percept) - faults_of(percept)
    moves |= _faults_in_passing(percept, kind if brings_up else None, rules, best) - (allowed - faults_of(percept))
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
    least = KNOWN_AT if _asks(percept, lead) and not kind.fault else max(KNOWN_AT, kind.said_at)
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
    if BESIDES not in percept.signs or GENERAL in percept.signs or not _asks(percept) or not mood.told:
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


def _moves(percept: Percept, rules: Rules) -> set[str]:
    """Return the moves of the line; of a doubtful sin, a sentence by itself may make sure."""
    judgement = percept.judgement
    if judgement.task == "question":
        return {"pitch"} if any(map(_is_pitch, (percept, *percept.parts))) else set()
    named = set(judgement.named) | faults_of(percept)
    for part in percept.parts:
        named |= set(part.judgement.named) & set(judgement.candidates)
    attacks = any(_may_attack(one.judgement, rules) for one in (percept, *percept.parts))
    if attacks and (judgement.moves or {}).get("attack", 1.0) > CLEARED:
        named.add("attack")
    return named - {"minimise"} if _is_only_polite(percept) else named


def _may_attack(judgement: Judgement, rules: Rules) -> bool:
    """Whether the judge holds an attack likely enough, and likelier than a reference: "a maker in Cork is with us"."""
    moves = judgement.moves or {}
    attack = moves.get("attack", 0.0)
    return attack >= rules.attacked_at and attack > moves.get("proof", 0.0)


def _faults_in_passing(percept: Percept, kind: Kind | None, rules: Rules, best: str) -> set[str]:
    """
    Return the faults of what asks nothing, where the judge looked for questions.

    An introduction asked for, or a day, sounds like a demand; only who makes something small does so whatever it is
    about, and who pushes in a sentence that says nothing of what counts. In a line that only says something, one
    sentence makes nothing small that the whole does not: "Everybody thinks it's the seventh night. We counted."
    Nor does one about the very thing that is asked: "Somebody is losing sleep over this. Who would that be?"
    A line that asks nothing, and comes nearest to what is asked, is about nothing: "I have to know by tonight."
    """
    parts = (percept, *percept.parts)
    if kind is None or (kind.asks and not percept.judgement.questions):
        return set().union(*(one.faults for one in parts)) & {*SINS, "attack", "concede"}
    asks = percept.judgement.questions > 0
    small = "minimise" in percept.faults
    pushed = False
    for part in percept.parts:
        topic = _topic_of(part)
        said = rules.kinds.get(kind_of(topic))
        small |= asks and "minimise" in part.faults and topic != best and not (said and said.says)
        pushed |= "pressure" in part.faults and (said is None or said.asks)
    return {name for name, done in (("minimise", small), ("pressure", pushed)) if done}


def _named_beside(percept: Percept, best: str) -> set[str]:
    """
    Return the moves of a sentence that asks nothing: a question beside it takes none back.

    What it says of the very thing asked about belongs to the question: "an old house can also do bad work".
    """
    beside = (part for part in percept.parts if not part.judgement.questions and _topic_of(part) != best)
    return {move for part in beside for move in part.judgement.named}


def _only_presents(part: Percept) -> bool:
    """Whether a sentence presents, and asks nothing."""
    return not part.judgement.questions and ("pitch" in part.judgement.named or _is_pitch(part))


def _unlikely(percept: Percept, lead: float) -> set[str]:
    """Return the sins that a question so near to a topic hardly commits."""
    if lead >= SURE_AT:
        return set(SINS)
    if lead < OPEN_AT:
        return set()
    if percept.judgement.form == "open":
        return set(_UNASKED)
    return _doubtful(percept) & {"pressure"} if percept.judgement.form == "closed" else set()


def _doubtful(percept: Percept) -> set[str]:
    """Return the sins that what is surely about a topic of its own commits only if the judge is surer of them still."""
    moves = percept.judgement.moves or {}
    return {sin for sin in SINS if moves.get(sin, 0.0) < SURE_OF_SIN}


def _topic_of(part: Percept) -> str:
    """Return the node that a sentence comes nearest to, and near enough; empty: none, or a fault's."""
    near = next((one for one in part.heard if one.node != "out_of_scope"), None)
    if near is None or is_fault(near.node):
        return ""
    return near.node if near.similarity - OUTSIDE_SHARE * _outside(part.heard) >= KNOWN_AT else ""


def _is_only_polite(percept: Percept) -> bool:
    """Whether the line is a formula or an apology: beside a bitter sentence the judge takes either for minimising."""
    return SORRY in percept.signs or (FORMULA in percept.signs and not percept.judgement.questions)


def _is_pitch(percept: Percept) -> bool:
    judgement = percept.judgement
    if not judgement.questions and ((judgement.kinds or {}).get("pitch", 0.0) >= TOLD_AT or "pitch" in percept.faults):
        return True
    return judgement.kind == "pitch" and (judgement.probabilities or {}).get("none", 0.0) > PITCHED_AT


def _beside(percept: Percept, best: str, rules: Rules) -> str:
    """Return the node that another sentence of the line says, of the kinds that count there; empty: none."""
    for part in percept.parts:
        node = _topic_of(part)
        if node and node != best and rules.kinds[kind_of(node)].says and not rules.kinds[kind_of(node)].fault:
            return node
    return ""


def _asks(percept: Percept, lead: float = 0.0) -> bool:
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


def _is_heard(percept: Percept) -> bool:
    """Whether the line shows that the customer was heard: in a sentence of its own, where the line also asks."""
    judgement = percept.judgement
    if judgement.task == "question" or FORMULA in percept.signs or "minimise" in judgement.candidates:
        return False
    if _asks(percept):
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
    return kind.proves and lead < SURE_AT and not (kind.fault or percept.parts or _asks(percept))


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
    if "proof" in _moves(percept, rules):
        return Act("proof")
    if _is_only_polite(percept):
        return Act("empty_acknowledge") if FORMULA in percept.signs else Act("statement", other=POLITE)
    return Act("statement", other=IN_DOUBT if set(SINS) & set(percept.judgement.candidates) else "")


def without_kinds(percept: Percept, kinds: tuple[str, ...]) -> Percept:
    """Return the percept as if the customer knew of nothing of these kinds."""
    heard = tuple(one for one in percept.heard if kind_of(one.node) not in kinds)
    return replace(percept, heard=heard, parts=tuple(without_kinds(part, kinds) for part in percept.parts))


def nearest(percept: Percept, customer: TopicCustomer, mood: Mood, rules: Rules) -> tuple[str, float]:
    """Return the node that the line is about where the conversation stands, and its lead."""
    lesser = {name for name, kind in rules.kinds.items() if kind.lesser}
    found = _nearest(percept, customer, mood, rules, without=frozenset())
    if kind_of(found[0]) not in lesser:
        return found
    other = _nearest(percept, customer, mood, rules, without=frozenset(lesser))
    sure = other[1] >= SURE_AT or (other[1] >= KNOWN_AT and other[0] == next(iter(percept.heard)).node)
    gives_way = sure and (_asks(percept, other[1]) or not rules.kinds[kind_of(other[0])].asks)
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
