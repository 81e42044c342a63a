"""
The role-play about a comparison of offers: ask what counts and how much, and only then shape it (rubrics.md; F49-F66).

One criterion that everybody would guess is false, and asking shows it. One is crucial and the offer does not meet it:
four honest ways lead on from there (F54-F57), and a claim that is not so is found out.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.model import SINS
from dialogs.plays.topics import Check, Course, Kind, Rules, play_of_topics
from dialogs.plays.topics.rules import STRAIN
from dialogs.plays.topics.seeing import did, place_of, told, without
from dialogs.wording import DENIES, FIGURE, WEIGHS

AGREED = "agreed"
_SHAPING = ("effect", "worth", "measure", "way")
_SELLING = ("pitch", "concede")
MOST_SOLD = 1  # lines that present or give something away, once the order is known; our guess
_SAID = ("minimise", "pressure", "attack", "pitch")  # in this customer's own matters, where the judge alone hears less
_SAID_AT = 0.43  # lead; acknowledging lines about the same matter reached .40, ways that were said .50 and more
_FAULT_AT = 0.38  # lead; other lines came to .37, six of seven claims and rude words further
_UNSEEN = "unseen"  # shaping a list that was not asked for
_STRAIN: Mapping[str, tuple[float, float]] = {**STRAIN, _UNSEEN: (1.0, -1.0)}  # our guess; README "Why"

RULES = Rules(
    rubric="evaluation",
    task="reply",
    kinds={
        "criteria": Kind(general=("criteria",), general_signs=(WEIGHS,)),
        "weight": Kind(needs=("criteria",), general=("weight",), general_signs=(WEIGHS,)),
        "obvious": Kind(),  # tests what everybody takes for granted
        "purpose": Kind(needs=("weight",), general=("weight",)),  # what the crucial criterion that is not met is for
        "effect": Kind(needs=("criteria",), label="implication", early=_UNSEEN),
        "worth": Kind(needs=("criteria",), label="need_payoff", early=_UNSEEN, general=("effect",)),
        "measure": Kind(
            asks=False,
            needs=("criteria",),
            allows=("pitch", "proof", "concede", "prescribe"),  # "how about making it exact: two minutes"
            sign=FIGURE,
            early=_UNSEEN,
        ),
        "way": Kind(
            asks=False,
            needs=("weight",),
            allows=("pitch", "proof", "pressure", "prescribe"),  # "train four of your own: then nobody waits"
            early=_UNSEEN,
            said_at=_SAID_AT,
        ),
        "admit": Kind(asks=False, allows=("pitch",), said_at=_SAID_AT, lesser=True),
        "untrue": Kind(
            asks=False,
            says=True,
            fault=True,
            allows=("pitch", "proof", "concede", "minimise"),
            unless=DENIES,
            said_at=_FAULT_AT,
        ),
        **{name: Kind(asks=False, says=True, fault=True, allows=(name,), said_at=_FAULT_AT) for name in _SAID},
        "summary": Kind(needs=("weight", "way"), ends=AGREED, general=("way",)),
    },
    plan=(
        *(("criteria", 1), ("weight", 1), ("obvious", 1), ("effect", 1)),
        *(("measure", 1), ("way", 1), ("summary", 1)),
    ),
    strain=_STRAIN,
)


def _asked_first(course: Course) -> bool | None:
    """Whether the criteria came before any shaping, and their order before any selling; None where nothing was done."""
    shaped = _first(course, *_SHAPING)
    sold = _first(course, *_SELLING)
    if min(shaped, sold) == len(course.turns) and not told(course, "criteria"):
        return None
    return place_of(course, "criteria") < shaped and place_of(course, "weight") <= sold


def _first(course: Course, *acts: str) -> int:
    """Return the turn, from 0, in which one of these was done first; the number of turns where none was."""
    return next((at for at, turn in enumerate(course.turns) if did((turn,), *acts)), len(course.turns))


def _weighed(course: Course) -> bool | None:
    return told(course, "weight") > 0


def _tested(course: Course) -> bool | None:
    return told(course, "obvious") > 0


def _measured(course: Course) -> bool | None:
    return told(course, "measure") > 0


def _raised(course: Course) -> bool | None:
    """Whether a question made a criterion weigh more that the offer meets."""
    return told(course, "effect", "worth") > 0


def _worked(course: Course) -> bool | None:
    return told(course, "way") > 0


def _sold_little(course: Course) -> bool | None:
    """A line about the fit may help once the order is known; one after another is a presentation."""
    if did(course.turns, *_SELLING) > MOST_SOLD:
        return False
    return without(course)


def _checked(course: Course) -> bool | None:
    return told(course, "summary") > 0


EVALUATION: tuple[Check, ...] = (
    Check("ev_asked_first", 2, ("F58",), _asked_first),
    Check("ev_weight", 2, ("F49",), _weighed),
    Check("ev_obvious", 2, ("F58",), _tested),
    Check("ev_measure", 2, ("F51", "F62"), _measured),
    Check("ev_raised", 2, ("F52", "F53"), _raised),
    Check("ev_way", 2, ("F54", "F55", "F56", "F57"), _worked),
    Check("ev_true", 2, ("F62",), lambda course: without(course, "untrue")),
    Check("ev_sold_little", 2, ("F49", "F50"), _sold_little),
    Check("ev_no_attack", 2, ("F63",), lambda course: without(course, "attack")),
    Check("ev_no_sins", 2, ("F71", "F72", "F73"), lambda course: without(course, *SINS)),
    Check("ev_checked", 1, ("F82",), _checked),
)
FOCUS_ORDER = (
    *("ev_true", "ev_no_attack", "ev_no_sins", "ev_asked_first", "ev_sold_little"),
    *("ev_weight", "ev_obvious", "ev_raised", "ev_way", "ev_measure", "ev_checked"),
)

PLAY = play_of_topics(RULES, EVALUATION, FOCUS_ORDER, good_end=AGREED)
