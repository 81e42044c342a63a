"""A role-play of topics, joined of its rules and its checks; dialogs/plays lists the four."""

from __future__ import annotations

from functools import partial

from content.library import Library
from content.topics import TopicCustomer
from dialogs.model import MOVES, SINS, Listening
from dialogs.play import IN_DOUBT, Moments, Play, Played
from dialogs.plays.topics.answering import (
    BARE,
    HEARD,
    MOST_HEARD,
    POINTED,
    POLITE,
    Mood,
    is_ready,
    last_of,
    line,
    lines_of,
    mood_from_json,
    opening_mood,
    respond,
    told_lines,
    untold,
    voiced_line,
)
from dialogs.plays.topics.rules import Kind, Rules, kind_of
from dialogs.plays.topics.seeing import FAULTS, Check, Course, did, heard
from dialogs.plays.topics.understanding import understand

__all__ = ["Check", "Course", "Kind", "Rules", "next_step", "play_of_topics"]

TopicPlay = Play[TopicCustomer, Mood]
_WORST = ("pressure", "prescribe", "minimise", "attack", "concede", "pitch", "early", "scatter", "proof", "statement")
_LESS = ("empty_acknowledge", "echo", "lost", "repeat", "vague")


def play_of_topics(
    rules: Rules, checks: tuple[Check, ...], focus_order: tuple[str, ...], *, good_end: str
) -> TopicPlay:
    """
    Return the role-play.

    Args:
        focus_order: which check to work on first; every check's id, once.
        good_end: the `ends` of the kind that ends a call well.
    """
    kinds = tuple(kind for kind, _ in rules.plan)
    faults = tuple(name for name, kind in rules.kinds.items() if kind.fault)
    return Play(
        rubric=rules.rubric,
        task=rules.task,
        checks=checks,
        focus_order=focus_order,
        moments=Moments(
            best_first=(*reversed(kinds), *(k for k in rules.tells if k not in kinds), "acknowledge"),
            worst_first=(*faults, *_WORST, *_LESS),
            harmless=("guarded",),
        ),
        hints=tuple(f"{rules.rubric}_{kind}" for kind in (*kinds, "acknowledge")),
        others=frozenset({BARE, HEARD, IN_DOUBT, POINTED, POLITE, *SINS}),
        opening_mood=opening_mood,
        mood_from_json=partial(mood_from_json, rules=rules),
        listen=partial(_listen, rules=rules),
        understand=partial(understand, rules=rules),
        respond=partial(respond, rules=rules),
        lines_of=lines_of,
        line=line,
        effect=partial(_effect, rules=rules),
        next_step=partial(next_step, rules=rules),
        hint=lambda customer, mood: f"{rules.rubric}_{next_step(customer, mood, rules=rules)[0]}",
        model_line=partial(_model_line, rules=rules),
        counts=partial(_counts, rules=rules),
        named=partial(_named, rules=rules),
        repaired=lambda course: frozenset(),
        good_end=good_end,
    )


def _listen(customer: TopicCustomer, mood: Mood, *, rules: Rules) -> Listening:
    """
    Ask for the line to be read after what the customer has said; a reply answers the doubt that was voiced last.

    It is judged beside that alone: after a whole call the judge takes every reply, a sin too, for an acknowledging.
    Where no doubt is voiced, a reply answers the end of what was said last.
    """
    told = told_lines(customer, mood)
    if rules.task == "question":
        return Listening(told=told, customer_id=customer.id, faults=True)
    if not rules.voices:
        return Listening("reply", told, last_of(told[-1]), alone=True, customer_id=customer.id)
    worry = voiced_line(customer, mood, rules=rules)
    return Listening("reply", told, worry, alone=True, customer_id=customer.id)


def _effect(library: Library, customer: TopicCustomer, played: Played, *, rules: Rules) -> str:
    own = played.event in ("told", played.act) and played.act in rules.kinds
    event = f"{rules.rubric}_{played.act}" if own else played.event
    if played.other == BARE and played.event in ("vague", "guarded"):
        event = f"{rules.rubric}_{played.act}_{BARE}"
    topic = customer.topic(played.node).name if played.node else "that"
    return library.text(f"topic.{event}", name=customer.first_name, topic=topic)


def next_step(customer: TopicCustomer, mood: Mood, *, rules: Rules) -> tuple[str, str]:
    """Return the kind of line that would help most now, and the node that it would bring up."""
    told = [kind_of(node) for node in mood.told]
    last = rules.plan[-1][0]
    end = next(f"{topic.kind}.{name}" for name, topic in customer.topics.items() if topic.kind == last)
    needed = _needed(customer, end)
    for kind, most in rules.plan:
        if mood.turns > rules.until.get(kind, mood.turns):
            continue
        nodes = [node for node in untold(customer, mood, kind) if is_ready(customer, mood, node, rules=rules)]
        if told.count(kind) >= most:
            nodes = [node for node in nodes if node in needed]  # a second proof, where this customer's end waits for it
        if nodes:
            closed = mood.openness < customer.topic(nodes[0]).openness and _may_acknowledge(mood)
            return ("acknowledge", "acknowledge") if closed and rules.task == "reply" else (kind, nodes[0])
    return last, end


def _needed(customer: TopicCustomer, node: str) -> set[str]:
    """Return the nodes that must be told before *node*, and before those in turn."""
    needed, left = set[str](), [*customer.topic(node).needs]
    while left:
        name = left.pop()
        if (found := f"{customer.topics[name].kind}.{name}") not in needed:
            needed.add(found)
            left += customer.topics[name].needs
    return needed


def _may_acknowledge(mood: Mood) -> bool:
    """Whether acknowledging would still open the customer; one that did not get through is not tried again at once."""
    said = mood.said[-1].partition("#")[0] if mood.said else ""
    return mood.heard < MOST_HEARD and said not in ("statement", "empty_acknowledge")


def _model_line(customer: TopicCustomer, node: str, *, rules: Rules, avoid: str = "") -> str:
    """Return the first authored line for *node*, tidied; another one where the rep wrote just that."""
    lines = customer.acknowledging if node == "acknowledge" else customer.topic(node).better
    found = next((text for text in lines if text.strip().lower() != avoid.strip().lower()), lines[0])
    asks = node != "acknowledge" and rules.kinds[kind_of(node)].asks
    return found[0].upper() + found[1:] + ("" if found[-1] in ".?!" else "?" if asks else ".")


def _counts(library: Library, turns: tuple[Played, ...], *, rules: Rules) -> tuple[str, str]:
    asked = did(turns, *(name for name, kind in rules.kinds.items() if kind.asks and not kind.fault))
    faults = did(turns, *FAULTS, *(name for name, kind in rules.kinds.items() if kind.fault))
    counted = library.text("debrief.topics", asked=asked, heard=heard(turns), faults=faults)
    return library.text("debrief.what_you_did"), counted


def _named(played: Played, *, rules: Rules) -> tuple[str, ...]:
    """Return the moves that the rep was told the line had."""
    if rules.task == "question":
        return ()
    kind = rules.kinds.get(played.act)
    found = ["explore"] if kind and kind.asks else []
    found += [move for move in (played.act, played.other) if move in MOVES]
    return (*found, "acknowledge") if played.other == HEARD else tuple(found)
