"""
The quick items: six kinds. As content/schema.py: frozen, and no code.

What judges a typed line is in content/line_checks.py.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from content.line_checks import AnyCheck, PlanCheck, fields_of
from content.schema import Content, ContentId, CustomerLine, FrameworkId, Label, Line, Prompt, QuestionType, Signed

Level = Literal[1, 2, 3]
Conflict = Literal["brisk_closing", "compliance", "long_checklist", "honest_blur", "ours"]


class Quick(Signed):
    """
    What every quick item carries.

    `conflict`: the disagreement between sources that the item touches, and `settled` how it is settled.
    """

    kind: str
    skill: ContentId
    level: Level
    prompt: Prompt  # what to do
    audience: Literal["rep", "manager"] = "rep"
    context: Prompt | None = None  # the case, or who speaks and where
    conflict: Conflict | None = None
    settled: Prompt | None = None

    @model_validator(mode="after")
    def _conflict_is_settled(self) -> Self:
        if (self.conflict is None) != (self.settled is None):
            raise ValueError("conflict and settled stand together")
        return self


class Option(Content):
    """One answer of a PICK item. A wrong one says why it is wrong."""

    id: ContentId
    label: Label
    why: Prompt
    correct: bool = False


class Reason(Content):
    """A second tap after the first: the reason behind it, with a key of its own (F04)."""

    prompt: Prompt
    options: tuple[Option, ...] = Field(min_length=2, max_length=4)


class PickItem(Quick):
    """One tap among two to four options; the key is exact."""

    kind: Literal["PICK"]
    customer: CustomerLine | None = None  # what somebody says, in quotes
    cues: tuple[Label, ...] = Field(min_length=1, max_length=3)  # what gives it away, verbatim in customer or context
    options: tuple[Option, ...] = Field(min_length=2, max_length=4)
    reason: Reason | None = None


class Bucket(Content):
    id: ContentId
    label: Label


class Card(Content):
    """One thing to sort. `why`: why it belongs where it belongs, whatever was tapped."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    bucket: ContentId
    why: Annotated[str, StringConstraints(min_length=1, max_length=260)]


class Stage(Content):
    """One thing to put in order."""

    id: ContentId
    label: Label
    why: Annotated[str, StringConstraints(min_length=1, max_length=260)]


class SortItem(Quick):
    """Cards into two to four buckets, one card a message; or three to five stages into order. The key is exact."""

    kind: Literal["SORT"]
    buckets: tuple[Bucket, ...] = Field(default=(), max_length=4)
    cards: tuple[Card, ...] = Field(default=(), max_length=10)
    stages: tuple[Stage, ...] = Field(default=(), max_length=5)  # in their right order
    why: Prompt

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.stages) == bool(self.cards):
            raise ValueError("give cards with buckets, or stages in their order")
        if self.stages and (len(self.stages) < 3 or self.buckets):
            raise ValueError("three to five stages, and no buckets")
        if self.cards and (len(self.cards) < 4 or len(self.buckets) < 2):
            raise ValueError("at least four cards and two buckets")
        known = {bucket.id for bucket in self.buckets}
        lost = sorted({card.bucket for card in self.cards} - known)
        if lost:
            raise ValueError(f"no bucket {lost[0]!r}")
        empty = sorted(known - {card.bucket for card in self.cards})
        if empty:
            raise ValueError(f"no card belongs to {empty[0]!r}")
        return self


class Moment(Content):
    """One turn of a transcript, or one entry of an account log. A wrong one says why it is not the one."""

    who: Annotated[str, StringConstraints(min_length=1, max_length=20)]  # "Rep", "Buyer", "3 March"
    text: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    why: Prompt
    correct: bool = False


class SpotItem(Quick):
    """Tap the moment of a short transcript at which something happens; the key is exact."""

    kind: Literal["SPOT"]
    moments: tuple[Moment, ...] = Field(min_length=3, max_length=5)


class LineItem(Quick):
    """
    One typed line. `wants` (a question type) or `checks` judge it, or `self_check`: criteria by which the rep marks
    their own line, since nothing offline can; then a manager never sees the result.
    """

    kind: Literal["LINE"]
    told: tuple[CustomerLine, ...] = ()  # what the customer has said, oldest first
    worry: CustomerLine | None = None  # of `told` or apart: the sentence that voices a worry, for replies
    wants: QuestionType | None = None
    checks: tuple[AnyCheck, ...] = Field(default=(), max_length=5)
    self_check: tuple[Label, ...] = Field(default=(), max_length=4)
    hint: Prompt | None = None
    better: tuple[Line, ...] = Field(min_length=2)  # lines that pass, for "one better way"
    misses: tuple[Line, ...] = Field(min_length=2)  # lines that must not pass
    why: Prompt

    @model_validator(mode="after")
    def _is_judged_somehow(self) -> Self:
        if bool(self.self_check) == bool(self.wants or self.checks):
            raise ValueError("give wants or checks, or else self_check")
        if not self.wants and not self.hint:
            raise ValueError("give a hint")
        return self


class FixItem(Quick):
    """Repair a flawed line: judged as a LINE, by checks of which the flawed line fails at least one."""

    kind: Literal["FIX"]
    told: tuple[CustomerLine, ...] = ()
    worry: CustomerLine | None = None
    flawed: Annotated[str, StringConstraints(min_length=1, max_length=240)]
    wants: QuestionType | None = None
    checks: tuple[AnyCheck, ...] = Field(default=(), max_length=5)
    hint: Prompt
    better: tuple[Line, ...] = Field(min_length=2)
    misses: tuple[Line, ...] = Field(min_length=1)  # besides the flawed line itself
    why: Prompt

    @model_validator(mode="after")
    def _is_judged_somehow(self) -> Self:
        if not (self.wants or self.checks):
            raise ValueError("give wants or checks")
        return self


class PlanField(Content):
    """One line of a plan. Without checks it is taken as it is, and the coach says so."""

    id: ContentId
    label: Label  # how the plan calls it at the end
    prompt: Prompt
    checks: tuple[AnyCheck, ...] = Field(default=(), max_length=4)
    beside: tuple[Annotated[PlanCheck, Field(discriminator="check")], ...] = ()  # with the lines before it
    hint: Prompt
    better: Line  # a line that passes, about a made-up account
    misses: tuple[Line, ...] = ()


class PlanItem(Quick):
    """A plan of two to six lines for a made-up or a real account: structural rules for each line, no grade."""

    kind: Literal["PLAN"]
    fields: tuple[PlanField, ...] = Field(min_length=2, max_length=6)
    why: Prompt

    @model_validator(mode="after")
    def _looks_back_only(self) -> Self:
        for place, field in enumerate(self.fields):
            earlier = {before.id for before in self.fields[:place]}
            named = {name for check in field.beside for name in fields_of(check)}
            if unknown := sorted(named - earlier):
                raise ValueError(f"{field.id}: {', '.join(unknown)} is no field before it")
        return self


QuickItem = Annotated[
    PickItem | SortItem | SpotItem | LineItem | FixItem | PlanItem,
    Field(discriminator="kind"),
]


class QuickFile(Content):
    """One file of quick items; ours holds those of one framework each, and is named by it."""

    items: tuple[QuickItem, ...] = Field(min_length=1)


def of_framework(items: tuple[QuickItem, ...], framework: FrameworkId) -> tuple[QuickItem, ...]:
    """Return the items that count for a framework: an item counts for its first id only."""
    return tuple(item for item in items if item.frameworks[0] == framework)
