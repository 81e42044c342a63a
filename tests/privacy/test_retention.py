"""The daily run: at the edges of days, twice on one day, with a workspace's own rules, and what it tells before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot.service.contacts import Contacts
from bot.service.retention import Done, Retention, RuleRefused
from content.library import Library
from content.privacy import PrivacyTable
from dialogs.model import WorkspaceId
from dialogs.privacy.model import UNDO_DAYS
from storage.tables import Row
from storage.unit_of_work import Store
from tests.privacy.seeding import AT, HERE, everything, marker, mentions, row_of, seed

JUST = timedelta(microseconds=1)
# by table: after how many days its row of AT goes. The latest session and an account's latest snapshot stay.
GOES = {
    "outbox": 30,
    "event_claim": 30,
    "turn": 30,
    "attempt": 30,
    "score": 365,
    "disagreement": 365,
    "dispute": 365,
    "assigned_run": 365,
    "assignee": 365,
    "assignment": 365,
    "shared_line": 30,
    "audit": 365,
    "account_draft": 14,
}


@pytest.fixture
def retention(store: Store, shipped: Library) -> Retention:
    return Retention(store.unit_of_work, shipped)


def rows_of(store: Store, table: str) -> list[dict[str, Any]]:
    return everything(store)[table]


def here(done: Any) -> Done:
    (one,) = done
    return one  # type: ignore[no-any-return]


@pytest.mark.parametrize("table", GOES)
def test_a_row_goes_after_its_days_and_not_a_moment_before(store: Store, retention: Retention, table: str) -> None:
    seed(store, "ann")
    due = AT + timedelta(days=GOES[table])

    retention.run(due)
    assert len(rows_of(store, table)) == 1

    done = here(retention.run(due + JUST))
    assert rows_of(store, table) == []
    assert done.rows[table] == 1


def test_twice_on_one_day_is_as_once(store: Store, retention: Retention) -> None:
    seed(store, "ann")
    now = AT + timedelta(days=400)
    first = here(retention.run(now))
    before = everything(store)

    again = here(retention.run(now))
    later = here(retention.run(now + timedelta(hours=5)))

    assert first.rows["turn"] == first.rows["session (emptied)"] == 1
    assert (again.rows, later.rows) == ({}, {})
    assert everything(store) == before


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store, retention: Retention) -> None:
    seed(store, "ann")
    now = AT + timedelta(days=400)
    before = everything(store)

    would = here(retention.run(now, dry_run=True))

    assert everything(store) == before
    assert would == here(retention.run(now))


def test_the_latest_session_stays_without_a_word_of_the_person(store: Store, retention: Retention) -> None:
    seed(store, "ann")
    with store._engine.begin() as db:
        old = row_of("ann", "session")
        db.execute(insert(Row.metadata.tables["session"]), old | {"id": "older", "ordinal": 0, "closed": True})

    retention.run(AT + timedelta(days=31))

    (left,) = rows_of(store, "session")
    assert left["id"] == marker("ann", "session", "id")
    assert (left["frames"], left["parked"], left["facts"]) == ([["menu", "choosing", {}]], [], {})
    assert left["version"] == row_of("ann", "session")["version"] + 1  # whoever held it must load it again


def test_a_draft_that_goes_is_no_draft_of_its_account_any_more(store: Store, retention: Retention) -> None:
    seed(store, "ann")

    retention.run(AT + timedelta(days=14) + JUST)

    assert [row["drafted"] for row in rows_of(store, "account")] == [False]


def test_an_account_closed_long_ago_goes_with_all_that_was_merged_into_it(store: Store, retention: Retention) -> None:
    seed(store, "ann")
    table = Row.metadata.tables["account"]
    mine = row_of("ann", "account")
    with store._engine.begin() as db:
        db.execute(table.update().values(status="closed", is_open=None))
        merged = {"id": "m", "status": "merged", "is_open": None, "merged_into": mine["id"]}
        db.execute(insert(table), mine | merged)
        db.execute(insert(table), mine | {"id": "open", "name_key": "other"})

    retention.run(AT + timedelta(days=730))
    assert len(rows_of(store, "account")) == 3
    retention.run(AT + timedelta(days=730) + JUST)

    assert [row["id"] for row in rows_of(store, "account")] == ["open"]
    assert rows_of(store, "snapshot") == rows_of(store, "snapshot_answer") == []


@pytest.mark.parametrize("sent", [True, False])
def test_an_old_snapshot_goes_when_a_later_one_stands(store: Store, retention: Retention, sent: bool) -> None:
    seed(store, "ann")
    with store._engine.begin() as db:
        table = Row.metadata.tables["snapshot"]
        old = row_of("ann", "snapshot") | {"id": "old", "at": AT - timedelta(days=1), "sent": sent}
        db.execute(insert(table), old)

    retention.run(AT - timedelta(days=1) + timedelta(days=730) + JUST)

    assert [row["id"] for row in rows_of(store, "snapshot")] == [marker("ann", "snapshot", "id")]


def test_a_shorter_time_holds_from_its_day_on_and_is_told_once_before(store: Store, retention: Retention) -> None:
    seed(store, "ann")
    notice = retention.set_rule(HERE, "practice", 3, now=AT)

    told = here(retention.run(AT + timedelta(hours=1)))
    again = here(retention.run(AT + timedelta(days=1)))
    on_the_eve = here(retention.run(notice.effective_at - JUST))
    on_its_day = here(retention.run(notice.effective_at))

    assert notice.effective_at - AT == timedelta(days=7)
    assert (told.told, again.told) == (1, 0)
    assert "turn" not in on_the_eve.rows
    assert on_its_day.rows["turn"] == 1
    with store.unit_of_work() as work:
        assert work.privacy(HERE).keeps(notice.effective_at) == {"practice": 3}
        assert work.privacy(HERE).keeps(notice.effective_at - JUST) == {}


def test_what_is_told_reaches_each_member_once_in_the_chat(store: Store, retention: Retention) -> None:
    seed(store, "ann")
    bo = seed(store, "bo")
    with store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([bo], AT, due_at=AT + timedelta(days=7))
        work.commit()
    retention.set_rule(HERE, "practice", 3, now=AT)

    retention.run(AT)
    retention.run(AT)
    assert not [row for row in rows_of(store, "outbox") if row["key"].startswith("notice/")]  # ann joined at AT
    Contacts(store.unit_of_work).release(AT + timedelta(days=1), 9)
    Contacts(store.unit_of_work).release(AT + timedelta(days=1), 9)

    told = [row for row in rows_of(store, "outbox") if row["key"].startswith("notice/")]
    assert [row["address"] for row in told] == [marker("ann", "identity", "address")]
    assert "free practice is kept for 3 days instead of 30" in told[0]["reply"]["text"]


@pytest.mark.parametrize(("kind", "days"), [("practice", 31), ("practice", 0), ("gossip", 3)])
def test_a_workspace_may_only_shorten(store: Store, retention: Retention, kind: str, days: int) -> None:
    seed(store, "ann")

    with pytest.raises(RuleRefused):
        retention.set_rule(HERE, kind, days, now=AT)
    with pytest.raises(RuleRefused):
        retention.set_rule(WorkspaceId("elsewhere"), "practice", 3, now=AT)

    assert rows_of(store, "retention_rule") == rows_of(store, "notice") == []


def test_another_workspaces_rows_are_let_be(store: Store, retention: Retention) -> None:
    seed(store, "ann")
    with store.unit_of_work() as work:
        work.add_member(WorkspaceId("elsewhere"), "terminal", "zoe", "Zoe", AT)
        work.commit()
    retention.set_rule(HERE, "practice", 3, now=AT)

    done = {one.workspace_id: one for one in retention.run(AT + timedelta(days=8))}

    assert done[HERE].rows["turn"] == 1
    assert done[WorkspaceId("elsewhere")].rows == {}


def test_those_who_asked_are_erased_when_their_time_is_over(store: Store, retention: Retention) -> None:
    ann = seed(store, "ann")
    due = AT + timedelta(days=UNDO_DAYS)
    with store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure([ann], AT, due_at=due)
        work.commit()

    assert here(retention.run(due - JUST)).erased == 0
    assert here(retention.run(due, dry_run=True)).erased == 1
    assert mentions(store, "ann") != []
    assert here(retention.run(due)).erased == 1
    assert here(retention.run(due)).erased == 0

    assert mentions(store, "ann") == []


def test_another_table_of_who_sees_what_is_announced_and_counts_a_week_later(store: Store, shipped: Library) -> None:
    seed(store, "ann")
    Retention(store.unit_of_work, shipped).run(AT)
    content = shipped.privacy.model_dump(mode="json")
    content["rows"][0]["keep"]["days"] = 10
    other = PrivacyTable.model_validate(content)
    newer = Retention(store.unit_of_work, replace(shipped, privacy_later=lambda: other))
    at = AT + timedelta(days=11)

    told = here(newer.run(at))
    kept = here(newer.run(at + timedelta(days=7) - JUST))
    gone = here(newer.run(at + timedelta(days=7)))

    assert told.told == 1
    assert "turn" not in told.rows and "turn" not in kept.rows
    assert gone.rows["turn"] == 1
    (notice,) = rows_of(store, "notice")
    assert (notice["about"], notice["change"]) == ("sees", {"kinds": ["practice"]})
