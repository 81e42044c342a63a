"""
A manager's and a rep's whole way through an assignment: the same on every channel, message for message.

golden/assigning_*.txt hold them, with days and ids taken out; COACH_UPDATE_GOLDEN=1 writes them as in test_golden.py.
Who else is there is put into the database between two openings of the coach.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import wiring
from bot.perception.perceive import BackgroundPerception
from bot.perception.understanding import CoachPerception
from bot.service import turns
from bot.service.assignments import Assignments
from dialogs.assigning.asking import Issue
from dialogs.assigning.counting import EXERCISE
from dialogs.assigning.model import Run
from dialogs.model import MemberId, WorkspaceId
from dialogs.people import Team, TeamId
from dialogs.ports import UnitOfWork
from tests.channels.saying import Act, Line, Tap, faults_of, play, transcript
from tests.channels.test_golden import GOLDEN, SEED, undated
from tests.channels.ways import Place, way_to

pytestmark = pytest.mark.asyncio

NORTH = TeamId("north")
AT = datetime.now(UTC)
DUE = (AT + timedelta(days=7)).date()
REPS = ("Ann", "Bo", "Cy", "Di", "Ed")

MANAGER: tuple[Act, ...] = (
    Line("assign"),
    Line("help"),
    Tap("team-north"),
    Tap("questions"),
    Tap("problem_questions"),
    Tap("row-problem_questions"),
    Tap("right_3_of_3"),
    Line("yesterday"),
    Tap("week"),
    Line("back"),
    Line("in two weeks"),
    Line("Before the fair, please."),
    Tap("give"),
    Line("results"),
    Line("help"),
    Tap("huddle"),
    Tap("remind"),
    Line("names"),
    Tap("extend"),
    Tap("fortnight"),
    Tap("withdraw"),
    Tap("back"),
    Line("menu"),
    Line("assignments"),
    Line("disputes"),
)
REP: tuple[Act, ...] = (
    Line("assignments"),
    Line("help"),
    Line("1"),
    Tap("begin"),
    Line("How many vans do you have?"),
    Line("share"),
    Line("unshare"),
    Tap("disagree"),
    Tap("implication"),
    Tap("share"),
    Tap("next"),
    Tap("begin"),
    Line("When the bread comes an hour after opening, what does that do to the cafés' orders?"),
    Tap("next"),
    Tap("back"),
    Line("assign"),
    Line("results"),
)


def with_team(work: UnitOfWork, rita: MemberId, here: WorkspaceId, *, leads: bool) -> None:
    """Put Rita into a team of five others: as its manager, or as a rep whom Lena asks for an exercise."""
    people = work.people(here)
    people.add_team(Team(NORTH, here, "North", AT))
    people.join(NORTH, rita, "manager" if leads else "rep", AT)
    reps = [work.add_member(here, "terminal", name.lower(), name, AT) for name in REPS]
    for rep in reps:
        people.join(NORTH, rep.id, "rep", AT)
    if leads:
        return
    lena = work.add_member(here, "terminal", "lena", "Lena", AT)
    people.join(NORTH, lena.id, "manager", AT)
    given = Issue(NORTH, (), "item", "line_first_minute", "right_2_of_3", DUE, "For Tuesday.")
    Assignments(work, people.standing(lena.id), AT, wiring.library(), "Lena").issue(given)


def with_runs(work: UnitOfWork, here: WorkspaceId) -> None:
    """Have four of the five reps finish a run each, one of them right."""
    (given,) = work.assignments(here).of_teams([NORTH], limit=9)
    for place, name in enumerate(REPS[:4]):
        member = work.member(here, "terminal", name.lower())
        assert member is not None
        doing = Assignments(work, work.people(here).standing(member.id), AT, wiring.library())
        doing.finish(
            given.id, Run(f"s{place}", "a1", "x", AT + timedelta(minutes=place), not place, {EXERCISE: not place})
        )


@pytest.fixture
def sqlite_url(upgraded_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}"


@pytest.fixture
def place(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, perception: CoachPerception) -> Place:
    monkeypatch.setattr(turns, "secrets", SimpleNamespace(randbits=lambda bits: SEED))
    return Place(monkeypatch, sqlite_url, BackgroundPerception(lambda: perception))


@pytest.mark.parametrize("way_name", ["terminal", "slack http", "telegram webhook"])
@pytest.mark.parametrize("who", ["manager", "rep"])
async def test_every_channel_says_the_same_of_an_assignment(way_name: str, who: str, place: Place) -> None:
    presses = way_name != "slack http"
    async with way_to(way_name, place) as way:
        await play(way, [Line("skip")], presses_first=presses)
        with closing(wiring.store(place.db_url)) as store, store.unit_of_work() as work:
            here, rita = _rita(work)
            with_team(work, rita, here, leads=who == "manager")
            work.commit()
        acts = MANAGER if who == "manager" else REP
        cut = acts.index(Line("results")) if who == "manager" else len(acts)
        first = (await play(way, acts[:cut], presses_first=presses))[1:]
        then = []
        if acts[cut:]:
            with closing(wiring.store(place.db_url)) as store, store.unit_of_work() as work:
                with_runs(work, here)
                work.commit()
            then = (await play(way, acts[cut:], presses_first=presses))[1:]

    assert faults_of([*first, *then]) == []
    told = _without_ids(transcript([*first, *then]))
    golden = GOLDEN / f"assigning_{who}.txt"
    if way_name == "terminal" and "COACH_UPDATE_GOLDEN" in os.environ:
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def _rita(work: UnitOfWork) -> tuple[WorkspaceId, MemberId]:
    """Return the one who is there, and where."""
    (found,) = [(here, person.id) for here in work.workspaces() for person in work.people(here).people()]
    return found


def _without_ids(told: str) -> str:
    return re.sub(r"\[[0-9a-f]{8}\]", "[rep]", undated(told))
