"""Two processes that change one member's accounts at the same moment: one of them is told, nothing is half done."""

from __future__ import annotations

from dialogs.errors import CoachError
from dialogs.model import Member
from dialogs.reassessment.model import Account, AccountSaved
from storage.unit_of_work import open_store
from tests.apart import at_once
from tests.storage.accounts import an_account, listed
from tests.storage.conftest import AT, ann_in


def opens(url: str, of: Member, account: Account) -> str:
    """Open an account in a process of its own; return what came of it."""
    store = open_store(url)
    try:
        with store.unit_of_work() as work:
            work.keep_account_change(of.workspace_id, of.id, AccountSaved(account), AT)
            work.commit()
    except CoachError as error:
        return type(error).__name__
    finally:
        store.close()
    return "opened"


def test_one_of_two_gets_a_name(url: str) -> None:
    store = open_store(url)
    ann = ann_in(store)

    said = at_once(opens, *((url, ann, an_account(ann, id, "Acme")) for id in ("one", "two", "three")))

    assert sorted(said) == ["StoreMisuse", "StoreMisuse", "opened"]
    assert [account.name for account in listed(store, ann)] == ["Acme"]
    store.close()
