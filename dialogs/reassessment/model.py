"""
What is known of an account and how it changes: values only; what they mean stands in the modules beside this one.

Days are calendar days in the rep's own zone; instants are aware UTC. Ids of items are those of the checklists in
content (`a1`, `b5`); an answer to an item that the content no longer has is kept and shown by its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NewType

from dialogs.model import Json, MemberId, WorkspaceId

AccountId = NewType("AccountId", str)
SnapshotId = NewType("SnapshotId", str)

Level = Literal[0, 1, 2, 3]  # unknown, we assume, the customer told us, the customer did something
Basis = Literal["unknown", "assumed", "said", "did"]  # what the rep says that an answer rests on
BASES: tuple[Basis, ...] = ("unknown", "assumed", "said", "did")

Phase = Literal["recognition", "evaluation", "concerns", "implementation"]  # reassessment.md 4, in their order
PHASES: tuple[Phase, ...] = ("recognition", "evaluation", "concerns", "implementation")

Status = Literal["open", "closed", "merged"]
Decision = Literal["continue", "adjust", "change", "pause", "leave", "narrow", "test"]  # reassessment.md 6 and 8


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One line of a list answer, such as a contact (b5), a step of our plan (p1), a criterion (v1).

    `fields` are the columns that were understood, by the names that the checklist gives them; a day is an ISO date.
    What was not understood is just in `text`.
    """

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What the rep answered to one item, and what it rests on.

    `basis`, `who` and `day` say what it rests on: who of the customer said or did it, and when. `given` is the day on
    which this answer was last changed, `kept` the day on which it was last looked at ("still true" moves just that).
    """

    item: str
    choice: str = ""  # the id of the option taken; empty where the item has none or the rep does not know
    text: str = ""  # the rep's words
    entries: tuple[Entry, ...] = ()
    basis: Basis = "unknown"
    who: str = ""
    act: str = ""  # what they said or did, in the rep's words
    day: date | None = None  # on which they said or did it; the evidence ages from there
    given: date = date.min
    kept: date = date.min

    @property
    def is_known(self) -> bool:
        """Whether anything was answered; "I don't know" is an answer that is not known."""
        return self.basis != "unknown" and bool(self.choice or self.text or self.entries)


Answers = Mapping[str, Answer]  # by item; an item that is not in it was never asked


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    One finished reassessment, never changed again. `answers` holds every item that was ever asked, as it stood.

    `flags` are those that fired on `day`, as the rep saw them. `checked`: the items that this sitting asked about.
    """

    id: SnapshotId
    account_id: AccountId  # the account that it was made of; a merged account's stay under its own id
    author: MemberId
    number: int  # of the account, from 1
    day: date
    at: datetime
    sent: bool  # to the manager; a kept one is the rep's alone
    phase: Phase
    checklist: str  # a mark of the checklists' content
    answers: Answers
    flags: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    decision: Decision | None = None
    hours: float | None = None  # a week that leaving frees, by the rep's own estimate; None: nobody said
    until: date | None = None  # by when the test is done, or until when it is paused; by the decision


@dataclass(frozen=True, slots=True)
class Draft:
    """A sitting that is not finished: the rep's alone. Kept beside the account, since it may wait for days."""

    started: date
    answers: Answers  # only what this sitting changed or confirmed
    checked: tuple[str, ...] = ()  # items asked in this sitting, in order
    data: Json = field(default_factory=dict)  # where the flow stood, such as sections opened


@dataclass(frozen=True, slots=True)
class Account:
    """A company that the rep sells to, as it stands in the rep's list."""

    id: AccountId
    workspace_id: WorkspaceId
    owner: MemberId
    name: str
    phase: Phase
    opened: date
    status: Status = "open"
    review: date | None = None  # of the manager's next strategy review
    merged_into: AccountId | None = None
    snapshots: int = 0
    last: date | None = None  # the day of the latest snapshot
    drafted: bool = False  # a sitting waits to be finished
    strategy: str = ""  # a6 and a7 of the latest snapshot, for the flag on copied plans
    coverage: float | None = None  # 0 to 1, of the latest snapshot on its own day
    flags: tuple[str, ...] = ()  # of the latest snapshot


@dataclass(frozen=True, slots=True)
class AccountFile:
    """One account with what a sitting needs: its draft and its latest snapshots, oldest first."""

    account: Account
    snapshots: tuple[Snapshot, ...] = ()  # at most WINDOW of them, also those of accounts merged into this one
    draft: Draft | None = None

    @property
    def latest(self) -> Snapshot | None:
        return self.snapshots[-1] if self.snapshots else None


WINDOW = 4  # snapshots that a flag or a diff may look back over: three unchanged ones need four (RF5, A5)


@dataclass(frozen=True, slots=True)
class Point:
    """How one item stood in one snapshot: a step of its trail."""

    item: str
    day: date
    answer: Answer


# What a turn may change. The service writes it in the turn's own transaction; all of it belongs to the turn's member.


@dataclass(frozen=True, slots=True)
class AccountSaved:
    """A new account, or new values of one: name, phase, review, status, merged_into are written; nothing else."""

    account: Account


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A sitting as it stands; None takes it away."""

    account_id: AccountId
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class SnapshotMade:
    """A finished sitting. Its draft goes with it; `coverage` and `strategy` stand in the list of accounts from then."""

    snapshot: Snapshot
    coverage: float
    strategy: str


AccountChange = AccountSaved | DraftSaved | SnapshotMade
