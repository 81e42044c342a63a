"""
The best call that a scenario allows: at each turn what helps most, understood as it is meant.

What it does not pass no line can pass, whoever says it: the customer's topics, needs or limits stand in the way.
"""

from __future__ import annotations

from typing import Any

from bot.service.calling import AnyCourse
from content.library import Library
from content.offer import FIRST_STEP
from content.schema import Scenario
from dialogs.play import Act, Course, Played
from dialogs.plays import play_of
from dialogs.plays.all_of_them import TOPIC_RULES
from dialogs.plays.negotiation.bargaining import mark, offers_of, range_of

_LABELS = {"situation": "situation", "problem": "problem", "implication": "implication", "payoff": "need_payoff"}
_SEED = 1  # of the customer's wordings
_SHRINKS = 0.5  # each step with the price, of the one before


def best_call(library: Library, scenario: Scenario) -> AnyCourse:
    """Play what helps most at each turn, up to the scenario's last."""
    customer: Any = library.customers[scenario.customer]
    play = play_of(customer)
    mood, turns = play.opening_mood(customer), list[Played]()
    while len(turns) < scenario.most_turns and not mood.ended:
        _, node = play.next_step(customer, mood)
        act = Act(node.partition(".")[0], "" if node == "acknowledge" else node, _figures(customer, mood, node))
        reaction = play.respond(customer, mood, act, seed=_SEED)
        label = _label(customer.play, act.kind)
        turns.append(
            Played("", label, act.kind, act.node, reaction.event, reaction.credit, "given", act.other, reaction.bait)
        )
        mood = reaction.mood
    return Course(customer, tuple(turns), mood, scenario.offer)


def never_passed(course: AnyCourse) -> list[str]:
    """Return the ids of the checks without which a call is not won, and which the best call does not pass."""
    play = play_of(course.customer)
    decided = play.decide(course)
    needed = (check for check in play.checks if check.points > 1 and check.applies(course.customer))
    return [check.id for check in needed if not decided[check.id]]


def _label(play: str, kind: str) -> str:
    rules = TOPIC_RULES.get(play)
    if rules:
        return rules.kinds[kind].label if kind in rules.kinds else "none"
    return _LABELS.get(kind, "none")


def _figures(customer: Any, mood: Any, node: str) -> str:
    """Return what a line about terms names: the top first, then smaller and smaller steps, each for a return."""
    if customer.play != "negotiation":
        return ""
    within, offers = range_of(customer), offers_of(customer, mood)
    match node.partition(".")[0]:
        case "offer":
            return mark(within.top)
        case "step":
            before = offers[-2] - offers[-1] if len(offers) > 1 else 0.0
            step = before * _SHRINKS or FIRST_STEP * (within.top - within.limit)
            return mark(offers[-1] - step, back=True)
        case "lever":
            return mark(back=True)
    return ""
