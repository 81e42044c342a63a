"""One whole turn of a role-play and its parts, against a bare store transaction in the same run (bare.py)."""

from __future__ import annotations

import statistics
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from bot import wiring
from bot.service.turns import Turns
from dialogs.model import EventId, Listening, Percept, Turn
from dialogs.ports import Perception
from tests.bench.bare import Bare

ROUNDS = 400
LINES = (
    "what goes wrong between the plan and the gate in the morning",
    "and when a truck leaves late, who pays for that",
    "tell me how the rota gets made",
    "what would it be worth to have the plan redone in minutes",
)


class Timed:
    """A perception that notes the CPU time of each line."""

    def __init__(self, perception: Perception) -> None:
        self._perception = perception
        self.cpu: list[float] = []  # milliseconds

    def perceive(self, text: str, listening: Listening) -> Percept:
        began = process_time()
        try:
            return self._perception.perceive(text, listening)
        finally:
            self.cpu.append((process_time() - began) * 1000)


def measure(folder: Path) -> Iterator[str]:
    url = f"sqlite:///{folder / 'turn.db'}"
    store = wiring.store(url, upgrade=True)
    perception = Timed(wiring.load_perception())
    turns = wiring.turns(store, perception)
    take(turns, None)
    for line in ("skip", "play", "1", "start"):
        state = take(turns, line)
    if state != "role_play.talking":
        raise RuntimeError(f"the way to a role-play leads to {state}")
    bare = Bare(url)
    whole, step, plain, least = [], [], [], []
    for number in range(ROUNDS):
        plain.append(bare.with_objects(number)[0])
        least.append(bare.with_text(number))
        state = take(turns, f"{LINES[number % len(LINES)]} {number}")  # never the same line: nothing is remembered
        whole.append(turns.times.total - turns.times.perceive)
        step.append(turns.times.step)
        if state != "role_play.talking":
            take(turns, "same")
            take(turns, "start")
    store.close()
    base, text, rest, own = (statistics.median(values) for values in (plain, least, whole, step))
    yield f"turn: without perception {rest:.2f} ms, bare transaction {base:.2f} ms: {rest / base:.2f} (at most 3)"
    yield f"turn: and {rest / text:.2f} times the same transaction as SQL text, without objects ({text:.2f} ms)"
    yield f"turn: the engine's own step {own:.3f} ms: {own / base:.3f} of the bare transaction (under 0.1)"
    yield f"turn: perception {statistics.median(perception.cpu):.2f} ms CPU a line (under 5), {len(perception.cpu)} lines"


def take(turns: Turns, line: str | None) -> str:
    event = EventId(uuid.uuid4().hex)
    turn = Turn(event, "terminal", "bench", datetime.now(UTC), text=line)
    result = turns.take(turn, name="bench")
    turns.sent(result.keys, turn)
    return result.state
