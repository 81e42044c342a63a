"""
The role-play about a doubt spoken aloud: find out of which kind it is, then answer that kind (rubrics.md; F87-F89).

The doubt is about value (back to the need, then a benefit), about a capability that is there (proof), about one that
is missing (admit it, then a criterion), or a misunderstanding (proof). A customer has the topics of one or of two.
"""

from __future__ import annotations

from dialogs.model import SINS
from dialogs.plays.topics import Check, Course, Kind, Rules, play_of_topics
from dialogs.plays.topics.seeing import FAULTS, knows, place_of, told, without

SETTLED = "settled"
_ANSWERS = ("benefit", "proof", "admit")

RULES = Rules(
    rubric="objection",
    task="reply",
    kinds={
        "reason": Kind(),  # what lies behind the doubt
        "effect": Kind(label="implication"),
        "worth": Kind(needs=("effect",), label="need_payoff"),
        "benefit": Kind(asks=False, needs=("worth",), allows=("pitch", "proof")),
        "proof": Kind(asks=False, needs=("reason",), allows=("pitch", "proof")),
        "admit": Kind(asks=False, needs=("reason",)),
        "criterion": Kind(needs=("admit",)),
        "bluff": Kind(asks=False, fault=True, allows=("pitch", "proof", "minimise")),  # claims what is not so
        SETTLED: Kind(ends=SETTLED),
    },
    plan=(
        *(("reason", 1), ("proof", 1), ("admit", 1), ("criterion", 1)),
        *(("effect", 2), ("worth", 1), ("benefit", 1), (SETTLED, 1)),
    ),
    pointed="reason",
)


def _asked_first(course: Course) -> bool | None:
    """Whether something was asked before anything was answered; None where neither was done."""
    for turn in course.turns:
        if turn.act in (*_ANSWERS, *FAULTS, "bluff", "statement"):
            return False
        if turn.act in ("reason", "effect", "worth", "criterion"):
            return True
    return None


def _found(course: Course) -> bool | None:
    return told(course, "reason") > 0


def _back_to_need(course: Course) -> bool | None:
    """Whether the need was asked about before a benefit; None for a customer whose doubt is not about value."""
    if not knows(course, "benefit"):
        return None
    asked = place_of(course, "effect", "worth")
    offered = (at for at, turn in enumerate(course.turns) if turn.act in ("benefit", "pitch", "bluff"))
    return asked < next(offered, len(course.turns))


def _proved(course: Course) -> bool | None:
    """Whether a capability was proved that is there, or one admitted that is not; None where it is about neither."""
    if knows(course, "admit"):
        return told(course, "admit") > 0 and told(course, "criterion") > 0
    return told(course, "proof") > 0 if knows(course, "proof") else None


def _no_bluff(course: Course) -> bool | None:
    return without(course, "bluff")


def _no_concession(course: Course) -> bool | None:
    """What was given before the doubt was answered."""
    answered = place_of(course, "worth", "proof", "criterion")
    if any(turn.act == "concede" for turn in course.turns[:answered]):
        return False
    return True if answered < len(course.turns) else without(course, "concede")


def _settled(course: Course) -> bool | None:
    return told(course, SETTLED) > 0


OBJECTION: tuple[Check, ...] = (
    Check("obj_asked_first", 1, ("F89",), _asked_first),
    Check("obj_kind", 2, ("F87",), _found),
    Check("obj_need", 2, ("F88", "F89"), _back_to_need),
    Check("obj_proof", 2, ("F65", "F89"), _proved),
    Check("obj_no_attack", 2, ("F63",), lambda course: without(course, "attack")),
    Check("obj_no_sins", 2, ("F71", "F72", "F73"), lambda course: without(course, *SINS)),
    Check("obj_no_concession", 2, ("F75",), _no_concession),
    Check("obj_no_bluff", 2, ("F89",), _no_bluff),
    Check("obj_settled", 1, ("F89",), _settled),
)
FOCUS_ORDER = (
    *("obj_no_sins", "obj_no_attack", "obj_no_bluff", "obj_no_concession", "obj_kind"),
    *("obj_asked_first", "obj_need", "obj_proof", "obj_settled"),
)

PLAY = play_of_topics(RULES, OBJECTION, FOCUS_ORDER, good_end=SETTLED)
