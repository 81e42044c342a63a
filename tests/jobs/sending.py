"""Messages to hundreds of people, processes that send them and are killed, and what each platform really got."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import create_engine, text

from dialogs.model import WorkspaceId
from dialogs.replies import Say
from storage.unit_of_work import open_store
from tests.channels.forking import Coach, Forge
from tests.channels.places import InSlack, InTelegram
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.postgres_server import free_port
from tests.waiting import HANG_S

ANSWER_S = 0.02  # how long a platform takes to answer a send that has taken effect
TELEGRAM_S, SLACK_MIN = 60, 3600  # the limits that the processes are told: 36 and 48 a second steadily
FAST = {"COACH_TELEGRAM_PER_SECOND": str(TELEGRAM_S), "COACH_SLACK_PER_MINUTE": str(SLACK_MIN)}


@dataclass
class Outcome:
    """What came of it. `repeated`: messages that somebody got again; `doubts`: those that the outbox says may be."""

    lost: int
    repeated: int
    doubts: int
    fastest: int  # messages in any one second, at the platform
    complaints: list[str]


class Posting:
    """One platform, one database, so many people with one message each."""

    def __init__(self, where: str, url: str, *, people: int, folder: Path, forge: Forge, each: int = 1) -> None:
        """
        Args:
            each: how many messages each of the people has.
        """
        self.place: Any = InSlack(over_http=True) if where == "slack" else InTelegram(webhook=True)
        self.where, self.url, self._all = where, url, people * each
        self._each = each
        self._folder, self._forge = folder, forge
        self._engine = create_engine(url)
        self.who = [f"U{1000 + n}" if where == "slack" else str(5000 + n) for n in range(people)]

    def fill(self) -> None:
        """Let the platform know the people, and put a message for each into the outbox, a few in a transaction."""
        store, now = open_store(self.url, upgrade=True), datetime.now(UTC)
        workspace = WorkspaceId("T0FAKE" if self.where == "slack" else "local")
        for number, who in enumerate(self.who):
            (
                self.place.slack.add_user(who)
                if self.where == "slack"
                else self.place.telegram.add_user(int(who), started=True)
            )
            with store.unit_of_work() as work:
                member = work.add_member(workspace, self.where, who, f"Rep {number}", now)
                for turn in range(self._each):
                    work.put_message(workspace, member.id, f"note/{number}.{turn}", [Say(f"Note {turn}")], now)
                work.commit()
        store.close()

    def process(self, name: str, *, behind: int | None = None) -> Coach:
        """
        Return a process that sends, not yet started: `coach worker` on PostgreSQL, else `coach serve`.

        Args:
            behind: the port of a relay before the platform; then the limits are those that an install has.
        """
        port, folder = free_port(), self._folder / name
        (folder / "no-model").mkdir(parents=True)
        environment = {
            "COACH_DATABASE_URL": self.url,
            "COACH_PORT": str(port),
            "COACH_MODEL_PATH": str(folder / "no-model"),
            **(
                {}
                if behind
                else {"COACH_TELEGRAM_PER_SECOND": str(TELEGRAM_S), "COACH_SLACK_PER_MINUTE": str(SLACK_MIN)}
            ),
            **self.place.environment(port),
        }
        if behind:
            name = f"COACH_{self.where.upper()}_API_URL"
            environment[name] = environment[name].replace(str(urlsplit(environment[name]).port), str(behind))
        command = "serve" if self.url.startswith("sqlite") else "worker"
        return Coach(environment, folder=folder, forge=self._forge, command=command)

    @property
    def platform(self) -> FakeSlack | FakeTelegram:
        """The fake as such, in which nothing goes wrong until a test asks."""
        return self.place.slack if self.where == "slack" else self.place.telegram  # type: ignore[no-any-return]

    @property
    def platform_url(self) -> str:
        return str(self.place.slack.api_url if self.where == "slack" else self.place.telegram.base_url)

    @property
    def notes(self) -> list[str]:
        """What each of the people is sent, in order."""
        return [f"Note {turn}" for turn in range(self._each)]

    def received(self, who: str) -> list[str]:
        return [message[0] for message in self.place.received(who)]

    def spoil(self, **how: Any) -> Any:
        """Let sends go wrong as the fake's `fail` says; return the fault."""
        return self.platform.fail("chat.postMessage" if self.where == "slack" else "sendMessage", **how)

    def recover(self) -> None:
        """Let no send go wrong any more."""
        if self.where == "slack":
            self.place.slack.recover()
        else:
            self.place.telegram.faults.all.clear()

    def calls(self) -> list[tuple[float, Any]]:
        """When the platform was asked to post something, and to whom; also where it refused."""
        if self.where == "slack":
            calls = [call for call in self.place.slack.calls if call.method == "chat.postMessage"]
            return [(call.at, call.params.get("channel")) for call in calls]
        return [(call.at, call.params.get("chat_id")) for call in self.place.telegram.called("sendMessage")]

    def refused(self) -> int:
        every = self.place.slack.calls if self.where == "slack" else self.place.telegram.called("sendMessage")
        return sum(call.status == 429 for call in every)

    def close(self) -> None:
        self._engine.dispose()

    def doubts(self) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(text("SELECT coalesce(sum(doubts), 0) FROM outbox")).scalar() or 0)

    def sent(self) -> int:
        return self._count("state = 'sent'")

    def _count(self, condition: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM outbox WHERE {condition}")).scalar() or 0)

    async def finishes(self, *, within_s: float) -> None:
        """Wait until all is marked as sent, or nothing is any more; `outcome` says what is lost."""
        async with asyncio.timeout(within_s):
            while self.sent() < self._all:
                await asyncio.sleep(0.1)

    def outcome(self, *processes: Coach) -> Outcome:
        received = Counter({who: len(self.place.received(who)) for who in self.who})
        instants = sorted(self._instants())
        fastest = max((sum(at <= other < at + 1 for other in instants) for at in instants), default=0)
        complaints = [line for one in processes for line in one.complaints()]
        repeated = sum(count - 1 for count in received.values() if count > 1)
        doubts = self.doubts()
        self.close()
        return Outcome(sum(count == 0 for count in received.values()), repeated, doubts, fastest, complaints)

    def _instants(self) -> list[float]:
        if self.where == "slack":
            return [call.at for call in self.place.slack.calls if call.method == "chat.postMessage"]
        return [call.at for call in self.place.telegram.called("sendMessage")]


async def killed(posting: Posting, *, kills: int, seed: int) -> Outcome:
    """Start a process that sends, kill it and start it again; return what came of it."""
    rng = Random(seed)
    posting.fill()
    async with posting.place.opened():
        one = posting.process("one")
        try:
            for _ in range(kills):
                before = posting.sent()
                one.start()
                async with asyncio.timeout(HANG_S):
                    while posting.sent() < before + rng.randint(2, 8):
                        await asyncio.sleep(0.01)
                await one.kill()
            one.start()
            await posting.finishes(within_s=2 * HANG_S)
        finally:
            await one.kill()
        return posting.outcome(one)


async def outlived(posting: Posting) -> Outcome:
    """Two processes send; one is killed for good. Return what came of it."""
    posting.fill()
    async with posting.place.opened():
        one, other = posting.process("one"), posting.process("other")
        try:
            one.start()
            other.start()
            await asyncio.gather(one.ready(), other.ready())
            async with asyncio.timeout(HANG_S):
                while not posting.sent() > 0:
                    await asyncio.sleep(0.01)
            await one.kill()
            await posting.finishes(within_s=2 * HANG_S)
        finally:
            await asyncio.gather(one.kill(), other.kill())
        return posting.outcome(one, other)
