"""
A practised turn in Slack and in Telegram against a bare echo on the same library: CPU, acknowledgement, memory.

Coach and echo are processes of their own and take turns, block by block, in one run. Perception is left out here (it is
measured in turn.py): the coach's CPU is that of the platform's library, the turn, the store, the outbox and the send.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

PEOPLE = 64
LINES = 8  # of one call, before it is begun again
BLOCKS = 4  # each of PEOPLE x LINES events, for the echo and for the coach
WARM = ("hi", "skip", "play", "discovery", "cold_chain_ops_discovery", "start")
AGAIN = ("restart", "start")
QUIET_S = 0.3  # no send takes longer here
START_S = 600.0  # a hang, on any machine


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two processes, and how its people's words are brought to it."""

    process: Process
    says: Callable[[int, str], Awaitable[float]]  # person, words -> milliseconds to the acknowledgement

    @property
    def cpu_s(self) -> float:
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    @property
    def memory_mb(self) -> float:
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20


def measure(folder: Path) -> Iterator[str]:
    for run in (_slack, _telegram):
        yield from asyncio.run(run(folder))
        shares = json.loads((folder / "shares.json").read_text())
        yield "  of it: " + ", ".join(f"{what} {1000 * cpu / calls:.2f} ms" for what, (cpu, calls) in shares.items())


async def _slack(folder: Path) -> list[str]:
    async with FakeSlack() as echoed, FakeSlack() as coached:
        for fake in (echoed, coached):
            for person in range(PEOPLE):
                fake.add_user(f"U{person}", name=f"Person {person}")
        secrets = {"COACH_SLACK_BOT_TOKEN": coached.bot_token, "COACH_SLACK_SIGNING_SECRET": coached.signing_secret}
        echo = _started("tests.bench.echo", "slack", ECHO_API_URL=echoed.api_url, **secrets)
        url = f"sqlite:///{folder / 'slack.db'}"
        secrets["BENCH_SHARES"] = str(folder / "shares.json")
        coach = _started("tests.bench.serving", url, COACH_SLACK_API_URL=coached.api_url, **secrets)
        async with echo as (echo_process, where), coach as (coach_process, address):
            echoed.events_url, coached.events_url = f"{where}/slack/events", f"{address}/slack/events"
            sides = {
                "echo": Side(echo_process, _slack_says(echoed)),
                "coach": Side(coach_process, _slack_says(coached)),
            }
            # the coach acknowledges first and sends after that; its last sends are part of what it costs
            settled = {"echo": lambda: _silent(echoed), "coach": lambda: _silent(coached)}
            return await _compare("slack", sides, settled, counts=lambda: (len(echoed.posted), len(coached.posted)))


async def _telegram(folder: Path) -> list[str]:
    async with FakeTelegram() as echoed, FakeTelegram() as coached:
        for fake in (echoed, coached):
            for person in range(PEOPLE):
                fake.add_user(1000 + person, f"Person {person}")
        token = {"COACH_TELEGRAM_TOKEN": coached.token, "BENCH_SHARES": str(folder / "shares.json")}
        echo = _started("tests.bench.echo", "telegram", ECHO_API_URL=echoed.base_url, **token)
        url = f"sqlite:///{folder / 'telegram.db'}"
        coach = _started("tests.bench.serving", url, COACH_TELEGRAM_API_URL=coached.base_url, **token)
        async with echo as (echo_process, _), coach as (coach_process, _):
            sides = {
                "echo": Side(echo_process, _telegram_says(echoed)),
                "coach": Side(coach_process, _telegram_says(coached)),
            }
            settled = {"echo": echoed.settled, "coach": coached.settled}
            return await _compare("telegram", sides, settled, counts=lambda: (len(echoed.sent), len(coached.sent)))


async def _silent(fake: FakeSlack) -> None:
    """Wait until nothing has been posted for a while."""
    posted = -1
    while posted < len(fake.posted):
        posted = len(fake.posted)
        await asyncio.sleep(QUIET_S)


def _slack_says(fake: FakeSlack) -> Callable[[int, str], Awaitable[float]]:
    async def says(person: int, words: str) -> float:
        return float((await fake.says(f"U{person}", words)).ms or 0.0)

    return says


