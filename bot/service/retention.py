"""
What is done daily in every workspace: those who asked are erased, what is too old goes, what changes is told.

A function of the instant over what is stored: run twice, or by two processes, it does the same as once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.service.contacts import NOTICE, tell
from content.library import Library
from content.privacy import PrivacyTable
from dialogs.errors import CoachError
from dialogs.model import WorkspaceId
from dialogs.ports import UnitOfWork
from dialogs.privacy.model import COACH, NOTICE_DAYS, OPERATOR, Looked, Notice
from dialogs.privacy.telling import announcement, keep_days
from dialogs.privacy.versions import changed, digest_of, in_effect
from dialogs.replies import Say


class RuleRefused(CoachError):
    """A workspace cannot keep a kind so."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did in one workspace, or would do: persons erased, rows by table, notices told."""

    workspace_id: WorkspaceId
    erased: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    told: int = 0


class Retention:
    """The daily run, and the rules that it follows."""

    def __init__(self, unit_of_work: Callable[[], UnitOfWork], library: Library) -> None:
        self._unit_of_work = unit_of_work
        self._library = library

    def run(self, now: datetime, *, dry_run: bool = False) -> Sequence[Done]:
        """Do what is due at *now* in each workspace, each in a transaction of its own. Raises StoreUnavailable."""
        with self._unit_of_work() as work:
            workspaces = work.workspaces()
        return [self._run_in(workspace_id, now, dry_run=dry_run) for workspace_id in workspaces]

    def _run_in(self, workspace_id: WorkspaceId, now: datetime, *, dry_run: bool) -> Done:
        with self._unit_of_work() as work:
            store = work.privacy(workspace_id)
            due = store.erasures_due(now)
            self._note_version(work, workspace_id, now)
            for erasure in due:
                store.log(Looked(COACH, "coach", "erased", "everything", "whole", erasure.member_id), now)
                store.erase(work.people(workspace_id).whole(erasure.member_id), now)
            tables = in_effect(self._library.privacy, store.versions(), now)
            rows = store.prune(_keeps(tables, store.keeps(now)), now, dry_run=dry_run)
            told = [notice for notice in store.notices(now) if notice.told_at is None]
            for notice in told:
                self._announce(work, notice, now)
            if not dry_run:
                work.commit()  # a dry run is the same transaction, rolled back
        return Done(workspace_id, len(due), rows, len(told))

    def _announce(self, work: UnitOfWork, notice: Notice, now: datetime) -> None:
        """Tell each of those whom a change is about, once, outside their quiet hours and inside the caps."""
        store, said = work.privacy(notice.workspace_id), [Say(announcement(self._library, notice))]
        for member in store.reached():
            tell(work, notice.workspace_id, member, f"notice/{notice.id}/{member}", said, now, kind=NOTICE)
        store.told(notice, now)

    def _note_version(self, work: UnitOfWork, workspace_id: WorkspaceId, now: datetime) -> None:
        """Keep the table of who sees what where it is new here, and announce what it changes."""
        store, table = work.privacy(workspace_id), self._library.privacy
        versions, digest = store.versions(), digest_of(table)
        if versions and versions[-1][0] == digest:
            return
        content = table.model_dump(mode="json")
        if not versions:
            store.add_version(digest, content, effective_at=now)
            return
        effective_at = now + timedelta(days=NOTICE_DAYS)
        before = PrivacyTable.model_validate(versions[-1][1])
        store.add_version(digest, content, effective_at=effective_at)
        change = {"kinds": changed(before, table)}
        store.add_notice(Notice(uuid.uuid4().hex, workspace_id, "sees", change, now, effective_at))

    def set_rule(self, workspace_id: WorkspaceId, kind: str, days: int, *, now: datetime) -> Notice:
        """
        Keep a kind for so many days from a week on; those whom it is about are told before.

        Raises:
            RuleRefused: no such kind or workspace, or longer than the table says: a workspace may only shorten.
        """
        table = self._library.privacy
        most = {row.kind: row.keep.days for row in table.rows}.get(kind)  # type: ignore[call-overload]
        if most is None:
            kinds = ", ".join(row.kind for row in table.rows)
            raise RuleRefused(f"There is no kind of data {kind!r}; there are {kinds}.")
        if not 1 <= days <= most:
            raise RuleRefused(f"{kind} is kept for 1 to {most} days: a workspace may shorten that, not lengthen it.")
        with self._unit_of_work() as work:
            if workspace_id not in work.workspaces():
                raise RuleRefused(f"There is no workspace {workspace_id!r}.")
            store = work.privacy(workspace_id)
            before = keep_days(table.row(kind), store.keeps(now))  # type: ignore[arg-type]
            effective_at = now + timedelta(days=NOTICE_DAYS)
            change = {"kind": kind, "days": days, "before": before}
            notice = Notice(uuid.uuid4().hex, workspace_id, "keep", change, now, effective_at)
            store.add_rule(kind, days, now, effective_at=effective_at)
            store.add_notice(notice)
            store.log(Looked(OPERATOR, "operator", "rule", kind, f"{days} days", None), now)
            work.commit()
        return notice


def tables_in_effect(
    library: Library,
) -> Callable[[UnitOfWork, WorkspaceId, datetime], Sequence[PrivacyTable]]:
    """Return what `bot.service.reading` asks which tables count."""
    return lambda work, workspace_id, at: in_effect(library.privacy, work.privacy(workspace_id).versions(), at)


def _keeps(tables: Sequence[PrivacyTable], own: Mapping[str, int]) -> dict[str, int]:
    """
    Return the days of each kind. Of two tables the one that keeps longer: what is announced is not deleted before.
    """
    return {row.kind: max(keep_days(table.row(row.kind), own) for table in tables) for row in tables[0].rows}
