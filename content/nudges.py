"""
The shape of a nudge's wordings: a file for each angle, each wording a fact and one question. A leaf.

What stands in braces is filled in from the fact that the nudge states (dialogs/nudging/facts.py), never made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from content.basics import Content, ContentId, FrameworkId, Label

NudgeAngle = Literal["stale", "contradiction", "unexpected", "premortem", "tripwire", "unheard", "success", "unchanged"]
LEAST_WORDINGS: Final = 8  # nudges.md: at least 8 wordings an angle

# What a fact of each angle fills in beside its account and item, and the most characters that it takes.
FILLED: Final[Mapping[str, int]] = {
    **{"account": 60, "item": 28, "days": 4, "day": 11, "quote": 70, "who": 30, "other": 28, "flag": 28, "count": 1},
    **{"changes": 1, "reviews": 1},
}
OF_ANGLE: Final[Mapping[str, tuple[str, ...]]] = {
    "stale": ("days", "day"),
    "contradiction": ("other",),
    "unexpected": ("quote", "days"),
    "premortem": ("quote", "days"),
    "tripwire": ("quote", "day"),
    "unheard": ("who", "days"),
    "success": ("flag", "day"),
    "unchanged": ("count", "day"),
}
COUNTS: Final = ("changes", "reviews")  # just in an insight: then there are enough reviews to count


class NudgeWording(Content):
    """One way to put a fact. A suggestion is for newcomers, an insight for regulars, what is plain for both."""

    id: ContentId
    tone: Literal["plain", "suggestion", "insight"] = "plain"
    text: Annotated[str, StringConstraints(min_length=20, max_length=280)]


class NudgeFile(Content):
    """The wordings of one angle. `id` is the angle's name."""

    id: NudgeAngle
    author: Label
    reviewer: Label
    frameworks: tuple[FrameworkId, ...] = Field(min_length=1)
    wordings: tuple[NudgeWording, ...] = Field(min_length=LEAST_WORDINGS)

    @model_validator(mode="after")
    def _is_told_apart(self) -> Self:
        ids = [one.id for one in self.wordings]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"wordings: {name!r} stands twice")
        return self
