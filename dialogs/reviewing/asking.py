"""What the flows about reviews ask of the store. bot/service/answers.py answers, once the policy was asked."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.asking_store import Question
from dialogs.model import MemberId
from dialogs.people import Standing
from dialogs.reassessment.model import AccountId
from dialogs.reviewing.model import QuestionBack, Receiver, ReviewFile, TeamAccount


@dataclass(frozen=True, slots=True)
class WhoAmI(Question[Standing]):
    """What the member is in the workspace now."""


@dataclass(frozen=True, slots=True)
class Receivers(Question[tuple[Receiver, ...]]):
    """Those who receive what the member sends: every manager of every team that they are a rep of."""


@dataclass(frozen=True, slots=True)
class AskedOfMe(Question[tuple[QuestionBack, ...]]):
    """The questions back that wait for the member's answer, the oldest first."""


@dataclass(frozen=True, slots=True)
class Agenda(Question[tuple[TeamAccount, ...]]):
    """The accounts of every rep whose manager the member is, closed ones too."""


@dataclass(frozen=True, slots=True)
class OneReview(Question["ReviewFile | None"]):
    """One of these with what was sent, held and asked; None: the member may not see it, or there is none."""

    owner: MemberId
    account: AccountId


@dataclass(frozen=True, slots=True)
class HeldOfAll(Question[tuple[ReviewFile, ...]]):
    """All of these with the reviews held, and no more."""
