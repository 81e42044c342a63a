"""The daily run: at the edges of days, twice on one day, with a workspace's own rules, and what it tells before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot.service.contacts import Contacts
from bot.service.retention import Done, Retention, RuleRefused
from content.library import Library
from content.privacy import PrivacyTable
from dialogs.model import WorkspaceId
from dialogs.nudging.ports import Contact
from dialogs.privacy.model import UNDO_DAYS
from dialogs.privacy.versions import in_effect
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
    planned = retention.set_rule(HERE, "practice", 3, now=AT)

    told = here(retention.run(AT + timedelta(hours=1)))
    again = here(retention.run(AT + timedelta(days=1)))
    counts_at = effective_at(store)
    on_the_eve = here(retention.run(counts_at - JUST))
    on_its_day = here(retention.run(counts_at))

    assert planned.effective_at - AT == timedelta(days=7)
    assert counts_at - AT == timedelta(days=8)  # ann came at AT: nothing is said to her for a day
    assert (told.told, again.told) == (1, 0)
    assert "turn" not in on_the_eve.rows
    assert on_its_day.rows["turn"] == 1
    with store.unit_of_work() as work:
        assert work.privacy(HERE).keeps(counts_at) == {"practice": 3}
        assert work.privacy(HERE).keeps(counts_at - JUST) == {}


def effective_at(store: Store) -> datetime:
    (row,) = rows_of(store, "notice")
    return row["effective_at"]  # type: ignore[no-any-return]


def test_nothing_counts_that_nobody_was_told_of_also_where_no_run_was_for_weeks(
    store: Store, retention: Retention
) -> None:
    seed(store, "ann")
    retention.set_rule(HERE, "practice", 3, now=AT)
    late = AT + timedelta(days=15)

    done = here(retention.run(late))

    assert done.told == 1
    assert "turn" not in done.rows
    assert effective_at(store) == late + timedelta(days=7)
    assert here(retention.run(late + timedelta(days=7))).rows["turn"] == 1


def test_it_counts_a_week_after_the_last_could_be_told(store: Store, retention: Retention) -> None:
    ann = seed(store, "ann")
    now = AT + timedelta(days=3)
    with store.unit_of_work() as work:
        for hours in (48, 47, 24, 23):  # she was told enough this week: the first of these leaves it in five days
            at = now - timedelta(hours=hours)
            assert work.nudging().add_contact(Contact(HERE, f"told/{hours}", ann, "team", (), at, at), at)
        work.commit()
    retention.set_rule(HERE, "practice", 3, now=now)

    retention.run(now)

    (waits,) = [row for row in rows_of(store, "contact") if row["kind"] == "notice"]
    assert waits["due_at"] > now + timedelta(days=4)
    assert effective_at(store) == waits["due_at"] + timedelta(days=7)
    assert full_day(effective_at(store)) in waits["replies"][0]["text"]


def full_day(at: datetime) -> str:
    return f"{at.day} {at:%b}"


def test_who_is_away_for_long_holds_no_change_up_and_is_told_when_back(store: Store, retention: Retention) -> None:
    ann = seed(store, "ann")
    now = AT + timedelta(days=2)
    days_off = tuple((now + timedelta(days=day)).date() for day in range(60))
    with store.unit_of_work() as work:
        settings = work.nudging().settings(HERE, ann)
        assert settings is not None
        quiet = replace(settings.quiet, days_off=frozenset(days_off))
        work.nudging().keep_settings(HERE, ann, replace(settings, quiet=quiet), settings.stopped_at)
        work.commit()
    retention.set_rule(HERE, "practice", 3, now=now)

    retention.run(now)

    assert effective_at(store) == now + timedelta(days=7)
    (waits,) = [row for row in rows_of(store, "contact") if row["kind"] == "notice"]
    assert waits["due_at"] > now + timedelta(days=59)


def test_the_same_again_is_refused_and_another_number_takes_its_place_until_it_is_told(
    store: Store, retention: Retention
) -> None:
    seed(store, "ann")
    with pytest.raises(RuleRefused, match="for 30 days already"):
        retention.set_rule(HERE, "practice", 30, now=AT)
    retention.set_rule(HERE, "practice", 3, now=AT)

    with pytest.raises(RuleRefused, match=r"from .* on already"):
        retention.set_rule(HERE, "practice", 3, now=AT + timedelta(hours=1))
    retention.set_rule(HERE, "practice", 5, now=AT + timedelta(hours=1))
    retention.run(AT + timedelta(hours=2))
    retention.set_rule(HERE, "practice", 4, now=AT + timedelta(hours=3))
    retention.run(AT + timedelta(hours=4))

    assert sorted(row["change"]["days"] for row in rows_of(store, "notice")) == [4, 5]
    assert sorted(row["days"] for row in rows_of(store, "retention_rule")) == [4, 5]
    with store.unit_of_work() as work:
        assert work.privacy(HERE).keeps(AT + timedelta(days=30)) == {"practice": 4}


def test_a_table_that_comes_back_is_announced_once_and_counts(store: Store, shipped: Library) -> None:
    seed(store, "ann")
    content = shipped.privacy.model_dump(mode="json")
    content["rows"][0]["keep"]["days"] = 10
    other = PrivacyTable.model_validate(content)
    first, second = (
        Retention(store.unit_of_work, library) for library in (shipped, replace(shipped, privacy_later=lambda: other))
    )
    first.run(AT)
    second.run(AT + timedelta(days=3))
    second.run(AT + timedelta(days=20))

    told = [here(first.run(AT + timedelta(days=day))).told for day in (21, 22, 23, 40)]

    assert told == [1, 0, 0, 0]
    with store.unit_of_work() as work:
        assert in_effect(shipped.privacy, work.privacy(HERE).versions(), AT + timedelta(days=40)) == (shipped.privacy,)


def test_a_kind_that_is_new_in_a_release_is_seen_by_nobody_until_it_counts(store: Store, shipped: Library) -> None:
    seed(store, "ann")
    content = shipped.privacy.model_dump(mode="json")
    content["rows"] = [row for row in content["rows"] if row["kind"] != "brief"]
    with store.unit_of_work() as work:
        work.privacy(HERE).add_version("older", content, effective_at=AT)
        work.commit()
    retention = Retention(store.unit_of_work, shipped)
    now = AT + timedelta(days=2)

    assert here(retention.run(now)).told == 1

    with store.unit_of_work() as work:
        tables = in_effect(shipped.privacy, work.privacy(HERE).versions(), now)
    manager = [table.row("brief").cell("manager").form for table in tables]
    assert manager == ["whole", "none"]
    (notice,) = rows_of(store, "notice")
    assert notice["change"] == {"kinds": ["brief"]}


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
    retention.run(AT + timedelta(days=1))

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
    counts_at = effective_at(store)
    kept = here(newer.run(counts_at - JUST))
    gone = here(newer.run(counts_at))

    assert told.told == 1
    assert "turn" not in told.rows and "turn" not in kept.rows
    assert gone.rows["turn"] == 1
    (notice,) = rows_of(store, "notice")
    assert (notice["about"], notice["change"]) == ("sees", {"kinds": ["practice"]})
