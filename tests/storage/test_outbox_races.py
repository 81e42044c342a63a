"""Threads and processes that lease at the same time: no reply twice, no address out of order."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from dialogs.model import Session
from dialogs.replies import Say
from storage.unit_of_work import Store, open_store
from tests.apart import at_once
from tests.storage.conftest import AT, a_session, a_turn, ann_in, saved
from tests.storage.test_outbox import CHANNELS, MINUTE, leased, put, said
from tests.waiting import HANG_S


def leases_all(url: str) -> list[str]:
    """Lease three at a time until nothing is left, and return what that was."""
    store, found = open_store(url), []
    while got := leased(store, limit=3):
        found += [f"{one.address} {one.key}" for one in got]
    store.close()
    return found


def fill(store: Store, session: Session, *, addresses: int) -> None:
    """Queue 60 replies."""
    with store.unit_of_work() as work:
        for number in range(60):
            turn = replace(a_turn(f"{number:02}"), who=f"U{number % addresses}", channel="slack")
            work.put_replies(session, turn, [Say("hello")], "menu.choosing")
        work.commit()


def test_two_processes_never_lease_the_same_reply(store: Store, session: Session, url: str) -> None:
    fill(store, session, addresses=60)

    got = Counter(line for found in at_once(leases_all, (url,), (url,)) for line in found)
    assert len(got) == 60
    assert set(got.values()) == {1}


def test_threads_that_send_at_once_keep_every_address_in_order(store: Store, session: Session) -> None:
    """Each takes one, notes it, marks it sent: a reply that was leased beside an earlier one would be noted first."""
    fill(store, session, addresses=10)
    sent: list[tuple[str, str]] = []

    def sends(_: int) -> None:
        while len(sent) < 60:
            for one in leased(store, limit=1):
                sent.append((one.address, one.key))
                with store.unit_of_work() as work:
                    work.mark_sent(one.workspace_id, [one.key], AT)
                    work.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sends, range(4)))

    assert len(set(sent)) == len(sent) == 60
    for address in {address for address, _ in sent}:
        keys = [key for to, key in sent if to == address]
        assert keys == sorted(keys)


def test_a_lease_waits_for_another_that_is_not_committed(url: str) -> None:
    """Else the second would see the first reply free or locked, and take the next of the same address."""
    store = open_store(url, busy_timeout_s=HANG_S)
    session = saved(store, a_session(ann_in(store)))
    put(store, session, "first")
    put(store, session, "second")

    with ThreadPoolExecutor(1) as pool, store.unit_of_work() as work:
        first = work.lease_replies(CHANNELS, AT, lease_until=AT + MINUTE, limit=1)
        other = pool.submit(leased, store)
        assert not other.done()
        work.commit()
        second = other.result(timeout=HANG_S)

    assert (said(first), said(second)) == (["first"], [])
    store.close()
