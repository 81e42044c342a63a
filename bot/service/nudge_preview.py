"""Who would get which nudge in the coming week, when, and why or why not; nothing is planned or sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.service.nudge_content import Content, content_for
from bot.service.nudges import held_out
from content.library import Library
from content.nudges import NudgeFile
from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.caps import every_weeks, is_time
from dialogs.nudging.model import Nudge, NudgeSettings
from dialogs.nudging.timing import week_of, zone_of
from dialogs.people import Person
from dialogs.ports import UnitOfWork

WEEK = timedelta(days=7)
DEMO = "demo-"  # what the addresses of the demo's people begin with


@dataclass(frozen=True, slots=True)
class Previewed:
    """
    One person. `kind`: the angle; empty where nothing comes, for the reason in `why`.

    `text` just where the caller may read it.
    """

    name: str
    at: datetime | None
    zone: str
    kind: str
    why: str
    text: str = ""


def preview(
    work: UnitOfWork,
    workspace_id: WorkspaceId,
    now: datetime,
    *,
    library: Library,
    wordings: Mapping[str, NudgeFile],
    may_read: Callable[[Person], bool],
) -> Sequence[Previewed]:
    """
    Return everybody of a workspace by name.

    What is told is what would be sent if nothing changed until then; caps are looked at when it is sent.

    Args:
        may_read: whose text the caller sees: their own, and that of the demo's people.
    """
    looking = _Looking(work, workspace_id, now, library, wordings)
    people = [one for one in work.people(workspace_id).people() if one.deactivated_at is None]
    return [looking.at(person, readable=may_read(person)) for person in people]


def is_demo(person: Person) -> bool:
    """Whether somebody is one of the demo's people."""
    return bool(person.addresses) and all(address.startswith(DEMO) for _, address in person.addresses)


@dataclass(frozen=True, slots=True)
class _Looking:
    work: UnitOfWork
    workspace_id: WorkspaceId
    now: datetime
    library: Library
    wordings: Mapping[str, NudgeFile]

    def at(self, person: Person, *, readable: bool) -> Previewed:
        book, own = self.work.nudging(), (self.workspace_id, person.id)
        settings, zone = book.settings(*own), book.zone(*own) or "UTC"
        recent = book.nudges(*own, self.now - timedelta(days=1))
        planned = next((row for row in recent if row.kind == "weekly" and row.state == "planned"), None)
        next_at = planned.due_at if planned else book.next_at(*own)
        reason = _silent(settings, next_at, self.now, planned=planned is not None) or self._hindered(person.id)
        if reason or settings is None or next_at is None:
            return Previewed(person.name, None, zone, "", reason)
        if not every_weeks(settings, next_at):
            return Previewed(person.name, next_at, zone, "paused", "six weeks without an answer")
        row = planned or self._row(person.id, next_at, zone)
        content = content_for(self.work, row, settings, next_at, library=self.library, wordings=self.wordings)
        if content is None:
            return Previewed(person.name, None, zone, "", "nothing worth asking")
        if held_out(row, book.hold_out(self.workspace_id, next_at)):
            return Previewed(person.name, None, zone, "", "held out, to measure what nudges do")
        kind, why = content.angle or "drill", _why(content, readable=readable)
        return Previewed(person.name, next_at, zone, kind, why, content.text if readable else "")

    def _hindered(self, member: MemberId) -> str:
        """Return why delivery would let nothing go to somebody as things are; empty where it would."""
        if self.work.privacy(self.workspace_id).erasures([member]):
            return "is to be erased"
        return "" if self.work.nudging().reachable(self.workspace_id, member) else "cannot be reached"

    def _row(self, member: MemberId, at: datetime, zone: str) -> Nudge:
        week = week_of(at.astimezone(zone_of(zone)).date())
        return Nudge("preview", self.workspace_id, member, week, "weekly", at)


def _why(content: Content, *, readable: bool) -> str:
    if content.account is None:
        return "no account is worth asking about"
    return f"{content.values['account']}: {content.item}" if readable else f"{content.item.upper()} of one account"


def _silent(settings: NudgeSettings | None, next_at: datetime | None, now: datetime, *, planned: bool) -> str:
    """Return why somebody gets nothing this week whatever there is to ask; empty where they may get something."""
    if settings is None:
        return "not asked about nudges yet"
    if settings.stopped_at is not None:
        return "stopped by the person"
    if settings.paused_at is not None:
        return "resting, six weeks without an answer"
    if next_at is None:
        return "no slot that is not quiet"
    if next_at > now + WEEK:
        return "no slot in these seven days"
    if not planned and every_weeks(settings, next_at) and not is_time(settings, next_at):
        return "comes less often"
    return ""
