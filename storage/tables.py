"""
The rows, and nothing about what they mean. Every key but a row number begins with the workspace: a foreign key
can then never lead into another tenant's rows.

A change here needs a migration; a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy import DateTime as SqlDateTime
from sqlmodel import Field, SQLModel

OUTBOX_STATES: Final = ("pending", "sending", "sent", "failed", "in_doubt")
APPEND_ONLY: Final = ("turn", "attempt", "score")  # migration 0001 puts a trigger on each that refuses UPDATE

# SQLite numbers rows by itself only where the key is a plain INTEGER; Postgres needs the 64 bits
RowNumber = BigInteger().with_variant(Integer(), "sqlite")


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite forgets zones, so a naive value is refused before it gets there."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the instant {value.isoformat()} is naive; give it a zone")
        return value if value.tzinfo is UTC else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(SQLModel):
    """
    What the tables share: one metadata of ours, apart from that of any other SQLModel program.

    Rows are never validated, so their validators are not built (a tenth of this module's import).
    """

    model_config = {"defer_build": True}

    metadata = MetaData()


def _of_session(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", "session_id"], ["session.workspace_id", "session.id"], name=f"fk_{table}_session"
    )


class WorkspaceRow(Row, table=True):
    """A tenant."""

    __tablename__ = "workspace"

    id: str = Field(primary_key=True)
    created_at: datetime = Field(sa_type=UtcInstant)


class MemberRow(Row, table=True):
    """A person in a workspace."""

    __tablename__ = "member"
    __table_args__ = (ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_member_workspace"),)

    workspace_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    created_at: datetime = Field(sa_type=UtcInstant)
    zone: str | None  # IANA name
    practice: dict[str, Any] | None = Field(sa_type=JSON)  # see dialogs/practice.py; null: nothing practised yet
    deactivated_at: datetime | None = Field(sa_type=UtcInstant)  # since when the coach does nothing for them
    # whether there are settings of nudges, for an index of `storage.nudge_tables`
    enrolled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class IdentityRow(Row, table=True):
    """An address under which a channel knows a member; a member may have several."""

    __tablename__ = "identity"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name="fk_identity_member"
        ),
        Index("ix_identity_member", "workspace_id", "member_id"),
        Index("ix_identity_handle", "workspace_id", "channel", "handle"),
    )

    workspace_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    member_id: str
    unreachable_at: datetime | None = Field(sa_type=UtcInstant)  # since when it takes no messages
    handle: str | None  # a name that the platform lends to one at a time, in lower case; at most one address has it


class SessionRow(Row, table=True):
    """One run of one dialog. The unique ordinal lets one of two colliding inserts win, and finds the latest."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("workspace_id", "member_id", "ordinal", name="uq_session_ordinal"),
        ForeignKeyConstraint(
            ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name="fk_session_member"
        ),
    )

    workspace_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    member_id: str
    ordinal: int
    version: int
    seed: int = Field(sa_type=BigInteger)
    content_hash: str
    frames: list[Any] = Field(sa_type=JSON)
    parked: list[Any] = Field(sa_type=JSON)
    facts: dict[str, Any] = Field(sa_type=JSON)
    closed: bool
    created_at: datetime = Field(sa_type=UtcInstant)
    saved_at: datetime = Field(sa_type=UtcInstant)


class TurnRow(Row, table=True):
    """What a person did, and the state that it led to. Append-only."""

    __tablename__ = "turn"
    __table_args__ = (_of_session("turn"), Index("ix_turn_session", "workspace_id", "session_id", "id"))

    id: int = Field(primary_key=True, sa_type=RowNumber)
    workspace_id: str
    session_id: str
    channel: str
    event_id: str
    who: str
    text: str | None = Field(sa_type=Text)
    choice: str | None = Field(sa_type=Text)
    state: str
    at: datetime = Field(sa_type=UtcInstant)


