"""
The acceptance simulation of nudges.md: a year, both clock changes, restarts. What was sent is read from the tables.

In `make test` a small one; in `make soak` 500 people and a hundred restarts.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from content.loader import load_nudges
from dialogs.model import MemberId
from dialogs.nudging.model import Quiet
from storage.unit_of_work import open_store
from tests.nudging.world import START, World

WEEKS = 52
Row = dict[str, object]


@pytest.fixture
def world(upgraded_file: Path, tmp_path: Path) -> Iterator[World]:
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    yield World(store)
    store.close()


def test_a_year_of_nudges_breaks_no_rule(world: World) -> None:
    lived(world.filled(12), restarts=12)

    kept_all_rules(world)


@pytest.mark.soak
def test_a_year_of_five_hundred_people_breaks_no_rule(world: World) -> None:
    lived(world.filled(500), restarts=100)

    kept_all_rules(world)


def lived(world: World, *, restarts: int) -> None:
    """Let a year pass: two processes side by side, either of which may be gone for hours and start anew."""
    drawn, end = random.Random(7), START + timedelta(weeks=WEEKS)
    now, jobs = START, [world.jobs(), world.jobs()]
    downs = sorted(START + timedelta(minutes=drawn.randrange(WEEKS * 7 * 24 * 60)) for _ in range(restarts))
    said = START.date()
    while now < end:
        while downs and now >= downs[0]:
            downs.pop(0)
            jobs[drawn.randrange(2)] = world.jobs()
            now += timedelta(hours=drawn.choice((0, 0, 1, 5, 50)))  # a pause in which nothing runs
        for one in jobs:
            world.tick(one, now)
        if now.minute <= 1 and now.hour % 12 == 0:
            for person in world.asked():
                world.react(person, now)
        if now.weekday() == 2 and now.day < 8 and now.hour >= 9 and said != now.date():
            said = now.date()
            for number, person in enumerate(world.people):
                for message in range(number % 4):
                    world.say_something(person, f"assignment/{person.member.id}/{said}/{message}", now)
        now = world.next_at(now)


def kept_all_rules(world: World) -> None:
    zones = {person.member.id: ZoneInfo(person.zone) for person in world.people}
    settings = {person.member.id: person.settings for person in world.people}
    told: dict[MemberId, list[datetime]] = defaultdict(list)
    for row in world.rows("SELECT * FROM contact WHERE told_at IS NOT NULL"):
        told[MemberId(str(row["member_id"]))].append(_at(row["told_at"]))
    sent = world.rows("SELECT * FROM nudge WHERE state = 'sent'")

    assert len(sent) > 10 * len(world.people)
    for member, instants in told.items():
        for at in instants:
            assert not _quiet(at.astimezone(zones[member]), settings[member].quiet), (member, at)
        instants.sort()
        assert all(later - first >= timedelta(days=1) for first, later in zip(instants, instants[2:], strict=False))
        assert all(later - first >= timedelta(days=7) for first, later in zip(instants, instants[4:], strict=False))
    weekly = Counter((row["member_id"], row["week"]) for row in sent if row["kind"] == "weekly")
    assert set(weekly.values()) == {1}
    keys = Counter(row["key"] for row in world.rows("SELECT key FROM outbox"))
    assert set(keys.values()) == {1}
    for who, stopped_at in world.stopped.items():
        assert not [row for row in sent if row["member_id"] == who and _at(row["sent_at"]) > stopped_at]
    assert world.stopped
    _varied(sent)
    _true(world, sent, zones)


def _varied(sent: list[Row]) -> None:
    by_member: dict[object, list[tuple[datetime, object, object]]] = defaultdict(list)
    for row in sent:
        if row["wording"]:
            by_member[row["member_id"]].append((_at(row["sent_at"]), row["angle"], row["wording"]))
    for rows in by_member.values():
        rows.sort(key=lambda one: one[0])
        for place, (at, angle, wording) in enumerate(rows):
            for later, other_angle, other_wording in rows[place + 1 :]:
                assert other_angle != angle or (later - at) > timedelta(weeks=3) - timedelta(days=1)
                assert other_wording != wording or (later - at) > timedelta(weeks=6) - timedelta(days=1)


def _true(world: World, sent: list[Row], zones: dict[MemberId, ZoneInfo]) -> None:
    """Work out from the answers' own rows that what each nudge stated was so on its day."""
    answers: dict[object, dict[object, Row]] = defaultdict(dict)
    for row in world.rows("SELECT account_id, item, text, evidence_day, given FROM snapshot_answer ORDER BY at"):
        answers[row["account_id"]][row["item"]] = row
    names = {row["id"]: row["name"] for row in world.rows("SELECT id, name FROM account")}
    wordings = {one.id: one.text for file in load_nudges().values() for one in file.wordings}
    texts = {row["key"]: json.loads(str(row["reply"]))["text"] for row in world.rows("SELECT key, reply FROM outbox")}
    checked: Counter[object] = Counter()
    for row in sent:
        if not row["wording"]:
            continue
        stated = json.loads(str(row["stated"]))
        assert stated["account"] == names[row["account_id"]]
        told = texts[f"nudge/{row['id']}/{row['round']}/0"]
        assert told.startswith(wordings[str(row["wording"])].format(**stated)[:40])
        answer = answers[row["account_id"]].get(row["item"], {})
        today = _at(row["sent_at"]).astimezone(zones[MemberId(str(row["member_id"]))]).date()
        if row["angle"] == "stale":
            assert int(stated["days"]) == (today - date.fromisoformat(str(answer["evidence_day"]))).days > 30
        if row["angle"] in ("unexpected", "premortem"):
            assert stated["quote"] == answer["text"]
            assert int(stated["days"]) == (today - date.fromisoformat(str(answer["given"]))).days
        if row["angle"] == "success":
            assert stated["flag"] == "power unreached"  # in the snapshot before the latest, and not in that
        checked[row["angle"]] += 1
    assert checked["stale"] and checked["premortem"] and checked["unexpected"] and checked["success"]


def _quiet(local: datetime, quiet: Quiet) -> bool:
    """Say by the clock on the wall whether a moment is quiet, in other words than the product's."""
    if local.date() in quiet.days_off or (quiet.weekends and local.isoweekday() in (6, 7)):
        return True
    minute, begins, ends = local.hour * 60 + local.minute, quiet.begins, quiet.ends
    quiet_minutes = {m % 1440 for m in range(begins, ends if begins < ends else ends + 1440)}
    return minute in quiet_minutes


def _at(value: object) -> datetime:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(re.sub(r"Z$", "+00:00", str(value)))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
