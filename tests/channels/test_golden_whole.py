"""
A manager's and a rep's whole way, on every channel the same: in by a code, practice asked for and done, results, a
brief, a question back, a review. As in tests/channels/test_golden.py, by whose rules these golden files are written.

What the other one does meanwhile is put into the database between two openings of the coach.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from bot import wiring
from bot.service.assignments import Assignments
from bot.service.joining import Joining
from bot.service.people import People
from dialogs.assigning.asking import Issue
from dialogs.assigning.counting import EXERCISE
from dialogs.assigning.model import Run
from dialogs.model import LOCAL_CHANNEL, Member, WorkspaceId
from dialogs.people import Team, TeamId
from dialogs.ports import UnitOfWork
from dialogs.reviewing.model import QuestionBack
from tests.channels.saying import Act, Exchange, Line, Restart, Tap, Way, faults_of, play, transcript
from tests.channels.test_golden import FIRST_SITTING, GOLDEN, undated
from tests.channels.test_golden_assigning import place, sqlite_url
from tests.channels.test_golden_reviews import _account, address_of
from tests.channels.ways import Place, way_to

__all__ = ["place", "sqlite_url"]  # fixtures
pytestmark = pytest.mark.asyncio

NORTH = TeamId("north")
NOW = datetime.now(UTC)
DUE = (NOW + timedelta(days=7)).date()
_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
_LINK = re.compile(r"\n *In Telegram this link does the same: \S+")
_QUARTER = re.compile(r"20\d\d Q[1-4]")
_MARK = re.compile(r"\[[0-9a-f]{8}\]")

# What happens first, given all that was said until then, returning what is typed of it; what is typed and tapped then.
Part = tuple[Callable[[UnitOfWork, Way, str], str], tuple[Act, ...]]


def here_of(way: Way) -> WorkspaceId:
    return address_of(way)[0]


def rita(work: UnitOfWork, way: Way) -> Member:
    """Return the one who types, brought in where she has not come yet."""
    workspace, channel, address = address_of(way)
    return work.add_member(workspace, channel, address, "Rita", NOW)


def lars(work: UnitOfWork, way: Way) -> Member:
    return work.add_member(here_of(way), LOCAL_CHANNEL, "lars", "Lars Holm", NOW)


def assigning(work: UnitOfWork, of: Member) -> Assignments:
    return Assignments(work, work.people(of.workspace_id).standing(of.id), NOW, wiring.library(), of.name)


# --- a manager; Lars is the rep


def rita_leads(work: UnitOfWork, way: Way, told: str) -> str:
    own, people = rita(work, way).id, work.people(here_of(way))
    people.add_team(Team(NORTH, here_of(way), "North", NOW))
    people.join(NORTH, own, "manager", NOW)
    return ""


def lars_comes_in(work: UnitOfWork, way: Way, told: str) -> str:
    """Use the code that Rita was shown, and have an account with a brief that was sent."""
    (code,) = set(_CODE.findall(told))
    _, _, new = Joining(work, lars(work, way), NOW, wiring.library().text).join(code)
    assert new
    _account(work, here_of(way), lars(work, way).id, NOW)
    return ""


def lars_practises(work: UnitOfWork, way: Way, told: str) -> str:
    doing = assigning(work, lars(work, way))
    (given,) = doing.given()
    for number, good in enumerate((False, True, True, True)):
        at = NOW + timedelta(minutes=number)
        doing.finish(given.assignment.id, Run("s", f"a{number}", "x", at, good, {EXERCISE: good}))
    return ""


MANAGER: tuple[Part, ...] = (
    (rita_leads, (Line("skip"), Line("team invite"))),
    (
        lars_comes_in,
        (
            Line("team"),
            Line("assign"),
            Line("Lars Holm"),
            Line("problem questions"),
            Tap("row-problem_questions"),
            Tap("right_3_of_3"),
            Tap("week"),
            Line("Ten minutes before Tuesday."),
            Tap("give"),
        ),
    ),
    (
        lars_practises,
        (
            Line("results"),
            Line("names"),
            Tap("huddle"),
            Line("menu"),
            Line("review"),
            Tap("acme"),
            Tap("ask_back"),
            Line("Who signs it?"),
            Tap("hold"),
            Tap("to_questions"),
            Tap("review_go_on"),
            Line("The trial decides it"),
            Tap("weeks_2"),
            Line("stop"),
        ),
    ),
)


# --- a rep; Lars is the manager


def rita_is_known(work: UnitOfWork, way: Way, told: str) -> str:
    rita(work, way)  # by the name that the others call her
    return ""


def lars_leads(work: UnitOfWork, way: Way, told: str) -> str:
    """Make a team of Lars's and return a code that lets one rep in."""
    people = work.people(here_of(way))
    people.add_team(Team(NORTH, here_of(way), "North", NOW))
    people.join(NORTH, lars(work, way).id, "manager", NOW)
    own = people.standing(lars(work, way).id)
    _, code = People(work, own, NOW, wiring.library().text).invite("North")
    return f"join {code}"


