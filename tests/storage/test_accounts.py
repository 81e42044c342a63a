"""A rep's accounts on every database: what is kept comes back, names stay apart, nobody reaches another's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from dialogs.errors import StoreMisuse
from dialogs.model import Member
from dialogs.reassessment.desk import Desk
from dialogs.reassessment.model import (
    WINDOW,
    AccountChange,
    AccountFile,
    AccountId,
    AccountSaved,
    Draft,
    DraftSaved,
    Entry,
)
from storage.unit_of_work import Store
from tests.storage.accounts import (
    ANSWERS,
    DAY,
    UNKNOWN,
    WORRIED,
    a_snapshot,
    an_account,
    file_of,
    kept,
    listed,
    made,
    opened,
)
from tests.storage.conftest import AT, ELSEWHERE, HERE, ann_in

DRAFT = Draft(DAY, {"a1": WORRIED}, ("a1", "n4"), {"section": "people", "asked": [1, None, "ä"]})


@pytest.fixture
def ann(store: Store) -> Member:
    return ann_in(store)


def bob_in(store: Store) -> Member:
    with store.unit_of_work() as work:
        bob = work.add_member(HERE, "terminal", "bob", "Bob", AT)
        work.commit()
    return bob


def test_an_account_comes_back_as_it_was_opened(store: Store, ann: Member) -> None:
    acme = an_account(ann, review=date(2026, 3, 20))

    opened(store, ann, acme)

    assert listed(store, ann) == [acme]
    assert file_of(store, ann) == AccountFile(acme)


def test_a_review_day_is_set_for_the_owner_named_alone(store: Store, ann: Member) -> None:
    bob = bob_in(store)
    opened(store, ann, an_account(ann))

    for workspace, owner, found in ((HERE, bob.id, False), (ELSEWHERE, ann.id, False), (HERE, ann.id, True)):
        with store.unit_of_work() as work:
            assert work.reviews(workspace).set_review(owner, an_account(ann).id, DAY, AT) == found
            work.commit()
        assert listed(store, ann)[0].review == (DAY if found else None)


def test_accounts_are_listed_by_name_whatever_their_case_open_and_closed(store: Store, ann: Member) -> None:
    names = ["beta", "Acme", "Zeta", "Äpfel", "alpha"]
    opened(store, ann, *(an_account(ann, name, name) for name in names))
    opened(store, ann, an_account(ann, "alpha", "alpha", status="closed"))

    assert [one.name for one in listed(store, ann)] == ["Acme", "alpha", "beta", "Zeta", "Äpfel"]


def test_saving_an_account_again_changes_its_values_and_leaves_what_snapshots_said(store: Store, ann: Member) -> None:
    acme = an_account(ann)
    opened(store, ann, acme)
    kept(store, ann, made(acme, coverage=0.25, strategy="Help plant heads", flags=("rf1",)))

    renamed = replace(acme, name="Acme Mills", phase="concerns", review=date(2026, 4, 1), opened=date(1999, 1, 1))
    opened(store, ann, renamed)

    assert listed(store, ann) == [
        replace(renamed, opened=DAY, snapshots=1, last=DAY, coverage=0.25, strategy="Help plant heads", flags=("rf1",))
    ]


def test_a_snapshot_comes_back_whole_and_in_the_order_of_its_sitting(store: Store, ann: Member) -> None:
    acme = an_account(ann)
    snapshot = a_snapshot(
        acme, flags=("rf10", "rf1"), checked=("a1", "b5"), decision="leave", hours=2.5, until=DAY, sent=True
    )
    opened(store, ann, acme)

    kept(store, ann, replace(made(acme), snapshot=snapshot))

    found = file_of(store, ann)
    assert found is not None
    assert found.snapshots == (snapshot,)
    assert list(found.snapshots[0].answers) == list(ANSWERS)


def test_a_file_holds_the_latest_snapshots_oldest_first(store: Store, ann: Member) -> None:
    acme = an_account(ann)
    opened(store, ann, acme)
    for number in range(1, WINDOW + 3):
        kept(store, ann, made(acme, number, weeks=number))

    found = file_of(store, ann)

    assert found is not None
    assert [one.number for one in found.snapshots] == [3, 4, 5, 6]
    assert (found.account.snapshots, found.account.last) == (6, DAY + timedelta(weeks=6))


def test_two_snapshots_of_one_day_stand_in_the_order_of_their_instants(store: Store, ann: Member) -> None:
    acme = an_account(ann)
    opened(store, ann, acme)
    kept(store, ann, made(acme, 2, hour=15), made(acme, 1, hour=8))

    found = file_of(store, ann)

    assert found is not None
    assert [one.number for one in found.snapshots] == [1, 2]


def test_a_draft_waits_beside_its_account_and_goes_with_its_snapshot(store: Store, ann: Member) -> None:
    acme = an_account(ann)
    opened(store, ann, acme)
    kept(store, ann, DraftSaved(acme.id, replace(DRAFT, data={})))
    kept(store, ann, DraftSaved(acme.id, DRAFT))
    assert file_of(store, ann) == AccountFile(replace(acme, drafted=True), (), DRAFT)

    kept(store, ann, made(acme))

    found = file_of(store, ann)
    assert found is not None
    assert (found.draft, found.account.drafted, found.account.snapshots) == (None, False, 1)


def test_a_draft_can_be_thrown_away(store: Store, ann: Member) -> None:
    acme = an_account(ann)
    opened(store, ann, acme)
    kept(store, ann, DraftSaved(acme.id, DRAFT))

    kept(store, ann, DraftSaved(acme.id, None))

    assert file_of(store, ann) == AccountFile(acme)


def test_the_desk_after_a_change_shows_what_the_store_will_show(store: Store, ann: Member) -> None:
    """The step goes on with the desk, the next turn with the store: they must not differ."""
    acme, bolt = an_account(ann), an_account(ann, "bolt", "Bolt")
    opened(store, ann, acme, bolt)
    changes: list[AccountChange] = [
        AccountSaved(replace(acme, name="Zinc")),
        DraftSaved(acme.id, DRAFT),
        made(acme, 1, coverage=0.3, strategy="one", flags=("rf1",)),
        DraftSaved(acme.id, DRAFT),
        made(acme, 2, weeks=1, coverage=0.4, strategy="two"),
        made(acme, 3, weeks=2),
        made(acme, 4, weeks=3),
        made(acme, 5, weeks=4, coverage=0.9),
        AccountSaved(an_account(ann, "cobra", "Cobra")),
    ]
    desk = Desk(tuple(listed(store, ann)), {acme.id: file_of(store, ann)})
    for change in changes:
        desk = desk.after(change)
        kept(store, ann, change)

        assert desk.listed == tuple(listed(store, ann)), change
        assert desk.files[acme.id] == file_of(store, ann), change


@pytest.mark.parametrize("name", ["Acme", "ACME", "  acme ", "Ac\nme"])
def test_two_open_accounts_cannot_have_one_name(store: Store, ann: Member, name: str) -> None:
    opened(store, ann, an_account(ann, "first", "Ac me" if "\n" in name else "Acme"))

    with pytest.raises(StoreMisuse, match=r"another open account is named 'Ac ?me'"):
        opened(store, ann, an_account(ann, "second", name))

    assert [one.id for one in listed(store, ann)] == ["first"]


def test_a_closed_account_gives_its_name_free_and_gets_it_back_only_while_it_is(store: Store, ann: Member) -> None:
    old, new = an_account(ann, "old"), an_account(ann, "new")
    opened(store, ann, replace(old, status="closed"), new)

    with pytest.raises(StoreMisuse, match="another open account"):
        opened(store, ann, old)
    opened(store, ann, replace(new, name="Acme Two"), old)

    assert [(one.id, one.status) for one in listed(store, ann)] == [("old", "open"), ("new", "open")]


def test_two_members_may_have_accounts_of_one_name(store: Store, ann: Member) -> None:
    bob = bob_in(store)

    opened(store, ann, an_account(ann, "anns"))
    opened(store, bob, an_account(bob, "bobs"))

    assert [one.id for one in listed(store, ann)] == ["anns"]
    assert [one.id for one in listed(store, bob)] == ["bobs"]


def test_an_account_is_found_by_its_id_or_its_name_the_open_one_first(store: Store, ann: Member) -> None:
    opened(store, ann, an_account(ann, "a1", "Acme", status="closed"), an_account(ann, "a2", "Acme"))

    def found(text: str) -> list[str]:
        with store.unit_of_work() as work:
            return [one.id for one in work.accounts_named(HERE, ann.id, text)]

    assert found("a1") == ["a1"]
    assert found(" aCME") == ["a2", "a1"]
    assert found("acm") == []
    assert found("a\0") == []


def test_nobody_sees_or_changes_another_member_s_account(store: Store, ann: Member) -> None:
    bob, elsewhere = bob_in(store), ann_in(store, ELSEWHERE)
    acme = an_account(ann)
    opened(store, ann, acme)
    kept(store, ann, made(acme), DraftSaved(acme.id, DRAFT))
    before = file_of(store, ann)

    for other in (bob, elsewhere):
        assert listed(store, other) == []
        assert file_of(store, other) is None
        with store.unit_of_work() as work:
            assert work.accounts_named(other.workspace_id, other.id, "Acme") == []
            assert work.accounts_named(other.workspace_id, other.id, "acme") == []
            assert work.account_trail(other.workspace_id, other.id, acme.id, "a1") == []
        stolen = replace(acme, workspace_id=other.workspace_id, owner=other.id)
        for change in (AccountSaved(acme), DraftSaved(acme.id, None), made(acme, 2), made(stolen, 2)):
            with pytest.raises(StoreMisuse):
                kept(store, other, change)

    assert file_of(store, ann) == before


def test_an_id_that_another_member_has_is_refused(store: Store, ann: Member) -> None:
    bob = bob_in(store)
    opened(store, ann, an_account(ann))

    with pytest.raises(StoreMisuse):
        opened(store, bob, an_account(bob, name="Bolt"))

    assert [one.name for one in listed(store, ann)] == ["Acme"]
    assert listed(store, bob) == []


def test_a_snapshot_by_somebody_else_is_refused(store: Store, ann: Member) -> None:
    bob = bob_in(store)
    acme = an_account(ann)
    opened(store, ann, acme)

    with pytest.raises(StoreMisuse, match="by somebody else"):
        kept(store, ann, replace(made(acme), snapshot=replace(a_snapshot(acme), author=bob.id)))

    assert file_of(store, ann) == AccountFile(acme)


def test_nothing_is_kept_of_a_turn_that_fails_in_its_middle(store: Store, ann: Member) -> None:
    acme = an_account(ann)
    with pytest.raises(StoreMisuse):
        kept(store, ann, AccountSaved(acme), made(acme), DraftSaved(AccountId("nobody's"), DRAFT))

    assert listed(store, ann) == []


@pytest.mark.parametrize("table", ["snapshot", "snapshot_answer"])
def test_a_finished_snapshot_can_never_be_edited(store: Store, ann: Member, table: str) -> None:
    acme = an_account(ann)
    opened(store, ann, acme)
    kept(store, ann, made(acme))

    with store._engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.exec_driver_sql(f"UPDATE {table} SET day = '2026-01-01'")


@pytest.mark.parametrize("text", ["", "x" * 10_000, "a\0b", "bad byte \udce9", "Größe 🚚"])
def test_whatever_was_typed_can_be_kept(store: Store, ann: Member, text: str) -> None:
    acme = an_account(ann)
    opened(store, ann, acme)
    answer = replace(WORRIED, text=text, act=text, who=text, entries=(Entry(text, {"who": text}),))
    kept(store, ann, made(acme, answers={"a1": answer}, strategy=text))

    clean = text.replace("\0", "\ufffd").replace("\udce9", "\ufffd")
    with store.unit_of_work() as work:
        (point,) = work.account_trail(HERE, ann.id, acme.id, "a1")
    found = file_of(store, ann)
    assert found is not None
    assert (point.answer.text, point.answer.act, point.answer.who) == (clean, clean, clean)
    assert point.answer.entries == (Entry(clean, {"who": clean}),)
    assert found.snapshots[0].answers == {"a1": point.answer}
    assert found.account.strategy == clean


def test_a_trail_shows_an_item_where_it_changed_oldest_first(store: Store, ann: Member) -> None:
    acme = an_account(ann)
    opened(store, ann, acme)
    still = replace(WORRIED, kept=DAY + timedelta(weeks=1))  # looked at again, not changed
    better = replace(WORRIED, choice="comparing", given=DAY + timedelta(weeks=2))
    for number, answer in enumerate((WORRIED, still, better, UNKNOWN, WORRIED)):
        kept(store, ann, made(acme, number, weeks=number, answers={answer.item: answer}))

    with store.unit_of_work() as work:
        points = work.account_trail(HERE, ann.id, acme.id, "a1")

    assert [(point.item, point.day, point.answer) for point in points] == [
        ("a1", DAY, WORRIED),
        ("a1", DAY + timedelta(weeks=2), better),
        ("a1", DAY + timedelta(weeks=4), WORRIED),
    ]


def test_a_trail_s_answers_are_those_of_the_snapshot(store: Store, ann: Member) -> None:
    acme = an_account(ann)
    opened(store, ann, acme)
    kept(store, ann, made(acme))

    with store.unit_of_work() as work:
        found = {item: [p.answer for p in work.account_trail(HERE, ann.id, acme.id, item)] for item in ANSWERS}
        assert work.account_trail(HERE, ann.id, acme.id, "never asked") == []

    assert found == {item: [answer] for item, answer in ANSWERS.items()}


def forget(store: Store, of: Member) -> None:
    with store.unit_of_work() as work:
        work.forget_accounts(of.workspace_id, of.id)
        work.commit()


def test_a_member_s_accounts_can_be_forgotten_and_nobody_else_s_go(
    store: Store, ann: Member, count: Callable[[str], int]
) -> None:
    bob = bob_in(store)
    for member, names in ((ann, ("a", "b", "c")), (bob, ("d",))):
        accounts = [an_account(member, name, name) for name in names]
        opened(store, member, *accounts)
        for account in accounts:
            kept(store, member, made(account), DraftSaved(account.id, DRAFT))
    opened(store, ann, an_account(ann, "a", "a", status="merged", merged_into=AccountId("c")))

    forget(store, ann)
    forget(store, ann)

    assert listed(store, ann) == []
    assert [one.name for one in listed(store, bob)] == ["d"]
    assert [count(table) for table in ("account", "account_draft", "snapshot", "snapshot_answer")] == [1, 1, 1, 3]


@pytest.fixture
def count(store: Store) -> Callable[[str], int]:
    def counted(table: str) -> int:
        with store._engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())

    return counted
