"""A company pack: what one company sells, in one file that it writes. As content.schema, a leaf."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from content.basics import Content, ContentId, Label, Line, Prompt
from content.offer import Answers, Facts, Offer, Price, Proof, Term, Ware


class Fit(Content):
    """
    A scenario in which a product is sold, and what a rep might say there once the cure of a problem is wanted.

    Only what depends on this very customer stands here; all else a company writes once, with the product.
    """

    answers: Answers = Field(default_factory=dict)
    facts: Facts = ""  # what the briefing says the product can do here
    # these are added to what is said of the product, or take its place
    strengths: dict[ContentId, Line] = Field(default_factory=dict)
    weaknesses: dict[ContentId, Line] = Field(default_factory=dict)
    terms: dict[ContentId, Term] = Field(default_factory=dict)
    proofs: tuple[Proof, ...] = ()
    price: Price | None = None  # where this customer's differs: another size of deal, another unit


class Product(Ware):
    """One product; `fits` are the scenarios in which it takes the place of what is sold there."""

    fits: dict[ContentId, Fit] = Field(min_length=1)

    def offer_in(self, scenario: str) -> Offer:
        """
        Return what is sold in a scenario that it fits.

        Raises:
            ValueError: what is said for this customer contradicts what is said of the product.
        """
        fit = self.fits[scenario]
        offer = {name: getattr(self, name) for name in Ware.model_fields}
        for name in ("strengths", "weaknesses", "terms"):
            offer[name] = {**offer[name], **getattr(fit, name)}
        offer |= {"price": fit.price or self.price, "proofs": (*self.proofs, *fit.proofs)}
        return Offer(**offer, answers=fit.answers, facts=fit.facts)

    @model_validator(mode="after")
    def _is_of_one_mind_everywhere(self) -> Self:
        for scenario in self.fits:
            self.offer_in(scenario)
        return self


class Pack(Content):
    """A company, its products, and who signed for what is said of them."""

    id: ContentId
    company: Label
    about: Prompt  # in one or two sentences; for the author's tools, reps do not read it
    author: Label
    reviewer: Label
    truth: Label = "pending"  # who signed that nothing in it is untrue or misleads
    products: dict[ContentId, Product] = Field(min_length=1)

    def selling_in(self, scenario: str) -> str | None:
        """Return the id of the product that fits a scenario; the loader lets no two fit one."""
        return next((key for key, product in self.products.items() if scenario in product.fits), None)
