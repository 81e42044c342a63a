"""The rules of nudges.md, read from what arrived and from what people chose; each returns what breaks it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from bot import wiring
from dialogs.reassessment.model import AccountId
from tests.nudging.world import START
from tests.nudging.year.living import Year, instant_of
from tests.nudging.year.people import END, Chosen, Person
from tests.nudging.year.platform import Sent
from tests.nudging.year.truth import Truth

LATE = timedelta(hours=1)  # nudges.md: missed windows are dropped; so long a slot may be late
JITTER = timedelta(minutes=10)
HELD_UP = timedelta(minutes=11)  # so much a message may come later than the caps count it
OPENS = ("nudge_answer", "nudge_reassess")
BOUND = ("nudge/", "silence/", "approach/", "assign/")  # keys of what ends with "stop nudges"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger, as the table has it."""

    id: str
    member: str
    week: str
    kind: str
    state: str
    reason: str
    due_at: datetime
    round: int


@dataclass(frozen=True, slots=True)
class About:
    """What a nudge was about when it arrived."""

    account: AccountId
    item: str
    angle: str
    wording: str


@dataclass
class Told:
    """One person's year."""

    person: Person
    sent: Sequence[Sent]
    rows: Mapping[str, Row]
    about: Mapping[str, About]

    def of(self, kind: str) -> list[Sent]:
        return [one for one in self.sent if one.nudge_id and self.rows[one.nudge_id].kind == kind]


def broken(year: Year) -> list[str]:
    """Return everything that broke a rule, with who and when."""
    rows = {row.id: row for row in _rows(year)}
    arrived: dict[str, list[Sent]] = defaultdict(list)
    for sent in year.platform.sent:
        arrived[sent.address].append(sent)
    about = {key: About(*values) for key, values in year.about.items()}
    found = []
    for person in year.people:
        own = {id: row for id, row in rows.items() if row.member == person.id}
        told = Told(person, arrived[person.address], own, about)
        for rule in (_quiet, _once, _caps, _first_day, _opt_out, _slots, _varied, _backing_off, _true):
            found += [f"{rule.__name__}: {person.habit} {person.number}: {fault}" for fault in rule(told)]
        found += [f"ledger: {person.habit} {person.number}: {fault}" for fault in _ledger(told, year)]
    return found


def _rows(year: Year) -> Iterator[Row]:
    names = "id, member_id, week, kind, state, reason, due_at, round"
    for one in year.rows(f"SELECT {names} FROM nudge"):
        values: list[Any] = list(one)
        values[6] = instant_of(values[6])
        yield Row(*values)


def _quiet(told: Told) -> Iterator[str]:
    for sent in told.sent:
        local, quiet = told.person.wall(sent.at), told.person.by(sent.at).settings.quiet
        minute, begins, ends = local.hour * 60 + local.minute, quiet.begins, quiet.ends
        night = {m % 1440 for m in range(begins, ends if begins < ends else ends + 1440)}
        if minute in night or local.date() in quiet.days_off or (quiet.weekends and local.isoweekday() > 5):
            yield f"{sent.key} came at {local}"


def _once(told: Told) -> Iterator[str]:
    for key, times in Counter(sent.key for sent in told.sent).items():
        if times > 1:
            yield f"{key} came {times} times"
    weeks = Counter(_iso_week(told.person, sent.at) for sent in told.of("weekly") if not sent.round)
    yield from (f"{times} questions in {week}" for week, times in weeks.items() if times > 1)
    of_a_nudge = Counter(sent.nudge_id for sent in told.of("reminder"))
    yield from (f"reminded {times} times of {id}" for id, times in of_a_nudge.items() if times > 1)
    for sent in told.sent:
        put_off = [at for at, id, choice in told.person.pressed if id == sent.nudge_id and choice == "nudge_snooze"]
        if sent.round and not any(at < sent.at for at in put_off):
            yield f"{sent.key} came again and was not put off"


def _iso_week(person: Person, at: datetime) -> tuple[int, int]:
    return person.wall(at).isocalendar()[:2]


