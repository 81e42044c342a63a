"""What is kept of nudges, as a port: a person's part by workspace and member, and for the jobs what is due anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.model import Counts, Nudge, NudgeSettings, Outcome, State
from dialogs.people import TeamId
from dialogs.reassessment.model import AccountId
from dialogs.replies import Reply


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose next slot has come near: what planning it needs. `review`: of their next open account."""

    workspace_id: WorkspaceId
    member_id: MemberId
    settings: NudgeSettings
    due_at: datetime
    zone: str | None
    review: date | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A message that the coach starts by itself; once it went out its replies are no more in it."""

    workspace_id: WorkspaceId
    key: str
    member_id: MemberId
    kind: str
    replies: tuple[Reply, ...]
    asked_at: datetime
    due_at: datetime
    stamp: str = ""
    told_at: datetime | None = None  # when it went out, or may have; None: certainly not yet
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Approaching:
    """An account whose review is near and that nobody looked at for it; `key` is of the message about it, once."""

    workspace_id: WorkspaceId
    member_id: MemberId
    account: AccountId
    key: str


@dataclass(frozen=True, slots=True)
class Unstarted:
    """A review for which nothing was begun since its rep was told, at an instant, that their manager will see so."""

    account: AccountId
    review: date
    told_at: datetime


class Nudgebook(Protocol):
    """Settings, ledger and contacts, within one transaction. What a job asks is asked of all workspaces."""

    def due(self, until: datetime, *, limit: int) -> Sequence[Due]:
        """Return who has a slot up to an instant that is not planned, the earliest first; just active ones."""
        ...

    def plan(self, nudges: Sequence[Nudge]) -> None:
        """Add rows; one whose member, week and kind are there already is let be."""
        ...

    def advance(self, moved: Sequence[tuple[Due, datetime | None]]) -> None:
        """Set the next slot of those who still have the one that was read; None: there is none any more."""
        ...

    def planned(self, until: datetime, *, limit: int) -> Sequence[Nudge]:
        """Return what is planned up to an instant, the earliest first."""
        ...

    def sending(self, *, limit: int) -> Sequence[tuple[Nudge, str]]:
        """Return what is on its way and settled by now, with the outbox's state of its message."""
        ...

    def unreminded(self, since: datetime, until: datetime, *, limit: int) -> Sequence[Nudge]:
        """Return weekly nudges on an account that went out then, were not put off, and have no reminder's row."""
        ...

    def approaching(self, since: date, until: date, looked: datetime, *, limit: int) -> Sequence[Approaching]:
        """
        Return open accounts with a review on a day from *since* to *until*, of people with nudges, the next first.

        Not those with a draft or a snapshot since *looked*, or that a message was put on its way for.
        """
        ...

    def unstarted(self, workspace_id: WorkspaceId, member_id: MemberId) -> Sequence[Unstarted]:
        """
        Return a member's open accounts whose review they were told of, and that have neither draft nor snapshot since.

        Not where the message did not arrive for certain, the review has another day by now, or the member refused.
        """
        ...

    def announced(
        self, workspace_id: WorkspaceId, member_id: MemberId, kind: str, since: datetime, *, stamp: str = ""
    ) -> Contact | None:
        """Return the message of a kind and stamp that went out; without a stamp the latest not refused."""
        ...

    def refuse(self, workspace_id: WorkspaceId, member_id: MemberId, key: str, at: datetime) -> bool:
        """Note that the person said no to what a message announces; False: noted before, or no such message."""
        ...

    def reachable(self, workspace_id: WorkspaceId, member_id: MemberId) -> bool:
        """Whether any address of somebody takes messages: not one who blocked the coach or whose chat was closed."""
        ...

    def move(self, nudge: Nudge, *, was: State) -> bool:
        """Write a row as it is now where its state still is *was*; False where another process was first."""
        ...

    def waiting(self, until: datetime, *, limit: int) -> Sequence[Contact]:
        """Return the messages that waited and may go by an instant, the earliest first."""
        ...

    def waiting_for(self, workspace_id: WorkspaceId, member_id: MemberId, until: datetime) -> Sequence[Contact]:
        """Return those of one member's, the earliest first."""
        ...

    def without_settings(self, *, limit: int) -> Sequence[tuple[WorkspaceId, MemberId]]:
        """Return people who have reassessed an account and were never asked about nudges; not those without a zone."""
        ...

    # --- of one person

    def settings(self, workspace_id: WorkspaceId, member_id: MemberId) -> NudgeSettings | None: ...

    def next_at(self, workspace_id: WorkspaceId, member_id: MemberId) -> datetime | None: ...

    def keep_settings(
        self, workspace_id: WorkspaceId, member_id: MemberId, settings: NudgeSettings, next_at: datetime | None
    ) -> None: ...

    def nudge(self, workspace_id: WorkspaceId, member_id: MemberId, id: str) -> Nudge | None: ...

    def nudges(self, workspace_id: WorkspaceId, member_id: MemberId, since: datetime) -> Sequence[Nudge]:
        """Return the person's rows from an instant on, the latest first."""
        ...

    def add_contact(self, contact: Contact, told_at: datetime | None) -> bool:
        """Note a message; False where its key was used before."""
        ...

    def released(self, contact: Contact, at: datetime) -> bool:
        """Note that a message that waited goes out; False where another process let it go first."""
        ...

    def delay(self, contact: Contact, until: datetime) -> None: ...

    def take_back(self, workspace_id: WorkspaceId, key: str) -> bool:
        """Take back a message that waits; False where it went out already, or never was."""
        ...

    def contact(self, workspace_id: WorkspaceId, key: str) -> Contact | None: ...

    def wait_again(self, contact: Contact, until: datetime, *, in_doubt: bool) -> None:
        """
        Let a message that did not go out wait for an instant; what it says stays in the outbox, held back.

        *in_doubt*: it may have gone out; the caps count it then as well.
        """
        ...

    def retell(self, contact: Contact, at: datetime, *, in_doubt: bool) -> None:
        """Note that a message goes out later than was noted; *in_doubt* as in `wait_again`."""
        ...

    def forget_contact(self, contact: Contact) -> None:
        """Note nothing of a message any more: it did not go out, and may be told anew."""
        ...

    def drop_contacts(self, workspace_id: WorkspaceId, member_id: MemberId, *, kind: str) -> Sequence[str]:
        """Forget what waits of one kind; return the keys of what is in the outbox and may still be taken back."""
        ...

    def told(
        self, workspace_id: WorkspaceId, member_id: MemberId, since: datetime, *, besides: str = "", before: str = ""
    ) -> Sequence[datetime]:
        """
        Return when messages went out, or will, from an instant on; without the one of the key *besides*.

        Args:
            before: a kind that goes before all others that wait; those are left out.
        """
        ...

    def note_unhelpful(
        self, workspace_id: WorkspaceId, member_id: MemberId, id: str, teams: Sequence[TeamId], at: datetime
    ) -> bool:
        """Note that a nudge was no help, with the teams that its reader is a rep of now; False: noted before."""
        ...

    def unhelpful(
        self, workspace_id: WorkspaceId, since: datetime, until: datetime
    ) -> Sequence[tuple[MemberId, frozenset[TeamId]]]:
        """Return who said so from one instant to before another, with the teams noted then: a row a nudge."""
        ...

    def joined_at(self, workspace_id: WorkspaceId, member_id: MemberId) -> datetime | None: ...

    def zone(self, workspace_id: WorkspaceId, member_id: MemberId) -> str | None: ...

    def hold_out(self, workspace_id: WorkspaceId, at: datetime) -> int:
        """Return the percentage of user-weeks that get no nudge, as it counts at an instant."""
        ...

    def set_hold_out(self, workspace_id: WorkspaceId, percent: int, *, before: int, since: datetime) -> None:
        """Set the percentage that counts from an instant on; *before* counts until then."""
        ...

    def counts(self, workspace_id: WorkspaceId, since: datetime, until: datetime) -> Counts:
        """
        Return user-weeks with a nudge and held out, and how many had a reassessment finished within 72 hours.

        Also the secondary measures; each counts a user-week once the time is over in which it could come about.
        """
        ...

    def turns_since(
        self, workspace_id: WorkspaceId, member_id: MemberId, since: datetime
    ) -> Sequence[tuple[datetime, bool]]:
        """Return when a person took each turn from an instant on, in order, and whether it led into a reassessment."""
        ...

    def note_minutes(self, workspace_id: WorkspaceId, member_id: MemberId, id: str, minutes: int) -> None:
        """Note how many minutes of a user-week went into reassessments, in place of what was noted before."""
        ...

    def answered(
        self, workspace_id: WorkspaceId, member_id: MemberId, id: str, outcome: Outcome, at: datetime
    ) -> bool: ...
