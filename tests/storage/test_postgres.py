"""What only a database server can do: restart, refuse a user, end one of two transactions, speak in another zone."""

from __future__ import annotations

import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, text

from dialogs.errors import CoachError, StaleSession, StoreMisuse, StoreUnavailable
from dialogs.model import EventId
from dialogs.replies import Say
from storage import migrations
from storage.backup import backup, restore
from storage.engine import open_engine
from storage.transaction import Transaction
from storage.unit_of_work import open_store
from tests.postgres import Postgres
from tests.storage.conftest import AT, HERE, a_session, a_turn, ann_in, queued, saved
from tests.waiting import HANG_S

DEAD = "postgresql+psycopg://ann:hidden@127.0.0.1:1/coach"

MANY = """
INSERT INTO outbox (workspace_id, key, channel, address, position, reply, dialog_state, state, attempts, created_at,
  waiting) SELECT 'here', '{waiting}' || n, 'slack', 'U' || mod(n, 500), 0, '{{}}', 'x', 'sent', 0, now(), {waiting}
  FROM generate_series(1, {many}) n
"""


def test_a_server_that_restarts_costs_no_turn_that_comes_later(postgres: Postgres, postgres_url: str) -> None:
    store = open_store(postgres_url)
    ann = ann_in(store)

    postgres.server.restart()

    with store.unit_of_work() as work:
        assert work.claim(HERE, "terminal", EventId("e"), AT)
        assert work.member(HERE, "terminal", "ann") == ann
    store.close()


def test_a_server_that_restarts_in_the_middle_of_a_turn_costs_that_one(postgres: Postgres, postgres_url: str) -> None:
    store = open_store(postgres_url)
    with store.unit_of_work() as work:
        work.claim(HERE, "terminal", EventId("e"), AT)
        postgres.server.restart()
        with pytest.raises(StoreUnavailable):
            work.add_member(HERE, "terminal", "ann", "Ann", AT)

    with store.unit_of_work() as work:
        assert work.claim(HERE, "terminal", EventId("e"), AT)
    store.close()


def test_a_server_that_does_not_answer_is_unavailable_and_its_password_stays_hidden() -> None:
    for opening in (
        lambda: open_store(DEAD),
        lambda: open_store(DEAD, upgrade=True),
        lambda: migrations.revision(DEAD),
    ):
        with pytest.raises(StoreUnavailable, match=r"ann:\*\*\*@.*check that it runs") as caught:
            opening()
        assert "hidden" not in str(caught.value)


def test_a_database_that_is_not_there_is_misuse(postgres_url: str) -> None:
    with pytest.raises(StoreMisuse, match="no such database"):
        open_store(postgres_url + "_not_there")
    with pytest.raises(StoreMisuse, match="no such database or user"):
        open_store(postgres_url.replace("coach@", "nobody@"))


def test_a_database_without_tables_names_the_command(empty_postgres_url: str) -> None:
    run = Transaction(open_engine(empty_postgres_url))
    with pytest.raises(StoreMisuse, match="coach db upgrade"):
        run.row(text("SELECT id FROM member"), {})
    run.end()
    run._engine.dispose()

    with pytest.raises(StoreMisuse, match="coach db upgrade"):
        open_store(empty_postgres_url)


def test_a_write_that_waits_too_long_is_unavailable_and_holds_no_text_of_a_rep(postgres_url: str) -> None:
    store = open_store(postgres_url, busy_timeout_s=0.05)
    session = saved(store, a_session(ann_in(store)))

    with store.unit_of_work() as first, store.unit_of_work() as second:
        first.save_session(session, AT)
        with pytest.raises(StoreUnavailable, match="did not finish in time") as caught:
            second.save_session(session, AT)
        first.commit()

    assert "UPDATE" not in str(caught.value)
    store.close()


def test_a_reader_does_not_wait_for_a_writer(postgres_url: str) -> None:
    store = open_store(postgres_url, busy_timeout_s=0.05)
    session = saved(store, a_session(ann_in(store)))

    with store.unit_of_work() as writing, store.unit_of_work() as reading:
        writing.save_session(session, AT)
        assert reading.latest_session(HERE, session.member_id) == session
    store.close()


