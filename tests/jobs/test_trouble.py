"""Two workers and a platform in trouble: nothing is lost, every order is kept, and no limit is passed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.forking import Forge
from tests.jobs.sending import Posting
from tests.jobs.trouble import Endured, endured

TOLD = {"telegram": (30, None), "slack": (64, 300)}  # a second, a minute: the default settings


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


@pytest.mark.soak
@pytest.mark.asyncio
@pytest.mark.parametrize(("where", "people"), [("telegram", 300), ("slack", 160)])
async def test_two_workers_keep_the_limits_while_all_is_well(
    *, where: str, people: int, postgres_url: str, tmp_path: Path, forge: Forge
) -> None:
    posting = Posting(where, postgres_url, people=people, folder=tmp_path, forge=forge)

    came = await endured(posting, None)

    print(f"{where}, all is well: {came}")
    check(where, came)
    assert (came.repeated, came.doubts) == (0, 0)


def check(where: str, came: Endured) -> None:
    second, minute = TOLD[where]
    assert came.complaints == []
    assert (came.lost, came.crossed) == (0, 0)
    assert came.in_a_second <= second and (minute is None or came.in_a_minute <= minute)
    assert came.to_one_chat <= 1
