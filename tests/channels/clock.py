"""
The coach's time in the channels' tests: it stands still until a test moves it, so that no wait and no lease runs out.

Whoever waits for an empty outbox moves it to when the first postponed reply may go: no test waits for a retry. Where it
moves, every coach looks into its outbox at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from bot import serving
from bot.service.delivery import Delivery
from storage.tables import table

_outbox = table("outbox").c
_WAITING = select(_outbox.state, _outbox.lease_until).where(_outbox.waiting)


def _at_work(now: datetime) -> datetime:
    """Return *now*, or the next working day at 10:00 UTC: what the coach starts by itself keeps quiet hours."""
    if now.weekday() < 5 and 9 <= now.hour < 15:
        return now
    days = 0 if now.hour < 9 else 1
    while (now + timedelta(days=days)).weekday() >= 5:
        days += 1
    return (now + timedelta(days=days)).replace(hour=10, minute=0)


class Clock:
    """For all threads. Each look takes a microsecond: no two instants are alike, and later is later."""

    def __init__(self) -> None:
        self._now = _at_work(datetime.now(UTC))
        self._lock = threading.Lock()
        self.moved: list[Callable[[], None]] = []  # who is told, in the loop of whoever moves it

    def now(self) -> datetime:
        with self._lock:
            self._now += timedelta(microseconds=1)
            return self._now

    def time(self) -> float:
        return self.now().timestamp()

    def passes(self, seconds: float) -> None:
        self.reaches(self.now() + timedelta(seconds=seconds))

    def reaches(self, instant: datetime) -> None:
        """Be at *instant*, or stay later."""
        with self._lock:
            self._now = max(self._now, instant)
        for tell in self.moved:
            tell()


def still_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock of every coach that this test starts; by real time they look into the outbox now and then."""
    clock = Clock()

    def delivery(**parts: Any) -> Delivery:
        made = Delivery(**parts, sweep_s=0.3)
        clock.moved.append(made._wake.set)
        return made

    monkeypatch.setattr(serving, "_now", clock.now)
    monkeypatch.setattr(serving, "Delivery", delivery)
    return clock


def nothing_waits(engine: Engine, clock: Clock) -> bool:
    """Whether the outbox is empty. Where all in it was postponed, or waits behind that, let the time come."""
    with engine.connect() as connection:
        waiting = connection.execute(_WAITING).all()
    instants = [row.lease_until for row in waiting if row.lease_until]
    if instants and all(row.state != "sending" for row in waiting):
        clock.reaches(min(instants))
    return not waiting
