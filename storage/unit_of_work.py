"""
The core's store port on SQLModel tables. Only `bot.wiring` imports this module.

A unit of work is for one thread and one `with`; a store is for all threads. What reads accounts is imported when
somebody looks at one: it has no part in a start.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Engine

from dialogs.errors import StoreMisuse
from dialogs.model import (
    Attempt,
    Disagreement,
    Disputed,
    EventId,
    Json,
    Member,
    MemberId,
    Outgoing,
    Score,
    Session,
    Turn,
    WorkspaceId,
)
from dialogs.replies import Reply
from storage import disagreements, migrations, outbox, reachable, repositories
from storage.engine import BUSY_TIMEOUT_S, is_sqlite, open_engine, shown
from storage.presence import Alone, Presence
from storage.transaction import Transaction

if TYPE_CHECKING:
    from dialogs.nudging.ports import Nudgebook
    from dialogs.privacy.ports import PrivacyStore
    from dialogs.reassessment.model import Account, AccountChange, AccountFile, AccountId, Point
    from storage.assignments import SqlAssignments
    from storage.jobs import JobRows
    from storage.people import SqlRoster
    from storage.reviews import ReviewRows


class SqlUnitOfWork:
    """Implements `dialogs.ports.UnitOfWork`; what each method promises is said there."""

    def __init__(self, engine: Engine) -> None:
        self._run = Transaction(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run.end()

    def commit(self) -> None:
        self._run.commit()

    def claim(self, workspace_id: WorkspaceId, channel: str, event_id: EventId, at: datetime) -> bool:
        return repositories.claim(self._run, workspace_id, channel=channel, event_id=event_id, at=at)

    def member(self, workspace_id: WorkspaceId, channel: str, address: str) -> Member | None:
        return repositories.member(self._run, workspace_id, channel=channel, address=address)

    def add_member(self, workspace_id: WorkspaceId, channel: str, address: str, name: str, at: datetime) -> Member:
        return repositories.add_member(self._run, workspace_id, channel=channel, address=address, name=name, at=at)

    def members_besides(self, workspace_id: WorkspaceId, channel: str, addresses: Sequence[str]) -> int:
        return repositories.members_besides(self._run, workspace_id, channel=channel, addresses=addresses)

    def people(self, workspace_id: WorkspaceId) -> SqlRoster:
        from storage.people import SqlRoster

        return SqlRoster(self._run, workspace_id)

    def assignments(self, workspace_id: WorkspaceId) -> SqlAssignments:
        from storage.assignments import SqlAssignments

        return SqlAssignments(self._run, workspace_id)

    def latest_session(self, workspace_id: WorkspaceId, member_id: MemberId) -> Session | None:
        return repositories.latest_session(self._run, workspace_id, member_id=member_id)

    def save_session(self, session: Session, at: datetime) -> Session:
        return repositories.save_session(self._run, session, at=at)

    def append_turn(self, session: Session, turn: Turn, state: str) -> None:
        repositories.append_turn(self._run, session, turn, state=state)

    def add_attempts(self, session: Session, attempts: Sequence[Attempt], at: datetime) -> None:
        repositories.add_attempts(self._run, session, attempts, at=at)

    def add_scores(self, session: Session, scores: Sequence[Score], at: datetime) -> None:
        repositories.add_scores(self._run, session, scores, at=at)

    def keep_disagreements(self, session: Session, given: Sequence[Disagreement], at: datetime) -> None:
        disagreements.keep(self._run, session, given, at=at)

    def disagreements(self, workspace_id: WorkspaceId | None) -> Sequence[Disputed]:
        return disagreements.disputed(self._run, workspace_id)

    def put_replies(
        self, session: Session, turn: Turn, replies: Sequence[Reply], state: str, *, lease_until: datetime | None = None
    ) -> tuple[str, ...]:
        return outbox.put_replies(self._run, session, turn, replies=replies, state=state, lease_until=lease_until)

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
        return outbox.put_message(
            self._run, workspace_id, member_id=member_id, key=key, replies=replies, at=at, stamp=stamp
        )

    def put_refusal(
        self, workspace_id: WorkspaceId, turn: Turn, replies: Sequence[Reply], *, lease_until: datetime | None = None
    ) -> tuple[str, ...]:
        return outbox.put_refusal(self._run, workspace_id, turn, replies=replies, lease_until=lease_until)

    def pending_replies(
        self, workspace_id: WorkspaceId, channel: str, address: str
    ) -> Sequence[tuple[str, Reply, str]]:
        return outbox.pending_replies(self._run, workspace_id, channel=channel, address=address)

    def has_waiting(self, workspace_id: WorkspaceId, member_id: MemberId, until: datetime) -> bool:
        return outbox.has_waiting(self._run, workspace_id, member_id=member_id, until=until)

    def mark_sent(self, workspace_id: WorkspaceId, keys: Sequence[str], at: datetime) -> None:
        outbox.mark_sent(self._run, workspace_id, keys=keys, at=at)

    def lease_replies(
        self, channels: Sequence[str], now: datetime, *, lease_until: datetime, limit: int
    ) -> Sequence[Outgoing]:
        return outbox.lease_replies(self._run, channels, now=now, lease_until=lease_until, limit=limit)

    def postpone(
        self,
        workspace_id: WorkspaceId,
        keys: Sequence[str],
        until: datetime,
        *,
        in_doubt: bool = False,
        tried: bool = True,
    ) -> None:
        outbox.postpone(self._run, workspace_id, keys=keys, until=until, in_doubt=in_doubt, tried=tried)

    def doubt(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> None:
        outbox.doubt(self._run, workspace_id, keys=keys)

    def jobs(self) -> JobRows:
        from storage.jobs import JobRows

        return JobRows(self._run)

    def outbox_room(self) -> int:
        return self.jobs().room()

    def drop_messages(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> None:
        outbox.drop(self._run, workspace_id, keys=keys)

    def hold_back(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> None:
        outbox.hold_back(self._run, workspace_id, keys=keys)

    def resume_messages(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> bool:
        return outbox.resume(self._run, workspace_id, keys=keys)

    def give_up(self, workspace_id: WorkspaceId, keys: Sequence[str]) -> None:
        outbox.give_up(self._run, workspace_id, keys=keys)

    def mark_unreachable(self, workspace_id: WorkspaceId, channel: str, address: str, at: datetime) -> None:
        reachable.mark_unreachable(self._run, workspace_id, channel=channel, address=address, at=at)

    def mark_reachable(self, workspace_id: WorkspaceId, channel: str, address: str) -> None:
        reachable.mark_reachable(self._run, workspace_id, channel=channel, address=address)

    def set_profile(
        self, workspace_id: WorkspaceId, member_id: MemberId, *, name: str | None = None, zone: str | None = None
    ) -> None:
        repositories.set_profile(self._run, workspace_id, member_id=member_id, name=name, zone=zone)

    def keep_practice(self, workspace_id: WorkspaceId, member_id: MemberId, practice: Json) -> None:
        repositories.keep_practice(self._run, workspace_id, member_id=member_id, practice=practice)

    def accounts(self, workspace_id: WorkspaceId, member_id: MemberId) -> Sequence[Account]:
        from storage import accounts

        return accounts.accounts(self._run, workspace_id, member_id=member_id)

    def accounts_named(self, workspace_id: WorkspaceId, member_id: MemberId, text: str) -> Sequence[Account]:
        from storage import accounts

        return accounts.named(self._run, workspace_id, member_id=member_id, text=text)

    def account_file(self, workspace_id: WorkspaceId, member_id: MemberId, account_id: AccountId) -> AccountFile | None:
        from storage import accounts

        return accounts.account_file(self._run, workspace_id, member_id=member_id, account_id=account_id)

    def account_trail(
        self, workspace_id: WorkspaceId, member_id: MemberId, account_id: AccountId, item: str
    ) -> Sequence[Point]:
        from storage import accounts

        return accounts.trail(self._run, workspace_id, member_id=member_id, account_id=account_id, item=item)

    def keep_account_change(
        self, workspace_id: WorkspaceId, member_id: MemberId, change: AccountChange, at: datetime
    ) -> None:
        from storage import accounts

        accounts.keep(self._run, workspace_id, member_id=member_id, change=change, at=at)

    def forget_accounts(self, workspace_id: WorkspaceId, member_id: MemberId) -> None:
        from storage import accounts

        accounts.forget(self._run, workspace_id, member_id=member_id)

    def workspaces(self) -> Sequence[WorkspaceId]:
        return repositories.workspaces(self._run)

    def nudging(self) -> Nudgebook:
        from storage.nudges import SqlNudges

        return SqlNudges(self._run)

    def privacy(self, workspace_id: WorkspaceId) -> PrivacyStore:
        from storage.privacy import PrivacyRows

        return PrivacyRows(self._run, workspace_id)

    def reviews(self, workspace_id: WorkspaceId) -> ReviewRows:
        from storage.reviews import ReviewRows

        return ReviewRows(self._run, workspace_id)

    def oldest_unsent(self, channels: Sequence[str]) -> datetime | None:
        return outbox.oldest_unsent(self._run, channels)


class Store:
    """An open database with the coach's tables in it, for all threads of a process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unit_of_work(self) -> SqlUnitOfWork:
        """Return a new transaction, to be used in a `with`."""
        return SqlUnitOfWork(self._engine)

    @property
    def is_sqlite(self) -> bool:
        """Whether all is in one file, of which one process serves."""
        return is_sqlite(self._engine.url)

    @property
    def conninfo(self) -> str | None:
        """The PostgreSQL server's address as libpq takes it, with its password; None on SQLite."""
        if self.is_sqlite:
            return None
        return self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def serve_alone(self) -> Alone:
        """
        Be the one process that serves from a SQLite file; the caller closes what is returned. Elsewhere do nothing.

        Raises:
            StoreMisuse: another process serves from it.
        """
        return Alone(self._engine)

    def presence(self) -> Presence:
        """Return what says to other processes that this one sends; the caller closes it."""
        return Presence(self._engine)

    def close(self) -> None:
        """Give all connections back; SQLite then folds its log into the file."""
        self._engine.dispose()


def open_store(
    url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S, upgrade: bool = False, pool_size: int | None = None
) -> Store:
    """
    Open a database that is up to date.

    Args:
        busy_timeout_s: how long a write waits while another process writes.
        upgrade: make the database, its folder and its tables, where they are missing or old.
    Raises:
        StoreMisuse: a wrong URL, not the coach's, newer than this program, or old and *upgrade* is false.
        StoreUnavailable: locked, unwritable, damaged, or the server is down.
    """
    engine = open_engine(url, busy_timeout_s=busy_timeout_s, pool_size=pool_size)
    with ExitStack() as on_failure:
        on_failure.callback(engine.dispose)
        if upgrade:
            migrations.upgrade_engine(engine)
        elif migrations.revision_of(engine) != migrations.HEAD:
            raise StoreMisuse(f"{shown(engine.url)} is not set up for this program; run `coach db upgrade`")
        on_failure.pop_all()
    return Store(engine)
