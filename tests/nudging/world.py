"""Reps with accounts that were reassessed, over a real store: what tests of single nudges begin with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from sqlalchemy import text

from bot import wiring
from bot.service.contacts import Contacts
from bot.service.nudge_settings import keep_settings
from bot.service.nudges import Nudges
from content.loader import load_nudges
from dialogs.model import Member, WorkspaceId
from dialogs.nudging.model import NudgeSettings
from dialogs.reassessment.model import Account, AccountId, AccountSaved, Answer, Snapshot, SnapshotId, SnapshotMade
from storage.unit_of_work import Store

HERE = WorkspaceId("here")
WORDINGS = cache(load_nudges)
START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday; both clock changes of 2026 lie ahead, in both hemispheres


@dataclass
class Person:
    """Somebody, and what they chose."""

    member: Member
    zone: str
    settings: NudgeSettings


@dataclass
class World:
    """People of one workspace."""

    store: Store
    people: list[Person] = field(default_factory=list)

    def filled(self, count: int) -> World:
        """Add people in Berlin, whose question comes on Wednesdays at 12:15."""
        self.people += [self._person(number, "Europe/Berlin") for number in range(count)]
        return self

    def _person(self, number: int, zone: str) -> Person:
        settings = NudgeSettings(START)
        with self.store.unit_of_work() as work:
            member = work.add_member(HERE, "slack", f"U{number}", f"Rep {number}", START - timedelta(days=9))
            work.set_profile(HERE, member.id, zone=zone)
            self._accounts(work, member, number)
            keep_settings(work, HERE, member.id, settings, START, zone_name=zone)
            work.commit()
        return Person(member, zone, settings)

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

    def rekeep(self, person: Person, settings: NudgeSettings, at: datetime = START) -> None:
        with self.store.unit_of_work() as work:
            keep_settings(work, HERE, person.member.id, settings, at, zone_name=person.zone)
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
