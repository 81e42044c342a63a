"""What every content model is made of: texts with their limits, and the frozen model. It imports nothing of ours."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

FrameworkId = Annotated[str, StringConstraints(pattern=r"^F(0[1-9]|[1-8][0-9])$")]
ContentId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
CustomerLine = Annotated[str, StringConstraints(min_length=1, max_length=220)]  # customer.md: a buyer's line <= 220
LONGEST_PROMPT = 350  # journeys.md: prompt <= 350
Prompt = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PROMPT)]
Feedback = Annotated[str, StringConstraints(min_length=1, max_length=700)]  # journeys.md: feedback <= 700
LONGEST_LABEL = 60  # our guess: a button on a phone; so is any name that becomes one, as an account's
Label = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_LABEL)]


class Content(BaseModel):
    """
    Frozen, and an unknown field is an error: a misspelt key must not pass in silence.

    A model's validator is built when it is first needed; most are needed as parts of others only, at every start.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
