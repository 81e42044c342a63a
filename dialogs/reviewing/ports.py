"""What reviews need of the store: one workspace, in the caller's transaction. Who may do it is asked before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from dialogs.model import MemberId
from dialogs.reassessment.model import AccountId, Snapshot
from dialogs.reviewing.model import Held, QuestionBack, Sent


class ReviewStore(Protocol):
    """Raises StoreUnavailable, everywhere. What was merged into an account is told as that account's."""

    def sent(self, member_id: MemberId) -> Sequence[Sent]:
        """Return what was sent last of each of a member's accounts, where anything was."""
        ...

    def briefs(self, member_id: MemberId, account_id: AccountId) -> Sequence[Snapshot]:
        """Return the latest snapshots of a member's account that were sent, oldest first; at most WINDOW."""
        ...

    def held(self, member_id: MemberId) -> Sequence[Held]:
        """Return every review held of a member's accounts, oldest first."""
        ...

    def questions(self, member_id: MemberId) -> Sequence[QuestionBack]:
        """Return every question back about a member's accounts, oldest first."""
        ...

    def hold(self, held: Held, *, by: MemberId, snapshot: str | None, at: datetime) -> None: ...

    def ask(self, question: QuestionBack, *, by: MemberId) -> None: ...

    def answer(self, member_id: MemberId, question_id: str, text: str, at: datetime) -> QuestionBack | None:
        """Keep the answer to a question about a member's own account; None where none of this id waits there."""
        ...

    def set_review(self, member_id: MemberId, account_id: AccountId, day: date | None, at: datetime) -> bool:
        """Set when a member's open account is reviewed next; False where there is no such account."""
        ...

    def told_about(self, key: str) -> Sequence[MemberId]:
        """Return the members whom the reply of a key tells of, as far as it was noted."""
        ...

    def note_about(self, keys: Sequence[str], members: Sequence[MemberId], at: datetime) -> None:
        """Note that replies of these keys tell of these members: an erasing of theirs takes the replies away."""
        ...
