"""What people's rights in their data need of the store: all of one workspace, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from dialogs.model import Json, MemberId
from dialogs.privacy.model import Erasure, Export, Logged, Looked, Notice, Rights


class PrivacyStore(Protocol):
    """
    One workspace's part; *ids* are those of one person: the member, and the members linked into it.

    Raises, everywhere, StoreUnavailable.
    """

    def rights(self, ids: Sequence[MemberId], now: datetime) -> Rights:
        """Return what a person is told of their data, the erasing that they asked for included."""
        ...

    def export(self, ids: Sequence[MemberId], now: datetime) -> Export:
        """Return every row of theirs with every column."""
        ...

    def log(self, looked: Looked, at: datetime) -> None:
        """Append who looked at what. Call it in the transaction that reads."""
        ...

    def logged(self, ids: Sequence[MemberId] | None, *, limit: int) -> Sequence[Logged]:
        """Return the latest rows of the log first: those by or about a person, or all of the workspace for None."""
        ...

    def ask_erasure(self, ids: Sequence[MemberId], at: datetime, *, due_at: datetime) -> Erasure:
        """Note that a person asked; what waits in the outbox for them is held back. Asking again changes nothing."""
        ...

    def undo_erasure(self, ids: Sequence[MemberId]) -> bool:
        """Take that back, and let what was held back go out; False where nothing was asked."""
        ...

    def erasures_due(self, now: datetime) -> Sequence[Erasure]:
        """Return those whose time to undo is over, by that time."""
        ...

    def erasures(self, ids: Sequence[MemberId]) -> Sequence[Erasure]:
        """Return what these asked for and is not done."""
        ...

    def erase(self, ids: Sequence[MemberId], at: datetime) -> int:
        """Delete all of a person but the columns in RETAINED, which get a pseudonym; return how many rows went."""
        ...

    def prune(self, keeps: Mapping[str, int], now: datetime, *, dry_run: bool) -> Mapping[str, int]:
        """Delete, by table, what is older than its kind is kept in days; return how many rows. Twice is as once."""
        ...

    def add_rule(self, kind: str, days: int, at: datetime, *, effective_at: datetime) -> None:
        """Keep a kind for so many days from an instant on."""
        ...

    def keeps(self, now: datetime) -> Mapping[str, int]:
        """Return the days of each kind that the workspace has a rule of its own for, as they hold now."""
        ...

    def add_notice(self, notice: Notice) -> None: ...

    def notices(self, after: datetime) -> Sequence[Notice]:
        """Return the changes that take effect after an instant, by that instant."""
        ...

    def reached(self) -> Sequence[MemberId]:
        """Return each member who can be reached and does not wait to be erased."""
        ...

    def told(self, notice: Notice, at: datetime) -> None:
        """Note that a change was put on its way to everybody there is."""
        ...

    def versions(self) -> Sequence[tuple[str, Json, datetime]]:
        """Return digest, content and beginning of each table of who sees what that counted here, oldest first."""
        ...

    def add_version(self, digest: str, content: Json, *, effective_at: datetime) -> None: ...
