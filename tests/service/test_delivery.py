"""Replies leave in order, once each, and what cannot go now goes later; on a real SQLite file."""

from __future__ import annotations

import asyncio
import logging
import shutil
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.service.delivery import LEASE_S, Delivery
from bot.service.observing import Nobody
from dialogs.errors import DeliveryError, StoreUnavailable
from dialogs.model import EventId, Frame, Outgoing, Session, SessionId, Turn, WorkspaceId
from dialogs.replies import Say
from storage.unit_of_work import SqlUnitOfWork, Store, open_store
from tests.waiting import HANG_S

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE = WorkspaceId("here")


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Platform:
    """Takes messages, unless it was told what to answer next."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.answers: list[Exception | None] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.calls = 0

    async def send(self, outgoing: Outgoing) -> None:
        self.calls += 1
        await self.gate.wait()
        trouble = self.answers.pop(0) if self.answers else None
        if trouble:
            raise trouble
        self.taken.append((outgoing.address, outgoing.reply.plain_text()))


@pytest.fixture
def url(upgraded_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'coach.db')}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


def queued(
    store: Store, who: str, *words: str, lease_until: datetime | None = None, channel: str = "chat"
) -> list[Outgoing]:
    """Put replies in the outbox as a turn does, and return them as the intake pushes them."""
    turn = Turn(EventId(uuid.uuid4().hex), channel, who, START)
    with store.unit_of_work() as work:
        member = work.member(HERE, channel, who) or work.add_member(HERE, channel, who, who, START)
        last = work.latest_session(HERE, member.id)
        ordinal = last.ordinal + 1 if last else 1
        session = Session(
            SessionId(uuid.uuid4().hex), HERE, member.id, ordinal, 0, 1, "hash", (Frame("menu", "choosing"),)
        )
        saved = work.save_session(session, START)
        replies = [Say(word) for word in words]
        keys = work.put_replies(saved, turn, replies, "menu.choosing", lease_until=lease_until)
        work.commit()
    return [
        Outgoing(key, HERE, channel, who, reply, "menu.choosing", saved.stamp, 1)
        for key, reply in zip(keys, replies, strict=bool(keys))
    ]


def states(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [row.state for row in connection.execute(text("select state from outbox order by id"))]
    engine.dispose()
    return found


@asynccontextmanager
async def delivering(
    store: Store,
    platform: Platform,
    clock: Callable[[], datetime],
    *,
    sweep_s: float = 0.02,
    looks: Callable[[], None] = lambda: None,
) -> AsyncIterator[Delivery]:
    with ThreadPoolExecutor(4) as threads:
        delivery = Delivery(
            unit_of_work=store.unit_of_work,
            senders={"chat": platform},
            threads=threads,
            clock=clock,
            observer=Nobody(),
            sweep_s=sweep_s,
            announce=looks,
        )
        await delivery.start()
        try:
            yield delivery
        finally:
            await delivery.stop(timeout_s=HANG_S if platform.gate.is_set() else 0.05)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(HANG_S):
        while not holds():
            await asyncio.sleep(0.005)


class Looks:
    """Counts the looks into the outbox."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1

    async def twice(self) -> None:
        """Wait for two whole looks; what comes of a look is done before the one after the next begins."""
        begun = self.count
        await until(lambda: self.count >= begun + 3)


def leased(store: Store, who: str, *words: str) -> list[Outgoing]:
    return queued(store, who, *words, lease_until=START + timedelta(seconds=15))


@pytest.mark.asyncio
async def test_replies_go_out_in_order_and_are_marked(store: Store, url: str) -> None:
    platform, clock = Platform(), Clock()

    async with delivering(store, platform, clock) as delivery:
        delivery.push(leased(store, "ann", "one", "two"))
        delivery.push(leased(store, "ann", "three"))
        await until(lambda: states(url) == ["sent"] * 3)

    assert platform.taken == [("ann", "one"), ("ann", "two"), ("ann", "three")]


@pytest.mark.asyncio
async def test_what_an_earlier_run_left_goes_first(store: Store, url: str) -> None:
    platform, clock = Platform(), Clock()
    queued(store, "ann", "left")

    async with delivering(store, platform, clock) as delivery:
        delivery.push(leased(store, "ann", "new"))
        await until(lambda: states(url) == ["sent"] * 2)

    assert platform.taken == [("ann", "left"), ("ann", "new")]


