"""
Whether what a company's reps might say is taken for what it is meant: an answer to the need that was just voiced.

Each line is said to the scenario's customer right after the need, however the customer put it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from content.library import Library
from content.schema import Customer
from dialogs.customer import Mood, replay
from dialogs.play import Act
from dialogs.ports import Perception
from dialogs.rehearsal import answer, listen

_TOLD_ANYHOW = 3  # a problem may be guarded twice before it is told
_WORDINGS = range(3)  # seeds: each draws other wordings of what the customer says


@dataclass(frozen=True, slots=True)
class Taken:
    """A line on a problem, and what the customer did at least once instead of taking it as meant; empty if nothing."""

    problem: str
    text: str
    instead: str


def taken(library: Library, scenario: str, perception: Perception) -> Iterator[Taken]:
    """Yield every line of the scenario's offer, and how it is taken. A customer without problems takes none."""
    chosen = library.scenarios[scenario]
    customer = library.customers[chosen.customer]
    if not (chosen.offer and isinstance(customer, Customer)):
        return
    for problem, lines in chosen.offer.answers.items():
        for text in lines:
            events = (_event(customer, problem, text, perception, seed=seed) for seed in _WORDINGS)
            yield Taken(problem, text, next((event for event in events if event != "pitch_ok"), ""))


def _event(customer: Customer, problem: str, text: str, perception: Perception, *, seed: int) -> str:
    mood = wanting(customer, problem, seed=seed)
    percept = perception.perceive(text, listen(customer, mood))
    return answer(percept, text=text, customer=customer, mood=mood, seed=seed)[1].event


def wanting(customer: Customer, problem: str, *, seed: int) -> Mood:
    """Return where the customer stands once they have voiced the need behind a problem."""
    name, payoff = next(iter(customer.problems[problem].payoffs.items()))
    acts = [Act("problem", f"problem.{problem}")] * _TOLD_ANYHOW
    acts += [Act("implication", f"implication.{problem}.{payoff.after[0]}"), Act("payoff", f"payoff.{problem}.{name}")]
    return replay(customer, acts, seed=seed)
