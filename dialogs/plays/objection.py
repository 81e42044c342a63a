"""
The role-play about a doubt spoken aloud: find out of which kind it is, then answer that kind (rubrics.md; F87-F89).

The doubt is about value (back to the need, then a benefit), about a capability that is there or one misunderstood
(evidence), or about one that is missing (admit it, then a criterion). A customer has the topics of one or of two.
"""

from __future__ import annotations

from dataclasses import replace

from content.topics import TopicCustomer
from dialogs.model import Percept
from dialogs.play import Understood
from dialogs.plays.topics import Check, Course, Kind, Rules, play_of_topics
from dialogs.plays.topics.answering import Mood
from dialogs.plays.topics.nearness import without_kinds
from dialogs.plays.topics.rules import ATTACKED_AT, kind_of
from dialogs.plays.topics.seeing import FAULTS, did, knows, place_of, told, without, without_sins
from dialogs.plays.topics.understanding import understand
from dialogs.wording import AFFIRMS, DENIES, LACKS

SETTLED = "settled"
_BLUFF_AT = 0.55  # similarity at which a line claims what is not so; what merely comes near is no claim; our guess
_OTHER = {"bluff": "admit", "admit": "bluff"}
_ALIKE = 0.10  # how much nearer to one than to the other a line that says yes or no may be; our guess
_ASKS = ("reason", "effect", "worth", "criterion")
_ANSWERS = ("benefit", "evidence", "admit", "bluff", "proof", "statement", *FAULTS)
_OFFERS = ("benefit", "pitch", "bluff")

RULES = Rules(
    rubric="objection",
    task="reply",
    attacked_at=ATTACKED_AT,
    kinds={
        "reason": Kind(),  # what lies behind the doubt
        "effect": Kind(label="implication"),  # of a difficulty that the briefing states
        "worth": Kind(needs=("effect",), label="need_payoff", general=("effect",)),
        "benefit": Kind(asks=False, needs=("worth",), allows=("pitch", "proof", "prescribe")),  # "you pick the day"
        # "older ones than yours"; "four weeks on your own machine, and you see for yourself"; proof soothes
        "evidence": Kind(
            asks=False, needs=("reason",), allows=("pitch", "proof", "attack", "concede", "minimise"), proves=True
        ),
        # "no, and there won't be"; of 152 such lines four show neither sign, of other lines that came near to it half
        "admit": Kind(asks=False, needs=("reason",), allows=("pitch", "minimise"), only_with=(LACKS, DENIES)),
        "criterion": Kind(needs=("admit",), general=("admit",)),
        "bluff": Kind(
            asks=False, says=True, fault=True, allows=("pitch", "proof", "minimise"), similar_at=_BLUFF_AT
        ),  # claims what is not so; a question claims nothing
        SETTLED: Kind(needs=("reason", "evidence", "admit", "criterion", "benefit"), ends=SETTLED, general=(SETTLED,)),
    },
    plan=(
        *(("reason", 3), ("evidence", 1), ("admit", 1), ("criterion", 2)),
        *(("effect", 1), ("worth", 1), ("benefit", 1), (SETTLED, 1)),
    ),
    pointed="reason",
    voices=("reason", "effect"),
)


def _asked_first(course: Course) -> bool | None:
    """Whether something was asked before anything was answered; None where neither was done."""
    first = next((turn.act for turn in course.turns if turn.act in (*_ASKS, *_ANSWERS)), "")
    return first in _ASKS if first else None


def _found(course: Course) -> bool | None:
    """Whether everything behind the doubt was asked out; of what is not known nobody knows the kind."""
    return told(course, "reason") == _count(course.customer, "reason")


def _count(customer: TopicCustomer, kind: str) -> int:
    return sum(topic.kind == kind for topic in customer.topics.values())


def _is_about_value(customer: TopicCustomer) -> bool:
    return _count(customer, "benefit") > 0


def _back_to_need(course: Course) -> bool | None:
    """Whether a consequence or the worth of a remedy was told before the rep first spoke of what is on offer."""
    offered = (at for at, turn in enumerate(course.turns) if turn.act in _OFFERS)
    return place_of(course, "effect", "worth") < next(offered, len(course.turns))


def _answered(course: Course) -> bool | None:
    """Whether a capability was proved that is there, and one admitted that is not; a bluff is the contrary of both."""
    if did(course.turns, "bluff"):
        return False
    needed = [kind for kind in ("evidence", "admit", "criterion") if knows(course, kind)]
    if not needed:
        return without(course, "bluff")
    return {kind_of(node) for node in course.mood.told} >= set(needed)


def _no_concession(course: Course) -> bool | None:
    """Whether nothing was given before the value was the customer's own, or else before the doubt was answered."""
    value = ("worth",) if _is_about_value(course.customer) else ("evidence", "criterion")
    answered = place_of(course, *value)
    if did(course.turns[:answered], "concede"):
        return False
    return True if answered < len(course.turns) else without(course, "concede")


def _settled(course: Course) -> bool | None:
    return told(course, SETTLED) > 0


OBJECTION: tuple[Check, ...] = (
    Check("obj_asked_first", 1, ("F89",), _asked_first),
    Check("obj_kind", 2, ("F87",), _found),
    Check("obj_need", 2, ("F88", "F89"), _back_to_need, applies=_is_about_value),
    Check("obj_proof", 2, ("F65", "F89"), _answered),
    Check("obj_no_attack", 2, ("F63",), lambda course: without(course, "attack")),
    Check("obj_no_sins", 2, ("F71", "F72", "F73"), without_sins),
    Check("obj_no_concession", 2, ("F75", "F76"), _no_concession),
    Check("obj_settled", 1, ("F89",), _settled),
)
FOCUS_ORDER = (
    *("obj_no_sins", "obj_no_attack", "obj_no_concession", "obj_kind"),
    *("obj_asked_first", "obj_need", "obj_proof", "obj_settled"),
)


def _understand(percept: Percept, *, customer: TopicCustomer, mood: Mood) -> Understood:
    """
    Say what a line did; a plain no is no bluff, and a yes no admission, however near either comes to the other.

    To the encoder "we don't seat exams" and "it does seat exams, it just wasn't in the pdf" are nearly one.
    """
    found = understand(percept, customer=customer, mood=mood, rules=RULES)
    lacks, affirms = LACKS in percept.signs, AFFIRMS in percept.signs
    wrong = "" if lacks is affirms else "bluff" if lacks else "admit"
    if found.act.kind != wrong or _nearness(percept, wrong) - _nearness(percept, _OTHER[wrong]) > _ALIKE:
        return found
    other = understand(without_kinds(percept, (wrong,)), customer=customer, mood=mood, rules=RULES)
    return other if other.act.kind == _OTHER[wrong] else found


def _nearness(percept: Percept, kind: str) -> float:
    found = (one.similarity for said in (percept, *percept.parts) for one in said.heard if kind_of(one.node) == kind)
    return max(found, default=0.0)


PLAY = replace(play_of_topics(RULES, OBJECTION, FOCUS_ORDER, good_end=SETTLED), understand=_understand)
