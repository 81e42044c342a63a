"""
Print what the perception costs: `python -m bot.perception.benchmark --cache FOLDER`. CPU seconds, not wall clock.

Lines are measured for the first time each, since a remembered line costs nothing.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.perception.encoder import Encoder
from bot.perception.files import find_files
from bot.perception.heads import LinearLineModel, load_heads
from bot.perception.prepare import prepare
from bot.perception.understanding import CoachPerception

MEASURED_LINES = 200


def main() -> None:
    """Measure the loading, the memory it takes, and each part of perceiving a line."""
    options = argparse.ArgumentParser(prog="python -m bot.perception.benchmark")
    options.add_argument("--cache", type=Path, required=True, help="folder for the prepared encoder")
    cache_dir: Path = options.parse_args().cache
    before = resident_mb()
    prepare(find_files(), cache_dir)
    wall, cpu = time.perf_counter(), time.process_time()
    perception = CoachPerception(LinearLineModel(load_heads(), Encoder(prepare(find_files(), cache_dir))), {})
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sys.stdout.write(f"load what is prepared, without customers: {wall:.2f} s, {cpu:.2f} s CPU\n")
    from bot import wiring
    from bot.perception.corpus import read_examples
    from dialogs.model import Listening

    questions, replies, _ = (lines[-MEASURED_LINES:] for lines in read_examples(wiring.judge_lines()))
    encoder = Encoder(prepare(find_files(), cache_dir))
    encoder.encode("warm up")
    _show("encode a question", [example.text for example in questions], encoder.encode)
    told = {example.text: example.told for example in questions}
    listening = {example.text: Listening("reply", worry=example.worry) for example in replies}
    for example in questions:  # the customer's own lines are remembered when the rep answers them
        perception.model.similarity(example.told[-1] if example.told else "ok", example.told)
    _show("judge a question", list(told), lambda text: perception.perceive(text, Listening(told=told[text])))
    _show("judge a reply and its worry", list(listening), lambda text: perception.perceive(text, listening[text]))
    sys.stdout.write(f"memory: {before:.0f} MB before loading, {resident_mb():.0f} MB at the end\n")


def resident_mb() -> float:
    """Return the process's resident memory in MB (0 where the system has no /proc)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(found[0]) / 1000 if found else 0.0


def _show(name: str, texts: Sequence[str], work: Callable[[str], object]) -> None:
    costs = []
    for text in texts:
        started = time.process_time()
        work(text)
        costs.append(1000 * (time.process_time() - started))
    high = statistics.quantiles(costs, n=20)[-1]
    middle = statistics.median(costs)
    sys.stdout.write(f"{name}: median {middle:.2f} ms CPU, 95 % under {high:.1f} ms (n={len(costs)})\n")


if __name__ == "__main__":
    main()
