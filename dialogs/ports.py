"""What the core needs from the outside, as protocols. Implementations live in storage and bot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from dialogs.model import (
    Attempt,
    Disagreement,
    Disputed,
    EventId,
    Json,
    Listening,
    Member,
    MemberId,
    Outgoing,
    Percept,
    Score,
    Session,
    Turn,
    WorkspaceId,
)
from dialogs.replies import Reply

if TYPE_CHECKING:  # no part of a start
    from dialogs.assigning.ports import AssignmentStore
    from dialogs.job_ports import JobStore
    from dialogs.nudging.ports import Nudgebook
    from dialogs.people_ports import Roster
    from dialogs.privacy.ports import PrivacyStore
    from dialogs.reassessment.model import Account, AccountChange, AccountFile, AccountId, Point
    from dialogs.reviewing.ports import ReviewStore


class Perception(Protocol):
    """Understands a typed line. Pure CPU; the same line and listening always give the same percept."""

    def perceive(self, text: str, listening: Listening) -> Percept: ...


class LineModel(Protocol):
    """The statistical part of the judge: calibrated probabilities for one clause in its context."""

    def slips(self, text: str) -> Sequence[tuple[int, int, str]]:
        """Return the clear slips of typing in *text*, in order: start, end, and the words that were meant."""
        ...

    def question(self, text: str, told: Sequence[str]) -> Mapping[str, float]:
        """Return probabilities over QUESTION_LABELS; they sum to 1."""
        ...

    def kind(self, text: str, told: Sequence[str]) -> Mapping[str, float]:
        """Return probabilities over NONE_KINDS; they sum to 1 and hold only where the line is none of the four."""
        ...

    def moves(self, text: str, told: Sequence[str], worry: str | None) -> Mapping[str, float]:
        """Return ten independent probabilities over MOVES."""
        ...

    def statement(self, text: str, told: Sequence[str], worry: str | None = None) -> Mapping[str, float]:
        """Return seven independent probabilities over STATEMENT_KINDS; of a reply, with the *worry* it answers."""
        ...

    def similarity(self, text: str, told: Sequence[str], worry: str | None = None) -> Sequence[float]:
        """Return how near *text* is in meaning to each sentence of *told*, -1 to 1; *worry* as in `moves`."""
        ...


class Sender(Protocol):
    """
    Hands one reply to a channel. One for each platform; called from one event loop.

    A sender whose `reads_back` is true looks for a reply in doubt on the platform, and sends only what is not there.
    """

    async def send(self, outgoing: Outgoing) -> None:
        """
        Return once the platform has taken the reply. One in doubt is looked for first, where `reads_back`.

        Raises:
            DeliveryError: it has not, for good or for now, or nobody knows.
        """
        ...


class UnitOfWork(Protocol):
    """
    One transaction; rolled back unless committed. Everything read or written is of one workspace.

    Raises:
        StoreUnavailable: the database is locked, down or read-only; nothing was saved.
    """

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def commit(self) -> None: ...

    def claim(self, workspace_id: WorkspaceId, channel: str, event_id: EventId, at: datetime) -> bool:
        """Return True the first time an event is seen, False ever after."""
        ...

    def member(self, workspace_id: WorkspaceId, channel: str, address: str) -> Member | None: ...
    def add_member(self, workspace_id: WorkspaceId, channel: str, address: str, name: str, at: datetime) -> Member: ...

    def members_besides(self, workspace_id: WorkspaceId, channel: str, addresses: Sequence[str]) -> int:
        """Return how many people's addresses there are in any workspace, but for these of one workspace and channel."""
        ...

    def people(self, workspace_id: WorkspaceId) -> Roster:
        """Return what is kept of a workspace's people, within this transaction."""
        ...

    def assignments(self, workspace_id: WorkspaceId) -> AssignmentStore:
        """Return what is kept of a workspace's assignments, within this transaction."""
        ...

    def keep_practice(self, workspace_id: WorkspaceId, member_id: MemberId, practice: Json) -> None:
        """Replace what is kept of a member's practice (dialogs/practice.py)."""
        ...

    def accounts(self, workspace_id: WorkspaceId, member_id: MemberId) -> Sequence[Account]:
        """Return a member's accounts by name, open and closed ones; not those that were merged into another."""
        ...

    def accounts_named(self, workspace_id: WorkspaceId, member_id: MemberId, text: str) -> Sequence[Account]:
        """Return the member's accounts of this id or name (in any case), the open one first; merged ones too."""
        ...

    def account_file(self, workspace_id: WorkspaceId, member_id: MemberId, account_id: AccountId) -> AccountFile | None:
        """Return one of the member's accounts with its draft and latest snapshots; None where it is not theirs."""
        ...

    def account_trail(
        self, workspace_id: WorkspaceId, member_id: MemberId, account_id: AccountId, item: str
    ) -> Sequence[Point]:
        """Return how an item stood in each snapshot in which it changed, oldest first."""
        ...

    def keep_account_change(
        self, workspace_id: WorkspaceId, member_id: MemberId, change: AccountChange, at: datetime
    ) -> None:
        """
        Write one change of the member's own accounts.

        Raises:
            StoreMisuse: the account is somebody else's, or the name is that of another of the member's open accounts.
        """
        ...

    def forget_accounts(self, workspace_id: WorkspaceId, member_id: MemberId) -> None:
        """Delete a member's accounts with all drafts and snapshots."""
        ...

    def latest_session(self, workspace_id: WorkspaceId, member_id: MemberId) -> Session | None: ...
    def save_session(self, session: Session, at: datetime) -> Session:
        """
        Insert (version 0) or update where the stored version still is `session.version`.

        Returns:
            The session with its version one higher.
        Raises:
            StaleSession: somebody else saved it first.
        """
        ...

    def append_turn(self, session: Session, turn: Turn, state: str) -> None: ...
    def add_attempts(self, session: Session, attempts: Sequence[Attempt], at: datetime) -> None: ...
    def add_scores(self, session: Session, scores: Sequence[Score], at: datetime) -> None: ...
    def keep_disagreements(self, session: Session, given: Sequence[Disagreement], at: datetime) -> None:
        """
        Keep objections for review, one for each verdict: a later one replaces what the rep said before.

        What the judge made of the line, and its words where they are shared, come from the attempt of the verdict.
        """
        ...

    def disagreements(self, workspace_id: WorkspaceId | None) -> Sequence[Disputed]:
        """Return what was objected to in a workspace, oldest first; in all for None (whoever runs the coach)."""
        ...

    def put_replies(
        self, session: Session, turn: Turn, replies: Sequence[Reply], state: str, *, lease_until: datetime | None = None
    ) -> tuple[str, ...]:
        """
        Queue the replies in the outbox, in order; return their keys.

        With a lease: only the keys of those that the caller is to send. Where earlier replies to the same address
        still wait, whoever is sending them, these wait behind them, for a sweep, and none is returned.

        Args:
            session: as saved: its stamp goes with the replies.
            lease_until: whoever queues them sends them too, and no sweep takes them before then; None: a sweep may.
        """
        ...

    def put_message(
        self,
        workspace_id: WorkspaceId,
        member_id: MemberId,
        key: str,
        replies: Sequence[Reply],
        at: datetime,
        *,
        stamp: str = "",
    ) -> bool:
        """
        Queue what the coach says of itself, for a sweep, where the member was last heard; once for each key.

        Args:
            stamp: what the buttons of an Ask carry; without one it can have none.
        Returns:
            False where the key was used before, the member is deactivated, or has no address that takes messages.
        """
        ...

    def put_refusal(
        self, workspace_id: WorkspaceId, turn: Turn, replies: Sequence[Reply], *, lease_until: datetime | None = None
    ) -> tuple[str, ...]:
        """Queue the answer to a turn of somebody for whom no session goes on; keys as of `put_replies`."""
        ...

    def pending_replies(
        self, workspace_id: WorkspaceId, channel: str, address: str
    ) -> Sequence[tuple[str, Reply, str]]:
        """Return what was queued for this address and not marked sent, oldest first: (key, reply, state)."""
        ...

    def has_waiting(self, workspace_id: WorkspaceId, member_id: MemberId, until: datetime) -> bool:
        """Whether a message that the coach starts by itself waits for this member, and may go by an instant."""
        ...

    def mark_sent(self, workspace_id: WorkspaceId, keys: Sequence[str], at: datetime) -> None: ...
    def lease_replies(
        self, channels: Sequence[str], now: datetime, *, lease_until: datetime, limit: int
    ) -> Sequence[Outgoing]:
        """
        Take up to *limit* unsent replies of any workspace that nobody holds a lease on, oldest first.

        What was being sent when its sender died is taken again once its lease is over. Nothing is taken for an
        address that has an earlier unsent reply under a lease: each address gets its replies in order.
        """
        ...

    def postpone(
        self,
        workspace_id: WorkspaceId,
        keys: Sequence[str],
        until: datetime,
        *,
        in_doubt: bool = False,
        tried: bool = True,
    ) -> None:
        """
        Give unsent replies back: nobody takes them before *until*.

        Args:
            in_doubt: they may have arrived.
            tried: no channel was asked to take them where this is false: that lease counts as no attempt.
        """
        ...

    def doubt(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> None:
        """Count that replies are sent again although they may have arrived."""
        ...

    def jobs(self) -> JobStore:
        """Return what the engines keep of their runs, and what they look up in the outbox."""
        ...

    def outbox_room(self) -> int:
        """Return how many more messages that the coach starts itself may be put into the outbox now; 0 or more."""
        ...

    def drop_messages(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> None:
        """Take back messages that still wait, as if they had never been put into the outbox."""
        ...

    def hold_back(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> None:
        """Let messages that wait be sent no more before `resume_messages`; they hold up nothing behind them."""
        ...

    def resume_messages(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> bool:
        """Let messages that were held back wait to be sent; False where there are none."""
        ...

    def give_up(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> None:
        """Mark unsent replies as failed for good."""
        ...

    def mark_unreachable(self, workspace_id: WorkspaceId, channel: str, address: str, at: datetime) -> None:
        """Note that the address takes no messages, and give up what waits for it. Unknown addresses are let be."""
        ...

    def mark_reachable(self, workspace_id: WorkspaceId, channel: str, address: str) -> None: ...
    def set_profile(
        self, workspace_id: WorkspaceId, member_id: MemberId, *, name: str | None = None, zone: str | None = None
    ) -> None:
        """Keep a member's name or time zone (IANA name); None leaves what is stored."""
        ...

    def nudging(self) -> Nudgebook:
        """Return what is kept of nudges, within this transaction."""
        ...

    def workspaces(self) -> Sequence[WorkspaceId]:
        """Return every workspace, for what is done daily in each."""
        ...

    def privacy(self, workspace_id: WorkspaceId) -> PrivacyStore:
        """Return what people's rights in their data need of one workspace, in this transaction."""
        ...

    def reviews(self, workspace_id: WorkspaceId) -> ReviewStore:
        """Return what reviews of a team's accounts need of one workspace, in this transaction."""
        ...

    def oldest_unsent(self, channels: Sequence[str]) -> datetime | None:
        """Return when the oldest reply was queued that waits for one of the channels; None where none does."""
        ...
