"""`kill -9` under load: nothing acknowledged is lost, nothing is applied twice, and hardly a message comes twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.channels.forking import Forge
from tests.channels.killing import ordeal
from tests.channels.places import InSlack, InTelegram, Place

PLACES: dict[str, Callable[[], Place]] = {
    "slack by socket": lambda: InSlack(over_http=False),
    "slack by http": lambda: InSlack(over_http=True),
    "telegram by polling": lambda: InTelegram(webhook=False),
    "telegram by webhook": lambda: InTelegram(webhook=True),
}
SAMPLE = [("slack by http", "postgres", 32), ("telegram by polling", "sqlite", 33)]  # every way and database in soak


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


@pytest.fixture
def db_url(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> str:
    if database == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'coach.db'}"


@pytest.mark.asyncio
@pytest.mark.parametrize(("place", "database", "seed"), SAMPLE)
async def test_two_kills_lose_nothing_and_apply_nothing_twice(
    *, place: str, database: str, seed: int, db_url: str, tmp_path: Path, forge: Forge
) -> None:
    outcome = await ordeal(PLACES[place](), db_url=db_url, folder=tmp_path, forge=forge, seed=seed, kills=2)

    print(f"{place}, {database}, seed {seed}: {outcome}")
    assert outcome.wrong == []
    assert outcome.repeated <= outcome.in_flight
    assert outcome.turns > 20


@pytest.mark.soak
@pytest.mark.asyncio
@pytest.mark.parametrize("seed", [50])
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.parametrize("place", list(PLACES))
async def test_fifty_kills_lose_nothing_and_apply_nothing_twice(
    *, place: str, database: str, seed: int, db_url: str, tmp_path: Path, forge: Forge
) -> None:
    outcome = await ordeal(
        PLACES[place](), db_url=db_url, folder=tmp_path, forge=forge, seed=seed, kills=50, plainly=True
    )

    print(f"{place}, {database}, seed {seed}: {outcome}")
    assert outcome.wrong == []
    assert outcome.repeated <= outcome.in_flight
    assert outcome.turns > outcome.kills  # it got somewhere: two turns a kill on a busy machine, ten on an idle one
