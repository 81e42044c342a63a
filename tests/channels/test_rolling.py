"""Two `coach serve` on one PostgreSQL are restarted in turn: nothing is lost or comes twice, every order is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest
from sqlalchemy import create_engine, text

from tests.channels.balancing import Balancer, Together
from tests.channels.forking import Forge
from tests.channels.killing import Ordeal, process
from tests.channels.places import InSlack, InTelegram, Place
from tests.postgres_server import free_port

PLACES: dict[str, Callable[[], Place]] = {
    "slack by socket": lambda: InSlack(over_http=False),
    "slack by http": lambda: InSlack(over_http=True),
    "telegram by webhook": lambda: InTelegram(webhook=True),
}
PEOPLE = 6
PATIENCE_S = 5.0  # the usual sweep: an answer that waits behind another process's is not to wait for that


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


@pytest.mark.soak
@pytest.mark.asyncio
@pytest.mark.parametrize("place", list(PLACES))
async def test_two_processes_are_restarted_in_turn_while_people_write(
    *, place: str, empty_postgres_url: str, tmp_path: Path, forge: Forge
) -> None:
    """They also start at once on a database without tables: these are made once."""
    there, url, ports = PLACES[place](), empty_postgres_url, (free_port(), free_port())
    del there.people[PEOPLE:]  # all that twenty write takes minutes to send on a busy machine
    async with there.opened(), Balancer(ports) as balancer:
        together = Together(
            [
                process(there, port, behind=balancer.port, db_url=url, folder=tmp_path / str(port), forge=forge)
                for port in ports
            ]
        )

        async def rolled() -> None:
            for _ in range(2):
                await together.roll()
            await asyncio.sleep(1.0)

        outcome = await Ordeal(there, together, db_url=url, seed=8).run(meanwhile=rolled)

    assert outcome.wrong == []
    waits = waited_s(url)
    late = quantiles(waits, n=100)[98]
    print(f"{place}: {outcome}; requests {balancer.passed_on}; waits {median(waits):.2f} s, p99 {late:.2f} s")
    assert (outcome.repeated, outcome.unacknowledged) == (0, 0)
    assert outcome.turns > 50
    assert late < PATIENCE_S
    assert place == "slack by socket" or min(balancer.passed_on) > 20


def waited_s(url: str) -> list[float]:
    """Return for each reply that went out how long it was in the outbox; what is lost, the ordeal tells."""
    engine = create_engine(url)
    asked = "SELECT extract(epoch FROM sent_at - created_at) FROM outbox WHERE sent_at IS NOT NULL"
    try:
        with engine.connect() as connection:
            return [float(row[0]) for row in connection.execute(text(asked))]
    finally:
        engine.dispose()
