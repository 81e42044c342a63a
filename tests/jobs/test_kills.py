"""`kill -9` among sends in flight, on both engines: nothing is lost, and only what was in flight comes again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.forking import Forge
from tests.jobs.sending import TELEGRAM_S, Posting, killed, outlived

MOST_IN_FLIGHT = 40  # delivery.MOST_AT_ONCE


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> str:
    if database == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'coach.db'}"


async def _ordeal(where: str, url: str, tmp_path: Path, forge: Forge, *, people: int, kills: int) -> None:
    outcome = await killed(Posting(where, url, people=people, folder=tmp_path, forge=forge), kills=kills, seed=people)

    print(f"{where}, {people} people, {kills} kills: {outcome}")
    assert outcome.complaints == []
    assert outcome.lost == 0
    assert outcome.repeated <= (0 if where == "slack" else outcome.doubts)
    assert outcome.doubts <= kills * MOST_IN_FLIGHT


@pytest.mark.asyncio
@pytest.mark.parametrize(("where", "database"), [("slack", "postgres"), ("telegram", "sqlite")])
async def test_two_kills_among_forty_sends_lose_nothing(
    *, where: str, database: str, url: str, tmp_path: Path, forge: Forge
) -> None:
    await _ordeal(where, url, tmp_path, forge, people=40, kills=2)


@pytest.mark.soak
@pytest.mark.asyncio
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.parametrize("where", ["slack", "telegram"])
async def test_three_kills_among_three_hundred_sends_lose_nothing(
    *, where: str, database: str, url: str, tmp_path: Path, forge: Forge
) -> None:
    await _ordeal(where, url, tmp_path, forge, people=300, kills=3)


@pytest.mark.soak
@pytest.mark.asyncio
@pytest.mark.parametrize("where", ["slack", "telegram"])
async def test_of_two_workers_the_survivor_finishes_everything(
    *, where: str, postgres_url: str, tmp_path: Path, forge: Forge
) -> None:
    outcome = await outlived(Posting(where, postgres_url, people=200, folder=tmp_path, forge=forge))

    print(f"{where}, two workers: {outcome}")
    assert outcome.complaints == []
    assert outcome.lost == 0
    assert outcome.repeated <= (0 if where == "slack" else outcome.doubts)
    assert where == "slack" or outcome.fastest <= TELEGRAM_S  # Slack counts by the minute, Telegram by the second