class AttemptRow(Row, table=True):
    """One try at a drill, or one rep turn of a role-play. Append-only."""

    __tablename__ = "attempt"
    __table_args__ = (_of_session("attempt"), Index("ix_attempt_session", "workspace_id", "session_id", "id"))

    id: int = Field(primary_key=True, sa_type=RowNumber)
    workspace_id: str
    session_id: str
    run: str
    content_id: str
    kind: str
    text: str = Field(sa_type=Text)
    label: str | None
    verdict: str
    frameworks: list[str] = Field(sa_type=JSON)
    detail: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=UtcInstant)


class ScoreRow(Row, table=True):
    """One yes/no check of a finished run; `passed` is null where the judge abstained. Append-only."""

    __tablename__ = "score"
    __table_args__ = (_of_session("score"), Index("ix_score_session", "workspace_id", "session_id", "id"))

    id: int = Field(primary_key=True, sa_type=RowNumber)
    workspace_id: str
    session_id: str
    run: str
    content_id: str
    check: str
    passed: bool | None
    points: int
    frameworks: list[str] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=UtcInstant)


class DisagreementRow(Row, table=True):
    """
    A rep's objection to one verdict, as it stands: the one thing here that a person may take back in part.

    `text` is null unless the rep agreed to share the line. The member is there to find a person's own again.
    """

    __tablename__ = "disagreement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "member_id"], ["member.workspace_id", "member.id"], name="fk_disagreement_member"
        ),
    )

    workspace_id: str = Field(primary_key=True)
    member_id: str = Field(primary_key=True)
    run: str = Field(primary_key=True)
    place: str = Field(primary_key=True)  # of the verdict within the run
    content_id: str
    task: str
    label: str | None
    named: list[str] = Field(sa_type=JSON)
    verdict: str
    probabilities: dict[str, float] = Field(sa_type=JSON)
    weights: str
    own: str | None
    text: str | None = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcInstant)
    changed_at: datetime = Field(sa_type=UtcInstant)


class EventClaimRow(Row, table=True):
    """An event that was seen. No foreign key: the first event of a person comes before the person."""

    __tablename__ = "event_claim"
    __table_args__ = ({"sqlite_with_rowid": False},)

    workspace_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcInstant)


class OutboxRow(Row, table=True):
    """
    A reply on its way to an address. `id` is the order of all, `position` the order within a turn.

    `waiting` (neither sent nor given up) stands before `id` in the indexes, so that what waits for an address, or
    for anybody, is one stretch of them, in order, however much was sent. It says no more than `state` does, but
    one value can be looked up in order, two states cannot. (A partial index would be smaller, but
    `postgresql_where` loads that dialect: 25 ms of CPU at start-up.)
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key", name="uq_outbox_key"),
        ForeignKeyConstraint(
            ["workspace_id", "session_id"], ["session.workspace_id", "session.id"], name="fk_outbox_session"
        ),
        CheckConstraint("state IN ('pending', 'sending', 'sent', 'failed', 'in_doubt')", name="ck_outbox_state"),
        Index("ix_outbox_unsent", "workspace_id", "channel", "address", "waiting", "id"),
        Index("ix_outbox_waiting", "waiting", "id", "channel"),
        Index("ix_outbox_session", "workspace_id", "session_id"),
    )

    id: int = Field(primary_key=True, sa_type=RowNumber)
    workspace_id: str
    key: str
    session_id: str | None  # null: a message that the coach starts itself
    channel: str
    address: str
    position: int
    reply: dict[str, Any] = Field(sa_type=JSON)
    dialog_state: str  # "flow.state" after the turn, for the channel to show
    state: str
    attempts: int
    lease_until: datetime | None = Field(sa_type=UtcInstant)
    created_at: datetime = Field(sa_type=UtcInstant)
    sent_at: datetime | None = Field(sa_type=UtcInstant)
    stamp: str = Field(sa_column_kwargs={"server_default": text("''")})  # of the session after the turn
    waiting: bool = Field(sa_column_kwargs={"server_default": true()})
    # whether it may have arrived without our knowing, as of the lease; and how often it was sent again regardless
    in_doubt: bool = Field(sa_column_kwargs={"server_default": false()})
    doubts: int = Field(sa_column_kwargs={"server_default": text("0")})


def table(name: str) -> Table:
    """Return a table by its name, for statements below the object mapper (the hot path; README, speed)."""
    return Row.metadata.tables[name]
