"""A start frees what a killed process was sending, at once, but only where nobody else sends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from dialogs.errors import StoreUnavailable
from dialogs.model import Session
from storage import outbox
from storage.presence import Presence
from storage.transaction import Transaction
from storage.unit_of_work import Store, open_store
from tests.storage.conftest import AT, HERE
from tests.storage.test_outbox import MINUTE, leased, put, said


@pytest.fixture
def other_store(store: Store, url: str) -> Iterator[Store]:
    """The same database, as another process opens it."""
    opened = open_store(url)
    yield opened
    opened.close()


def test_the_only_sender_frees_what_a_dead_one_had_leased(store: Store, other_store: Store, session: Session) -> None:
    with closing(other_store.presence()) as dead:
        dead.hold()
        put(store, session, "a", until=AT + MINUTE)

    with closing(store.presence()) as alive:
        alive.hold()

        assert said(leased(store, AT)) == ["a"]


def test_nothing_is_freed_where_somebody_else_sends(store: Store, other_store: Store, session: Session) -> None:
    with closing(other_store.presence()) as other, closing(store.presence()) as late:
        other.hold()
        put(store, session, "a", until=AT + MINUTE)
        late.hold()

        assert leased(store, AT) == []


def test_who_came_second_counts_too_once_the_first_is_gone(store: Store, other_store: Store, session: Session) -> None:
    with closing(store.presence()) as first, closing(store.presence()) as second:
        first.hold()
        second.hold()
        first.close()
        put(store, session, "a", until=AT + MINUTE)
        with closing(other_store.presence()) as third:
            third.hold()

            assert leased(store, AT) == []


def test_what_a_platform_asked_to_wait_for_still_waits(store: Store, session: Session) -> None:
    key = put(store, session, "a", until=AT + MINUTE)
    with store.unit_of_work() as work:
        work.postpone(HERE, [key], AT + MINUTE)
        work.commit()

    with closing(store.presence()) as alive:
        alive.hold()

        assert leased(store, AT) == []


def test_only_the_first_look_frees_anything(store: Store, session: Session) -> None:
    """Later on the leases are one's own."""
    with closing(store.presence()) as alive:
        alive.hold()
        put(store, session, "a", until=AT + MINUTE)
        alive.hold()

        assert leased(store, AT) == []


def test_a_first_look_that_failed_is_made_again(
    store: Store, other_store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else this process would send without being counted, and another would take its leases for a dead one's."""
    put(store, session, "a", until=AT + MINUTE)
    with closing(store.presence()) as alive, closing(other_store.presence()) as late:
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "free_leases", _refuse)
            with pytest.raises(StoreUnavailable):
                alive.hold()

        alive.hold()
        late.hold()

        assert said(leased(store, AT)) == ["a"]
        assert not _is_alone(late)


def test_a_lock_that_was_lost_with_its_connection_is_taken_anew(
    postgres_url: str,
) -> None:
    opened, other = open_store(postgres_url), open_store(postgres_url)
    with closing(opened), closing(other), closing(opened.presence()) as alive, closing(other.presence()) as late:
        alive.hold()
        _cut(opened, alive)
        alive.hold()
        late.hold()

        assert not _is_alone(late)


def _refuse(run: Transaction) -> None:
    raise StoreUnavailable("another program is writing")


def _cut(store: Store, presence: Presence) -> None:
    """Let the server end the connection that holds the lock."""
    lock = presence._lock
    pid = lock._do("SELECT pg_backend_pid()")  # type: ignore[union-attr]
    with store._engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 60000)")


def _is_alone(presence: Presence) -> bool:
    return presence._lock is not None and presence._lock.try_alone()
