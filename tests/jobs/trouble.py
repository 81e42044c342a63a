"""What may go wrong between two processes that send and their platform: 429, 5xx, lost answers, a cable that is cut."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.channels.forking import Coach, until
from tests.jobs.sending import Posting
from tests.waiting import HANG_S

PIECE = 65_536


class Cable:
    """
    A relay before a platform. While it is cut whatever is sent in either direction is gone, and nothing answers.

    A connection of before the cut stays dead when it is mended, as one does whose packets were lost.
    """

    def __init__(self, host: str, port: int) -> None:
        self._there = host, port
        self._whole = True
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()
        self._drop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def cut(self, *, for_s: float) -> None:
        self._whole = False
        await asyncio.sleep(for_s)
        self._drop()
        self._whole = True

    def _drop(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._there)
        self._writers |= {writer, back}
        for source, target in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._pump(source, target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while piece := await source.read(PIECE):
                if self._whole:
                    target.write(piece)
        except OSError:  # the other end is gone
            return
        finally:
            self._writers.discard(target)
            target.close()


@dataclass
class Endured:
    """What came of it. `lost`, `repeated`: messages; `crossed`: people who got theirs in another order."""

    lost: int
    repeated: int
    crossed: int
    doubts: int
    in_a_second: int  # calls at the platform in any one second, those that it refused too
    in_a_minute: int
    to_one_chat: int  # in any one second
    refused: int  # calls with 429 that nobody had made go wrong: the platform counts by itself
    took_s: float
    complaints: list[str]


async def endured(posting: Posting, happens: Callable[[Posting, Cable], Awaitable[None]] | None) -> Endured:
    """Let two workers send while *happens* goes on, until all is sent; return what came of it."""
    posting.fill()
    platform = posting.platform
    async with platform, _cable(posting) as cable:
        workers = [posting.process(name, behind=cable.port) for name in ("one", "other")]
        try:
            for worker in workers:
                worker.start()
            await asyncio.gather(*(worker.ready() for worker in workers))
            began = asyncio.get_running_loop().time()
            if happens:
                await happens(posting, cable)
            await posting.finishes(within_s=2 * HANG_S)
            took_s = asyncio.get_running_loop().time() - began
        finally:
            await asyncio.gather(*(worker.kill() for worker in workers))
        came = _what_came(posting, workers, took_s)
        posting.close()
        return came


def _cable(posting: Posting) -> Cable:
    address = urlsplit(posting.platform_url)
    return Cable(str(address.hostname), int(address.port or 0))


def _what_came(posting: Posting, workers: Sequence[Coach], took_s: float) -> Endured:
    lost = repeated = crossed = 0
    for who in posting.who:
        got = posting.received(who)
        counts = Counter(got)
        lost += sum(counts[one] == 0 for one in posting.notes)
        repeated += sum(count - 1 for count in counts.values())
        crossed += [one for n, one in enumerate(got) if n == 0 or got[n - 1] != one] != posting.notes
    calls = posting.calls()
    by_chat: dict[Any, list[float]] = {}
    for at, chat in calls:
        by_chat.setdefault(chat, []).append(at)
    instants = [at for at, _ in calls]
    complaints = [line for worker in workers for line in worker.complaints()]
    return Endured(
        lost,
        repeated,
        crossed,
        posting.doubts(),
        most_within(instants, 1.0),
        most_within(instants, 60.0),
        max(most_within(own, 1.0) for own in by_chat.values()),
        posting.refused(),
        took_s,
        complaints,
    )


async def storm(posting: Posting, _cable: Cable) -> None:
    """Refuse everything with 429 for four seconds, twice: to wait is told short and long."""
    for wait_s in (1, 4):
        await more_sent(posting, 10)
        posting.spoil(status=429, retry_after_s=wait_s, times=10**6)
        await asyncio.sleep(4)
        posting.recover()


async def faults(posting: Posting, _cable: Cable) -> None:
    """Answer 5xx and end connections, a dozen each, before a message is accepted and after."""
    await more_sent(posting, 10)
    for after_effect in (False, True, False, True):
        for how in ({"status": 503}, {"drop": True}):
            fault = posting.spoil(**how, times=6, after_effect=after_effect)
            await until(lambda fault=fault: fault.hits == 6, timeout_s=HANG_S)


async def cut(posting: Posting, cable: Cable) -> None:
    """Cut the network for a minute, from the middle of the sends."""
    await more_sent(posting, 20)
    await cable.cut(for_s=60)


async def more_sent(posting: Posting, count: int) -> None:
    before = posting.sent()
    await until(lambda: posting.sent() >= before + count, timeout_s=HANG_S)


def most_within(instants: Sequence[float], span_s: float) -> int:
    """Return how many lie in any span of so many seconds, wherever it begins."""
    ordered, first, most = sorted(instants), 0, 0
    for last, at in enumerate(ordered):
        while ordered[first] <= at - span_s:
            first += 1
        most = max(most, last - first + 1)
    return most
