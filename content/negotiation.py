"""The shape of a customer whom a rep negotiates terms with: topics, and the range in which prices move. A leaf."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from content.schema import Content, CustomerLine
from content.topics import Three, TopicCustomer, TopicReactions


class PriceRange(Content):
    """Where the rep may move, in thousands of whatever the customer pays in. The briefing tells it."""

    top: float = Field(gt=0)
    limit: float = Field(gt=0)

    @model_validator(mode="after")
    def _goes_down(self) -> Self:
        if not self.limit < self.top:
            raise ValueError("limit: it lies below top")
        return self


class NegotiationReactions(TopicReactions):
    """What the customer says to terms and figures, too."""

    early_give: Three  # anything given before the barrier is known: taken gladly, and more is wanted
    no_return: Three  # given with nothing asked back
    low_open: Three  # a first price below the top
    big_step: Three  # a step that is not smaller than the one before
    past: Annotated[tuple[CustomerLine, ...], Field(min_length=2)]  # below the limit: there is no deal
    raised: Three  # a price above the last
    firm: Three  # the price held, and nothing asked
    rushed: Three  # asked to shake hands before anybody has summed up


class NegotiationCustomer(TopicCustomer):
    """A customer with whom everything is settled but the terms. They never name a price themselves."""

    play: Literal["negotiation"]
    range: PriceRange
    reactions: NegotiationReactions
