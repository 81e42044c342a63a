"""
A manager's reviews of the team's accounts: what they see of one, what they do with it, what stays of it. Values only.

Of an account a manager sees its name, its review day, and what was sent; nothing here holds a draft or what was kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal, get_args

from dialogs.asking_store import Deed
from dialogs.model import MemberId
from dialogs.reassessment.model import AccountId, Phase, Snapshot

ReviewDecision = Literal["go_on", "pause", "stop", "other"]
DECISIONS: Final[tuple[ReviewDecision, ...]] = get_args(ReviewDecision)
CHOICE: Final = "review_"  # before a decision, as a button: "stop" by itself is a command
# What those are told whom a review is about (bot/service/reviews.py): the message "review.NAME", and what is filled in.
TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "told_sent": ("rep", "name"),
    "told_day": ("by", "name", "day"),
    "told_no_day": ("by", "name"),
    "told_asked": ("by", "name", "question"),
    "told_answered": ("rep", "name", "answer", "question"),
    "told_held": ("by", "name", "decision", "line", "next"),
    "told_line": ("line",),
    "told_next": ("day",),
}
LONGEST = 200  # characters of a decision's line, of a question back and of its answer; as a note (journeys.md 4)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent last of an account."""

    account: AccountId
    phase: Phase
    day: date


@dataclass(frozen=True, slots=True)
class Held:
    """One review that was held. `by` and `line` are empty where who held it was erased."""

    id: str
    account: AccountId
    by: str  # their name
    day: date  # in the zone of who held it
    decision: str  # a ReviewDecision
    line: str = ""
    next: date | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives a brief that is sent."""

    id: MemberId
    name: str


@dataclass(frozen=True, slots=True)
class QuestionBack:
    """A question back to the rep about a brief; `answer` None: it waits."""

    id: str
    account: AccountId
    by: str  # the asker's name
    text: str
    asked_at: datetime
    answer: str | None = None
    asker: MemberId | None = None


@dataclass(frozen=True, slots=True)
class TeamAccount:
    """An account as the agenda shows it."""

    owner: MemberId
    rep: str  # their name
    id: AccountId
    name: str
    review: date | None = None
    phase: Phase | None = None  # as last sent
    sent: date | None = None  # when that was
    closed: bool = False
    not_started: bool = False  # for its review, and the rep was told before that this shows


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """One account with what was sent, held and asked, each oldest first; at most as many briefs as a sitting sees."""

    account: TeamAccount
    briefs: tuple[Snapshot, ...] = ()
    held: tuple[Held, ...] = ()
    questions: tuple[QuestionBack, ...] = ()

    @property
    def latest(self) -> Snapshot | None:
        return self.briefs[-1] if self.briefs else None


# What a turn may do. The service checks who does it, and does it in the turn's own transaction.


@dataclass(frozen=True, slots=True)
class ReviewDated(Deed):
    """The day of an account's next review; None: none is planned."""

    owner: MemberId
    account: AccountId
    day: date | None


@dataclass(frozen=True, slots=True)
class AskedBack(Deed):
    id: str
    owner: MemberId
    account: AccountId
    text: str


@dataclass(frozen=True, slots=True)
class ReviewHeld(Deed):
    id: str
    owner: MemberId
    account: AccountId
    decision: ReviewDecision
    line: str
    next: date | None
    today: date


@dataclass(frozen=True, slots=True)
class AnsweredBack(Deed):
    """The rep's own line to a question about their account."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class ToldAbout(Deed):
    """
    The replies of this turn tell of these members: when one of them is erased, the replies go as well.

    `typed`: what was typed in this turn names them too, and goes with it.
    """

    members: tuple[MemberId, ...]
    typed: bool = False


ReviewAct = ReviewDated | AskedBack | ReviewHeld | AnsweredBack


def applied(file: ReviewFile, act: ReviewAct, *, by: str, at: datetime) -> ReviewFile:
    """Return a file as it stands once *act* is done; one about another account changes nothing."""
    if isinstance(act, AnsweredBack) or act.account != file.account.id:
        return file
    if isinstance(act, ReviewDated):
        return replace(file, account=replace(file.account, review=act.day, not_started=False))
    if isinstance(act, AskedBack):
        asked = QuestionBack(act.id, act.account, by, act.text, at)
        return replace(file, questions=(*file.questions, asked))
    held = Held(act.id, act.account, by, act.today, act.decision, act.line, act.next)
    return replace(file, account=replace(file.account, review=act.next, not_started=False), held=(*file.held, held))


def quarter_of(day: date) -> str:
    """Return a quarter as "2026 Q1"; such texts sort by time."""
    return f"{day.year} Q{(day.month + 2) // 3}"


def cadence(held: tuple[Held, ...]) -> Mapping[str, int]:
    """Return how many reviews were held in each quarter that had any, the latest first."""
    quarters = sorted((quarter_of(one.day) for one in held), reverse=True)
    return {quarter: quarters.count(quarter) for quarter in dict.fromkeys(quarters)}


def in_order(accounts: tuple[TeamAccount, ...]) -> tuple[TeamAccount, ...]:
    """
    Return open accounts as they are due: by the day of their review, those without one last.

    Of the same day: what was sent comes first, since it can be read, then by name.
    """
    return tuple(
        sorted(
            (one for one in accounts if not one.closed),
            key=lambda one: (one.review or date.max, one.sent is None, one.name.casefold(), one.id),
        )
    )
