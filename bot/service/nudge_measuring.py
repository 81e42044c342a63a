"""How many user-weeks get no nudge so that its effect can be measured: raised only after those concerned were told."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from dialogs.model import WorkspaceId
from dialogs.ports import UnitOfWork
from dialogs.privacy.model import NOTICE_DAYS, OPERATOR, Looked, Notice


def set_hold_out(work: UnitOfWork, workspace_id: WorkspaceId, percent: int, now: datetime) -> datetime:
    """
    Set the percentage and return from when it counts: a lower one at once, a higher one a week after now.

    A higher one is announced as every other change of who sees what: under `privacy`, and to each by a message.
    """
    book, store = work.nudging(), work.privacy(workspace_id)
    before = book.hold_out(workspace_id, now)
    since = now + timedelta(days=NOTICE_DAYS) if percent > before else now
    book.set_hold_out(workspace_id, percent, before=before, since=since)
    if percent > before:
        change = {"percent": percent, "before": before}
        store.add_notice(Notice(uuid.uuid4().hex, workspace_id, "hold_out", change, now, since))
    store.log(Looked(OPERATOR, "operator", "rule", "nudges", f"hold-out {percent} %", None), now)
    return since
