"""
What of the rep's accounts lies before a step. A step stays pure: what it misses it asks for by raising `Wanted`,
the caller reads that, and takes the same turn again with it on the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from dialogs.asking_store import Answer, Question

if TYPE_CHECKING:  # no part of a start
    from dialogs.privacy.model import Export, Rights
    from dialogs.reassessment.model import Account, AccountChange, AccountFile, AccountId, Point, SnapshotMade

Personal = Literal["rights", "export"]  # what may be read of the person themselves


class Wanted(Exception):  # not an error: nothing of a step that raises it is kept
    """The step needs something that is not on the desk."""

    def __init__(
        self,
        account: AccountId | None = None,
        item: str | None = None,
        personal: Personal | None = None,
        *,
        question: Question[Any] | None = None,
    ) -> None:
        """
        Ask for one account's file, or with *item* for that item's trail; for the list of accounts without either.

        Args:
            personal: ask for none of these, but for what is known of the person's rights, or for all their data.
            question: ask for none of these, but for the answer to this.
        """
        super().__init__(account, item, personal, question)
        self.question = question
        self.personal = personal
        self.account = account
        self.item = item


@dataclass(frozen=True, slots=True)
class Desk:
    """The accounts of the member whose turn it is."""

    listed: tuple[Account, ...] | None = None  # open and closed ones, not merged ones, by name; None: not read yet
    files: Mapping[AccountId, AccountFile | None] = field(default_factory=dict)  # None: there is none of this id
    trails: Mapping[tuple[AccountId, str], tuple[Point, ...]] = field(default_factory=dict)  # oldest first

    rights_read: Rights | None = None
    export_read: Export | None = None
    answers: Mapping[Question[Any], Any] = field(default_factory=dict)  # to what a step asked beside the accounts

    def rights(self) -> Rights:
        """Return how the person's data is kept, and whether it is to be erased. Raises Wanted."""
        if self.rights_read is None:
            raise Wanted(personal="rights")
        return self.rights_read

    def export(self) -> Export:
        """Return all that is kept of the person. Raises Wanted."""
        if self.export_read is None:
            raise Wanted(personal="export")
        return self.export_read

    def accounts(self) -> tuple[Account, ...]:
        """Return the accounts by name. Raises Wanted where they are not read yet."""
        if self.listed is None:
            raise Wanted()
        return self.listed

    def file(self, account: AccountId) -> AccountFile | None:
        """Return one account's file; None where the member has no such account. Raises Wanted."""
        if account not in self.files:
            raise Wanted(account)
        return self.files[account]

    def trail(self, account: AccountId, item: str) -> tuple[Point, ...]:
        """Return how an item stood in each snapshot in which it changed, oldest first. Raises Wanted."""
        if (account, item) not in self.trails:
            raise Wanted(account, item)
        return self.trails[account, item]

    def answer(self, question: Question[Answer]) -> Answer:
        """Return the answer to a question. Raises Wanted where it is not read yet."""
        if question not in self.answers:
            raise Wanted(question=question)
        found: Answer = self.answers[question]
        return found

    def with_answer(self, question: Question[Answer], answer: Answer) -> Desk:
        return replace(self, answers={**self.answers, question: answer})

    def after(self, change: AccountChange) -> Desk:
        """Return the desk as it stands once *change* is written; what was not read stays so."""
        from dialogs.reassessment.model import AccountSaved, DraftSaved

        if isinstance(change, AccountSaved):
            return self._with_account(change.account)
        if isinstance(change, DraftSaved):
            file = self.files.get(change.account_id)
            if file is None:
                return self
            account = replace(file.account, drafted=change.draft is not None)
            return self.with_file(account.id, replace(file, draft=change.draft))._with_account(account)
        return self._with_snapshot(change)

    def _with_account(self, account: Account) -> Desk:
        from dialogs.reassessment.model import AccountFile

        file = self.files.get(account.id) or AccountFile(account)
        desk = self.with_file(account.id, replace(file, account=account))
        if self.listed is None:
            return desk
        others = [other for other in self.listed if other.id != account.id]
        shown = others if account.status == "merged" else [*others, account]
        return desk.with_list(tuple(sorted(shown, key=lambda one: one.name.casefold())))

    def _with_snapshot(self, made: SnapshotMade) -> Desk:
        from dialogs.reassessment.model import WINDOW, AccountFile

        snapshot = made.snapshot
        file = self.files.get(snapshot.account_id)
        if file is None:
            return self
        account = replace(
            file.account,
            snapshots=file.account.snapshots + 1,
            last=snapshot.day,
            drafted=False,
            strategy=made.strategy,
            coverage=made.coverage,
            flags=snapshot.flags,
        )
        kept = (*file.snapshots, snapshot)[-WINDOW:]
        trails = {key: points for key, points in self.trails.items() if key[0] != account.id}
        desk = replace(self, trails=trails).with_file(account.id, AccountFile(account, kept))
        return desk._with_account(account)

    def with_rights(self, rights: Rights) -> Desk:
        return replace(self, rights_read=rights)

    def with_export(self, export: Export) -> Desk:
        return replace(self, export_read=export)

    def with_list(self, accounts: tuple[Account, ...]) -> Desk:
        return replace(self, listed=accounts)

    def with_file(self, id: AccountId, found: AccountFile | None) -> Desk:
        return replace(self, files={**self.files, id: found})

    def with_trail(self, id: AccountId, item: str, points: tuple[Point, ...]) -> Desk:
        return replace(self, trails={**self.trails, (id, item): points})


NOTHING_READ = Desk()
