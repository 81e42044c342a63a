"""
The pass by which erasing and retention delete from ledgers that refuse it otherwise; nothing else asks for one.

Triggers (migration 0007) let a row of a workspace be deleted, or a log's row be changed, only while `purge` holds that
workspace's row. The row is written and taken away within one transaction: it refers to something that there never is,
and both databases look at that at the commit, so a pass that was left behind keeps its transaction from being kept. No
other transaction sees it before: on SQLite just one writes, on Postgres what is not committed is nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, insert

from dialogs.model import WorkspaceId
from storage.privacy_tables import purge
from storage.statements import where
from storage.transaction import Transaction

_GRANT = insert(purge).inline()
_TAKE_AWAY = delete(purge).where(*where(purge, "workspace_id"))


@contextmanager
def permitted(run: Transaction, workspace_id: WorkspaceId) -> Iterator[None]:
    """Delete within, in one workspace; an error leaves the pass to the roll-back."""
    run.write(_GRANT, {"workspace_id": workspace_id, "never": 1})
    yield
    run.write(_TAKE_AWAY, {"the_workspace_id": workspace_id})
