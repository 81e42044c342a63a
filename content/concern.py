"""
The shape of a customer with a worry that is not said, and of the lines that test it. As content.schema, a leaf.

The worry lies in layers under a mask; the nearer a layer is to the fear, the later it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field

from content.schema import Buyer, Content, ContentId, CustomerLine, Label, Line, Node, Paraphrases

Three = Annotated[tuple[CustomerLine, ...], Field(min_length=3)]


class Mask(Node):
    """What the customer says instead of the fear; `ask` takes it at its word and notices nothing."""

    kind: Literal["price", "timing", "old_issue", "silence"]
    say: Three


class Layer(Node):
    """Something under the mask. Told only at enough openness; before that, one of `guarded`."""

    name: Label  # "the change two years ago": for the debrief
    openness: float = Field(ge=0, le=5)
    guarded: tuple[CustomerLine, ...] = Field(min_length=2)


class Signal(Node):
    """A fact that does not fit the mask, such as a price gap in their favour; `ask` is a rep who notices it."""

    name: Label


class ConcernReactions(Content):
    """What the customer says to a move. Each wording is used before any comes again."""

    minimise: Three
    prescribe: Three
    pressure: Three
    concede: Three  # taken gladly, and nothing is told
    attack: Three
    pitch: Three
    proof_early: Three  # before the fear is named it slides off
    proof_late: Three
    acknowledge: Three
    empty_acknowledge: Three  # a formula, or one too many
    hand_back_early: Three
    repaired: Three  # an apology right after a sin
    repeat: Three
    vague: Three
    lost: Three
    statement: Three
    small_talk: Three
    echo: Three
    scatter: Three
    leave: Three


class ConcernCustomer(Buyer):
    """A customer near a decision with a fear that they do not name."""

    play: Literal["concern"]
    mask: Mask
    signals: dict[ContentId, Signal] = Field(min_length=2, max_length=4)
    layers: dict[ContentId, Layer] = Field(min_length=2, max_length=3)  # in this order
    fear: Layer
    own_step: Node  # `ask` hands the decision back; `say` is the customer's own next step
    # lines that show one has heard this very worry: the first are shown to reps, and a typed line is compared with all
    acknowledging: tuple[Line, ...] = Field(min_length=3)
    apologies: tuple[Line, ...] = Field(min_length=2)  # model lines that make a fault good
    reactions: ConcernReactions

    def nodes(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name, signal in self.signals.items():
            yield f"signal.{name}", signal.ask
        for name, layer in self.layers.items():
            yield f"layer.{name}", layer.ask
        yield "fear", self.fear.ask
        yield "own_step", self.own_step.ask
        yield "mask", self.mask.ask
        yield "heard", self.acknowledging
        yield from super().nodes()

    def sayings(self) -> Iterator[str]:
        yield from super().sayings()
        for node in (*self.signals.values(), *self.layers.values(), self.fear, self.own_step):
            yield from node.say
        yield from self.mask.say


ReplyKind = Literal[
    "minimise",
    "prescribe",
    "pressure",
    "concede",
    "attack",
    "pitch",
    "proof",
    "acknowledge",
    "empty_acknowledge",
    "apology",
]
REPLY_KINDS: tuple[str, ...] = get_args(ReplyKind)
LEAST_REPLIES = 3  # held-out lines of each


class ConcernHeldOut(Paraphrases):
    """Held-out lines for a customer with a worry; `replies` are those of no node, by what they do."""

    play: Literal["concern"]
    replies: dict[ReplyKind, Annotated[tuple[Line, ...], Field(min_length=LEAST_REPLIES)]]
