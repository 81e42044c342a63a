"""Which addresses take messages: one that is dead gets none, and what waits for it is given up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, update

from dialogs.model import WorkspaceId
from storage.mapping import storable
from storage.outbox import GIVEN_UP
from storage.statements import where
from storage.tables import table
from storage.transaction import Transaction

_outbox, _identity = table("outbox"), table("identity")

_GIVE_UP_ADDRESS = (
    update(_outbox)
    .where(*where(_outbox, "workspace_id", "channel", "address"), _outbox.c.waiting.is_(True))
    .values(**GIVEN_UP)
)
_UNREACHABLE = (
    update(_identity)
    .where(*where(_identity, "workspace_id", "channel", "address"))
    .values(unreachable_at=bindparam("at"))
    .returning(_identity.c.member_id)
)
_REACHABLE = (
    update(_identity)
    .where(*where(_identity, "workspace_id", "channel", "address"), _identity.c.unreachable_at.is_not(None))
    .values(unreachable_at=None)
)


def mark_unreachable(run: Transaction, workspace_id: WorkspaceId, *, channel: str, address: str, at: datetime) -> None:
    """Note that an address is dead and give up what waits for it, where it is somebody's."""
    the_address = _of(workspace_id, channel, address)
    if run.written(_UNREACHABLE, the_address | {"at": at}):
        run.write(_GIVE_UP_ADDRESS, the_address)


def mark_reachable(run: Transaction, workspace_id: WorkspaceId, *, channel: str, address: str) -> None:
    """Note that an address takes messages again; what was given up stays given up."""
    run.write(_REACHABLE, _of(workspace_id, channel, address))


def _of(workspace_id: WorkspaceId, channel: str, address: str) -> dict[str, object]:
    return {"the_workspace_id": workspace_id, "the_channel": channel, "the_address": storable(address)}
