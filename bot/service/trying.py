"""
A scenario's own lines tried on its customer: whether the model conversation wins, whether the other one does not.

And whether the customer takes each authored line for what it is: a line that coaches show must be, and so must a sin.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.service.calling import AnyCourse
from bot.service.simulation import mood_for, taken_for
from content.buyers import AnyCustomer
from content.library import Library
from content.schema import Scenario
from dialogs.model import SINS
from dialogs.play import Act, Course, Played
from dialogs.plays import play_of
from dialogs.plays.all_of_them import TOPIC_RULES
from dialogs.plays.faults import FAULT
from dialogs.plays.negotiation.bargaining import GIVEN
from dialogs.plays.topics.rules import kind_of
from dialogs.ports import Perception
from dialogs.rehearsal import answer, listen, spoken

FAILS_ITS_OWN, NOT_DETECTED = 9, 10  # journeys.md 5: the numbers of these two faults
_SEED = 1  # of the customer's wordings
_FAULTS = (*SINS, "concede", "attack", "pitch")
_FOR_RETURN = ("step", "lever")  # kinds of a negotiation's topics
_UNASKED = ("heard", "out_of_scope", "advance")  # these are nothing that is asked for at any time


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One line of a conversation, how it was taken, and what the customer said."""

    played: Played
    said: str


@dataclass(frozen=True, slots=True)
class Conversed:
    """One of a scenario's two conversations: its turns, whether it won, how it ended, and the checks not passed."""

    block: str  # exemplar or counter_exemplar
    turns: tuple[Exchanged, ...]
    won: bool
    ended: str
    missed: tuple[str, ...]  # ids of checks

    @property
    def fault(self) -> int | None:
        if self.block == "exemplar":
            return None if self.won else FAILS_ITS_OWN
        return NOT_DETECTED if self.won else None


@dataclass(frozen=True, slots=True)
class Taken:
    """How the authored lines of one thing are taken: how many there are, and each that is taken for something else."""

    node: str
    lines: int
    mistaken: tuple[tuple[str, str], ...]  # (line, taken for)
    fault: int | None  # the coach shows a line that misses; most lines of a sin are not detected


def conversed(library: Library, scenario: Scenario, perception: Perception) -> Iterator[Conversed]:
    """Yield the model conversation and the one that must fail, as the customer takes them."""
    for block in ("exemplar", "counter_exemplar"):
        yield _conversed(library, scenario, block, getattr(scenario, block), perception)


def _conversed(
    library: Library, scenario: Scenario, block: str, lines: Sequence[str], perception: Perception
) -> Conversed:
    customer = library.customers[scenario.customer]
    play = play_of(customer)
    mood, turns = play.opening_mood(customer), []
    for text in lines[: scenario.most_turns]:
        percept = perception.perceive(text, listen(customer, mood))
        played, reaction = answer(percept, text=text, customer=customer, mood=mood, seed=_SEED)
        turns.append(Exchanged(played, spoken(customer, reaction.said)))
        mood = reaction.mood
        if mood.ended:
            break
    course: AnyCourse = Course(customer, tuple(turn.played for turn in turns), mood, scenario.offer)
    decided = play.decide(course)
    missed = tuple(check.id for check in play.checks if check.applies(customer) and not decided[check.id])
    return Conversed(block, tuple(turns), play.won(course), mood.ended, missed)


def taken(customer: AnyCustomer, perception: Perception) -> Iterator[Taken]:
    """Yield how the lines of each thing are taken, said when they should be."""
    for node, lines in customer.nodes():
        if node not in _UNASKED:
            yield _taken(customer, node, lines, perception)


def _taken(customer: AnyCustomer, node: str, lines: Sequence[str], perception: Perception) -> Taken:
    sins = _sins_of(customer, node)
    mood = play_of(customer).opening_mood(customer) if node.startswith(f"{FAULT}.") else mood_for(customer, node)
    acts = [(text, taken_for(customer, mood, text, perception)) for text in lines]
    others = [(t, _instead(act)) for t, act in acts if not _is_meant(act, node) and not {act.kind, act.other} & sins]
    if sins:
        fault = NOT_DETECTED if 2 * len(others) > len(lines) else None
    else:  # the first line is what the coach shows as a better one
        fault = FAILS_ITS_OWN if lines[0] in (text for text, _ in others) else None
    return Taken(node, len(lines), tuple(others), fault)


def _is_meant(act: Act, node: str) -> bool:
    """Whether a line is taken for what it is; one that gives terms is not whole if nothing is asked back."""
    return act.node == node and (kind_of(node) not in _FOR_RETURN or act.other.endswith(GIVEN))


def _instead(act: Act) -> str:
    bare = kind_of(act.node) in _FOR_RETURN and not act.other.endswith(GIVEN)
    return f"{act.node or act.kind}{', with nothing asked back' if bare else ''}"


def _sins_of(customer: AnyCustomer, node: str) -> set[str]:
    """Return what a line that commits a fault may be taken for; empty where the node is none."""
    kind, _, name = node.partition(".")
    if kind == FAULT:
        return {name}
    rules = TOPIC_RULES.get(customer.play)
    if not rules or not rules.kinds[kind].fault:
        return set()
    return {*_FAULTS, *(other for other, one in rules.kinds.items() if one.fault)}
