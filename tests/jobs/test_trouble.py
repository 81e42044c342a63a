"""Two workers and a platform in trouble: nothing is lost, every order is kept, and no limit is passed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.forking import Forge
from tests.jobs.sending import Posting
from tests.jobs.trouble import Endured, cut, endured, faults, most_within, storm

SECOND = {"telegram": 30, "slack": 64}  # what the default settings allow in any one second
MINUTE = {"telegram": 30 * 60, "slack": 300}
TROUBLES = {"all is well": None, "429 storms": storm, "5xx and lost answers": faults, "a minute's cut": cut}


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


@pytest.mark.soak
@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", list(TROUBLES))
@pytest.mark.parametrize(("where", "people"), [("telegram", 150), ("slack", 75)])
async def test_two_workers_lose_nothing_keep_every_order_and_pass_no_limit(
    *, where: str, people: int, trouble: str, postgres_url: str, tmp_path: Path, forge: Forge
) -> None:
    posting = Posting(where, postgres_url, people=people, each=2, folder=tmp_path, forge=forge)

    came = await endured(posting, TROUBLES[trouble])

    print(f"{where}, {2 * people} messages, {trouble}: {came}")
    check(where, came)
    assert trouble != "all is well" or (came.repeated, came.doubts, came.refused) == (0, 0, 0)


def check(where: str, came: Endured) -> None:
    assert came.complaints == []
    assert (came.lost, came.crossed) == (0, 0)
    assert came.repeated <= (0 if where == "slack" else came.doubts)
    assert came.in_a_second <= SECOND[where] and came.in_a_minute <= MINUTE[where]
    assert came.to_one_chat <= 1


def test_the_most_within_a_span_is_found_wherever_that_begins() -> None:
    assert most_within([5.0, 0.0, 0.9, 0.95, 1.05, 1.8], 1.0) == 4
    assert most_within([], 1.0) == 0
