"""What a long down time left goes out without a rest between one look into the outbox and the next."""

from __future__ import annotations

import pytest

from bot.service.delivery import MOST_AT_ONCE
from storage.unit_of_work import Store
from tests.service.test_delivery import Clock, Platform, delivering, queued, states, store, until, url

__all__ = ["store", "url"]  # fixtures


@pytest.mark.asyncio
async def test_more_than_one_look_takes_goes_out_at_once_and_in_order(store: Store, url: str) -> None:
    platform, clock = Platform(), Clock()
    words = [str(number) for number in range(MOST_AT_ONCE + 10)]
    queued(store, "ann", *words)
    queued(store, "bob", *words)

    async with delivering(store, platform, clock, sweep_s=60):
        await until(lambda: set(states(url)) == {"sent"})

    assert [said for who, said in platform.taken if who == "ann"] == words
    assert [said for who, said in platform.taken if who == "bob"] == words
