"""Every simulated customer, and the lines that test one, as one type each: a file says by `play` which it is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from content.concern import ConcernCustomer, ConcernHeldOut
from content.negotiation import NegotiationCustomer
from content.schema import Customer, HeldOut
from content.topics import LEAST_TOPICS, TalkCustomer, TopicHeldOut

_TOPICS = "topics"
SHAPES = ("discovery", "concern", *LEAST_TOPICS, _TOPICS)  # the names of the unions' members, in a fault's path

# By the field itself: a function would have each customer made of Python's objects first, which takes twice as long.
AnyCustomer = Annotated[Customer | ConcernCustomer | TalkCustomer | NegotiationCustomer, Field(discriminator="play")]


def _shape_of(value: Any) -> str:
    """Return the shape of a file by its play; the first held-out files were frozen before there was a second play."""
    play = value.get("play", "discovery") if isinstance(value, dict) else getattr(value, "play", "discovery")
    return _TOPICS if play in LEAST_TOPICS else str(play)


AnyHeldOut = Annotated[
    Annotated[HeldOut, Tag("discovery")]
    | Annotated[ConcernHeldOut, Tag("concern")]
    | Annotated[TopicHeldOut, Tag(_TOPICS)],
    Discriminator(_shape_of),
]