def lars_asks(work: UnitOfWork, way: Way, told: str) -> str:
    given = Issue(NORTH, (), "item", "line_first_minute", "right_once", DUE, "For Tuesday.")
    assigning(work, lars(work, way)).issue(given)
    return ""


def lars_asks_back(work: UnitOfWork, way: Way, told: str) -> str:
    """Ask about the brief that Rita has sent, as a manager who reads it."""
    here = here_of(way)
    (account,) = work.accounts(here, rita(work, way).id)
    assert work.reviews(here).briefs(rita(work, way).id, account.id)
    work.reviews(here).ask(QuestionBack("q", account.id, "", "Who signs it?", NOW), by=lars(work, way).id)
    return ""


_ASIDE = (Line("help"), Line("???"))
SITTING = [act for act in FIRST_SITTING[1:-1] if not isinstance(act, Restart) and act not in _ASIDE]
REP: tuple[Part, ...] = (
    (rita_is_known, (Line("skip"),)),
    (lars_leads, (Line("team"),)),
    (
        lars_asks,
        (
            Line("assignments"),
            Line("1"),
            Tap("begin"),
            Line("When the bread comes an hour after opening, what does that do to the cafés' orders?"),
            Tap("next"),
            Line("menu"),
            *SITTING,
            Tap("send"),
        ),
    ),
    (
        lars_asks_back,
        (Line("accounts"), Line("1"), Tap("answer_back"), Line("The CFO, once the trial is over"), Line("assignments")),
    ),
)
SCRIPTS = {"manager_whole": MANAGER, "rep_whole": REP}


async def told_on(way: Way, place: Place, parts: tuple[Part, ...], *, presses_first: bool) -> list[Exchange]:
    said: list[Exchange] = []
    for number, (meanwhile, acts) in enumerate(parts):
        with closing(wiring.store(place.db_url, upgrade=True)) as store, store.unit_of_work() as work:
            typed = meanwhile(work, way, transcript(said))
            work.commit()
        first = (Line(typed),) if typed else ()
        said += (await play(way, [*first, *acts], presses_first=presses_first))[1 if number else 0 :]
    return said


@pytest.mark.parametrize("way_name", ["terminal", "slack http", "telegram webhook"])
@pytest.mark.parametrize("script", SCRIPTS)
async def test_every_channel_says_the_same_of_a_whole_way(way_name: str, script: str, place: Place) -> None:
    async with way_to(way_name, place) as way:
        exchanges = await told_on(way, place, SCRIPTS[script], presses_first=way_name != "slack http")

    assert faults_of(exchanges) == []
    told = _MARK.sub("[rep]", _LINK.sub("", _CODE.sub("(code)", undated(transcript(exchanges)))))
    told = _QUARTER.sub("(quarter)", told)
    file = GOLDEN / f"{script}.txt"
    if way_name == "terminal" and "COACH_UPDATE_GOLDEN" in os.environ:
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")
