"""
The weekly nudge as jobs: plan, deliver, note what came of it, remind. Each is an idempotent function of the instant.

Any number of processes may run them at once. A row is planned once for a member, a week and a kind, and whoever moves
it from "planned" to "sending" puts its message into the outbox in the same transaction: nobody else does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.service.contacts import AGREED, tell
from bot.service.each import for_each
from bot.service.nudge_content import Content, content_for
from bot.service.nudge_settings import keep_settings
from content.library import Library
from content.nudges import NudgeFile
from dialogs.model import MemberId, WorkspaceId
from dialogs.nudging.caps import every_weeks, fits, is_time
from dialogs.nudging.model import Kind, Nudge, NudgeSettings
from dialogs.nudging.ports import Due
from dialogs.nudging.timing import is_quiet, next_slot, week_of, weeks_until, zone_of
from dialogs.ports import UnitOfWork
from dialogs.replies import Ask, Choice, Say

PLAN_AHEAD: Final = timedelta(hours=1)  # a row is there before it is due; our guess
SUMMED_UP: Final = 4  # weeks; nudges.md, a monthly summary
LEAST_SILENT: Final = 2  # weeks of these without a question, for it to be worth a line; our guess
MISSED_AFTER: Final = timedelta(hours=1)  # nudges.md: missed windows are dropped, not queued up; the hour is our guess


def nudge_id(due: Due | Nudge, week: str, kind: Kind) -> str:
    """Return the id of a row, the same each time that it is planned: 12 signs, so that it fits into a button."""
    told = f"{due.workspace_id}/{due.member_id}/{week}/{kind}"
    return hashlib.blake2s(told.encode(), digest_size=6).hexdigest()


def slot_after(after: datetime, due: Due) -> datetime | None:
    """Return the next slot later than an instant, in a later week than that of the slot that was due."""
    zone = zone_of(due.zone)
    since = due.due_at.astimezone(zone).date()
    since += timedelta(days=7 - since.weekday())
    return next_slot(after, due.settings, zone=zone, salt=due.member_id, review=due.review, since=since)


class Nudges:
    """The jobs, over all workspaces."""

    def __init__(
        self,
        unit_of_work: Callable[[], UnitOfWork],
        library: Library,
        wordings: Callable[[], Mapping[str, NudgeFile]],
    ) -> None:
        self._unit_of_work = unit_of_work
        self._library = library
        self._wordings = wordings

    # --- planning

    def plan(self, now: datetime, limit: int) -> int:
        """Plan the slots that come within the hour, in one transaction; return how many people were due."""
        with self._unit_of_work() as work:
            book = work.nudging()
            due = book.due(now + PLAN_AHEAD, limit=limit)
            rows = [self._planned(one, now) for one in due]
            book.plan([row for row in rows if row is not None])
            book.advance([(one, slot_after(max(one.due_at, now), one)) for one in due])
            if due:
                work.commit()
        return len(due)

    def _planned(self, due: Due, now: datetime) -> Nudge | None:
        """Return the row of a slot; None in a week that is left out since nothing was answered of late."""
        every = every_weeks(due.settings, due.due_at)
        if every and not is_time(due.settings, due.due_at):
            return None
        kind: Kind = "weekly" if every else "paused"
        week = week_of(due.due_at.astimezone(zone_of(due.zone)).date())
        missed = due.due_at + MISSED_AFTER < now
        return Nudge(
            id=nudge_id(due, week, kind),
            workspace_id=due.workspace_id,
            member_id=due.member_id,
            week=week,
            kind=kind,
            due_at=due.due_at,
            state="dropped" if missed else "planned",
            reason="missed" if missed else "",
        )

    # --- delivering

    def deliver(self, now: datetime, limit: int) -> int:
        """Put what is due on its way, each in a transaction of its own; return how many rows were looked at."""
        with self._unit_of_work() as reading:
            # No more than soon goes out: what people are answered waits behind what waits for them already.
            planned = reading.nudging().planned(now, limit=min(limit, reading.outbox_room()))

        def deliver(nudge: Nudge) -> None:
            with self._unit_of_work() as work:
                _Delivering(work, nudge, now, self._library, self._wordings()).run()
                work.commit()

        return for_each(planned, deliver)

    # --- what came of it

    def settle(self, _now: datetime, limit: int) -> int:
        """Note in the ledger what the outbox knows; return how many rows moved."""
        with self._unit_of_work() as work:
            found = work.nudging().sending(limit=limit)
            for nudge, state in found:
                work.nudging().move(replace(nudge, state=state), was="sending")  # type: ignore[arg-type]  # a State
            if found:
                work.commit()
        return len(found)

    # --- beginning

    def enrol(self, now: datetime, limit: int) -> int:
        """Give those the default who reassessed an account before there were nudges; return how many."""
        with self._unit_of_work() as work:
            found = work.nudging().without_settings(limit=limit)
            for workspace_id, member_id in found:
                keep_settings(work, workspace_id, member_id, NudgeSettings(now), now)
            if found:
                work.commit()
        return len(found)


class _Delivering:
    """One row of the ledger, in a transaction: sent, or dropped with the reason."""

    def __init__(
        self, work: UnitOfWork, nudge: Nudge, now: datetime, library: Library, wordings: Mapping[str, NudgeFile]
    ) -> None:
        self._work = work
        self._book = work.nudging()
        self._nudge = nudge
        self._now = now
        self._library = library
        self._wordings = wordings

    def run(self) -> None:
        nudge = self._nudge
        settings = self._book.settings(nudge.workspace_id, nudge.member_id)
        reason = self._hindered(settings)
        if reason or settings is None:
            self._drop(reason or "stopped")
        elif nudge.kind == "paused":
            self._rest(settings)
        else:
            self._send(settings)

    def _hindered(self, settings: NudgeSettings | None) -> str:
        """Return why nothing may go out now; empty where it may."""
        nudge, now = self._nudge, self._now
        if settings is None or not settings.active:
            return "stopped"
        if now > nudge.due_at + MISSED_AFTER:
            return "missed"
        where, member = nudge.workspace_id, nudge.member_id
        zone = zone_of(self._book.zone(where, member))
        if is_quiet(now, settings.quiet, zone):
            return "quiet"
        if self._work.privacy(where).erasures([member]):
            return "erasing"
        if not self._book.reachable(where, member):
            return "unreachable"  # as delivery found; it is planned on, and comes again once they write
        told = self._book.told(where, member, now - timedelta(days=7))
        return "" if fits(now, told) else "caps"

    def _send(self, settings: NudgeSettings) -> None:
        nudge, now = self._nudge, self._now
        content = self._content(settings)
        if content is None:
            self._keep_silent()
            return
        if nudge.kind == "weekly" and held_out(nudge, self._book.hold_out(nudge.workspace_id, now)):
            self._drop("held_out", content)
            return
        sending = replace(content.on(nudge), state="sending", sent_at=now)
        if not self._book.move(sending, was="planned"):
            return
        choices = tuple(Choice(id, self._library.text(f"choice.{id}")) for id in content.buttons)
        told = self._told(sending, Ask(content.text, choices))
        if told and nudge.kind == "weekly":  # a reminder is not one more question without an answer
            # one put off came as often as its week's slot: the next slot is that of the week after, a day later even
            last = settings.last_sent_at if nudge.round and settings.last_sent_at else now
            self._keep(replace(settings, last_sent_at=last, silent_since=settings.silent_since or now))
        elif not told:
            self._book.move(replace(sending, state="dropped", reason="unreachable"), was="sending")

    def _keep_silent(self) -> None:
        """Drop it; and say, at most once in any four calendar weeks, that there was nothing to ask (nudges.md)."""
        nudge = self._nudge
        before = self._book.nudges(*self._own, self._now - timedelta(weeks=SUMMED_UP + 1))
        # by the calendar: of somebody who moved their slot, five lie within four weeks of days
        counted = weeks_until(nudge.week, SUMMED_UP)
        weeks = [row for row in before if row.kind == "weekly" and row.id != nudge.id and row.week in counted]
        silent = 1 + sum(row.reason == "nothing" and row.sent_at is None for row in weeks)
        says = nudge.kind == "weekly" and nudge.sent_at is None and silent >= LEAST_SILENT
        says = says and all(row.reason != "nothing_said" for row in weeks) and self._has_accounts()
        if self._drop("nothing_said" if says else "nothing") and says:
            text = self._library.text("nudge.silent", count=silent)
            tell(self._work, *self._own, f"silence/{nudge.id}", [Say(text)], self._now, kind=AGREED)

    def _has_accounts(self) -> bool:
        """Whether there is anything that a question could be about."""
        return any(one.status == "open" and one.snapshots for one in self._work.accounts(*self._own))

    @property
    def _own(self) -> tuple[WorkspaceId, MemberId]:
        return self._nudge.workspace_id, self._nudge.member_id

    def _content(self, settings: NudgeSettings) -> Content | None:
        nudge, now = self._nudge, self._now
        if nudge.kind == "reminder":
            from bot.service.nudge_reminders import reminder_of

            return reminder_of(self._work, nudge, now, library=self._library)
        return content_for(self._work, nudge, settings, now, library=self._library, wordings=self._wordings)

    def _rest(self, settings: NudgeSettings) -> None:
        """Say once that nudges rest, and how they begin again."""
        sending = replace(self._nudge, state="sending", sent_at=self._now)
        if not self._book.move(sending, was="planned"):
            return
        button = Choice("nudge_resume", self._library.text("choice.nudge_resume"))
        self._told(sending, Ask(self._library.text("nudge.paused"), (button,)))
        nudge = self._nudge
        self._book.keep_settings(nudge.workspace_id, nudge.member_id, replace(settings, paused_at=self._now), None)

    def _told(self, nudge: Nudge, ask: Ask) -> bool:
        where, member = nudge.workspace_id, nudge.member_id
        told_at = tell(self._work, where, member, nudge.key, [ask], self._now, kind=AGREED, stamp=nudge.stamp)
        return told_at == self._now

    def _keep(self, settings: NudgeSettings) -> None:
        nudge = self._nudge
        next_at = self._book.next_at(nudge.workspace_id, nudge.member_id)
        self._book.keep_settings(nudge.workspace_id, nudge.member_id, settings, next_at)

    def _drop(self, reason: str, content: Content | None = None) -> bool:
        row = content.on(self._nudge) if content else self._nudge
        return self._book.move(replace(row, state="dropped", reason=reason), was="planned")


def held_out(nudge: Nudge, percent: int) -> bool:
    """Say whether a user-week gets no nudge so that the others can be compared; drawn from who and when alone."""
    drawn = hashlib.blake2s(f"hold out/{nudge.member_id}/{nudge.week}".encode(), digest_size=4).digest()
    return int.from_bytes(drawn) % 100 < percent
