"""A year of nudges over a real store: people in twelve zones, some who answer, some who stop, some who are silent."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from sqlalchemy import text

from bot import wiring
from bot.service.contacts import Contacts, tell
from bot.service.nudge_settings import keep_settings
from bot.service.nudges import Nudges
from bot.service.own_nudges import carry_out
from content.loader import load_nudges
from dialogs.model import Member, WorkspaceId
from dialogs.nudging.model import NudgeSettings, NudgeTaken, Quiet
from dialogs.reassessment.model import Account, AccountId, AccountSaved, Answer, Snapshot, SnapshotId, SnapshotMade
from dialogs.replies import Say
from storage.unit_of_work import Store

HERE = WorkspaceId("here")
WORDINGS = cache(load_nudges)
START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday; both clock changes of 2026 lie ahead, in both hemispheres
ZONES = (
    *("Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo"),
    *("Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland", "Africa/Cairo"),
    *("Asia/Kathmandu", "America/St_Johns"),
)


@dataclass
class Person:
    """Somebody, and what they do: "answers", "silent", "stops" (in week 20), "snoozes"."""

    member: Member
    zone: str
    habit: str
    settings: NudgeSettings


@dataclass
class World:
    """People, and the instants at which something was sent to them."""

    store: Store
    people: list[Person] = field(default_factory=list)
    stopped: dict[str, datetime] = field(default_factory=dict)
    restarts: int = 0

    def filled(self, count: int) -> World:
        drawn = random.Random(8)
        for number in range(count):
            zone = ZONES[number % len(ZONES)]
            habit = ("answers", "silent", "stops", "snoozes", "answers")[number % 5]
            self.people.append(self._person(number, zone, habit, drawn))
        return self

    def _person(self, number: int, zone: str, habit: str, drawn: random.Random) -> Person:
        # hours at the edges of quiet hours and around the clock changes as well as at noon
        minute = drawn.choice((8 * 60, 8 * 60 + 5, 12 * 60 + 15, 17 * 60 + 55, 10 * 60, 15 * 60 + 30))
        chosen = number % 3 != 0
        settings = NudgeSettings(START, weekday=drawn.randrange(5) if chosen else 2, minute=minute, chosen=chosen)
        if number % 4 == 1:
            off = frozenset(date(2026, 4, 1) + timedelta(days=day) for day in range(21))
            settings = replace(settings, quiet=Quiet(days_off=off))
        if number % 7 == 2:  # somebody who works at night: a slot at the hour that a clock change skips or repeats
            settings = replace(
                settings, minute=2 * 60 + 30, weekday=6, chosen=True, quiet=Quiet(9 * 60, 1 * 60, weekends=False)
            )
        with self.store.unit_of_work() as work:
            member = work.add_member(HERE, "slack", f"U{number}", f"Rep {number}", START - timedelta(days=9))
            work.set_profile(HERE, member.id, zone=zone)
            self._accounts(work, member, number)
            keep_settings(work, HERE, member.id, settings, START, zone_name=zone)
            work.commit()
        return Person(member, zone, habit, settings)

    def _accounts(self, work, member: Member, number: int) -> None:  # type: ignore[no-untyped-def]
        for place in range(1 + number % 3):
            id = AccountId(f"a{number}x{place}")
            review = date(2026, 2, 6) + timedelta(days=30 * place + number % 20)
            account = Account(
                id, HERE, member.id, f"Firm {number} {place}", "evaluation", date(2025, 10, 1), review=review
            )
            work.keep_account_change(HERE, member.id, AccountSaved(account), START)
            for week in range(4):
                made = _snapshot(id, member, week, date(2025, 11, 3) + timedelta(weeks=week + place))
                work.keep_account_change(HERE, member.id, SnapshotMade(made, 0.5, ""), START)

    def rekeep(self, person: Person, settings: NudgeSettings) -> None:
        with self.store.unit_of_work() as work:
            keep_settings(work, HERE, person.member.id, settings, START, zone_name=person.zone)
            work.commit()

    def close_accounts(self, person: Person) -> None:
        with self.store.unit_of_work() as work:
            for account in work.accounts(HERE, person.member.id):
                closed = AccountSaved(replace(account, status="closed"))
                work.keep_account_change(HERE, person.member.id, closed, START)
            work.commit()

    # --- the jobs, as engines call them

    def jobs(self) -> tuple[Nudges, Contacts]:
        """Return the jobs as a process that has just started has them."""
        self.restarts += 1
        return Nudges(self.store.unit_of_work, wiring.library(), WORDINGS), Contacts(self.store.unit_of_work)

    def tick(self, jobs: tuple[Nudges, Contacts], now: datetime) -> None:
        nudges, contacts = jobs
        nudges.plan(now, 500)
        nudges.deliver(now, 500)
        contacts.release(now, 500)
        self._sent(now)
        nudges.settle(now, 500)

    def _sent(self, now: datetime) -> None:
        with self.store.unit_of_work() as work:
            sent = work.lease_replies(("slack",), now, lease_until=now, limit=2000)
            work.mark_sent(HERE, [one.key for one in sent], now)
            work.commit()

    def say_something(self, person: Person, key: str, now: datetime) -> None:
        """Let the coach start a message of another kind, as an assignment's announcement."""
        with self.store.unit_of_work() as work:
            tell(work, HERE, person.member.id, key, [Say("An assignment.")], now, kind="assignment")
            work.commit()

    def asked(self) -> list[Person]:
        """Return who has a nudge that nothing was answered to."""
        ids = {
            row["member_id"] for row in self.rows("SELECT member_id FROM nudge WHERE state = 'sent' AND outcome = ''")
        }
        return [person for person in self.people if person.member.id in ids and person.habit != "silent"]

    def react(self, person: Person, now: datetime) -> None:
        """Do with the latest open nudge what the person does."""
        with self.store.unit_of_work() as work:
            rows = work.nudging().nudges(HERE, person.member.id, now - timedelta(days=3))
            open_one = next((row for row in rows if row.state == "sent" and not row.outcome and row.wording), None)
            if open_one is None:
                return
            late = now > START + timedelta(weeks=20)
            if person.habit == "answers" or (person.habit == "stops" and not late):
                carry_out(work, person.member, NudgeTaken(open_one.id, "answered"), now)
            elif person.habit == "snoozes" and not open_one.round:
                carry_out(work, person.member, NudgeTaken(open_one.id, "snoozed", now + timedelta(hours=2)), now)
            elif person.habit == "stops":
                settings = work.nudging().settings(HERE, person.member.id) or person.settings
                keep_settings(work, HERE, person.member.id, replace(settings, stopped_at=now), now)
                self.stopped[person.member.id] = now
            work.commit()

    def next_at(self, now: datetime) -> datetime:
        """Return the next instant at which a job has anything to do, at most twelve hours on."""
        six = (now + timedelta(hours=12)).replace(minute=0, second=0)
        six = six.replace(hour=six.hour // 12 * 12)
        soon = [six, *([now.replace(hour=9, minute=0)] if now.hour < 9 else [])]
        for statement in (
            "SELECT min(next_due_at) AS at FROM nudge_setting WHERE active",
            "SELECT min(due_at) AS at FROM nudge WHERE state = 'planned'",
            "SELECT min(due_at) AS at FROM contact WHERE waiting",
        ):
            found = self.rows(statement)[0]["at"]
            at = datetime.fromisoformat(str(found)).replace(tzinfo=UTC) if found else six
            soon.append(at - timedelta(hours=1) if "setting" in statement else at)
        later = [one.replace(second=0, microsecond=0) + timedelta(minutes=1) for one in soon if one > now]
        return min([one for one in (six, *later) if one > now])

    def rows(self, statement: str) -> list[dict[str, object]]:
        """Read what the store holds, below the product's own reading."""
        with self.store._engine.connect() as db:
            return [dict(row) for row in db.execute(text(statement)).mappings()]


def _snapshot(id: AccountId, member: Member, week: int, day: date) -> Snapshot:
    at = datetime.combine(day, time(12), tzinfo=UTC)
    said = day - timedelta(days=3)
    answers = {
        "a1": Answer(
            "a1", choice="comparing", basis="said", who="Kim Lee", act="said so", day=said, given=day, kept=day
        ),
        "a2": Answer(
            "a2", text=f"they asked for a second demo in week {week}", basis="said", who="Kim Lee", day=said, given=day
        ),
        "a5": Answer("a5", text="the plant is not ready in time", basis="assumed", given=day, kept=day),
        "b4": Answer("b4", choice="met", basis="did", act="opened the meeting", who="Jo Roe", day=said, given=day),
        "b3": Answer(
            "b3",
            text="batches are lost at night",
            basis="said",
            who="Jo Roe",
            day=date(2025, 10, 20),
            given=date(2025, 10, 21),
        ),
    }
    if member.name.endswith(("1", "4", "7")):  # nothing was said that could come back in their own words
        answers = {item: answer for item, answer in answers.items() if item not in ("a2", "a5")}
    flags = ("rf4", "rf17") if week < 3 else ("rf17",)
    return Snapshot(
        SnapshotId(f"{id}s{week}"),
        id,
        member.id,
        week + 1,
        day,
        at,
        True,
        "evaluation",
        "",
        answers,
        flags=flags,
        checked=tuple(answers),
    )
