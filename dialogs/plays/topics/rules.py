"""
What tells one role-play of topics from another: its kinds of topic, in which order they help, what else costs.

A role-play is these rules and its checks; how a line is understood and answered is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dialogs.model import Task
from dialogs.play import HALF
from dialogs.speaking import Outcome


@dataclass(frozen=True, slots=True)
class Kind:
    """
    What brings up a topic of one kind, and what comes of it.

    Attributes:
        asks: it is brought up by a question or a request; otherwise by saying something.
        needs: kinds of topic; one of each must have been told before.
        allows: moves that are no fault in a line about it, such as "pitch" in a benefit.
        ends: how the call ends once it is told.
        fault: it is never told: bringing it up closes the customer.
        label: the question type that it counts as.
    """

    asks: bool = True
    needs: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    ends: str = ""
    fault: bool = False
    label: str = "none"


# What acts that tell nothing do: (steps of impatience, steps of openness). Our guess; README "Why".
STRAIN: Mapping[str, tuple[float, float]] = {
    "minimise": (1.0, -1.0),
    "prescribe": (1.0, -1.0),
    "pressure": (1.0, -1.0),
    "concede": (0.0, -HALF),
    "attack": (1.0, -1.0),
    "pitch": (1.0, -HALF),
    "proof": (HALF, 0.0),
    "empty_acknowledge": (HALF, 0.0),
    "early": (HALF, 0.0),
    "repeat": (HALF, 0.0),
    "vague": (HALF, 0.0),
    "lost": (HALF, 0.0),
    "statement": (HALF, 0.0),
    "small_talk": (HALF, 0.0),
    "echo": (HALF, 0.0),
    "scatter": (1.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """
    One role-play of topics.

    Attributes:
        plan: (kind, how many) in the order in which they help; what the method does, and what hints and model lines
            follow.
        pointed: the kind that a question without a subject of its own brings up ("what makes you say that?"); none: "".
    """

    rubric: str
    task: Task
    kinds: Mapping[str, Kind]
    plan: tuple[tuple[str, int], ...]
    pointed: str = ""
    strain: Mapping[str, tuple[float, float]] = field(default_factory=lambda: STRAIN)
    # (customer, mood, act, rules): what this role-play answers otherwise than the others; None: as they do
    answers: Callable[..., Outcome | None] | None = None

    @property
    def tells(self) -> tuple[str, ...]:
        """Return the kinds of topic that can be told."""
        return tuple(name for name, kind in self.kinds.items() if not kind.fault)


def kind_of(node: str) -> str:
    return node.partition(".")[0]
