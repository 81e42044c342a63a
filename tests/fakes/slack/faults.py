"""What goes wrong on purpose, and how fast the app may post. Both are off until a test asks."""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """The next *times* calls of a method (`*`: any) fail, before the method has taken effect or after it."""

    method: str
    times: int
    status: int | None
    error: str | None
    drop: bool
    after_effect: bool
    delay_s: float
    retry_after_s: int
    channel: str | None  # only calls that name this channel
    says: tuple[str, str] | None = None  # (content type, body): a proxy answers, not Slack
    gate: asyncio.Event = field(default_factory=asyncio.Event)  # until it is open, the calls hang
    hits: int = 0

    def release(self) -> None:
        """Let the calls that hang go on, and no other hang."""
        self.gate.set()

    def fits(self, method: str, params: dict[str, Any]) -> bool:
        right_channel = self.channel is None or self.channel == params.get("channel")
        return self.times > 0 and self.method in {method, "*"} and right_channel


class Faults:
    """The faults that are still to happen, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str, params: dict[str, Any]) -> Fault | None:
        """The fault this call suffers, used up by it."""
        fault = next((one for one in self._waiting if one.fits(method, params)), None)
        if fault is not None:
            fault.times -= 1
            fault.hits += 1
        return fault


@dataclass
class Limit:
    """A bucket of *burst* calls for every channel, refilled at *per_second*."""

    per_second: float
    burst: int
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)  # channel -> (tokens, at)

    def wait_s(self, channel: str) -> int | None:
        """None if this call may pass, else the whole seconds of Retry-After."""
        now = self.clock()
        tokens, at = self._buckets.get(channel, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - at) * self.per_second)
        # a rounding error of the clock must not cost a caller who waited exactly as told a second refusal
        passes = tokens >= 1 - 1e-6
        self._buckets[channel] = (tokens - passes, now)
        return None if passes else max(1, math.ceil((1 - tokens) / self.per_second))
