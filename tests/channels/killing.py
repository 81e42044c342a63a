"""
Kills `coach serve` at random moments while twenty people write, and looks at what is left in the end.

Each person's messages are compared with the outbox, one after another: between two kills exactly its next rows may
arrive, and at a kill at most one row that had arrived was not yet marked as sent. Only that one may come again.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from sqlalchemy import create_engine, text

from dialogs.replies import from_json
from tests.channels.forking import Coach, Forge, until
from tests.channels.places import Message, Place
from tests.postgres_server import free_port
from tests.waiting import HANG_S

SETTLE_S = 12.0  # shorter than a lease (delivery.py): nobody waits for one to run out


async def nothing() -> None:
    return


@dataclass(frozen=True)
class Row:
    """A reply in the outbox, as its messages."""

    state: str
    messages: list[Message]


@dataclass(frozen=True)
class Left:
    """How things stand right after a kill: by person, the rows marked as sent and the messages received."""

    sent: dict[str, int]
    received: dict[str, int]


@dataclass
class Outcome:
    """What is wrong, if anything, and the figures."""

    wrong: list[str] = field(default_factory=list)
    kills: int = 0
    turns: int = 0
    unacknowledged: int = 0  # presses that Slack does not bring again
    messages: int = 0
    in_flight: int = 0  # messages that had arrived at a kill and were not yet marked
    repeated: int = 0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.turns} turns, {self.messages} messages, {self.repeated} repeated of "
            f"{self.in_flight} in flight, {self.unacknowledged} presses not taken"
        )


class Ordeal:
    """Twenty people, one coach, and kills."""

    def __init__(self, place: Place, coach: Coach, *, db_url: str, seed: int) -> None:
        self._place = place
        self._coach = coach
        self._engine = create_engine(db_url)
        self._seed = seed
        self._rng = Random(seed)
        self._stopping = False
        self._left: list[Left] = []

    async def run(
        self, *, kills: int = 0, plainly: bool = False, meanwhile: Callable[[], Awaitable[None]] = nothing
    ) -> Outcome:
        """
        Let people write until so many kills are done and everything has settled; return what came of it.

        Args:
            meanwhile: what else happens while people write.
        """
        people: list[asyncio.Task[None]] = []
        self._coach.start(plainly=plainly)
        try:
            await self._coach.ready()
            people = [asyncio.create_task(self._live(who)) for who in self._place.people]
            for _ in range(kills):
                await self._kill()
                self._coach.start()
            await meanwhile()
            self._stopping = True
            await self._coach.ready()
            await asyncio.wait_for(asyncio.gather(*people), HANG_S)
            outcome = await self._end()
        finally:
            for task in people:
                task.cancel()
            await self._coach.kill()
            self._engine.dispose()
        outcome.kills = kills
        return outcome

    async def _live(self, who: str) -> None:
        rng, group = Random(f"{self._seed} {who}"), 0
        while not self._stopping:
            group += 1
            await self._place.act(who, group, rng)

    async def _kill(self) -> None:
        if self._rng.random() < 0.85:
            await self._coach.ready()
        await asyncio.sleep(self._rng.uniform(0.02, 0.8))
        await self._coach.kill()
        await self._nobody_is_connected()
        await self._messages_arrived()
        self._left.append(self._look())

    async def _messages_arrived(self) -> None:
        """Wait until nothing that the killed one had written is in a socket any more: ten looks that see no change."""
        before, same = -1, 0
        while same < 10:
            await asyncio.sleep(0.01)
            now = sum(len(self._place.received(who)) for who in self._place.people)
            same = same + 1 if now == before and not self._place.sending() else 0
            before = now

    def _look(self) -> Left:
        sent = Counter(who for who, rows in self._outbox().items() for row in rows if row.state == "sent")
        return Left(dict(sent), {who: len(self._place.received(who)) for who in self._place.people})

    async def _end(self) -> Outcome:
        outcome = Outcome()
        await self._settle(outcome)
        await self._coach.kill()
        self._check_turns(outcome)
        self._check_messages(outcome)
        outcome.wrong += self._coach.complaints()
        return outcome

    async def _settle(self, outcome: Outcome) -> None:
        """Wait until everything is taken and sent, for as long as it gets less."""
        least, since = self._undone(), monotonic()
        while left := self._undone():
            if left < least:
                least, since = left, monotonic()
            if monotonic() > since + SETTLE_S:
                outcome.wrong.append(f"nothing moves for {SETTLE_S} s: {left} events and replies wait")
                return
            await asyncio.sleep(0.05)

    # what is left

    def _rows(self, statement: str) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(text(statement)))

    async def _nobody_is_connected(self) -> None:
        """On Postgres a commit that was asked for goes on without the one who asked."""
        if self._engine.dialect.name == "postgresql":
            others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            await until(lambda: not self._rows(others), timeout_s=HANG_S)

    def _undone(self) -> int:
        """How many events are not acknowledged and how many replies are not sent."""
        unsent = self._rows("SELECT count(*) FROM outbox WHERE state <> 'sent'")[0][0]
        return self._place.waiting() + int(unsent)

    def _outbox(self) -> dict[str, list[Row]]:
        """Each person's replies, in their order."""
        found: dict[str, list[Row]] = {who: [] for who in self._place.people}
        for address, reply, stamp, state in self._rows("SELECT address, reply, stamp, state FROM outbox ORDER BY id"):
            body = json.loads(reply) if isinstance(reply, str) else reply
            found[address].append(Row(state, self._place.rendered(from_json(body), stamp)))
        return found

    def _check_turns(self, outcome: Outcome) -> None:
        turns = self._rows("SELECT event_id, who FROM turn ORDER BY id")
        acts = {act.event_id: act for act in self._place.acts}
        counts = Counter(event_id for event_id, _ in turns)
        outcome.turns = len(turns)
        outcome.wrong += [f"{one} was applied {times} times" for one, times in counts.items() if times > 1]
        outcome.wrong += [f"{one} is no event" for one in counts if one not in acts]
        missing = [act for act in acts.values() if act.event_id not in counts]
        for act in missing:
            if self._place.acknowledged(act) or act.comes_again:
                outcome.wrong.append(f"{act.event_id} is lost")
        outcome.unacknowledged = len(missing)
        for who in self._place.people:
            groups = [acts[event_id].group for event_id, writer in turns if writer == who and event_id in acts]
            if groups != sorted(groups):
                outcome.wrong.append(f"the turns of {who} are out of order: {groups}")
        for session, version, taken in self._rows(
            "SELECT id, version, (SELECT count(*) FROM turn WHERE turn.session_id = session.id) FROM session"
        ):
            if version != taken:
                outcome.wrong.append(f"session {session} is at version {version} after {taken} turns")

    def _check_messages(self, outcome: Outcome) -> None:
        for who, rows in self._outbox().items():
            got = self._place.received(who)
            outcome.messages += len(got)
            outcome.repeated += len(got) - sum(len(row.messages) for row in rows)
            last = Left({who: sum(row.state == "sent" for row in rows)}, {who: len(got)})
            begun, taken = 0, 0  # the first row and the first message of this run
            there = 0  # messages of that row that had arrived before: Slack is asked for them, and gets no second one
            for number, left in enumerate([*self._left, last], 1):
                sent, received = left.sent.get(who, 0), left.received[who]
                expected = [message for row in rows[begun:sent] for message in row.messages]
                under_way = rows[sent].messages if sent < len(rows) else []
                run = got[taken:received]
                skipped = there if there and run[:there] != [*expected, *under_way][:there] else 0
                if sent > begun:
                    expected = expected[skipped:]
                elif run:
                    under_way = under_way[skipped:]
                extra = len(run) - len(expected)
                outcome.in_flight += max(0, extra) if left is not last else 0
                if extra < 0 or extra > len(under_way) or run != [*expected, *under_way[: max(0, extra)]]:
                    outcome.wrong.append(
                        f"run {number}: {who} got {len(run)} messages for rows {begun} to {sent} "
                        f"of {len(rows)} ({len(expected)} messages), or others, or in another order"
                    )
                there = max(0, extra) if sent > begun else max(there, extra + (skipped if run else 0))
                begun, taken = sent, received


async def ordeal(
    place: Place, *, db_url: str, folder: Path, forge: Forge, seed: int, kills: int, plainly: bool = False
) -> Outcome:
    """Do it all on one platform and one database; the coach reads by words alone, which starts faster."""
    async with place.opened():
        port = free_port()
        coach = process(place, port, behind=port, db_url=db_url, folder=folder, forge=forge)
        return await Ordeal(place, coach, db_url=db_url, seed=seed).run(kills=kills, plainly=plainly)


def process(place: Place, port: int, *, behind: int, db_url: str, folder: Path, forge: Forge) -> Coach:
    """
    Return a process that listens on a port, not yet started.

    Args:
        behind: the port that the platform calls: a balancer's, or its own.
    """
    (folder / "no-model").mkdir(parents=True)
    environment = {
        "COACH_DATABASE_URL": db_url,
        "COACH_PORT": str(port),
        "COACH_MODEL_PATH": str(folder / "no-model"),
        "COACH_TELEGRAM_PER_SECOND": "10000",  # people here write faster than platforms allow
        "COACH_SLACK_PER_MINUTE": "600000",
        **place.environment(behind),
    }
    return Coach(environment, folder=folder, forge=forge)
