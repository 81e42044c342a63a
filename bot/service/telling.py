"""What the coach says of itself to somebody about another's act: the one place that it goes through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from dialogs.model import MemberId, WorkspaceId
from dialogs.ports import UnitOfWork
from dialogs.replies import Reply

Told = Literal["assignment", "extended", "withdrawn", "reminder", "dispute"]


def tell_at(  # noqa: PLR0917 - the arguments of `UnitOfWork.put_message`, in its order
    work: UnitOfWork,
    workspace_id: WorkspaceId,
    member_id: MemberId,
    key: str,
    replies: Sequence[Reply],
    at: datetime,
    *,
    kind: Told,
) -> datetime | None:
    """Put it on its way, once for each key; return when it goes, None where it was said before or nobody is there."""
    return at if work.put_message(workspace_id, member_id, key, replies, at) else None
