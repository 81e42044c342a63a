"""
The shape of the checklist of a strategy review: its sections, their items, what an answer is made of. A leaf.

A file is a section. An item's id is that of its answers in every snapshot: it is never used for another question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from content.basics import Content, ContentId, FrameworkId, Label, Line, Prompt
from content.line_checks import AnyCheck

MOST_CHOICES = 5  # journeys.md: at most five buttons
LONGEST_ASKED = 330  # journeys.md: a prompt has 350; the question, how to answer it and how many are left stand in one

ItemId = Annotated[str, StringConstraints(pattern=r"^[a-z][1-9]$")]
PhaseId = Literal["recognition", "evaluation", "concerns", "implementation"]


class Option(Content):
    """A way to answer: its id is kept, its label is a button, and each of `words` says it as well when typed."""

    id: ContentId
    label: Label
    words: tuple[Label, ...] = ()


class Column(Content):
    """
    What is looked for in each line of a list answer.

    words: the text itself. day: a date. who: a name. One of `options`, by its words; number: the first one.
    """

    id: ContentId
    label: Label
    kind: Literal["words", "day", "who", "option", "number"] = "words"
    options: tuple[Option, ...] = ()
    ahead: bool = False  # a day without a year is one to come
    begins: tuple[Label, ...] = ()  # words that open this column where no comma does: "for", "from"

    @model_validator(mode="after")
    def _has_options(self) -> Self:
        if (self.kind == "option") != bool(self.options):
            raise ValueError("options: a column of kind option has some, no other has")
        return self


class ChecklistItem(Content):
    """
    One question of the checklist.

    ask: the question; how: how it can be typed. evidence: asks what the answer rests on. customer: the question to the
    customer that an unknown answer turns into.
    """

    id: ItemId
    frameworks: tuple[FrameworkId, ...] = Field(min_length=1)
    short: Label  # in a diff, a brief, a list: "power"
    kind: Literal["choice", "line", "entries"]
    ask: Prompt
    how: Prompt = ""
    options: tuple[Option, ...] = Field(default=(), max_length=MOST_CHOICES)
    more: Prompt = ""  # asked after a choice, where a line belongs to it
    columns: tuple[Column, ...] = ()
    most: int = Field(default=5, ge=1, le=9)  # lines of a list answer
    none: Label = ""  # the button that says there is none; that is a known answer
    evidence: Prompt
    customer: Line
    ahead: bool = False  # a day in the line without a year is one to come
    checks: tuple[AnyCheck, ...] = ()  # the strategy sentence: what the line drills on F16-F18 look for
    follow: Mapping[ContentId, Prompt] = Field(default_factory=dict)  # by option: asks who and when, where it needs it

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind == "choice") != bool(self.options):
            raise ValueError("options: an item of kind choice has some, no other has")
        if self.kind == "entries" and not self.columns:
            raise ValueError("columns: an item of kind entries has some")
        if len(self.ask) + len(self.how) + 1 > LONGEST_ASKED:
            raise ValueError(f"how: with the question it makes {len(self.ask) + len(self.how) + 1} characters")
        if set(self.follow) - {option.id for option in self.options}:
            raise ValueError("follow: names an option that is not there")
        return self


class Section(Content):
    """
    A part of the checklist, asked about as a whole.

    phase: the buying phase that it belongs to; a core section has none. first: items of the very first sitting.
    """

    id: ContentId
    author: Label
    reviewer: Label
    order: int = Field(ge=1)
    title: Label
    still: Prompt  # opens the section in a later sitting: is it all still true?
    phase: PhaseId | None = None
    flags: tuple[ContentId, ...] = ()  # open flags that open a phase's section in another phase
    later: bool = False  # offered as a whole, not before the second sitting
    every_days: int = Field(default=0, ge=0)  # not asked again sooner
    first: tuple[ItemId, ...] = ()
    items: tuple[ChecklistItem, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _asks_its_own(self) -> Self:
        ids = [item.id for item in self.items]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"items: {name!r} stands twice")
        for name in self.first:
            if name not in ids:
                raise ValueError(f"first: {name!r} is no item of this section")
        return self


class Checklist:
    """All sections in their order, and the items by id."""

    __slots__ = ("items", "section_of", "sections")

    def __init__(self, sections: Mapping[str, Section]) -> None:
        self.sections = tuple(sorted(sections.values(), key=lambda section: (section.order, section.id)))
        self.items = {item.id: item for section in self.sections for item in section.items}
        self.section_of = {item.id: section.id for section in self.sections for item in section.items}

    def section(self, id: str) -> Section:
        """Return a section. Raises KeyError."""
        return next(iter(self._sections(id)))

    def _sections(self, id: str) -> Iterator[Section]:
        found = [section for section in self.sections if section.id == id]
        if not found:
            raise KeyError(id)
        yield from found

    def first(self) -> tuple[str, ...]:
        """Return the items of the very first sitting, in their order."""
        return tuple(name for section in self.sections for name in section.first)
