"""
The first five minutes, a whole role-play, a first sitting about an account and a second one with changes: the same on
every channel, message for message; golden/*.txt holds them, with days and ids of accounts taken out.

A changed text or flow changes the files: run this module with COACH_UPDATE_GOLDEN=1 (and without pytest-xdist), which
writes them as the terminal shows them and compares all other channels with that; then read the diff.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.perception.perceive import BackgroundPerception
from bot.perception.understanding import CoachPerception
from bot.service import turns
from content.library import Library
from dialogs.model import LOCAL_CHANNEL
from dialogs.privacy.model import Rights
from dialogs.privacy.telling import privacy_text
from tests.channels.saying import RESTART, Act, Exchange, Line, Restart, Tap, faults_of, play, transcript
from tests.channels.ways import Place, way_to

pytestmark = pytest.mark.asyncio

GOLDEN = Path(__file__).parent / "golden"
SEED = 7  # of every session, as a customer's wording depends on it

SETTINGS: tuple[Act, ...] = (Line("Tue"), Line("9:40"), Tap("focus_worries"))  # asked last
FIRST_MINUTES: tuple[Act, ...] = (
    Tap("how"),
    Line("help"),
    Tap("try_one"),
    Tap("comparing"),  # not what this buyer does
    Line("hint"),
    Line("ok"),  # too short to judge
    Line("How many vans do you run?"),  # no question about what it costs
    Line("privacy"),
    Tap("again"),
    Line("so if the bread shows up late & cold what do the cafés do, order <less>?"),
    Tap("next"),
    Restart(),  # the buttons from before go on to work
    Tap("hint"),
    Line("what tends to go wrong between the plan and the trucks leaving the gate?"),
    Tap("next"),
    *SETTINGS,
)

ROLE_PLAY: tuple[Act, ...] = (
    Line("skip"),
    Tap("play"),
    Tap("discovery"),
    Tap("cold_chain_ops_discovery"),
    Tap("checks"),
    Tap("start"),
    Line("who puts the routes together and with what"),
    Line("???"),
    Line("what tends to go wrong between the plan and the trucks leaving the gate?"),
    Line("why"),
    Line("Our software plans every route in minutes & tracks <all> of your trucks."),  # the bait, taken
    Line("when a truck is late at the supermarket, what does that cost you"),
    Restart(),
    Tap("hint"),
    Line("is it hard to keep the loads cold on the road?"),
    Line("what becomes of a load that turns up warm?"),
    Line("if a changed order was replanned in ten minutes, what would that be worth to you?"),
    Line("could you and your Daventry planner sit down with me next Tuesday at ten to try it on your own orders?"),
    Tap("disagree"),
    Tap("problem"),
    Tap("share"),
    Tap("redo"),
    Line("what else goes wrong on the way, do loads get warm?"),
    Tap("disagree"),
    Line("skip"),
    Line("who would that be?"),  # no yes, so nothing is shared
    Tap("same"),
    Line("stop"),
)

FIRST_SITTING: tuple[Act, ...] = (
    Line("skip"),
    Line("accounts"),
    Tap("add"),
    Line("Brightwater Foods"),
    Tap("evaluation"),
    Line("in two weeks"),
    Tap("reassess"),
    Line("comparing: Ruiz asked for a second bid yesterday"),
    Line("nothing so far"),
    Tap("none"),
    Line("help"),
    Line("yes, there is a budget"),
    Line("They fear a stopped line"),
    Restart(),
    Line("Help plant heads see what a stop costs"),
    Line("prove: they rank uptime first"),
    Line("Carla Ruiz, sends the stop log, in two weeks; Lee, books the trial, in three weeks"),
    Line("If the CFO skips the trial in three weeks, we will pause"),
    Line("???"),
    Line("4 % off, two weeks ago, for nothing"),
    Tap("unknown"),
    Tap("finish"),
    Tap("on"),
    Tap("continue"),
    Tap("keep"),
)

DELTA: tuple[Act, ...] = (
    *(act for act in FIRST_SITTING if not isinstance(act, Restart) and act not in (Line("help"), Line("???"))),
    Tap("reassess"),
    Tap("changed"),
    Tap("changed"),
    Tap("worried"),
    Tap("did"),
    Line("the CFO moved the trial"),
    Line("two days ago"),
    Tap("still"),
    Tap("still"),
    Tap("true"),
    Tap("true"),
    Restart(),
    Tap("true"),
    Line("trial at site two, in two weeks; send proposal v3, in three weeks"),
    Tap("unsure"),
    Tap("changed"),
    Tap("met"),
    Line("said"),
    Line("Carla Ruiz, yesterday"),
    Tap("later"),
    Tap("later"),
    Tap("later"),
    Tap("finish"),
    Tap("on"),
    Tap("adjust"),
    Tap("edit"),
    Line("A5"),
    Line("Nobody owns the budget"),
    Tap("assumed"),
    Tap("finish"),
    Tap("on"),
    Tap("send"),
)


SCRIPTS = {"first_minutes": FIRST_MINUTES, "role_play": ROLE_PLAY, "first_sitting": FIRST_SITTING, "delta": DELTA}


@dataclass(frozen=True, slots=True)
class Case:
    """A way, a database, and which of the choices are pressed there; the others are typed by their labels."""

    way: str
    presses_first: bool
    database: str = "sqlite_url"


# On each channel, what one case presses another one types.
CASES = {
    "terminal": Case("terminal", presses_first=True),
    "terminal, the other choices by number": Case("terminal", presses_first=False),
    "Slack over Socket Mode": Case("slack socket", presses_first=True),
    "Slack over HTTP": Case("slack http", presses_first=False),
    "Slack over HTTP, PostgreSQL": Case("slack http", presses_first=True, database="postgres_url"),
    "Telegram by polling": Case("telegram polling", presses_first=True),
    "Telegram by webhook": Case("telegram webhook", presses_first=False),
    "Telegram by webhook, PostgreSQL": Case("telegram webhook", presses_first=True, database="postgres_url"),
}


@pytest.fixture
def sqlite_url(upgraded_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}"


@pytest.fixture
def place(
    case: Case, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, perception: CoachPerception
) -> Place:
    """Give every session one seed: all that is drawn in a dialog depends on it, and on what was done."""
    monkeypatch.setattr(turns, "secrets", SimpleNamespace(randbits=lambda bits: SEED))
    return Place(monkeypatch, request.getfixturevalue(case.database), BackgroundPerception(lambda: perception))


# `make soak` plays these as well: on PostgreSQL one script each is played here, what `delta` begins with is played
# by itself where the choices are pressed, and `delta` itself on one way to each platform.
_RARER = {
    ("Slack over Socket Mode", "delta"),
    ("Telegram by polling", "delta"),
    ("Slack over HTTP, PostgreSQL", "first_minutes"),
    ("Slack over HTTP, PostgreSQL", "first_sitting"),
    ("Slack over HTTP, PostgreSQL", "delta"),
    ("Telegram by webhook, PostgreSQL", "first_minutes"),
    ("Telegram by webhook, PostgreSQL", "first_sitting"),
    ("Telegram by webhook, PostgreSQL", "role_play"),
    ("terminal, the other choices by number", "first_sitting"),
    ("Slack over HTTP", "first_sitting"),
    ("Telegram by webhook", "first_sitting"),
}
_PLAYED = [
    pytest.param(case, script, id=f"{name}-{script}", marks=[pytest.mark.soak] if (name, script) in _RARER else [])
    for name, case in CASES.items()
    for script in SCRIPTS
]


@pytest.mark.parametrize(("case", "script"), _PLAYED)
async def test_every_channel_says_the_same_message_for_message(
    case: Case, script: str, place: Place, shipped: Library
) -> None:
    asks_zone = case.way.startswith("telegram") and script == "first_minutes"
    acts = SCRIPTS[script]
    if asks_zone:
        acts = (*acts[: -len(SETTINGS)], Tap("zone_right"), *acts[-len(SETTINGS) :])

    async with way_to(case.way, place) as way:
        exchanges = await play(way, acts, presses_first=case.presses_first)

    assert faults_of(exchanges) == []
    if asks_zone:
        exchanges = without_zone(exchanges, library=shipped)
    local = case.way == "terminal"
    exchanges = [with_chat_privacy(exchange, library=shipped, local=local) for exchange in exchanges]
    told = undated(transcript(with_silent_restart(exchanges, greets=local)))
    golden = GOLDEN / f"{script}.txt"
    if local and "COACH_UPDATE_GOLDEN" in os.environ:
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DAY = re.compile(rf"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d{{1,2}} (?:{_MONTHS})(?: 20\d\d)?\b")
_ACCOUNT = re.compile(r"\[[0-9a-f]{12}\]")


_ZONE = re.compile(r"(about \d\d:\d\d) \([\w/+-]+\)")


def undated(told: str) -> str:
    """Take out what is another on each day, in each run and place: days, the ids of accounts, the person's zone."""
    return _ZONE.sub(r"\1 (zone)", _ACCOUNT.sub("[account]", _DAY.sub("(day)", told)))


