"""
One whole turn of a role-play and its parts, against a bare store transaction in the same run (bare.py).

CPU of the thread: what else the machine does is no part of it. Each line is perceived before its turn, which then finds
the percept remembered: perception is timed apart, and what it leaves of the processor's caches is not put to the
account of whatever happens to run next. Step and bare transaction are then run apart, with warm caches and with cold
ones (cold.py).
"""

from __future__ import annotations

import statistics
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import process_time

from bot import wiring
from bot.perception.understanding import CoachPerception
from bot.service.turns import Turns
from dialogs import engine
from dialogs.model import EventId, Session, Turn
from storage.unit_of_work import Store
from tests.bench import cold
from tests.bench.bare import Bare

ROUNDS = 400
LINES = (
    "what goes wrong between the plan and the gate in the morning",
    "and when a truck leaves late, who pays for that",
    "tell me how the rota gets made",
    "what would it be worth to have the plan redone in minutes",
)


def measure(folder: Path) -> Iterator[str]:
    url = f"sqlite:///{folder / 'turn.db'}"
    store = wiring.store(url, upgrade=True)
    perception = wiring.load_perception()
    turns = wiring.turns(store, perception)
    take(turns, None)
    for line in ("skip", "play", "discovery", "cold_chain_ops_discovery", "start"):
        state = take(turns, line)
    if state != "role_play.talking":
        raise RuntimeError(f"the way to a role-play leads to {state}")
    bare = Bare(url)
    whole, step, plain, least, perceived = [], [], [], [], []
    for number in range(ROUNDS):
        line = f"{LINES[number % len(LINES)]} {number}"  # never the same line: its percept is not remembered yet
        perceived.append(perceive(line, store, perception))
        plain.append(bare.with_objects(number))
        least.append(bare.with_text(number))
        state = take(turns, line)
        whole.append(turns.times.total - turns.times.perceive)
        step.append(turns.times.step)
        if state != "role_play.talking":
            take(turns, "same")
            take(turns, "start")
    numbers = count(ROUNDS)
    apart = list(cold.rows(one_step(store, perception), lambda: bare.with_objects(next(numbers))))
    store.close()
    base, text, rest, own = (statistics.median(values) for values in (plain, least, whole, step))
    yield f"turn: without perception {rest:.2f} ms, bare transaction {base:.2f} ms: {rest / base:.2f} (at most 3)"
    yield f"turn: and {rest / text:.2f} times the same transaction as SQL text, without objects ({text:.2f} ms)"
    yield f"turn: the engine's own step {own:.3f} ms: {own / base:.3f} of the bare transaction (under 0.1)"
    yield from apart
    yield f"turn: perception {statistics.median(perceived):.2f} ms CPU a line (under 5), the least {min(perceived):.2f}"


def one_step(store: Store, perception: CoachPerception) -> Callable[[], object]:
    """Return the step of one line, to be taken over and over."""
    turn, session = waiting(LINES[0], store)
    listening = engine.listening(session, turn, wiring.library())
    percept = perception.perceive(LINES[0], listening) if listening else None

    def take_it() -> object:
        taking = engine.Taking(session, turn, wiring.library())
        taking.listening()  # as in a turn, where it says what is to be perceived
        return taking.step(percept)

    return take_it


def perceive(line: str, store: Store, perception: CoachPerception) -> float:
    """Return milliseconds of CPU for one line, understood where the session waits."""
    turn, session = waiting(line, store)
    listening = engine.listening(session, turn, wiring.library())
    if listening is None:
        raise RuntimeError("the session does not listen")
    began = process_time()
    perception.perceive(line, listening)
    return (process_time() - began) * 1000


def waiting(line: str, store: Store) -> tuple[Turn, Session]:
    """Return a typed line as a turn, and the session that it would meet."""
    turn = Turn(EventId("none"), "terminal", "bench", datetime.now(UTC), text=line)
    with store.unit_of_work() as reading:
        member = reading.member(wiring.LOCAL_WORKSPACE, turn.channel, turn.who)
        session = reading.latest_session(wiring.LOCAL_WORKSPACE, member.id) if member else None
    if session is None:
        raise RuntimeError("no session to meet")
    return turn, session


def take(turns: Turns, line: str | None) -> str:
    event = EventId(uuid.uuid4().hex)
    turn = Turn(event, "terminal", "bench", datetime.now(UTC), text=line)
    result = turns.take(turn, name="bench")
    turns.sent(result.keys, turn)
    return result.state
