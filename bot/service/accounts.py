"""
What a member does with their accounts outside a conversation: look, add, rename, close, merge, date, import.

What cannot be done is an `AccountRefused` whose message says what can; nothing is changed then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from uuid import uuid4

from bot.service.days import day_in
from content.basics import LONGEST_LABEL
from dialogs.errors import StoreMisuse
from dialogs.model import Member, MemberId, WorkspaceId
from dialogs.ports import UnitOfWork
from dialogs.reassessment.model import Account, AccountFile, AccountId, AccountSaved, Phase


class AccountRefused(StoreMisuse):
    """What was asked of an account cannot be done; the message says what can."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of one member, who is known to the store."""

    unit_of_work: Callable[[], UnitOfWork]
    member: Member
    at: datetime  # when it is asked, aware

    @property
    def today(self) -> date:
        return day_in(self.member.zone, self.at)

    def all(self) -> tuple[Account, ...]:
        """Return open and closed accounts by name."""
        with self.unit_of_work() as reading:
            return tuple(reading.accounts(*self._of))

    def named(self, name: str) -> tuple[Account, ...]:
        """Return what has a name, the open one first; also what was merged into another."""
        with self.unit_of_work() as reading:
            found = reading.accounts_named(*self._of, name)
        return tuple(account for account in found if name_key(account.name) == name_key(name))

    def file(self, text: str) -> AccountFile:
        """Return the account of this id or exact name with its latest snapshots. Raises AccountRefused."""
        with self.unit_of_work() as reading:
            account = self._found(reading, text)
            file = reading.account_file(*self._of, account.id)
        return file or AccountFile(account)  # deleted in between by another process: nothing of it is left

    def add(self, name: str, *, phase: Phase = "recognition", review: date | None = None) -> Account:
        """Open a new account. Raises AccountRefused: no usable name, or one that an open account has."""
        new = self.new(name, phase=phase, review=review)
        with self.unit_of_work() as work:
            return self._keep(work, new)

    def new(self, name: str, *, phase: Phase = "recognition", review: date | None = None) -> Account:
        """Return an account as `add` keeps it. Raises AccountRefused."""
        id = AccountId(uuid4().hex[:12])
        return Account(id, *self._of, usable_name(name), phase, self.today, review=self.to_come(review))

    def add_all(self, accounts: Sequence[Account]) -> None:
        """Open what `new` returned, all or none."""
        with self.unit_of_work() as work:
            for account in accounts:
                work.keep_account_change(*self._of, AccountSaved(account), self.at)
            work.commit()

    def rename(self, text: str, name: str) -> tuple[Account, Account]:
        """Give an account another name; return it as it was and as it is."""
        with self.unit_of_work() as work:
            was = self._listed(work, text)
            return was, self._keep(work, replace(was, name=usable_name(name)))

    def close(self, text: str) -> Account:
        """Close an account. It stays with all its snapshots, and can be opened again."""
        with self.unit_of_work() as work:
            was = self._listed(work, text)
            if was.status == "closed":
                raise AccountRefused(f"{was.name} is closed already.")
            return self._keep(work, replace(was, status="closed"))

    def reopen(self, text: str) -> tuple[Account, Account]:
        """Open a closed account again, or take a merged one out of the other; return it as it was and as it is."""
        with self.unit_of_work() as work:
            was = self._found(work, text, open_first=False)
            if was.status == "open":
                raise AccountRefused(f"{was.name} is open already.")
            return was, self._keep(work, replace(was, status="open", merged_into=None))

    def merge(self, text: str, into: str) -> tuple[Account, Account]:
        """Put an account's snapshots beside another's and take it out of the list; return both as they are then."""
        with self.unit_of_work() as work:
            one, other = self._listed(work, text), self._listed(work, into)
            if one.id == other.id:
                raise AccountRefused(f"{one.name} cannot be merged into itself; name two accounts.")
            merged = self._keep(work, replace(one, status="merged", merged_into=other.id))
        with self.unit_of_work() as reading:
            return merged, self._listed(reading, other.id)

    def set_review(self, text: str, review: date | None) -> Account:
        """Say when the manager's next strategy review is; None: not known."""
        with self.unit_of_work() as work:
            return self._keep(work, replace(self._listed(work, text), review=self.to_come(review)))

    def set_phase(self, text: str, phase: Phase) -> Account:
        with self.unit_of_work() as work:
            return self._keep(work, replace(self._listed(work, text), phase=phase))

    def to_come(self, review: date | None) -> date | None:
        """Return a review date as it is. Raises AccountRefused: it is past."""
        if review is not None and review < self.today:
            raise AccountRefused(f"{review.isoformat()} is past; a review date is today or later.")
        return review

    @property
    def _of(self) -> tuple[WorkspaceId, MemberId]:
        return self.member.workspace_id, self.member.id

    def _listed(self, reading: UnitOfWork, text: str) -> Account:
        """Find an account that is in the list, open or closed."""
        found = self._found(reading, text)
        if found.status != "merged":
            return found
        other = reading.account_file(*self._of, found.merged_into) if found.merged_into else None
        into = other.account.name if other else "another account"
        raise AccountRefused(f"{found.name} was merged into {into}; `coach accounts reopen` takes it out again.")

    def _found(self, reading: UnitOfWork, text: str, *, open_first: bool = True) -> Account:
        """Find an account by its id or name; of several the open one, without *open_first* the one that is not."""
        found = list(reading.accounts_named(*self._of, text))
        by_id = [account for account in found if account.id == text]
        first = [account for account in found if (account.status == "open") == open_first]
        for candidates in (by_id, first, found):
            if len(candidates) == 1:
                return candidates[0]
            if candidates:
                ids = ", ".join(f"{one.id} ({one.status})" for one in candidates)
                raise AccountRefused(f"Several accounts are named {text!r}; name one by its id: {ids}.")
        raise AccountRefused(self._missing(reading, text))

    def _missing(self, reading: UnitOfWork, text: str) -> str:
        names = {account.name.casefold(): account.name for account in reading.accounts(*self._of)}
        if not names:
            return f"{self.member.name} has no accounts yet; `coach accounts add NAME` opens one."
        wanted = name_key(text)
        near = [names[one] for one in names if wanted and wanted in one][:3]
        near = near or [names[one] for one in get_close_matches(wanted, names, n=3, cutoff=0.6)]
        hint = f"did you mean {' or '.join(near)}?" if near else "`coach accounts list` shows all."
        return f"{self.member.name} has no account {text!r}; {hint}"

    def _keep(self, work: UnitOfWork, account: Account) -> Account:
        for other in work.accounts_named(*self._of, account.name) if account.status == "open" else ():
            if other.status == "open" and other.id != account.id and name_key(other.name) == name_key(account.name):
                raise AccountRefused(f"An open account is named {other.name} already.")
        work.keep_account_change(*self._of, AccountSaved(account), self.at)
        work.commit()
        return account


def name_key(name: str) -> str:
    """Return what two names have in common that are one to a person: letters without case, single spaces."""
    return " ".join(name.casefold().split())


def usable_name(name: str) -> str:
    """Return a name on one line with single spaces. Raises AccountRefused: nothing that can be read, or too long."""
    usable = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not any(c.isalnum() for c in usable):
        raise AccountRefused("An account needs a name with a letter or a digit in it.")
    if len(usable) > LONGEST_LABEL:
        raise AccountRefused(f"The name {usable[:20]!r}... has {len(usable)} characters; at most {LONGEST_LABEL}.")
    return usable
