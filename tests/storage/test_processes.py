"""Two processes on one database: one wins, the other is told; nothing is applied twice."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from dialogs.errors import StaleSession
from dialogs.model import EventId, MemberId
from storage.unit_of_work import open_store
from tests.apart import at_once, processes
from tests.storage.conftest import AT, HERE, a_session, a_turn, ann_in, saved
from tests.waiting import HANG_S


def counts(url: str, ann: MemberId, name: str, times: int) -> int:
    """Count up in Ann's session, and again from the start whenever the other process came first."""
    store, done = open_store(url), 0
    while done < times:
        with store.unit_of_work() as work:
            session = work.latest_session(HERE, ann)
        assert session is not None
        try:
            with store.unit_of_work() as work:
                work.claim(HERE, "terminal", EventId(f"{name}-{done}"), AT)
                session = work.save_session(replace(session, facts={"count": session.facts["count"] + 1}), AT)
                work.append_turn(session, a_turn(f"{name}-{done}"), "menu.choosing")
                work.commit()
            done += 1
        except StaleSession:
            continue
    store.close()
    return done


def test_two_processes_on_one_session_lose_no_turn_and_apply_none_twice(url: str) -> None:
    store = open_store(url)
    ann = ann_in(store)
    saved(store, replace(a_session(ann), facts={"count": 0}))

    assert at_once(counts, *((url, ann.id, name, 60) for name in ("a", "b"))) == [60, 60]

    with store.unit_of_work() as work:
        session = work.latest_session(HERE, MemberId(ann.id))
    assert session is not None
    assert (session.facts["count"], session.version) == (120, 121)
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*), count(DISTINCT event_id) FROM turn").one() == (120, 120)
    store.close()


def test_many_threads_claim_one_event_once(url: str) -> None:
    store = open_store(url)

    def claims(_: int) -> bool:
        with store.unit_of_work() as work:
            won = work.claim(HERE, "terminal", EventId("e"), AT)
            work.commit()
            return won

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(claims, range(40)))

    assert sum(won) == 1
    store.close()


def claims_and_is_killed(url: str) -> None:
    work = open_store(url).unit_of_work().__enter__()
    work.claim(HERE, "terminal", EventId("e"), AT)
    os._exit(9)


def test_a_process_killed_before_its_commit_leaves_no_trace(url: str) -> None:
    process = processes().Process(target=claims_and_is_killed, args=(url,))
    process.start()
    process.join(HANG_S)

    assert process.exitcode == 9
    store = open_store(url)
    with store.unit_of_work() as work:
        assert work.claim(HERE, "terminal", EventId("e"), AT)
    store.close()
