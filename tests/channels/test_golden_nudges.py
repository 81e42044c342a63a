"""
A weekly question arrives and is answered, or put off, ended and begun again: the same on every channel, as in
tests/channels/test_golden.py, by whose rules these golden files are written too.
"""

from __future__ import annotations

import os
import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import wiring
from bot.service.nudges import Nudges
from content.nudges import NudgeFile
from dialogs.nudging.model import Nudge, NudgeSettings, Quiet
from dialogs.reassessment.model import Account, AccountId, AccountSaved, SnapshotMade
from tests.channels.saying import Exchange, Message, Way, faults_of, transcript
from tests.channels.test_golden import GOLDEN, undated
from tests.channels.test_golden_assigning import place, sqlite_url
from tests.channels.test_golden_reviews import address_of
from tests.channels.ways import Place, Slack, Telegram, _all_sent, way_to
from tests.reassessment.making import answers, did, snapshot

__all__ = ["place", "sqlite_url"]  # fixtures
pytestmark = pytest.mark.asyncio

ACME = AccountId("acme")
BERLIN = ZoneInfo("Europe/Berlin")
NUDGE = "a1b2c3d4e5f6"
COMES = "(a weekly question comes)"
NOT_QUIET = Quiet(0, 0, weekends=False)  # the tests run at any hour
_TIMES = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d:\d\d\b|\b\d\d:\d\d\b")
_ZONES = re.compile(r"\((?:UTC|Europe/Berlin)\)")  # Telegram tells none, and it was not asked for
ANSWERED = ("nudge_answer", ("not helpful", "stop", "accounts"))
PUT_OFF = (
    "nudge_snooze",
    (
        *("help", "Next week", "nudges", "How often", "every two weeks", "back", "effect"),
        *("stop nudges", "stop nudges", "resume nudges"),
    ),
)
SCRIPTS = {"nudge_answered": ANSWERED, "nudge_put_off": PUT_OFF}


def nudged(way: Way, url: str) -> None:
    """Put a question on its way about an account in which something was done forty-one days ago."""
    workspace, channel, address = address_of(way)
    now = datetime.now(UTC)
    with closing(wiring.store(url)) as store:
        with store.unit_of_work() as work:
            member = work.add_member(workspace, channel, address, "Rita", now)
            day = now.astimezone(BERLIN if isinstance(way, Slack) else UTC).date()  # as the fakes know the person
            account = Account(ACME, workspace, member.id, "Acme Foods", "evaluation", day)
            done = replace(did("b4", "met", who="Jo Roe"), day=day - timedelta(days=41), given=day, kept=day)
            shot = replace(snapshot(answers(done)), account_id=ACME, author=member.id, day=day, at=now)
            for change in (AccountSaved(account), SnapshotMade(shot, 0.5, "")):
                work.keep_account_change(workspace, member.id, change, now)
            settings = NudgeSettings(now, chosen=True, quiet=NOT_QUIET)
            work.nudging().keep_settings(workspace, member.id, settings, None)
            work.nudging().plan([Nudge(NUDGE, workspace, member.id, _week(day), "weekly", now)])
            work.commit()
        assert Nudges(store.unit_of_work, wiring.library(), _first_wordings).deliver(now, 9) == 1


def _first_wordings() -> dict[str, NudgeFile]:
    """Return one wording of each angle: which one is taken depends on the member's id, and that is drawn."""
    files = wiring.nudge_wordings()
    return {angle: file.model_copy(update={"wordings": file.wordings[:1]}) for angle, file in files.items()}


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


async def told_on(way: Way, place: Place, button: str, lines: tuple[str, ...]) -> list[Exchange]:
    async with way.open():
        await way.arrives(again=False)
        await way.types("skip")
    nudged(way, place.db_url)
    seen = len(way.received())
    async with way.open():
        await way.arrives(again=True)
        if isinstance(way, Slack | Telegram):
            await _all_sent(way._store, "slack" if isinstance(way, Slack) else "telegram")
        came = way.received()[seen]
        said = [Exchange(COMES, (came,))]
        label = dict(came.choices)[button]
        # in a terminal what was asked last is asked again below it, so that its number means that
        pressing = way.presses(button) if isinstance(way, Slack | Telegram) else way.types(label)
        said.append(Exchange(f"[{label}]", await _read(way, pressing)))
        for text in lines:
            said.append(Exchange(text, await _read(way, way.types(text))))
    return said


async def _read(way: Way, doing: object) -> tuple[Message, ...]:
    seen = len(way.received())
    await doing  # type: ignore[misc]
    return tuple(way.received()[seen:])


@pytest.mark.parametrize("way_name", ["terminal", "slack http", "telegram polling"])
@pytest.mark.parametrize("script", SCRIPTS)
async def test_every_channel_says_the_same_of_a_weekly_question(way_name: str, script: str, place: Place) -> None:
    async with way_to(way_name, place) as way:
        exchanges = await told_on(way, place, *SCRIPTS[script])

    assert faults_of(exchanges) == []
    told = _ZONES.sub("(zone)", _TIMES.sub("(time)", undated(transcript(exchanges))))
    file = GOLDEN / f"{script}.txt"
    if way_name == "terminal" and "COACH_UPDATE_GOLDEN" in os.environ:
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")
