"""A call between a bot and a customer: what the bot sees of it, and how one is played."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from content.schema import Scenario
from dialogs.play import Course, Played
from dialogs.plays import play_of
from dialogs.ports import Perception
from dialogs.rehearsal import answer, last_answer, listen

AnyCourse = Course[Any, Any]


@dataclass(slots=True)
class Call:
    """One call in progress, as the rep sees it: what was said, and whether the last line got an answer of substance."""

    customer: Any  # of any play, and the held-out lines made for it
    held: Any
    rng: random.Random
    mood: Any
    turns: list[Played] = field(default_factory=list)
    left: int = 10
    used: set[str] = field(default_factory=set)

    @property
    def last(self) -> Played | None:
        return self.turns[-1] if self.turns else None

    def line(self, node: str) -> str:
        """Draw a held-out line for a node, one that was not said yet while there is one."""
        return self.one_of(self.held.nodes[node])

    def one_of(self, lines: Sequence[str]) -> str:
        """Draw one of *lines*, one that was not said yet while there is one."""
        fresh = [text for text in lines if text not in self.used] or list(lines)
        text = self.rng.choice(fresh)
        self.used.add(text)
        return text

    def told(self, node: str) -> bool:
        return node in self.mood.told


Bot = Callable[[Call], Iterator[str]]  # yields the rep's lines; it may look at the call between them


def at_random(call: Call) -> Iterator[str]:
    """Random lines that others wrote for this customer."""
    while True:
        yield call.line(call.rng.choice(sorted(call.held.nodes)))


def formulas(step: Callable[[Call], str]) -> Bot:
    """Return a bot that says "I understand, tell me more" in every form, and at last asks for the node of *step*."""
    more = ("tell me more", "what else?", "can you say more about that?", "how do you mean?", "go on, please")

    def formula(call: Call) -> Iterator[str]:
        while call.left > 2:
            yield f"{call.one_of(call.held.replies['empty_acknowledge'])} {call.one_of(more)}"
        while True:
            yield call.line(step(call))

    return formula


def repeating(good: Callable[[str], bool], *, step: str) -> Bot:
    """Return a bot that repeats one question about a node that is *good*, and at last asks for *step*."""

    def repeated(call: Call) -> Iterator[str]:
        text = call.line(call.rng.choice([node for node in sorted(call.held.nodes) if good(node)]))
        while call.left > 1:
            yield text
        yield call.line(step)

    return repeated


def echoing(step: str) -> Bot:
    """Return a bot that pastes the customer's own words back, as they are or dressed as a question."""

    def echo(call: Call) -> Iterator[str]:
        while call.left > 1:
            said = last_answer(call.customer, call.mood)
            yield call.rng.choice(["{}", "{}?", "so {}?", "you say {} - right?"]).format(said)
        yield call.line(step)

    return echo


def play(bot: Bot, scenario: Scenario, customer: Any, held: Any, perception: Perception, *, seed: int) -> AnyCourse:
    """Play one whole call."""
    rng = random.Random(f"bot:{seed}")  # noqa: S311 - not for secrets
    call = Call(customer, held, rng, play_of(customer).opening_mood(customer), left=scenario.most_turns)
    for text in bot(call):
        percept = perception.perceive(text, listen(customer, call.mood))
        played, reaction = answer(percept, text=text, customer=customer, mood=call.mood, seed=seed)
        call.turns.append(played)
        call.mood = reaction.mood
        call.left -= 1
        if call.mood.ended or not call.left:
            break
    return Course(customer, tuple(call.turns), call.mood)


def points(course: AnyCourse) -> int:
    """Return the points of the checks that passed."""
    play = play_of(course.customer)
    counted, decided = play.points(course), play.decide(course)
    return sum(counted[check] for check, passed in decided.items() if passed)