@pytest.mark.asyncio
async def test_a_wait_that_the_platform_asks_for_is_kept_and_nothing_overtakes(store: Store, url: str) -> None:
    platform, clock, looks = Platform(), Clock(), Looks()
    platform.answers = [DeliveryError("slow down", retry_after_s=10)]

    async with delivering(store, platform, clock, looks=looks) as delivery:
        delivery.push(leased(store, "ann", "one", "two"))
        await until(lambda: states(url) == ["pending", "pending"])
        delivery.push(leased(store, "ann", "three"))
        delivery.push(leased(store, "bob", "meanwhile"))
        await until(lambda: states(url) == ["pending", "pending", "pending", "sent"])
        assert platform.taken == [("bob", "meanwhile")]
        clock.passes(9)
        await looks.twice()
        assert len(platform.taken) == 1

        clock.passes(1.1)
        await until(lambda: states(url) == ["sent"] * 4)

    assert platform.taken[1:] == [("ann", "one"), ("ann", "two"), ("ann", "three")]


@pytest.mark.asyncio
async def test_a_dead_address_is_noted_and_never_tried_again(store: Store, url: str) -> None:
    platform, clock, looks = Platform(), Clock(), Looks()
    platform.answers = [DeliveryError("blocked", permanent=True)]

    async with delivering(store, platform, clock, looks=looks) as delivery:
        delivery.push(leased(store, "ann", "one", "two"))
        await until(lambda: states(url) == ["failed", "failed"])
        clock.passes(3600)
        await looks.twice()

    assert platform.taken == []
    with store.unit_of_work() as work:
        ann = work.member(HERE, "chat", "ann")
    assert ann is not None
    assert ann.unreachable


@pytest.mark.asyncio
async def test_a_refused_message_is_given_up_and_the_next_one_goes(store: Store, url: str) -> None:
    platform, clock = Platform(), Clock()
    platform.answers = [DeliveryError("too long", refused=True)]

    async with delivering(store, platform, clock) as delivery:
        delivery.push(leased(store, "ann", "one", "two"))
        await until(lambda: states(url) == ["failed", "sent"])

    assert platform.taken == [("ann", "two")]


@pytest.mark.asyncio
async def test_a_silent_platform_is_tried_again_later_and_later(store: Store, url: str) -> None:
    platform, clock, looks = Platform(), Clock(), Looks()
    platform.answers = [DeliveryError("no answer"), DeliveryError("no answer")]

    async with delivering(store, platform, clock, looks=looks) as delivery:
        delivery.push(leased(store, "ann", "one"))
        await until(lambda: states(url) == ["pending"])
        clock.passes(2.1)
        await until(lambda: len(platform.answers) == 0)
        await until(lambda: states(url) == ["pending"])
        clock.passes(2.1)  # the second wait is twice the first
        await looks.twice()
        assert platform.taken == []

        clock.passes(2.1)
        await until(lambda: states(url) == ["sent"])

    assert platform.taken == [("ann", "one")]


