"""What one nudge says: read from the person's accounts as they are at this moment, so that all of it is true."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.service.days import day_in
from content.library import Library
from content.nudges import NudgeFile
from dialogs.model import Json, MemberId, WorkspaceId
from dialogs.nudging.choosing import Chosen, again, choose
from dialogs.nudging.facts import Seen
from dialogs.nudging.model import Nudge, NudgeSettings, Past
from dialogs.ports import UnitOfWork
from dialogs.practice import due
from dialogs.reassessment.model import AccountId
from dialogs.selection import Choosing, next_item, why_next

LONGEST_PAST: Final = timedelta(weeks=7)
_DRILL_BUTTONS: Final = ("nudge_drill", "nudge_snooze", "nudge_unhelpful")
_BUTTONS: Final = ("nudge_answer", "nudge_reassess", "nudge_snooze", "nudge_not", "nudge_unhelpful")


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a nudge and where it stands in the store."""

    text: str
    buttons: tuple[str, ...] = _BUTTONS
    account: AccountId | None = None
    item: str = ""
    angle: str = ""
    wording: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def on(self, nudge: Nudge) -> Nudge:
        """Return the row with what it says."""
        return replace(
            nudge,
            account=self.account,
            item=self.item,
            angle=self.angle,
            wording=self.wording,
            values=self.values,
        )


def content_for(
    work: UnitOfWork,
    nudge: Nudge,
    settings: NudgeSettings,
    now: datetime,
    *,
    library: Library,
    wordings: Mapping[str, NudgeFile],
) -> Content | None:
    """Return what a nudge says now; None where nothing is worth asking."""
    where, member = nudge.workspace_id, nudge.member_id
    today = day_in(work.nudging().zone(where, member), now)
    seen = seen_of(work, where, member, today, library)
    if nudge.round and nudge.angle:
        chosen = again(seen, nudge, wordings, set_aside=settings.set_aside)
        return told(chosen, library) if chosen else None
    past = past_of(work, nudge, now)
    salt = f"{member}:{nudge.week}"
    chosen = choose(seen, past, wordings, today=today, salt=salt, set_aside=settings.set_aside)
    return told(chosen, library) if chosen else _drill(work, where, member, today, library, has_accounts=bool(seen))


def _drill(
    work: UnitOfWork, where: WorkspaceId, member_id: MemberId, today: date, library: Library, *, has_accounts: bool
) -> Content | None:
    """
    Return a drill to ask about where no account is worth asking: of a skill that is due again; for somebody without
    any account, whatever comes next for them. None for one who never practised.
    """
    practice = _practice(work, where, member_id)
    choosing = Choosing(library, practice, today.toordinal(), zlib.crc32(member_id.encode()))
    if not practice or (has_accounts and not due(practice, day=choosing.day)):
        return None
    coming = next_item(choosing)
    return Content(library.text("nudge.drill", why=why_next(library, coming)), _DRILL_BUTTONS, item=coming.item)


def _practice(work: UnitOfWork, where: WorkspaceId, member_id: MemberId) -> Json:
    person = work.people(where).person(member_id)
    address = next(iter(person.addresses), None) if person else None
    member = work.member(where, *address) if address else None
    return member.practice if member else {}


def told(chosen: Chosen, library: Library) -> Content:
    fact = chosen.fact
    return Content(
        chosen.text(library),
        account=fact.account,
        item=fact.item,
        angle=fact.angle,
        wording=chosen.wording.id,
        values=fact.values,
    )


def seen_of(
    work: UnitOfWork, workspace_id: WorkspaceId, member_id: MemberId, today: date, library: Library
) -> Sequence[Seen]:
    """Return the person's open accounts that were reassessed, as a nudge looks at them."""
    listed = [one for one in work.accounts(workspace_id, member_id) if one.status == "open" and one.snapshots]
    files = [work.account_file(workspace_id, member_id, one.id) for one in listed]
    return [Seen(file, today, library) for file in files if file is not None]


def past_of(work: UnitOfWork, nudge: Nudge, now: datetime) -> Sequence[Past]:
    """Return what went out to somebody before this nudge and must not come again yet."""
    where, member = nudge.workspace_id, nudge.member_id
    zone = work.nudging().zone(where, member)
    return [
        Past(day_in(zone, row.sent_at), row.angle, row.wording, row.account)
        for row in work.nudging().nudges(where, member, now - LONGEST_PAST)
        if row.sent_at is not None and row.wording and row.id != nudge.id
    ]