def _caps(told: Told) -> Iterator[str]:
    times = sorted(sent.at for sent in told.sent)
    for span, most in ((timedelta(days=1), 2), (timedelta(weeks=1), 4)):
        for first, last in zip(times, times[most:], strict=False):
            if last - first < span - HELD_UP:
                yield f"{most + 1} messages within {last - first} from {first}"
    days = Counter(told.person.wall(at).date() for at in times)
    yield from (f"{times} messages on {day}" for day, times in days.items() if times > 2)


def _first_day(told: Told) -> Iterator[str]:
    for sent in told.sent:
        if sent.at < told.person.joined_at + timedelta(days=1) and not sent.nudge_id:
            yield f"{sent.key} came {sent.at - told.person.joined_at} after joining"


def _opt_out(told: Told) -> Iterator[str]:
    for sent in told.sent:
        if sent.key.startswith(BOUND) and not told.person.by(sent.at).on:
            yield f"{sent.key} came at {sent.at}, after the end"


def _slots(told: Told) -> Iterator[str]:
    """A question comes at the hour that was chosen, by the wall clock, and at most an hour late."""
    for sent in told.of("weekly"):
        chosen = told.person.by(sent.at)
        if sent.round or not chosen.settings.chosen or len(told.person.diary) > 1:
            continue
        day = told.person.wall(sent.at).date()
        slots = [_instant(day + timedelta(days=n), chosen.settings.minute, chosen.zone) for n in (-1, 0, 1)]
        days = [(day + timedelta(days=n)).weekday() for n in (-1, 0, 1)]
        near = [w for at, w in zip(slots, days, strict=True) if at - JITTER <= sent.at <= at + JITTER + LATE]
        if chosen.settings.weekday not in near:
            when = f"{chosen.settings.minute // 60}:{chosen.settings.minute % 60:02d} on day {chosen.settings.weekday}"
            yield f"{sent.key} came at {told.person.wall(sent.at)}, chosen is {when}"


