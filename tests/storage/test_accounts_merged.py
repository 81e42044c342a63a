"""Two accounts that turn out to be one: nothing is lost, everything can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.errors import StoreMisuse
from dialogs.model import Member, WorkspaceId
from dialogs.reassessment.model import WINDOW, Account, AccountFile, AccountId, DraftSaved
from storage.unit_of_work import Store
from tests.storage.accounts import DAY, WORRIED, an_account, file_of, kept, listed, made, opened
from tests.storage.conftest import HERE, ann_in
from tests.storage.test_accounts import DRAFT


@pytest.fixture
def ann(store: Store) -> Member:
    return ann_in(store)


def merged(one: Account, into: str) -> Account:
    return replace(one, status="merged", merged_into=AccountId(into))


@pytest.fixture
def two(store: Store, ann: Member) -> tuple[Account, Account]:
    """Acme, reviewed in weeks 0 and 2, and Bolt, reviewed in week 1."""
    acme, bolt = an_account(ann), an_account(ann, "bolt", "Bolt")
    opened(store, ann, acme, bolt)
    kept(store, ann, made(acme, 1), made(bolt, 1, weeks=1, coverage=0.1, strategy="Bolt's", flags=("rf2",)))
    kept(store, ann, made(acme, 2, weeks=2, coverage=0.9, strategy="Acme's", flags=("rf1",)))
    return acme, bolt


def read(store: Store, of: Member, id: str) -> AccountFile:
    found = file_of(store, of, id)
    assert found is not None
    return found


def test_a_merged_account_leaves_the_list_and_its_snapshots_stand_in_the_other_s_file(
    store: Store, ann: Member, two: tuple[Account, Account]
) -> None:
    acme, _bolt = two

    opened(store, ann, merged(acme, "bolt"))

    (found,) = listed(store, ann)
    assert (found.id, found.snapshots, found.last) == ("bolt", 3, DAY + timedelta(weeks=2))
    assert (found.coverage, found.strategy, found.flags) == (0.9, "Acme's", ("rf1",))
    file = read(store, ann, "bolt")
    assert file.account == found
    assert [one.id for one in file.snapshots] == ["acme-1", "bolt-1", "acme-2"]
    assert [one.account_id for one in file.snapshots] == ["acme", "bolt", "acme"]
    assert read(store, ann, "acme").account.merged_into == "bolt"


def test_a_merge_can_be_undone(store: Store, ann: Member, two: tuple[Account, Account]) -> None:
    acme, _bolt = two
    before = (listed(store, ann), read(store, ann, "acme"), read(store, ann, "bolt"))
    opened(store, ann, merged(acme, "bolt"))

    opened(store, ann, acme)

    assert (listed(store, ann), read(store, ann, "acme"), read(store, ann, "bolt")) == before


def test_an_item_s_trail_goes_on_through_both(store: Store, ann: Member) -> None:
    acme, bolt = an_account(ann), an_account(ann, "bolt", "Bolt")
    opened(store, ann, acme, bolt)
    for week, account in enumerate((acme, bolt, acme)):
        answer = replace(WORRIED, text=f"week {week}")
        kept(store, ann, made(account, week, weeks=week, answers={"a1": answer}))
    opened(store, ann, merged(acme, "bolt"))

    with store.unit_of_work() as work:
        points = work.account_trail(HERE, ann.id, bolt.id, "a1")

    assert [point.answer.text for point in points] == ["week 0", "week 1", "week 2"]


def test_merging_goes_on_through_several(store: Store, ann: Member, two: tuple[Account, Account]) -> None:
    acme, bolt = two
    opened(store, ann, an_account(ann, "cobra", "Cobra"), merged(acme, "bolt"), merged(bolt, "cobra"))

    (found,) = listed(store, ann)

    assert (found.id, found.snapshots, found.strategy) == ("cobra", 3, "Acme's")
    assert [one.id for one in read(store, ann, "cobra").snapshots] == ["acme-1", "bolt-1", "acme-2"]


def test_a_merged_account_keeps_its_name_and_draft_to_itself(
    store: Store, ann: Member, two: tuple[Account, Account]
) -> None:
    acme, _bolt = two
    kept(store, ann, DraftSaved(acme.id, DRAFT))

    opened(store, ann, merged(acme, "bolt"), an_account(ann, "new", "Acme"))

    assert [(one.id, one.drafted) for one in listed(store, ann)] == [("new", False), ("bolt", False)]
    assert read(store, ann, "acme").draft == DRAFT


def test_an_account_is_never_merged_into_itself(store: Store, ann: Member, two: tuple[Account, Account]) -> None:
    acme, bolt = two
    opened(store, ann, merged(acme, "bolt"))

    for one, into in ((bolt, "bolt"), (bolt, "acme"), (bolt, "nobody")):
        with pytest.raises(StoreMisuse):
            opened(store, ann, merged(one, into))

    assert [one.id for one in listed(store, ann)] == ["bolt"]


def test_an_account_is_never_merged_into_somebody_else_s(store: Store, ann: Member) -> None:
    with store.unit_of_work() as work:
        bob = work.add_member(HERE, "terminal", "bob", "Bob", made(an_account(ann)).snapshot.at)
        work.commit()
    opened(store, bob, an_account(bob, "bobs", "Bobs"))
    opened(store, ann, an_account(ann))

    with pytest.raises(StoreMisuse):
        opened(store, ann, merged(an_account(ann), "bobs"))


@given(weeks=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), max_size=8), data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merging_in_any_order_loses_no_snapshot(
    store: Store, weeks: list[tuple[int, int]], data: st.DataObject
) -> None:
    workspace = WorkspaceId(uuid4().hex)
    ann = ann_in(store, workspace)
    accounts = [an_account(ann, str(number), str(number)) for number in range(4)]
    opened(store, ann, *accounts)
    for number, (which, week) in enumerate(weeks):
        kept(store, ann, made(accounts[which], number, weeks=week, hour=number))
    order = data.draw(st.permutations(accounts))

    for one, into in pairwise(order):
        opened(store, ann, merged(one, into.id))

    (found,) = listed(store, ann)
    in_order = sorted((week, number, which) for number, (which, week) in enumerate(weeks))
    assert found.snapshots == len(weeks)
    assert [one.id for one in read(store, ann, found.id).snapshots] == [
        f"{which}-{number}" for _, number, which in in_order[-WINDOW:]
    ]
    for one in reversed(order[:-1]):
        opened(store, ann, one)
    assert [one.snapshots for one in listed(store, ann)] == [
        sum(which == number for which, _ in weeks) for number in range(4)
    ]
