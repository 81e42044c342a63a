"""
How fast may be sent: each platform's limits as shares that all who send take from.

What the coach starts itself waits for a place of its own first, so that it never takes all that answers need. Where
platforms allow short bursts to one chat (both do), answers may use them; a platform that objects is obeyed (429).
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s

from dialogs.errors import CoachError
from dialogs.job_ports import TOGETHER_S, Place, Share
from dialogs.model import Outgoing

log = logging.getLogger("coach.pace")

Pace = Callable[[Outgoing], Awaitable[bool]]
Reserve = Callable[[Sequence[Share], float], Awaitable[Place | None]]

OWN_PART = 0.9  # of the steady rate: what the coach starts itself leaves so much to answers
CHAT_S = 1.0  # platforms.md: about one message a second in a chat, on both platforms
CHAT_MARGIN = 1.2  # two that leave a second apart may arrive closer than that
# A place that comes later than this is not taken: the lease of a reply that waits for it would run out (delivery.py,
# LEASE_S less SEND_S). With a dozen processes the line is that long in a fan-out.
MOST_WAIT_S, LAST_WAIT_S = 12.0, 5.0  # for a place of the coach's own, or of answers; and then for one in all
LOOKS_S = 3.0  # what is in doubt goes so much later: Slack is asked for it first, and what follows must not catch up
LATE_S = 0.1  # a machine that stood still for longer missed its place: else all that waited would leave at once
MOST_PLACES = 5  # that are taken for one message; where a machine is always late, the platform says what is too fast


async def AT_ONCE(_one: Outgoing) -> bool:  # noqa: N802 - a constant that can be called
    """Keep no pace."""
    return True


@dataclass(frozen=True, slots=True)
class Limits:
    """
    A platform's: in any one second no more than *per_s* + *burst* go out, of one bot or of one workspace.

    Telegram's 30 a second are 18 and a burst of 10; Slack's "several hundred a minute" are 4 a second and a burst of
    60, so that no minute has more than 300.
    """

    per_s: float
    burst: int
    by_workspace: bool


class Paced:
    """Waits until a reply may go; where the shares cannot be read it goes, and the platform says what is too fast."""

    def __init__(
        self, limits: Mapping[str, Limits], reserve: Reserve, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """
        Args:
            reserve: as `JobStore.reserve`, and rolls back by itself.
            clock: seconds, of this process alone.
        """
        self._limits = limits
        self._reserve = reserve
        self._clock = clock

    async def __call__(self, one: Outgoing) -> bool:
        """Return once the reply may go; False: not soon. Then no place is kept for it, and others may go first."""
        limits = self._limits.get(one.channel)
        if limits is None:
            return True
        all_of = f"{one.channel} {one.workspace_id}" if limits.by_workspace else one.channel
        steady = Share(all_of, 1 / limits.per_s, limits.burst)
        try:
            if not one.unasked:
                return await self._wait((steady,), most_s=MOST_WAIT_S)
            own = Share(f"{all_of} own", 1 / (OWN_PART * limits.per_s))
            place = await self._reserve((own,), MOST_WAIT_S)
            if place is None:
                return False
            await asyncio.sleep(place.wait_s)
            return await self._wait((steady, _chat(one)), most_s=LAST_WAIT_S)
        except CoachError as error:
            log.warning("the pace cannot be kept: %s", type(error).__name__)
            return True

    async def _wait(self, shares: Sequence[Share], *, most_s: float) -> bool:
        """Wait for a place, and for another one where that was missed; the waits together end after *most_s*."""
        began, missed = self._clock(), 0
        while missed < MOST_PLACES:
            asked = self._clock()
            place = await self._reserve(shares, began + most_s - asked)
            if place is None:
                return False
            await asyncio.sleep(place.wait_s)
            if not place.taken:
                continue
            if self._clock() - asked - place.wait_s <= LATE_S:
                break
            missed += 1
        return True


def _chat(one: Outgoing) -> Share:
    """Return the address's share, under a digest: who got a message is the outbox's to know."""
    every_s = CHAT_S * CHAT_MARGIN + (LOOKS_S if one.in_doubt else 0.0)
    address = f"{one.workspace_id}\n{one.channel}\n{one.address}"
    return Share("chat " + blake2s(address.encode(), digest_size=12).hexdigest(), every_s)


class OwnShares:
    """Shares of one process that nobody else sends beside, in memory."""

    MOST = 10_000  # keys; those that are whole again are forgotten

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until_s: dict[str, float] = {}

    async def reserve(self, shares: Sequence[Share], most_s: float) -> Place | None:
        """As `JobStore.reserve`."""
        now, wait_s, together_s, taken = self._clock(), 0.0, math.inf, {}
        for share in shares:
            until_s = max(self._until_s.get(share.key, now), now + wait_s) + share.every_s
            taken[share.key] = until_s
            wait_s = max(wait_s, until_s - share.every_s * share.burst - now)
            if wait_s > most_s:
                return None
            if wait_s > together_s:
                return Place(wait_s, taken=False)
            together_s = min(together_s, wait_s + TOGETHER_S)
        self._until_s |= taken
        if len(self._until_s) > self.MOST:
            self._until_s = {key: until_s for key, until_s in self._until_s.items() if until_s > now}
        return Place(wait_s)
