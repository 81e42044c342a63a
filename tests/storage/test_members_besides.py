"""Who is in a database beside some addresses: in any workspace, on any channel, on both databases."""

from __future__ import annotations

from dialogs.model import WorkspaceId
from storage.unit_of_work import Store
from tests.storage.conftest import AT, ELSEWHERE, HERE

KNOWN = ("demo-ann", "demo-bo")


def besides(store: Store, addresses: tuple[str, ...] = KNOWN) -> int:
    with store.unit_of_work() as work:
        return work.members_besides(HERE, "terminal", addresses)


def add(store: Store, workspace: WorkspaceId, channel: str, address: str) -> None:
    with store.unit_of_work() as work:
        work.add_member(workspace, channel, address, address, AT)
        work.commit()


def test_an_empty_database_has_nobody(store: Store) -> None:
    assert besides(store) == 0
    assert besides(store, ()) == 0


def test_those_named_are_not_counted_and_all_others_are(store: Store) -> None:
    add(store, HERE, "terminal", "demo-ann")
    assert besides(store) == 0
    assert besides(store, ()) == 1

    add(store, HERE, "terminal", "gwendolyn")
    add(store, HERE, "slack", "demo-ann")
    add(store, ELSEWHERE, "terminal", "demo-bo")

    assert besides(store) == 3
