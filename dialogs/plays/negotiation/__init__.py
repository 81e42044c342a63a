"""
The role-play about terms: everything is chosen, and what stands in the way is real (rubrics.md; F74-F82).

Three points sound alike; asking tells the barrier from the objection and the fear. Then figures count: see bargaining.
"""

from __future__ import annotations

from dataclasses import replace

from content.library import Library
from content.topics import TopicCustomer
from dialogs.model import Listening
from dialogs.play import Moments, Played
from dialogs.plays.negotiation.bargaining import (
    MARKS,
    PRICES,
    answers,
    mood_from_json,
    next_step,
    offers_of,
    opening_mood,
)
from dialogs.plays.negotiation.checks import FAULTY, FOCUS_ORDER, NEGOTIATION
from dialogs.plays.negotiation.reading import understand
from dialogs.plays.topics import Kind, Rules, play_of_topics
from dialogs.plays.topics.answering import Mood, told_lines
from dialogs.plays.topics.rules import ATTACKED_AT
from dialogs.plays.topics.seeing import did
from dialogs.wording import BESIDES, WEIGHS

AGREED = "agreed"
_TERMS = ("concede", "pitch", "proof", "prescribe", "minimise")  # moves that an offer of terms may read as

RULES = Rules(
    rubric="negotiation",
    task="reply",
    attacked_at=ATTACKED_AT,
    kinds={
        "barrier": Kind(allows=("concede",)),
        "objection": Kind(allows=("concede", "minimise")),
        "fear": Kind(allows=("concede", "attack")),
        "weight": Kind(allows=("concede",), general=("weight",), general_signs=(WEIGHS,)),
        "planned": Kind(allows=("concede", "pitch"), general=("planned",), general_signs=(BESIDES, WEIGHS)),
        "offer": Kind(asks=False, allows=_TERMS),
        "step": Kind(asks=False, needs=("offer",), allows=_TERMS),
        "lever": Kind(
            asks=False, needs=("barrier", "objection", "fear", "weight"), allows=("concede", "pitch", "proof")
        ),
        "extra": Kind(asks=False, fault=True, allows=_TERMS),
        "summary": Kind(asks=False, needs=("lever", "step"), ends=AGREED, allows=_TERMS),
    },
    plan=(
        *(("barrier", 1), ("objection", 1), ("fear", 1), ("weight", 1)),
        *(("offer", 1), ("lever", 1), ("step", 1), ("summary", 1)),
    ),
    answers=answers,
)
_COMMON = play_of_topics(RULES, NEGOTIATION, FOCUS_ORDER, good_end=AGREED)


def _listen(customer: TopicCustomer, mood: Mood) -> Listening:
    """Ask for the line to be read as a reply to what was said last: without one, an attack reads as listening."""
    told = told_lines(customer, mood)
    return Listening(task=RULES.task, told=told, worry=told[-1], customer_id=customer.id)


def _hint(customer: TopicCustomer, mood: Mood) -> str:
    return f"negotiation_{next_step(customer, mood, rules=RULES)[0]}"


def _counts(library: Library, turns: tuple[Played, ...]) -> tuple[str, str]:
    asked = did(turns, *(name for name, kind in RULES.kinds.items() if kind.asks))
    prices = [mark.rstrip("+") for mark in (turn.other for turn in turns) if mark[:1].isdigit()]
    offers = ", ".join(dict.fromkeys(prices)) or library.text("debrief.no_offer")
    counted = library.text("debrief.bargain", asked=asked, offers=offers, faults=did(turns, *FAULTY))
    return library.text("debrief.what_you_did"), counted


PLAY = replace(
    _COMMON,
    moments=Moments(
        best_first=(*PRICES, *(act for act in _COMMON.moments.best_first if act not in PRICES)),
        worst_first=("past", "early_give", "low_open", "big_step", "no_return", "raised", *_COMMON.moments.worst_first),
        harmless=(*_COMMON.moments.harmless, "firm"),
    ),
    others=MARKS,
    hints=tuple(f"negotiation_{kind}" for kind in (*(name for name, _ in RULES.plan), "acknowledge")),
    listen=_listen,
    opening_mood=opening_mood,
    mood_from_json=lambda stored: mood_from_json(stored, rules=RULES),
    understand=lambda percept, *, customer, mood: understand(percept, customer=customer, mood=mood, rules=RULES),
    next_step=lambda customer, mood: next_step(customer, mood, rules=RULES),
    hint=_hint,
    counts=_counts,
)

__all__ = ["PLAY", "RULES", "offers_of"]
