"""
The role-play about getting in: a friendly contact who cannot buy, and the way on to somebody who is unhappy (F35-F40).

Nothing is sold. What is won is an introduction with a reason that the contact can repeat, and a day for the next step;
"very interesting" is no progress (F39).
"""

from __future__ import annotations

from dialogs.play import HALF
from dialogs.plays.topics import Check, Course, Kind, Rules, play_of_topics
from dialogs.plays.topics.rules import STRAIN
from dialogs.plays.topics.seeing import said, told, without
from dialogs.wording import DATED, PAST

AGREED = "agreed"
LEAST_FACTS = 3  # rubrics.md, Entry
CLEAR_AT = 0.36  # for what is said, not asked: remarks in passing came to .34, what was meant to .40 at least

RULES = Rules(
    rubric="entry",
    task="question",
    kinds={
        "purpose": Kind(asks=False, says=True, clear_at=CLEAR_AT),
        "fact": Kind(label="situation"),
        "unhappy": Kind(needs=("fact",), label="problem", general=("unhappy",)),
        "decides": Kind(label="situation", general=("decides",)),
        "insight": Kind(asks=False, says=True, clear_at=CLEAR_AT, allows=("pitch",)),
        "intro": Kind(asks=False, clear_at=CLEAR_AT, needs=("unhappy",)),  # with a reason that the contact can repeat
        "step": Kind(asks=False, clear_at=CLEAR_AT, needs=("intro",), sign=DATED, puts_off=True, ends=AGREED),
        # an introduction asked for without a reason; a sentence by itself has none, the line may have
        "favour": Kind(asks=False, clear_at=CLEAR_AT, fault=True, whole=True, costs=(HALF, -HALF)),
        "push": Kind(
            asks=False, clear_at=CLEAR_AT, fault=True, shown_by=PAST
        ),  # for the decider, over the contact's head
        "brochure": Kind(asks=False, clear_at=CLEAR_AT, fault=True),  # something to pass round
    },
    # what counts one point is left out where time is short, so that there is some left for the introduction
    plan=(
        *(("purpose", 1), ("fact", LEAST_FACTS), ("unhappy", 1), ("decides", 1), ("insight", 1)),
        *(("intro", 1), ("step", 1)),
    ),
    until={"purpose": 1, "decides": 6, "insight": 7},
    strain={**STRAIN, "concede": (1.0, -HALF)},  # nothing is sold, so there is nothing to give away; our guess
)


def _purpose(course: Course) -> bool | None:
    return said(course, "purpose")


def _facts(course: Course) -> bool | None:
    return told(course, "fact") >= LEAST_FACTS


def _unhappy(course: Course) -> bool | None:
    return told(course, "unhappy") > 0


def _presented_nothing(course: Course) -> bool | None:
    return without(course, "pitch", "brochure")


def _decides(course: Course) -> bool | None:
    """Whether the way of a decision was asked for, and nobody was pushed for."""
    return told(course, "decides") > 0 and without(course, "push") is not False


def _introduced(course: Course) -> bool | None:
    return told(course, "intro") > 0


def _insight(course: Course) -> bool | None:
    return said(course, "insight")


def _next_step(course: Course) -> bool | None:
    return course.mood.ended == AGREED


ENTRY: tuple[Check, ...] = (
    Check("ent_purpose", 1, ("F36",), _purpose),
    Check("ent_facts", 2, ("F36",), _facts),
    Check("ent_unhappy", 2, ("F37",), _unhappy),
    Check("ent_presented_nothing", 2, ("F36",), _presented_nothing),
    Check("ent_decides", 1, ("F38",), _decides),
    Check("ent_intro", 3, ("F35", "F37"), _introduced),
    Check("ent_insight", 1, ("F40",), _insight),
    Check("ent_next_step", 2, ("F39",), _next_step),
)
FOCUS_ORDER = (
    *("ent_presented_nothing", "ent_unhappy", "ent_facts", "ent_intro", "ent_next_step"),
    *("ent_decides", "ent_insight", "ent_purpose"),
)

PLAY = play_of_topics(RULES, ENTRY, FOCUS_ORDER, good_end=AGREED)
