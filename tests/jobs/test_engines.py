"""The registry, both engines, one process on a SQLite file, and `coach jobs`."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.jobs.distributed import DistributedEngine
from bot.jobs.embedded import EmbeddedEngine
from bot.sending import _reserve
from bot.service.jobs import AT_ONCE, MINUTE, Job, Ran, Runner
from bot.service.observing import Nobody
from bot.service.pace import Limits, OwnShares, Paced, Reserve
from dialogs.errors import StoreMisuse
from dialogs.job_ports import Place, Share
from dialogs.model import Outgoing
from dialogs.replies import Say
from storage.unit_of_work import Store, open_store
from tests.storage.conftest import AT, HERE, ann_in, empty_url, sqlite_url, store, url
from tests.waiting import HANG_S

__all__ = ["empty_url", "sqlite_url", "store", "url"]  # fixtures


def now() -> datetime:
    return datetime.now(UTC)


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(HANG_S):
        while not holds():
            await asyncio.sleep(0.02)


def runner(opened: Store) -> Runner:
    return Runner(opened.unit_of_work, clock=now, observer=Nobody())


def test_a_job_is_called_until_it_moves_less_than_it_may(store: Store) -> None:
    left = [AT_ONCE, AT_ONCE, 7]

    assert runner(store).run(Job("some", MINUTE, lambda at, limit: left.pop(0))) == Ran(2 * AT_ONCE + 7)

    with store.unit_of_work() as work:
        (one,) = work.jobs().runs()
    assert (one.name, one.moved, one.failures) == ("some", 2 * AT_ONCE + 7, 0) and one.ended_at is not None


def test_a_fault_is_noted_by_its_kind_and_forgotten_with_the_next_good_run(store: Store) -> None:
    faults = [RuntimeError("what somebody wrote"), RuntimeError("again")]

    def may_fail(_at: datetime, _limit: int) -> int:
        if faults:
            raise faults.pop()
        return 0

    job = Job("some", MINUTE, may_fail)
    for _ in range(2):
        assert runner(store).run(job) == Ran(0, "RuntimeError")
    with store.unit_of_work() as work:
        assert [(one.failure, one.failures) for one in work.jobs().runs()] == [("RuntimeError", 2)]
    runner(store).run(job)
    with store.unit_of_work() as work:
        assert [one.failures for one in work.jobs().runs()] == [0]


@pytest.mark.asyncio
async def test_the_embedded_engine_runs_each_job_and_one_fault_keeps_no_other_from_running(
    sqlite_url: str,
) -> None:
    calls: list[str] = []

    def fails(_at: datetime, _limit: int) -> int:
        calls.append("bad")
        raise RuntimeError

    def works(_at: datetime, _limit: int) -> int:
        calls.append("good")
        return 1

    with closing(open_store(sqlite_url)) as opened, ThreadPoolExecutor(1) as threads:
        moved = asyncio.Event()
        jobs = [Job("bad", MINUTE, fails), Job("good", MINUTE, works)]
        engine = EmbeddedEngine(jobs, runner(opened), threads=threads, clock=now, moved=moved.set, tick_s=0.05)
        await engine.start()
        await until(lambda: calls.count("bad") >= 2)
        await engine.stop()

    assert moved.is_set() and calls.count("good") == 1  # the bad one is tried at each tick, the good one is not due


@pytest.mark.asyncio
async def test_a_message_enqueues_a_look_into_the_outbox_in_its_own_transaction(postgres_url: str) -> None:
    with closing(open_store(postgres_url)) as opened, ThreadPoolExecutor(2) as threads:
        ann = ann_in(opened)
        with opened.unit_of_work() as work:
            work.put_message(HERE, ann.id, "never", [Say("Hello")], AT)  # rolled back: no job either
        with opened.unit_of_work() as work:
            assert work.jobs().queued() == {}
            work.put_message(HERE, ann.id, "one", [Say("Hello")], AT)
            work.put_message(HERE, ann.id, "two", [Say("Hello")], AT)
            work.commit()
        with opened.unit_of_work() as work:
            assert work.jobs().queued() == {"todo": 1}  # once for the transaction
        looked = asyncio.Event()
        engine = DistributedEngine(
            [], runner(opened), conninfo=str(opened.conninfo), threads=threads, moved=looked.set, concurrency=2
        )
        await engine.start()
        await asyncio.wait_for(looked.wait(), HANG_S)
        await engine.stop()
        with opened._engine.connect() as connection:
            left = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deliver'"
            assert connection.exec_driver_sql(left).scalar() == 0


@pytest.mark.asyncio
async def test_a_survivor_runs_what_a_dead_worker_was_at(postgres_url: str) -> None:
    calls: list[datetime] = []

    def counts(at: datetime, _limit: int) -> int:
        calls.append(at)
        return 0

    with closing(open_store(postgres_url)) as opened, ThreadPoolExecutor(2) as threads:
        with opened._engine.begin() as connection:  # as a killed worker leaves it: its job is its own for ever
            connection.exec_driver_sql(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
            )
            connection.exec_driver_sql(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status, worker_id) "
                "SELECT 'coach', 'some', 'some', 'some', '{\"timestamp\": 1}', 'doing', id FROM procrastinate_workers"
            )
        engine = DistributedEngine(
            [Job("some", MINUTE, counts)],
            runner(opened),
            conninfo=str(opened.conninfo),
            threads=threads,
            moved=lambda: None,
            concurrency=2,
        )
        await engine.start()
        await until(lambda: calls)  # behind the lock that the dead one holds: only a rescue lets it through
        await engine.stop()


def test_a_second_process_on_one_sqlite_file_is_refused_and_not_once_the_first_is_gone(sqlite_url: str) -> None:
    with closing(open_store(sqlite_url)) as opened, closing(open_store(sqlite_url)) as other:
        first = opened.serve_alone()
        with pytest.raises(StoreMisuse, match="another `coach serve`"):
            other.serve_alone()
        first.close()
        other.serve_alone().close()


def test_on_postgres_any_number_may_serve(postgres_url: str) -> None:
    with closing(open_store(postgres_url)) as opened, closing(opened.serve_alone()), closing(opened.serve_alone()):
        pass


def test_shares_of_all_processes_are_one(postgres_url: str) -> None:
    """Two stores stand for two processes: what one takes the other has to wait for."""
    waits = []
    with closing(open_store(postgres_url)) as one, closing(open_store(postgres_url)) as other:
        for opened in (one, other, one, other):
            with opened.unit_of_work() as work:
                place = work.jobs().reserve([Share("telegram", 10.0, burst=2)], most_s=60.0)
                waits.append(place.wait_s if place else math.nan)
                work.commit()

    assert waits[:2] == [0.0, 0.0]
    assert 9 < waits[2] <= 10 and 19 < waits[3] <= 20


async def _shares(kind: str, url: str, stack: ExitStack) -> Reserve:
    """Return what gives shares: in memory, or of a database that many processes use."""
    if kind == "memory":
        return OwnShares(clock=lambda: 0.0).reserve
    opened = stack.enter_context(closing(open_store(url)))
    threads = stack.enter_context(ThreadPoolExecutor(1))
    return partial(_reserve, opened.unit_of_work, threads)


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["memory", "database"])
async def test_a_place_that_is_too_late_is_not_taken_and_none_that_goes_with_it(kind: str, postgres_url: str) -> None:
    all_of, chat, slow = Share("telegram", 10.0), Share("chat 1", 10.0), Share("chat 2", 40.0)
    with ExitStack() as stack:
        reserve = await _shares(kind, postgres_url, stack)
        assert await reserve((slow,), 15.0) == Place(0.0)
        assert await reserve((all_of, chat), 15.0) == Place(0.0)
        second = await reserve((all_of, chat), 15.0)  # ten seconds on in both, and not ten for each
        assert second is not None and 9 < second.wait_s <= 10
        assert await reserve((Share("telegram", 10.0),), 15.0) is None
        assert await reserve((Share("other", 5.0), slow), 15.0) is None
        assert await reserve((Share("other", 5.0),), 0.0) == Place(0.0)  # not taken for the one that came too late


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["memory", "database"])
async def test_no_place_of_the_bot_is_taken_for_a_chat_that_has_to_wait(kind: str, postgres_url: str) -> None:
    """Else it is used later than it was meant for, beside the places of that time: more in a second than may be."""
    all_of, chat = Share("telegram", 10.0, burst=2), Share("chat 1", 40.0)
    with ExitStack() as stack:
        reserve = await _shares(kind, postgres_url, stack)
        assert await reserve((all_of, chat), 60.0) == Place(0.0)
        second = await reserve((all_of, chat), 60.0)
        assert second is not None and not second.taken and 39 < second.wait_s <= 40
        assert await reserve((all_of,), 0.0) == Place(0.0)


@pytest.mark.asyncio
async def test_what_waits_for_its_chat_asks_again_and_steps_aside_when_that_takes_too_long() -> None:
    at, asked = [0.0], []
    places = [Place(0.0), Place(0.0, taken=False), Place(0.0), Place(0.0), Place(0.0, taken=False), None]

    async def reserve(_shares: Sequence[Share], most_s: float) -> Place | None:
        asked.append(round(most_s, 1))
        at[0] += 2.0 if places[0] and not places[0].taken else 0.0
        return places.pop(0)

    pace = Paced({"telegram": Limits(18, 10, by_workspace=False)}, reserve, clock=lambda: at[0])
    note = Outgoing("k", HERE, "telegram", "1", Say("Hello"), "menu.choosing", "", 1, unasked=True)

    assert await pace(note) and not await pace(note)
    assert asked == [12.0, 5.0, 3.0] * 2  # for a place of its own, then for one in all, which asking again shortens


@pytest.mark.asyncio
async def test_a_chat_s_second_begins_when_the_bot_s_own_line_lets_the_message_go() -> None:
    shares = OwnShares(clock=lambda: 0.0)
    line, chat = Share("telegram", 2.0), Share("chat 1", 1.0)

    places = [await shares.reserve((line, chat), 60.0) for _ in range(3)]

    assert places == [Place(0.0), Place(2.0), Place(4.0)]
    assert await shares.reserve((chat,), 60.0) == Place(5.0)


@pytest.mark.asyncio
async def test_what_missed_its_place_takes_another_and_what_has_none_soon_steps_aside() -> None:
    at, waits = [0.0], [0.0, 0.0, 0.0, None]

    async def reserve(_shares: Sequence[Share], _most_s: float) -> Place | None:
        wait_s = waits.pop(0)
        at[0] += 5.0 if len(waits) > 1 else 0.0  # the machine stood still twice
        return None if wait_s is None else Place(wait_s)

    pace = Paced({"telegram": Limits(18, 10, by_workspace=False)}, reserve, clock=lambda: at[0])
    answer = Outgoing("k", HERE, "telegram", "1", Say("Hello"), "menu.choosing", "", 1)

    assert await pace(answer) and len(waits) == 1
    assert not await pace(answer) and waits == []


def test_forgetting_shares_waits_for_nobody_who_takes_one(postgres_url: str) -> None:
    """Else the two wait for each other: who takes holds one row and asks for the next."""
    with closing(open_store(postgres_url)) as one, closing(open_store(postgres_url)) as other:
        with one.unit_of_work() as work:
            work.jobs().reserve([Share("telegram", 0.001), Share("chat 1", 0.001)], most_s=60.0)
            work.commit()
        time.sleep(0.01)
        with one.unit_of_work() as taking, other.unit_of_work() as forgetting:
            taking.jobs().reserve([Share("telegram", 60.0)], most_s=60.0)
            assert forgetting.jobs().forget_pace() == 1
            forgetting.commit()
            assert taking.jobs().reserve([Share("chat 1", 60.0)], most_s=60.0) == Place(0.0)
            taking.commit()


@pytest.mark.asyncio
async def test_a_share_in_memory_lets_no_second_have_more_than_its_rate_and_burst() -> None:
    at, leaves = [0.0], []
    shares = OwnShares(clock=lambda: at[0])
    for _ in range(200):
        at[0] += 0.001
        place = await shares.reserve([Share("telegram", 1 / 18, burst=10)], 60.0)
        assert place is not None
        leaves.append(at[0] + place.wait_s)

    assert max(sum(one <= other < one + 1 for other in leaves) for one in leaves) <= 28


def test_jobs_shows_what_failed_and_retry_lets_it_wait_again(store: Store, url: str) -> None:
    ann = ann_in(store)
    with store.unit_of_work() as work:
        work.add_member(HERE, "slack", "U1", "Bo", AT)
        bo = work.member(HERE, "slack", "U1")
        assert bo is not None and bo.id != ann.id
        work.put_message(HERE, bo.id, "note", [Say("Hello")], AT)
        work.lease_replies(["slack"], AT, lease_until=AT + timedelta(minutes=1), limit=1)
        work.give_up(HERE, ["note/0"])
        work.commit()

    shown = CliRunner().invoke(main, ["jobs", "--json", "--db", url])
    told = json.loads(shown.stdout)
    assert shown.exit_code == 1
    assert [box["failed"] for box in told["outbox"]] == [1] and len(told["failed"]) == 1
    assert "Hello" not in shown.output and "U1" not in shown.output

    again = CliRunner().invoke(main, ["jobs", "retry", str(told["failed"][0]["id"]), "--db", url])
    assert again.exit_code == 0 and "1 message waits" in again.stdout
    with store.unit_of_work() as work:
        assert [one.key for one in work.lease_replies(["slack"], AT, lease_until=AT, limit=9)] == ["note/0"]
    assert CliRunner().invoke(main, ["jobs", "--db", url]).exit_code == 0


def test_retry_wants_to_be_told_what(sqlite_url: str) -> None:
    assert CliRunner().invoke(main, ["jobs", "retry", "--db", sqlite_url]).exit_code == 2


def test_a_worker_on_sqlite_is_refused(sqlite_url: str) -> None:
    done = CliRunner().invoke(main, ["worker", "--db", sqlite_url])

    assert done.exit_code == 2 and "needs PostgreSQL" in done.stderr
