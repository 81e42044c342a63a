"""
Every read of another person's data: decided by the policy, and written in the log in the very transaction that reads.

A refusal is logged too. What comes back has the form that was decided, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot.service.days import day_in
from bot.service.policy import Decision, Reader, Subject, allows
from content.privacy import Kind, PrivacyTable
from dialogs.errors import CoachError
from dialogs.model import Disputed, MemberId, WorkspaceId
from dialogs.ports import UnitOfWork
from dialogs.privacy.model import Logged, Looked
from dialogs.reassessment.model import AccountId, Phase, Snapshot
from dialogs.reviewing.model import Held

TOLD_BEFORE = timedelta(days=1)  # nudges.md: told one working day before
MOST_LOGGED = 200  # our guess: rows of the log that anybody reads at once

Found = TypeVar("Found")


class NotAllowed(CoachError):
    """The policy says no. The message says neither whether the person exists nor what there is."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("that is not yours to see")
        self.decision = decision


@dataclass(frozen=True, slots=True)
class AccountNamed:
    """What a manager sees of an account before anything is sent; the phase is that of the latest brief sent."""

    id: AccountId
    name: str
    review: date | None
    phase: Phase | None
    closed: bool
    sent: date | None = None  # the day of that brief
    not_started: bool = False  # for its review; the rep was told that this would show, and did not refuse


Tables = Callable[[UnitOfWork, WorkspaceId, datetime], Sequence[PrivacyTable]]


@dataclass(frozen=True, slots=True)
class Looking:
    """
    One reader's looks within a transaction of the caller's, who commits it: also after a refusal, which is logged.

    `tables` returns the tables of who sees what that are in effect in a workspace at an instant.
    """

    work: UnitOfWork
    tables: Tables
    reader: Reader

    def look(self, kind: Kind, of: Subject, read: Callable[[UnitOfWork, Decision], Found], *, at: datetime) -> Found:
        """Return what *read* finds in the form that is decided. Raises NotAllowed: nothing was read."""
        whom = _as_stored(self.work, of)
        decision = allows(self.tables(self.work, of.workspace_id, at), self.reader, kind, whom)
        if decision.why != "own" and self.reader.member_id is not None:
            self._log(kind, whom, decision, at)
        if not decision.allowed:
            raise NotAllowed(decision)
        return read(self.work, decision)

    def _log(self, kind: Kind, of: Subject, decision: Decision, at: datetime) -> None:
        """Write it in the log of the reader's own workspace: nothing is written, either, where they do not belong."""
        elsewhere = decision.why == "elsewhere"
        subject = None if elsewhere else of.member_id
        looked = Looked(
            actor=self.reader.member_id or "",
            role=decision.role or "none",
            act="read" if decision.allowed else "refused",
            kind=kind,
            form=decision.form,
            subject=subject,
        )
        self.work.privacy(self.reader.workspace_id).log(looked, at)


