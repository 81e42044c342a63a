"""
A person's own data: what their turn wants read of it, and what it does with it, in the turn's own transaction.

Nobody else's data passes here; that is `bot.service.reading`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from dialogs.model import MemberId, WorkspaceId
from dialogs.ports import UnitOfWork
from dialogs.privacy.model import UNDO_DAYS, Act, Export, Looked
from dialogs.reassessment.desk import Desk, Personal

EVERYTHING = "everything"  # as the kind of data, in the log, of an export or an erasing
_ACTS: Mapping[Act, Literal["export", "erase", "undo"]] = {"exported": "export", "erase": "erase", "undo": "undo"}


class OwnData:
    """What one person may do with all that is theirs, as every member that they are, within a transaction."""

    def __init__(self, work: UnitOfWork, workspace_id: WorkspaceId, member_id: MemberId) -> None:
        self._store = work.privacy(workspace_id)
        self._member = member_id
        self._ids = work.people(workspace_id).whole(member_id)

    def put_on(self, desk: Desk, wanted: Personal, at: datetime) -> Desk:
        """Put on the desk what a step wants of the member's own data."""
        if wanted == "rights":
            return desk.with_rights(self._store.rights(self._ids, at))
        return desk.with_export(self._store.export(self._ids, at))

    def carry_out(self, act: Act, at: datetime) -> None:
        """Do what the member's turn asks for, with its row in the log."""
        if act == "erase":
            self._store.ask_erasure(self._ids, at, due_at=at + timedelta(days=UNDO_DAYS))
        elif act == "undo":
            self._store.undo_erasure(self._ids)
        self._log(act, self._member, "rep", at)

    def taken_out(self, at: datetime, *, by: str, role: str) -> Export:
        """Return all of the member's data; whoever took it out stands in the log."""
        export = self._store.export(self._ids, at)
        self._log("exported", by, role, at)
        return export

    def _log(self, act: Act, actor: str, role: str, at: datetime) -> None:
        self._store.log(Looked(actor, role, _ACTS[act], EVERYTHING, "whole", self._member), at)
