"""
The shape of a customer whom a rep talks through topics with: what can be brought up, in which order it is told.

Four role-plays are made of it: objection, entry, evaluation, negotiation. As content.schema, a leaf.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from content.concern import LEAST_REPLIES, ReplyKind
from content.schema import Buyer, Content, ContentId, CustomerLine, Label, Line, Node, Paraphrases

Three = Annotated[tuple[CustomerLine, ...], Field(min_length=3)]
TopicPlay = Literal["objection", "entry", "evaluation", "negotiation"]

# The kinds of topic of each role-play, and how many of each a customer has at least; dialogs/plays says what they do.
LEAST_TOPICS: Mapping[str, Mapping[str, int]] = {
    "objection": {
        **{"reason": 1, "settled": 1, "bluff": 1},
        **{"effect": 0, "worth": 0, "benefit": 0, "evidence": 0, "admit": 0, "criterion": 0},
    },
    "entry": {
        **{"purpose": 1, "fact": 4, "unhappy": 1, "decides": 1, "insight": 1},
        **{"intro": 1, "step": 1, "favour": 1, "push": 1, "brochure": 1},
    },
    "evaluation": {
        **{"criteria": 1, "weight": 1, "obvious": 1, "purpose": 1, "effect": 1, "worth": 1, "measure": 1},
        **{"way": 2, "admit": 0, "untrue": 1, "summary": 1},
        **{"minimise": 1, "pressure": 1, "attack": 1, "pitch": 1},
    },
    "negotiation": {
        **{"barrier": 1, "objection": 1, "fear": 1, "weight": 1, "planned": 2},
        **{"offer": 1, "step": 1, "lever": 1, "extra": 2, "summary": 1},
    },
}
# What a customer has at least one of, so that the role-play is not won by asking alone.
ANSWERS: Mapping[str, tuple[str, ...]] = {"objection": ("benefit", "evidence", "criterion")}


class Topic(Node):
    """Something that a rep can bring up. Told once all that it needs was told, and at enough openness."""

    kind: ContentId  # one of the role-play's
    name: Label  # "the spare parts": for the debrief
    needs: tuple[ContentId, ...] = ()  # ids of topics
    openness: float = Field(default=0.0, ge=0, le=5)
    guarded: tuple[CustomerLine, ...] = ()  # said before that, and nothing is told
    # shown as better lines instead of `ask`, where those name a product; {words} as in content.offer
    model: tuple[Line, ...] = ()

    @property
    def better(self) -> tuple[str, ...]:
        """Return the lines that a rep is shown as better ones."""
        return self.model or self.ask

    @model_validator(mode="after")
    def _says_something_before(self) -> Self:
        if (self.needs or self.openness) and len(self.guarded) < 2:
            raise ValueError("guarded: a topic that needs something has two lines at least for being brought up early")
        return self


class TopicReactions(Content):
    """What the customer says when nothing is told. Each wording is used before any comes again."""

    minimise: Three
    prescribe: Three
    pressure: Three
    concede: Three
    attack: Three
    pitch: Three
    proof: Three  # of something that was not in doubt
    acknowledge: Three
    empty_acknowledge: Three  # a formula, or one too many
    early: Three  # a topic before what leads there
    repeat: Three
    vague: Three
    lost: Three
    statement: Three
    small_talk: Three
    echo: Three
    scatter: Three
    leave: Three


class TopicCustomer(Buyer):
    """A customer who is talked through topics with."""

    play: TopicPlay
    topics: dict[ContentId, Topic] = Field(min_length=6)
    acknowledging: tuple[Line, ...] = Field(min_length=3)  # model lines that show one has heard this very customer
    reactions: TopicReactions

    @model_validator(mode="after")
    def _has_every_kind(self) -> Self:
        kinds = [topic.kind for topic in self.topics.values()]
        least = LEAST_TOPICS[self.play]
        for kind in sorted(set(kinds) - set(least)):
            raise ValueError(f"topics: {kind!r} is no kind of this role-play; they are {', '.join(least)}")
        for kind, count in least.items():
            if kinds.count(kind) < count:
                raise ValueError(f"topics: {kinds.count(kind)} of kind {kind!r}; at least {count}")
        return self

    def nodes(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name, topic in self.topics.items():
            yield f"{topic.kind}.{name}", topic.ask
        yield from super().nodes()

    def sayings(self) -> Iterator[str]:
        yield from super().sayings()
        for topic in self.topics.values():
            yield from topic.say

    def topic(self, node: str) -> Topic:
        """Return the topic of a node, "kind.id". Raises KeyError where there is none."""
        return self.topics[node.partition(".")[2]]


class TalkCustomer(TopicCustomer):
    """A customer with topics and nothing besides."""

    play: Literal["objection", "entry", "evaluation"]


class TopicHeldOut(Paraphrases):
    """Held-out lines for a customer with topics; `replies` are those of no topic, by what they do."""

    play: TopicPlay
    replies: dict[ReplyKind, Annotated[tuple[Line, ...], Field(min_length=LEAST_REPLIES)]]
