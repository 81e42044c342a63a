"""
What is sold: a product, where it is strong and weak, what it is up against, its proofs, price and terms. A leaf.

A scenario's own offer and a company's product have this one shape, so that the second can stand in for the first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from content.basics import Content, ContentId, Label, Line, Prompt

Amount = Annotated[float, Field(ge=0, le=1e12)]
LONGEST_PRODUCT = 70  # our guess: a briefing has 350 characters for everything
# As it stands in the middle of a sentence: "You sell ..."
ProductName = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PRODUCT, strip_whitespace=True)]
# By a problem of the customer: what a rep might say once its cure is wanted
Answers = dict[ContentId, Annotated[tuple[Line, ...], Field(min_length=1)]]
# What a rep may claim of the product before one customer: short, since the briefing holds it
Facts = Annotated[str, StringConstraints(max_length=250, strip_whitespace=True)]
Wanted = dict[ContentId, Line]  # by criterion or term: in words, what it must be
Part = Literal["rivals", "proofs", "price", "terms", "facts"]

# what a scenario may put in braces
_PRICES = ("price", "price_low", "price_high", "price_step", "price_next", "price_unit")
WORDS = ("product", "sells", "facts", *_PRICES, "cheap", "dear")
FIRST_STEP = 0.5  # of a price's range; a first step above it leaves too little for smaller ones; our guess
_SECOND = 0.25  # of it: where a model conversation goes first
FILLED = ("briefing", "goal", "benefit", "exemplar", "counter_exemplar")  # the fields of a scenario that hold them
_WORD = re.compile(r"\{(\w*)\}")


class Rival(Content):
    """A kind of rival, never a company: what it is, and both what speaks for it and what does not."""

    kind: Label
    strong: Line
    weak: Line


class Proof(Content):
    """What shows that a claim holds."""

    kind: Literal["reference", "trial", "figure"]
    text: Line


class Price(Content):
    """A range in which a deal may be closed: low is the least that may be agreed, high what is asked for first."""

    unit: Label  # "euro a truck and month"
    low: Amount
    high: Amount

    @model_validator(mode="after")
    def _goes_upwards(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"price: low ({amount(self.low)}) is more than high ({amount(self.high)})")
        return self


class Term(Content):
    """What may be given in a negotiation. The best ones cost us little and are worth much to them."""

    give: Label
    costs_us: Literal["little", "some", "much"]
    worth_to_them: Line


class Ware(Content):
    """What may be sold to anybody. Criteria have ids; each strength and weakness is one honest sentence."""

    product: ProductName
    sells: Prompt  # what it is, in one sentence
    strengths: dict[ContentId, Line] = Field(default_factory=dict)
    weaknesses: dict[ContentId, Line] = Field(default_factory=dict)
    rivals: tuple[Rival, ...] = ()
    proofs: tuple[Proof, ...] = ()
    price: Price | None = None
    terms: dict[ContentId, Term] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_of_one_mind(self) -> Self:
        both = sorted(self.strengths.keys() & self.weaknesses.keys())
        if both:
            raise ValueError(f"{', '.join(both)} cannot be a strength and a weakness")
        return self

    def words(self) -> dict[str, str]:
        """Return what stands for each of WORDS that this offer has something for."""
        return {"product": self.product, "sells": self.sells} | (_prices(self.price) if self.price else {})


def _prices(price: Price) -> dict[str, str]:
    low, high, room = amount(price.low), amount(price.high), price.high - price.low
    found = {"price": f"{low} to {high} {price.unit}", "price_unit": price.unit, "price_low": low, "price_high": high}
    return found | {"price_step": amount(room * FIRST_STEP), "price_next": amount(price.high - room * _SECOND)}


class Offer(Ware):
    """What a rep sells to one customer, and which problems of this customer it helps with."""

    answers: Answers = Field(default_factory=dict)
    facts: Facts = ""

    def words(self) -> dict[str, str]:
        return super().words() | ({"facts": self.facts} if self.facts else {})

    def given(self, terms: Collection[str]) -> dict[str, str]:
        """Return in words which of these terms cost little and which cost more; `cheap` and `dear`."""
        known = [self.terms[name] for name in terms if name in self.terms]
        cheap = ", ".join(term.give for term in known if term.costs_us == "little")
        dear = ", ".join(term.give for term in known if term.costs_us != "little")
        return {"cheap": cheap or "nothing", "dear": dear or "nothing"} if known else {}

    def benefits(self) -> tuple[str, ...]:
        return tuple(line for lines in self.answers.values() for line in lines)


class Binds(Content):
    """
    What another offer must have to stand in for a scenario's own. Without this block a scenario keeps its own.

    What its customer says of the product is true of every offer that has all of this.
    """

    problems: tuple[ContentId, ...] = ()  # of its customer: the offer helps with at least one of them
    criteria: tuple[ContentId, ...] = ()  # each must be a strength or a weakness of the offer
    strengths: Wanted = Field(default_factory=dict)  # what it can do here
    weaknesses: Wanted = Field(default_factory=dict)  # what it cannot do here: the customer will ask for just that
    terms: Wanted = Field(default_factory=dict)  # what a rep may give here
    cheap: tuple[ContentId, ...] = ()  # of these terms, the ones that must cost little: the debrief says that they do
    parts: tuple[Part, ...] = ()  # what else it must have

    def lacking(self, offer: Offer) -> list[str]:
        """Return in words what *offer* lacks of this."""
        said = offer.strengths.keys() | offer.weaknesses.keys()
        found = [f"{part}" for part in self.parts if not getattr(offer, part)]
        found += [f"a strength or a weakness by {name!r}" for name in self.criteria if name not in said]
        for kind, wanted in (("strengths", self.strengths), ("weaknesses", self.weaknesses), ("terms", self.terms)):
            has = getattr(offer, kind)
            found += [f"{name!r} among its {kind} ({what})" for name, what in wanted.items() if name not in has]
        dear = [name for name in self.cheap if name in offer.terms and offer.terms[name].costs_us != "little"]
        found += [f"{name!r} to cost us little: giving it is what helps here" for name in dear]
        if self.problems and not offer.answers.keys() & set(self.problems):
            found.append(f"an answer to one of its problems ({', '.join(self.problems)})")
        return found


def amount(number: float) -> str:
    """Return a number as people write it: 284,000 and 18.5, never 18.0."""
    return f"{int(number):,}" if number == int(number) else f"{number:,}"


def words_in(text: str) -> list[str]:
    """Return the words in braces."""
    return _WORD.findall(text)


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put the words in; one that is not known stays, for the lint to find."""
    return _WORD.sub(lambda match: words.get(match[1], match[0]), text) if "{" in text else text
