"""A day that a rep types is read in their zone, as people there write it, and told back to them."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import wiring
from bot.perception.dates import find_dates
from bot.service import demo
from bot.service.turns import Turns
from dialogs.model import LOCAL_CHANNEL, EventId, Listening, Percept, Turn
from dialogs.reassessment.model import AccountId
from storage.unit_of_work import Store, open_store
from tests.service.test_turns import ReadsAsProblem

LATE = datetime(2026, 11, 19, 3, 30, tzinfo=UTC)  # in New York it is still Wednesday the 18th
TO_A1 = ("accounts", "Fjellvik Precision", "1", "something changed", "something changed")


class ReadsDays(ReadsAsProblem):
    """The dates of the real perception, without its model."""

    def perceive(self, text: str, listening: Listening) -> Percept:
        percept = super().perceive(text, listening)
        if listening.today is None:
            return percept
        today, ahead, month_first = listening.today, listening.ahead, listening.month_first
        return Percept(percept.judgement, dates=find_dates(text, today=today, ahead=ahead, month_first=month_first))


@pytest.fixture
def store(upgraded_file: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}")
    accounts, today = wiring.demo(), date(2026, 11, 18)
    demo.load(
        opened.unit_of_work,
        accounts,
        workspace_id=wiring.LOCAL_WORKSPACE,
        today=today,
        at=LATE,
        library=wiring.library(),
        team=wiring.demo_team(),
    )
    yield opened
    opened.close()


def said(store: Store, zone: str, *lines: str) -> str:
    """Say lines as the demo's rep in a zone; return all that was answered to the last one."""
    with store.unit_of_work() as work:
        member = work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, "demo-mara")
        assert member is not None
        work.set_profile(member.workspace_id, member.id, zone=zone)
        work.commit()
    turns = Turns(
        unit_of_work=store.unit_of_work,
        perception=ReadsDays(),
        library=wiring.library(),
        workspace_id=wiring.LOCAL_WORKSPACE,
    )
    replies: list[str] = []
    for line in (None, *lines):
        turn = Turn(EventId(uuid.uuid4().hex), LOCAL_CHANNEL, "demo-mara", LATE, text=line)
        replies = [reply.plain_text() for reply in turns.take(turn, name="demo-mara").replies]
    return "\n".join(replies)


def drafted(store: Store) -> date | None:
    """Return the day of the evidence for A1 in the rep's draft."""
    with store.unit_of_work() as work:
        member = work.member(wiring.LOCAL_WORKSPACE, LOCAL_CHANNEL, "demo-mara")
        assert member is not None
        file = work.account_file(member.workspace_id, member.id, AccountId("demo-fjellvik"))
    assert file is not None and file.draft is not None
    return file.draft.answers["a1"].day


@pytest.mark.parametrize(
    ("zone", "typed", "day", "echo"),
    [
        ("America/New_York", "yesterday", date(2026, 11, 17), "Tue 17 Nov"),
        ("Europe/Berlin", "yesterday", date(2026, 11, 18), "Wed 18 Nov"),
        ("America/New_York", "on 11/9", date(2026, 11, 9), "Mon 9 Nov"),
        ("Europe/Berlin", "on 9/11", date(2026, 11, 9), "Mon 9 Nov"),
        ("Europe/Berlin", "last Tuesday", date(2026, 11, 17), "Tue 17 Nov"),
        ("Europe/Berlin", "two weeks ago", date(2026, 11, 5), "Thu 5 Nov"),
    ],
)
def test_a_day_is_read_in_the_zone_of_the_rep_and_told_back(
    store: Store, zone: str, typed: str, day: date, echo: str
) -> None:
    answer = said(store, zone, *TO_A1, f"worried: Kari Dahl cancelled the visit {typed}")

    assert echo in answer
    assert drafted(store) == day
