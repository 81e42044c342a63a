"""
Print what the judge costs: `python -m bot.perception.benchmark --cache FOLDER`. CPU seconds, not wall clock.

A remembered line costs nothing, so each is measured for the first time, in every round by an encoder that has read
nothing yet; rounds and kinds of lines take turns, so that a busy machine burdens all alike. Whoever shares the cores
only ever adds to a line's cost, twice as much where they are full: so the least of the rounds stands beside the median.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.perception.corpus import Example
from bot.perception.encoder import Encoder
from bot.perception.files import find_files
from bot.perception.heads import LinearLineModel, load_heads
from bot.perception.prepare import PreparedModel, prepare
from dialogs.judging.pipeline import judge
from dialogs.model import Task
from dialogs.ports import LineModel

MEASURED_LINES = 100  # of each task and setting
ROUNDS = 5
JUDGED_LINES = 2_000  # what `coach judge` is asked for in the issue
_CHILD = "from bot.perception.benchmark import judge_alone; judge_alone()"

Costs = dict[str, dict[str, list[float]]]


def main() -> None:
    """Measure `coach judge` in a process of its own, the loading, and each part of judging a line."""
    options = argparse.ArgumentParser(prog="python -m bot.perception.benchmark")
    options.add_argument("--cache", type=Path, required=True, help="folder for the prepared encoder")
    cache_dir: Path = options.parse_args().cache
    prepared = prepare(find_files(), cache_dir)
    from bot import wiring
    from bot.perception.corpus import read_examples

    questions, replies, _ = read_examples(wiring.judge_lines())
    _say(_run_judge(questions, replies, cache_dir))
    wall, cpu = time.perf_counter(), time.process_time()
    LinearLineModel(load_heads(), Encoder(prepared))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    _say(f"load what is prepared: {wall:.2f} s, {cpu:.2f} s CPU")
    for name, lines in measure(prepared, questions, replies).items():
        costs, least = ([pick(found) for found in lines.values()] for pick in (statistics.median, min))
        high = statistics.quantiles(costs, n=20)[-1]
        _say(
            f"{name}: median line {statistics.median(costs):.2f} ms CPU, 95 % under {high:.1f} ms; "
            f"at the least of {ROUNDS} rounds {statistics.median(least):.2f} ms (n={len(costs)})"
        )


def measure(prepared: PreparedModel, questions: Sequence[Example], replies: Sequence[Example]) -> Costs:
    """Return the milliseconds of CPU of each line in each round, by what was done with it."""
    costs: Costs = defaultdict(lambda: defaultdict(list))
    settings: list[tuple[str, Task, Sequence[Example], bool, bool]] = []
    for task, lines in (("question", questions), ("reply", replies)):
        fresh, talk, words = (lines[-3 * MEASURED_LINES :][place::3] for place in range(3))
        own: Task = "question" if task == "question" else "reply"
        settings.append((f"judge a {task}, context never read before", own, fresh, True, False))
        settings.append((f"judge a {task} in a talk, its context read before", own, talk, True, True))
        settings.append((f"judge a {task} without the weights", own, words, False, False))
    for _ in range(ROUNDS):
        encoder = Encoder(prepared)
        model, words_only = LinearLineModel(load_heads(), encoder), LinearLineModel(load_heads())
        for reader in (model, words_only):
            judge("how many trucks do you run?", task="question", told=("We run some.",), model=reader)
        for place in range(MEASURED_LINES):
            line = questions[place].text
            costs["encode a line"][line].append(_cost(encoder.encode, line))
            for name, own, lines, weights, read_before in settings:
                example = lines[place]
                if read_before:
                    for said in filter(None, (*example.told, example.worry)):
                        encoder.encode(said)
                cost = _cost(_judge, example, own, model if weights else words_only)
                costs[name][example.text].append(cost)
    return costs


def judge_alone() -> None:
    """Run `coach judge` and tell on standard error what this process took: peak memory in MB and CPU seconds."""
    from bot.commands.judge import run_judge

    run_judge()
    sys.stderr.write(json.dumps({"mb": peak_mb(), "cpu_s": time.process_time()}) + "\n")


def peak_mb() -> float:
    """Return the most memory that this process has held in MB (0 where the system has no /proc)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1000 if found else 0.0


def _run_judge(questions: Sequence[Example], replies: Sequence[Example], cache_dir: Path) -> str:
    half = JUDGED_LINES // 2
    lines = [_request(example, "question") for example in questions[-half:]]
    lines += [_request(example, "reply") for example in replies[-half:]]
    environment = os.environ | {"COACH_CACHE_PATH": str(cache_dir)}
    command = [sys.executable, "-c", _CHILD]
    began_at = time.perf_counter()
    given = "\n".join(lines).encode()
    ran = subprocess.run(command, input=given, capture_output=True, check=True, env=environment)  # noqa: S603  our own
    seconds = time.perf_counter() - began_at
    took = json.loads(ran.stderr.splitlines()[-1])
    return (
        f"coach judge, {len(lines)} lines, with loading: {len(lines) / seconds:.0f} lines a second, "
        f"{1000 * took['cpu_s'] / len(lines):.2f} ms CPU a line, {took['mb']:.0f} MB at most"
    )


def _request(example: Example, task: Task) -> str:
    context = {"told": list(example.told), "worry": example.worry}
    return json.dumps({"id": example.id, "task": task, "text": example.text, "context": context})


def _judge(example: Example, task: Task, model: LineModel) -> None:
    judge(example.text, task=task, told=example.told, worry=example.worry, model=model)


def _cost(work: Callable[..., object], *given: object) -> float:
    started = time.process_time()
    work(*given)
    return 1000 * (time.process_time() - started)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
