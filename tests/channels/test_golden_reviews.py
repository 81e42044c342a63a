"""
A manager adds a rep, reads a brief, asks back and holds the review; a rep sends a brief and answers a question: the
same on every channel, as in tests/channels/test_golden.py, by whose rules these golden files are written too.
"""

from __future__ import annotations

import os
import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import wiring
from bot.channels.terminal import person_named
from content.library import Library
from dialogs.model import LOCAL_CHANNEL, WorkspaceId
from dialogs.people import Team, TeamId
from dialogs.ports import UnitOfWork
from dialogs.reassessment.model import Account, AccountId, AccountSaved, SnapshotMade
from dialogs.reviewing.model import QuestionBack
from tests.channels import test_golden as golden
from tests.channels.saying import Act, Line, Restart, Tap, Way, faults_of, play, transcript
from tests.channels.test_golden import CASES, FIRST_SITTING, GOLDEN, Case, place, sqlite_url, undated
from tests.channels.ways import CHAT, RITA, Place, Slack, Telegram, way_to
from tests.reassessment.making import answers, assumed, snapshot, unknown

__all__ = ["place", "sqlite_url"]  # fixtures
pytestmark = pytest.mark.asyncio

ACME = AccountId("acme")
TEAM = WorkspaceId("T0FAKE")  # of the fake Slack
_QUARTER = re.compile(r"20\d\d Q[1-4]")  # another one in three months
MANAGER: tuple[Act, ...] = (
    Line("skip"),
    Line("team add Lars Holm"),
    Line("team"),
    Line("review"),
    Tap("acme"),
    Tap("read"),
    Tap("ask_back"),
    Line("Who signs it, & by when?"),
    Tap("hold"),
    Tap("to_questions"),
    Line("help"),
    Tap("review_go_on"),
    Line("The trial <week> decides it"),
    Line("nonsense"),
    Restart(),
    Tap("weeks_2"),
    Tap("cadence"),
    Tap("acme"),
    Tap("set_day"),
    Line("in three weeks"),
    Line("stop"),
)
REP: tuple[Act, ...] = (
    *FIRST_SITTING[:-1],
    Tap("send"),
    Line("accounts"),
    Tap("acme"),
    Tap("answer_back"),
    Line("The CFO, once the trial is over"),
    Line("review"),
)
SCRIPTS = {"manager_review": MANAGER, "rep_answers": REP}


def address_of(way: Way) -> tuple[WorkspaceId, str, str]:
    """Return whose chat it is: workspace, channel, address."""
    if isinstance(way, Slack):
        return TEAM, "slack", RITA
    here = wiring.own_workspace()
    return (
        (here, "telegram", str(CHAT))
        if isinstance(way, Telegram)
        else (here, LOCAL_CHANNEL, person_named("Rita").address)
    )


def filled(way: Way, url: str, script: str) -> None:
    """Make Rita the manager of a team without reps, or a rep of one; somebody else is the other."""
    workspace, channel, address = address_of(way)
    now = datetime.now(UTC)
    with closing(wiring.store(url, upgrade=True)) as store, store.unit_of_work() as work:
        rita = work.add_member(workspace, channel, address, "Rita", now)
        lars = work.add_member(workspace, LOCAL_CHANNEL, "lars", "Lars Holm", now)
        people = work.people(workspace)
        people.add_team(Team(TeamId("north"), workspace, "North", now))
        rep, manager = (lars, rita) if script == "manager_review" else (rita, lars)
        people.join(TeamId("north"), manager.id, "manager", now)
        if rep is rita:
            people.join(TeamId("north"), rep.id, "rep", now)
        _account(work, workspace, rep.id, now)
        if rep is rita:
            asked = QuestionBack("q", ACME, "", "Who signs it?", now)
            work.reviews(workspace).ask(asked, by=manager.id)
        work.commit()


def _account(work: UnitOfWork, workspace: WorkspaceId, rep: str, now: datetime) -> None:
    """An account with a brief that was sent."""
    day = now.date()
    account = Account(ACME, workspace, rep, "Acme Foods", "evaluation", day, review=day + timedelta(days=5))  # type: ignore[arg-type]
    given = answers(assumed("a6", text="Help plant heads see what a stop costs"), unknown("b4"), unknown("n4"))
    sent = replace(snapshot(given, flags=("rf4",)), author=rep, day=day, at=now, sent=True)  # type: ignore[arg-type]
    for change in (AccountSaved(account), SnapshotMade(sent, 0.5, "")):
        work.keep_account_change(workspace, account.owner, change, now)


# `make soak` plays the others as well: test_golden_whole.py holds a review on Slack and on Telegram.
_PLAYED = {"terminal", "Slack over Socket Mode", "Telegram by polling"}
_CASES = [
    pytest.param(case, id=name, marks=() if name in _PLAYED else pytest.mark.soak) for name, case in CASES.items()
]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("case", _CASES)
async def test_every_channel_says_the_same_of_reviews(case: Case, script: str, place: Place, shipped: Library) -> None:
    async with way_to(case.way, place) as way:
        filled(way, place.db_url, script)
        exchanges = await play(way, SCRIPTS[script], presses_first=case.presses_first)

    assert faults_of(exchanges) == []
    local = case.way == "terminal"
    told = undated(transcript(golden.with_silent_restart(exchanges, greets=local)))
    told = _QUARTER.sub("(quarter)", told)
    file = GOLDEN / f"{script}.txt"
    if local and "COACH_UPDATE_GOLDEN" in os.environ:
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")
