"""
What follows a nudge or comes with a day: one reminder after 48 hours, a review tomorrow, an assignment near its end.

Each is an idempotent function of the instant, and says each thing once. Whoever stopped nudges, or never chose to have
them, gets none of these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from bot.service.contacts import APPROACHING, DUE, allowed_at, tell
from bot.service.days import day_in
from bot.service.nudge_content import Content
from bot.service.nudges import nudge_id
from bot.service.retention import tables_in_effect
from bot.service.reviews import Reviews
from content.basics import LONGEST_LABEL
from content.library import Library
from dialogs.model import MemberId, WorkspaceId
from dialogs.nudge_words import REVIEW_STAMP
from dialogs.nudging.model import Nudge
from dialogs.nudging.ports import Approaching
from dialogs.nudging.timing import next_open, working_days_until, zone_of
from dialogs.ports import UnitOfWork
from dialogs.reassessment.asking import full_day
from dialogs.reassessment.model import AccountFile
from dialogs.reassessment.telling import clip
from dialogs.replies import Ask, Choice, Reply, Say

AFTER: Final = timedelta(hours=48)  # nudges.md: one reminder, 48 hours later
UP_TO: Final = timedelta(hours=72)  # later there is none; our guess
NEAR_REVIEW: Final = 3  # working days; nudges.md
DUE_WITHIN: Final = timedelta(hours=48)  # before an assignment's end; our guess
FRESH: Final = timedelta(days=7)  # a review kept so lately is what the manager reads tomorrow; our guess
_A_DAY, _WEST, _EAST = timedelta(days=1), timedelta(hours=12), timedelta(hours=14)  # the zones farthest from UTC
FARTHEST: Final = timedelta(days=5)  # ahead is the next working day: a weekend, with two days off beside it
_OPENED: Final = ("answered", "reassess")
_BUTTONS: Final = ("nudge_reassess", "nudge_not", "nudge_unhelpful")

SAID: Final = {
    "nudge.drill": frozenset({"why"}),  # bot/service/nudge_content.py
    "nudge.silent": frozenset({"count"}),  # bot/service/nudges.py
    "nudge.remind_open": frozenset({"account"}),
    "nudge.remind_review": frozenset({"account", "review", "day"}),
    "nudge.review_tomorrow": frozenset({"account", "review", "day", "sees"}),
    "nudge.review_first": frozenset({"account", "review", "sees"}),
    "nudge.manager_sees": frozenset(),
    "assign.you_near": frozenset({"title", "bar", "day"}),
}


class Reminders:
    """The jobs, over all workspaces."""

    def __init__(self, unit_of_work: Callable[[], UnitOfWork], library: Library) -> None:
        self._unit_of_work = unit_of_work
        self._library = library

    def remind(self, now: datetime, limit: int) -> int:
        """Plan the reminder of each nudge that went out 48 hours ago, or note that it needs none; return how many."""
        with self._unit_of_work() as work:
            found = work.nudging().unreminded(now - UP_TO, now - AFTER, limit=limit)
            work.nudging().plan([_planned(work, nudge, now, self._library) for nudge in found])
            if found:
                work.commit()
        return len(found)

    def review_approaching(self, now: datetime, limit: int) -> int:
        """Tell reps of a review one working day ahead where nothing was looked at for it; return how many were told."""
        with self._unit_of_work() as work:
            first, last = (now - _WEST).date() + _A_DAY, (now + _EAST).date() + FARTHEST
            rows = work.nudging().approaching(first, last, now - FRESH, limit=limit)
            told = sum(_tell_review(work, one, now, self._library) for one in rows)
            if told:
                work.commit()
        return told

    def assignment_due(self, now: datetime, limit: int) -> int:
        """Tell those with an assignment that ends soon and whose bar is not met; return how many were told."""
        told = 0
        with self._unit_of_work() as work:
            for workspace_id in work.workspaces():
                for given, member in work.assignments(workspace_id).due_soon(now, now + DUE_WITHIN):
                    whom = work.people(workspace_id).whole(member)[0]
                    settings = work.nudging().settings(workspace_id, whom)
                    if told == limit or settings is None or not settings.active:
                        continue
                    day = full_day(given.due_on, day_in(work.nudging().zone(workspace_id, whom), now))
                    text = self._library.text("assign.you_near", title=given.title, bar=given.bar.words, day=day)
                    key = f"assign/{given.id}/near/{member}"
                    told += _tell_before(work, workspace_id, whom, key, Say(text), now, before=given.due_at, kind=DUE)
            if told:
                work.commit()
        return told


def _planned(work: UnitOfWork, nudge: Nudge, now: datetime, library: Library) -> Nudge:
    """Return the reminder's row: planned for the first moment that is not quiet, or dropped."""
    book, where, member = work.nudging(), nudge.workspace_id, nudge.member_id
    settings = book.settings(where, member)
    opens = None
    if settings is not None and settings.active and reminder_for(work, nudge, nudge, now, library=library):
        opens = next_open(now, settings.quiet, zone_of(book.zone(where, member)))
    return Nudge(
        id=nudge_id(nudge, nudge.week, "reminder"),
        workspace_id=where,
        member_id=member,
        week=nudge.week,
        kind="reminder",
        due_at=opens or now,
        state="planned" if opens else "dropped",
        reason="" if opens else "not_needed",
        account=nudge.account,
        item=nudge.item,
    )


