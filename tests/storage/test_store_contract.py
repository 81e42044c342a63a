"""What every store promises, on every database. Nothing here may know which one it runs on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from dialogs.errors import StaleSession, StoreMisuse
from dialogs.model import EventId, Frame, MemberId, Score
from dialogs.ports import UnitOfWork
from dialogs.replies import Say
from storage.tables import table
from storage.unit_of_work import Store
from tests.storage.conftest import AT, ATTEMPT, HERE, REPLIES, a_session, a_turn, ann_in, queued, saved


def rows(store: Store, table: str) -> list[tuple[object, ...]]:
    with store._engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id")]


def test_a_unit_of_work_is_the_core_s_port(store: Store) -> None:
    work: UnitOfWork = store.unit_of_work()

    with work as entered:
        assert entered is work


def test_an_event_is_claimed_once(store: Store) -> None:
    with store.unit_of_work() as work:
        assert work.claim(HERE, "terminal", EventId("e"), AT)
        assert not work.claim(HERE, "terminal", EventId("e"), AT)
        work.commit()

    with store.unit_of_work() as work:
        assert not work.claim(HERE, "terminal", EventId("e"), AT)
        assert work.claim(HERE, "slack", EventId("e"), AT)


def test_what_was_not_committed_is_gone(store: Store) -> None:
    with store.unit_of_work() as work:
        ann = work.add_member(HERE, "terminal", "ann", "Ann", AT)
        work.claim(HERE, "terminal", EventId("e"), AT)
        work.save_session(a_session(ann), AT)

    with store.unit_of_work() as work:
        assert work.member(HERE, "terminal", "ann") is None
        assert work.latest_session(HERE, ann.id) is None
        assert work.claim(HERE, "terminal", EventId("e"), AT)


def test_an_error_in_the_middle_undoes_everything_and_passes_through(store: Store) -> None:
    def adds_and_fails(work: UnitOfWork) -> None:
        work.add_member(HERE, "terminal", "ann", "Ann", AT)
        raise KeyError("in the middle")

    with pytest.raises(KeyError, match="in the middle"), store.unit_of_work() as work:
        adds_and_fails(work)

    with store.unit_of_work() as work:
        assert work.member(HERE, "terminal", "ann") is None


def test_a_member_is_found_by_address_and_added_once(store: Store) -> None:
    ann = ann_in(store)

    with store.unit_of_work() as work:
        assert work.member(HERE, "terminal", "ann") == ann
        assert work.add_member(HERE, "terminal", "ann", "Another name", AT) == ann
        assert work.add_member(HERE, "terminal", "bob", "Bob", AT).id != ann.id
        assert work.member(HERE, "slack", "ann") is None


def test_a_session_comes_back_as_it_was_saved(store: Store) -> None:
    ann = ann_in(store)
    session = replace(
        a_session(ann), parked=(Frame("drill", "line", {"tries": 1}),), facts={"name": "Änn 🚚"}, closed=True
    )

    after = saved(store, session)

    assert after == replace(session, version=1)
    with store.unit_of_work() as work:
        assert work.latest_session(HERE, ann.id) == after


def test_a_session_saved_again_replaces_its_json_whole(store: Store) -> None:
    ann = ann_in(store)
    first = saved(store, replace(a_session(ann), facts={"a": 1, "b": 2}))

    second = saved(store, replace(first, facts=MappingProxyType({"b": 3}), frames=(Frame("menu", "choosing"),)))

    with store.unit_of_work() as work:
        found = work.latest_session(HERE, ann.id)
    assert found == replace(second, facts={"b": 3})
    assert second.version == 2


def test_the_latest_session_is_the_one_with_the_highest_ordinal(store: Store) -> None:
    ann = ann_in(store)
    for name, ordinal in (("z-first", 1), ("a-tenth", 10), ("m-second", 2)):
        saved(store, a_session(ann, name, ordinal))

    with store.unit_of_work() as work:
        found = work.latest_session(HERE, ann.id)

    assert found is not None
    assert found.id == "a-tenth"


def test_a_stale_version_is_refused_and_changes_nothing(store: Store) -> None:
    ann = ann_in(store)
    loaded = saved(store, a_session(ann))
    ours = saved(store, replace(loaded, facts={"by": "us"}))

    with pytest.raises(StaleSession, match="version 1"):
        saved(store, replace(loaded, facts={"by": "them"}))

    with store.unit_of_work() as work:
        assert work.latest_session(HERE, ann.id) == ours


@pytest.mark.parametrize(("name", "ordinal"), [("second", 1), ("first", 2)], ids=["same ordinal", "same id"])
def test_a_colliding_insert_is_stale(store: Store, name: str, ordinal: int) -> None:
    ann = ann_in(store)
    saved(store, a_session(ann, "first", 1))

    with pytest.raises(StaleSession):
        saved(store, a_session(ann, name, ordinal))


def test_a_session_that_was_never_stored_cannot_be_updated(store: Store) -> None:
    with pytest.raises(StaleSession):
        saved(store, replace(a_session(ann_in(store)), version=3))


def test_a_session_of_nobody_is_misuse(store: Store) -> None:
    session = replace(a_session(ann_in(store)), member_id=MemberId("nobody"))

    with pytest.raises(StoreMisuse):
        saved(store, session)


def test_nothing_is_committed_after_a_statement_has_failed(store: Store) -> None:
    ann = ann_in(store)

    with store.unit_of_work() as work:
        work.claim(HERE, "terminal", EventId("e"), AT)
        with pytest.raises(StoreMisuse):
            work.append_turn(a_session(ann, "not stored"), a_turn(), "menu.choosing")
        with pytest.raises(StoreMisuse, match="roll it back"):
            work.commit()

    with store.unit_of_work() as work:
        assert work.claim(HERE, "terminal", EventId("e"), AT)


def test_a_read_that_turns_into_a_write_sees_what_was_committed_in_between(store: Store) -> None:
    ann = ann_in(store)
    session = saved(store, a_session(ann))

    with store.unit_of_work() as work:
        assert work.latest_session(HERE, ann.id) == session
        theirs = saved(store, replace(session, facts={"by": "them"}))
        with pytest.raises(StaleSession):
            work.save_session(replace(session, facts={"by": "us"}), AT)

    with store.unit_of_work() as work:
        assert work.latest_session(HERE, ann.id) == theirs


@pytest.mark.parametrize("table", ["turn", "attempt", "score"])
def test_the_ledger_only_ever_grows(store: Store, table: str) -> None:
    ann = ann_in(store)
    session = saved(store, a_session(ann))
    seen: list[tuple[object, ...]] = []
    for number in range(3):
        with store.unit_of_work() as work:
            work.append_turn(session, a_turn(f"event-{number}"), "discovery.asking")
            work.add_attempts(session, [ATTEMPT], AT)
            work.add_scores(session, [Score("run-1", "late_trucks", "one_problem", None, 2, ("F3",))], AT)
            work.commit()
        assert rows(store, table)[: len(seen)] == seen
        seen = rows(store, table)

    assert len(seen) == 3
    with store._engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.exec_driver_sql(f"UPDATE {table} SET run = 'x'" if table != "turn" else "UPDATE turn SET text = 'x'")


def test_several_attempts_and_scores_keep_their_order_and_none_is_fine(store: Store) -> None:
    session = saved(store, a_session(ann_in(store)))

    with store.unit_of_work() as work:
        work.add_attempts(session, [replace(ATTEMPT, content_id=name) for name in "bac"], AT)
        work.add_attempts(session, [], AT)
        work.add_scores(session, [], AT)
        work.commit()

    assert [row[4] for row in rows(store, "attempt")] == ["b", "a", "c"]
    assert rows(store, "score") == []


def test_replies_wait_in_order_until_each_is_marked(store: Store) -> None:
    first, second = queued(store, "event-2"), queued(store, "event-1")

    with store.unit_of_work() as work:
        waiting = work.pending_replies(HERE, "terminal", "ann")
        work.mark_sent(HERE, [first[0], first[2], second[1]], AT)
        work.commit()
    with store.unit_of_work() as work:
        left = work.pending_replies(HERE, "terminal", "ann")

    assert [key for key, _, _ in waiting] == [*first, *second]
    assert [reply for _, reply, _ in waiting] == REPLIES * 2
    assert {state for _, _, state in waiting} == {"menu.choosing"}
    assert [key for key, _, _ in left] == [first[1], first[3], second[0], second[2], second[3]]


def test_marking_a_reply_twice_keeps_the_first_instant(store: Store) -> None:
    keys = queued(store)
    for later in (timedelta(0), timedelta(hours=1)):
        with store.unit_of_work() as work:
            work.mark_sent(HERE, keys, AT + later)
            work.mark_sent(HERE, [], AT)
            work.commit()

    with store._engine.connect() as connection:
        assert connection.scalars(select(table("outbox").c.sent_at).distinct()).all() == [AT]


def test_no_replies_queue_nothing(store: Store) -> None:
    session = saved(store, a_session(ann_in(store)))

    with store.unit_of_work() as work:
        assert work.put_replies(session, a_turn(), [], "menu.choosing") == ()
        assert work.pending_replies(HERE, "terminal", "ann") == []


def test_a_turn_queues_its_replies_once(store: Store) -> None:
    queued(store)

    with pytest.raises(StoreMisuse):
        queued(store)


@pytest.mark.parametrize("text", ["", "x" * 10_000, "🚚🚚", "\x1b[31mred", "a\0b", "bad byte \udce9", "Größe"])
def test_whatever_was_typed_is_stored_and_stops_nothing(store: Store, text: str) -> None:
    session = saved(store, replace(a_session(ann_in(store)), facts={"line": text}))

    with store.unit_of_work() as work:
        work.append_turn(session, a_turn(text=text), "discovery.asking")
        work.add_attempts(session, [replace(ATTEMPT, text=text)], AT)
        work.put_replies(session, a_turn(), [Say(text)], "discovery.asking")
        work.commit()

    readable = text.replace("\0", "\ufffd").replace("\udce9", "\ufffd")
    assert rows(store, "turn")[0][6] == readable
    with store.unit_of_work() as work:
        found = work.pending_replies(HERE, "terminal", "ann")
    assert found[0][1] == Say(text.replace("\udce9", "\ufffd"))


def test_a_name_with_a_bad_byte_is_found_again(store: Store) -> None:
    with store.unit_of_work() as work:
        added = work.add_member(HERE, "terminal", "ann\udce9", "Ann\udce9", AT)
        assert work.member(HERE, "terminal", "ann\udce9") == added


def test_a_naive_instant_is_refused(store: Store) -> None:
    with pytest.raises(StoreMisuse, match="ValueError"), store.unit_of_work() as work:
        work.claim(HERE, "terminal", EventId("e"), AT.replace(tzinfo=None))


def test_replies_of_another_address_and_channel_stay_apart(store: Store) -> None:
    queued(store)

    with store.unit_of_work() as work:
        assert work.pending_replies(HERE, "terminal", "bob") == []
        assert work.pending_replies(HERE, "slack", "ann") == []