@pytest.mark.asyncio
async def test_an_error_that_nobody_foresaw_is_one_more_failure_and_its_text_is_not_logged(
    store: Store, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    platform, clock = Platform(), Clock()
    platform.answers = [AttributeError("'one' has no attribute 'get'")]

    async with delivering(store, platform, clock) as delivery:
        delivery.push(leased(store, "ann", "one"))
        await until(lambda: states(url) == ["in_doubt"])
        clock.passes(2.1)
        await until(lambda: states(url) == ["sent"])

    assert platform.taken == [("ann", "one")]
    assert "a send failed: AttributeError" in caplog.text and "attribute 'get'" not in caplog.text


@pytest.mark.asyncio
async def test_the_sweep_goes_on_after_an_error_that_nobody_foresaw(store: Store, url: str) -> None:
    platform, clock, failing = Platform(), Clock(), [RuntimeError("a row that cannot be read")]

    def fails_once() -> None:
        if looks.count == 2 and failing:
            raise failing.pop()
        looks()

    looks = Looks()
    async with delivering(store, platform, clock, looks=fails_once):
        await until(lambda: not failing)
        leased(store, "ann", "one")
        clock.passes(60)
        await until(lambda: states(url) == ["sent"])

    assert platform.taken == [("ann", "one")]


@pytest.mark.asyncio
async def test_a_lease_that_is_over_is_not_used(store: Store, url: str) -> None:
    """While one reply hung, the lease on the next ran out: another process may have sent it by now."""
    platform, clock, over = Platform(), Clock(), threading.Event()
    waits_s = iter((0.0, HANG_S))  # at the start; and the first sweep comes too late here

    def look() -> None:
        over.wait(next(waits_s))

    async with delivering(store, platform, clock, looks=look) as delivery:
        platform.gate.clear()
        delivery.push(leased(store, "ann", "one", "two"))
        await until(lambda: platform.calls == 1)
        clock.passes(LEASE_S + 1)
        platform.gate.set()
        await until(lambda: states(url)[0] == "sent")
        over.set()  # and the coach stops at once: what that look took goes nowhere

    assert platform.taken == [("ann", "one")]
    assert states(url) == ["sent", "sending"]  # whoever sweeps next takes the second


@pytest.mark.asyncio
async def test_a_reply_whose_lease_ran_out_in_its_send_goes_once_also_if_a_look_found_it_meanwhile(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform, clock, here = Platform(), Clock(), threading.local()
    found, noted = threading.Event(), threading.Event()
    lease, commit = SqlUnitOfWork.lease_replies, SqlUnitOfWork.commit

    def leases(work: SqlUnitOfWork, *given: Any, **more: Any) -> Any:
        due = lease(work, *given, **more)
        here.found = bool(due)
        return due

    def commits(work: SqlUnitOfWork) -> None:
        commit(work)
        if getattr(here, "found", False):  # the look is done, and its answer comes late
            here.found = False
            found.set()
            assert noted.wait(HANG_S)

    async with delivering(store, platform, clock) as delivery:
        platform.gate.clear()
        delivery.push(leased(store, "ann", "one"))
        await until(lambda: platform.calls == 1)
        monkeypatch.setattr(SqlUnitOfWork, "lease_replies", leases)
        monkeypatch.setattr(SqlUnitOfWork, "commit", commits)
        clock.passes(LEASE_S + 1)
        await until(found.is_set)
        platform.gate.set()
        await until(lambda: states(url) == ["sent"])
        noted.set()
        delivery.push(leased(store, "ann", "two"))
        await until(lambda: len(platform.taken) > 1)

    assert platform.taken == [("ann", "one"), ("ann", "two")]


@pytest.mark.asyncio
async def test_a_store_that_is_away_for_a_moment_repeats_nothing(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform, clock = Platform(), Clock()
    tries = iter(range(10))
    mark_sent = SqlUnitOfWork.mark_sent

    def sometimes(work: SqlUnitOfWork, *given: object) -> None:
        if next(tries) < 3:
            raise StoreUnavailable("locked")
        mark_sent(work, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(SqlUnitOfWork, "mark_sent", sometimes)
    async with delivering(store, platform, clock) as delivery:
        delivery.push(leased(store, "ann", "one"))
        await until(lambda: states(url) == ["sent"])

    assert platform.taken == [("ann", "one")]


@pytest.mark.asyncio
async def test_stopping_sends_what_is_queued(store: Store, url: str) -> None:
    platform, clock = Platform(), Clock()

    async with delivering(store, platform, clock) as delivery:
        delivery.push(leased(store, "ann", *map(str, range(20))))
        assert await delivery.stop(timeout_s=HANG_S)

    assert platform.taken == [("ann", str(number)) for number in range(20)]


@pytest.mark.asyncio
@pytest.mark.parametrize("stopping", [False, True])
async def test_what_is_queued_behind_a_reply_under_way_goes_out_right_after_it(
    store: Store, url: str, stopping: bool
) -> None:
    platform, clock = Platform(), Clock()

    async with delivering(store, platform, clock, sweep_s=10 * HANG_S) as delivery:
        platform.gate.clear()
        delivery.push(leased(store, "ann", "one"))
        assert leased(store, "ann", "two") == []
        delivery.follow(HERE, "chat", "ann")
        await until(lambda: platform.calls == 1)
        platform.gate.set()
        if stopping:
            assert await delivery.stop(timeout_s=HANG_S)
        await until(lambda: states(url) == ["sent", "sent"])

    assert platform.taken == [("ann", "one"), ("ann", "two")]


@pytest.mark.asyncio
async def test_what_was_queued_behind_a_reply_that_is_done_by_now_is_looked_for_at_once(store: Store, url: str) -> None:
    platform, clock = Platform(), Clock()

    async with delivering(store, platform, clock, sweep_s=10 * HANG_S) as delivery:
        queued(store, "ann", "two")
        delivery.follow(HERE, "chat", "ann")
        await until(lambda: states(url) == ["sent"])


@pytest.mark.asyncio
async def test_a_platform_that_hangs_does_not_keep_the_coach_from_stopping(
    store: Store, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    platform, clock = Platform(), Clock()
    caplog.set_level(logging.DEBUG)

    async with delivering(store, platform, clock) as delivery:
        platform.gate.clear()
        delivery.push(leased(store, "ann", "hello there"))
        await until(lambda: platform.calls == 1)
        assert not await delivery.stop(timeout_s=0.1)

    assert states(url) == ["sending"]  # the next run takes it once its lease is over
    assert "hello" not in caplog.text


@pytest.mark.asyncio
async def test_replies_of_a_channel_that_does_not_run_here_are_left_to_others(store: Store, url: str) -> None:
    platform, clock = Platform(), Clock()
    queued(store, "ann", "swept", channel="elsewhere")

    async with delivering(store, platform, clock) as delivery:
        delivery.push(queued(store, "ann", "pushed", channel="elsewhere", lease_until=START + timedelta(seconds=15)))
        delivery.push(leased(store, "bob", "here"))
        await until(lambda: states(url)[-1] == "sent")
        assert await delivery.stop(timeout_s=HANG_S)

    assert platform.taken == [("bob", "here")]
    assert states(url) == ["pending", "pending", "sent"]
