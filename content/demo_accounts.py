"""
The shape of the demo: fictional accounts, each with the weekly reviews that its rep finished. A leaf.

Days are counted from the day on which the demo is loaded: -2 is the day before yesterday, 5 is in five days.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from content.basics import Content, ContentId, Label, Line
from content.checklist import ItemId, PhaseId

Days = Annotated[int, Field(ge=-999, le=999)]
Column = Annotated[str, Field(max_length=200)]


class DemoAnswer(Content):
    """
    What the rep answered. With `said` or `did` it rests on the customer, else it is assumed.

    lines: the columns of each line of a list; a day is a number. sign, action, seen: of the tripwire, whose `day` is
    the one by which the sign would show.
    """

    choice: ContentId | Literal[""] = ""
    text: Column = ""
    lines: tuple[Mapping[ContentId, Days | Column], ...] = ()
    said: Column = ""
    did: Column = ""
    who: Column = ""
    day: Days | None = None
    sign: Column = ""
    action: Literal["", "change", "pause", "leave"] = ""
    seen: Literal["", "yes", "no"] = ""

    @model_validator(mode="after")
    def _rests_on_one_thing(self) -> Self:
        if self.said and self.did:
            raise ValueError("did: an answer rests on what was said or on what was done, not on both")
        if not (self.choice or self.text or self.lines or self.sign):
            raise ValueError("choice: an answer says something; what is not known is the word unknown")
        return self


class DemoWeek(Content):
    """One finished review: what it asked anew. All else that was ever asked is still true."""

    day: Annotated[int, Field(ge=-999, le=0)]
    answers: Mapping[ItemId, DemoAnswer | Literal["unknown"]] = Field(min_length=1)
    sent: bool = False
    decision: Literal["continue", "adjust", "change", "pause", "leave", "narrow", "test"] | None = None
    hours: float | None = None  # a week that leaving frees
    until: Days | None = None  # of a test or a pause


class DemoAccount(Content):
    """A fictional company that one of the demo's reps sells to. rep: the name for `--as`."""

    id: ContentId
    author: Label
    rep: Annotated[str, Field(pattern=r"^demo-[a-z]+$")]
    name: Label
    business: Line  # for whoever reads the file: the industry and the region
    phase: PhaseId
    opened: Annotated[int, Field(ge=-999, le=0)]
    review: Annotated[int, Field(ge=0, le=99)] | None = None
    status: Literal["open", "closed"] = "open"
    merged_into: ContentId | None = None
    weeks: tuple[DemoWeek, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _goes_by_weeks(self) -> Self:
        days = [week.day for week in self.weeks]
        if days != sorted(set(days)) or days[0] < self.opened:
            raise ValueError("weeks: each is later than the one before, and none before the account was opened")
        return self
