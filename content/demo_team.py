"""
The shape of the demo's team: its people, accounts that nobody reassessed, what its reviews asked and decided. A leaf.

Days are counted from the day on which the demo is loaded, as in `content.demo_accounts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from content.basics import Content, ContentId, Label
from content.checklist import PhaseId

Past = Annotated[int, Field(ge=-999, le=0)]
Name = Annotated[str, Field(pattern=r"^demo-[a-z]+$")]  # for `--as`
Words = Annotated[str, Field(max_length=200)]  # as long as a person may type it


class AddedAccount(Content):
    """An account that its rep has added and not reassessed yet."""

    id: ContentId
    rep: Name
    name: Label
    phase: PhaseId
    opened: Past
    review: Annotated[int, Field(ge=0, le=99)] | None = None


class DemoReview(Content):
    """A review that was held of one of the demo's accounts."""

    account: ContentId
    day: Past
    decision: Literal["go_on", "pause", "stop", "other"]
    line: Words = ""


class DemoQuestion(Content):
    """A question back; without an answer it waits for one."""

    account: ContentId
    day: Past
    text: Annotated[str, Field(min_length=1, max_length=200)]
    answer: Words | None = None


class DemoRun(Content):
    """Finished runs of one rep's on one day, each with the same result. `missed`: checks of the rubric."""

    rep: Name
    day: Past
    good: bool = True  # the exercise was right, or the call ended well
    missed: tuple[ContentId, ...] = ()
    times: Annotated[int, Field(ge=1, le=9)] = 1
    shared: Words = ""  # a line of theirs that the manager may read


class DemoAssignment(Content):
    """What the manager asked for, of the whole team or of some, and what came of it."""

    id: ContentId
    what: Literal["scenario", "item", "row"]
    content: ContentId
    bar: str
    given: Past
    due: Annotated[int, Field(ge=-999, le=99)]
    extended_from: Annotated[int, Field(ge=-999, le=99)] | None = None
    withdrawn: Past | None = None
    reminded: Mapping[Name, Past] = {}
    asked: tuple[Name, ...] = ()
    note: Words = ""
    runs: tuple[DemoRun, ...] = ()


class DemoTeam(Content):
    """The manager and the reps by their names for `--as`, with those that others read."""

    id: ContentId
    author: Label
    name: Label
    manager: Name
    people: Mapping[Name, Label]
    added: tuple[AddedAccount, ...] = ()
    reviews: tuple[DemoReview, ...] = ()
    questions: tuple[DemoQuestion, ...] = ()
    assignments: tuple[DemoAssignment, ...] = ()

    @property
    def reps(self) -> tuple[str, ...]:
        return tuple(name for name in self.people if name != self.manager)

    @model_validator(mode="after")
    def _knows_its_people(self) -> Self:
        asked = {
            name for one in self.assignments for name in (*one.asked, *one.reminded, *(run.rep for run in one.runs))
        }
        missing = {self.manager, *(one.rep for one in self.added), *asked} - set(self.people)
        if missing:
            raise ValueError(f"people: {', '.join(sorted(missing))} is not among them")
        return self
