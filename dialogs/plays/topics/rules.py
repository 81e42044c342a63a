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
from dialogs.understanding import KNOWN_AT

# Of 72 held-out attacks and 720 innocent lines of four customers: .53 and .004; at .5, .35 and 0 (plays, 2026-11)
ATTACKED_AT = 0.3


@dataclass(frozen=True, slots=True)
class Kind:
    """
    What brings up a topic of one kind, and what comes of it.

    Attributes:
        asks: it is brought up by a question or a request; otherwise by saying something.
        needs: kinds of topic; one of each that this customer has must have been told before.
        allows: moves that are no fault in a line about it once it can be told, such as "pitch" in a benefit.
        ends: how the call ends once it is told.
        fault: it is never told: bringing it up closes the customer.
        costs: what bringing up a fault does: (steps of impatience, steps of openness).
        label: the question type that it counts as.
        sign: what the words of the line must show besides (dialogs/wording.py); without it the customer asks for that.
        shown_by: a sign that makes a line one of it where it comes nearest to what is asked, or to another fault.
        only_with: signs of which a line must show one to be about it; the first, where it hears the customer as well.
        puts_off: without its sign the customer puts it off instead.
        unless: a sign that rules it out: a claim that the line denies is none.
        proves: it shows that something is so: a sentence that takes up the doubt comes near to it and shows nothing.
        early: what bringing it up too early costs, by its name in `strain`.
        lesser: it gives way to another topic that the line is surely about: "we have not that; what is it for?".
        says: a statement that nobody asks: a question is hardly one, and it counts as well in a sentence beside one.
        said_at: the lead at which a line is about it that only says it, and asks nothing.
        clear_at: the lead below which a line is rather about something else: remarks in passing come near to it.
        similar_at: the similarity below which a line is not about it, whatever its lead.
        whole: it is what the whole line comes to, or nothing: a sentence of it that stands alone may mislead.
        general: kinds of which one was told before a question without a subject of its own can be about it ("which
            counts most?", "what would that be worth?"); its own name: at any time; none: it is never asked for so.
        general_signs: signs of which such a question must show one; none: it need not.
    """

    asks: bool = True
    needs: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    ends: str = ""
    fault: bool = False
    costs: tuple[float, float] = (1.0, -1.0)
    label: str = "none"
    sign: str = ""
    shown_by: str = ""
    only_with: tuple[str, ...] = ()
    puts_off: bool = False
    unless: str = ""
    proves: bool = False
    early: str = "early"
    lesser: bool = False
    says: bool = False
    said_at: float = KNOWN_AT
    clear_at: float = KNOWN_AT
    similar_at: float = -1.0
    whole: bool = False
    general: tuple[str, ...] = ()
    general_signs: tuple[str, ...] = ()


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
    "statement": (HALF, -HALF),  # even a friendly customer closes to a rep who tells: what opens them is being asked
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
        voices: the kinds in which the customer voices a doubt; a reply is judged as one to the last of them.
        attacked_at: how likely the judge must hold an attack, for it to be one: it hears few for sure. 1: no less sure
            than of any other move, where the customer's own matters are of rivals.
        until: kind to the last turn, from 0, in which the method still has time for it.
    """

    rubric: str
    task: Task
    kinds: Mapping[str, Kind]
    plan: tuple[tuple[str, int], ...]
    pointed: str = ""
    voices: tuple[str, ...] = ()
    attacked_at: float = 1.0
    until: Mapping[str, int] = field(default_factory=dict)
    strain: Mapping[str, tuple[float, float]] = field(default_factory=lambda: STRAIN)
    # (customer, mood, act, rules): what this role-play answers otherwise than the others; None: as they do
    answers: Callable[..., Outcome | None] | None = None

    def __post_init__(self) -> None:
        told = {name for name, kind in self.kinds.items() if not kind.fault}
        if clash := sorted(told & set(self.strain)):
            raise ValueError(f"kinds: {', '.join(clash)} is what acts that tell nothing are called")

    @property
    def tells(self) -> tuple[str, ...]:
        """Return the kinds of topic that can be told."""
        return tuple(name for name, kind in self.kinds.items() if not kind.fault)


def kind_of(node: str) -> str:
    return node.partition(".")[0]