def test_one_of_two_turns_in_each_other_s_way_is_told_to_take_itself_again(postgres_url: str) -> None:
    store = open_store(postgres_url, busy_timeout_s=HANG_S)
    ann = ann_in(store)
    sessions = [saved(store, a_session(ann, name, number)) for number, name in enumerate(("a", "b"), 1)]
    both_hold_one = Barrier(2)

    def saves(order: list[Any]) -> CoachError | None:
        try:
            with store.unit_of_work() as work:
                work.save_session(order[0], AT)
                both_hold_one.wait(HANG_S)
                work.save_session(order[1], AT)
                work.commit()
        except CoachError as error:
            return error
        return None

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(saves, (sessions, sessions[::-1])))

    assert sorted(type(error) for error in ended if error) == [StaleSession]
    assert "take it again" in str(next(filter(None, ended)))
    store.close()


def test_a_stricter_server_is_read_committed_for_the_coach(postgres: Postgres, postgres_url: str) -> None:
    name = postgres_url.rsplit("/", 1)[1]
    engine = open_engine(postgres_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
    engine.dispose()

    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
    engine.dispose()


def test_instants_are_utc_whatever_zone_the_server_speaks(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {postgres_url.rsplit('/', 1)[1]} SET timezone = 'Asia/Kolkata'")
    engine.dispose()
    store = open_store(postgres_url)
    queued(store)

    with store.unit_of_work() as work:
        found = work.oldest_unsent(["terminal"])

    assert found == AT
    assert found is not None
    assert found.utcoffset() == timedelta(0)
    store.close()


def test_every_look_up_of_a_delivery_goes_through_its_index(postgres_url: str) -> None:
    store = open_store(postgres_url)
    session, seen = saved(store, a_session(ann_in(store))), {}

    def note(_connection: object, _cursor: object, sql: str, values: Any, _context: object, many: bool) -> None:
        if "outbox" in sql and not sql.startswith("INSERT"):
            seen[sql] = values[0] if many else values

    event.listen(store._engine, "before_cursor_execute", note)
    with store.unit_of_work() as work:
        work.put_replies(session, a_turn(), [Say("Hello")], "menu.choosing")
        work.pending_replies(HERE, "terminal", "ann")
        work.oldest_unsent(["terminal", "slack"])
        work.lease_replies(["terminal", "slack"], AT, lease_until=AT, limit=10)
        work.commit()
    event.remove(store._engine, "before_cursor_execute", note)

    with store._engine.begin() as connection:
        for many, waiting in ((20_000, False), (200, True)):
            connection.exec_driver_sql(MANY.format(many=many, waiting=waiting))
        connection.exec_driver_sql("ANALYZE outbox")
        plans = ["\n".join(connection.exec_driver_sql(f"EXPLAIN {sql}", seen[sql]).scalars()) for sql in seen]
    store.close()

    assert len(plans) == 3
    for plan, index in zip(plans, ("ix_outbox_unsent", "ix_outbox_waiting", "ix_outbox_waiting"), strict=True):
        assert "Seq Scan" not in plan, plan
        assert index in plan, plan


def test_the_tools_that_are_named_in_place_of_a_backup_do_it(
    postgres: Postgres, postgres_url: str, tmp_path: Path
) -> None:
    store = open_store(postgres_url)
    ann = ann_in(store)
    store.close()

    with postgres.database(upgraded=False) as there:
        for act, url, tool in ((backup, postgres_url, "pg_dump"), (restore, there, "pg_restore")):
            with pytest.raises(StoreMisuse, match=f"use its own tool: {tool}") as caught:
                act(url, tmp_path / "copy")
            command = shlex.split(str(caught.value).split("tool: ")[1].replace("FILE", str(tmp_path / "copy")))
            subprocess.run([postgres.server.programs / command[0], *command[1:]], check=True, capture_output=True)
        copy = open_store(there)
        with copy.unit_of_work() as work:
            assert work.member(HERE, "terminal", "ann") == ann
        copy.close()


def test_the_tools_are_named_without_the_password() -> None:
    with pytest.raises(StoreMisuse, match="postgresql://ann@127") as caught:
        backup(DEAD, Path("copy"))

    assert "hidden" not in str(caught.value)
