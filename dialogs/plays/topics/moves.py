"""The moves of a line to a customer with topics: what it does beside bringing something up, and what it hardly does."""

from __future__ import annotations

from dialogs.judging.reply_moves import CLEARED
from dialogs.model import SINS, Judgement, Percept
from dialogs.plays.faults import faults_of
from dialogs.plays.topics.nearness import SURE_AT, topic_of
from dialogs.plays.topics.rules import Kind, Rules, kind_of
from dialogs.wording import FORMULA, SORRY

PITCHED_AT = 0.5
# Of a sentence that asks nothing: 35 of 42 of two customers' held-out pitches reach it, and of 256 others ten, all of
# which say an insight, where it is allowed, or offer a brochure
TOLD_AT = 0.35
# An open question as near as this presses nobody and makes nothing small: of the held-out lines of six customers it
# clears five that were accused, and none of the faults; "why don't you sell some?" may be advice
OPEN_AT = 0.35
# Of lines that say a topic of six customers the judge accuses five, of .82 to .88 at most; our guess
SURE_OF_SIN = 0.9
_UNASKED = frozenset(("pressure", "minimise"))


def moves_named(percept: Percept, rules: Rules) -> set[str]:
    """Return the moves of the line; of a doubtful sin, a sentence by itself may make sure."""
    judgement = percept.judgement
    if judgement.task == "question":
        return {"pitch"} if any(map(is_pitch, (percept, *percept.parts))) else set()
    named = set(judgement.named) | faults_of(percept)
    for part in percept.parts:
        named |= set(part.judgement.named) & set(judgement.candidates)
    attacks = any(_may_attack(one.judgement, rules) for one in (percept, *percept.parts))
    if attacks and (judgement.moves or {}).get("attack", 1.0) > CLEARED:
        named.add("attack")
    return named - {"minimise"} if is_only_polite(percept) else named


def _may_attack(judgement: Judgement, rules: Rules) -> bool:
    """Whether the judge holds an attack likely enough, and likelier than a reference: "a maker in Cork is with us"."""
    moves = judgement.moves or {}
    attack = moves.get("attack", 0.0)
    return attack >= rules.attacked_at and attack > moves.get("proof", 0.0)


def faults_in_passing(percept: Percept, kind: Kind | None, rules: Rules, best: str) -> set[str]:
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
        topic = topic_of(part)
        said = rules.kinds.get(kind_of(topic))
        small |= asks and "minimise" in part.faults and topic != best and not (said and said.says)
        pushed |= "pressure" in part.faults and (said is None or said.asks)
    return {name for name, done in (("minimise", small), ("pressure", pushed)) if done}


def named_beside(percept: Percept, best: str) -> set[str]:
    """
    Return the moves of a sentence that asks nothing: a question beside it takes none back.

    What it says of the very thing asked about belongs to the question: "an old house can also do bad work".
    """
    beside = (part for part in percept.parts if not part.judgement.questions and topic_of(part) != best)
    return {move for part in beside for move in part.judgement.named}


def only_presents(part: Percept) -> bool:
    """Whether a sentence presents, and asks nothing."""
    return not part.judgement.questions and ("pitch" in part.judgement.named or is_pitch(part))


def unlikely(percept: Percept, lead: float) -> set[str]:
    """Return the sins that a question so near to a topic hardly commits."""
    if lead >= SURE_AT:
        return set(SINS)
    if lead < OPEN_AT:
        return set()
    if percept.judgement.form == "open":
        return set(_UNASKED)
    return doubtful(percept) & {"pressure"} if percept.judgement.form == "closed" else set()


def doubtful(percept: Percept) -> set[str]:
    """Return the sins that what is surely about a topic of its own commits only if the judge is surer of them still."""
    moves = percept.judgement.moves or {}
    return {sin for sin in SINS if moves.get(sin, 0.0) < SURE_OF_SIN}


def is_only_polite(percept: Percept) -> bool:
    """Whether the line is a formula or an apology: beside a bitter sentence the judge takes either for minimising."""
    return SORRY in percept.signs or (FORMULA in percept.signs and not percept.judgement.questions)


def is_pitch(percept: Percept) -> bool:
    judgement = percept.judgement
    if not judgement.questions and ((judgement.kinds or {}).get("pitch", 0.0) >= TOLD_AT or "pitch" in percept.faults):
        return True
    return judgement.kind == "pitch" and (judgement.probabilities or {}).get("none", 0.0) > PITCHED_AT
