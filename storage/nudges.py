"""
Implements `dialogs.nudging.ports.Nudgebook`: what each method promises is said there.

What a job asks is asked of all workspaces, as the outbox is; everything of one person names their workspace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import JSON, String, and_, bindparam, cast, exists, func, literal, select, text, update

from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.model import Nudge, NudgeSettings, Outcome, State
from dialogs.nudging.ports import Due
from dialogs.people import TeamId
from storage import nudge_mapping as mapping
from storage.account_tables import account
from storage.mapping import Values
from storage.nudge_contacts import Contacting
from storage.nudge_measuring import Measuring
from storage.nudge_reminding import Reminding
from storage.nudge_tables import nudge as _nudge
from storage.nudge_tables import nudge_measure as _measure
from storage.nudge_tables import nudge_setting as _setting
from storage.people_tables import member_link as _link
from storage.statements import insert_if_new, insert_or_change, where
from storage.tables import UtcInstant, table

_member, _outbox = table("member"), table("outbox")

_SOON = bindparam("until", type_=UtcInstant())
_SINCE = bindparam("since", type_=UtcInstant())
_NEXT_REVIEW = (
    select(func.min(account.c.review))
    .where(
        account.c.workspace_id == _setting.c.workspace_id,
        account.c.member_id == _setting.c.member_id,
        account.c.status == "open",
        account.c.review >= bindparam("today"),
    )
    .correlate(_setting)
    .scalar_subquery()
)
_DUE = (
    select(_setting, _member.c.zone, _NEXT_REVIEW.label("review"))
    .join(_member, (_member.c.workspace_id == _setting.c.workspace_id) & (_member.c.id == _setting.c.member_id))
    .where(text("nudge_setting.active"), _setting.c.next_due_at <= _SOON)
    .order_by(_setting.c.next_due_at, _setting.c.member_id)
    .limit(bindparam("most"))
)
_SAID = ("unhelpful_at", "unhelpful_in", "minutes")  # of no nudge that is just planned
_PLAN = text(str(insert_if_new("nudge", returning="id", without=_SAID)).removesuffix(" RETURNING id")).bindparams(
    *(bindparam(column.name, type_=column.type) for column in _nudge.c if column.name not in _SAID)
)
_ADVANCE = (
    update(_setting)
    .where(
        *where(_setting, "workspace_id", "member_id"),
        _setting.c.next_due_at == bindparam("was", type_=UtcInstant()),
    )
    .values(next_due_at=bindparam("next", type_=UtcInstant()))
)
_PLANNED = (
    select(_nudge)
    .where(text("nudge.state = 'planned'"), _nudge.c.due_at <= _SOON)
    .order_by(_nudge.c.due_at, _nudge.c.id)
    .limit(bindparam("most"))
)
_KEY = literal("nudge/") + _nudge.c.id + literal("/") + cast(_nudge.c.round, String) + literal("/0")
_SENDING = (
    select(_nudge, _outbox.c.state.label("came"), _outbox.c.sent_at.label("went_at"))
    .join(_outbox, and_(_outbox.c.workspace_id == _nudge.c.workspace_id, _outbox.c.key == _KEY))
    .where(text("nudge.state = 'sending'"), _outbox.c.state.in_(("sent", "failed")))
    .order_by(_nudge.c.due_at, _nudge.c.id)
    .limit(bindparam("most"))
)
_MOVE = (
    update(_nudge)
    .where(*where(_nudge, "workspace_id", "id"), _nudge.c.state == bindparam("was"))
    .values({name: bindparam(f"new_{name}", type_=_nudge.c[name].type) for name in mapping.MOVES})
    .returning(_nudge.c.id)
)
_SETTINGS = select(_setting).where(*where(_setting, "workspace_id", "member_id"))
_KEEP = insert_or_change(
    "nudge_setting",
    key=("workspace_id", "member_id"),
    changes=tuple(c.name for c in _setting.c if c.name not in ("workspace_id", "member_id")),
)
_ENROL = update(_member).where(*where(_member, "workspace_id", "id"), text("NOT enrolled")).values(enrolled=True)
_ONE = select(_nudge).where(*where(_nudge, "workspace_id", "member_id", "id"))
_OWN = (
    select(_nudge)
    .where(*where(_nudge, "workspace_id", "member_id"), _nudge.c.due_at >= _SINCE)
    .order_by(_nudge.c.due_at.desc(), _nudge.c.id)
)
_PERSON = select(_member.c.created_at, _member.c.zone).where(*where(_member, "workspace_id", "id"))
_HOLD_OUT = select(_measure).where(*where(_measure, "workspace_id"))
_SET_HOLD_OUT = insert_or_change("nudge_measure", key=("workspace_id",), changes=("hold_out", "before", "since"))
_ANSWER = (
    update(_nudge)
    .where(*where(_nudge, "workspace_id", "member_id", "id"), _nudge.c.outcome == "")
    .values(outcome=bindparam("came"), answered_at=bindparam("at", type_=UtcInstant()))
    .returning(_nudge.c.id)
)
# teams as they were noted first: whoever says so again, or of another team by now, is counted where they were
_UNHELPFUL = (
    update(_nudge)
    .where(*where(_nudge, "workspace_id", "member_id", "id"), _nudge.c.unhelpful_at.is_(None))
    .values(unhelpful_at=bindparam("at", type_=UtcInstant()), unhelpful_in=bindparam("teams", type_=JSON()))
    .returning(_nudge.c.id)
)
_FOUND_UNHELPFUL = select(_nudge.c.member_id, _nudge.c.unhelpful_in).where(
    *where(_nudge, "workspace_id"), _nudge.c.unhelpful_at >= _SINCE, _nudge.c.unhelpful_at < _SOON
)
_UNSET = (
    select(_member.c.workspace_id, _member.c.id)
    .where(
        text("NOT member.enrolled"),  # as its index says it
        _member.c.deactivated_at.is_(None),
        _member.c.zone.is_not(None),
        ~exists().where(_link.c.workspace_id == _member.c.workspace_id, _link.c.member_id == _member.c.id),
        exists().where(
            account.c.workspace_id == _member.c.workspace_id,
            account.c.member_id == _member.c.id,
            account.c.snapshots > 0,
        ),
    )
    .limit(bindparam("most"))
)


class SqlNudges(Contacting, Reminding, Measuring):
    """All of it on one transaction."""

    # --- what jobs ask

    def due(self, until: datetime, *, limit: int) -> Sequence[Due]:
        rows = self._run.rows(_DUE, {"until": until, "today": until.astimezone(UTC).date(), "most": limit})
        return [mapping.due_read(row) for row in rows]

    def plan(self, nudges: Sequence[Nudge]) -> None:
        if nudges:
            self._run.write(_PLAN, [mapping.nudge_row(one) for one in nudges])

    def advance(self, moved: Sequence[tuple[Due, datetime | None]]) -> None:
        rows = [
            {
                "the_workspace_id": due.workspace_id,
                "the_member_id": due.member_id,
                "was": due.due_at,
                "next": next_at,
            }
            for due, next_at in moved
        ]
        if rows:
            self._run.write(_ADVANCE, rows)

    def planned(self, until: datetime, *, limit: int) -> Sequence[Nudge]:
        return [mapping.nudge_read(row) for row in self._run.rows(_PLANNED, {"until": until, "most": limit})]

    def sending(self, *, limit: int) -> Sequence[tuple[Nudge, str]]:
        return [
            (replace(mapping.nudge_read(row), sent_at=row.went_at or row.sent_at), row.came)
            for row in self._run.rows(_SENDING, {"most": limit})
        ]

    def move(self, nudge: Nudge, *, was: State) -> bool:
        row = mapping.nudge_row(nudge)
        the_row = {"the_workspace_id": row["workspace_id"], "the_id": row["id"], "was": was}
        return self._run.written(_MOVE, the_row | {f"new_{name}": row[name] for name in mapping.MOVES})

    def without_settings(self, *, limit: int) -> Sequence[tuple[WorkspaceId, MemberId]]:
        rows = self._run.rows(_UNSET, {"most": limit})
        return [(WorkspaceId(row.workspace_id), MemberId(row.id)) for row in rows]

    # --- of one person

    def settings(self, workspace_id: WorkspaceId, member_id: MemberId) -> NudgeSettings | None:
        row = self._run.row(_SETTINGS, _of(workspace_id, member_id))
        return None if row is None else mapping.settings_read(row)

    def next_at(self, workspace_id: WorkspaceId, member_id: MemberId) -> datetime | None:
        row = self._run.row(_SETTINGS, _of(workspace_id, member_id))
        return None if row is None else row.next_due_at

    def keep_settings(
        self, workspace_id: WorkspaceId, member_id: MemberId, settings: NudgeSettings, next_at: datetime | None
    ) -> None:
        row = mapping.settings_row(settings) | {"workspace_id": workspace_id, "member_id": member_id}
        self._run.write(_KEEP, row | {"next_due_at": next_at})
        self._run.write(_ENROL, {"the_workspace_id": workspace_id, "the_id": member_id})

    def nudge(self, workspace_id: WorkspaceId, member_id: MemberId, id: str) -> Nudge | None:
        row = self._run.row(_ONE, _of(workspace_id, member_id) | {"the_id": id})
        return None if row is None else mapping.nudge_read(row)

    def nudges(self, workspace_id: WorkspaceId, member_id: MemberId, since: datetime) -> Sequence[Nudge]:
        rows = self._run.rows(_OWN, _of(workspace_id, member_id) | {"since": since})
        return [mapping.nudge_read(row) for row in rows]

    def answered(self, workspace_id: WorkspaceId, member_id: MemberId, id: str, outcome: Outcome, at: datetime) -> bool:
        return self._run.written(_ANSWER, _of(workspace_id, member_id) | {"the_id": id, "came": outcome, "at": at})

    def note_unhelpful(
        self, workspace_id: WorkspaceId, member_id: MemberId, id: str, teams: Sequence[TeamId], at: datetime
    ) -> bool:
        said = {"the_id": id, "teams": list(teams), "at": at}
        return self._run.written(_UNHELPFUL, _of(workspace_id, member_id) | said)

    def unhelpful(
        self, workspace_id: WorkspaceId, since: datetime, until: datetime
    ) -> Sequence[tuple[MemberId, frozenset[TeamId]]]:
        rows = self._run.rows(_FOUND_UNHELPFUL, {"the_workspace_id": workspace_id, "since": since, "until": until})
        return [(MemberId(row.member_id), frozenset(map(TeamId, row.unhelpful_in or ()))) for row in rows]

    def joined_at(self, workspace_id: WorkspaceId, member_id: MemberId) -> datetime | None:
        row = self._run.row(_PERSON, {"the_workspace_id": workspace_id, "the_id": member_id})
        return None if row is None else row.created_at

    def zone(self, workspace_id: WorkspaceId, member_id: MemberId) -> str | None:
        row = self._run.row(_PERSON, {"the_workspace_id": workspace_id, "the_id": member_id})
        return None if row is None else row.zone

    # --- what nudges do

    def hold_out(self, workspace_id: WorkspaceId, at: datetime) -> int:
        row = self._run.row(_HOLD_OUT, {"the_workspace_id": workspace_id})
        return 0 if row is None else int(row.hold_out if row.since <= at else row.before)

    def set_hold_out(self, workspace_id: WorkspaceId, percent: int, *, before: int, since: datetime) -> None:
        row = {"workspace_id": workspace_id, "hold_out": percent, "before": before, "since": since}
        self._run.write(_SET_HOLD_OUT, row)


def _of(workspace_id: WorkspaceId, member_id: MemberId) -> Values:
    return {"the_workspace_id": workspace_id, "the_member_id": member_id}
