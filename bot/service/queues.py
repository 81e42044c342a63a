"""What waits for one address in `Delivery`: replies in their order, each with the end of its lease."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dialogs.model import Outgoing, WorkspaceId
from dialogs.ports import UnitOfWork

Address = tuple[WorkspaceId, str, str]  # workspace, channel, address


def postpone(
    workspace_id: WorkspaceId, held: Sequence[Outgoing], until: datetime, tried: str | None, work: UnitOfWork
) -> None:
    """Give replies back until then. *tried*: the key of the one that a channel was asked to take, if one was."""
    for in_doubt in (False, True):
        for was_tried in (False, True):
            keys = [one.key for one in held if one.in_doubt is in_doubt and (one.key == tried) is was_tried]
            if keys:
                work.postpone(workspace_id, keys, until, in_doubt=in_doubt, tried=was_tried)


def only_first_in_doubt(due: Sequence[Outgoing]) -> Sequence[Outgoing]:
    """
    Of one address's replies only the first can have been in flight: the next goes when that is marked as sent.

    Not so what the coach starts by itself: held back in doubt (`last_look`), it stays so behind others.
    """
    seen: set[Address] = set()
    found = []
    for one in due:
        address = (one.workspace_id, one.channel, one.address)
        found.append(replace(one, in_doubt=False) if address in seen and not one.unasked else one)
        seen.add(address)
    return found


def append(queue: deque[tuple[Outgoing, datetime]], one: Outgoing, until: datetime) -> None:
    """Queue a reply once: one whose lease ran out while it waited or was being sent comes again with the sweep."""
    for place, (queued, _) in enumerate(queue):
        if queued.key == one.key:
            queue[place] = (queued, until)
            return
    queue.append((one, until))