def _telegram_says(fake: FakeTelegram) -> Callable[[int, str], Awaitable[float]]:
    async def says(person: int, words: str) -> float:
        before = len(fake.sent_to(1000 + person))
        began = asyncio.get_running_loop().time()
        await fake.says(1000 + person, words)
        await fake.until(lambda: len(fake.sent_to(1000 + person)) > before, timeout_s=60, what="an answer")
        return (asyncio.get_running_loop().time() - began) * 1000

    return says


async def _compare(
    name: str,
    sides: dict[str, Side],
    settled: dict[str, Callable[[], Awaitable[object]]],
    *,
    counts: Callable[[], tuple[int, int]],
) -> list[str]:
    for words in WARM:
        await _all_say(sides["coach"], [words])
    await _all_say(sides["echo"], WARM)
    cpu: dict[str, list[float]] = {"echo": [], "coach": []}
    waits: dict[str, list[float]] = {"echo": [], "coach": []}
    for block in range(BLOCKS):
        lines = [f"what goes wrong in the mornings {block} {number}" for number in range(LINES)]
        for side_name, side in sides.items():
            before = side.cpu_s
            waits[side_name] += await _all_say(side, lines)
            await settled[side_name]()
            cpu[side_name].append((side.cpu_s - before) * 1000 / (PEOPLE * LINES))
        await _all_say(sides["coach"], AGAIN)
    return _rows(name, sides, cpu, waits, counts())


async def _all_say(side: Side, lines: Sequence[str]) -> list[float]:
    """Let everybody say the lines at the same time, each person one after the other."""

    async def one(person: int) -> list[float]:
        return [await side.says(person, line) for line in lines]

    return [wait for waits in await asyncio.gather(*map(one, range(PEOPLE))) for wait in waits]


def _rows(
    name: str,
    sides: dict[str, Side],
    cpu: dict[str, list[float]],
    waits: dict[str, list[float]],
    sent: tuple[int, int],
) -> list[str]:
    most = {"slack": 8, "telegram": 3}[name]
    echo, coach = (statistics.median(cpu[side]) for side in ("echo", "coach"))
    late = {side: statistics.quantiles(values, n=100)[98] for side, values in waits.items()}
    memory = {side: sides[side].memory_mb for side in sides}
    what = "acknowledgement" if name == "slack" else "answer"
    figures = f"{coach:.2f} ms CPU an event, echo {echo:.2f} ms"
    return [
        f"{name}: {figures}: {coach / echo:.2f} (at most {most}); {sent[1]} and {sent[0]} messages sent",
        f"{name}: {what} p99 at {PEOPLE} at once {late['coach']:.0f} ms, echo {late['echo']:.0f} ms: "
        f"{late['coach'] / late['echo']:.2f} (at most 10)",
        f"{name}: memory without the encoder {memory['coach']:.0f} MB, echo {memory['echo']:.0f} MB: "
        f"{memory['coach'] / memory['echo']:.2f} (at most 3)",
    ]


@asynccontextmanager
async def _started(module: str, argument: str, **environment: str) -> AsyncIterator[tuple[Process, str]]:
    """Run one of the two processes; it says where it listens, on standard output or (the coach) standard error."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, argument), env=os.environ | environment, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process, await asyncio.wait_for(_address(process), START_S)
    finally:
        process.terminate()
        await process.communicate()


async def _address(process: Process) -> str:
    """Return the address that the process prints, once it is ready."""
    if process.stdout is None or process.stderr is None:
        raise RuntimeError("the process has no output")
    readers = [asyncio.create_task(_read(process.stdout)), asyncio.create_task(_read(process.stderr))]
    done, waiting = await asyncio.wait(readers, return_when=asyncio.FIRST_COMPLETED)
    for reader in waiting:
        reader.cancel()
    return next(iter(done)).result()


async def _read(stream: asyncio.StreamReader) -> str:
    """Read to the line that says all is ready, and return the address named by then."""
    address = ""
    while line := (await stream.readline()).decode():
        if "http://" in line:
            address = "http://" + line.partition("http://")[2].split()[0].rstrip(":").removesuffix("/healthz,")
            address = address.split("/healthz")[0].rstrip(":")
        if line.startswith(("http://", "polling", "Ready.")):
            return address
    raise RuntimeError("the process ended before it was ready")
