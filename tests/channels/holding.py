"""Turns that wait in the middle until a test lets them go, and turns as they arrive."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from bot.service.intake import Intake
from bot.service.turns import TurnResult, Turns
from dialogs.model import Turn
from tests.waiting import HANG_S


def before_each_turn(monkeypatch: pytest.MonkeyPatch, do: Callable[[Turn], object]) -> None:
    """Have something happen in a turn's thread before it is taken; what *do* raises is what the store raised."""
    take = Turns.take

    def taken(self: Turns, turn: Turn, *, name: str) -> TurnResult:
        do(turn)
        return take(self, turn, name=name)

    monkeypatch.setattr(Turns, "take", taken)


class Held:
    """Holds the turns of certain words (None: every turn) until `release`; for `before_each_turn`."""

    def __init__(self, words: str | None = None) -> None:
        self._words = words
        self._begun, self._go = threading.Event(), threading.Event()

    def __call__(self, turn: Turn) -> None:
        if self._words in (None, turn.text):
            self._begun.set()
            if not self._go.wait(HANG_S):
                raise TimeoutError("the test never let the turn go")

    def begun(self) -> bool:
        return self._begun.is_set()

    def release(self) -> None:
        self._go.set()


def arrivals(monkeypatch: pytest.MonkeyPatch) -> list[Turn]:
    """Return the list of the turns that platforms bring from now on, whether or not they are taken."""
    arrived: list[Turn] = []
    take = Intake.take

    async def noting(self: Intake, turn: Turn, **about: Any) -> TurnResult:
        arrived.append(turn)
        return await take(self, turn, **about)

    monkeypatch.setattr(Intake, "take", noting)
    return arrived
