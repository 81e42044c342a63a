"""
The checks that judge a typed line. As content/schema.py: frozen, and no code.

A check says what it needs and what to tell a rep whose line lacks it; dialogs/checks.py decides it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from content.schema import Content, ContentId, Move, Prompt, QuestionType, StatementKind

Term = Annotated[str, StringConstraints(min_length=2, max_length=40, strip_whitespace=True)]


class Check(Content):
    """One thing that a typed line must have or lack. `miss`: what the rep is told if it does not; plain words."""

    miss: Prompt


class TypeCheck(Check):
    """J-TYPE: the line is a question of this type; with `linked` it takes up what the customer said (J-LINK)."""

    check: Literal["type"]
    type: QuestionType
    linked: bool = False


class MovesCheck(Check):
    """J-TYPE, J-ABS of a reply: at least one of `one_of` is named, and none of `none_of`."""

    check: Literal["moves"]
    one_of: tuple[Move, ...] = ()
    none_of: tuple[Move, ...] = ()


class SaysCheck(Check):
    """The same of statement kinds (rubrics.md, end)."""

    check: Literal["says"]
    one_of: tuple[StatementKind, ...] = ()
    none_of: tuple[StatementKind, ...] = ()


class NamesCheck(Check):
    """J-LINK by words: at least `at_least` of these terms stand in the line, in any form ("deliver": delivered)."""

    check: Literal["names"]
    terms: tuple[Term, ...] = Field(min_length=1)
    at_least: int = Field(default=1, ge=1)


class AvoidsCheck(Check):
    """J-ABS by words: none of these terms stands in the line (a rival's name, a technique, "agree")."""

    check: Literal["avoids"]
    terms: tuple[Term, ...] = Field(min_length=1)


class LengthCheck(Check):
    """J-NUM: at most so many words, in at most so many sentences."""

    check: Literal["length"]
    most_words: int = Field(ge=5, le=60)
    most_sentences: int = Field(default=1, ge=1, le=4)


class CustomerFirstCheck(Check):
    """F19, F31: the sentence is about the customer: they stand before any "we", and we stand in it less often."""

    check: Literal["customer_first"]
    terms: tuple[Term, ...] = Field(min_length=1)  # what the customer is called, besides "you" and "customer"


class FigureCheck(Check):
    """J-NUM: a number with a unit; with `period` also per when or by when ("within 2 hours", "a month")."""

    check: Literal["figure"]
    period: bool = False


class StepsCheck(Check):
    """F13: at least so many steps in an order, with a start and an end ("from … , then …, until …")."""

    check: Literal["steps"]
    at_least: int = Field(default=2, ge=2, le=6)


class EvidenceCheck(Check):
    """J-EVID: who (a name or a role), when (a date or a day) and the deed (said or did), as far as asked for."""

    check: Literal["evidence"]
    parts: tuple[Literal["who", "when", "deed"], ...] = ("who", "when", "deed")


class AsksCheck(Check):
    """F81: the line is a question; with `no_denial` it does not say no to the customer."""

    check: Literal["asks"]
    no_denial: bool = False


class ComparesCheck(Check):
    """F54–F56: the line weighs one thing against another ("more than", "outweighs", "at the price of")."""

    check: Literal["compares"]


AnyCheck = Annotated[
    TypeCheck
    | MovesCheck
    | SaysCheck
    | NamesCheck
    | AvoidsCheck
    | LengthCheck
    | CustomerFirstCheck
    | FigureCheck
    | StepsCheck
    | EvidenceCheck
    | AsksCheck
    | ComparesCheck,
    Field(discriminator="check"),
]


class ShrinksCheck(Check):
    """F80: from field to field and within this line each step is smaller than the last, and none passes the limit."""

    check: Literal["shrinks"]
    after: tuple[ContentId, ...] = Field(min_length=1)  # earlier fields: where it opens, then the steps before this one
    limit: ContentId


class LessCheck(Check):
    """F85: this line names less of something than an earlier field does."""

    check: Literal["less"]
    than: ContentId


PlanCheck = ShrinksCheck | LessCheck


def fields_of(check: PlanCheck) -> tuple[str, ...]:
    """Return the fields of the plan that a check looks back at."""
    return (*check.after, check.limit) if isinstance(check, ShrinksCheck) else (check.than,)
