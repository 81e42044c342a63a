"""Asked for, undone, done: after it no table and no column holds anything of the person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import SQLAlchemyError

from dialogs.errors import StoreMisuse
from dialogs.model import MemberId, WorkspaceId
from dialogs.privacy.model import UNDO_DAYS
from dialogs.privacy.retained import RETAINED
from storage import owned, privacy_tables, purging, tables
from storage.owned import ORDER, SHOWN
from storage.tables import Row
from storage.transaction import Transaction
from storage.unit_of_work import Store
from tests.privacy.seeding import AT, HERE, NOT_THEIRS, everything, ids_of, marker, mentions, row_of, seed

DUE = AT + timedelta(days=UNDO_DAYS)
# Tables that hold nothing of a person; any other must say in storage/owned.py whose its rows are, or be in RETAINED.
OF_NOBODY = (
    *("workspace", "team", "retention_rule", "notice", "privacy_version", "purge", "purge_never", "erasure_receipt"),
    *("job_run", "send_pace", "nudge_measure"),
)


def asked(store: Store, member: str) -> None:
    with store.unit_of_work() as work:
        work.privacy(HERE).ask_erasure(ids_of(store, member), AT, due_at=DUE)
        work.commit()


def erased(store: Store, member: str) -> int:
    with store.unit_of_work() as work:
        count = work.privacy(HERE).erase(work.people(HERE).whole(MemberId(member)), DUE)
        work.commit()
    return count


def test_every_table_says_whose_its_rows_are() -> None:
    known = {*SHOWN, *OF_NOBODY}

    assert sorted(set(Row.metadata.tables) - known) == []
    assert set(owned.conditions()) == set(SHOWN)


def test_the_markers_stand_in_every_text_column(store: Store) -> None:
    seed(store, "ann")

    found = set(mentions(store, "ann"))

    for name in set(SHOWN) - {"erasure", "event_claim", "audit"}:
        texts = {c.name for c in Row.metadata.tables[name].c if str(c.type) in ("VARCHAR", "TEXT", "JSON")}
        fixed = {"workspace_id", "state", "status", "phase", "channel", "zone", "merged_into", "withdrawn"}
        fixed |= {"team_id", "role", "code_hash"}
        fixed |= {"what", "outcome", "assignment_id", *NOT_THEIRS.get(name, ())}
        assert {f"{name}.{column}" for column in texts - fixed} <= found, name


def test_nothing_of_an_erased_person_is_left_anywhere(store: Store) -> None:
    ann = seed(store, "ann")
    seed(store, "bo")
    bos = [row for rows in everything(store).values() for row in rows if "bo~" in repr(row)]
    asked(store, ann)

    count = erased(store, ann)

    assert mentions(store, "ann") == []
    assert count == len(ORDER) + 1  # two members: one was taken in
    assert [row for rows in everything(store).values() for row in rows if "bo~" in repr(row)] == bos


def test_what_stays_is_only_what_is_listed_under_one_pseudonym(store: Store) -> None:
    ann = seed(store, "ann")
    asked(store, ann)
    erased(store, ann)

    left = everything(store)
    (receipt,) = left["erasure_receipt"]
    (logged,) = left["audit"]
    pseudonym = receipt["pseudonym"]

    assert (receipt["asked_at"], receipt["done_at"]) == (AT, DUE)
    assert (logged["actor"], logged["subject"]) == (pseudonym, pseudonym)
    held = {(n, c) for n, rows in left.items() for row in rows for c, v in row.items() if pseudonym in repr(v)}
    assert held == {(kept.table, kept.column) for kept in RETAINED}


def test_undoing_restores_all_and_what_was_held_back_goes_out_again(store: Store) -> None:
    ann = seed(store, "ann")
    before = everything(store)

    asked(store, ann)
    with store.unit_of_work() as work:
        held = work.pending_replies(HERE, "terminal", marker("ann", "identity", "address"))
        assert work.privacy(HERE).undo_erasure([ann])
        work.commit()

    assert held == []
    assert everything(store) == before
    with store.unit_of_work() as work:
        assert not work.privacy(HERE).undo_erasure([ann])


def test_asking_twice_changes_nothing(store: Store) -> None:
    ann = seed(store, "ann")
    asked(store, ann)
    before = everything(store)

    with store.unit_of_work() as work:
        again = work.privacy(HERE).ask_erasure([ann], AT + timedelta(days=3), due_at=DUE + timedelta(days=3))
        work.commit()

    assert again.due_at == DUE
    assert everything(store) == before


def test_it_is_due_at_its_instant_and_not_before(store: Store) -> None:
    ann = seed(store, "ann")
    asked(store, ann)

    with store.unit_of_work() as work:
        privacy = work.privacy(HERE)
        assert privacy.erasures_due(DUE - timedelta(microseconds=1)) == []
        assert [one.member_id for one in privacy.erasures_due(DUE)] == [ann]


@pytest.mark.parametrize("table", privacy_tables.KEPT)
def test_nobody_deletes_from_a_ledger_without_a_pass(store: Store, table: str) -> None:
    seed(store, "ann")
    before = everything(store)[table]

    with pytest.raises(SQLAlchemyError, match="is kept"), store._engine.begin() as db:
        db.execute(delete(Row.metadata.tables[table]))

    assert everything(store)[table] == before


def test_a_log_is_not_edited_without_a_pass_and_a_ledger_not_even_with_one(store: Store) -> None:
    seed(store, "ann")

    with pytest.raises(SQLAlchemyError, match="is kept"), store._engine.begin() as db:
        db.execute(update(privacy_tables.audit).values(actor="somebody else"))
    with store._engine.connect() as db:
        db.execute(insert(privacy_tables.purge), {"workspace_id": HERE, "never": 1})
        with pytest.raises(SQLAlchemyError, match="append-only"):
            db.execute(update(tables.table("turn")).values(text="edited"))


def test_a_pass_outlives_no_transaction(store: Store) -> None:
    """Whoever writes one and leaves it there cannot commit: the row that it refers to can never be."""
    with pytest.raises(SQLAlchemyError, match=r"(?i)foreign key"), store._engine.begin() as db:
        db.execute(insert(privacy_tables.purge), {"workspace_id": HERE, "never": 1})
    with pytest.raises(SQLAlchemyError, match=r"(?i)check"), store._engine.begin() as db:
        db.execute(insert(privacy_tables.purge_never), {"id": 1})

    assert everything(store)["purge"] == []


def test_a_pass_is_for_one_workspace(store: Store) -> None:
    seed(store, "ann")
    run = Transaction(store._engine)

    with pytest.raises(StoreMisuse, match="refuses"), purging.permitted(run, WorkspaceId("elsewhere")):
        run.write(delete(tables.table("turn")), {})
    run.end()

    assert len(everything(store)["turn"]) == 1


def test_only_erasing_retention_and_taking_accounts_away_ask_for_a_pass() -> None:
    files = [file for folder in ("bot", "dialogs", "storage") for file in Path(folder).rglob("*.py")]
    texts = {file.stem: file.read_text(encoding="utf-8") for file in files if "migrations" not in file.parts}

    askers = {name for name, text in texts.items() if "permitted(" in text} - {"purging"}
    assert askers == {"erasing", "pruning", "accounts"}
    assert {name for name, text in texts.items() if "import purge" in text} == {"purging"}


def test_a_second_session_of_a_person_goes_as_well(store: Store) -> None:
    """Two rows in a table, and those that refer to each: none is forgotten."""
    ann = seed(store, "ann")
    with store._engine.begin() as db:
        db.execute(insert(tables.table("session")), row_of("ann", "session") | {"id": "ann~second", "ordinal": 2})
        turn = row_of("ann", "turn") | {"session_id": "ann~second", "text": "ann~again"}
        db.execute(insert(tables.table("turn")), turn)
    asked(store, ann)

    erased(store, ann)

    assert mentions(store, "ann") == []