def reminder_of(work: UnitOfWork, reminder: Nudge, now: datetime, *, library: Library) -> Content | None:
    """Return what a planned reminder says by now; None where its nudge needs none any more."""
    rows = work.nudging().nudges(reminder.workspace_id, reminder.member_id, now - timedelta(days=8))
    weekly = next((row for row in rows if row.kind == "weekly" and row.week == reminder.week), None)
    return reminder_for(work, reminder, weekly, now, library=library) if weekly else None


def reminder_for(
    work: UnitOfWork, reminder: Nudge, weekly: Nudge, now: datetime, *, library: Library
) -> Content | None:
    """Return what a reminder of a nudge says: it was opened and not finished, or the review is near."""
    where, member = weekly.workspace_id, weekly.member_id
    file = work.account_file(where, member, weekly.account) if weekly.account else None
    if file is None or file.account.status != "open" or weekly.sent_at is None or weekly.unhelpful_at is not None:
        return None
    today = day_in(work.nudging().zone(where, member), now)
    if weekly.outcome in _OPENED and not _finished_since(file, weekly.sent_at):
        # not the day on which: whoever has moved to another zone since may remember another one
        text = library.text("nudge.remind_open", account=_name(file))
    elif (
        not weekly.outcome
        and _review_is_near(file, today, days_off_of(work, where, member))
        and not _looked_at_since(file, weekly.sent_at)
    ):
        text = _of_review(library, "nudge.remind_review", file, today)
    else:
        return None
    # its buttons speak of the account by name
    return Content(text, _BUTTONS, account=weekly.account, item=weekly.item, values={"account": _name(file)})


def _review_is_near(file: AccountFile, today: date, days_off: frozenset[date]) -> bool:
    review = file.account.review
    return review is not None and 0 <= working_days_until(today, review, days_off) <= NEAR_REVIEW


def _finished_since(file: AccountFile, at: datetime) -> bool:
    return file.latest is not None and file.latest.at >= at


def _looked_at_since(file: AccountFile, at: datetime) -> bool:
    return file.draft is not None or _finished_since(file, at)


def days_off_of(work: UnitOfWork, where: WorkspaceId, member: MemberId) -> frozenset[date]:
    """Return the public holidays and days off that somebody named."""
    settings = work.nudging().settings(where, member)
    return settings.quiet.days_off if settings else frozenset()


def _name(file: AccountFile) -> str:
    return clip(file.account.name, LONGEST_LABEL)


def _of_review(library: Library, message: str, file: AccountFile, today: date) -> str:
    review, latest = file.account.review, file.latest
    looked = full_day(latest.day, today) if latest else ""
    return library.text(message, account=_name(file), review=full_day(review, today) if review else "", day=looked)


def _tell_review(work: UnitOfWork, one: Approaching, now: datetime, library: Library) -> int:
    where, member = one.workspace_id, one.member_id
    zone = work.nudging().zone(where, member)
    today = day_in(zone, now)
    file = work.account_file(where, member, one.account)
    if file is None or file.account.review is None:
        return 0
    off = days_off_of(work, where, member)
    if file.account.review <= today or working_days_until(today, file.account.review, off) != 1:
        return 0
    names = {"account": _name(file), "review": full_day(file.account.review, today), "sees": ""}
    standing = work.people(where).standing(member)
    shows = bool(Reviews(work, standing, now, library.text, tables_in_effect(library)).receivers())
    if shows:
        names["sees"] = library.text("nudge.manager_sees")
    if file.latest is None:
        text = library.text("nudge.review_first", **names)
    else:
        text = library.text("nudge.review_tomorrow", **names, day=full_day(file.latest.day, today))
    begins = datetime.combine(file.account.review, datetime.min.time(), zone_of(zone))
    asked = Ask(text, (Choice("review_hide", library.text("choice.review_hide")),))
    said, stamp = (asked, stamp_of(one.key)) if shows else (Say(text), "")
    return _tell_before(work, where, member, one.key, said, now, before=begins, kind=APPROACHING, stamp=stamp)


def stamp_of(key: str) -> str:
    """Return what the button of an announcement carries, short enough for every platform."""
    return f"{REVIEW_STAMP}{hashlib.blake2s(key.encode(), digest_size=6).hexdigest()}"


def _tell_before(  # noqa: PLR0917 - the arguments of `tell`
    work: UnitOfWork,
    where: WorkspaceId,
    member: MemberId,
    key: str,
    said: Reply,
    now: datetime,
    *,
    before: datetime,
    kind: str,
    stamp: str = "",
) -> int:
    """
    Tell somebody now, if it is early enough and the caps and quiet hours allow; return how many were told.

    It does not wait: by then it may not be so any more. The job comes again.
    """
    if now >= before or allowed_at(work, where, member, now, kind=kind) != now:
        return 0
    return int(tell(work, where, member, key, [said], now, kind=kind, stamp=stamp) is not None)
