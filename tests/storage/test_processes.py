"""Two processes on one database: one wins, the other is told; nothing is applied twice."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from dialogs.model import EventId, MemberId
from storage.unit_of_work import open_store
from tests.storage.conftest import AT, HERE, a_session, ann_in, saved
from tests.waiting import HANG_S

# Counts up in Ann's session, and again from the start whenever the other process came first.
COUNTING = """
import sys
from dataclasses import replace
from dialogs.errors import StaleSession
from storage.unit_of_work import open_store
from tests.storage.conftest import AT, HERE, a_turn

url, ann, name, times = sys.argv[1:]
store, stale, done = open_store(url), 0, 0
while done < int(times):
    with store.unit_of_work() as work:
        session = work.latest_session(HERE, ann)
    try:
        with store.unit_of_work() as work:
            work.claim(HERE, "terminal", f"{name}-{done}", AT)
            session = work.save_session(replace(session, facts={"count": session.facts["count"] + 1}), AT)
            work.append_turn(session, a_turn(f"{name}-{done}"), "menu.choosing")
            work.commit()
        done += 1
    except StaleSession:
        stale += 1
print(done, stale)
"""


def test_two_processes_on_one_session_lose_no_turn_and_apply_none_twice(url: str) -> None:
    store = open_store(url)
    ann = ann_in(store)
    saved(store, replace(a_session(ann), facts={"count": 0}))
    commands = [[sys.executable, "-c", COUNTING, url, ann.id, name, "60"] for name in ("a", "b")]

    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for command in commands
    ]
    ended = [process.communicate(timeout=HANG_S) for process in running]

    assert [errors for _, errors in ended] == ["", ""]
    assert [out.split()[0] for out, _ in ended] == ["60", "60"]
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


def test_a_process_killed_before_its_commit_leaves_no_trace(url: str) -> None:
    program = (
        "import os; from storage.unit_of_work import open_store; from tests.storage.conftest import AT, HERE\n"
        f"work = open_store({url!r}).unit_of_work().__enter__()\n"
        "work.claim(HERE, 'terminal', 'e', AT); os._exit(9)"
    )

    ran = subprocess.run([sys.executable, "-c", program], check=False)

    assert ran.returncode == 9
    store = open_store(url)
    with store.unit_of_work() as work:
        assert work.claim(HERE, "terminal", EventId("e"), AT)
    store.close()
