"""
What is known of a person's nudges: their settings, what was planned and sent, and the facts that a nudge may state.

Instants are aware UTC; days and minutes of a day are the person's own wall clock. Values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, get_args

from dialogs.asking_store import Deed, Question
from dialogs.model import MemberId, WorkspaceId
from dialogs.nudge_words import NUDGE_STAMP
from dialogs.nudging.measures import Secondary
from dialogs.reassessment.model import AccountId

Angle = Literal["stale", "contradiction", "unexpected", "premortem", "tripwire", "unheard", "success", "unchanged"]
ANGLES: Final[tuple[Angle, ...]] = get_args(Angle)  # nudges.md, Content
Kind = Literal["weekly", "reminder", "paused"]  # "paused": the one line that says that nudges rest
State = Literal["planned", "sending", "sent", "failed", "in_doubt", "dropped"]
Outcome = Literal["", "answered", "reassess", "snoozed", "set_aside", "stopped", "practised", "unhelpful"]

NOON: Final = 12 * 60 + 15  # nudges.md: Wednesday 12:15, noon because sources conflict
WEDNESDAY: Final = 2


@dataclass(frozen=True, slots=True)
class Quiet:
    """
    When nothing that the coach starts may arrive: from one minute of the day to another, and whole days.

    `begins` after `ends` goes over midnight; the same twice means no quiet hours.
    """

    begins: int = 18 * 60  # nudges.md: 18:00 to 08:00 and weekends
    ends: int = 8 * 60
    weekends: bool = True
    days_off: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class NudgeSettings:
    """
    How somebody wants to be nudged, and how they took it so far.

    chosen: the person picked day and hour; otherwise the review of an account moves them. every_weeks: 1, 2 or 4, as
    the person wants it. silent_since: when the first nudge went out that nothing was answered to since. last_sent_at:
    when the last one came first; put off, it comes again. snoozes: in a row. set_aside: accounts that are left out
    until a day. agreed_at: since when there are nudges at all.
    """

    agreed_at: datetime
    weekday: int = WEDNESDAY  # 0 is Monday
    minute: int = NOON  # of the day
    chosen: bool = False
    quiet: Quiet = field(default_factory=Quiet)
    every_weeks: int = 1
    silent_since: datetime | None = None
    last_sent_at: datetime | None = None
    snoozes: int = 0
    set_aside: Mapping[AccountId, date] = field(default_factory=dict)
    stopped_at: datetime | None = None  # the person ended them; just they begin again
    paused_at: datetime | None = None  # six weeks without an answer

    @property
    def active(self) -> bool:
        """Whether anything is planned for the person."""
        return self.stopped_at is None and self.paused_at is None


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One true thing about an account that a nudge states: where it stands in the store, and what is filled in.

    `values` are as told (days as words, names in full); whoever doubts a fact works it out again and compares.
    """

    angle: Angle
    account: AccountId
    name: str  # of the account
    item: str  # of the checklist; for a flag that cleared, the first of its items
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """A nudge that went out: what must not come again too soon."""

    day: date
    angle: str
    wording: str
    account: AccountId | None = None


@dataclass(frozen=True, slots=True)
class Nudge:
    """A row of the ledger. `week`: the ISO week of its slot in the person's zone, "2026-W10"."""

    id: str
    workspace_id: WorkspaceId
    member_id: MemberId
    week: str
    kind: Kind
    due_at: datetime
    state: State = "planned"
    reason: str = ""  # why it was dropped
    account: AccountId | None = None
    item: str = ""
    angle: str = ""
    wording: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    round: int = 0  # how often it was put off by the person
    sent_at: datetime | None = None
    outcome: Outcome = ""
    answered_at: datetime | None = None
    unhelpful_at: datetime | None = None  # when the person said so, also of one that they had answered

    @property
    def key(self) -> str:
        """Return the outbox's key of its message; another one each time that it was put off."""
        return f"nudge/{self.id}/{self.round}"

    @property
    def stamp(self) -> str:
        """Return what its buttons carry: they are known as this nudge's in whatever state they are pressed."""
        return f"{NUDGE_STAMP}{self.id}"


@dataclass(frozen=True, slots=True)
class Counts:
    """
    User-weeks of a workspace with a nudge and held out, and in how many of them a reassessment followed.

    angles: the same of each angle, of weeks held out too: what would have been asked is known. weeks: since the first
    that was held out, whole ones. snoozed, stopped, unhelpful: in how many of the weeks with a nudge it was put off,
    was the end of them all, or was no help. people: whose weeks these are; helpless: to how many it was no help.
    """

    nudged: int = 0
    nudged_done: int = 0
    held_out: int = 0
    held_out_done: int = 0
    angles: Mapping[str, Counts] = field(default_factory=dict)
    weeks: int = 0
    snoozed: int = 0
    stopped: int = 0
    unhelpful: int = 0
    people: int = 0
    helpless: int = 0
    secondary: Secondary = field(default_factory=Secondary)


@dataclass(frozen=True, slots=True)
class Known:
    """What a step is told of the person's own nudges. `settings` None: nothing was agreed on yet."""

    settings: NudgeSettings | None
    zone: str | None = None
    next_at: datetime | None = None
    nudge: Nudge | None = None  # the one asked for, or the latest that nothing was answered to
    here: bool = True  # whether the account of that nudge is still there and open


@dataclass(frozen=True, slots=True)
class NudgeQuestion(Question[Known]):
    """
    Ask for the person's settings, and for a nudge by its id; without one for the latest open one.

    answered: for the latest one, whether it was answered or not.
    """

    id: str = ""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class TeamCount:
    """How many people of a team, at least, said that a nudge was no help; 0: fewer than are ever counted."""

    team: str
    people: int


@dataclass(frozen=True, slots=True)
class EffectQuestion(Question[Counts]):
    """Ask for what nudges did in the person's workspace."""


@dataclass(frozen=True, slots=True)
class UnhelpfulQuestion(Question[tuple[TeamCount, ...]]):
    """Ask in which teams nudges are no help; nothing for whoever may not know."""


@dataclass(frozen=True, slots=True)
class Announced:
    """That a manager will see that nothing was begun for a review: the message's key, and the account's name."""

    key: str
    account: str


@dataclass(frozen=True, slots=True)
class AnnouncedQuestion(Question["Announced | None"]):
    """Ask for what was announced, by the stamp of its message; without one for the latest not refused."""

    stamp: str = ""


# What a turn changes of the person's own nudges.


@dataclass(frozen=True, slots=True)
class SettingsKept(Deed):
    """New settings, whole. What was planned by the old ones is planned anew."""

    settings: NudgeSettings
    zone: str | None = None  # where this turn changed it: an IANA name
    after: datetime | None = None  # no slot before; None: from now on


@dataclass(frozen=True, slots=True)
class NudgeTaken(Deed):
    """What the person did with one nudge. `until`: when it comes again this week, for one that was put off."""

    id: str
    outcome: Outcome
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShowingRefused(Deed):
    """What a message announced is not to be shown to a manager."""

    key: str
