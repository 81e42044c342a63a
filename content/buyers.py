"""Every simulated customer, and the lines that test one, as one type each: a file says by `play` which it is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from content.concern import ConcernCustomer, ConcernHeldOut
from content.negotiation import NegotiationCustomer
from content.schema import Customer, HeldOut
from content.topics import LEAST_TOPICS, TopicCustomer, TopicHeldOut

_TOPICS, _BARGAIN = "topics", "negotiation"
SHAPES = ("discovery", "concern", _TOPICS, _BARGAIN)  # the names of the union's members, in a fault's path


def _shape_of(value: Any) -> str:
    """Return the shape of a file by its play; discovery was there first and need not say it."""
    play = value.get("play", "discovery") if isinstance(value, dict) else getattr(value, "play", "discovery")
    return _TOPICS if play in LEAST_TOPICS else str(play)


def _shape_of_customer(value: Any) -> str:
    play = value.get("play") if isinstance(value, dict) else getattr(value, "play", "")
    return _BARGAIN if play == _BARGAIN else _shape_of(value)


AnyCustomer = Annotated[
    Annotated[Customer, Tag("discovery")]
    | Annotated[ConcernCustomer, Tag("concern")]
    | Annotated[NegotiationCustomer, Tag(_BARGAIN)]
    | Annotated[TopicCustomer, Tag(_TOPICS)],
    Discriminator(_shape_of_customer),
]
AnyHeldOut = Annotated[
    Annotated[HeldOut, Tag("discovery")]
    | Annotated[ConcernHeldOut, Tag("concern")]
    | Annotated[TopicHeldOut, Tag(_TOPICS)],
    Discriminator(_shape_of),
]