# The known differences. Each is asserted here, taken away, and allowed nowhere else.


def without_zone(exchanges: list[Exchange], *, library: Library) -> list[Exchange]:
    """Telegram cannot tell the time zone: it is asked for in one exchange before the end card."""
    at = next(n for n, exchange in enumerate(exchanges) if exchange.did == "[That is right]")
    asked, answered = exchanges[at - 1 : at + 1]
    kept, *day = answered.read

    (question,) = asked.read
    assert question.text == library.text("onboarding.zone", guess="Europe/Berlin")
    assert [choice for choice, _ in question.choices] == ["zone_right", "skip"]
    assert kept.text == library.text("onboarding.zone_kept", zone="Europe/Berlin")
    return [*exchanges[: at - 1], replace(asked, read=tuple(day)), *exchanges[at + 1 :]]


def with_chat_privacy(exchange: Exchange, *, library: Library, local: bool) -> Exchange:
    """Who sees what is not the same where a chat service stands between, and so `privacy` says another text."""
    if exchange.did != "privacy":
        return exchange
    (message,) = exchange.read
    assert message.text == privacy_text(library, Rights(), channel=LOCAL_CHANNEL if local else "chat")
    return replace(exchange, read=(replace(message, text=privacy_text(library, Rights(), channel="chat")),))


def with_silent_restart(exchanges: list[Exchange], *, greets: bool) -> list[Exchange]:
    """Whoever opens a terminal again is asked once more what was asked last; a chat still shows it, and is silent."""
    at = [exchange.did for exchange in exchanges].index(RESTART)
    again, asked = exchanges[at].read, exchanges[at - 1].read[-1:]
    assert again == (asked if greets else ())
    return [*exchanges[:at], replace(exchanges[at], read=()), *exchanges[at + 1 :]]
