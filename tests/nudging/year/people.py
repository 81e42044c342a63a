"""Who lives in the simulated year: where, by which hours, what they do with a nudge, and what was chosen when."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.service.nudge_settings import keep_settings
from dialogs.model import Member
from dialogs.nudging.model import NudgeSettings, Quiet
from dialogs.practice import focused
from dialogs.reassessment.model import (
    Account,
    AccountId,
    AccountSaved,
    Answer,
    Entry,
    Snapshot,
    SnapshotId,
    SnapshotMade,
)
from storage.unit_of_work import Store
from tests.nudging.world import HERE, START

END = START + timedelta(weeks=52)
ZONES = (  # both hemispheres, with clock changes and without, and offsets of quarters of an hour
    *("Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo"),
    *("Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland", "Africa/Cairo"),
    *("Asia/Kathmandu", "America/St_Johns"),
)
HABITS = ("answers", "silent", "stops", "snoozes", "moves", "late", "gone", "slow", "drills")
HOURS = (8 * 60, 8 * 60 + 5, 12 * 60 + 15, 17 * 60 + 55, 10 * 60, 15 * 60 + 30)
NIGHT = Quiet(9 * 60, 1 * 60, weekends=False)  # of somebody who works at night
JOINS_LATE = START + timedelta(weeks=8, hours=9, minutes=20)
FLAGS = ("rf2", "rf4", "rf16", "rf17")  # RF16 has no items of its own


@dataclass(frozen=True, slots=True)
class Chosen:
    """What counted for somebody from an instant on; `on`: whether nudges were."""

    at: datetime
    settings: NudgeSettings
    zone: str
    on: bool = True


@dataclass
class Person:
    """Somebody, and the diary of what they chose: what was right at any moment is read there, never in the store."""

    number: int
    habit: str
    joined_at: datetime
    diary: list[Chosen]
    member: Member | None = None
    accounts: dict[AccountId, list[Snapshot]] = field(default_factory=dict)
    reviews: dict[AccountId, list[tuple[datetime, date]]] = field(default_factory=dict)
    drafts: list[tuple[datetime, AccountId]] = field(default_factory=list)
    pressed: list[tuple[datetime, str, str]] = field(default_factory=list)  # when, the nudge's id, which button
    reached: list[tuple[datetime, bool]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"U{self.number}"

    @property
    def id(self) -> str:
        assert self.member is not None
        return self.member.id

    def by(self, at: datetime) -> Chosen:
        """Return what counted at an instant."""
        return next(one for one in reversed(self.diary) if one.at <= at)

    def wall(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.by(at).zone))

    def reachable(self, at: datetime) -> bool:
        return next((here for since, here in reversed(self.reached) if since <= at), True)


def person_of(number: int, drawn: random.Random) -> Person:
    """Return somebody who is not in the store yet."""
    habit, zone = HABITS[number % len(HABITS)], ZONES[number % len(ZONES)]
    joined = JOINS_LATE if habit == "late" else START - timedelta(days=9)
    chosen = number % 3 != 0
    settings = NudgeSettings(
        max(joined, START), weekday=drawn.randrange(5) if chosen else 2, minute=drawn.choice(HOURS), chosen=chosen
    )
    if number % 4 == 1:
        off = frozenset(date(2026, 4, 1) + timedelta(days=day) for day in range(21))
        settings = replace(settings, quiet=Quiet(days_off=off))
    if number % 7 == 2:  # a slot at the hour that a clock change skips or repeats
        settings = replace(settings, minute=2 * 60 + 30, weekday=6, chosen=True, quiet=NIGHT)
    return Person(number, habit, joined, [Chosen(joined, settings, zone)])


def join(store: Store, person: Person, drawn: random.Random) -> None:
    """Put somebody into the store, with their accounts and what they agreed to."""
    chosen = person.diary[0]
    with store.unit_of_work() as work:
        person.member = work.add_member(HERE, "slack", person.address, f"Rep {person.number}", person.joined_at)
        work.set_profile(HERE, person.member.id, zone=chosen.zone)
        at = max(person.joined_at, START)
        if person.habit == "drills":
            work.keep_practice(HERE, person.member.id, focused({}, "worries", until=END.toordinal() + 60))
        else:
            _open_accounts(work, person, at, drawn)
        keep_settings(work, HERE, person.member.id, chosen.settings, at, zone_name=chosen.zone)
        work.commit()


def _open_accounts(work, person: Person, at: datetime, drawn: random.Random) -> None:  # type: ignore[no-untyped-def]
    for place in range(1 + person.number % 3):
        id = AccountId(f"a{person.number}x{place}")
        review = at.date() + timedelta(days=32 + 30 * place + person.number % 20)
        name = f"Firm {person.number} {place}"
        opened = at.date() - timedelta(days=90)
        account = Account(id, HERE, person.member.id, name, "evaluation", opened, review=review)  # type: ignore[union-attr]
        work.keep_account_change(HERE, person.member.id, AccountSaved(account), at)  # type: ignore[union-attr]
        person.reviews[id] = [(at, review)]
        for week in range(4):
            day = at.date() - timedelta(days=63 - 7 * (week + place))
            made_at = datetime.combine(day, time(12), tzinfo=UTC)
            reassess(work, person, id, made_at, drawn)


def reassess(work, person: Person, id: AccountId, at: datetime, drawn: random.Random) -> None:  # type: ignore[no-untyped-def]
    """Finish a reassessment of an account, as drawn; its review is held, and the next is in a month."""
    assert person.member is not None
    before = person.accounts.setdefault(id, [])
    day = at.astimezone(ZoneInfo(person.by(max(at, person.joined_at)).zone)).date()
    answers = _first(day, drawn) if not before else _next(before[-1].answers, day, drawn)
    flags = tuple(flag for flag in FLAGS if drawn.random() < 0.5)
    number = len(before) + 1
    told = (True, "evaluation", "", answers)
    made = Snapshot(SnapshotId(f"{id}s{number}"), id, person.member.id, number, day, at, *told, flags=flags)
    work.keep_account_change(HERE, person.member.id, SnapshotMade(made, 0.5, ""), at)
    before.append(made)
    review = person.reviews[id][-1][1]
    if at >= START and review < day:
        (account,) = [one for one in work.accounts(HERE, person.member.id) if one.id == id]
        review = day + timedelta(days=drawn.choice((9, 16, 30)))
        work.keep_account_change(HERE, person.member.id, AccountSaved(replace(account, review=review)), at)
        person.reviews[id].append((at, review))


def _first(day: date, drawn: random.Random) -> dict[str, Answer]:
    return {one.item: one for one in _fresh(day, drawn, _ITEMS)}


def _next(before: object, day: date, drawn: random.Random) -> dict[str, Answer]:
    """Change some answers; the others stand as they were."""
    items = [item for item in _ITEMS if drawn.random() < 0.3]
    return {**before, **{one.item: one for one in _fresh(day, drawn, items)}}  # type: ignore[dict-item]


_ITEMS = ("a1", "a2", "a5", "a9", "b3", "b4", "b5", "v1")


def _fresh(day: date, drawn: random.Random, items: Sequence[str]) -> list[Answer]:
    """Return new answers to items: of what is said or done days ago, drawn so that each angle has something to say."""
    said, nth = day - timedelta(days=drawn.choice((1, 3, 12))), drawn.randrange(100)
    who, met = drawn.choice(("Jo Roe", "Al Day")), day - timedelta(days=drawn.choice((2, 20)))
    soon = day + timedelta(days=drawn.randrange(6, 30))
    now: dict[str, Any] = {"given": day, "kept": day}
    told: dict[str, Any] = {"basis": "said", "who": "Kim Lee", "day": said, **now}
    done: dict[str, Any] = {"basis": "did", "who": "Jo Roe", "act": "opened the meeting", "day": said, **now}
    wire = _line(sign=f"no budget line {nth}", day=soon.isoformat(), action="pause")
    unhappy = _line(who="Jo Roe", problem=f"batches {nth} are lost")
    contact = _line(who=who, day=met.isoformat(), role="listener")
    criteria = _line(criterion="uptime", source="asked")
    made = {
        "a1": Answer("a1", choice=drawn.choice(("comparing", "worried")), act="said so", **told),
        "a2": Answer("a2", text=f"they asked for demo {nth}" if nth % 5 else "nothing", **told),
        "a5": Answer("a5", text=f"plant {nth} is not ready in time.", basis="assumed", **now),
        "a9": Answer("a9", text=wire.text, entries=(wire,), basis="assumed", **now),
        "b3": Answer("b3", entries=(unhappy,), **told),
        "b4": Answer("b4", choice="met", **done),
        "b5": Answer("b5", entries=(contact,), **told),
        "v1": Answer("v1", **now) if nth % 2 else Answer("v1", entries=(criteria,), **told),
    }
    return [made[item] for item in items]


def _line(**fields: str) -> Entry:
    return Entry(", ".join(fields.values()), fields)