class Reading:
    """Reads of one reader's, each a transaction of its own."""

    def __init__(
        self,
        unit_of_work: Callable[[], UnitOfWork],
        tables: Tables,
        reader: Reader,
    ) -> None:
        """
        Args:
            tables: returns the tables of who sees what that are in effect in a workspace at an instant.
        """
        self._unit_of_work = unit_of_work
        self._tables = tables
        self._reader = reader

    def look(self, kind: Kind, of: Subject, read: Callable[[UnitOfWork, Decision], Found], *, at: datetime) -> Found:
        """
        Return what *read* finds in the form that is decided; the log's row and the read are one transaction.

        Raises:
            NotAllowed: and nothing was read; the refusal is in the log.
        """
        with self._unit_of_work() as work:
            try:
                found = Looking(work, self._tables, self._reader).look(kind, of, read, at=at)
            except NotAllowed:
                work.commit()
                raise
            work.commit()
        return found

    def accounts(self, of: Subject, *, at: datetime) -> Sequence[AccountNamed]:
        """Return the names and review dates of a member's accounts, and the phase as it was last sent."""

        return self.look("account", of, named_accounts(of, at), at=at)

    def briefs(self, of: Subject, account: AccountId, *, at: datetime) -> Sequence[Snapshot]:
        """Return the snapshots of an account that were sent, oldest first; never one that was kept, never a draft."""
        return self.look("brief", of, briefs_of(of, account), at=at)

    def disputes(self, workspace_id: WorkspaceId, *, at: datetime) -> Sequence[Disputed]:
        """Return what was objected to in a workspace: never whose, and a line only where it was shared."""
        return self.look(
            "disputes", Subject(workspace_id), lambda work, decision: work.disagreements(workspace_id), at=at
        )

    def practice(self, of: Subject, *, at: datetime) -> Sequence[object]:
        """Return the turns of a member: their own alone."""

        def read(work: UnitOfWork, decision: Decision) -> Sequence[object]:
            export = work.privacy(of.workspace_id).export(_ids(work, of), at)
            return [row["text"] for row in export.tables["turn"]]

        return self.look("practice", of, read, at=at)

    def log(self, of: Subject, *, at: datetime) -> Sequence[Logged]:
        """Return the log: a person's own, or for an admin all of the workspace (*of* without a member)."""

        def read(work: UnitOfWork, decision: Decision) -> Sequence[Logged]:
            ids = None if of.member_id is None else _ids(work, of)
            return work.privacy(of.workspace_id).logged(ids, limit=MOST_LOGGED)

        return self.look("audit", of, read, at=at)


def _ids(work: UnitOfWork, of: Subject) -> Sequence[MemberId]:
    """Return every member that the person is."""
    return work.people(of.workspace_id).whole(MemberId(of.member_id or ""))


def _as_stored(work: UnitOfWork, of: Subject) -> Subject:
    """Return the person with the teams that they are a rep of now, and with their wish, whatever the caller says."""
    if of.member_id is None:
        return of
    ids = _ids(work, of)
    standing = work.people(of.workspace_id).standing(ids[0])
    wishes = work.privacy(of.workspace_id).erasures(ids)
    return Subject(of.workspace_id, ids[0], frozenset(standing.teams - standing.leads), erasing=bool(wishes))


def named_accounts(of: Subject, at: datetime) -> Callable[[UnitOfWork, Decision], Sequence[AccountNamed]]:
    """Return what reads the names and review dates of a member's accounts, and the phase as it was last sent."""
    member = MemberId(of.member_id or "")

    def read(work: UnitOfWork, _decision: Decision) -> Sequence[AccountNamed]:
        sent = {one.account: one for one in work.reviews(of.workspace_id).sent(member)}
        idle = _not_started(work, of.workspace_id, member, at)
        return [
            AccountNamed(
                one.id,
                one.name,
                one.review,
                last.phase if last else None,
                closed,
                last.day if last else None,
                one.id in idle,
            )
            for one in work.accounts(of.workspace_id, member)
            for last, closed in ((sent.get(one.id), one.status != "open"),)
        ]

    return read


def _not_started(work: UnitOfWork, here: WorkspaceId, member: MemberId, at: datetime) -> frozenset[AccountId]:
    """
    Return the accounts whose review has come with nothing begun for it, as the rep was told before (nudges.md).

    They are told on the working day before; it shows from the day of the review on, and not before a day has passed.
    """
    book = work.nudging()
    zone = book.zone(here, member)
    today = day_in(zone, at)
    return frozenset(
        one.account
        for one in book.unstarted(here, member)
        if day_in(zone, one.told_at) < one.review <= today and at - one.told_at >= TOLD_BEFORE
    )


def briefs_of(of: Subject, account: AccountId) -> Callable[[UnitOfWork, Decision], Sequence[Snapshot]]:
    """Return what reads the latest snapshots of an account that were sent; never one that was kept, never a draft."""
    member = MemberId(of.member_id or "")
    return lambda work, _decision: work.reviews(of.workspace_id).briefs(member, account)


def held_of(of: Subject) -> Callable[[UnitOfWork, Decision], Sequence[Held]]:
    """Return what reads the reviews held of a member's accounts, which go with the briefs that they were about."""
    member = MemberId(of.member_id or "")
    return lambda work, _decision: work.reviews(of.workspace_id).held(member)