@cache
def _instant(day: date, minute: int, zone: str) -> datetime:
    """Return the first instant at which the clock on the wall shows a minute; of a skipped hour the hour after it."""
    where = ZoneInfo(zone)
    begin = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=15)
    instants = (begin + timedelta(minutes=n) for n in range(0, 42 * 60, 15))
    shown = {}
    for at in instants:
        local = at.astimezone(where)
        if local.date() == day:
            shown.setdefault(local.hour * 60 + local.minute // 15 * 15, at)
    least = minute // 15 * 15
    return shown.get(least, shown.get(least + 60, begin)) + timedelta(minutes=minute % 15)


def _varied(told: Told) -> Iterator[str]:
    seen = [(told.person.wall(one.at).date(), one, told.about[one.key]) for one in told.of("weekly")]
    for place, (day, _, about) in enumerate(seen):
        for later, again, other in seen[place + 1 :]:
            if not about.wording or again.round:
                continue  # what was put off comes again as it was, by the person's own wish
            if other.angle == about.angle and later - day < timedelta(weeks=3):
                yield f"the angle {about.angle} on {day} and on {later}"
            if other.wording == about.wording and later - day < timedelta(weeks=6):
                yield f"the wording {about.wording} on {day} and on {later}"


def _backing_off(told: Told) -> Iterator[str]:
    """Two weeks without an answer: every second week; four: monthly; six: one line, and nothing more."""
    acts = sorted([at for at, _, _ in told.person.pressed] + [one.at for one in told.person.diary])
    weekly = [one for one in told.of("weekly") if not one.round]
    for before, sent in pairwise(weekly):
        last = acts[bisect_left(acts, sent.at) - 1] if acts and acts[0] < sent.at else told.person.joined_at
        silent = [one.at for one in weekly if last <= one.at < sent.at]
        if not silent or silent[0] == sent.at:
            continue
        weeks, gap = (sent.at - silent[0]) / timedelta(weeks=1), (sent.at - before.at) / timedelta(weeks=1)
        least = 0.0 if weeks < 2 else 1.8 if weeks < 4 else 3.8
        if before.at >= silent[0] and gap < least:
            yield f"{sent.key} came {gap:.1f} weeks after the last, {weeks:.1f} without an answer"
        if weeks > 6.2:
            yield f"{sent.key} came {weeks:.1f} weeks after the first without an answer"


def _true(told: Told) -> Iterator[str]:
    for sent in told.sent:
        fault = _untrue(told, sent)
        if fault:
            yield f"{sent.key} at {sent.at}: {fault}"


def _untrue(told: Told, sent: Sent) -> str:
    truth, row = Truth(told.person, sent, wiring.library()), told.rows.get(sent.nudge_id)
    if sent.key.startswith("silence/"):
        return _unlike_silence(told, sent)
    if row is None:
        return truth.of_review(AccountId(sent.key.split("/")[1])) if sent.key.startswith("approach/") else ""
    about = told.about[sent.key]
    if row.kind == "weekly":
        if not about.angle:
            return truth.of_drill(about.item)
        return truth.of_angle(about.angle, about.account, about.item, about.wording)
    if row.kind != "reminder":
        return ""
    *_, its = (  # put off, as it came last
        one for one in told.of("weekly") if told.rows[one.nudge_id].week == row.week and one.at <= sent.at
    )
    pressed = told.person.pressed
    opened = [at for at, id, what in pressed if id == its.nudge_id and what in OPENS and at < sent.at]
    return truth.of_reminder(about.account, about.item, its, opened[0] if opened else None)


def _unlike_silence(told: Told, sent: Sent) -> str:
    """Return what is not so of "in N of the last four weeks there was no question"; and it comes once in four."""
    last = _monday(told, sent)
    weeks = [last - timedelta(weeks=ago) for ago in range(4)]
    asked = {_monday(told, one) for one in told.of("weekly") if one.at < sent.at}
    said = [_monday(told, one) for one in told.sent if one.key.startswith("silence/") and one.at < sent.at]
    count = int(sent.text.split()[1])
    if not 2 <= count <= 4 - len(asked.intersection(weeks)):
        return f"told {count}, asked {len(asked.intersection(weeks))} times"
    return f"said before in the week of {said[-1]}" if said and said[-1] in weeks else ""


def _monday(told: Told, sent: Sent) -> date:
    """Return the first day of the week that a row of the ledger is of."""
    year, week = told.rows[sent.key.split("/")[1]].week.split("-W")
    return date.fromisocalendar(int(year), int(week), 1)


def _ledger(told: Told, year: Year) -> Iterator[str]:
    """Of each slot there is a row; and what was missed, was missed because nothing ran or the platform was away."""
    away = [*year.idle, *((since, until) for since, until, _ in year.platform.downs)]
    leased = [(at, at) for at in year.killed]  # what a dead process was sending waits for the end of its lease
    person, chosen = told.person, told.person.diary[0]
    for row in told.rows.values():
        if row.reason in ("missed", "held_up") and not any(
            since - 2 * LATE < row.due_at < until + LATE
            for since, until in (*away, *(leased if row.reason == "held_up" else ()))
        ):
            yield f"{row.id} of {row.week} was {row.reason} although everything ran"
        if row.state in ("planned", "sending") and row.due_at < END - timedelta(days=4):
            yield f"{row.id} of {row.week} is {row.state} for ever"
    if person.habit not in ("answers", "late", "drills") or not chosen.settings.chosen:
        return  # of the others weeks are left out by the rules of backing off, or by their own wish
    weeks = {row.week for row in told.rows.values() if row.kind == "weekly"}
    day = START.date() + timedelta(weeks=9 if person.habit == "late" else 0)
    while day < END.date() - timedelta(days=7):
        slot = day + timedelta(days=chosen.settings.weekday)
        year_, week, _ = slot.isocalendar()
        begun = _instant(slot, chosen.settings.minute, chosen.zone) - JITTER > START
        if begun and _is_open(chosen, slot) and f"{year_}-W{week:02d}" not in weeks:
            yield f"of {year_}-W{week:02d} there is no row"
        day += timedelta(days=7)


def _is_open(chosen: Chosen, day: date) -> bool:
    return day not in chosen.settings.quiet.days_off
