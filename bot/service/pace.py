"""
How fast may be sent: each platform's limits as shares that all who send take from.

What the coach starts itself waits for a place of its own first, so that it never takes all that answers need. Where
platforms allow short bursts to one chat (both do), answers may use them; a platform that objects is obeyed (429).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s

from dialogs.errors import CoachError
from dialogs.job_ports import Share
from dialogs.model import Outgoing

log = logging.getLogger("coach.pace")

Pace = Callable[[Outgoing], Awaitable[None]]
Reserve = Callable[[Sequence[Share]], Awaitable[float]]

OWN_PART = 0.9  # of the steady rate: what the coach starts itself leaves so much to answers
CHAT_S = 1.0  # platforms.md: about one message a second in a chat, on both platforms
CHAT_MARGIN = 1.1  # two that leave a second apart may arrive closer than that


async def AT_ONCE(_one: Outgoing) -> None:  # noqa: N802 - a constant that can be called
    """Keep no pace."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    A platform's: in any one second no more than *per_s* + *burst* go out, of one bot or of one workspace.

    Telegram's 30 a second are 20 and a burst of 10; Slack's "several hundred a minute" are 4 a second and a burst of
    60, so that no minute has more than 300.
    """

    per_s: float
    burst: int
    by_workspace: bool


class Paced:
    """Waits until a reply may go; where the shares cannot be read it goes, and the platform says what is too fast."""

    def __init__(self, limits: Mapping[str, Limits], reserve: Reserve) -> None:
        self._limits = limits
        self._reserve = reserve

    async def __call__(self, one: Outgoing) -> None:
        limits = self._limits.get(one.channel)
        if limits is None:
            return
        all_of = f"{one.channel} {one.workspace_id}" if limits.by_workspace else one.channel
        try:
            if one.unasked:
                own = Share(f"{all_of} own", 1 / (OWN_PART * limits.per_s))
                await asyncio.sleep(await self._reserve((own, _chat(one))))
            every_s = 1 / limits.per_s
            await asyncio.sleep(await self._reserve((Share(all_of, every_s, limits.burst),)))
        except CoachError as error:
            log.warning("the pace cannot be kept: %s", type(error).__name__)


def _chat(one: Outgoing) -> Share:
    """Return the address's share, under a digest: who got a message is the outbox's to know."""
    address = f"{one.workspace_id}\n{one.channel}\n{one.address}"
    return Share("chat " + blake2s(address.encode(), digest_size=12).hexdigest(), CHAT_S * CHAT_MARGIN)


class OwnShares:
    """Shares of one process that nobody else sends beside, in memory."""

    MOST = 10_000  # keys; those that are whole again are forgotten

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until_s: dict[str, float] = {}

    async def reserve(self, shares: Sequence[Share]) -> float:
        """Take one from each; return the seconds to wait until that is allowed."""
        now, waits = self._clock(), [0.0]
        for share in shares:
            until_s = max(self._until_s.get(share.key, now), now) + share.every_s
            self._until_s[share.key] = until_s
            waits.append(until_s - share.every_s * share.burst - now)
        if len(self._until_s) > self.MOST:
            self._until_s = {key: until_s for key, until_s in self._until_s.items() if until_s > now}
        return max(waits)
