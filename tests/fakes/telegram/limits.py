"""Rate limits, off until a test asks. Telegram's are about 30 a second in all and one a second in a chat."""

from __future__ import annotations

import math
from collections.abc import Callable

from tests.fakes.telegram.errors import too_many


class _Bucket:
    """*burst* at once, then one every *every_s* seconds."""

    def __init__(self, every_s: float, burst: int, now: float) -> None:
        self.every_s, self.burst = every_s, burst
        self.tokens, self.at = float(burst), now

    def wait_s(self, now: float) -> float:
        """Seconds until one more may pass; 0 takes its place at once."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) / self.every_s)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) * self.every_s


class Limits:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._per_chat: tuple[float, int] | None = None
        self._total: _Bucket | None = None
        self._chats: dict[int, _Bucket] = {}
        self._flooded: dict[int, float] = {}

    def set(self, *, per_chat_s: float | None, burst: int, per_second: float | None) -> None:
        self._per_chat = (per_chat_s, burst) if per_chat_s else None
        self._total = _Bucket(1 / per_second, max(1, int(per_second)), self._clock()) if per_second else None
        self._chats.clear()

    def flood(self, chat_id: int, *, for_s: float) -> None:
        self._flooded[chat_id] = self._clock() + for_s

    def check_flood(self, chat_id: int) -> None:
        """
        Raises:
            Refused: 429; the chat has to be left alone for `retry_after` seconds.
        """
        left_s = self._flooded.get(chat_id, 0.0) - self._clock()
        if left_s > 0:
            raise too_many(math.ceil(left_s))

    def check(self, chat_id: int) -> None:
        """Count one message to *chat_id*. Raises as `check_flood`."""
        now = self._clock()
        waits = [0.0]
        if self._per_chat:
            bucket = self._chats.setdefault(chat_id, _Bucket(*self._per_chat, now))
            waits.append(bucket.wait_s(now))
        if self._total and not any(waits):
            waits.append(self._total.wait_s(now))
        if max(waits) > 0:
            raise too_many(max(1, math.ceil(max(waits))))
