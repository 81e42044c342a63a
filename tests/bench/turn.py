"""One whole turn, its parts, against a bare store transaction: load a session, append a turn, update a score, commit."""

from __future__ import annotations

import statistics
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from sqlmodel import Session as DbSession
from sqlmodel import create_engine, text

from bot import wiring
from bot.service.turns import Turns
from dialogs.model import EventId, Turn

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
    bare = Bare(url)
    take(turns, None)
    for line in ("skip", "play", "1", "start"):
        take(turns, line)
    whole, step, perceive, transaction, cpu = [], [], [], [], []
    for number in range(ROUNDS):
        transaction.append(bare.run(number))
        line = LINES[number % len(LINES)]
        began = process_time()
        state = take(turns, f"{line} {number}")  # never the same line twice: nothing is remembered
        cpu.append((process_time() - began) * 1000)
        whole.append(turns.times.total - turns.times.perceive)
        step.append(turns.times.step)
        perceive.append(turns.times.perceive)
        if state != "role_play.talking":
            take(turns, "restart" if state == "role_play.briefing" else "same")
            take(turns, "start")
    base = statistics.median(transaction)
    rest = statistics.median(whole)
    yield f"turn: bare transaction {base:.2f} ms; whole turn without perception {rest:.2f} ms: {rest / base:.2f} (at most 3)"
    one = statistics.median(step)
    yield f"turn: the engine's own step {one:.3f} ms: {one / base:.3f} of the transaction (under 0.1)"
    yield f"turn: perception {statistics.median(perceive):.2f} ms, CPU of the whole turn {statistics.median(cpu):.2f} ms (perception under 5)"
    store.close()


def take(turns: Turns, line: str | None) -> str:
    event = EventId(uuid.uuid4().hex)
    turn = Turn(event, "terminal", "bench", datetime.now(UTC), text=line)
    result = turns.take(turn, name="bench")
    turns.sent(result.keys, turn)
    return result.state


class Bare:
    """What any store has to do for a turn, and nothing of ours."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        with DbSession(self.engine) as session:
            session.execute(text("create table bare_session (id text primary key, body text, version integer)"))
            session.execute(text("create table bare_turn (id integer primary key, session text, body text)"))
            session.execute(text("create table bare_score (session text primary key, points integer)"))
            session.execute(text("insert into bare_session values ('s', '{}', 0)"))
            session.execute(text("insert into bare_score values ('s', 0)"))
            session.commit()

    def run(self, number: int) -> float:
        """Return milliseconds of one transaction."""
        began = perf_counter()
        with DbSession(self.engine) as session:
            session.execute(text("select body, version from bare_session where id = 's'")).one()
            session.execute(text("insert into bare_turn (session, body) values ('s', :body)"), {"body": "x" * 300})
            session.execute(text("update bare_score set points = :points where session = 's'"), {"points": number})
            session.commit()
        return (perf_counter() - began) * 1000
